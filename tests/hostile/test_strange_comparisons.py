"""Comparisons in which runs or figures are not what was trained there: they are refused, or measured anew."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import tiny_contests
from tiny_contests import contest
from tiny_runs import rows, tiny_flags

from gansmith.cli import main
from gansmith.errors import UsageError
from gansmith.storage.seal import sealed

here, trained = tiny_contests.here, tiny_contests.trained
USUAL = {"--method": "gan", "--seed": "0", "--steps": "3", "--sample-every": "0"}
OTHERS = (
    ({"--seed": "1"}, "seed 1 instead of 0"),
    ({"--steps": "4"}, "steps 4 instead of 3"),
    ({"--validation-fraction": "0.2"}, "validation-fraction 0.2 instead of 0.1"),
    ({"--method": "lsgan", "--network": "mlp"}, "method lsgan instead of gan"),
    ({"--learning-rate": "0.5"}, "hyper.learning-rate 0.5 instead of"),
    ({"--sample-every": "2"}, "sample-every 2 instead of 0"),
    ({"data": "other.npy"}, "data with SHA-256"),
    ({"--scale": "feature"}, "data.scale feature instead of auto"),
)


@pytest.fixture
def places(here: Path, trained: list[list[str]]) -> list[Path]:
    """The runs of a comparison: two methods, each with two seeds."""
    contest()
    return sorted(path for path in (here / "out").iterdir() if path.is_dir())


def refusal(place: Path) -> str:
    with pytest.raises(UsageError, match="is not a run of this comparison") as caught:
        contest()
    assert str(caught.value).startswith(str(place.relative_to(Path.cwd())))
    return str(caught.value)


@pytest.mark.parametrize("only_started", [False, True])
@pytest.mark.parametrize(("change", "said"), OTHERS, ids=[said for _, said in OTHERS])
def test_another_run_is_neither_ranked_nor_gone_on_with(
    change: dict[str, str], said: str, only_started: bool, places: list[Path], trained: list[list[str]]
) -> None:
    np.save("other.npy", rows(241)[1:])
    words = USUAL | change
    data, method = words.pop("data", "rows.npy"), words["--method"]
    shutil.rmtree(places[0])
    flags = [word for pair in words.items() for word in pair]
    assert main(["train", data, *flags, *tiny_flags(method), "--out", str(places[0]), "--quiet"]) == 0
    if only_started:
        shutil.rmtree(places[0] / "final")
    trained.clear()
    assert said in refusal(places[0])
    assert trained == []
    shutil.rmtree(places[0])
    contest()
    assert len(trained) == 1


def test_runs_that_traded_places_are_refused(places: list[Path]) -> None:
    for other in places[1:]:
        middle = places[0].with_name("middle")
        for _ in range(2):
            places[0].rename(middle)
            other.rename(places[0])
            middle.rename(other)
            if _ == 0:
                assert "instead of" in refusal(places[0])
        contest()


@pytest.mark.parametrize("seal", ["kept", "left out", "wrong"])
def test_figures_that_were_edited_are_measured_anew(
    seal: str, places: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    before, file = contest(), places[0] / "metrics.json"
    assert "metrics.json" not in capsys.readouterr().err
    honest = file.read_bytes()
    document = json.loads(honest)
    for figure in document["figures"]:
        figure["value"] = 1e-9
    document |= {} if seal == "kept" else {"digest": "0" * 64}
    if seal == "left out":
        del document["digest"]
    file.write_text(json.dumps(document))
    after = contest()
    assert after.trials == before.trials
    assert "metrics.json does not agree with its own digest" in capsys.readouterr().err
    assert file.read_bytes() == honest


@pytest.mark.parametrize("odd", [{"name": 5}, {"better": "sideways"}, {"n": "x"}, {"value": []}, {"interval": [1]}])
def test_figures_that_are_none_are_measured_anew_whatever_their_digest(
    odd: dict[str, object], places: list[Path]
) -> None:
    before, file = contest(), places[0] / "metrics.json"
    document = json.loads(file.read_text())
    document["figures"][0] |= odd
    file.write_text(json.dumps(sealed(document)))
    assert contest().trials == before.trials


def test_a_failure_that_nobody_had_is_no_failure(places: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    before = contest()
    for note in ({"failure": "it diverged."}, {"failure": "\udcff", "digest": 1}):
        (places[0] / "failed.json").write_text(json.dumps(note))
        assert contest().trials == before.trials
        assert "failed.json does not agree with its own digest" in capsys.readouterr().err


def test_the_same_options_make_the_same_runs(here: Path, trained: list[list[str]]) -> None:
    options = {"sample_every": 0, "validation_fraction": 0.2, "threads": 1, "augment": "none", "log_every": 1}
    contest(run_options=options, data_options={"scale": "feature", "fold": "none"})
    trained.clear()
    contest(run_options=options, data_options={"scale": "feature", "fold": "none"})
    assert trained == []
