"""What spectra and autocorrelations of pictures and signals show: blur, sharpness, patterns, lost structure."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from gansmith.evaluation.judgement.evidence import Evidence, difference
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.numbers import said
from gansmith.evaluation.judgement.profiles import autocorrelation, faint, in_blocks, picture_spectrum, spectrum
from gansmith.evaluation.judgement.rescaled import in_one_unit
from gansmith.evaluation.judgement.sets import Sets
from gansmith.features.rows import Floats

BLURRED, SHARP = 0.75, 1.25  # power at high frequencies over that of real ones
_VISIBLE = 0.002  # of all power: what is less is not seen
_LINE = 4.0  # power at one frequency over what its neighbourhood accounts for
_REPEATS = 3  # of a pattern in a picture or signal
_NARROW = 2.0  # power of a line over the most there is two or three cycles beside it
_BAND, _FAR = 1.6, 4.0  # power of a band over that of real ones, or under: fair from the first, poor from the second
_CARRIES = 0.05  # of all real power: a band that carries structure
_BANDS = 8
_TIED, _UNTIED = 0.1, 0.5  # correlation of neighbours: difference that is fair, share lost that is poor
_PERIODIC = 0.3  # autocorrelation at the period, from where the data is called periodic


class Power(NamedTuple):
    """Power of real rows (N, F) and samples (M, F), and the place (F, d) of each frequency: cycles along each axis.

    unit (F,) is the frequency from 0 to 1, the highest, which is `highest` cycles a value.
    """

    real: Floats
    fake: Floats
    cycles: Floats
    unit: Floats
    highest: float
    values: str  # what to call a place: pixels, moments or values

    @property
    def total(self) -> float:
        """Power of a real row."""
        return float(self.real.sum(axis=1).mean())


def frequencies(sets: Sets) -> Evidence:
    """Return findings of blur, sharp, pattern, spectrum and dependence, of pictures and signals.

    Samples in another unit are looked at in that of the data: a scale is another finding.
    """
    sets = in_one_unit(sets)
    power = _power(sets)
    if not len(power.unit) or power.total == 0:
        return Evidence([], [])
    found = [_pattern(power), *_bands(power), *_neighbours(sets)]
    if sets.nature == "signals":
        found.append(_period(sets))
    return Evidence([finding for finding in found if finding], [])


def _power(sets: Sets) -> Power:
    if sets.nature == "signals":
        real, fake = spectrum(sets.real)[:, 1:], spectrum(sets.flat[2])[:, 1:]
        cycles = np.arange(1.0, real.shape[1] + 1)
        return Power(real, fake, cycles[:, None], cycles / cycles[-1], cycles[-1] / sets.width, "values")
    shape = sets.reference.shape[1:]
    real, fake = (
        picture_spectrum(part)[0].reshape(len(part), -1) for part in (sets.real.reshape(-1, *shape), sets.fake)
    )
    sides = np.array(shape[1:])
    cycles = np.stack(np.meshgrid(*(np.fft.fftfreq(side) * side for side in sides), indexing="ij"), -1).reshape(-1, 2)
    values = "moments" if sides[0] == 1 < sides[1] else "pixels"
    a_pixel = np.linalg.norm(cycles / sides, axis=1)
    kept, highest = a_pixel > 0, float(a_pixel.max())
    return Power(real[:, kept], fake[:, kept], cycles[kept], a_pixel[kept] / (highest or 1.0), highest, values)


def _bands(power: Power) -> list[Finding | None]:
    """Compare the power of bands: high ones for blur and sharpness, all for the rest."""
    real, fake, distance, total = power.real, power.fake, power.unit, power.total
    high, low = distance > 0.5, distance <= 0.25
    if not high.any() or not low.any():
        return []
    edge, base = (difference(real[:, part].sum(axis=1), fake[:, part].sum(axis=1)) for part in (high, low))
    ratio = edge.fake / edge.real if edge.real else np.inf
    overall = base.fake / base.real if base.real else 1.0  # a wrong scale is neither blur nor sharpness
    findings: list[Finding | None] = []
    if edge.sure() and ratio < BLURRED * min(1.0, 1.2 * overall) and -edge.gap > 1e-4 * total:
        line = f"it is blurred: fine detail has {said(ratio)} times the power of real ones"
        findings.append(Finding("blur", "fair", line, weight=1.5))
    if edge.sure() and ratio > SHARP * max(1.0, overall / 1.2) and edge.gap > _VISIBLE * total:
        line = f"it is too sharp or noisy: fine detail has {said(ratio)} times the power of real ones"
        findings.append(Finding("sharp", "fair", line, weight=1.5))
    return [*findings, _worst_band(power)]


def _worst_band(power: Power) -> Finding | None:
    real, fake, distance, total = power.real, power.fake, power.unit, power.total
    edges = np.geomspace(distance.min() * 0.999, 1, _BANDS + 1)
    worst: tuple[float, Finding | None] = (_BAND, None)
    for low, high in pairwise(edges):
        band = (distance > low) & (distance <= high)
        if not band.any():
            continue
        found = difference(real[:, band].sum(axis=1), fake[:, band].sum(axis=1))
        if not found.sure() or max(found.real, found.fake) < _CARRIES * total:
            continue
        ratio = found.fake / found.real if found.real else np.inf
        far = max(ratio, 1 / ratio if ratio else np.inf)
        if far > worst[0]:
            line = f"its power at {_periods(power, low, high)} is {said(ratio)} times that of real ones"
            grade: Fault = "poor" if far > _FAR else "fair"
            worst = far, Finding("spectrum", grade, line, weight=1 + min(far, 20) / 20)
    return worst[1]


def _periods(power: Power, low: float, high: float) -> str:
    return f"periods of {1 / (high * power.highest):.3g} to {1 / (low * power.highest):.3g} {power.values}"


def _pattern(power: Power) -> Finding | None:
    """Look for one frequency with far more power than its neighbourhood accounts for, that comes several times."""
    real, fake, distance, total = power.real, power.fake, power.unit, power.total
    mine, theirs = real.mean(axis=0), fake.mean(axis=0)
    ratio = (theirs + 1e-5 * total / len(mine)) / (mine + 1e-5 * total / len(mine))
    often = np.linalg.norm(power.cycles, axis=1) >= _REPEATS
    place = int(((theirs - mine) * (often & (ratio > _LINE * np.median(ratio)))).argmax())
    around = np.abs(distance - distance[place]) < 0.1
    usual = max(float(np.median(ratio[around])), float(np.median(ratio)), 1.0)
    excess = float(theirs[place] - mine[place])
    if not often[place] or ratio[place] < _LINE * usual or excess < _VISIBLE * total:
        return None
    if not difference(real[:, place], fake[:, place]).sure() or excess < _NARROW * _beside(power, place, theirs - mine):
        return None
    period = 1 / (float(distance[place]) * power.highest)
    line = (
        f"it has a regular pattern: one frequency (period of {period:.3g} {power.values}) holds {excess / total:.1%} "
        f"of the power, {said(float(ratio[place]))} times that of real ones"
    )
    return Finding("pattern", "fair", line, weight=1.8)


def _beside(power: Power, place: int, excess: Floats) -> float:
    """Return the greatest excess two or three cycles beside a frequency and its mirror, where a line has none."""
    far = [np.linalg.norm(power.cycles - sign * power.cycles[place], axis=1) for sign in (1, -1)]
    near = np.minimum(*far)
    ring = (near > 1.5) & (near < 3.5)
    return float(excess[ring].max(initial=0.0))


def _neighbours(sets: Sets) -> list[Finding | None]:
    """Compare how much neighbouring values are alike: along signals, and along and down pictures."""
    if sets.nature == "signals":
        return [_beside_one_another(sets, -1, "neighbouring values")]
    if sets.reference.shape[-2] == 1:
        return [_beside_one_another(sets, -1, "neighbouring moments")]
    ways = ((-1, "pixels side by side"), (-2, "pixels one below the other"))
    return [_beside_one_another(sets, axis, which) for axis, which in ways if sets.reference.shape[axis] > 1]


def _beside_one_another(sets: Sets, axis: int, which: str) -> Finding | None:
    found = difference(*(_alike(part, sets, axis) for part in (sets.real, sets.flat[2])))
    if not found.sure() or abs(found.gap) < _TIED:
        return None
    grade: Fault = "poor" if found.real > 0.3 and found.fake < _UNTIED * found.real else "fair"
    line = f"{which} correlate by {found.fake:z.2f} in its samples and by {found.real:z.2f} in real ones"
    return Finding("dependence", grade, line, weight=1.4 + abs(found.gap) / 10)


def _alike(rows: Floats, sets: Sets, axis: int) -> Floats:
    """Return (n,) the correlation of each sample's values with those beside them along an axis."""
    power, beside = np.empty(len(rows)), np.empty(len(rows))
    for part in in_blocks(len(rows)):
        values = rows[part] - rows[part].mean(axis=1, keepdims=True)
        power[part] = np.square(values).mean(axis=1)
        pictures = np.moveaxis(values.reshape(len(values), *sets.reference.shape[1:]), axis, -1)
        beside[part] = (pictures[..., 1:] * pictures[..., :-1]).reshape(len(values), -1).mean(axis=1)
    return np.asarray(beside / (power + faint(power)), np.float64)


def _period(sets: Sets) -> Finding | None:
    """Compare the height of the first peak of autocorrelation after its first fall below zero."""
    peaks = [_peaks(autocorrelation(part)) for part in (sets.real, sets.flat[2])]
    found = difference(peaks[0][0], peaks[1][0])
    if not found.sure() or found.real < _PERIODIC or found.fake > 0.7 * found.real:
        return None
    low, high = np.quantile(peaks[0][1], [0.1, 0.9])
    line = (
        f"no periodic structure: real ones repeat after {low:.0f} to {high:.0f} values (autocorrelation "
        f"{found.real:.2f}), its samples nowhere as much ({found.fake:z.2f})"
    )
    grade: Fault = "poor" if found.fake < 0.5 * found.real else "fair"
    return Finding("spectrum", grade, line, weight=2.2)


def _peaks(correlation: Floats) -> tuple[Floats, Floats]:
    """Return (n,) the greatest autocorrelation after the first zero crossing, and at which lag."""
    half = correlation[:, : correlation.shape[1] // 2]
    after = np.cumsum(half < 0, axis=1) > 0
    seen = np.where(after, half, -1.0)
    place = seen.argmax(axis=1)
    return np.maximum(seen[np.arange(len(seen)), place], 0.0), place.astype(np.float64)
