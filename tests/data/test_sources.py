"""Sources come from one place, and may have a count of their own; a pair is dropped whole; mistakes are answered."""

import itertools
from pathlib import Path

import numpy as np
import pytest
import scipy.io
from numbered_pictures import folder, opened, sources_of, stack

from gansmith.api.describe_data import describe_data, read
from gansmith.data.options import data_settings
from gansmith.errors import DataError, UsageError

KINDS = {"pairs": "a", "unpaired": "a", "side_by_side": "left", "derive": "grey", "source_variable": "x"}


@pytest.mark.parametrize("suffix", [".npz", ".mat"])
def test_a_variable_of_the_samples_own_file(suffix: str, tmp_path: Path) -> None:
    variables = {"x": stack(1, 2, 3), "y": stack(7, 8, 9), "labels": np.array([0, 1, 0])}
    if suffix == ".npz":
        np.savez(tmp_path / "both.npz", **variables)  # type: ignore[arg-type]
    else:
        scipy.io.savemat(tmp_path / "both.mat", variables)
    found = opened(tmp_path / f"both{suffix}", source_variable="y")
    assert found.paired
    assert found.origin.variable == "x"
    assert found.labels is not None
    assert found.labels.tolist() == [0, 1, 0]
    assert np.array_equal(found.values, stack(1, 2, 3))
    assert np.array_equal(sources_of(found), stack(7, 8, 9))


@pytest.mark.parametrize("flag", ["pairs", "unpaired"])
def test_a_variable_of_the_sources_own_file(flag: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=stack(1, 2), y=stack(7, 8))
    found = opened(stack(3, 4), **{flag: tmp_path / "a.npz"}, source_variable="y")
    assert np.array_equal(sources_of(found), stack(7, 8))
    with pytest.raises(DataError, match=r"choose one with source_variable='?NAME'?: x .*; y "):
        opened(stack(3, 4), **{flag: tmp_path / "a.npz"})
    with pytest.raises(DataError, match=r"holds no variable 'yy'. Did you mean 'y'\?"):
        opened(stack(3, 4), **{flag: tmp_path / "a.npz"}, source_variable="yy")


def test_unpaired_sources_have_a_count_of_their_own(tmp_path: Path) -> None:
    targets, sources = folder(tmp_path / "b", "1.png", "2.png"), folder(tmp_path / "a", "1.png", "x.png", "y.png")
    found = opened(targets, unpaired=sources)
    assert not found.paired
    assert (len(found), len(sources_of(found))) == (2, 3)
    assert describe_data(str(targets), {"unpaired": str(sources)}).method == "cyclegan"


@pytest.mark.parametrize("flag", ["pairs", "unpaired"])
def test_sources_of_another_size_are_refused_or_resized(flag: str, tmp_path: Path) -> None:
    targets = folder(tmp_path / "b", "1.png", "2.png")
    sources = folder(tmp_path / "a", "1.png", "2.png", height=10, width=12)
    with pytest.raises(DataError, match=r"a holds images of 10x12 and .*b of 6x8 .*Resize both with size=.6x8"):
        opened(targets, **{flag: sources})
    found = opened(targets, size=(6, 8), **{flag: sources})
    assert np.array_equal(found.values, stack(0, 1))
    assert sources_of(found).shape == (2, 6, 8)


def test_the_hash_knows_the_sources(tmp_path: Path) -> None:
    np.save(tmp_path / "one.npy", stack(7, 8, 9))
    np.save(tmp_path / "swapped.npy", stack(8, 7, 9))
    data = stack(1, 2, 3)
    hashes = {
        opened(data).sha256,
        opened(data, pairs=tmp_path / "one.npy").sha256,
        opened(data, pairs=tmp_path / "swapped.npy").sha256,
        opened(data, derive="edges").sha256,
        opened(stack(7, 8, 9), pairs=tmp_path / "one.npy").sha256,
    }
    assert len(hashes) == 5
    np.savez(tmp_path / "both.npz", x=data, y=stack(7, 8, 9))
    same = opened(tmp_path / "both.npz", source_variable="y").sha256
    assert same == opened(data, pairs=tmp_path / "one.npy").sha256


def holes(*rows: int, count: int = 5) -> np.ndarray:
    """Return float pictures with a missing value in some of them."""
    values = stack(*range(count)).astype(np.float32)
    values[list(rows), 2, 3] = np.nan
    return values


@pytest.mark.parametrize(("here", "there"), [([1], []), ([], [3]), ([1], [3]), ([1, 2], [2])])
def test_a_pair_is_dropped_whole(here: list[int], there: list[int], tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", holes(*there) + 1000)
    settings = data_settings("array", {"pairs": str(tmp_path / "a.npy"), "missing": "drop"})
    found, _ = read(settings, holes(*here))
    kept = [row for row in range(5) if row not in {*here, *there}]
    assert np.array_equal(found.values, holes()[kept])
    assert np.array_equal(sources_of(found), holes()[kept] + 1000)


def test_sources_that_belong_to_none_are_dropped_by_themselves(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", holes(0, 6, count=8))
    settings = data_settings("array", {"unpaired": str(tmp_path / "a.npy"), "missing": "drop"})
    found, _ = read(settings, holes(3))
    assert np.array_equal(found.values, holes()[[0, 1, 2, 4]])
    assert np.array_equal(sources_of(found), holes(count=8)[[1, 2, 3, 4, 5, 7]])


def test_nothing_whole_is_nothing_to_learn_from(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", holes(0, 1, 2, 3))
    for flag in ("pairs", "unpaired"):
        with pytest.raises(DataError, match=r"a\.npy: 1 sources have no missing value"):
            read(data_settings("array", {flag: str(tmp_path / "a.npy"), "missing": "drop"}), holes())


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(KINDS, 2)))
def test_sources_come_from_one_place(one: str, other: str) -> None:
    if one in ("pairs", "unpaired") and other == "source_variable":
        return  # which names the variable in that place
    flags = [f"--{name.replace('_', '-')}" for name in (one, other)]
    with pytest.raises(UsageError, match=rf"{flags[0]} and {flags[1]} each say where sources come from"):
        opened(stack(1, 2), **{name: KINDS[name] for name in (one, other)})


def test_vectors_are_refused(tmp_path: Path) -> None:
    rows = np.arange(20.0).reshape(4, 5)
    np.save(tmp_path / "rows.npy", rows)
    np.save(tmp_path / "pictures.npy", stack(1, 2, 3, 4))
    for kind in ("side_by_side", "derive"):
        with pytest.raises(UsageError, match=f"{kind}.* is for pictures.*vectors"):
            opened(rows, **{kind: KINDS[kind]})
    for data, name in ((rows, "rows"), (rows, "pictures"), (stack(1, 2, 3, 4), "rows")):
        for kind in ("pairs", "unpaired"):
            with pytest.raises(DataError, match=rf"array and .*{name}\.npy must both hold pictures"):
                opened(data, **{kind: tmp_path / f"{name}.npy"})


def test_a_variable_is_asked_of_a_file_that_has_some(tmp_path: Path) -> None:
    place = folder(tmp_path / "b", "1.png", "2.png")
    np.save(tmp_path / "one.npy", stack(1, 2))
    for data in (stack(1, 2), place, "digits", tmp_path / "one.npy"):
        with pytest.raises(UsageError, match=r"source_variable='?y'? means nothing for"):
            opened(data, source_variable="y")
    with pytest.raises(UsageError, match=r"source_variable='?y'? means nothing for"):
        opened(place, pairs=place, source_variable="y")
