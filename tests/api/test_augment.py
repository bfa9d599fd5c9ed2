"""`gansmith.augment` and `gansmith augment`: real samples come back unchanged, with marked ones after them."""

import json
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import gansmith
from gansmith.cli import main
from gansmith.data.formats.read import open_data
from gansmith.errors import UsageError

QUICK: dict[str, Any] = {"steps": 2, "hyper_parameters": {"width": 8}, "quiet": True, "check": False}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def labelled(count: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Return rows (N, 3) of float32, and a class in five of which is rare."""
    rows = np.random.default_rng(0).normal(size=(count, 3)).astype(np.float32)
    return rows, np.where(np.arange(count) % 5 == 0, "rare", "common")


def test_real_samples_come_first_and_unchanged() -> None:
    rows, names = labelled()
    made = gansmith.augment((rows, names), balance=True, **QUICK)
    assert made.samples.dtype == np.float32
    assert made.samples[:40].tobytes() == rows.tobytes()
    assert np.array(made.class_names)[made.labels[:40]].tolist() == names.tolist()
    assert made.synthetic.tolist() == [False] * 40 + [True] * 24
    assert made.added == {"rare": 24}
    assert set(made.labels[40:].tolist()) == {made.class_names.index("rare")}
    assert np.isfinite(made.samples).all()
    assert made.run is not None
    assert gansmith.load(made.run).card.class_names == ("common", "rare")


def test_arrays_have_a_variable_of_marks() -> None:
    rows, names = labelled()
    np.savez("data.npz", X=rows, y=names)
    gansmith.augment("data.npz", "out.npz", to={"rare": 20}, **QUICK)
    with np.load("out.npz") as found:
        assert found["X"][:40].tobytes() == rows.tobytes()
        assert found["y"][:40].tolist() == names.tolist()
        assert found["y"][40:].tolist() == ["rare"] * 12
        assert found["synthetic"].tolist() == [0] * 40 + [1] * 12


def test_files_without_room_for_marks_have_them_beside(capsys: pytest.CaptureFixture[str]) -> None:
    rows, _ = labelled()
    np.save("data.npy", rows)
    np.save("data-labels.npy", np.arange(40) % 5 == 0)
    made = gansmith.augment("data.npy", "out.npy", balance=True, **QUICK)
    assert np.load("out-synthetic.npy").tolist() == made.synthetic.tolist()
    assert "out-synthetic.npy" in capsys.readouterr().err


def test_tables_keep_types_and_a_column_called_synthetic() -> None:
    lines = []
    for number in range(40):
        size, name = "" if number % 6 == 0 else number / 7, "rare" if number % 5 == 0 else "common"
        lines.append(f"{number * 7 % 11},{size},{'uv'[number % 2]},{number % 3},{name}")
    Path("data.csv").write_text("count,size,kind,synthetic,y\n" + "\n".join(lines) + "\n", encoding="utf-8")
    made = gansmith.augment("data.csv", "out.csv", balance=True, data_options={"label": "y"}, **QUICK)
    head, *found = Path("out.csv").read_text(encoding="utf-8").splitlines()
    assert head == "count,size,kind,synthetic,y,synthetic_2"
    before = open_data("data.csv", label="y").values
    after = open_data("out.csv", label="y", drop=("synthetic_2",)).values
    assert np.array_equal(after[:40], before, equal_nan=True)
    assert [line.rpartition(",")[2] for line in found] == ["0"] * 40 + ["1"] * 24
    assert all(line.split(",")[0].lstrip("-").isdigit() for line in found)
    assert any("synthetic_2" in note for note in made.notes)


def test_folders_of_images_keep_their_pixels() -> None:
    rng = np.random.default_rng(0)
    for name, count in (("a", 16), ("b", 6)):
        Path("images", name).mkdir(parents=True)
        for number in range(count):
            Image.fromarray(rng.integers(0, 256, (8, 8), np.uint8)).save(f"images/{name}/{number:02}.png")
    made = gansmith.augment("images", "out", balance=True, **QUICK | {"hyper_parameters": {"width": 4}})
    before, after = open_data("images"), open_data("out")
    assert before.labels is not None
    assert after.labels is not None
    assert sorted(row.tobytes() for row in before.values) == sorted(
        row.tobytes() for row, is_made in zip(made.samples, made.synthetic, strict=True) if not is_made
    )
    assert np.bincount(after.labels).tolist() == np.bincount(made.labels).tolist()
    marks = [line.rpartition(",")[2] for line in Path("out/conditions.csv").read_text().splitlines()[1:]]
    assert marks.count("1") == made.synthetic.sum()


def test_a_run_is_used_again_and_one_of_other_data_is_refused() -> None:
    rows, names = labelled()
    first = gansmith.augment((rows, names), balance=True, **QUICK)
    again = gansmith.augment((rows, names), balance=True, run=first.run, check=False)
    assert again.samples.tobytes() == first.samples.tobytes()
    for data, said in (
        ((rows[:, :2], names), "other data"),
        ((rows.astype(np.float64), names), "float32"),
        ((rows, np.where(names == "rare", "odd", names)), "no class 'odd'"),
    ):
        with pytest.raises(UsageError, match=said):
            gansmith.augment(data, balance=True, run=first.run, check=False)
    with pytest.raises(UsageError, match="steps is of a training"):
        gansmith.augment((rows, names), balance=True, run=first.run, steps=4)
    plain = gansmith.train((rows, names), "gan", steps=1, width=8, quiet=True, validate_every=0, sample_every=0)
    with pytest.raises(UsageError, match="draws no class on demand"):
        gansmith.augment((rows, names), balance=True, run=plain.path, check=False)


def test_balanced_data_is_written_as_it_is_and_nothing_is_trained() -> None:
    rows, _ = labelled()
    made = gansmith.augment((rows, np.arange(40) % 2), "out.npz", balance=True, **QUICK)
    assert not made.synthetic.any()
    assert made.run is None
    assert any("no class lacks samples" in note for note in made.notes)
    with np.load("out.npz") as found:
        assert found["synthetic"].sum() == 0


def test_an_output_that_would_replace_the_data_is_refused_before_training() -> None:
    rows, names = labelled()
    np.savez("data.npz", X=rows, y=names)
    np.save("other-synthetic.npy", rows)
    for place in ("data.npz", "other.npy", "nowhere/out.npz", "out.pdf"):
        with pytest.raises(gansmith.GansmithError, match=place.partition(".")[0]):
            gansmith.augment("data.npz", place, balance=True, **QUICK)
    assert not Path("runs").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"method": "gan"}, "draws none on demand"),
        ({"check_minutes": 0.0}, "check_minutes"),
        ({"repeats": 1}, "repeats"),
        ({"balance": False}, "balance"),
    ],
)
def test_options_out_of_range_are_refused_by_name(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        gansmith.augment(labelled(), **{"balance": True, **QUICK, **changed})


def test_the_command_says_what_was_added_and_whether_it_helped(capsys: pytest.CaptureFixture[str]) -> None:
    rows, names = labelled(60)
    np.savez("data.npz", X=rows, y=names)
    flags = ["--to", "rare=30", "--steps", "2", "--check-minutes", "0.05", "--repeats", "2"]
    assert main(["augment", "data.npz", "-o", "out.npz", *flags, "--quiet", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["added"] == {"rare": 18}
    assert found["classes"] == {"common": 48, "rare": 30}
    assert set(found["check"]["ways"]) == {
        "none",
        "class weights",
        "oversampling",
        "SMOTE",
        "moved threshold",
        "GAN",
    }
    assert found["check"]["helped"] is False
    assert found["check"]["splits"] == 2
    assert 0 <= found["check"]["er_split"]["low"] <= found["check"]["er_split"]["high"] <= 1
    assert main(["augment", "data.npz", "-o", "out.npz", *flags[:4], "--run", found["run"], "--no-check"]) == 2
    assert main(["augment", "data.npz", "-o", "out.npz", *flags[:2], "--run", found["run"], "--no-check"]) == 0
    text = capsys.readouterr().out
    assert "60 real samples and after them 18 generated ones" in text
    assert "rare: 30 samples, 18 of them generated" in text


STOPS = [  # where a signal comes, and what is said of it
    ("gansmith.augmentation.training.load", "no class was filled up. The model is kept, and --run run in place of the"),
    ("gansmith.augmentation.job.check", "out.npz is whole, but the check has no result. The model is kept, and --run"),
]


@pytest.mark.parametrize(("where", "said"), STOPS)
def test_a_signal_after_the_training_says_what_is_kept_and_that_goes_on(
    where: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, names = labelled(60)
    np.savez("data.npz", X=rows, y=names)
    command = ["augment", "data.npz", "-o", "out.npz", "--balance", "--quiet"]
    with monkeypatch.context() as patch:
        patch.setattr(where, lambda *_: signal.raise_signal(signal.SIGTERM))
        assert main([*command, "--steps", "2", "--out", "run"]) == 75
    assert said in capsys.readouterr().err
    assert main([*command, "--steps", "2", "--out", "run"]) == 2
    assert "--run run in place of --out uses it" in capsys.readouterr().err
    assert main([*command, "--run", "run", "--no-check"]) == 0


def test_a_signal_at_the_end_of_the_training_ends_the_command_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, names = labelled(60)
    np.savez("data.npz", X=rows, y=names)
    command = ["augment", "data.npz", "-o", "out.npz", "--balance", "--quiet", "--steps", "2", "--out", "run"]
    monkeypatch.setattr("gansmith.runs.session.Session.save_model", lambda *_: signal.raise_signal(signal.SIGINT))
    assert main(command) == 130
    assert "--run run" in capsys.readouterr().err
    assert not Path("out.npz").exists()


def test_the_file_says_that_it_is_partly_synthetic_unless_it_is_not_to(capsys: pytest.CaptureFixture[str]) -> None:
    rows, names = labelled()
    np.savez("data.npz", X=rows, y=names)
    run = gansmith.augment("data.npz", balance=True, **QUICK).run
    command = ["augment", "data.npz", "--balance", "--run", str(run), "--no-check", "--quiet", "--json"]
    said = "24 of 64 samples are marked as synthetic: generated by gansmith"
    for name, mark in (("out.npz", "out.npz.synthetic.json"), ("out.parquet", None), ("out.h5", None)):
        assert main([*command, "-o", name]) == 0
        assert json.loads(capsys.readouterr().out)["mark"] == mark
        assert any(said in note for note in open_data(name).notes)
        assert main([*command, "-o", name, "--no-mark"]) == 0
        assert json.loads(capsys.readouterr().out)["mark"] is None
        assert not any("synthetic: generated by" in note for note in open_data(name).notes)
