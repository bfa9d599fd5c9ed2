"""What a run can do without may fail in any way: it is said once, and the run goes on."""

import errno
from pathlib import Path

import numpy as np
import pytest
from faults import Killed
from tiny_runs import essence, rows, tiny

import gansmith
from gansmith.errors import StorageError, remark
from gansmith.training.callbacks.dispensable import Dispensable, spared

FAILURES = [
    OverflowError("too large"),
    OSError(errno.ENOSPC, "no space"),
    MemoryError(),
    StorageError("x: full."),
    KeyError(3),
]


def raising(error: BaseException) -> object:
    def act(*_: object, **__: object) -> None:
        raise error

    return act


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_a_failure_is_said_once(error: Exception) -> None:
    said: list[str] = []
    spare = Dispensable("A picture", said.append)
    assert [spare(raising(error)), spare(raising(error)), spare(lambda: 7)] == [None, None, 7]  # type: ignore[arg-type]
    (text,) = said
    assert text.startswith("A picture failed, and training goes on without: ")
    assert type(error).__name__ in text or str(error) in text


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Killed("x")])
def test_what_ends_a_process_is_let_through(error: BaseException) -> None:
    with pytest.raises(type(error)):
        Dispensable("A picture", pytest.fail)(raising(error))  # type: ignore[arg-type]


def test_a_spared_callback_fails_in_silence_after_the_first_time() -> None:
    class Broken:
        def on_step(self, step: int) -> None:
            raise ZeroDivisionError(step)

        def on_end(self) -> None:
            raise OSError("gone")

    said: list[str] = []
    around, broken = spared("The display", said.append), Broken()
    for step in range(3):
        around("on_step", broken.on_step, step)
    around("on_end", broken.on_end)
    assert said == ["The display failed, and training goes on without: ZeroDivisionError: 0"]


@pytest.mark.parametrize(
    "place",
    [
        "gansmith.runs.session.showcase",
        "gansmith.runs.session.write_bytes",
        "gansmith.training.callbacks.tensorboard.TensorBoard.image",
        "gansmith.training.callbacks.tensorboard.TensorBoard.__call__",
        "gansmith.training.callbacks.display.PlainLines.__call__",
    ],
)
def test_a_run_whose_pictures_board_and_display_fail_is_the_same_run(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def train(name: str) -> dict[str, object]:
        every = {"log_every": 1, "sample_every": 2, "checkpoint_every": 2, "quiet": False}
        return essence(gansmith.train(rows(), "gan", steps=5, out=tmp_path / name, **every, **tiny("gan")).path)  # type: ignore[arg-type]

    whole = train("whole")
    capsys.readouterr()
    monkeypatch.setattr(place, raising(OverflowError("cannot convert float infinity to integer")))
    assert train("broken") == whole
    assert capsys.readouterr().err.count("OverflowError: cannot convert") == 1


def test_nobody_who_hears_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def write(self, text: str) -> int:
            raise OSError(errno.EIO, "the terminal is gone")

        def flush(self) -> None:
            raise OSError(errno.EIO, "the terminal is gone")

    monkeypatch.setattr("sys.stderr", Gone())
    remark("nobody hears this")
    assert np.isfinite(rows()).all()
