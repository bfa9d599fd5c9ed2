"""A recipe of the user's own trains, resumes and samples like a listed one, and says what is wrong with it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import gansmith
from gansmith.errors import DataError, UsageError
from gansmith.storage.own_code import name_of

RECIPE = '''
from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.methods.gan import gan


def tiny(data: DataSpec, *, width: int = 4, batch_size: int = 8) -> Method:
    """Return a small game.

    Parameters
    ----------
    width: hidden units.
    """
    return gan(data, width=width, batch_size=batch_size, noise=3)
'''
VALUES = np.random.default_rng(0).normal(size=(32, 5))


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(RECIPE, encoding="utf-8")
    return path


def test_a_recipe_in_a_file_trains_resumes_and_samples(recipe: Path, tmp_path: Path) -> None:
    values = tmp_path / "values.npy"
    np.save(values, VALUES)
    run = gansmith.train(values, f"{recipe}:tiny", steps=2, width=6, out=tmp_path / "run")
    gansmith.resume(run.path, steps=4, recipe=f"{recipe}:tiny")
    assert gansmith.generate(run.path, 7, recipe=f"{recipe}:tiny").shape == (7, 5)


def test_a_run_is_named_after_the_function(recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = gansmith.train(VALUES, "mine.py:tiny", steps=1)
    assert run.path.name == "0001-tiny-array"
    monkeypatch.chdir("/")
    assert gansmith.generate(tmp_path / run.path, 1, recipe=f"{recipe}:tiny").shape == (1, 5)


def test_a_function_that_is_listed_goes_by_its_name(tmp_path: Path) -> None:
    from gansmith.methods.wgan_gp import wgan_gp

    assert name_of(wgan_gp, "method") == "gansmith.methods.wgan_gp:wgan_gp"
    run = gansmith.train(VALUES, wgan_gp, steps=1, width=4, out=tmp_path / "run")
    assert gansmith.load(run.path).card.method == "wgan-gp"
    assert gansmith.generate(run.path, 2).shape == (2, 5)


def test_a_recipe_that_changed_is_said_and_refused_where_bits_are_promised(
    recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "values.npy", VALUES)
    run = gansmith.train(tmp_path / "values.npy", f"{recipe}:tiny", steps=2, out=tmp_path / "run")
    changed = tmp_path / "other" / "mine.py"
    changed.parent.mkdir()
    changed.write_text(RECIPE + "# a remark\n", encoding="utf-8")
    assert gansmith.generate(run.path, 3, recipe=f"{changed}:tiny").shape == (3, 5)
    assert "mine.py:tiny has changed since" in capsys.readouterr().err
    with pytest.raises(DataError, match=r"has changed since .* allow_drift"):
        gansmith.resume(run.path, steps=3, recipe=f"{changed}:tiny")
    assert gansmith.resume(run.path, steps=3, recipe=f"{changed}:tiny", allow_drift=True).steps == 3
    assert "no longer bit for bit" in capsys.readouterr().err
    assert gansmith.resume(run.path, steps=4, recipe=f"{changed}:tiny").steps == 4
    assert "has changed" in " ".join(gansmith.evaluate(run.path, recipe=f"{changed}:tiny").subject.notes)


def test_a_recipe_of_another_name_or_for_a_listed_method_is_refused(recipe: Path, tmp_path: Path) -> None:
    run = gansmith.train(VALUES, f"{recipe}:tiny", steps=1, out=tmp_path / "run")
    with pytest.raises(UsageError, match=r"gansmith\.methods\.gan:gan': .* was trained by 'mine.py:tiny'"):
        gansmith.load(run.path, recipe="gansmith.methods.gan:gan")
    listed = gansmith.train(VALUES, "gan", steps=1, width=4, out=tmp_path / "listed")
    with pytest.raises(UsageError, match=r"was trained by gan\. Leave the flag out"):
        gansmith.load(listed.path, recipe=f"{recipe}:tiny")


def test_a_function_that_cannot_be_found_again_is_refused() -> None:
    with pytest.raises(UsageError, match=r"cannot be found again .* top level"):
        gansmith.train(VALUES, lambda data: None, steps=1)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("nowhere.py:tiny", "nowhere.py cannot be imported"),
        ("no.such.module:tiny", "No module named 'no'"),
        ("{recipe}:tinny", "has no function 'tinny'. It has: gan, tiny"),
    ],
)
def test_a_recipe_that_is_not_there_is_named(recipe: Path, name: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=re.escape(complaint)):
        gansmith.train(VALUES, name.format(recipe=recipe), steps=1)


def test_its_hyper_parameters_are_checked_like_any(recipe: Path) -> None:
    with pytest.raises(UsageError, match=r"widht.* Did you mean width"):
        gansmith.train(VALUES, f"{recipe}:tiny", steps=1, widht=3)


def run_script(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "script.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "script.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


SCRIPT = (
    RECIPE
    + """
import gansmith

print("once")
run = gansmith.train("ring", tiny, steps=2, out="out")
gansmith.resume(run.path, steps=3, recipe=tiny)
print(gansmith.load(run.path, recipe=tiny).sample(3).shape)
"""
)


def test_a_script_that_hands_over_its_own_function_is_not_run_again(tmp_path: Path) -> None:
    ended = run_script(SCRIPT, tmp_path)
    assert (ended.returncode, ended.stdout.split()) == (0, ["once", "(3,", "2)"]), ended.stderr


def test_a_function_typed_at_a_prompt_trains_resumes_and_loads(tmp_path: Path) -> None:
    command = [sys.executable, "-"]
    ended = subprocess.run(command, cwd=tmp_path, input=SCRIPT, capture_output=True, text=True, timeout=120)
    assert (ended.returncode, ended.stdout.split()) == (0, ["once", "(3,", "2)"]), ended.stderr


def test_what_a_recipe_imports_from_its_folder_is_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "helper_of_mine.py").write_text("NOISE = 3\n")
    (tmp_path / "using_helper.py").write_text(
        "import helper_of_mine\n" + RECIPE.replace("noise=3", "noise=helper_of_mine.NOISE")
    )
    (tmp_path / "apart.py").write_text("# no part of it\n")
    script = """
import sys, gansmith, numpy
run = gansmith.train(numpy.arange(40.0).reshape(10, 4), "using_helper.py:tiny", steps=1, out="run")
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    (tmp_path / "script.py").write_text(script)
    subprocess.run([sys.executable, "script.py"], cwd=tmp_path, env=environment, check=True, timeout=120)
    again = [
        sys.executable,
        "-m",
        "gansmith",
        "generate",
        "run",
        "-n",
        "2",
        "-o",
        "made.npy",
        "--method",
        "using_helper.py:tiny",
    ]
    said = []
    for name, text in (("apart.py", "# changed\n"), ("helper_of_mine.py", "NOISE = 3  # changed\n")):
        (tmp_path / name).write_text(text)
        ended = subprocess.run(again, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
        assert ended.returncode == 0, ended.stderr
        said.append("has changed since the training" in ended.stderr)
    assert said == [False, True]
