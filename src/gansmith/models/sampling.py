"""The methods of a model that draw samples: any number of them, or the rest of rows that are given in part."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gansmith.core.sampling import labels_of
from gansmith.data.expressions.columns import Columns
from gansmith.data.given import read_given
from gansmith.errors import UsageError, option, remark
from gansmith.models.classes import asked_labels, given_labels
from gansmith.models.conditions import Asked, beyond
from gansmith.models.rejection import TRIES
from gansmith.models.request import Request, Texts, require_memory
from gansmith.models.where import Drawn, Source, chosen, completed, requirements

if TYPE_CHECKING:
    from gansmith.models.model import Model


def sample(
    self: "Model",
    count: int,
    *,
    seed: int = 0,
    label: str | int | None = None,
    labels: np.ndarray | None = None,
    code: Sequence[float] | None = None,
    truncation: float = 1.0,
    condition: Asked | None = None,
    where: Texts = (),
    rule: Texts = (),
    tries: int = TRIES,
    calibrate: bool = True,
) -> np.ndarray:
    """Return generated samples in the units, dtype, shape and range of the training data.

    The result depends on the weights, the seed and the arguments only. Sample i is the same for every count.
    Samples of a table meet the rules that it was trained with.

    Parameters
    ----------
    count : int
        Number of samples, at least 1.
    seed : int, default 0
        Seed of the noise.
    label : str or int, optional
        Class of all samples, by name or by index; or "balanced", the default: the classes come in turn; or
        "as-data": the classes come in the shares of the training data, as exactly as count allows. The class of
        sample i then depends on count. A class of one of these two names is asked for in quotes: '"as-data"'.
    labels : array of int, shape (count,), optional
        Class index of each sample, in place of `label`.
    code : sequence of float, optional
        Latent code of all samples, one value per code of the model: the number of a category, or a number from -1
        to 1. By default the categories of the first code come in turn, and the other codes are random.
    truncation : float, default 1.0
        Factor of the noise, above 0 and at most 1. Smaller values give samples that are more typical and more
        alike.
    condition : dict, optional
        Value of each condition by name, such as {"age": 63}: one for all samples, or one for each. By default
        conditions are drawn as in the training data, and those that are not named as they go with the others.
    where : str or sequence of str, optional
        Conditions of a table's columns, such as "age >= 60", "race in White, Black" or "workclass is missing".
        The first `count` samples that meet all of them are returned, and a line on stderr says which share does. A
        missing value meets none but the last. With `label`, classes come in turn, or in shares, in what is drawn.
    rule : str or sequence of str, optional
        Rules between columns, such as "high >= low" or "total = a + b within 0.5", beside those of the training. A
        missing value breaks none.
    tries : int, default 1000
        Most samples that are drawn for each that is returned, and for 100 at least.
    calibrate : bool, default True
        For tables: change each column by itself, so that its values come as often as in the training data. What the
        generator lacks is found on 20,000 samples of its own; how columns depend on each other stays. Where a
        generator is too sure of a column's categories for that, samples are kept by chance, one of five at least on
        average, with weights that bring these columns closer to the shares of the training data (raking).

    Returns
    -------
    array, shape (count, ...)
        The samples, along the first axis.

    Raises
    ------
    UsageError
        The model has no such class, code, condition or column, a value is out of range, too few samples meet the
        conditions, or the model translates images.
    """
    made = _drawn(self, count, Request(seed, label, labels, code, truncation, condition, where, rule, tries, calibrate))
    for said in made.said if where or rule else ():
        remark(f"{said}.")
    return made.samples


def draw(
    self: "Model",
    count: int,
    *,
    seed: int = 0,
    label: str | int | None = None,
    labels: np.ndarray | None = None,
    code: Sequence[float] | None = None,
    truncation: float = 1.0,
    condition: Asked | None = None,
    where: Texts = (),
    rule: Texts = (),
    tries: int = TRIES,
    calibrate: bool = True,
) -> Drawn:
    """Return what `sample` does for the same arguments, with the classes, and what the samples were chosen from.

    Parameters
    ----------
    count : int
        As for `sample`.
    seed : int, default 0
        As for `sample`.
    label : str or int, optional
        As for `sample`.
    labels : array of int, shape (count,), optional
        As for `sample`.
    code : sequence of float, optional
        As for `sample`.
    truncation : float, default 1.0
        As for `sample`.
    condition : dict, optional
        As for `sample`; with `where` or rules, one value for all samples.
    where : str or sequence of str, optional
        As for `sample`.
    rule : str or sequence of str, optional
        As for `sample`.
    tries : int, default 1000
        As for `sample`.
    calibrate : bool, default True
        As for `sample`.

    Returns
    -------
    Drawn
        The samples, their classes and conditions, and how many of those that were drawn meet what is asked.

    Raises
    ------
    UsageError
        As for `sample`.
    """
    return _drawn(self, count, Request(seed, label, labels, code, truncation, condition, where, rule, tries, calibrate))


def _drawn(model: "Model", count: int, request: Request) -> Drawn:
    """Return what is requested of a model."""
    source, card, classes = Source.of(model, request), model.card, model.prior.classes
    if count < 1:
        raise UsageError(f"{option('count', count)}: ask for at least one sample.")
    require_memory(card.codec, count)
    number = asked_labels(card, classes, count, request.label)
    each = None if request.labels is None else given_labels(request.labels, classes, count, request.label)
    number = number if each is None else each
    asked = requirements(card, request.where, request.rule)
    values = source.conditions(0, count if asked is None else 1, number)
    for said in beyond(card, request.condition, values):
        remark(said)
    if asked is None and each is None:
        each = labels_of(model.prior, count, number)
    asked = source.keeping(asked)
    if asked is None:
        return source.draw(0, count, number)
    return chosen(source, count, asked, labels=each)


def complete(
    self: "Model",
    given: Any,
    count: int = 1,
    *,
    seed: int = 0,
    label: str | int | None = None,
    code: Sequence[float] | None = None,
    truncation: float = 1.0,
    where: Texts = (),
    rule: Texts = (),
    calibrate: bool = True,
) -> Drawn:
    """Return rows of a table that are given in part, with the rest drawn by the model.

    Given values are kept. The others come from a sample with the same categories and the nearest numbers, by rank,
    of 50,000 or more: one of the nearest at random. Classes count as categories. This is approximate; the result
    says how far the nearest samples are.

    Parameters
    ----------
    given : str, Path, data frame, array or dict
        The rows: a file or frame with some or all of the columns, a dict of columns, or an array (N, D) of numbers.
        Absent columns and missing values are drawn.
    count : int, default 1
        How many times each row is completed.
    seed : int, default 0
        As for `sample`.
    label : str or int, optional
        As for `sample`.
    code : sequence of float, optional
        As for `sample`.
    truncation : float, default 1.0
        As for `sample`.
    where : str or sequence of str, optional
        Conditions that the completed rows meet, as for `sample`.
    rule : str or sequence of str, optional
        As for `sample`.
    calibrate : bool, default True
        As for `sample`, but none of the samples is left out.

    Returns
    -------
    Drawn
        The rows in their order, each `count` times in a row, their classes, and what is to be said of them.

    Raises
    ------
    UsageError
        The model is of no table, or has no such class or column.
    DataError
        The rows cannot be read, a value is none of its column, or a row cannot be completed as the rules demand.
    """
    card, names = self.card, self.card.class_names[: self.prior.classes]
    columns = Columns.of(card.codec, card.origin, "given")
    if card.conditions is not None:
        raise UsageError(f"{option('given')}: a model of conditions completes no rows. Ask with {option('where')}.")
    request = Request(
        seed=seed, label=label, code=code, truncation=truncation, where=where, rule=rule, calibrate=calibrate
    )
    source, asked = Source.of(self, request), requirements(card, where, rule)
    return completed(source, read_given(given, columns, card.origin, names), count, asked)
