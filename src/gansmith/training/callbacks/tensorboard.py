"""TensorBoard's event files, written one by one: no thread, no queue, nothing lost when a run is killed."""

import contextlib
import itertools
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gansmith.errors import GansmithError
from gansmith.storage.atomic import writing
from gansmith.training.callbacks.state import State
from gansmith.training.callbacks.writer import Writer

if TYPE_CHECKING:
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.summary.writer.record_writer import RecordWriter


class TensorBoard(Writer):
    """Write scalars and pictures for `tensorboard --logdir` into the directory `path`; the report's names are the tags.

    With resume_step > 0 TensorBoard is told to forget what an earlier process showed of later steps. Its library is
    imported when there is something to write: the first step does not wait for it.
    """

    def __init__(self, path: Path, resume_step: int = 0) -> None:
        self.path, self.resume_step = path, resume_step
        self._records: RecordWriter | None = None
        self._is_announced = False

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        """Write the scalars of a step."""
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary

        values = [Summary.Value(tag=tag, simple_value=value) for tag, value in report.items() if tag != "images"]
        self._write(Event(step=step, summary=Summary(value=values)))

    def on_validation(self, state: State, values: Mapping[str, float]) -> None:
        """Write the metric values of a validation."""
        self(state.step, values)

    def on_images(self, state: State, image: NDArray[np.uint8]) -> None:
        """Write a picture of samples."""
        self.image("samples", image, state.step)

    def image(self, tag: str, array: NDArray[np.uint8], step: int) -> None:
        """Write a picture, (H, W, 3) or grey (H, W)."""
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary

        from gansmith.training.callbacks.image_grids import png_bytes

        height, width = array.shape[:2]
        picture = Summary.Image(height=height, width=width, colorspace=3, encoded_image_string=png_bytes(array))
        self._write(Event(step=step, summary=Summary(value=[Summary.Value(tag=tag, image=picture)])))

    def close(self) -> None:
        """Close the file."""
        records, self._records = self._records, None
        if records is not None:
            with writing(self.path):
                records.close()

    def _write(self, event: "Event") -> None:
        """Write an event; where that fails, what comes later goes to a new file, as no reader gets past a torn one."""
        with writing(self.path):
            try:
                if self._records is None:
                    self._records = self._begin()
                    for opening in self._opening():
                        self._put(self._records, opening)
                self._put(self._records, event)
                self._records.flush()
            except BaseException:
                with contextlib.suppress(GansmithError, OSError):
                    self.close()
                raise
        self._is_announced = True

    def _put(self, records: "RecordWriter", event: "Event") -> None:
        event.wall_time = time.time()
        records.write(event.SerializeToString())

    def _begin(self) -> "RecordWriter":
        from tensorboard.summary.writer.record_writer import RecordWriter

        self.path.mkdir(parents=True, exist_ok=True)
        return RecordWriter(_new_file(self.path).open("xb"))

    def _opening(self) -> Iterator["Event"]:
        from tensorboard.compat.proto.event_pb2 import Event, SessionLog

        yield Event(file_version="brain.Event:2")
        if self.resume_step > 0 and not self._is_announced:
            yield Event(step=self.resume_step + 1, session_log=SessionLog(status=SessionLog.START))


def _new_file(directory: Path) -> Path:
    """Return a name that sorts after those of earlier processes, as TensorBoard reads in the order of names."""
    seconds = int(time.time())
    names = (directory / f"events.out.tfevents.{seconds:010d}.gansmith.{number:03d}" for number in itertools.count())
    return next(name for name in names if not name.exists())
