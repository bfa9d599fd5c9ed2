"""A model conditioned on numbers obeys them, is asked for them, writes them down, and goes on as it would have."""

import json
import re
import signal
from pathlib import Path

import numpy as np
import pytest
from one_paragraph import says
from tiny_runs import essence, rows, stop_after, tiny

import gansmith
from gansmith.cli import main
from gansmith.data.formats.read import open_data
from gansmith.errors import UsageError
from gansmith.methods.registry import METHODS

N = 300
RNG = np.random.default_rng(0)
AGE = RNG.integers(18, 90, N)
MASS = 40.0 + AGE / 2 + RNG.normal(size=N)
KIND = np.array(["ant", "bee"])[RNG.integers(0, 2, N)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "in.csv"
    columns = zip(rows(N, 2), AGE, MASS, KIND, strict=True)
    lines = [f"{a:.4f},{age},{b:.4f},{mass:.4f},{kind}" for (a, b), age, mass, kind in columns]
    path.write_text("x,age,y,mass,kind\n" + "\n".join(lines) + "\n")
    return path


READING = {"condition": ("age", "mass"), "label": "kind"}


@pytest.fixture(scope="module")
def run(data: Path) -> Path:
    gansmith.train(data, "cgan", steps=2, out=data.parent / "run", data_options=READING, **tiny("cgan"))
    return data.parent / "run"


def test_a_model_draws_conditions_as_the_data_has_them(run: Path) -> None:
    model = gansmith.load(run)
    told = model.conditions(2000, seed=3)
    assert told is not None
    assert told.shape == (2000, 2)
    assert (told[:, 0] == np.rint(told[:, 0])).all()
    assert (told >= [18, MASS.min()]).all()
    assert (told <= [89, MASS.max()]).all()
    assert np.corrcoef(told.T)[0, 1] > 0.95  # as mass goes with age
    assert "conditions age mass" in repr(model)


def test_what_is_asked_for_is_what_is_told(run: Path) -> None:
    model = gansmith.load(run)
    one = model.conditions(50, condition={"age": 63})
    assert one is not None
    assert (one[:, 0] == 63).all()
    assert one[:, 1].mean() == pytest.approx(71.5, abs=1.0)  # the mass of that age
    each = np.linspace(20, 80, 50)
    both = {"age": each, "mass": 60.0}
    found = model.conditions(50, condition=both)
    np.testing.assert_array_equal(found, np.column_stack([each, np.full(50, 60.0)]))
    assert not np.array_equal(model.sample(50, condition=both), model.sample(50, condition={"age": 63, "mass": 60.0}))


def test_a_sample_depends_on_its_own_condition_alone(run: Path) -> None:
    model, ages = gansmith.load(run), np.linspace(20, 80, 40)
    plain = model.sample(40, condition={"age": ages, "mass": 60.0})
    other = np.where(np.arange(40) == 7, 33.0, ages)
    moved = (model.sample(40, condition={"age": other, "mass": 60.0}) != plain).any(axis=1)
    assert moved.tolist() == [place == 7 for place in range(40)]


def test_a_prefix_of_the_samples_is_the_samples(run: Path) -> None:
    model = gansmith.load(run)
    np.testing.assert_array_equal(model.sample(60)[:9], model.sample(9))
    np.testing.assert_array_equal(model.sample(60, condition={"age": 40})[:9], model.sample(9, condition={"age": 40}))


@pytest.mark.parametrize("ending", ["csv", "parquet", "npz", "mat", "h5"])
def test_outputs_hold_the_conditions_that_were_told(run: Path, ending: str, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    out = tmp_path / f"s.{ending}"
    made = gansmith.generate(run, 9, out, seed=4, condition={"age": 63})
    told = gansmith.load(run).conditions(9, seed=4, condition={"age": 63})
    again = open_data(out, condition=("age", "mass"), label="kind")
    np.testing.assert_array_equal(again.conditions, told)
    np.testing.assert_array_equal(again.values, made)
    assert again.class_names == ("ant", "bee")
    if ending == "csv":
        assert out.read_text().splitlines()[0] == "x,age,y,mass,kind"


def test_outputs_without_a_place_for_them_get_a_file_beside(run: Path, tmp_path: Path) -> None:
    gansmith.generate(run, 5, tmp_path / "s.npy", condition={"age": 63, "mass": 60})
    assert np.load(tmp_path / "s-age.npy").tolist() == [63] * 5
    assert np.load(tmp_path / "s-mass.npy").tolist() == [60.0] * 5


def test_the_commands_say_conditions(data: Path, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--condition", "age", "mass", "--label", "kind"]
    assert main(["data", str(data), *flags]) == 0
    found = capsys.readouterr().out
    assert "conditions    age 18 to 89, mass " in found
    assert "--method cgan" in found
    assert main(["train", str(data), *flags, "--dry-run", "--steps", "2"]) == 0
    assert "('age', 'mass')" in (shown := capsys.readouterr().out) or "['age', 'mass']" in shown
    out = tmp_path / "s.csv"
    assert main(["generate", str(run), "-n", "4", "-o", str(out), "--condition", "age=63", "mass=60.5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["conditions"] == {"age": [63.0, 63.0], "mass": [60.5, 60.5]}
    assert main(["generate", str(run), "-n", "4", "-o", str(out), "--condition", "age=150"]) == 0
    captured = capsys.readouterr()
    assert "conditions: age 150 to 150, mass" in captured.out
    assert "age=150 lies outside the training data, which has 18 to 89" in captured.err


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        (["agee=3"], "no such condition. Did you mean 'age'"),
        (["age"], "give NAME=VALUE"),
        (["age=old"], "give NAME=VALUE"),
        (["age=1", "age=2"], "'age' is given twice|age is given twice"),
        (["age=1,2,3"], "give a number, or as many for each"),
        (["age=nan"], "give a number"),
        (["age=1e30"], "more than 1,000,000 deviations"),
    ],
)
def test_what_cannot_be_asked_for(
    run: Path, words: list[str], pattern: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", str(run), "-n", "4", "-o", str(tmp_path / "s.csv"), "--condition", *words]) == 2
    assert re.search(pattern, capsys.readouterr().err)
    assert not (tmp_path / "s.csv").exists()


def test_a_model_without_conditions_says_so(tmp_path: Path) -> None:
    made = gansmith.train(rows(), "gan", steps=2, out=tmp_path / "run", **tiny("gan"))
    assert gansmith.load(made.path).conditions(3) is None
    with says(UsageError, "condition='age'.*trained without a condition.*method='cgan'"):
        gansmith.load(made.path).sample(3, condition={"age": 63})


@pytest.mark.parametrize("method", [name for name in METHODS if name not in ("cgan", "dcgan", "pix2pix", "cyclegan")])
def test_other_methods_refuse_with_the_remedy(data: Path, method: str, tmp_path: Path) -> None:
    with says(UsageError, f"condition='age mass': method='{method}' .*method='cgan'"):
        gansmith.train(data, method, steps=2, out=tmp_path / "run", data_options=READING, **tiny(method))
    assert not (tmp_path / "run").exists()


def test_a_run_stopped_and_resumed_equals_one_that_was_not(data: Path, tmp_path: Path) -> None:
    every = {"log_every": 1, "sample_every": 3, "checkpoint_every": 2, "validate_every": 2}

    def start(out: Path) -> gansmith.Run:
        return gansmith.train(data, "cgan", steps=7, out=out, data_options=READING, **every, **tiny("cgan"))

    start(tmp_path / "whole")
    for step in (0, 3, 5):
        out = tmp_path / f"stopped-in-{step}"
        with pytest.MonkeyPatch.context() as patch:
            stop_after(patch, step, signal.SIGTERM)
            assert not start(out).finished
        assert gansmith.resume(out).steps == 7
        assert essence(out) == essence(tmp_path / "whole")
    alike = [gansmith.load(tmp_path / name).sample(9) for name in ("whole", "stopped-in-3")]
    np.testing.assert_array_equal(*alike)


def test_a_change_of_conditions_is_a_change_of_the_data(data: Path, tmp_path: Path) -> None:
    changed, out = tmp_path / "in.csv", tmp_path / "run"
    changed.write_text(data.read_text())
    gansmith.train(changed, "cgan", steps=2, out=out, data_options=READING, **tiny("cgan"))
    lines = changed.read_text().splitlines()
    first = lines[1].split(",")
    changed.write_text("\n".join([lines[0], ",".join([first[0], "19", *first[2:]]), *lines[2:]]) + "\n")
    with pytest.raises(gansmith.DataError):
        gansmith.resume(out, steps=4)


def test_samples_obey_a_law_that_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of samples (cos a, sin a) / 2 + noise, told a in (0, pi), the mean at each a is (cos a, sin a) / 2."""
    rng = np.random.default_rng(5)
    angle = rng.uniform(0, np.pi, 3000)
    points = np.stack([np.cos(angle), np.sin(angle)], 1) / 2 + 0.05 * rng.normal(size=(3000, 2))
    made = gansmith.train(
        {"x": points, "angle": angle},
        "cgan",
        steps=700,
        width=64,
        out=tmp_path / "run",
        data_options={"condition": ("angle",)},
        validate_every=0,
        sample_every=0,
        quiet=True,
    )
    model = gansmith.load(made.path)
    for asked in (0.3, 1.2, 2.0, 2.8):
        mean = model.sample(500, condition={"angle": asked}).mean(axis=0)
        np.testing.assert_allclose(mean, [np.cos(asked) / 2, np.sin(asked) / 2], atol=0.15)
    evaluation = gansmith.evaluate(made.path, data={"x": points, "angle": angle})
    assert "outside the training data" not in capsys.readouterr().err  # where a held-out condition is, by a little
    (figure,) = [figure for figure in evaluation.figures if figure.label == "obeyed[angle]"]
    assert figure.value is not None
    assert figure.value > 0.6
    assert not [finding for finding in evaluation.judgement.findings if "ignored" in finding.line]
    np.savez(tmp_path / "data.npz", x=points, angle=angle)
    gansmith.load(made.path).save(tmp_path / "copy")
    copied = gansmith.evaluate(tmp_path / "copy", data=tmp_path / "data.npz")
    assert any(figure.label == "obeyed[angle]" for figure in copied.figures)


def test_two_sets_are_compared_at_their_conditions(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    angle = rng.uniform(0, np.pi, 1500)
    points = np.stack([np.cos(angle), np.sin(angle)], 1) + 0.05 * rng.normal(size=(1500, 2))
    real, fake = {"x": points[:900], "angle": angle[:900]}, {"x": points[900:], "angle": angle[900:]}
    asked = {"condition": ("angle",)}
    good = gansmith.evaluate(real, fake, data_options=asked)
    assert "obeyed[angle]" in {figure.label for figure in good.figures}
    assert "condition" not in {finding.kind for finding in good.judgement.findings}
    fake["angle"] = rng.permutation(fake["angle"])
    bad = gansmith.evaluate(real, fake, data_options=asked)
    assert "the condition angle is ignored" in bad.judgement.line
    assert bad.judgement.grade == "poor"
