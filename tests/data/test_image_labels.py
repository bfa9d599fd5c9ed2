"""Labels of images from tables, JSON, names and StyleGAN's zip: the same classes however they are written."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from numbered_pictures import folder, stack
from one_paragraph import says

from gansmith.data.dataset import Dataset
from gansmith.data.formats import label_files
from gansmith.data.formats import size_limits as bounds
from gansmith.data.formats.read import open_data
from gansmith.data.formats.write import write_data
from gansmith.errors import DataError, UsageError

FILES = ("a_1.png", "b_1.png", "sub/a_2.png", "sub/b_2.png")
WAYS = {
    "labels.csv": "file,label\na_1.png,a\nb_1.png,b\nsub/a_2.png,a\nsub/b_2.png,b\n",
    "semicolons.csv": "label;filename\na;a_1.png\nb;b_1.png\na;a_2.png\nb;b_2.png\n",
    "stems.csv": "id,breed,age\na_1,a,3\nb_1,b,4\na_2,a,5\nb_2,b,6\n",
    "bare.txt": "a_1.png a\nb_1.png b\nsub/a_2.png a\nsub/b_2.png b\n",
    "windows.tsv": "image\tclass\r\na_1.png\ta\r\nb_1.png\tb\r\nsub\\a_2.png\ta\r\n.\\sub\\b_2.png\tb\r\n",
    "one-hot.csv": "image,a,b\na_1.png,1.0,0.0\nb_1.png,0,1\na_2.png,1,0\nb_2.png,0.0,1.0\n",
    "map.json": json.dumps({"a_1.png": "a", "b_1.png": "b", "sub/a_2.png": "a", "sub/b_2.png": "b"}),
    "dataset.json": json.dumps({"labels": [["a_1.png", "a"], ["b_1.png", "b"], ["a_2.png", "a"], ["b_2.png", "b"]]}),
    "metadata.jsonl": "\n".join(
        json.dumps({"file_name": name, "label": name.rpartition("/")[2][0], "size": [1, 2]}) for name in FILES
    ),
    "{label}_*.png": None,
    "{label}_?.*": None,
}


def said(found: Dataset) -> list[str]:
    assert found.labels is not None
    return [found.class_names[label] if label >= 0 else "" for label in found.labels]


@pytest.mark.parametrize("way", WAYS)
def test_one_set_of_labels_in_every_way(way: str, tmp_path: Path) -> None:
    place = folder(tmp_path / "set", *FILES)
    if (text := WAYS[way]) is not None:
        (place / way).write_bytes(text.encode())
    found = open_data(place, labels_from=way)  # a file is found from the folder of the images too
    assert said(found) == ["a", "b", "a", "b"]
    assert np.array_equal(found.values, stack(0, 1, 2, 3))
    assert any("labels are read from" in note for note in found.notes)


def test_numbers_are_in_their_order_and_names_stay_names(tmp_path: Path) -> None:
    place = folder(tmp_path / "set", "1.png", "2.png", "3.png")
    (place / "labels.csv").write_text("file,label\n1.png,10\n2.png,9\n3.png,9\n")
    assert open_data(place, labels_from="labels.csv").class_names == ("9", "10")
    (place / "labels.csv").write_text("file,label\n1.png,010\n2.png,9\n3.png,9\n")
    assert open_data(place, labels_from="labels.csv").class_names == ("010", "9")
    (place / "labels.json").write_text('{"1.png": [0, 0, 1], "2.png": [1, 0, 0], "3.png": [1.0, 0, 0]}')
    assert said(open_data(place, labels_from="labels.json")) == ["2", "0", "0"]


def test_the_column_of_labels_is_chosen_by_name(tmp_path: Path) -> None:
    place = folder(tmp_path / "set", "1.png", "2.png")
    (place / "t.csv").write_text("file,colour,shape\n1.png,red,round\n2.png,blue,square\n")
    with says(DataError, "several columns.*colour, shape"):
        open_data(place, labels_from="t.csv")
    assert said(open_data(place, labels_from="t.csv", label="shape")) == ["round", "square"]
    with says(DataError, "no column 'shap'. Did you mean 'shape'"):
        open_data(place, labels_from="t.csv", label="shap")
    with pytest.raises(UsageError, match=r"label.*labels_from"):
        open_data(place, label="shape")


def test_what_has_no_label_and_labels_of_nothing_are_counted(tmp_path: Path) -> None:
    place = folder(tmp_path / "set", "1.png", "2.png", "3.png")
    (place / "labels.csv").write_text("file,label\n1.png,x\n2.png,\n8.png,y\n9.png,y\n")
    found = open_data(place, labels_from="labels.csv")
    assert said(found) == ["x", "", ""]
    text = " ".join(found.notes)
    assert "images without a label: 2, such as 2.png" in text
    assert "labels of files that are not there: 2, such as 8.png" in text


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("l.csv", "file,label\n1.png,x\n1.png,y\n", r"says of 1\.png both 'x' and 'y'"),
        ("l.csv", "file,label\nq.png,x\n", "names none of the images"),
        ("l.csv", "", "names none of the images"),
        ("l.json", "[1, 2]", "holds no labels that can be read"),
        ("l.json", '{"1.png": [0.5, 0.25]}', "as a label"),
        ("l.json", "[" * 100_000, "damaged"),
        ("l.json", '{"1.png"', "damaged"),
        ("l.csv", 'file,label\n1.png,"' + "x" * 200_000 + '"\n', "damaged"),
        ("none.csv", None, "There is no file 'none.csv', neither here nor in"),
        ("{label}-*.png", None, "no name of an image is like"),
    ],
)
def test_labels_that_do_not_fit_are_refused(name: str, text: str | None, words: str, tmp_path: Path) -> None:
    place = folder(tmp_path / "set", "1.png", "2.png")
    if text is not None:
        (place / name).write_text(text)
    with says(DataError, words):
        open_data(place, labels_from=name)


def test_columns_of_several_classes_are_no_labels_until_one_is_chosen(tmp_path: Path) -> None:
    place = folder(tmp_path / "set", "1.png", "2.png", "3.png")
    (place / "labels.csv").write_text("image,red,big\n1.png,1,1\n2.png,0,1\n3.png,0,0\n")
    with says(DataError, "several columns.*red, big"):
        open_data(place, labels_from="labels.csv")
    assert said(open_data(place, labels_from="labels.csv", label="red")) == ["1", "0", "0"]
    (place / "labels.csv").write_text("image,red,big\n1.png,1,0\n2.png,0,1\n3.png,0,0\n")
    assert said(open_data(place, labels_from="labels.csv")) == ["red", "big", ""]


@pytest.mark.parametrize("document", [{"labels": None}, {"labels": []}, {}])
def test_a_file_without_labels_says_so(document: object, tmp_path: Path) -> None:
    place = folder(tmp_path / "set", "1.png", "2.png")
    (place / "dataset.json").write_text(json.dumps(document))
    with says(DataError, r"dataset\.json holds no labels.*Leave out labels_from"):
        open_data(place, labels_from="dataset.json")


def test_labels_beside_images_are_pointed_out(tmp_path: Path) -> None:
    place = folder(tmp_path / "set", "1.png", "2.png")
    (place / "labels.csv").write_text("file,label\n1.png,x\n2.png,y\n")
    assert any("labels.csv lies beside" in note and "labels_from" in note for note in open_data(place).notes)


def test_labels_from_mean_nothing_for_arrays() -> None:
    with pytest.raises(UsageError, match="labels_from"):
        open_data(np.zeros((3, 4, 4)), labels_from="labels.csv")


def zipped(place: Path, files: dict[str, bytes | str], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(place, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return place


def pictures(tmp_path: Path, *names: str) -> dict[str, bytes | str]:
    place = folder(tmp_path / "unpacked", *names)
    return {name: (place / name).read_bytes() for name in names}


def test_a_zip_of_stylegan_has_its_labels(tmp_path: Path) -> None:
    files = pictures(tmp_path, *(f"00000/img0000000{number}.png" for number in range(3)))
    files["dataset.json"] = json.dumps({"labels": [[name, 7 - place] for place, name in enumerate(files)]})
    found = open_data(zipped(tmp_path / "a.zip", files))
    assert np.array_equal(found.values, stack(0, 1, 2))
    assert said(found) == ["7", "6", "5"]
    files["dataset.json"] = json.dumps({"labels": None})
    assert open_data(zipped(tmp_path / "a.zip", files)).labels is None


def test_a_zip_without_it_is_read_like_a_folder(tmp_path: Path) -> None:
    files = pictures(tmp_path, "cat/1.png", "dog/1.png", "dog/2.png") | {"notes.txt": "x", "__MACOSX/cat/1.png": "x"}
    found = open_data(zipped(tmp_path / "a.zip", files))
    assert said(found) == ["cat", "dog", "dog"]
    assert any("1 .txt" in note for note in found.notes)
    assert said(open_data(tmp_path / "a.zip", labels_from="{label}.png")) == ["1", "1", "2"]


def test_zips_come_back_with_the_names_of_classes(tmp_path: Path) -> None:
    values, labels = stack(0, 1, 2), np.array([1, 0, 1])
    origin = open_data(values).origin
    found = open_data(write_data(tmp_path / "a.zip", values, origin, labels, ("cat", "dog")))
    assert np.array_equal(found.values, values)
    assert said(found) == ["dog", "cat", "dog"]
    first = (tmp_path / "a.zip").read_bytes()
    assert write_data(tmp_path / "a.zip", values, origin, labels, ("cat", "dog")).read_bytes() == first


def test_zips_made_to_do_harm_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = pictures(tmp_path, "1.png", "2.png")
    with says(DataError, "a member would unpack from"):
        open_data(zipped(tmp_path / "a.zip", files | {"3.png": bytes(100 << 20)}, zipfile.ZIP_DEFLATED))
    with says(DataError, "another method than deflate"):
        open_data(zipped(tmp_path / "a.zip", files, zipfile.ZIP_LZMA))
    with says(DataError, "holds no images. It holds 1 .npy"):
        open_data(zipped(tmp_path / "a.zip", {"x.npy": b"x"}))
    with says(DataError, "damaged"):
        (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and nothing")
        open_data(tmp_path / "a.zip")
    monkeypatch.setattr(label_files, "MOST_BYTES", 10)
    (tmp_path / "unpacked" / "labels.csv").write_text("file,label\n1.png,x\n2.png,y\n")
    with says(DataError, "files of labels have 10 at the most"):
        open_data(tmp_path / "unpacked", labels_from="labels.csv")
    monkeypatch.setattr(bounds, "FREE", 1)
    monkeypatch.setattr(bounds, "share", lambda: 1 << 20)
    with says(DataError, r"a\.zip would unpack"):
        open_data(zipped(tmp_path / "a.zip", files | {"3.png": bytes(4 << 20)}, zipfile.ZIP_DEFLATED))
