"""The order of a stored array's axes, a letter for each: N samples, H rows, W columns, C channels, L length."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gansmith.data.conventions import BY_EVIDENCE, LATEST, SIGNALS
from gansmith.errors import UsageError, option

USUAL = {1: "N", 2: "NL", 3: "NHW", 4: "NHWC"}
_CANONICAL = "NHWLC"
_KNOWN = ("N", "LN", "HNW", "CLN", "CHNW")  # letters that belong together, sorted
_COLOURS = (1, 3, 4)  # channels of images
_SMALLEST = 8  # side from which on two equal axes are taken for those of an image
_ALIKE = "the first two axes are alike and the last is much longer"
_MOST_CHANNELS = 16  # of an image whose channels are no colours, where its sides are equal
_SHORTEST = 64  # moments of a signal
_LONGER = {16: 4, 128: 16}  # how many times as long as its channels a signal is, by the most channels it may have


@dataclass(frozen=True)
class Evidence:
    """What is known of an array beside its shape.

    where: how messages call it. label_counts: numbers of samples that labels beside it may belong to. matlab: whether
    MATLAB wrote it, which puts samples last. of_bytes: whether its values are of 8 bits or truth values, as those of
    images are and those of signals are not. conventions: the version of those that are followed.
    """

    where: str
    label_counts: tuple[int, ...] = ()
    matlab: bool = False
    of_bytes: bool = False
    conventions: int = LATEST


def canonical(order: str) -> str:
    """Return the same letters, samples first and channels last."""
    return "".join(sorted(order, key=_CANONICAL.index))


def order_of(
    shape: tuple[int, ...], samples_axis: int | None, axes: str | None, known: Evidence
) -> tuple[str, str, str]:
    """Return a letter for each axis of a shape, by what the samples' axis was decided, and the order of images.

    The last two are "" where as usual or as the user said, and where the samples are no signals. Raises UsageError for
    options that do not fit the shape.
    """
    if axes is not None:
        return _asked(axes, shape, samples_axis, known.where), "", ""
    axis, because = _samples_axis(shape, samples_axis, known)
    sample = (*shape[:axis], *shape[axis + 1 :])
    rest = USUAL[len(shape)][1:]
    images = ""
    if len(shape) == 4 and _channels_come_first((shape[axis], *sample)):
        rest = "CHW"
    elif _may_be_signals(sample, known):
        images = f"{rest[:axis]}N{rest[axis:]}"
        return signals_of(images, sample), because, images
    return f"{rest[:axis]}N{rest[axis:]}", because, images


def _may_be_signals(sample: tuple[int, ...], known: Evidence) -> bool:
    """Whether samples of a shape are signals of several channels: of two axes, one is short and the other long."""
    if known.conventions < SIGNALS or known.of_bytes or len(sample) != 2 or min(sample) < 2:
        return False
    few, many = sorted(sample)
    factor = next((factor for most, factor in _LONGER.items() if few <= most), None)
    return factor is not None and many >= max(_SHORTEST, factor * few)


def is_one_image(shape: tuple[int, ...], dtype: "np.dtype[Any]", known: Evidence) -> bool:
    """Whether an array is one image (H, W, C) in colours, with no labels that would be of its rows."""
    if known.conventions < SIGNALS or dtype != np.uint8 or len(shape) != 3:
        return False
    height, width, channels = shape
    return channels in _COLOURS[1:] and min(height, width) >= _SMALLEST and height not in known.label_counts


def signals_of(images: str, sample: tuple[int, ...]) -> str:
    """Return the order of signals in place of that of images, such as NCL of NHW: the shorter axis counts channels."""
    height, width = "CL" if sample[0] <= sample[1] else "LC"
    return images.replace("H", height).replace("W", width)


def _asked(axes: str, shape: tuple[int, ...], samples_axis: int | None, where: str) -> str:
    order = axes.upper()
    if "".join(sorted(order)) not in _KNOWN:
        known = ", ".join(USUAL.values())
        raise UsageError(
            f"{option('axes', axes)}: give a letter for each axis, {known} or NLC in any order: N samples, H rows, W "
            "columns, C channels, L length."
        )
    if len(order) != len(shape):
        usual = USUAL[len(shape)]
        raise UsageError(
            f"{option('axes', axes)}: {where} has {len(shape)} axes, shape {shape}, and {len(order)} letters are "
            f"given. Give {len(shape)}, such as {usual}."
        )
    if samples_axis is not None and order.index("N") != samples_axis % len(shape):
        raise UsageError(
            f"{option('axes', axes)} and {option('samples_axis', samples_axis)} differ in where the samples lie. Leave "
            "one of them out."
        )
    return order


def _samples_axis(shape: tuple[int, ...], asked: int | None, known: Evidence) -> tuple[int, str]:
    """Return the axis, and why where it is against the rule that samples come first."""
    last = len(shape) - 1
    if asked is not None:
        if not -len(shape) <= asked <= last:
            raise UsageError(f"{option('samples_axis', asked)}: {known.where} has axes 0 to {last}, shape {shape}.")
        return asked % len(shape), ""
    if known.conventions < BY_EVIDENCE:
        alike = len(shape) > 2 and _are_alike_and_longer(shape)
        return (last, _ALIKE) if alike else (0, "")
    labelled = [axis for axis, length in enumerate(shape) if length in known.label_counts]
    habit = _sizes(shape, known)
    if labelled and not (habit and last in labelled) and 0 in labelled:
        return 0, ""
    if labelled:
        axis = last if last in labelled else labelled[0]
        return axis, "there is one label for each of them"
    return (last, habit) if habit else (0, "")


def _sizes(shape: tuple[int, ...], known: Evidence) -> str:
    """Return why sizes say that (H, W, N) or (H, W, C, N) is an array of images with samples last, "" if they do not.

    Two alike axes, then one much longer; in a file of MATLAB's also two equal axes, then any other. Never true of
    (N, H, W) with H like W.
    """
    if len(shape) < 3:
        return ""
    height, width, *channels, samples = shape
    larger, smaller = max(height, width), min(height, width)
    alike = larger <= 1.5 * smaller
    if channels and alike and channels[0] in _COLOURS and smaller >= _SMALLEST and samples >= 2:
        return f"the third axis is {channels[0]} long, as channels are"
    few_signals = smaller < min(larger, _SMALLEST) and _may_be_signals(shape[1:], known)  # samples as few as channels
    if _are_alike_and_longer(shape) and not few_signals:
        return _ALIKE
    few = channels and channels[0] <= _MOST_CHANNELS and channels[0] < smaller
    if known.conventions >= SIGNALS and few and larger == smaller >= _SMALLEST and samples >= 2 * larger:
        return _ALIKE
    square = not channels and larger == smaller >= _SMALLEST
    if known.matlab and square and samples > max(_COLOURS) and samples != larger:
        return "the first two axes are equal, as MATLAB stores images"
    return ""


def _are_alike_and_longer(shape: tuple[int, ...]) -> bool:
    height, width, *channels, samples = shape
    larger, smaller = max(height, width), min(height, width)
    longer = samples >= (2 if larger == smaller else 4) * larger
    return larger <= 1.5 * smaller and longer and all(count <= max(_COLOURS) for count in channels)


def _channels_come_first(shape: tuple[int, ...]) -> bool:
    """Whether samples-first `shape` is (N, C, H, W): few channels tell, else the two equal axes are H and W."""
    _, first, middle, last = shape
    if min(first, last) <= 4 or (first == middle) == (middle == last):
        return first < last
    return middle == last
