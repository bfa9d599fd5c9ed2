"""How an output is named so that it is of the kind that was read: samples.mat, samples.csv, a folder of images."""

from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Origin
from gansmith.data.formats.image_files import mode_of
from gansmith.data.formats.image_writing import require_pictures
from gansmith.data.formats.registry import ending_of
from gansmith.errors import UsageError

ANY = ".npy"  # which holds samples of every kind
_FOLDERS = ("folder", "arrays")
_IMAGES = ("folder", "zip")
_NOT_OF_MANY = ("builtin", "wav", "dcm")  # what nobody stored, and files that hold one sample each


def usual_ending(origin: Origin, codec: Codec) -> str:
    """Return the ending of a file of samples in the format of the data, "" for a folder; .npy where that cannot be."""
    if origin.format in _IMAGES and not _fits_images(origin, codec):
        return ANY
    return _ending(origin)


def translated_ending(origin: Origin, source: Codec, target: Codec) -> str:
    """Return the ending of what a translator takes and makes, "" for a folder."""
    if origin.format == "folder":
        try:
            mode_of(source)
            mode_of(target)
        except UsageError:
            return ANY
    return usual_ending(origin, target)


def _ending(origin: Origin) -> str:
    if origin.format in _FOLDERS or (origin.format == "wav" and "window" in origin.details):
        return ""
    if origin.format in _NOT_OF_MANY:
        return ANY
    return ending_of(origin.format, origin.path)


def _fits_images(origin: Origin, codec: Codec) -> bool:
    low, high = codec.scale.low, codec.scale.high
    try:
        require_pictures(low.shape, low.dtype, (low.min().item(), high.max().item()), origin)
    except UsageError:
        return False
    return True
