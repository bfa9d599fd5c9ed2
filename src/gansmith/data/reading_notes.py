"""What was decided as an array was read, in words, each with the option that changes it."""

import numpy as np

from gansmith.data.dataset import Dataset
from gansmith.data.formats.axis_order import signals_of
from gansmith.data.formats.window_rows import channel_names
from gansmith.data.labels import OBVIOUS_NAMES
from gansmith.errors import option

_SINGLE = {3: "NHW", 4: "NHWC"}  # axes of images
_FEW_CHANNELS, _LONG = 64, 4  # channels that signals may have, and how many times as long as these they are at least
_LONGEST_IMAGE = 64  # side up to which an image is not asked about
_ARRAYS = ("mat", "npy", "npz", "h5")
FEW_ROWS, _MANY_TIMES = 20, 10  # samples that are suspiciously few, and how many times as many values each has


def other_axis(dataset: Dataset) -> list[str]:
    """Return what to say of few samples of many values in a matrix, whose columns may be the samples."""
    origin, shape = dataset.origin, dataset.origin.stored_shape
    few = len(shape) == 2 and origin.samples_axis == 0 and shape[0] <= FEW_ROWS and shape[1] >= _MANY_TIMES * shape[0]
    if origin.format not in _ARRAYS or not few or "axes" in origin.details or origin.details.get("fields"):
        return []
    return [
        f"each of the {shape[0]} rows of {shape[1]:,} values is a sample: {option('samples_axis', '1')} says that each "
        f"column is, {option('window', '256')} that the rows are channels of a recording"
    ]


def readings(dataset: Dataset) -> list[str]:
    """Return what was decided about an array's axes and labels, each with the option that changes it."""
    origin, found = dataset.origin, list[str]()
    stored, details = origin.stored_shape, origin.details
    if because := details.get("axes_because"):
        found.append(
            f"took axis {origin.samples_axis} of {_times(stored)} for the samples, as {because}; "
            f"{option('samples_axis', '0')} says they come first"
        )
    if len(dataset.sample_shape) == 1 and len(stored) > 2 and dataset.sample_shape[0] > 1:
        found.append(
            f"took the {_times(stored)} array for vectors of {dataset.sample_shape[0]}: "
            f"{option('axes', _SINGLE[len(stored)])} says they are images"
        )
    if images := details.get("axes_of_images"):
        found.append(
            f"took the {_times(stored)} array for signals of {dataset.sample_shape[-1]} channels, as they are few and "
            f"long: {option('axes', str(images))} says they are images"
        )
    elif len(stored) == len(dataset.sample_shape) + 1 == 3 and dataset.values.dtype != np.uint8:
        few, many = sorted(dataset.sample_shape)
        if few <= _FEW_CHANNELS and many >= max(_LONG * few, _LONGEST_IMAGE):
            order = signals_of(str(details.get("axes", "NHW")), dataset.sample_shape)
            found.append(
                f"took the {_times(stored)} array for images of {_times(dataset.sample_shape)}: "
                f"{option('axes', order)} says they are signals of {few} channels"
            )
    if suffix := details.get("suffix"):
        kinds = f"left out: {details['left_out']}" if "left_out" in details else ""
        each = "" if "window" in details else f"each of the {len(dataset):,} {suffix} files is one sample"
        found += ["; ".join(filter(None, (each, kinds)))] if each or kinds else []
    if fields := details.get("fields_left_out"):
        found.append(f"fields that are left out: {fields}")
    if unused := details.get("label_unused"):
        found.append(f"labels that are left out: {unused}; {option('label', 'NAME')} chooses labels")
    if "-1" in dataset.class_names and len(dataset.class_names) > 2:
        found.append(f"the label -1 is a class: {option('unlabelled', '-1')} says it means that the class is unknown")
    return found


def _times(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


def unused_labels(dataset: Dataset) -> list[str]:
    """Return the columns that are called as labels are, and are none."""
    names = (dataset.origin.columns or channel_names(dataset.origin)) if dataset.labels is None else ()
    return [name for name in names if name.lower() in OBVIOUS_NAMES and name.lower() != "y"]
