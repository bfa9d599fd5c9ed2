"""Names of version 0.1 are taken for one release, with a line that has today's name; stored ones are translated."""

import json
from pathlib import Path

import pytest
from tiny_runs import rows

import gansmith
from gansmith.cli import main
from gansmith.config.hyper_parameters import hyper_parameters
from gansmith.config.renamed import COMMANDS, FLAGS, HYPER, KEYWORDS, RUN, of_document, of_hyper, of_tokens
from gansmith.config.run_options import RunOptions
from gansmith.declaration import declared


@pytest.mark.parametrize("name", sorted(FLAGS))
@pytest.mark.parametrize("shape", ["{} 3", "{}=3"])
def test_an_old_flag_is_taken_and_said(name: str, shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = ("--" + one.replace("_", "-") for one in (name, FLAGS[name]))
    assert of_tokens(["train", *shape.format(old).split()]) == ["train", *shape.format(new).split()]
    said = capsys.readouterr().err
    assert old in said
    assert new in said


def test_today_s_names_are_not_touched(capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "train",
        "left",
        "--seed",
        "from",
        "--validation-fraction",
        "0.1",
        "--missing",
        "mean",
        "--method",
        "average",
    ]
    assert of_tokens(words) == words
    assert capsys.readouterr().err == ""


def test_old_commands_and_values_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small = ["--steps", "2", "--method", "gan", "--network", "mlp", "--quiet", "--out", "run"]
    old = ["--held-out", "0.2", "--evaluate-every", "1", "--left", "0.5", "--average", "0.9", "--missing", "refuse"]
    assert main(["train", "ring", *small, *old]) == 0
    document = json.loads(Path("run/config.json").read_text())
    assert (document["validation_fraction"], document["validate_every"]) == (0.2, 1)
    assert (document["hyper"]["final_lr_factor"], document["hyper"]["ema_decay"]) == (0.5, 0.9)
    assert document["data"]["missing"] == "error"
    for old_command in COMMANDS:
        assert main([old_command, "run", "-o", "drawn.png", "--quiet"]) == 0


def test_old_keywords_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    gansmith.train(rows(60), "gan", steps=1, network="mlp", held_out=0.3, left=0.5, reading={"scale": "feature"})
    said = capsys.readouterr().err
    for name in ("held_out", "left", "reading"):
        assert f"{name}= is called {KEYWORDS[name]}= now" in said


def test_stored_names_are_translated_but_not_those_of_one_s_own_recipes() -> None:
    stored = {"method": "gan", "held_out": 0.2, "hyper": {"left": 0.5}, "data": {"missing": "refuse"}}
    now = of_document(stored)
    assert now == {
        **{"method": "gan", "validation_fraction": 0.2},
        **{"hyper": {"final_lr_factor": 0.5}, "data": {"missing": "error", "conventions": 1}},
    }
    assert of_document(now) == now
    assert of_hyper("mine.py:recipe", {"left": 1, "average": 2}) == {"left": 1, "average": 2}


def test_every_new_name_is_a_name_of_today() -> None:
    assert set(RUN.values()) <= declared(RunOptions).keys()
    assert not set(RUN) & declared(RunOptions).keys()
    assert set(HYPER.values()) <= hyper_parameters("gan").keys()


def test_hyper_parameters_of_one_s_own_recipe_keep_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(
        "from gansmith.methods.gan import gan\n\n\n"
        "def recipe(data, *, average: float = 0.5, batch_size: int = 8):\n"
        "    return gan(data, ema_decay=average, batch_size=batch_size, network='mlp', width=4)\n"
    )
    words = ["train", "ring", "--method", "mine.py:recipe", "--average", "0.75", "--steps", "1", "--out", "run"]
    assert main([*words, "--quiet"]) == 0
    run = gansmith.train("ring", "mine.py:recipe", steps=1, average=0.75, out="again")
    for path in (Path("run"), run.path):
        assert json.loads((path / "config.json").read_text())["hyper"]["average"] == 0.75
    assert "is called" not in capsys.readouterr().err
