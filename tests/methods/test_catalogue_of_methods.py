"""Methods named with their hyper-parameters: what is chosen, what type checkers know, and what is documented once."""

import ast
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_games import SPECS, accepts, each_method

import gansmith
from gansmith import methods
from gansmith.config.hyper_parameters import hyper_parameters
from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.errors import UsageError
from gansmith.methods.chosen import undecorated
from gansmith.methods.common import SHARED
from gansmith.methods.gan import gan
from gansmith.methods.own import load_own, name_of
from gansmith.methods.registry import METHODS, given_name, named
from gansmith.networks.registry import NETWORKS

ROOT = Path(__file__).resolve().parents[2]
RIGHT = """
import gansmith
from gansmith import methods
from gansmith.core.batch import DataSpec
from gansmith.core.method import Method

@methods.recipe
def mine(data: DataSpec, *, loudness: int = 3) -> Method:
    return methods.gan(data, width=loudness)

chosen: methods.Chosen = methods.wgan_gp(critic_steps=3, network="mlp")
made: Method = methods.gan(DataSpec((2,)), width=3)
gansmith.train("ring", chosen, steps=3)
gansmith.train("ring", mine(loudness=3), steps=3)
gansmith.train("ring", mine, steps=3)
"""
WRONG = """
from gansmith import methods
from gansmith.core.batch import DataSpec
methods.wgan_gp(critic_step=3)
methods.wgan_gp(critic_steps="three")
methods.gan(DataSpec((2,)), network="nlp")
"""


@methods.recipe
def loud(data: DataSpec, *, loudness: int = 3, width: int = 4) -> Method:
    """Return a small game.

    Parameters
    ----------
    loudness: how loud
        it is.
    """
    return gan(data, width=width, noise=loudness)


@methods.recipe
def bare(data: DataSpec, *, width: int = 4, strange: int = 2) -> Method:
    """Return a small game."""
    return gan(data, width=width, noise=strange)


def checked(program: str, folder: Path) -> list[str]:
    """Return what mypy finds in a program."""
    file = folder / "program.py"
    file.write_text(program, encoding="utf-8")
    source = str(Path(gansmith.__file__).parents[1])
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", str(ROOT / "pyproject.toml"), str(file)]
    ended = subprocess.run(command, cwd=ROOT, env={**os.environ, "MYPYPATH": source}, capture_output=True, text=True)
    return [line for line in ended.stdout.splitlines() if " error: " in line]


@pytest.mark.slow
def test_a_type_checker_knows_the_hyper_parameters(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    assert checked(RIGHT, tmp_path) == []
    lines = {int(line.split(":")[1]): line for line in checked(WRONG, tmp_path)}
    assert sorted(lines) == [4, 5, 6]
    assert 'did you mean "critic_steps"?' in lines[4]


@each_method
def test_the_catalogue_holds_the_recipes_of_the_table(name: str) -> None:
    entry = METHODS[name]
    assert getattr(methods, entry.module) is entry.recipe
    assert entry.module in methods.__all__
    assert entry.module in dir(methods)


def test_what_type_checkers_see_is_the_table() -> None:
    tree = ast.parse(Path(methods.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    seen = {node.names[0].name for node in block.body if isinstance(node, ast.ImportFrom)}
    assert seen | {"METHODS"} == {*methods.__all__}


def test_a_methods_name_means_its_recipe_whoever_imported_its_file_first() -> None:
    script = (
        "import sys\n"
        "from gansmith import methods\n"
        "assert 'torch' not in sys.modules\n"
        "from gansmith.methods.lsgan import lsgan\n"
        "assert methods.lsgan is lsgan\n"
        "assert methods.dragan is sys.modules['gansmith.methods.dragan'].dragan\n"
        "import gansmith.methods.common\n"
        "assert gansmith.methods.common.two_players\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    with pytest.raises(AttributeError, match="no attribute 'wgan_pg'"):
        _ = methods.wgan_pg


@each_method
def test_without_data_a_recipe_is_a_choice_that_builds_the_same(name: str) -> None:
    recipe = METHODS[name].recipe
    choice = recipe(batch_size=8)
    assert isinstance(choice, methods.Chosen)
    assert repr(choice) == f"{METHODS[name].module}(batch_size=8)"
    spec = next(spec for spec in SPECS if accepts(name, spec))
    made = choice(SPECS[spec])
    assert isinstance(made, Method)
    assert made.batch_size == recipe(SPECS[spec], batch_size=8).batch_size == 8
    assert named(choice, {}) == (name, {"batch_size": 8})


def test_a_choice_is_completed_and_never_overruled() -> None:
    choice = methods.wgan_gp(critic_steps=3)
    assert named(choice, {"width": 4}) == ("wgan-gp", {"critic_steps": 3, "width": 4})
    assert named("wgan-gp", {"width": 4}) == ("wgan-gp", {"width": 4})
    assert given_name(choice) == "wgan-gp"
    with pytest.raises(UsageError, match=r"critic_steps is given twice: in wgan_gp\(critic_steps=3\)"):
        named(choice, {"critic_steps": 3})


@pytest.mark.parametrize("wrong", [(3,), ("mlp",), (DataSpec((2,)), 3)])
def test_hyper_parameters_are_given_by_name(wrong: tuple[object, ...]) -> None:
    with pytest.raises(UsageError, match=r"hyper-parameters are given by name, as in wgan_gp\(batch_size=64\)"):
        methods.wgan_gp(*wrong)  # type: ignore[call-overload]


def test_a_run_is_trained_by_what_was_chosen(tmp_path: Path) -> None:
    run = gansmith.train("ring", methods.wgan_gp(critic_steps=2, width=4), steps=1, batch_size=16, out=tmp_path / "run")
    card = gansmith.load(run.path).card
    assert card.method == "wgan-gp"
    assert (card.hyper["critic_steps"], card.hyper["width"], card.hyper["batch_size"]) == (2, 4, 16)
    with pytest.raises(UsageError, match=r"Did you mean .*critic.steps"):
        gansmith.train("ring", methods.wgan_gp(critic_stepz=2), steps=1, out=tmp_path / "other")


def test_a_recipe_of_ones_own_is_chosen_likewise(tmp_path: Path) -> None:
    run = gansmith.train("ring", loud(loudness=2), steps=1, out=tmp_path / "run")
    model = gansmith.load(run.path, recipe=loud)
    assert model.card.hyper == {"loudness": 2, "width": 4}
    assert model.sample(3).shape == (3, 2)
    own = load_own(name_of(loud))
    assert own.sha256
    assert inspect.getsourcefile(undecorated(loud)) == __file__


def test_a_recipes_own_line_comes_before_the_shared_one() -> None:
    lines = {name: parameter.line for name, parameter in hyper_parameters(given_name(loud)).items()}
    assert lines == {"loudness": "how loud it is.", "width": SHARED["width"]}
    lines = {name: parameter.line for name, parameter in hyper_parameters(given_name(bare)).items()}
    assert lines == {"width": SHARED["width"], "strange": ""}


@each_method
def test_no_recipe_repeats_what_is_documented_once(name: str) -> None:
    written = inspect.getdoc(undecorated(METHODS[name].recipe)) or ""
    text = " ".join(written.split())
    assert not [line for line in SHARED.values() if line in text]


def test_the_shared_lines_name_every_network() -> None:
    for name, family in NETWORKS.items():
        assert f'"{name}"' in SHARED["network"]
        assert f"{family.width} in {name}" in SHARED["width"]
    for option in {option for family in NETWORKS.values() for option in family.options}:
        assert option in SHARED
