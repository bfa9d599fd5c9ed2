"""A run stopped anywhere and resumed equals the run that never stopped: state, record and final model, bit for bit."""

import signal
from pathlib import Path

import numpy as np
import pytest
from tiny_runs import STEPS, essence, reading, rows, stop_after, stored, tiny

import gansmith
from gansmith.cli import main
from gansmith.errors import DataError, UsageError
from gansmith.methods.registry import METHODS


def start(data: Path, out: Path, method: str = "gan", steps: int = STEPS) -> gansmith.Run:
    every = {"log_every": 1, "sample_every": 3, "checkpoint_every": 2}
    return gansmith.train(data, method, steps=steps, out=out, data_options=reading(method), **every, **tiny(method))


@pytest.mark.parametrize("method", METHODS)
def test_stopped_and_resumed_equals_never_stopped(method: str, tmp_path: Path) -> None:
    data = stored(method, tmp_path)
    start(data, tmp_path / "whole", method)
    expected = essence(tmp_path / "whole")
    assert expected["state"]["step"] == STEPS
    for step in (0, 1, 4, STEPS - 1):
        out = tmp_path / f"stopped-in-{step}"
        with pytest.MonkeyPatch.context() as patch:
            stop_after(patch, step, signal.SIGTERM)
            stopped = start(data, out, method)
        assert (stopped.exit_code, stopped.steps, stopped.finished) == (75, step + 1, False)
        resumed = gansmith.resume(out)
        assert (resumed.exit_code, resumed.steps, resumed.resumed_at) == (0, STEPS, step + 1)
        assert essence(out) == expected


def test_a_run_stopped_again_and_again_equals_never_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, out = tmp_path / "data.npy", tmp_path / "run"
    np.save(data, rows())
    start(data, tmp_path / "whole")
    for step in range(STEPS - 1):
        with pytest.MonkeyPatch.context() as patch:
            stop_after(patch, step, signal.SIGINT)
            if step == 0:
                assert start(data, out).exit_code == 130
            else:
                assert main(["train", "--resume", str(out)]) == 130
    assert "Stopped after 6 steps, 1 of them now, in" in capsys.readouterr().out
    assert main(["train", "--resume", str(out), "--quiet"]) == 0
    assert essence(out) == essence(tmp_path / "whole")


def test_a_run_that_died_before_its_first_checkpoint_is_resumed(tmp_path: Path) -> None:
    class Died(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Died

    data, out = tmp_path / "data.npy", tmp_path / "run"
    np.save(data, rows())
    start(data, tmp_path / "whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gansmith.runs.play.train", die)
        with pytest.raises(Died):
            start(data, out)
    gansmith.resume(out)
    assert essence(out) == essence(tmp_path / "whole")


def test_more_steps_are_part_of_the_plan_from_then_on(tmp_path: Path) -> None:
    data, out = tmp_path / "data.npy", tmp_path / "run"
    np.save(data, rows())
    start(data, out, steps=3)
    with pytest.MonkeyPatch.context() as patch:
        stop_after(patch, 4, signal.SIGTERM)
        assert gansmith.resume(out, steps=6).steps == 5
    assert gansmith.resume(out).steps == 6
    again = gansmith.resume(out)
    assert (again.steps, again.resumed_at, again.finished) == (6, 6, True)
    with pytest.raises(UsageError, match=r"steps='?4'?: .*run has done 6 already"):
        gansmith.resume(out, steps=4)


def test_changed_data_is_refused_and_moved_data_found(tmp_path: Path) -> None:
    data, out = tmp_path / "data.npy", tmp_path / "run"
    np.save(data, rows())
    start(data, out)
    changed = rows()
    changed[7, 2] += 0.5
    np.save(tmp_path / "changed.npy", changed)
    with pytest.raises(DataError, match=r"changed\.npy is not what .*run was trained on"):
        gansmith.resume(out, data=tmp_path / "changed.npy")
    data.rename(tmp_path / "moved.npy")
    with pytest.raises(DataError, match=r"If the data has moved: gansmith train DATA --resume"):
        gansmith.resume(out)
    assert gansmith.resume(out, data=tmp_path / "moved.npy", steps=STEPS + 1).steps == STEPS + 1


def test_an_array_in_memory_is_asked_for_again(tmp_path: Path) -> None:
    out = tmp_path / "run"
    gansmith.train(rows(), "gan", steps=2, out=out, **tiny("gan"))
    with pytest.raises(DataError, match="data in memory, which is not kept"):
        gansmith.resume(out)
    assert gansmith.resume(out, data=rows(), steps=3).steps == 3


def test_a_damaged_checkpoint_is_skipped_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, out = tmp_path / "data.npy", tmp_path / "run"
    np.save(data, rows())
    start(data, out)
    expected = essence(out)
    state = out / "checkpoints" / f"step-{STEPS:06d}" / "state.safetensors"
    content = bytearray(state.read_bytes())
    content[-3] ^= 16
    state.write_bytes(content)
    resumed = gansmith.resume(out)
    assert resumed.resumed_at == STEPS - 1
    assert "is damaged" in capsys.readouterr().err
    assert essence(out) == expected
