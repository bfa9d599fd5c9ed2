"""What a run can do without: a picture, TensorBoard's log, the display. Where one fails, the run goes on."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from gansmith.errors import GansmithError, remark
from gansmith.training.callbacks.record import Say

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Dispensable:
    """Do what may fail in any way: the first failure is said aloud, and the others are passed over."""

    def __init__(self, what: str, say: Say = remark) -> None:
        self.what, self._say, self._has_failed = what, say, False

    def __call__(
        self, act: Callable[Arguments, Result], *arguments: Arguments.args, **options: Arguments.kwargs
    ) -> Result | None:
        """Return what `act` returns, or None where it raised an Exception of any kind."""
        try:
            return act(*arguments, **options)
        except Exception as error:  # a drawing library has many, and none of them is a reason to end a run
            if not self._has_failed:
                self._has_failed = True
                self._say(f"{self.what} failed, and training goes on without: {_reason(error)}")
            return None


def spared(what: str, say: Say = remark) -> Callable[..., object]:
    """Return what calls the events of a callback that may fail in any way without ending the run."""
    spare = Dispensable(what, say)
    return lambda event, handler, *arguments: spare(handler, *arguments)


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split()) or "no reason given"
    return text if isinstance(error, GansmithError) else f"{type(error).__name__}: {text}"
