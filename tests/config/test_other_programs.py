"""Flags of other programs are answered with what they are called here, and each answer names flags that exist."""

import re
from pathlib import Path

import pytest

import gansmith
from gansmith.cli import main
from gansmith.cli.commands import make_app
from gansmith.config.other_programs import _COMMANDS, _FUNCTIONS, _HERE, called_here
from gansmith.config.settings import TrainSettings
from gansmith.declaration import validated
from gansmith.errors import UsageError


@pytest.mark.parametrize("flag", ["--lr", "--epochs", "--gpus", "--resolution", "--name", "--resume-from", "--data"])
def test_a_usual_flag_is_answered_with_its_name_here(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "ring", flag, "3"]) == 2
    said = capsys.readouterr().err
    assert f"{flag} is called " in said or f"There is no {flag} here: " in said
    assert said.count("\n") == 1


def test_underscores_and_values_are_the_same_flag() -> None:
    assert called_here("--n_epochs=3", "train") is not None
    assert called_here("--seed", "train") is None


def test_what_is_named_exists(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    shown = ""
    commands = [["train", "--method", name] for name in ("cgan", "wgan", "wgan-gp")]
    for command in (*commands, ["generate"], ["evaluate"], ["data"]):
        assert main([*command, "--help"]) == 0
        shown += capsys.readouterr().out
    for flag, answer in _HERE.items():
        for named in re.findall(r"--[a-z0-9-]+", answer):
            assert named == "--nproc-per-node" or re.search(rf"{named}\b", shown), (flag, named)


@pytest.mark.parametrize(
    ("tokens", "answer"),
    [
        (["train", "ring", "--discrete_columns", "a"], "--discrete_columns is called --column NAME:category here, or "),
        (["train", "ring", "--n_critic", "5"], "--n_critic is called --method wgan-gp --critic-steps here."),
        (["evaluate", "--input1", "a"], "There is no --input1 here: two sets have no flags, as in gansmith evaluate"),
        (["generate", "run", "-n", "3", "-o", "a.npy", "--network=x.pkl"], "There is no --network here: the model has"),
        (["sample", "run"], "There is no command 'sample'. Did you mean `gansmith generate`?"),
        (["projector"], "Did you mean `gansmith invert`?"),
        (["generat", "run"], "Did you mean `gansmith generate`?"),
        (["generate", "run", "-n", "3"], "--output is missing."),
        (["generate", "run", "-n", "3", "--output"], "--output has no value."),
        (["train", "mnist"], "It can be downloaded: gansmith data --fetch mnist."),
        (["train", "ring", "--method", "ctgan"], "Tables are trained by r3gan, the default, with --network table; "),
        (["train", "ring", "--method", "StyleGAN2-ADA"], "The nearest is r3gan with --network residual and --augment"),
    ],
)
def test_habits_of_other_programs_are_answered(
    tokens: list[str], answer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(tokens) in (2, 3)
    said = capsys.readouterr().err
    assert answer in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("flag", ["--cudaa", "--real-time", "--gpuu", "--xyz"])
def test_a_guess_that_is_hardly_alike_is_not_made(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "ring", flag, "3"]) == 2
    assert "Did you mean" not in capsys.readouterr().err


def test_commands_and_functions_that_are_named_exist() -> None:
    commands = set(make_app([]))
    assert {answer.split()[0] for answer in _COMMANDS.values()} <= commands
    assert not set(_COMMANDS) & commands
    assert set(_FUNCTIONS.values()) <= set(gansmith.__all__)


@pytest.mark.parametrize(
    ("name", "answer"),
    [("sample", "generate"), ("CTGANSynthesizer", "train"), ("load_model", "load"), ("evaluat", "evaluate")],
)
def test_names_of_other_libraries_are_answered(name: str, answer: str) -> None:
    with pytest.raises(AttributeError, match=rf"Did you mean gansmith\.{answer}\?"):
        getattr(gansmith, name)
    assert not hasattr(gansmith, "__wrapped__")


def test_keywords_of_other_libraries_are_answered_in_the_words_of_python() -> None:
    with pytest.raises(UsageError, match="lr is called learning_rate here"):
        gansmith.train("ring", "gan", lr=0.1)
    with pytest.raises(UsageError, match="steps counts batches"):
        gansmith.train("ring", "gan", epochs=3)
    with pytest.raises(UsageError, match=r"there is no such option\. Did you mean seed\?"):
        validated(TrainSettings, {"data": {"source": "ring"}, "method": "gan", "sed": 3})
