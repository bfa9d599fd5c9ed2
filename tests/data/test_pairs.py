"""Pairs: each source belongs to its sample, by name, by order, by half or because it is derived from it."""

from pathlib import Path

import numpy as np
import pytest
from numbered_pictures import folder, opened, sources_of, stack

from gansmith.api.describe_data import describe_data
from gansmith.errors import DataError


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
    with pytest.raises(DataError, match=rf"{word} in .*b has the name .* in .*a \(1 and .*\).*unpaired"):
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
