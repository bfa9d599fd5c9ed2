"""Decoded samples to a file or folder of the kind its name says, whole or not at all."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.dataset import Origin
from gansmith.data.formats.beside import WITHOUT_CONDITIONS, require_free_conditions, write_conditions_beside
from gansmith.data.formats.conditions import TABLE, samples_in, write_table
from gansmith.data.formats.contents import Contents, require_one
from gansmith.data.formats.grey_levels import Range, as_option, checked_range, clipped_note, to_levels
from gansmith.data.formats.mark_writers import embed, embed_in_folder
from gansmith.data.formats.marks import MARKED, Mark, marked, require_free_mark, write_beside
from gansmith.data.formats.records import is_of_records
from gansmith.data.formats.registry import BESIDE, FILE_KINDS, FORMATS, format_of, labels_path
from gansmith.data.formats.stored_names import harmless
from gansmith.data.formats.window_rows import as_moments
from gansmith.data.formats.written_notes import told
from gansmith.data.formats.written_windows import require_no_images
from gansmith.data.labels import is_plain
from gansmith.data.outputs import require_free, require_free_sidecar
from gansmith.data.quantities import numbers_of
from gansmith.data.reader.library_errors import is_text, shown
from gansmith.errors import UsageError, remark
from gansmith.storage.atomic import atomic_directory, atomic_file
from gansmith.storage.places import possible

_LISTED = 20  # classes whose numbers are told


def write_data(
    path: str | Path,
    values: Array,
    origin: Origin,
    labels: npt.NDArray[np.integer] | None = None,
    class_names: Sequence[str] = (),
    *,
    conditions: npt.NDArray[np.floating] | None = None,
    range: Range | None = None,
    mark: Mark | None = None,
) -> Path:
    """Write samples to a file whose suffix decides the format, or to a folder of images.

    Samples of the same format as their origin get the same variable name, orientation and dtype. Names that are unsafe
    or that the format does not allow are changed, with a remark on stderr. The labels of an IDX or .npy file are
    written to a second file next to it, and each condition to NAME-CONDITION.npy. The conditions of images are written
    to conditions.csv in their folder, or to NAME-conditions.csv beside a zip. The output is written completely or not
    at all.

    Parameters
    ----------
    path : str or Path
        The file to write; without a suffix, the folder of images.
    values : array, shape (N, ...)
        The samples, along the first axis.
    origin : Origin
        Origin of the data, such as `Dataset.origin`.
    labels : array of int, shape (N,), optional
        Class index of each sample, -1 if unknown.
    class_names : sequence of str, optional
        Name of each class.
    conditions : array of float, shape (N, K), optional
        Numbers that each sample is conditioned on, as `origin.conditions` names them.
    range : (float, float), optional
        For images, the values that become black and white: numbers are scaled to 0..255, and clipped, with a remark on
        stderr. By default images hold the numbers as they are, which must be whole.
    mark : Mark, optional
        What generated samples say of themselves, for machines. It is written into the file, or to
        NAME.synthetic.json beside a file that has no place for it.

    Returns
    -------
    Path
        The file or folder.

    Raises
    ------
    UsageError
        The format cannot hold the samples, or the output would replace the origin.
    GansmithError
        The output cannot be written.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.data import open_data, write_data
    >>> dataset = open_data(np.zeros((3, 2)))
    >>> write_data("zeros.npy", dataset.values, dataset.origin).name
    'zeros.npy'
    """
    target = possible(path)
    made = Contents(values, as_moments(_with_own_label(origin)), labels, tuple(class_names), conditions)
    require_accepted(target, made)
    kind = format_of(target)
    if mark is not None and kind not in (None, *MARKED):
        require_free_mark(target)
    if range is not None:
        _require_images(target, kind, range)
        made = replace(made, values=_as_levels(target, values, range), origin=replace(made.origin, format="folder"))
    require_no_images(target, kind, made.origin)
    if kind is None:
        _write_folder(target, made, mark)
        return told(target, next((format_of(file) for file in target.rglob("*.*")), None), made.origin)
    origin, changed = harmless(made.origin, kind, labelled=labels is not None)
    if changed:
        remark(f"{target}: {changed}")
    _write_file(target, kind, replace(made, origin=origin), mark)
    return told(target, kind, origin)


def _write_file(target: Path, kind: str, made: Contents, mark: Mark | None) -> None:
    """Write a file, and what its format has no place for in files beside it."""
    apart, without = _labels_apart(kind, made.origin), kind in WITHOUT_CONDITIONS
    within = replace(made, labels=None if apart else made.labels, conditions=None if without else made.conditions)
    with atomic_file(target) as temporary:
        FORMATS[kind].writer(temporary, replace(within, origin=marked(within.origin, mark)))
        inside = kind in MARKED or (mark is not None and embed(temporary, kind, mark))
    write_beside(target, None if inside else mark)
    if apart and made.labels is not None:
        beside = labels_path(target)
        with atomic_file(beside) as temporary:
            FORMATS[kind].writer(temporary, replace(made, conditions=None))
        remark(f"{target}: the labels of the samples are in {beside}{_numbered(kind, made.class_names)}.")
    if without and made.conditions is not None:
        write_conditions_beside(target, kind, made.origin, made.conditions)


def require_writable(
    target: Path,
    like: npt.NDArray[Any],
    origin: Origin,
    ends: Range,
    range: Range | None = None,
    count: int | None = None,
) -> None:
    """Raise UsageError where samples would not go into a folder, images or one recording, before they are made.

    like: an array of the shape and dtype of one sample; ends: the lowest and the highest value of the data; count: how
    many samples there will be.
    """
    from gansmith.data.formats.image_writing import require_pictures

    kind = format_of(target)
    require_no_images(target, kind, origin)
    if kind in ("wav", "dcm") and count is not None:
        require_one(kind, count, labelled=False)
    if kind is None:
        _require_new_folder(target)
    if range is not None:
        _require_images(target, kind, range)
    if (kind is None and not _is_of_arrays(origin)) or kind == "zip" or range is not None:
        require_pictures(like.shape, like.dtype, ends, origin, scaled=range is not None)


def _require_images(target: Path, kind: str | None, range: Range) -> None:
    checked_range(range)
    if kind not in (None, "zip"):
        raise UsageError(
            f"{as_option(range)} makes images of numbers, and {target} holds the numbers themselves. Leave it out, or "
            "name a folder, without an ending, or a .zip."
        )


def _as_levels(target: Path, values: Array, range: Range) -> Array:
    made = to_levels(values, range)
    if made.clipped:
        remark(f"{target}: {clipped_note(made.clipped, values.size, range)}.")
    return made.levels


def _numbered(kind: str, class_names: tuple[str, ...]) -> str:
    """Return which number stands for which class in a file that holds no names."""
    if kind != "idx" or all(map(is_plain, class_names)):
        return ""
    named = [f"{number} is {shown(name)}" for number, name in enumerate(class_names[:_LISTED])]
    return f", as numbers: {', '.join(named)}{' and so on' if len(class_names) > _LISTED else ''}"


def _write_folder(target: Path, made: Contents, mark: Mark | None) -> None:
    from gansmith.data.formats.array_folder import write_array_folder
    from gansmith.data.formats.image_writing import write_folder

    _require_new_folder(target)
    with atomic_directory(target) as temporary:
        write = write_array_folder if _is_of_arrays(made.origin) else write_folder
        write(temporary, made)
        if mark is not None:
            embed_in_folder(temporary, mark)
        if made.conditions is not None:
            write_table(temporary / TABLE, samples_in(temporary), made.origin, made.conditions)


def _with_own_label(origin: Origin) -> Origin:
    """Return the origin without the name of labels where that is the name of a file beside the data."""
    is_file = origin.format in BESIDE and origin.label == labels_path(Path(origin.path)).name
    return replace(origin, label=None) if is_file else origin


def _labels_apart(kind: str | None, origin: Origin) -> bool:
    """Whether labels are written to a file of their own: a structured array has a field for them."""
    return kind in BESIDE and not (kind == "npy" and is_of_records(origin))


def _is_of_arrays(origin: Origin) -> bool:
    """Whether a folder of samples holds arrays or recordings; images are of the format "folder"."""
    return origin.format == "arrays" or ("window" in origin.details and origin.format != "folder")


def _require_new_folder(target: Path) -> None:
    if target.suffix:
        raise UsageError(
            f"{target}: files ending so cannot be written. Use {FILE_KINDS}, or no ending for a folder of samples."
        )
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} exists and is not a folder, so it is not replaced. Choose another name.")
    if target.is_dir() and any(target.iterdir()):
        raise UsageError(f"{target} is a folder that is not empty. Name a new one for the samples.")


def require_accepted(target: Path, made: Contents) -> None:
    """Raise UsageError for samples that do not fit together, names that are no text, and what would be replaced."""
    origin, count = made.origin, len(made.values)
    told = [quantity.name for quantity in origin.conditions]
    names = [*made.class_names, *origin.columns, origin.variable or "", origin.label or "", *told]
    names += [text for column in origin.schema for text in (column.name, column.mark, *column.categories)]
    if unfit := [name for name in names if not is_text(name)]:
        raise UsageError(
            f"{shown(unfit[0].encode(errors='replace').decode())!r} is no text in UTF-8, so it cannot be written."
        )
    if made.labels is not None and len(made.labels) != count:
        raise UsageError(f"There are {count} samples and {len(made.labels)} labels; one for each is needed.")
    wanted = (count, numbers_of(origin.conditions))
    if made.conditions is not None and made.conditions.shape != wanted:
        raise UsageError(f"Conditions of shape {made.conditions.shape} are not those of the samples, {wanted}.")
    require_free(target, () if origin.format == "builtin" else (origin.path,))
    if _labels_apart(format_of(target), origin):
        require_free_sidecar(target, labelled=made.labels is not None)
    if made.conditions is not None and format_of(target) in WITHOUT_CONDITIONS:
        require_free_conditions(target, told)
