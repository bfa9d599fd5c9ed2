"""The sets of the benchmark `tables`: three files, two sets of scikit-learn, and two made tables."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer, load_wine

from benchmarks.quality.digits import folder
from benchmarks.quality.tabular.frame import Column, Frame, gathered
from benchmarks.quality.tabular.mixed import orders, visits

HELD_OUT = 0.2  # of the rows
_ABALONE = ("sex", "length", "diameter", "height", "whole", "shucked", "viscera", "shell", "rings")
_GERMAN = (
    *("status", "duration", "history", "purpose", "amount", "savings", "employed", "rate", "personal", "debtors"),
    *("residence", "property", "age", "plans", "housing", "credits", "job", "liable", "telephone", "foreign", "risk"),
)
_GERMAN_NUMBERS = ("duration", "amount", "rate", "residence", "age", "credits", "liable")
_ADULT_NUMBERS = ("age", "fnlwgt", "education-num", "capital-gain", "capital-loss", "hours-per-week")


@dataclass(frozen=True)
class Table:
    """A set: how to get it, the column to predict, minutes of training, and a lognormal column where it has one."""

    name: str
    load: Callable[[], Frame]
    target: str
    minutes: float
    lognormal: str | None = None
    about: str = ""
    by_class: bool = True


def split(whole: Frame, seed: int) -> tuple[Frame, Frame]:
    """Return the training part and the held-out part, a fifth of the rows at random."""
    order = np.random.default_rng(seed).permutation(len(whole))
    held_out = int(HELD_OUT * len(whole))
    return whole.rows(order[held_out:]), whole.rows(order[:held_out])


def _file(name: str, columns: tuple[str, ...], numbers: tuple[str, ...]) -> Frame:
    """Read a file of shared/data/tables; it names its columns where the first of the given names leads it."""
    path = folder().parent / "tables" / name
    with Path(path).open(encoding="utf-8", newline="") as stream:
        lines = [[text.strip() for text in line] for line in csv.reader(stream) if line]
    names = columns or tuple(lines.pop(0))
    texts = [["" if text == "?" else text for text in column] for column in zip(*lines, strict=True)]
    return gathered(texts, [Column(one, "number" if one in numbers else "category") for one in names])


@cache
def _adult() -> Frame:
    return _file("adult.csv", (), _ADULT_NUMBERS)


@cache
def _abalone() -> Frame:
    return _file("abalone.csv", _ABALONE, _ABALONE[1:])


@cache
def _german() -> Frame:
    return _file("german.csv", _GERMAN, _GERMAN_NUMBERS)


def _learnt(load: Callable[[], object]) -> Frame:
    bunch = load()
    columns = [Column(str(name)) for name in bunch["feature_names"]]  # type: ignore[index]
    classes = tuple(str(name) for name in bunch["target_names"])  # type: ignore[index]
    values = np.column_stack([bunch["data"], bunch["target"]])  # type: ignore[index]
    return Frame((*columns, Column("class", "category", classes)), values)


TABLES = (
    Table("adult", _adult, "income", 5, about="a census; ? is read as missing"),
    Table("abalone", _abalone, "rings", 3, about="shells; the number of rings is predicted", by_class=False),
    Table("german", _german, "risk", 3, "amount", about="credits of a bank"),
    Table("breast_cancer", lambda: _learnt(load_breast_cancer), "class", 2, about="scikit-learn's"),
    Table("wine", lambda: _learnt(load_wine), "class", 2, about="scikit-learn's"),
    Table("orders", cache(orders), "returned", 4, "amount", about="made by `benchmarks/quality/tabular/mixed.py`"),
    Table("visits", cache(visits), "outcome", 3, "charge", about="made by `benchmarks/quality/tabular/mixed.py`"),
)
