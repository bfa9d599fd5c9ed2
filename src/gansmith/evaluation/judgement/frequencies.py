"""What spectra and autocorrelations of pictures and signals show: blur, sharpness, patterns, lost structure."""

from itertools import pairwise

import numpy as np

from gansmith.evaluation.judgement.evidence import Evidence, difference
from gansmith.evaluation.judgement.finding import Fault, Finding
from gansmith.evaluation.judgement.profiles import autocorrelation, picture_spectrum, spectrum
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.samples import Floats

BLURRED, SHARP = 0.75, 1.25  # power at high frequencies over that of real ones
_VISIBLE = 0.002  # of all power: what is less is not seen
_LINE = 4.0  # power at one frequency over what its neighbourhood accounts for
_BAND, _FAR = 1.6, 4.0  # power of a band over that of real ones, or under: fair from the first, poor from the second
_CARRIES = 0.05  # of all real power: a band that carries structure
_BANDS = 8
_TIED, _UNTIED = 0.1, 0.5  # correlation of neighbours: difference that is fair, share lost that is poor
_PERIODIC = 0.3  # autocorrelation at the period, from where the data is called periodic


def frequencies(sets: Sets) -> Evidence:
    """Return findings of blur, sharp, pattern, spectrum and dependence, of pictures and signals."""
    real, fake, distance = _power(sets)
    total = float(real.sum(axis=1).mean())
    if total == 0:
        return Evidence([], [])
    found = [_pattern(real, fake, distance, total), *_bands(real, fake, distance, total)]
    found.append(_neighbours(sets))
    if sets.nature == "signals":
        found.append(_period(sets, total / sets.width))
    return Evidence([finding for finding in found if finding], [])


def _power(sets: Sets) -> tuple[Floats, Floats, Floats]:
    """Return power (n, F) of real rows and samples, and the frequency (F,) from 0 to 1, the highest."""
    if sets.nature == "signals":
        real, fake = spectrum(sets.real), spectrum(sets.flat[2])
        return real[:, 1:], fake[:, 1:], np.linspace(0, 1, real.shape[1])[1:]
    shape = sets.reference.shape[1:]
    real, distance = picture_spectrum(sets.real.reshape(-1, *shape))
    fake, _ = picture_spectrum(sets.fake)
    unit = (distance / distance.max()).ravel() if distance.max() else distance.ravel()
    kept = unit > 0
    return real.reshape(len(real), -1)[:, kept], fake.reshape(len(fake), -1)[:, kept], unit[kept]


def _bands(real: Floats, fake: Floats, distance: Floats, total: float) -> list[Finding | None]:
    """Compare the power of bands: high ones for blur and sharpness, all for the rest."""
    high, low = distance > 0.5, distance <= 0.25
    if not high.any() or not low.any():
        return []
    edge, base = (difference(real[:, part].sum(axis=1), fake[:, part].sum(axis=1)) for part in (high, low))
    ratio = edge.fake / edge.real if edge.real else np.inf
    overall = base.fake / base.real if base.real else 1.0  # a wrong scale is neither blur nor sharpness
    findings: list[Finding | None] = []
    if edge.sure() and ratio < BLURRED * min(1.0, 1.2 * overall) and -edge.gap > 1e-4 * total:
        line = f"it is blurred: fine detail has {ratio:.2f} times the power of real ones"
        findings.append(Finding("blur", "fair", line, weight=1.5))
    if edge.sure() and ratio > SHARP * max(1.0, overall / 1.2) and edge.gap > _VISIBLE * total:
        line = f"it is too sharp or noisy: fine detail has {ratio:.3g} times the power of real ones"
        findings.append(Finding("sharp", "fair", line, weight=1.5))
    return [*findings, _worst_band(real, fake, distance, total)]


def _worst_band(real: Floats, fake: Floats, distance: Floats, total: float) -> Finding | None:
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
            line = f"its power at {_frequency(low, high)} is {ratio:.3g} times that of real ones"
            grade: Fault = "poor" if far > _FAR else "fair"
            worst = far, Finding("spectrum", grade, line, weight=1 + min(far, 20) / 20)
    return worst[1]


def _frequency(low: float, high: float) -> str:
    return f"periods of {2 / high:.3g} to {2 / low:.3g} values"


def _pattern(real: Floats, fake: Floats, distance: Floats, total: float) -> Finding | None:
    """Look for one frequency with far more power than its neighbourhood accounts for."""
    mine, theirs = real.mean(axis=0), fake.mean(axis=0)
    ratio = (theirs + 1e-5 * total / len(mine)) / (mine + 1e-5 * total / len(mine))
    place = int(((theirs - mine) * (ratio > _LINE * np.median(ratio))).argmax())
    around = np.abs(distance - distance[place]) < 0.1
    usual = max(float(np.median(ratio[around])), float(np.median(ratio)), 1.0)
    excess = float(theirs[place] - mine[place])
    if ratio[place] < _LINE * usual or excess < _VISIBLE * total:
        return None
    if not difference(real[:, place], fake[:, place]).sure():
        return None
    period = 2 / float(distance[place])
    line = (
        f"it has a regular pattern: one frequency (period of {period:.3g} values) holds {excess / total:.1%} of the "
        f"power, {ratio[place]:.3g} times that of real ones"
    )
    return Finding("pattern", "fair", line, weight=1.8)


def _neighbours(sets: Sets) -> Finding | None:
    """Compare how much neighbouring values are alike."""
    found = difference(*(_alike(part, sets) for part in (sets.real, sets.flat[2])))
    if not found.sure() or abs(found.gap) < _TIED:
        return None
    grade: Fault = "poor" if found.real > 0.3 and found.fake < _UNTIED * found.real else "fair"
    line = f"neighbouring values correlate by {found.fake:.2f} in its samples and by {found.real:.2f} in real ones"
    return Finding("dependence", grade, line, weight=1.4)


def _alike(rows: Floats, sets: Sets) -> Floats:
    """Return (n,) the correlation of each sample's values with those beside them."""
    shape = sets.reference.shape[1:]
    values = (rows - rows.mean(axis=1, keepdims=True)).reshape(len(rows), *shape)
    power = np.square(values).reshape(len(rows), -1).mean(axis=1) + 1e-3 * sets.spread**2
    beside = values[..., 1:] * values[..., :-1]
    return np.asarray(beside.reshape(len(rows), -1).mean(axis=1) / power, np.float64)


def _period(sets: Sets, power: float) -> Finding | None:
    """Compare the height of the first peak of autocorrelation after its first fall below zero."""
    peaks = [_peaks(autocorrelation(part, power * 2)) for part in (sets.real, sets.flat[2])]
    found = difference(peaks[0][0], peaks[1][0])
    if not found.sure() or found.real < _PERIODIC or found.fake > 0.7 * found.real:
        return None
    low, high = np.quantile(peaks[0][1], [0.1, 0.9])
    line = (
        f"no periodic structure: real ones repeat after {low:.0f} to {high:.0f} values (autocorrelation "
        f"{found.real:.2f}), its samples nowhere as much ({found.fake:.2f})"
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
