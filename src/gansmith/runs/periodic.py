"""What a run does every so many steps: it draws samples, validates and saves checkpoints."""

from gansmith.runs.session import Session
from gansmith.runs.validation import Validation
from gansmith.training.callbacks.callback import Callback, Callbacks
from gansmith.training.callbacks.events import Every
from gansmith.training.callbacks.state import State

SAVE_MINUTES = 10.0  # a checkpoint is never older than this


class Images(Callback):
    """Draw samples every `sample_every` steps, and report the picture."""

    def __init__(self, session: Session, callbacks: Callbacks) -> None:
        self._session, self._callbacks, self._drawn = session, callbacks, -1
        self._is_due = Every(session.assembly.settings.sample_every)

    def on_step(self, state: State) -> None:
        """Draw, if it is time."""
        if self._is_due(state.step):
            self.draw(state)

    def draw(self, state: State) -> None:
        """Draw now, unless this step has been drawn, or the run draws no pictures."""
        if self._drawn == state.step or not self._is_due.every:
            return
        self._drawn = state.step
        picture = self._session.drawing(self._session.draw)
        if picture is not None:
            self._callbacks.images(state, picture)


class GuardedValidation(Callback):
    """Validate, and where a full disk ends the run over it, leave a checkpoint of this step first."""

    def __init__(self, session: Session, validation: Validation) -> None:
        self._session, self._validation = session, validation

    def on_start(self, state: State) -> None:
        """Try what cannot be known to work."""
        self._validation.on_start(state)

    def on_step(self, state: State) -> None:
        """Validate, if it is time."""
        with self._session.saved():
            self._validation.on_step(state)


class Checkpoints(Callback):
    """Save every `checkpoint_every` steps, and after some minutes without."""

    def __init__(self, session: Session, callbacks: Callbacks) -> None:
        self._session, self._callbacks = session, callbacks
        self._is_due = Every(session.assembly.settings.checkpoint_every, minutes=SAVE_MINUTES)

    def on_step(self, state: State) -> None:
        """Save, if it is time."""
        if self._is_due(state.step):
            self.save(state)

    def save(self, state: State) -> None:
        """Save now, and report it."""
        self._callbacks.checkpoint(state, self._session.save())
