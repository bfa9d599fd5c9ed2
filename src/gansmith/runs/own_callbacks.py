"""Callbacks of the user's own: checked before the run, and named where they fail, after the run is saved."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from gansmith.errors import CallbackError, GansmithError, MemoryShortage, UsageError, quoted
from gansmith.runs.session import Session
from gansmith.storage.own_code import reason
from gansmith.training.callbacks.callback import Around, Callback
from gansmith.training.callbacks.state import State


def require_callbacks(callbacks: Sequence[object]) -> None:
    """Raise UsageError for what is not an object of a subclass of Callback."""
    for place, given in enumerate(callbacks):
        if not isinstance(given, Callback):
            remedy = "Call the class" if isinstance(given, type) else "Give an object of a class that extends it"
            shown = given.__name__ if isinstance(given, type) else repr(given)[:60]
            raise UsageError(f"callbacks[{place}] is {shown}, which is no gansmith.callbacks.Callback. {remedy}.")


def saving_first(session: Session, callback: Callback) -> Around:
    """Return what calls the events of a callback, and saves the run before an error of it ends the run."""

    def around(event: str, handler: Callable[..., object], state: State, *arguments: object) -> None:
        try:
            handler(state, *arguments)
        except Exception as error:
            saved = False
            with suppress(GansmithError):
                session.save()
                saved = True
            if MemoryShortage.is_one(error):
                raise
            remedy = f"Go on with: gansmith train --resume {quoted(session.run.path)}" if saved else "It was not saved."
            raise CallbackError(
                f"The callback {type(callback).__name__} failed in {event}, after step {state.step:,}: "
                f"{reason(error)}. The run ends there. {remedy}"
            ) from error

    return around
