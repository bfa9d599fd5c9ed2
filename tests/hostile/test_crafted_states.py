"""Models and checkpoints that are rightly hashed and wrong inside: refused in one sentence, whatever reads them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from tiny_runs import rows, tiny

import gansmith
from benchmarks.reliability.models import sealed
from gansmith.cli import main
from gansmith.errors import DataError, GansmithError, UsageError
from gansmith.models.critic import load_critic
from gansmith.records.checkpoint_state import State
from gansmith.storage.manifest import write_manifest

INFINITE = float("inf")  # which is written as 1e999


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crafted")
    np.save(folder / "rows.npy", rows())
    gansmith.train(folder / "rows.npy", "gan", steps=2, out=folder / "run", **tiny("gan"))
    return folder / "run"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def set_at(*place: str, value: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for part in place[:-1]:
            document = document[part]
        document[place[-1]] = value

    return change


def spoilt(run: Path, change: Callable[[Any], None]) -> Path:
    """Return a copy of a run with nothing but a checkpoint that was changed, as a stranger would."""
    copy = sealed(run, Path("copy"), name="config.json")
    (copy / "manifest.json").unlink()
    for checkpoint in (copy / "checkpoints").iterdir():
        sealed(run / "checkpoints" / checkpoint.name, checkpoint, change, name="state.json")
        text = (checkpoint / "state.json").read_text()
        (checkpoint / "state.json").write_text(text.replace("Infinity", "1e999"))
        (checkpoint / "manifest.json").unlink()
        write_manifest(checkpoint)
    for model in ("final", "best"):
        for file in (copy / model).glob("*"):
            file.unlink()
    return copy


COUNTS = ("step", "batches_seen", "horizon")
WRONG = (None, -1, 1.5, "1", [], {}, INFINITE, 10**400, True)
STATES = {
    **{f"{name} {wrong}"[:30]: (name, wrong) for name in COUNTS for wrong in WRONG},
    **{f"seed {wrong}": ("seed", wrong) for wrong in WRONG if wrong != 10**400},
    **{f"measured {wrong}"[:30]: ("measured", wrong) for wrong in (5, [], {"a": "b"}, {"1": []}, {"1": None})},
    **{f"measured of {key}"[:30]: ("measured", {key: 1.0}) for key in ("", "-1", "1.5", "٣", "9" * 5000)},
    "measured infinite": ("measured", {"1": INFINITE}),
    **{f"run {wrong}"[:30]: ("run", wrong) for wrong in (5, [], "x", None)},
    **{f"sampler {wrong}": ("sampler", wrong) for wrong in (5, None, [], "x" * 5000, "no such network")},
    "back_sampler": ("back_sampler", 5),
    **{f"model {wrong}": ("model", wrong) for wrong in (5, None, [], {})},
}
STAMPS = [("drift", 5), ("drift", "x"), ("drift", [5]), ("drift", {}), ("data", 5), ("data", []), ("settings", 5)]
STAMPS += [("settings", {"steps": INFINITE}), ("circumstances", 5), ("circumstances", {"torch": [1]})]


@pytest.mark.parametrize("tried", STATES)
def test_a_state_is_held_to_its_schema_by_every_reader(
    tried: str, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    field, wrong = STATES[tried]
    copy = spoilt(run, set_at("state", field, value=wrong))
    for read in (gansmith.load, gansmith.extract_features):
        if not (read is gansmith.extract_features and wrong in ("no such network",)):  # it needs no sampler
            with pytest.raises(GansmithError, match=r"is damaged|is not what gansmith writes"):
                read(copy)
    if (wrong == {} and field == "model") or wrong == "no such network":
        return  # of which a run that goes on has no need
    assert main(["train", "--resume", str(copy), "--steps", "3", "--quiet"]) == 3
    said = capsys.readouterr().err
    assert "step-00000" in said
    assert "Traceback" not in said
    if field not in ("model", "sampler", "back_sampler"):
        assert field in said


@pytest.mark.parametrize("field", ["step", "batches_seen", "seed", "horizon", "sampler", "model"])
def test_a_state_without_a_field_is_refused(field: str, run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = spoilt(run, lambda saved: saved["state"].__delitem__(field))
    assert main(["train", "--resume", str(copy), "--steps", "3", "--quiet"]) == 3
    assert field in capsys.readouterr().err


@pytest.mark.parametrize("stamp", STAMPS, ids=str)
@pytest.mark.parametrize(
    "verb",
    ["train --resume copy --steps 3 --quiet", "evaluate copy", "plot copy -o o.png", "features copy -o o.npy"],
)
def test_a_stamp_is_held_to_its_schema(
    stamp: tuple[str, Any], verb: str, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt(run, set_at("state", "run", stamp[0], value=stamp[1]))
    assert main(verb.split()) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_what_is_written_is_what_the_schema_says(run: Path) -> None:
    for place in (run / "checkpoints").iterdir():
        saved = json.loads((place / "state.json").read_text())["state"]
        assert saved.keys() == State.model_fields.keys()
        assert State.model_validate(saved).model_dump() == saved


CARDS: dict[str, Callable[[Any], None]] = {
    "an infinite fold": set_at("codec", "fold", value=[INFINITE, 2]),
    "a fold of halves": set_at("codec", "fold", value=[1.5, 2]),
    "a fold of one": set_at("codec", "fold", value=[1]),
    "a fold that is a number": set_at("codec", "fold", value=7),
    "a fold of texts": set_at("codec", "fold", value=["1", "3"]),
    "a label type cut off": set_at("origin", "details", value={"label_dtype": "(2,"}),
    "a complex type": set_at("origin", "dtype", value="complex128"),
}


@pytest.mark.parametrize("tried", CARDS)
def test_a_card_is_refused_in_a_sentence(tried: str, run: Path) -> None:
    sealed(run / "final", Path("m"), CARDS[tried])
    with pytest.raises(DataError):
        gansmith.load("m")


@pytest.mark.parametrize("count", [INFINITE, -INFINITE, float("nan"), 1e300, "1" * 5000, None, [], True])
@pytest.mark.parametrize(
    "verb", ["generate copy -n 1 -o o.npy", "train --resume copy --steps 3 --quiet", "features copy -o o.npy"]
)
def test_a_manifest_of_odd_numbers_is_refused(
    count: Any, verb: str, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = spoilt(run, lambda saved: None)
    for manifest in copy.glob("checkpoints/*/manifest.json"):
        document = json.loads(manifest.read_text())
        document["files"]["state.json"]["bytes"] = count
        manifest.write_text(json.dumps(document).replace("Infinity", "1e999"))
    assert main(verb.split()) == 3
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["bfloat16", "float8_e4m3fn", "complex64", "bool", "int64", "float16"])
@pytest.mark.parametrize("file", ["codec", "generator"])
def test_tensors_of_other_numbers_are_refused(kind: str, file: str, run: Path) -> None:
    model = sealed(run / "final", Path("m"))
    place = model / f"{file}.safetensors"
    save_file({name: tensor.to(getattr(torch, kind)) for name, tensor in load_file(place).items()}, place)
    (model / "manifest.json").unlink()
    write_manifest(model)
    with pytest.raises(DataError):
        gansmith.load("m")
    if file == "generator":
        with pytest.raises(UsageError, match=r"init_from='?m'?: its generator does not fit"):
            gansmith.train(rows(), "gan", steps=1, out="tuned", init_from="m", **tiny("gan"))


@pytest.mark.parametrize("kind", ["complex64", "float64", "bool"])
def test_a_checkpoint_of_other_numbers_is_not_gone_on_with(
    kind: str, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = spoilt(run, lambda saved: None)
    for place in copy.glob("checkpoints/*/state.safetensors"):
        save_file({name: tensor.to(getattr(torch, kind)) for name, tensor in load_file(place).items()}, place)
        (place.parent / "manifest.json").unlink()
        write_manifest(place.parent)
    for words in (["train", "--resume", str(copy), "--steps", "3"], ["features", str(copy), "-o", "o.npy"]):
        assert main([*words, "--quiet"]) == 3
        assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "said", [{"pack": 0}, {"pack": "2"}, {"pack": 2.5}, {"augment": "os"}, {"augment": []}, {"pack": 10**30}]
)
def test_what_a_stamp_says_of_the_critic_is_checked(said: dict[str, Any], run: Path) -> None:
    copy = spoilt(run, lambda saved: saved["state"]["run"]["settings"].update(said))
    for checkpoint in (copy / "checkpoints").iterdir():
        with pytest.raises(GansmithError):
            load_critic(checkpoint)
