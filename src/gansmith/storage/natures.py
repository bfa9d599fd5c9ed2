"""What a file or folder of gansmith's is, so that a command that takes another kind can name the one that takes it."""

from pathlib import Path

from gansmith.errors import quoted

EXPORTED = (".onnx", ".pt2")  # endings of models for other programs
_OF_A_RUN = ("config.json", "data.json")
_OF_A_SEARCH = ("plan.json", "journal.log")


def nature_of(path: Path) -> str | None:
    """Return what a place is and what takes it, as the end of a sentence; None for what gansmith does not write.

    Names of files alone decide, and nothing in them is read.
    """
    if path.suffix.lower() in EXPORTED and path.is_file():
        return "an exported model, for other programs"
    if (path / "detector.json").is_file():
        return f"a detector, for `gansmith detect score {quoted(path)} FILE`"
    if all((path / name).is_file() for name in _OF_A_SEARCH):
        return f"a search, whose runs are {path / 'default'} and those in {path / 'trials'}"
    samples = f"for `gansmith generate {quoted(path)} -n 1000 -o samples.npy`"
    if all((path / name).is_file() for name in _OF_A_RUN):
        return f"a run, {samples}"
    if (path / "state.safetensors").is_file():
        return f"a checkpoint, {samples}"
    if (path / "model.json").is_file() and (path / "manifest.json").is_file():
        return f"a model, {samples}"
    return None
