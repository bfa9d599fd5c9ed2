"""Flags of other programs are answered with what they are called here, and each answer names flags that exist."""

import re

import pytest

from gansmith.cli import main
from gansmith.cli.other_programs import _HERE, called_here


@pytest.mark.parametrize("flag", ["--lr", "--epochs", "--gpus", "--resolution", "--name", "--resume-from", "--data"])
def test_a_usual_flag_is_answered_with_its_name_here(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "ring", flag, "3"]) == 2
    said = capsys.readouterr().err
    assert f"{flag} is called " in said
    assert said.count("\n") == 1


def test_underscores_and_values_are_the_same_flag() -> None:
    assert called_here("--n_epochs=3", "train") is not None
    assert called_here("--seed", "train") is None


@pytest.mark.parametrize("flag", sorted(_HERE))
def test_what_is_named_exists(flag: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    shown = ""
    for command in (["train", "--method", "cgan"], ["generate"]):
        assert main([*command, "--help"]) == 0
        shown += capsys.readouterr().out
    for named in re.findall(r"--[a-z-]+", _HERE[flag]):
        assert named == "--nproc-per-node" or re.search(rf"{named}\b", shown), named
