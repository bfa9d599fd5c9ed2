"""TensorBoard's own reader sees what was written, and after a resume one history."""

import io
import math
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from faults import ERRNOS, dying, failing, faults
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from gansmith.errors import GansmithError, StorageError
from gansmith.training.callbacks.tensorboard import TensorBoard


def read(path: Path) -> EventAccumulator:
    accumulator = EventAccumulator(str(path), size_guidance={"scalars": 0, "images": 0})
    accumulator.Reload()
    return accumulator


def curve(path: Path, tag: str) -> list[tuple[int, float]]:
    return [(event.step, event.value) for event in read(path).Scalars(tag)]


def test_scalars_and_pictures_come_back(tmp_path: Path) -> None:
    board = TensorBoard(tmp_path / "tb")
    for step in (1, 50):
        board(step, {"loss/critic": -0.5 * step, "score/real": math.nan, "images": 32.0 * step})
    colour = np.random.default_rng(0).integers(0, 256, (5, 7, 3), np.uint8)
    board.image("samples", colour, 50)
    board.image("grey", colour[..., 0], 50)
    assert curve(tmp_path / "tb", "loss/critic") == [(1, -0.5), (50, -25.0)]  # readable before it is closed
    board.close()
    tags = read(tmp_path / "tb").Tags()
    assert set(tags["scalars"]) == {"loss/critic", "score/real"}
    for tag, picture in (("samples", colour), ("grey", colour[..., 0])):
        (event,) = read(tmp_path / "tb").Images(tag)
        assert (event.step, event.height, event.width) == (50, 5, 7)
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(event.encoded_image_string))), picture)


def test_resume_keeps_the_checkpointed_step_and_forgets_later_ones(tmp_path: Path) -> None:
    first = TensorBoard(tmp_path)
    for step in (10, 20, 30, 40):
        first(step, {"loss": float(step)})
    first.close()
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-5])  # a crash tore the last record
    second = TensorBoard(tmp_path, resume_step=20)
    second(30, {"loss": 31.0})
    second.close()
    assert curve(tmp_path, "loss") == [(10, 10.0), (20, 20.0), (30, 31.0)]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "tb").write_text("a file")
    with pytest.raises(GansmithError, match="tb could not be written: File exists"):
        TensorBoard(tmp_path / "tb")(1, {"loss": 1.0})


@pytest.mark.parametrize("number", ERRNOS)
def test_whatever_write_fails_the_events_before_and_after_it_are_seen(tmp_path: Path, number: int) -> None:
    counted = TensorBoard(tmp_path / "count", resume_step=1)
    with faults(0, dying) as shim:
        counted(2, {"loss": 2.0})
    counted.close()
    for nth in range(1, len(shim.calls) + 1):
        path = tmp_path / str(nth)
        earlier = TensorBoard(path)
        earlier(1, {"loss": 1.0})
        earlier.close()
        board, written = TensorBoard(path, resume_step=1), [1]
        for step in (2, 3, 4):
            with faults(nth if step == 3 else 0, failing(number)), suppress(StorageError):
                board(step, {"loss": float(step)})
                written.append(step)
        board.close()
        assert [event[0] for event in curve(path, "loss") if event[0] != 3] == [1, 2, 4]
        assert set(written) <= {event[0] for event in curve(path, "loss")}
