"""Recipes of the user's own: a function of (data, *, hyper-parameters) in a file or module of theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any

from gansmith.errors import GansmithError, MemoryShortage, UsageError, option
from gansmith.storage.own_code import absolute, imported, name_of, reason, sha256_of, without_folders

if TYPE_CHECKING:
    from gansmith.core.method import Method

__all__ = ["Own", "Recipe", "absolute", "hand_over", "load_own", "without_folders"]

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


def hand_over(recipe: Recipe) -> str:
    """Return the name of a function that a person gives itself, by which `load_own` then finds it, unimported."""
    name = name_of(recipe, "method")
    _handed_over[name] = Own(name, _answering(recipe, name), sha256_of(recipe))
    return name


def load_own(name: str) -> Own:
    """Return the function that "module:function" or "file.py:function" names, handed over before or imported now.

    Raises UsageError with what is wrong.
    """
    return _handed_over.get(name) or _imported(name)


@lru_cache
def _imported(name: str) -> Own:
    recipe = imported(name, "method")
    return Own(name, _answering(recipe, name), sha256_of(recipe))


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
            raise UsageError(f"{option('method', name)} failed: {reason(error)}. Mend the recipe.") from error
        if not isinstance(made, Method):
            raise UsageError(
                f"{option('method', name)} returns {str(made)[:60]!r}, which is no Method. Mend the recipe."
            )
        return made

    return answer
