"""Where a command may write: not over what it reads, what a model learned from, or a part of a run or model."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from gansmith.data.builtin import BUILTIN
from gansmith.data.formats.idx import find_idx, looks_like_idx
from gansmith.data.formats.registry import ARRAY_SUFFIXES, BESIDE, IMAGE_SUFFIXES, format_of, labels_path
from gansmith.errors import UsageError
from gansmith.storage.atomic import require_parent
from gansmith.storage.places import is_there

PAGES = (".html", ".htm")
TEXTS = (".md", ".markdown", ".txt", "")
_FILES = (*IMAGE_SUFFIXES, ".pdf", ".svg", ".gif", ".onnx", ".pt2")  # endings of what is written as one file
_RUN, _MODEL = {"config.json", "data.json"}, "manifest.json"  # files that tell what a folder is
_KEPT_SUFFIXES = (".json", ".jsonl")  # of files at the top of a run that are the run's own
_MOST_TRIED = 100  # names of an output
_KEPT_FOLDERS = ("baseline", "checkpoints", "best", "model", "samples", "tb")


def require_free(output: Path, inputs: Iterable[str | Path], endings: tuple[str, ...] = ()) -> None:
    """Raise UsageError where writing `output` would lose something, before any work is done for it.

    inputs: all that the command reads, and what its run or model learned from. endings: those of the kind of file that
    is written, "" for none; left out, whoever writes checks them.
    """
    require_parent(output)
    if str(output) == "-":
        raise UsageError("-: nothing is written to standard output. Name a file or a folder.")
    is_of_a_file = bool(endings) or format_of(output) is not None or output.suffix.lower() in _FILES
    if is_of_a_file and output.exists() and not output.is_file():
        raise UsageError(f"{output} exists and is not a regular file, so it is not replaced. Choose another name.")
    if endings and output.suffix.lower() not in endings:
        known = ", ".join(filter(None, endings)) + (", or no ending" if "" in endings else "")
        raise UsageError(f"{output}: let the name end in {known}, so that nothing else is replaced by mistake.")
    if (owner := _owner(output)) is not None:
        raise UsageError(f"{output} is the place of a part of {owner}, which could not be used then. Choose another.")
    lost = (output, labels_path(output)) if format_of(output) in BESIDE else (output,)
    for source in inputs:
        for written in lost:
            if _is_of(written, Path(source)):
                raise UsageError(
                    f"{written} is read or was learned from ({source}), and would be lost. Choose another."
                )


def free_output(stem: str, ending: str, inputs: Iterable[str | Path]) -> str:
    """Return a name for an output that is not there yet and would be accepted: the stem, or it with a number."""
    read = tuple(inputs)
    names = [f"{stem}{number}{ending}" for number in ("", *(f"-{n}" for n in range(2, _MOST_TRIED)))]
    return next((name for name in names if _is_free(Path(name), read)), names[0])


def _is_free(output: Path, inputs: tuple[str | Path, ...]) -> bool:
    beside = labels_path(output) if format_of(output) in BESIDE else output
    try:
        require_free(output, inputs)
    except UsageError:
        return False
    return not (output.exists() or beside.exists() or output.name in {Path(one).name for one in inputs})


def require_apart(outputs: Iterable[Path]) -> None:
    """Raise UsageError where a command would write two of its outputs to one place."""
    seen: set[Path] = set()
    for output in outputs:
        if output.resolve() in seen:
            raise UsageError(f"{output} is named for two outputs, and one would be lost. Choose another for one.")
        seen.add(output.resolve())


def require_free_sidecar(images: Path, *, labelled: bool) -> None:
    """Raise UsageError where the file beside IDX or .npy samples that holds their labels is somebody else's.

    It is ours where it lies beside samples that are replaced with it, and holds labels.
    """
    beside = labels_path(images)
    if not beside.exists():
        return
    if not labelled:
        raise UsageError(
            f"{beside} would be taken for the labels of {images}, which has none. Choose another name, or remove it."
        )
    if not images.exists() or not (looks_like_idx(beside) or _looks_like_npy(beside)):
        raise UsageError(f"{beside} would be replaced by the labels of {images}. Choose another name, or remove it.")


def _looks_like_npy(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(6) == b"\x93NUMPY"


def _owner(output: Path) -> Path | None:
    """Return the run or model that a place belongs to; a run's reports and pictures do not."""
    place = output.parent.resolve() / output.name
    for folder in place.parents:
        inside = place.relative_to(folder).parts
        if (folder / _MODEL).is_file():
            return folder
        if all((folder / name).is_file() for name in _RUN):
            kept = inside[0] in _KEPT_FOLDERS or (len(inside) == 1 and place.suffix in _KEPT_SUFFIXES)
            return folder if kept else None
    is_model = (place / _MODEL).is_file()
    return place if is_model or all((place / name).is_file() for name in _RUN) else None


def _is_of(written: Path, source: Path) -> bool:
    """Whether a file is an input, its labels, or one of a folder that is an input."""
    if str(source) in BUILTIN:
        return False
    if not is_there(source):
        return written.exists() and _bears_the_name(written, source)
    if not written.exists():
        return False
    return any(part.exists() and written.samefile(part) for part in _parts(source)) or (
        source.is_dir()
        and (_is_picture(written) or _is_one_of_many(written))
        and written.resolve().is_relative_to(source.resolve())
    )


def _parts(source: Path) -> Iterator[Path]:
    yield source
    file = find_idx(source) if source.is_dir() else source
    if file is not None and format_of(file) in BESIDE:
        yield file
        yield labels_path(file)


def _bears_the_name(written: Path, source: Path) -> bool:
    """Whether a file may be one that was learned from, by names alone: a model knows no folders."""
    names = {source.name, labels_path(source).name if format_of(source) in BESIDE else source.name}
    return written.name in names or (written.resolve().parent.name == source.name and _is_picture(written))


def _is_one_of_many(file: Path) -> bool:
    """Whether a file may be one sample of a folder of arrays, as others of its kind lie beside it."""
    suffix = file.suffix.lower()
    return suffix in ARRAY_SUFFIXES and sum(other.suffix.lower() == suffix for other in file.parent.iterdir()) > 1


def _is_picture(file: Path) -> bool:
    return file.suffix.lower() in IMAGE_SUFFIXES or format_of(file) == "idx"
