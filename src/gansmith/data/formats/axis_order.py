"""The order of a stored array's axes, a letter for each: N samples, H rows, W columns, C channels, L length."""

from gansmith.errors import UsageError, option

USUAL = {1: "N", 2: "NL", 3: "NHW", 4: "NHWC"}
_CANONICAL = "NHWLC"
_KNOWN = ("N", "LN", "HNW", "CLN", "CHNW")  # letters that belong together, sorted
_COLOURS = (1, 3, 4)  # channels of images
_SMALLEST = 8  # side from which on two equal axes are taken for those of an image


def canonical(order: str) -> str:
    """Return the same letters, samples first and channels last."""
    return "".join(sorted(order, key=_CANONICAL.index))


def order_of(
    shape: tuple[int, ...],
    samples_axis: int | None,
    axes: str | None,
    label_counts: tuple[int, ...],
    matlab: bool,
    where: str,
) -> tuple[str, str]:
    """Return a letter for each axis of a shape, and by what it was decided, "" where as usual or as the user said.

    label_counts: numbers of samples that labels beside the array may belong to. matlab: whether MATLAB wrote it, which
    puts samples last. Raises UsageError for options that do not fit the shape.
    """
    if axes is not None:
        return _asked(axes, shape, samples_axis, where), ""
    axis, because = _samples_axis(shape, samples_axis, label_counts, matlab, where)
    rest = USUAL[len(shape)][1:]
    if len(shape) == 4 and _channels_come_first((shape[axis], *shape[:axis], *shape[axis + 1 :])):
        rest = "CHW"
    return f"{rest[:axis]}N{rest[axis:]}", because


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


def _samples_axis(
    shape: tuple[int, ...], asked: int | None, label_counts: tuple[int, ...], matlab: bool, where: str
) -> tuple[int, str]:
    """Return the axis, and why where it is against the rule that samples come first."""
    last = len(shape) - 1
    if asked is not None:
        if not -len(shape) <= asked <= last:
            raise UsageError(f"{option('samples_axis', asked)}: {where} has axes 0 to {last}, shape {shape}.")
        return asked % len(shape), ""
    labelled = [axis for axis, length in enumerate(shape) if length in label_counts]
    habit = _sizes(shape, matlab)
    if labelled and not (habit and last in labelled) and 0 in labelled:
        return 0, ""
    if labelled:
        axis = last if last in labelled else labelled[0]
        return axis, "there is one label for each of them"
    return (last, habit) if habit else (0, "")


def _sizes(shape: tuple[int, ...], matlab: bool) -> str:
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
    longer = samples >= (2 if larger == smaller else 4) * larger
    if alike and longer and all(count <= 4 for count in channels):
        return "the first two axes are alike and the last is much longer"
    if matlab and not channels and larger == smaller >= _SMALLEST and samples > max(_COLOURS) and samples != larger:
        return "the first two axes are equal, as MATLAB stores images"
    return ""


def _channels_come_first(shape: tuple[int, ...]) -> bool:
    """Whether samples-first `shape` is (N, C, H, W): few channels tell, else the two equal axes are H and W."""
    _, first, middle, last = shape
    if min(first, last) <= 4 or (first == middle) == (middle == last):
        return first < last
    return middle == last
