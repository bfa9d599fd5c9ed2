"""Names that come from files: those of classes as folders, and those that messages quote."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gansmith.data.formats.folder_names import class_of, folder_names
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError, GansmithError, UsageError

ODD = ("", ".", "..", "a/b", "a_b", "a\\b", "a\nb", "con", "NUL.txt", "A", "a", "unknown", "%41", "x" * 300, "é" * 150)
ODD += (" a", "a ", "a.", "a:b", "\x1b[2J", "~", "\u2028", "x" * 299 + "y", "A~2", "é", "e\u0301", "日本語", "Unknown")
PICTURES = np.random.default_rng(0).integers(0, 255, (len(ODD), 4, 5)).astype(np.uint8)


@given(st.lists(st.text(max_size=300) | st.sampled_from([*ODD, "\0", "\udcff", "a\0"]), unique=True, max_size=20))
def test_every_class_has_a_folder_of_its_own_that_any_system_takes(names: list[str]) -> None:
    folders = folder_names(names)
    assert len({folder.casefold() for folder in (*folders, "unknown")}) == len(names) + 1
    for folder in folders:
        assert 0 < len(folder.encode()) <= 220
        assert not set(folder) & set('/\\:*?"<>|\0\n\r\x1b')
        assert folder == folder.strip(" .")


@given(st.text(max_size=50))
def test_a_folder_tells_its_class_again(name: str) -> None:
    (folder,) = folder_names([name])
    assert class_of(folder) == name or "\0" in name or "~" in folder or "%" in name or not name


@given(st.text(min_size=1, max_size=30))
def test_a_folder_that_nobody_escaped_is_taken_by_its_word(folder: str) -> None:
    assert class_of(folder) == folder or "%" in folder


def test_classes_of_odd_names_do_not_mix(tmp_path: Path) -> None:
    labels = np.arange(len(ODD))
    path = write_data(tmp_path / "images", PICTURES, open_data(PICTURES).origin, labels, ODD)
    again = open_data(path)
    assert len(again.class_names) == len(ODD)
    assert again.labels is not None
    for index, picture in enumerate(PICTURES):
        (place,) = np.flatnonzero((again.values == picture).all(axis=(1, 2)))
        name = again.class_names[again.labels[place]]
        plain = len(ODD[index].encode()) < 200 and ODD[index] not in ("", "A~2")
        assert name == ODD[index] or not plain or "~" in name


@pytest.mark.parametrize("name", ["a.npz", "a.mat", "a.h5", "a.csv", "a.tsv", "a.parquet"])
def test_samples_of_classes_with_odd_names_are_written(name: str, tmp_path: Path) -> None:
    values, labels = np.eye(len(ODD)), np.arange(len(ODD))
    path = write_data(tmp_path / name, values, open_data(values).origin, labels, ODD)
    again = open_data(path, drop=("label",)) if name[2:] in ("csv", "tsv", "parquet") else open_data(path)
    np.testing.assert_array_equal(again.values, values)
    with pytest.raises(UsageError, match="no text"):
        write_data(tmp_path / f"b{name}", values, open_data(values).origin, labels, ("\udcff", *ODD[1:]))


@pytest.mark.parametrize("text", ["a\0b", "x" * 2000])
def test_texts_that_name_no_class_are_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'a,y\n1,"{text}"\n2,b\n')
    with pytest.raises(DataError, match=r"names no class|is binary"):
        open_data(tmp_path / "a.csv", label="y")


def test_folders_that_are_no_text_are_refused(tmp_path: Path) -> None:
    for name in ("\udcff", "b"):
        (tmp_path / name).mkdir()
        Image.new("L", (4, 4)).save(tmp_path / name / "a.png")
    with pytest.raises(DataError, match="no text"):
        open_data(tmp_path)


LONG = "n" * 5000


def _many(folder: Path) -> list[tuple[Path, dict[str, object]]]:
    """Return files whose names would fill the terminal, and what is asked of them."""
    with h5py.File(folder / "a.h5", "w") as file:
        file[LONG], file[f"{LONG}2"] = np.eye(4), np.eye(4)
        file["text"] = LONG
    np.savez(folder / "a.npz", **{LONG: np.eye(4), f"{LONG}2": np.eye(4)})
    (folder / "a.csv").write_text(f"{LONG},b\n{LONG},1\n{LONG},2\n")
    (folder / "b.csv").write_text(f"{LONG},{LONG}\n1,2\n3,4\n")
    np.save(folder / "a.npy", np.zeros(3, [(f"f{i}", "f8") for i in range(300)]))
    np.save(folder / "b.npy", np.zeros((1,) * 60))
    asked: list[dict[str, object]] = [{}, {"variable": LONG[:4999]}, {"label": LONG[:4999]}, {"drop": (LONG[:4999],)}]
    return [(path, choices) for path in sorted(folder.iterdir()) for choices in asked]


def test_no_message_quotes_more_than_a_line_of_a_name(tmp_path: Path) -> None:
    for path, choices in _many(tmp_path):
        if (choices and path.suffix == ".npy") or (not choices and path.name in ("a.csv", "a.npy")):
            continue
        with pytest.raises(GansmithError) as caught:
            open_data(path, **choices)
        text = str(caught.value)
        given = [str(value[0] if isinstance(value, tuple) else value) for value in choices.values()]
        for part in given:
            text = text.replace(part, "")
        assert "n" * 61 not in text
        assert len(text) < 1200
