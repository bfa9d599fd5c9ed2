"""Sizes of images: the one they must have, and what another does to their aspect."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from gansmith.data.codec.resize import Size, aspect_change, crop_box
from gansmith.errors import DataError, first_few, option

_SHOWN_SIZES = 4
_SAME_ASPECT = 1.01  # factor up to which an aspect counts as unchanged: a pixel more or less


def common_size(names: Sequence[Path], sizes: Sequence[Size]) -> Size:
    """Return the one size of all images; raises DataError with the sizes, how many have each, and the remedy."""
    if len(set(sizes)) == 1:
        return sizes[0]
    counts = Counter(sizes).most_common()
    parts = [f"{count:,} of {height}x{width}" for (height, width), count in counts]
    (height, width), other = counts[0][0], next(i for i, size in enumerate(sizes) if size != sizes[0])
    squeezed = sum(aspect_change(size, (height, width)) > _SAME_ASPECT for size in sizes)
    crop = f", and {option('crop')} to cut out the middle of {squeezed:,} that have another aspect" if squeezed else ""
    raise DataError(
        f"{names[0]} is {sizes[0][0]}x{sizes[0][1]} (height x width) and {names[other]} is {sizes[other][0]}x"
        f"{sizes[other][1]}: there are {first_few(parts, _SHOWN_SIZES, 'size')}. Images must have one size: "
        f"resize them with {option('size', f'{height}x{width}')}{crop}."
    )


def aspect_notes(sizes: "Counter[Size]", size: Size | None, crop: bool) -> Iterator[str]:
    """Yield a note where resizing so many images of each size changes their aspect, or cropping cuts some off."""
    changed = [] if size is None else [one for one in sizes if aspect_change(one, size) > _SAME_ASPECT]
    if size is None or not changed:
        return
    count, total = sum(sizes[one] for one in changed), sum(sizes.values())
    if not crop:
        factor = max(aspect_change(one, size) for one in changed)
        yield (
            f"{option('size', f'{size[0]}x{size[1]}')} changes the aspect of {count:,} of {total:,} images, by a "
            f"factor of up to {factor:.2f}: {option('crop')} cuts out their middle instead"
        )
        return
    boxes = {one: crop_box(one, size) for one in changed}
    lost = max(1 - boxes[one][2] * boxes[one][3] / (one[0] * one[1]) for one in changed)
    yield f"the middle of {count:,} of {total:,} images is cut out, which leaves out up to {lost:.0%} of one"
