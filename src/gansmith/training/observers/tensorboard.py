"""TensorBoard's event files, written one by one: no thread, no queue, nothing lost when a run is killed."""

import io
import itertools
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

from gansmith.storage.atomic import writing


class TensorBoard:
    """Write scalars and pictures for `tensorboard --logdir` into the directory `path`; the report's names are the tags.

    With resume_step > 0 TensorBoard is told to forget what an earlier process showed of later steps.
    """

    def __init__(self, path: Path, resume_step: int = 0) -> None:
        self.path = path
        with writing(path):
            path.mkdir(parents=True, exist_ok=True)
            self._records = RecordWriter(_new_file(path).open("xb"))
        self._write(Event(file_version="brain.Event:2"))
        if resume_step > 0:
            self._write(Event(step=resume_step + 1, session_log=SessionLog(status=SessionLog.START)))

    def __call__(self, step: int, report: Mapping[str, float]) -> None:
        """Write the scalars of a step."""
        values = [Summary.Value(tag=tag, simple_value=value) for tag, value in report.items() if tag != "images"]
        self._write(Event(step=step, summary=Summary(value=values)))

    def image(self, tag: str, array: NDArray[np.uint8], step: int) -> None:
        """Write a picture, (H, W, 3) or grey (H, W)."""
        buffer = io.BytesIO()
        Image.fromarray(array).save(buffer, format="PNG")
        height, width = array.shape[:2]
        picture = Summary.Image(height=height, width=width, colorspace=3, encoded_image_string=buffer.getvalue())
        self._write(Event(step=step, summary=Summary(value=[Summary.Value(tag=tag, image=picture)])))

    def close(self) -> None:
        """Close the file."""
        with writing(self.path):
            self._records.close()

    def _write(self, event: Event) -> None:
        event.wall_time = time.time()
        with writing(self.path):
            self._records.write(event.SerializeToString())
            self._records.flush()


def _new_file(directory: Path) -> Path:
    """Return a name that sorts after those of earlier processes, as TensorBoard reads in the order of names."""
    seconds = int(time.time())
    names = (directory / f"events.out.tfevents.{seconds:010d}.gansmith.{number:03d}" for number in itertools.count())
    return next(name for name in names if not name.exists())
