"""The commands of latent space: what they write and print, as text and as JSON, and what they refuse."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence
from tiny_runs import pictures, rows, tiny

import gansmith
from gansmith.cli import main
from gansmith.data.formats.marks import said_of


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("latent")
    np.save(folder / "images.npy", pictures())
    np.savez(folder / "labelled.npz", x=pictures(), labels=np.arange(20) % 3)
    np.save(folder / "rows.npy", rows())
    quiet = {"steps": 1, "sample_every": 0, "validate_every": 0}
    for method, data in (("infogan", "images.npy"), ("cgan", "labelled.npz"), ("gan", "rows.npy")):
        gansmith.train(folder / data, method, out=folder / method, **quiet, **tiny(method))
    return folder


@pytest.fixture(autouse=True)
def there(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for thing in place.iterdir():
        (tmp_path / thing.name).symlink_to(thing)
    monkeypatch.chdir(tmp_path)


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(list(words)) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def test_a_walk_is_a_figure_a_film_and_samples(capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(capsys, "walk", "infogan", "--seeds", "1", "2", "--steps", "3", "-o", "w.png", "w.gif", "w.npy")
    assert "w.png, w.gif, w.npy: 4 samples on a spherical path: seed 1, seed 2." in told
    samples = np.load("w.npy")
    assert samples.shape == (4, 8, 8)
    assert np.array_equal(samples[0], gansmith.load("infogan").sample(1, seed=1)[0])
    with Image.open("w.gif") as film, Image.open("w.png") as figure:
        assert sum(frame.info["duration"] for frame in ImageSequence.Iterator(film)) == 2 * 600 + 2 * 80
        assert min(figure.size) > 50
    again = Path("w.npy").read_bytes()
    printed(capsys, "walk", "infogan", "--seeds", "1", "2", "--steps", "3", "-o", "w.npy")
    assert Path("w.npy").read_bytes() == again


def test_a_walk_from_class_to_class_says_how_the_class_changes(capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(capsys, "walk", "cgan", "--classes", "0", "2", "-o", "w.mat", "--json")
    document = json.loads(told)
    assert document["stops"] == {"class 0": 0, "class 2": 8}
    assert any("embedding" in note for note in document["notes"])


def test_a_walk_through_given_samples(capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(capsys, "walk", "gan", "--given", "rows.npy", "--steps", "1", "-o", "w.csv")
    assert "16 samples" in told
    assert "inverted first" in told
    assert "the first 16 of 40 samples are taken." in told
    assert len(Path("w.csv").read_text().splitlines()) == 17


def test_a_walk_through_samples_of_one_of_several_variables(capsys: pytest.CaptureFixture[str]) -> None:
    rows = np.load("rows.npy")
    np.savez("two.npz", first=rows, second=rows[::-1])
    assert main(["walk", "gan", "--given", "two.npz", "-o", "w.npy"]) == 3
    assert "choose one with --variable NAME" in capsys.readouterr().err
    printed(capsys, "walk", "gan", "--given", "two.npz", "--variable", "second", "--steps", "1", "-o", "w.npy")
    assert np.array_equal(np.load("w.npy"), gansmith.walk("gan", given=rows[::-1], steps=1).samples)


def test_a_walk_through_samples_of_the_data_by_number(capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(capsys, "walk", "gan", "--real", "3", "8", "--steps", "2", "-o", "w.npy")
    assert "3 samples on a spherical path: real 3, real 8." in told
    assert "real samples are inverted first, with errors of" in told
    assert np.array_equal(np.load("w.npy")[[0, 2]], gansmith.invert("gan", [3, 8]).inverted)


@pytest.mark.parametrize(
    "line", ["walk gan --given mine.npy", "walk gan --real 1 2 --data mine.npy", "invert gan mine.npy"]
)
def test_what_is_inverted_is_not_replaced(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    np.save("mine.npy", rows())
    before = Path("mine.npy").read_bytes()
    assert main([*line.split(), "-o", "mine.npy"]) == 2
    assert "mine.npy is read or was learned from" in capsys.readouterr().err
    assert Path("mine.npy").read_bytes() == before


def test_arithmetic(capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(capsys, "arithmetic", "infogan", "--plus", "3,4", "8", "--minus", "5", "-o", "a.png", "a.npz")
    assert "+ mean of 3, 4 + sample 8 - sample 5: noise of" in told
    assert [len(array) for array in np.load("a.npz").values()] == [4]


def test_directions(capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(capsys, "directions", "gan", "-n", "2", "-o", "d.png", "--json")
    document = json.loads(told)
    vectors = np.array(document["vectors"])
    assert np.allclose(vectors @ vectors.T, np.eye(2))
    assert document["layers"]


def test_traverse(capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(capsys, "traverse", "infogan", "-o", "t.pdf")
    assert "category 1: " in told
    assert "Q's mean correlates by" in told
    document = json.loads(printed(capsys, "traverse", "infogan", "-o", "t.svg", "--json"))
    assert [code["name"] for code in document["codes"]] == ["category 1", "continuous 1", "continuous 2"]


def test_invert(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("invert", "infogan", "3", "5", "--steps", "5", "-o", "l.npy", "l.npz", "i.png")
    told = printed(capsys, *words)
    assert "2 samples, root mean square error in units of the data:" in told
    assert "nearest training sample" in told
    latents, model = np.load("l.npy"), gansmith.load("infogan")
    parts = np.load("l.npz")
    assert latents.shape == (2, parts["noise"].shape[1] + model.prior.code.size)
    assert np.array_equal(latents, np.hstack([parts["noise"], parts["code"]]))
    document = json.loads(
        printed(capsys, "invert", "infogan", "images.npy", "-n", "1", "--steps", "3", "-o", "l.npy", "--json")
    )
    assert len(document["errors"]) == len(document["nearest_errors"]) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("walk gan", "output"),
        ("walk gan --seeds 1 -o w.npy", "Name two or more"),
        ("walk gan -o w.xyz", "cannot be written"),
        ("walk gan -o w.npy w.npy", "named for two outputs"),
        ("walk gan -o rows.npy", "would be lost"),
        ("walk gan -o gan/final/model.json", "could not be used then"),
        ("walk gan -o nowhere/w.png", "there is no folder nowhere"),
        ("walk gan --given nowhere.npy -o w.npy", "nowhere.npy"),
        ("walk gan --real 3 -o w.npy", "Name two or more"),
        ("walk gan --real 3 99 -o w.npy", "Sample 99"),
        ("walk gan --real 3 5 --given rows.npy -o w.npy", "--given and --real both name the points"),
        ("walk gan --data rows.npy -o w.npy", "--data is for --real"),
        ("walk gan --seeds 1 2 --variable x -o w.npy", "--variable is for a file of samples, --given"),
        ("arithmetic gan --plus x -o a.npy", "--plus x: give the number of a sample"),
        ("arithmetic gan --plus 3 --minus 1, -o a.npy", "--minus 1,: give the number"),
        ("directions gan --layer 9 -o d.png", "--layer 9: the layers of this generator are"),
        ("directions gan -o d.gif", "only a walk becomes a film"),
        ("traverse gan -o t.png", "--method infogan"),
        ("invert gan 99 -o l.npy", "Sample 99"),
        ("walk cgan --classes 0 nine -o w.npy", "--classes nine: there is no such class"),
        ("walk gan --given images.npy -o w.npy", "images.npy: "),
        ("walk gan --seeds 1 2 --steps 0 -o w.npy", "--steps 0"),
        ("invert gan 1 -o l.mat", "latents are .npy or .npz"),
        ("invert gan rows.npy 3 -o l.npy", "Name one file, or numbers alone"),
    ],
)
def test_mistakes_are_one_paragraph(line: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line.split()) in (2, 3)
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1
    assert "Traceback" not in told


MARKED = "the data is marked as synthetic: generated by gansmith"
VERBS = {
    "walk": "walk infogan --seeds 1 2 --steps 1",
    "arithmetic": "arithmetic infogan --plus 1 2 --minus 3",
    "directions": "directions infogan -n 1 --steps 2",
    "traverse": "traverse infogan --steps 2",
    "invert": "invert infogan 3 --steps 2 --starts 1",
}


@pytest.mark.parametrize("verb", VERBS)
def test_all_that_is_drawn_is_marked_unless_it_is_not_to_be(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    kinds = ["png", "svg"] if verb == "invert" else ["png", "pdf", "svg", "npy", "zip"]
    kinds += ["gif"] if verb == "walk" else []
    outputs = [f"out.{kind}" for kind in kinds]
    told = json.loads(printed(capsys, *VERBS[verb].split(), "-o", *outputs, "--json"))
    assert told["marks"] == ["out.npy.synthetic.json"] * ("npy" in kinds)
    assert [MARKED in str(said_of(Path(output))) for output in outputs] == [True] * len(outputs)
    told = json.loads(printed(capsys, *VERBS[verb].split(), "-o", *outputs, "--no-mark", "--json"))
    assert told["marks"] == []
    assert [said_of(Path(output)) for output in outputs] == [None] * len(outputs)
    assert not Path("out.npy.synthetic.json").exists()


def test_the_place_of_a_mark_is_kept_free(capsys: pytest.CaptureFixture[str]) -> None:
    Path("w.npy.synthetic.json").write_text("mine")
    assert main(["walk", "infogan", "-o", "w.npy"]) == 2
    assert "w.npy.synthetic.json would be replaced by the mark" in capsys.readouterr().err
    assert Path("w.npy.synthetic.json").read_text() == "mine"
    assert not Path("w.npy").exists()


def test_generate_names_the_file_of_its_mark_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    for name, mark in (("g.npy", "g.npy.synthetic.json"), ("g.mat", None)):
        assert json.loads(printed(capsys, "generate", "gan", "-n", "2", "-o", name, "--json"))["mark"] == mark
