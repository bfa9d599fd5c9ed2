"""Generate: samples of a trained model, in a file of the kind that was trained on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from gansmith.data.formats.grey_levels import Range
from gansmith.data.formats.marks import mark_beside
from gansmith.data.formats.write import require_writable, write_data
from gansmith.data.outputs import require_free
from gansmith.data.quantities import spans
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, option, remark, without
from gansmith.models.conditions import Asked
from gansmith.models.load import Recipe, load
from gansmith.models.marked import mark_of
from gansmith.models.model import Model
from gansmith.models.rejection import TRIES
from gansmith.models.request import Texts
from gansmith.models.where import Drawn
from gansmith.records.run_record import learned_from
from gansmith.storage.places import possible

Engine = Literal["torch", "onnx"]


@dataclass(frozen=True)
class Generated:
    """Samples (N, ...), how many are of each class, the ends of each condition, and what samples were chosen from.

    Classes and conditions are empty where none could be asked for. columns are those of a table, 0 of other data. mark
    is the file that says of another one that it is synthetic, None where that says so itself.
    """

    samples: np.ndarray
    classes: dict[str, int]
    conditions: dict[str, tuple[float, float]]
    chosen: Drawn
    columns: int = 0
    mark: Path | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what the samples are, without them, as JSON values."""
        shape, classes = list(self.samples.shape), {"classes": self.classes} if self.classes else {}
        told = {"conditions": {name: list(ends) for name, ends in self.conditions.items()}} if self.conditions else {}
        made = {"samples": len(self.samples), "shape": shape, "dtype": str(self.samples.dtype), **classes, **told}
        return {**made, "mark": None if self.mark is None else str(self.mark), **self.chosen.facts}


def generate(
    path: str | Path,
    count: int | None = None,
    output: str | Path | None = None,
    *,
    seed: int = 0,
    label: str | int | None = None,
    code: Sequence[float] | None = None,
    truncation: float = 1.0,
    condition: Asked | None = None,
    where: Texts = (),
    rule: Texts = (),
    tries: int = TRIES,
    calibrate: bool = True,
    given: Any = None,
    range: tuple[float, float] | None = None,
    mark: bool = True,
    engine: Engine = "torch",
    recipe: Recipe | None = None,
) -> np.ndarray:
    """Return samples of a run or model in the units of the data, and write them to a file.

    Parameters
    ----------
    path : str or Path
        A run, a checkpoint or a model directory.
    count : int, optional
        Number of samples, at least 1. With `given`, how often each row is completed, by default once.
    output : str or Path, optional
        The file to write, or a folder of images if the name has no suffix. The suffix decides the format. In the format
        of the training data, variable name, orientation, dtype and shape are those of the data. The labels of a
        conditional model are written too, those of .npy to NAME-labels.npy beside it. By default nothing is written.
    seed : int, default 0
        Seed of the noise.
    label : str or int, optional
        Class of all samples, by name or by index; or "balanced", the default: the classes come in turn; or "as-data":
        the classes come in the shares of the training data. A class of one of these two names is asked for in quotes:
        '"as-data"'.
    code : sequence of float, optional
        Latent code of all samples: the number of a category, or a number from -1 to 1, for each code of the model.
    truncation : float, default 1.0
        Factor of the noise, above 0 and at most 1. Smaller values give samples that are more typical and more alike.
    condition : dict, optional
        Value of each condition by name, such as {"age": 63}: one for all samples, or one for each. By default
        conditions are drawn as in the training data. They are written too, in their own columns or variables, those of
        .npy to NAME-CONDITION.npy beside it, and those of images to conditions.csv.
    where : str or sequence of str, optional
        Conditions of a table's columns, such as "age >= 60", "race in White, Black" or "workclass is missing". The
        first `count` samples that meet all of them are returned, and a line on stderr says which share does.
    rule : str or sequence of str, optional
        Rules between columns that samples keep, such as "high >= low", beside those of the training.
    tries : int, default 1000
        Most samples that are drawn for each that is returned, and for 100 at least.
    calibrate : bool, default True
        As for `Model.sample`.
    given : str, Path, data frame, array or dict, optional
        Rows of which some columns are given, and the others are drawn: see `Model.complete`. Lines on stderr say how
        near the samples come.
    range : (float, float), optional
        For a folder or zip of images, the values that become black and white, such as (0, 1): the values are scaled to
        0..255 in the images alone, and clipped, with a remark on stderr. By default images hold the values as they are,
        which must be whole numbers.
    mark : bool, default True
        Write into the file that it is synthetic, by which model and seed, for machines to read; or to
        NAME.synthetic.json beside a file that has no place for it.
    engine : {"torch", "onnx"}, default "torch"
        What computes the samples. ONNX Runtime takes some seconds to prepare, and is then faster for models of images
        and long signals. Samples are the same to 1e-5 of the spread of the data, except in columns with far values: the
        calibration of these columns enlarges the rounding errors of the network, by up to 3e-3 of the spread in a
        Cauchy column. Where two categories are equally likely, rounding may change the category, and so
        which samples of a table are kept.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function".

    Returns
    -------
    array, shape (count, ...)
        The samples, along the first axis.

    Raises
    ------
    UsageError
        An argument is out of range, the model has no such class, code, condition or column, too few samples meet what
        is asked, or the output would replace an input.
    DataError
        There is no model, or it is damaged.
    GansmithError
        The output cannot be written.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("ring", "gan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> gansmith.generate(run.path, 10, "samples.npy").shape
    (10, 2)
    """
    drawn: dict[str, Any] = {"seed": seed, "label": label, "code": code, "truncation": truncation}
    drawn |= {"condition": condition, "where": where, "rule": rule, "tries": tries, "calibrate": calibrate}
    made = generated(path, count, output, given=given, range=range, mark=mark, engine=engine, recipe=recipe, **drawn)
    for said in made.chosen.said:
        remark(f"{said}.")
    return made.samples


def generated(
    path: str | Path,
    count: int | None,
    output: str | Path | None,
    *,
    given: Any = None,
    range: Range | None = None,
    mark: bool = True,
    engine: Engine = "torch",
    recipe: Recipe | None = None,
    **drawn: Any,
) -> Generated:
    """Return what `generate` does, with the samples of each class counted; drawn are keywords of `Model.draw`."""
    if count is None and given is None:
        raise UsageError(
            f"{option('count')} is missing: say how many samples to generate, or name rows to complete with "
            f"{option('given')}."
        )
    if engine not in get_args(Engine):
        raise UsageError(f"{option('engine', engine)}: choose one of {', '.join(get_args(Engine))}.")
    model = load(path, recipe=recipe)
    if output is not None:
        _require_place(model, Path(path), possible(output), range, count, given)
    names, quantities = model.card.class_names, model.card.origin.conditions
    if engine == "onnx":
        model = _by_onnx(model, calibrate=drawn.get("calibrate", True))
    made = _made(model, count, given, **drawn)
    told = made.conditions
    marked = None
    if output is not None:
        put = mark_of(model, len(made.samples), seed=drawn.get("seed", 0)) if mark else None
        write_data(output, made.samples, model.card.origin, made.labels, names, conditions=told, range=range, mark=put)
        marked = mark_beside(possible(output)) if mark else None
        _say_unlabelled(model, output, made)
    counts = [] if made.labels is None else np.bincount(made.labels, minlength=len(names)).tolist()
    classes, ranges = dict(zip(names, counts, strict=False)), {} if told is None else spans(told, quantities)
    return Generated(made.samples, classes, ranges, made, len(model.card.origin.schema), marked)


def _by_onnx(model: Model, *, calibrate: bool) -> Model:
    """Return the model as ONNX Runtime computes it; raises UsageError where torch would make the samples after all."""
    from gansmith.export.engine import by_onnx

    if not calibrate and model.card.codec.table is not None:
        raise UsageError(
            f"{option('engine', 'onnx')} computes calibrated columns alone, and {without('calibrate')} asks for "
            "others. Leave one of them out."
        )
    return by_onnx(model)


def _say_unlabelled(model: Model, output: str | Path, made: Drawn) -> None:
    """Say where a table is written without its column of labels, as its generator is told none."""
    card = model.card
    if made.labels is None and card.class_names and card.codec.table is not None:
        label = shown(str(card.origin.label))
        remark(
            f"{output} has no column {label!r}: {card.method} draws no labels. {option('method', 'cgan')} does; "
            f"without {option('label', label)} the column is part of the samples."
        )


def _made(
    model: Model, count: int | None, given: Any, *, tries: int = TRIES, condition: Asked | None = None, **drawn: Any
) -> Drawn:
    if given is not None:
        if condition:
            raise UsageError(f"{option('condition')} and {option('given')} do not go together. Leave one out.")
        return model.complete(given, 1 if count is None else count, **drawn)
    assert count is not None  # noqa: S101
    return model.draw(count, tries=tries, condition=condition, **drawn)


def _require_place(model: Model, path: Path, output: Path, range: Range | None, count: int | None, given: Any) -> None:
    """Raise UsageError where the samples have no place, before they are made."""
    rows = (given,) if isinstance(given, str | Path) else ()
    require_free(output, (*learned_from(path), model.card.origin.path, *rows))
    scale = model.card.codec.scale
    if model.card.source is None:
        ends = scale.low.min().item(), scale.high.max().item()
        require_writable(output, scale.low, model.card.origin, ends, range, count if given is None else None)
