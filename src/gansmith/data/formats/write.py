"""Decoded samples to a file or folder of the kind its name says, whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gansmith.data.chunks import Array
from gansmith.data.dataset import Origin
from gansmith.data.formats.idx import write_idx
from gansmith.data.formats.registry import FILE_KINDS, FORMATS, format_of, labels_path
from gansmith.data.formats.stored_names import harmless
from gansmith.data.outputs import require_free, require_free_sidecar
from gansmith.data.reader.library_errors import is_text
from gansmith.errors import UsageError, remark
from gansmith.storage.atomic import atomic_directory, atomic_file
from gansmith.storage.places import possible


def write_data(
    path: str | Path,
    values: Array,
    origin: Origin,
    labels: npt.NDArray[np.integer] | None = None,
    class_names: Sequence[str] = (),
) -> Path:
    """Write samples-first `values` as the kind of file `path` names (none: a folder of images), and return its path.

    What came from the same kind of file goes back under the same name, in the same orientation and dtype; a name that
    would do harm, or that the format does not take, is changed, which is said on stderr. The labels of
    an IDX file go to a second file beside it. Raises UsageError for what the format cannot hold, GansmithError if the
    place cannot be written.
    """
    target, names = possible(path), tuple(class_names)
    _check(target, values, origin, labels, names)
    kind = format_of(target)
    if kind is None:
        return _write_folder(target, values, origin, labels, names)
    origin, changed = harmless(origin, kind, labelled=labels is not None)
    if changed:
        remark(f"{target}: {changed}")
    with atomic_file(target) as temporary:
        FORMATS[kind].writer(temporary, values, origin, None if kind == "idx" else labels, names)
    if kind == "idx" and labels is not None:
        with atomic_file(labels_path(target)) as temporary:
            write_idx(temporary, values, origin, labels, names)
    return target


def _write_folder(
    target: Path, values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]
) -> Path:
    from gansmith.data.formats.image_writing import write_folder

    if target.suffix:
        raise UsageError(
            f"{target}: files ending so cannot be written. Use {FILE_KINDS}, or no ending for a folder of images."
        )
    if target.is_dir() and any(target.iterdir()):
        raise UsageError(f"{target} is a folder that is not empty. Name a new one for the images.")
    with atomic_directory(target) as temporary:
        write_folder(temporary, values, origin, labels, class_names)
    return target


def _check(target: Path, values: Array, origin: Origin, labels: Array | None, class_names: tuple[str, ...]) -> None:
    names = (*class_names, *origin.columns, origin.variable or "", origin.label or "")
    if unfit := [name for name in names if not is_text(name)]:
        raise UsageError(
            f"{unfit[0].encode(errors='replace').decode()!r} is no text in UTF-8, so it cannot be written."
        )
    if labels is not None and len(labels) != len(values):
        raise UsageError(f"There are {len(values)} samples and {len(labels)} labels; one for each is needed.")
    require_free(target, () if origin.format == "builtin" else (origin.path,))
    if format_of(target) == "idx":
        require_free_sidecar(target, labelled=labels is not None)
