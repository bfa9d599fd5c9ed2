"""Whether a model can fill up the classes of a data set: the same columns, types and conditions, and its classes."""

from collections.abc import Mapping

from gansmith.data.dataset import Dataset
from gansmith.data.reader.library_errors import shown
from gansmith.errors import UsageError, option
from gansmith.models.model import Model


def classes_in(model: Model, dataset: Dataset, wanted: Mapping[int, int], place: object) -> dict[int, int]:
    """Return the model's class of each class of the data that is filled up.

    Raises UsageError where the model draws no class on demand, lacks one of these, or was trained on other data.
    """
    names = model.card.class_names[: model.prior.classes]
    if not names:
        raise UsageError(
            f"{option('run', place)}: this model draws no class on demand, as {option('method', model.card.method)} "
            f"conditions its generator on none. Train with {option('method', 'cgan')} or acgan."
        )
    require_same_kind(model, dataset, place)
    if unknown := [dataset.class_names[label] for label in wanted if dataset.class_names[label] not in names]:
        raise UsageError(
            f"{option('run', place)}: the model has no class {shown(unknown[0])!r}. It was trained on "
            f"{', '.join(map(shown, names[:20]))}."
        )
    return {label: names.index(dataset.class_names[label]) for label in wanted}


def require_same_kind(model: Model, dataset: Dataset, place: object) -> None:
    """Raise UsageError where the model's samples have another shape, type, columns or conditions than the data."""
    made, mine, theirs = model.card.codec.scale.low, dataset.origin, model.card.origin
    where = f"{option('run', place)} was trained on other data than {mine.path}"
    if made.shape != dataset.sample_shape or made.dtype != dataset.values.dtype:
        raise UsageError(
            f"{where}: its samples are {made.dtype} of shape {made.shape}, and these {dataset.values.dtype} of "
            f"{dataset.sample_shape}. Read the data as for the training, or leave the run out."
        )
    if mine.columns != theirs.columns:
        odd = next(iter([*set(mine.columns) ^ set(theirs.columns), *mine.columns, *theirs.columns]), "")
        raise UsageError(
            f"{where}: the columns differ, first in {shown(odd)!r}. Give the columns of the training in its order, or "
            "leave the run out."
        )
    pairs = zip(dataset.schema, theirs.schema, strict=False)
    changed = [one.name for one, other in pairs if (one.type, one.categories) != (other.type, other.categories)]
    if changed or len(dataset.schema) != len(theirs.schema):
        raise UsageError(
            f"{where}: the column {shown(changed[0] if changed else '')!r} has another type or other categories. Leave "
            "the run out, and a model is trained on this data."
        )
    conditions = [{quantity.name for quantity in one.conditions} for one in (mine, theirs)]
    if conditions[0] != conditions[1]:
        odd = next(iter(conditions[0] ^ conditions[1]))
        raise UsageError(f"{where}: only one of them has the condition {shown(odd)!r} ({option('condition')}).")
