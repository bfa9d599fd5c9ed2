"""Recipes of the user's own: a function of (data, *, hyper-parameters) in a file or module of theirs.

Importing runs code, so only a name that a person gives in this very command or call is imported. A name that was
stored, in a run or a model, is compared with it and never looked up.
"""

import hashlib
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import TYPE_CHECKING, Any

from gansmith.errors import GansmithError, MemoryShortage, UsageError
from gansmith.methods.chosen import undecorated

if TYPE_CHECKING:
    from gansmith.core.method import Method

Recipe = Callable[..., "Method"]
_handed_over: dict[str, "Own"] = {}  # functions that a person of this process gave themselves, by their names


@dataclass(frozen=True)
class Own:
    """A recipe that a person gave: its name as they gave it, the function, and a hash of its source."""

    name: str
    recipe: Recipe
    sha256: str

    @property
    def public(self) -> str:
        """The name without folders, as a model carries it: "mine.py:recipe"."""
        return without_folders(self.name)


def name_of(recipe: Recipe) -> str:
    """Return the name under which a run can be given the function again: "module:function" or "/path/file.py:function".

    Raises UsageError for a function that is not at the top of a module, as a saved run could not be resumed.
    """
    name, module = getattr(recipe, "__qualname__", repr(recipe)), getattr(recipe, "__module__", None)
    if not name.isidentifier() or module is None:
        raise UsageError(
            f"The method {name} cannot be found again by a run that is resumed. Make it a function at the top level of "
            "a module or file."
        )
    script = _file_of(recipe) if module == "__main__" else None  # a notebook and a prompt have none
    return f"{script.resolve()}:{name}" if script is not None else f"{module}:{name}"


def hand_over(recipe: Recipe) -> str:
    """Return the name of a function that a person gives itself, by which `load_own` then finds it, unimported."""
    name = name_of(recipe)
    _handed_over[name] = Own(name, _answering(recipe, name), _sha256(recipe))
    return name


def load_own(name: str) -> Own:
    """Return the function that "module:function" or "file.py:function" names, handed over before or imported now.

    Raises UsageError with what is wrong.
    """
    return _handed_over.get(name) or _imported(name)


@lru_cache
def _imported(name: str) -> Own:
    place, _, function = name.rpartition(":")
    try:
        module = _load_file(Path(place)) if place.endswith(".py") else import_module(place)
    except Exception as error:  # whatever a module does while it is imported
        if MemoryShortage.is_one(error):
            raise
        raise UsageError(
            f"--method {name}: {place} cannot be imported: {_reason(error)}. Check the path and the name."
        ) from error
    recipe = getattr(module, function, None)
    if not callable(recipe):
        there = [key for key, value in vars(module).items() if inspect.isfunction(value) and not key.startswith("_")]
        raise UsageError(
            f"--method {name}: {place} has no function {function!r}. It has: {', '.join(there) or 'none'}."
        )
    return Own(name, _answering(recipe, name), _sha256(recipe))


def _answering(recipe: Recipe, name: str) -> Recipe:
    """Return the recipe with its mishaps said in a sentence that names file and line."""
    from gansmith.core.method import Method

    @wraps(recipe)
    def answer(*arguments: Any, **options: Any) -> "Method":
        try:
            made = recipe(*arguments, **options)
        except Exception as error:
            if isinstance(error, GansmithError) or MemoryShortage.is_one(error):
                raise
            raise UsageError(f"--method {name} failed: {_reason(error)}. Mend the recipe.") from error
        if not isinstance(made, Method):
            raise UsageError(f"--method {name} returns {str(made)[:60]!r}, which is no Method. Mend the recipe.")
        return made

    return answer


def _reason(error: Exception) -> str:
    """Return what was raised, and by which line of which file, in a sentence."""
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
    """Return the name of a recipe with its file, if it names one, but not the folders that the file lies in."""
    place, _, function = name.rpartition(":")
    return f"{place.replace(chr(92), '/').rpartition('/')[2]}:{function}" if place.endswith(".py") else name


def _file_of(recipe: Recipe) -> Path | None:
    """Return the file that a function is in; None where it was typed somewhere."""
    try:
        file = Path(inspect.getfile(undecorated(recipe)))
    except (OSError, TypeError):
        return None
    return file if file.suffix == ".py" and file.is_file() else None


def _sha256(recipe: Recipe) -> str:
    """Return a hash of the file that a function is in and of what that imports from its own folder; "" for neither."""
    file = _file_of(recipe)
    try:
        if file is None:
            return hashlib.sha256(inspect.getsource(recipe).encode()).hexdigest()
        folder, digest = file.resolve().parent, hashlib.sha256()
        for source in sorted(_sources(sys.modules.get(recipe.__module__), folder) | {file.resolve()}):
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
