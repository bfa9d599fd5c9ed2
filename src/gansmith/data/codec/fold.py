"""Whether vectors are pictures laid out row by row, and how they fold into them."""

from dataclasses import dataclass

import numpy as np

from gansmith.data.chunks import Array, deviations
from gansmith.errors import UsageError, option

_FEWEST_FEATURES = 64
_FEWEST_PLACES = 4096  # of a picture, which may be mostly empty all the same
_AT_ONCE = 32  # rows transformed together, as spectra are four times as long as they
_NEIGHBOURS_AGREE = 0.2  # correlation of a pixel with the next
_AS_NEIGHBOURS = 0.5  # least share of it that pixels one below the other have
_WAVE = 0.4  # share of the peak that some correlation of a wave reaches below zero
_PEAK = 0.1  # how far the correlation one row down stands out of the lags before and after, and of rows far below


@dataclass(frozen=True)
class Fold:
    """A vector of `length` numbers as a picture: the edge values are repeated before and after until it is filled."""

    length: int
    height: int
    width: int

    @property
    def before(self) -> int:
        """How many numbers are put before the vector; one more than after it where they cannot be equal."""
        return (self.height * self.width - self.length + 1) // 2

    def holds(self, length: int) -> bool:
        """Whether a vector of so many numbers fits, and fills a sixteenth of the picture or more."""
        places = self.height * self.width
        return min(self.height, self.width) >= 1 and length <= places <= max(16 * length, _FEWEST_PLACES)

    def fold(self, vectors: Array) -> Array:
        """(N, D) -> (N, H, W)."""
        after = self.height * self.width - self.length - self.before
        padded = np.pad(vectors, ((0, 0), (self.before, after)), mode="edge") if self.before else vectors
        return padded.reshape(-1, self.height, self.width)

    def unfold(self, pictures: Array) -> Array:
        """(N, H, W) -> (N, D)."""
        return pictures.reshape(len(pictures), -1)[:, self.before : self.before + self.length]


def square(length: int) -> Fold:
    """Return the smallest square picture that holds `length` numbers."""
    side = int(np.ceil(np.sqrt(length)))
    return Fold(length, side, side)


def looks_like_pictures(vectors: Array) -> bool:
    """Whether vectors (N, D) are square pictures laid out row by row: a pixel resembles the one that is a row away.

    The correlation along the vector must be largest at one row's length among the lags from half a row to one and a
    half, stand clear of those on either side, and fade over many rows without turning negative, unlike a mere wave's.
    """
    length = vectors.shape[1]
    if length < _FEWEST_FEATURES:
        return False
    side = square(length).width
    correlation = _correlation_by_lag(vectors)
    left, right = correlation[side // 2 : side], correlation[side + 1 : side + side // 2 + 1]
    peak = correlation[side]
    return bool(
        correlation[1] > _NEIGHBOURS_AGREE
        and peak > _AS_NEIGHBOURS * correlation[1]
        and peak >= max(left.max(), right.max())
        and correlation[: length // 2].min() > -_WAVE * peak
        and peak - max(np.median(left), np.median(right)) > _PEAK
        and peak - correlation[side * (side // 2)] > _PEAK
    )


def _correlation_by_lag(vectors: Array) -> Array:
    """Correlation of deviations from each feature's mean, over all pairs that lie a lag apart; element 0 is 1."""
    length = vectors.shape[1]
    sample = deviations(vectors)
    padded = _fast_length(2 * length)
    blocks = (sample[first : first + _AT_ONCE] for first in range(0, len(sample), _AT_ONCE))
    spectrum = sum((np.abs(np.fft.rfft(block, padded, axis=1)) ** 2).sum(axis=0) for block in blocks)
    product = np.fft.irfft(spectrum / len(sample), padded)[:length] / np.arange(length, 0, -1)
    return np.asarray(product / (product[0] or 1))


def _fast_length(least: int) -> int:
    """Return the next even length without a prime over 5: the FFT of 2 x 4734 takes five times as long as of 9600."""
    lengths = [int(2 * 2**i * 3**j * 5**k) for i in range(32) for j in range(9) for k in range(6)]
    return min(length for length in lengths if length >= least)


def choose_fold(values: Array, choice: str, *, is_folded: bool | None = None) -> Fold | None:
    """Return how samples (N, ...) become images: None, or a fold of vectors; "auto" asks whether they look like images.

    is_folded: what `looks_like_pictures` says, where that is known. Raises UsageError for an unfit choice.
    """
    if values.ndim > 2:
        if choice not in ("auto", "none"):
            raise UsageError(
                f"{option('fold', choice)}: samples of shape {values.shape[1:]} are pictures already. Leave it out."
            )
        return None
    length = values.shape[1]
    if choice == "none":
        return None
    if choice == "auto" and not (looks_like_pictures(values) if is_folded is None else is_folded):
        return None
    if choice in ("auto", "square"):
        return square(length)
    sides = choice.split("x")
    if len(sides) != 2 or not all(side.isdecimal() and int(side) for side in sides):
        raise UsageError(f"{option('fold', choice)}: give auto, none, square, or height and width such as 69x69.")
    fold = Fold(length, int(sides[0]), int(sides[1]))
    if not fold.holds(length):
        few = "too few" if fold.height * fold.width < length else "mostly empty"
        raise UsageError(
            f"{option('fold', choice)} has room for {fold.height * fold.width} numbers, {few} for samples of {length}."
        )
    return fold
