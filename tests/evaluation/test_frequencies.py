"""Frequencies: in any unit, both ways along pictures, patterns that repeat, and pictures that are turned."""

import numpy as np
import planted_sets as planted
import pytest
from planted_sets import COUNT

from gansmith.evaluation.judgement.finding import Finding
from gansmith.evaluation.judgement.frequencies import frequencies
from gansmith.evaluation.judgement.profiles import autocorrelation, faint
from gansmith.evaluation.judgement.sets import Sets
from gansmith.evaluation.judgement.turned import turned

WAYS = {
    "mirrored left to right": lambda pictures: pictures[..., ::-1],
    "mirrored top to bottom": lambda pictures: pictures[..., ::-1, :],
    "upside down": lambda pictures: pictures[..., ::-1, ::-1],
    "transposed": lambda pictures: pictures.swapaxes(-1, -2),
    "turned by a quarter": lambda pictures: np.rot90(pictures, axes=(-2, -1)),
}


def found(real: np.ndarray, fake: np.ndarray) -> dict[str, Finding]:
    return {finding.kind: finding for finding in frequencies(Sets.drawn(real, fake, seed=0)).findings}


@pytest.mark.parametrize("factor", [1e-4, 0.1, 0.6, 2.0, 1e4])
@pytest.mark.parametrize("law", ["beats", "discs"])
def test_another_unit_is_no_fault_of_frequencies(law: str, factor: float) -> None:
    real, fake = (planted.LAWS[law](COUNT, seed)[0] for seed in (1, 2))
    assert found(real, factor * fake) == {}
    assert "blur" in found(real, factor * planted.soft(law, fake, np.random.default_rng(0)))


def test_autocorrelation_is_that_of_any_multiple_and_nothing_where_signals_are_constant() -> None:
    signals = planted.beats(50, 1)[0]
    assert autocorrelation(1e-6 * signals) == pytest.approx(autocorrelation(signals))
    assert autocorrelation(signals)[:, 0] == pytest.approx(1, abs=0.01)
    assert not autocorrelation(np.full((3, 32), 7.0)).any()
    assert faint(np.array([0.0, 4.0, 4.0])) == pytest.approx(0.001 * 4)
    assert faint(np.zeros(3)) == 1


def test_rows_out_of_order_are_seen_down_pictures() -> None:
    """Rows of pixels in any order leave what lies side by side as it is."""
    real, fake = planted.discs(COUNT, 1)[0], planted.discs(COUNT, 2)[0]
    line = found(real, np.random.default_rng(0).permuted(fake, axis=2))["dependence"].line
    assert line.startswith("pixels")
    order = np.random.default_rng(0).permutation(16)
    line = found(real, fake[:, :, order])["dependence"].line
    assert line.startswith("pixels one below the other correlate by")


def test_patterns_repeat_at_their_period_in_pixels() -> None:
    real, fake = planted.discs(COUNT, 1)[0], planted.discs(COUNT, 2)[0]
    down, across = np.indices((16, 16))
    for period, wave in ((2, across % 2), (1.41, (down + across) % 2), (4, across % 4 < 2)):
        assert f"(period of {period} pixels)" in found(real, fake + 60 * wave)["pattern"].line
    assert "pattern" not in found(real, fake + 60 * (across < 8))


def test_patterns_of_signals_repeat_at_their_period_in_values() -> None:
    real, fake = planted.beats(COUNT, 1)[0], planted.beats(COUNT, 2)[0]
    assert "(period of 4 values)" in found(real, fake + 0.1 * np.cos(np.pi / 2 * np.arange(128)))["pattern"].line


def test_transposed_pictures_have_no_pattern() -> None:
    real, fake = planted.wedges(COUNT, 1)[0], planted.wedges(COUNT, 2)[0]
    assert "pattern" not in found(real, fake.swapaxes(-1, -2))


@pytest.mark.parametrize("way", WAYS)
def test_turned_pictures_are_told_how(way: str) -> None:
    real, fake = planted.wedges(COUNT, 1)[0], planted.wedges(300, 2)[0]
    for factor in (1.0, 255.0):
        (finding,) = turned(Sets.drawn(real, factor * WAYS[way](fake), seed=0)).findings
        assert finding.kind == "unlike"
        assert f"look {way}" in finding.line


def test_pictures_as_they_are_and_those_that_look_alike_both_ways_are_not_turned() -> None:
    for law in (planted.wedges, planted.discs):
        for seed in range(5):
            real, fake = law(COUNT, seed)[0], law(COUNT, 50 + seed)[0]
            assert turned(Sets.drawn(real, fake, seed=0)).findings == []
    assert turned(Sets.drawn(planted.discs(COUNT, 1)[0], planted.discs(COUNT, 2)[0][..., ::-1], seed=0)).findings == []


def test_power_that_is_nearly_gone_is_not_said_to_be_none() -> None:
    real, fake = planted.discs(COUNT, 1)[0], planted.discs(COUNT, 2)[0]
    smooth = np.fft.rfft2(fake)
    high = np.hypot(*np.meshgrid(np.fft.fftfreq(16), np.fft.rfftfreq(16), indexing="ij")) > 0.2
    line = found(real, np.fft.irfft2(np.where(high, 0.03, 1) * smooth, s=(16, 16)))["blur"].line
    share = float(line.removeprefix("it is blurred: fine detail has ").removesuffix(" times the power of real ones"))
    assert 0 < share < 0.005
