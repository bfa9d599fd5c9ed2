"""Rows are taken for signals where neighbouring values are alike, and for columns without an order elsewhere."""

from collections.abc import Callable

import numpy as np
import pytest

from gansmith.api.describe_data import describe_data
from gansmith.data.builtin import BUILTIN
from gansmith.data.codec.codec import Codec
from gansmith.data.codec.signals import looks_like_signals
from gansmith.data.formats.read import open_data

ROWS, LENGTH = 300, 256
PLACES = np.arange(LENGTH)
Law = Callable[[np.random.Generator], np.ndarray]


def peak(centre: object, width: float) -> np.ndarray:
    return np.asarray(np.exp(-np.square((PLACES - np.asarray(centre)) / width)))


def heartbeats(rng: np.random.Generator, spread: float = 40.0) -> np.ndarray:
    beat = 120 + spread * rng.uniform(-1, 1, (ROWS, 1))
    waves = rng.uniform(0.7, 1.3, (ROWS, 1)) * peak(beat, 4) + 0.25 * peak(beat + 40, 12) - 0.2 * peak(beat - 10, 4)
    return np.asarray(waves + 0.03 * rng.normal(size=waves.shape))


def aligned_heartbeats(rng: np.random.Generator) -> np.ndarray:
    return heartbeats(rng, spread=3.0)


def pulses(rng: np.random.Generator) -> np.ndarray:
    return peak(rng.uniform(0, LENGTH, (ROWS, 1)), 3) + 0.05 * rng.normal(size=(ROWS, LENGTH))


def noisy_sines(rng: np.random.Generator) -> np.ndarray:
    cycles, phase = rng.uniform(2, 12, (ROWS, 1)), rng.uniform(0, 6.3, (ROWS, 1))
    return np.asarray(np.sin(2 * np.pi * cycles * PLACES / LENGTH + phase) + 0.2 * rng.normal(size=(ROWS, LENGTH)))


def spectra(rng: np.random.Generator) -> np.ndarray:
    return np.asarray(sum(rng.gamma(2, 1, (ROWS, 1)) * peak(line, 20) for line in (40, 90, 150, 220)))


def unrelated_columns(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(size=(ROWS, 100)) * 10.0 ** rng.integers(-2, 4, 100)


def one_common_cause(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(size=(ROWS, 1)) + 0.5 * rng.normal(size=(ROWS, 100))


def groups_of_questions(rng: np.random.Generator) -> np.ndarray:
    return np.repeat(rng.normal(size=(ROWS, 10)), 10, axis=1) + 0.8 * rng.normal(size=(ROWS, 100))


def two_large_columns(rng: np.random.Generator) -> np.ndarray:
    rows = rng.normal(size=(ROWS, 100))
    rows[:, 50:52] = 1e4 * rng.normal(size=(ROWS, 1))
    return rows


def rare_counts(rng: np.random.Generator) -> np.ndarray:
    return (rng.random((ROWS, 200)) < 0.1).astype(np.int64)


def short_sines(rng: np.random.Generator) -> np.ndarray:
    return noisy_sines(rng)[:, :40]


SIGNALS: tuple[Law, ...] = (heartbeats, aligned_heartbeats, pulses, noisy_sines, spectra)
TABLES: tuple[Law, ...] = (
    unrelated_columns,
    one_common_cause,
    groups_of_questions,
    two_large_columns,
    rare_counts,
    short_sines,
)


@pytest.mark.parametrize("law", SIGNALS)
def test_rows_whose_neighbours_are_alike_are_signals(law: Law) -> None:
    assert looks_like_signals(law(np.random.default_rng(0)))


@pytest.mark.parametrize("law", TABLES)
def test_other_columns_are_none(law: Law) -> None:
    assert not looks_like_signals(law(np.random.default_rng(0)))


@pytest.mark.parametrize("law", [heartbeats, unrelated_columns])
def test_neither_unit_nor_missing_values_change_what_rows_are(law: Law) -> None:
    rows = law(np.random.default_rng(1))
    expected = looks_like_signals(rows)
    holed = np.where(np.random.default_rng(2).random(rows.shape) < 0.02, np.nan, rows)
    assert [looks_like_signals(other) for other in (1e-300 * rows, 1e300 * rows + 1.0, holed)] == [expected] * 3


def test_signals_without_their_order_are_columns() -> None:
    rng = np.random.default_rng(0)
    rows = heartbeats(rng)
    assert not looks_like_signals(rows[:, rng.permutation(LENGTH)])


def test_what_looks_like_images_is_folded_and_no_signal() -> None:
    planets = BUILTIN["planets"]()
    assert Codec.fit(planets).fold is not None
    assert not Codec.fit(planets).signals
    assert Codec.fit(planets, fold="none").signals == looks_like_signals(planets.values)


def test_what_is_recommended_is_what_is_trained_and_said() -> None:
    rng = np.random.default_rng(0)
    signals, table = (describe_data(rows) for rows in (heartbeats(rng), unrelated_columns(rng)))
    assert (signals.network, table.network) == ("signal", "table")
    (note,) = [note for note in signals.summary.warnings if "signal" in note]
    assert "network='mlp'" in note
    assert not [note for note in table.summary.warnings if "signal" in note]


def test_signals_are_told_in_what_is_stored_of_a_codec() -> None:
    codec = Codec.fit(open_data(heartbeats(np.random.default_rng(0))))
    document, arrays = codec.to_state()
    assert Codec.from_state(document, arrays).signals
    assert not Codec.from_state({name: value for name, value in document.items() if name != "signals"}, arrays).signals


@pytest.mark.parametrize(("shape", "axes"), [((40, 20, 128), "NCL"), ((30, 128, 20), "NLC")])
def test_long_thin_images_may_be_channels_and_are_signals_once_said_so(shape: tuple[int, ...], axes: str) -> None:
    rows = np.random.default_rng(0).normal(size=shape)
    assert any(f"axes='{axes}'" in note for note in describe_data(rows).summary.warnings)
    said = describe_data(rows, {"axes": axes})
    assert (said.shape, said.network) == ((20, 1, 128), "signal")
