"""Code of the user's own: functions in files or modules of theirs, imported only where a person names them.

Importing runs code, so only a name that a person gives in this very command or call is imported. A name that was
stored, in a run or a model, is compared with it and never looked up.
"""

import hashlib
import inspect
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import Any, cast

from gansmith.errors import MemoryShortage, UsageError, option

Function = Callable[..., Any]
PLAIN = "__recipe__"  # where a decorated function keeps the plain one, which is in its author's file


def name_of(function: Function, what: str) -> str:
    """Return the name under which a function can be given again: "module:function" or "/path/file.py:function".

    Raises UsageError, saying `what` it is, for a function that is not at the top of a module: a saved run could not be
    resumed with it.
    """
    name, module = getattr(function, "__qualname__", repr(function)), getattr(function, "__module__", None)
    if not name.isidentifier() or module is None:
        raise UsageError(
            f"The {what} {name} cannot be found again by a run that is resumed. Make it a function at the top level of "
            "a module or file."
        )
    script = _file_of(function) if module == "__main__" else None  # a notebook and a prompt have none
    return f"{script.resolve()}:{name}" if script is not None else f"{module}:{name}"


@lru_cache
def imported(name: str, given_by: str) -> Function:
    """Import and return the function that "module:function" or "file.py:function" names.

    Raises UsageError, naming the option it was given by, with what is wrong.
    """
    place, _, function = name.rpartition(":")
    try:
        module = _load_file(Path(place)) if place.endswith(".py") else import_module(place)
    except Exception as error:  # whatever a module does while it is imported
        if MemoryShortage.is_one(error):
            raise
        raise UsageError(
            f"{option(given_by, name)}: {place} cannot be imported: {reason(error)}. Check the path and the name."
        ) from error
    found: Function | None = getattr(module, function, None)
    if not callable(found):
        there = [key for key, value in vars(module).items() if inspect.isfunction(value) and not key.startswith("_")]
        raise UsageError(
            f"{option(given_by, name)}: {place} has no function {function!r}. It has: {', '.join(there) or 'none'}."
        )
    return found


def reason(error: Exception) -> str:
    """Return what was raised, and by which line of which file, in a sentence without its full stop."""
    said = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".")
    frames = extract_tb(error.__traceback__)
    own = [frame for frame in frames if not Path(frame.filename).is_relative_to(Path(__file__).parents[1])]
    last = own[-1] if own and not own[-1].filename.startswith("<") else None
    return said if last is None else f"{said} (line {last.lineno} of {last.filename})"


def absolute(name: str) -> str:
    """Return the name with its file, if it names one, as an absolute path: a run outlives a change of folder."""
    place, _, function = name.rpartition(":")
    return f"{Path(place).resolve()}:{function}" if place.endswith(".py") else name


def without_folders(name: str) -> str:
    """Return the name of a function with its file, if it names one, but not the folders that the file lies in."""
    place, _, function = name.rpartition(":")
    return f"{place.replace(chr(92), '/').rpartition('/')[2]}:{function}" if place.endswith(".py") else name


def undecorated(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that `recipe` was given, or the function itself where it is no such recipe."""
    return cast(Callable[..., Any], getattr(function, PLAIN, function))


def _file_of(function: Function) -> Path | None:
    """Return the file that a function is in; None where it was typed somewhere."""
    try:
        file = Path(inspect.getfile(undecorated(function)))
    except (OSError, TypeError):
        return None
    return file if file.suffix == ".py" and file.is_file() else None


def sha256_of(function: Function) -> str:
    """Return a hash of the file that a function is in and of what that imports from its own folder; "" for neither."""
    file = _file_of(function)
    try:
        if file is None:
            return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()
        folder, digest = file.resolve().parent, hashlib.sha256()
        for source in sorted(_sources(sys.modules.get(function.__module__), folder) | {file.resolve()}):
            digest.update(source.relative_to(folder).as_posix().encode() + b"\0" + source.read_bytes())
        return digest.hexdigest()
    except (OSError, TypeError, ValueError):
        return ""


def _sources(module: ModuleType | None, folder: Path) -> set[Path]:
    """Return the files below a folder of a module and of all that it has imported from there, at any depth."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        module = waiting.pop()
        file = getattr(module, "__file__", None)
        path = Path(file).resolve() if file else None
        if path is None or path in found or not path.is_relative_to(folder) or "site-packages" in path.parts:
            continue
        found.add(path)
        for value in vars(module).values():
            waiting.append(
                value if isinstance(value, ModuleType) else sys.modules.get(getattr(value, "__module__", ""))
            )
    return found


def _load_file(path: Path) -> ModuleType:
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError("it is not a Python file")
    module = module_from_spec(spec)
    sys.modules.setdefault(path.stem, module)  # so that annotations can be resolved
    spec.loader.exec_module(module)
    return module
