"""Sources: each belongs to its sample, by name, by order or by half; or to none; and mistakes are answered."""

import itertools
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import scipy.io
from PIL import Image

from gansmith.api.data import describe_data, read
from gansmith.api.settings import data_settings
from gansmith.data.dataset import Dataset
from gansmith.data.open import open_data
from gansmith.data.pairs import Sources, open_with_sources
from gansmith.errors import DataError, UsageError

KINDS = {"pairs": "a", "unpaired": "a", "side_by_side": "left", "derive": "grey", "source_variable": "x"}


def opened(data: object, size: tuple[int, int] | None = None, **sources: object) -> Dataset:
    """Open data and its sources as a run does; a place may be a path."""
    said = Sources(**{name: str(value) for name, value in sources.items()})  # type: ignore[arg-type]
    return open_with_sources(data, said, partial(open_data, size=size, variable=None, label=None), size)  # type: ignore[arg-type]


def picture(number: int, height: int = 6, width: int = 8) -> np.ndarray:
    """Return a grey picture that differs from that of every other number."""
    return ((np.arange(height * width) * (number + 1) + 7 * number) % 251).astype(np.uint8).reshape(height, width)


def folder(place: Path, *names: str, plus: int = 0, **shape: int) -> Path:
    """Write a picture under each name: that of its place in the alphabet, plus a number."""
    for number, name in enumerate(sorted(names)):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        pixels = picture(number + plus, **shape)
        if name.endswith(".jpg"):
            Image.fromarray(pixels).save(place / name, quality=95)
        else:
            Image.fromarray(pixels).save(place / name)
    return place


def stack(*numbers: int, **shape: int) -> np.ndarray:
    return np.stack([picture(number, **shape) for number in numbers])


def sources_of(dataset: Dataset) -> np.ndarray:
    assert dataset.source is not None
    assert (dataset.source.labels, dataset.source.class_names) == (None, ())
    return dataset.source.values


def test_files_are_matched_by_name_whatever_their_order_and_ending(tmp_path: Path) -> None:
    targets = folder(tmp_path / "b", "one.png", "three.png", "two.png")
    sources = folder(tmp_path / "a", "one.bmp", "three.tiff", "two.PNG", plus=50)
    found = opened(targets, pairs=sources)
    assert found.paired
    assert np.array_equal(found.values, stack(0, 1, 2))
    assert np.array_equal(sources_of(found), stack(50, 51, 52))


def test_files_in_sub_folders_are_matched_by_their_whole_name(tmp_path: Path) -> None:
    names = ["cat/1.png", "cat/2.png", "dog/1.png", "dog/young/1.png"]
    targets, sources = folder(tmp_path / "b", *names), folder(tmp_path / "a", *names, plus=50)
    (sources / "dog" / "1.png").rename(sources / "dog" / "3.png")
    found = opened(targets, pairs=sources)
    assert np.array_equal(found.values, stack(0, 1, 3))
    assert np.array_equal(sources_of(found), stack(50, 51, 53))
    assert found.class_names == ("cat", "dog")
    assert found.labels is not None
    assert found.labels.tolist() == [0, 0, 1]


def test_pictures_without_partner_are_left_out_and_noted(tmp_path: Path) -> None:
    targets = folder(tmp_path / "b", "1.png", "2.png", "3.png", "lonely.png")
    sources = folder(tmp_path / "a", "1.png", "2.png", "3.png", "also.png", "more/1.png", plus=50)
    (sources / "also.png").write_bytes(b"broken, and never looked at")
    found = opened(targets, pairs=sources)
    assert len(found) == len(sources_of(found)) == 3
    assert found.origin.details["unmatched"] == 3
    report = describe_data(str(targets), {"pairs": str(sources)})
    assert any("left out: 3, such as also" in warning for warning in report.summary.warnings)
    assert report.method == "pix2pix"
    assert "unmatched" not in opened(targets, pairs=targets).origin.details


@pytest.mark.parametrize(("names", "word"), [(["x.png", "y.png"], "No picture"), (["x.png", "2.png"], "Only 2")])
def test_names_that_hardly_meet_are_refused_with_an_example_of_each(
    names: list[str], word: str, tmp_path: Path
) -> None:
    targets, sources = folder(tmp_path / "b", "1.png", "2.png"), folder(tmp_path / "a", *names)
    with pytest.raises(DataError, match=rf"{word} in .*b has the name .* in .*a \(1 and .*\).*--unpaired"):
        opened(targets, pairs=sources)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    targets, sources = folder(tmp_path / "b", "1.png", "2.png"), folder(tmp_path / "a", "1.png", "1.bmp", "2.png")
    with pytest.raises(DataError, match=r"1\.bmp and .*1\.png have one name but for the ending"):
        opened(targets, pairs=sources)


def test_arrays_are_matched_by_order(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", stack(7, 8, 9))
    for data in (stack(1, 2, 3), tmp_path / "b.npy"):
        np.save(tmp_path / "b.npy", stack(1, 2, 3))
        found = opened(data, pairs=tmp_path / "a.npy")
        assert found.paired
        assert np.array_equal(found.values, stack(1, 2, 3))
        assert np.array_equal(sources_of(found), stack(7, 8, 9))
    with pytest.raises(DataError, match=r"holds 2 samples and .*a\.npy 3 sources; pairs are matched in their order"):
        opened(stack(1, 2), pairs=tmp_path / "a.npy")


def test_a_folder_pairs_with_an_array_by_the_order_of_its_names(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", stack(7, 8, 9))
    found = opened(folder(tmp_path / "b", "3.png", "1.png", "2.png"), pairs=tmp_path / "a.npy")
    assert np.array_equal(found.values, stack(0, 1, 2))
    assert np.array_equal(sources_of(found), stack(7, 8, 9))


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
    with pytest.raises(DataError, match=r"choose one with --source-variable NAME: x .*; y "):
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
    with pytest.raises(DataError, match=r"a holds pictures of 10x12 and .*b of 6x8 .*Resize both with --size 6x8"):
        opened(targets, **{flag: sources})
    found = opened(targets, size=(6, 8), **{flag: sources})
    assert np.array_equal(found.values, stack(0, 1))
    assert sources_of(found).shape == (2, 6, 8)


@pytest.mark.parametrize("channels", [(), (3,), (4,)])
def test_halves_of_one_picture(channels: tuple[int, ...]) -> None:
    left, right = np.random.default_rng(0).integers(0, 256, (2, 5, 6, 8, *channels), np.uint8)
    whole = np.concatenate([left, right], axis=2)
    for half, source, target in (("left", left, right), ("right", right, left)):
        found = opened(whole, side_by_side=half)
        assert found.paired
        assert np.array_equal(sources_of(found), source)
        assert np.array_equal(found.values, target)
        assert found.origin.stored_shape == target.shape


def test_an_odd_width_has_no_halves() -> None:
    with pytest.raises(DataError, match="9 pixels wide have no two halves"):
        opened(stack(1, 2, width=9), side_by_side="left")


def test_the_size_asked_for_is_that_of_a_half(tmp_path: Path) -> None:
    found = opened(folder(tmp_path / "b", "1.png", "2.png", height=12, width=20), size=(6, 4), side_by_side="right")
    assert found.values.shape == sources_of(found).shape == (2, 6, 4)
    assert opened(stack(1, 2, width=9), size=(6, 4), side_by_side="left").values.shape == (2, 6, 4)


def test_derived_sources_belong_to_their_samples() -> None:
    found = opened(stack(1, 2, 3), derive="grey")
    assert found.paired
    assert np.array_equal(sources_of(found), stack(1, 2, 3))
    assert found.source is not None
    assert found.source.origin.path == "array (grey)"


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
        with pytest.raises(UsageError, match=f"--{kind.replace('_', '-')}.* is for pictures.*vectors"):
            opened(rows, **{kind: KINDS[kind]})
    for data, name in ((rows, "rows"), (rows, "pictures"), (stack(1, 2, 3, 4), "rows")):
        for kind in ("pairs", "unpaired"):
            with pytest.raises(DataError, match=rf"array and .*{name}\.npy must both hold pictures"):
                opened(data, **{kind: tmp_path / f"{name}.npy"})


def test_a_variable_is_asked_of_a_file_that_has_some(tmp_path: Path) -> None:
    place = folder(tmp_path / "b", "1.png", "2.png")
    np.save(tmp_path / "one.npy", stack(1, 2))
    for data in (stack(1, 2), place, "digits", tmp_path / "one.npy"):
        with pytest.raises(UsageError, match="--source-variable y means nothing for"):
            opened(data, source_variable="y")
    with pytest.raises(UsageError, match="--source-variable y means nothing for"):
        opened(place, pairs=place, source_variable="y")
