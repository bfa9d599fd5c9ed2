"""Folders that are parts of a set are no classes, and links to folders are followed once."""

from pathlib import Path

import pytest
from numbered_pictures import folder
from one_paragraph import says

from gansmith.data.formats.image_listing import find_images
from gansmith.data.formats.read import open_data
from gansmith.errors import DataError, flags_spoken

LAYOUTS = {
    ("train/cat", "train/dog", "test/cat", "test/dog"): r"gansmith train \S*set/train\.",
    ("training", "validation"): r"gansmith train \S*set/training\.",
    ("val", "test"): r"gansmith train \S*set/val\.",
    ("trainA", "trainB", "testA", "testB"): r"gansmith train --unpaired \S*set/trainA \S*set/trainB\.",
    ("train_B", "train_A"): r"gansmith train --unpaired \S*set/train_A \S*set/train_B\.",
    ("images", "masks"): r"gansmith train --pairs \S*set/images \S*set/masks; or gansmith train \S*set/images\.",
    ("images/train", "images/val"): r"gansmith train \S*set/images/train\.",
}


@pytest.mark.parametrize("folders", LAYOUTS)
def test_parts_of_a_set_are_refused_with_the_command(folders: tuple[str, ...], tmp_path: Path) -> None:
    place = folder(tmp_path / "set", *(f"{name}/{number}.png" for name in folders for number in range(2)))
    with flags_spoken(), says(DataError, LAYOUTS[folders]):
        open_data(place)
    tops = {name.partition("/")[0] for name in folders}
    assert set(open_data(place, labels_from="folders").class_names) == tops
    assert open_data(place, labels_from="none").labels is None


def test_other_folders_are_classes(tmp_path: Path) -> None:
    place = folder(tmp_path / "set", "train/1.png", "bus/1.png", "car/1.png")
    assert open_data(place).class_names == ("bus", "car", "train")


def test_a_folder_that_only_holds_the_images_is_no_class(tmp_path: Path) -> None:
    found = open_data(folder(tmp_path / "set", "images/1.png", "images/2.png"))
    assert found.labels is None
    assert any("folder images" in note for note in found.notes)


def test_images_beside_folders_leave_no_classes_and_that_is_said(tmp_path: Path) -> None:
    place = folder(tmp_path / "set", "1.png", "cat/2.png", "dog/3.png")
    found = open_data(place)
    assert found.labels is None
    assert any("folders cat, dog" in note and "labels_from" in note for note in found.notes)
    labelled = open_data(place, labels_from="folders")
    assert labelled.labels is not None
    assert labelled.labels.tolist() == [-1, 0, 1]


def test_a_linked_class_is_read_and_said(tmp_path: Path) -> None:
    place = folder(tmp_path / "set", "cat/1.png", "cat/2.png")
    (place / "dog").symlink_to(folder(tmp_path / "elsewhere", "3.png", "4.png"))
    found = open_data(place)
    assert found.class_names == ("cat", "dog")
    assert len(found) == 4
    assert "linked folders are followed: dog" in found.notes


def test_no_folder_is_read_twice_and_links_do_not_loop(tmp_path: Path) -> None:
    place = folder(tmp_path / "set", "real/1.png", "real/2.png")
    (place / "alias").symlink_to(place / "real")
    (place / "real" / "up").symlink_to(place)
    (place / "real" / "all").symlink_to("/")
    (place / "itself").symlink_to(place / "itself")
    outside = folder(tmp_path / "outside", "deep/3.png")
    (place / "first").symlink_to(outside / "deep")
    (place / "second").symlink_to(outside)
    (outside / "back").symlink_to(outside)
    assert [file.relative_to(place).as_posix() for file in find_images(place)] == [
        "first/3.png",
        "real/1.png",
        "real/2.png",
    ]


def test_a_linked_class_that_is_gone_is_said(tmp_path: Path) -> None:
    place = folder(tmp_path / "set", "cat/1.png", "cat/2.png")
    (place / "dog").symlink_to(tmp_path / "gone")
    assert "links to what is not there are left out: 1, such as dog" in open_data(place).notes
