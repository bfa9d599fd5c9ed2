"""A translator stands alone like any model: as run, checkpoint or directory, moved, tuned, or of an older version."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load_file, save_file
from small_games import bits
from tiny_runs import pictures, tiny
from tiny_translators import coloured, trained

import gansmith
from gansmith.errors import DataError, UsageError
from gansmith.networks.unet import UNetGenerator
from gansmith.records.model_card import SOURCE
from gansmith.storage.manifest import write_manifest

each_method = pytest.mark.parametrize("method", ["pix2pix", "cyclegan"])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A run of each method, between pictures of three colours."""
    folder = tmp_path_factory.mktemp("runs")
    return {name: trained(folder / name, coloured((3,)), coloured((3,)), name) for name in ("pix2pix", "cyclegan")}


def essence(place: Path) -> dict[str, bytes]:
    """Return the bits of a model's weights and of what it makes, there and back."""
    model, given = gansmith.load(place), coloured((3,), count=2, size=(17, 19))
    networks = {"generator": model.network} | ({"back": model.back} if model.back else {})
    found = {f"{name}/{part}": bits(t) for name, net in networks.items() for part, t in net.state_dict().items()}
    ways = {name: model.translate(given, back=name == "back").tobytes() for name in networks}
    return found | ways | {"spec": repr(model.card.spec).encode()}


@each_method
def test_run_model_and_last_checkpoint_translate_alike_wherever_they_lie(
    method: str, runs: dict[str, Path], tmp_path: Path
) -> None:
    run = runs[method]
    shutil.copytree(run / "final", tmp_path / "elsewhere")
    expected = essence(run)
    assert ("back" in expected) == (method == "cyclegan")
    for place in (run / "final", run / "checkpoints" / "step-000002", tmp_path / "elsewhere"):
        assert essence(place) == expected
    before = essence(run / "checkpoints" / "step-000000")
    assert before.keys() == expected.keys()
    assert before["generator"] != expected["generator"]


def test_cyclegan_takes_pix2pixs_network_both_ways_and_odd_sizes(tmp_path: Path) -> None:
    run = trained(tmp_path / "run", coloured((3,)), coloured((4,)), "cyclegan", network="unet")
    model = gansmith.load(run)
    assert model.back is not None
    assert type(model.network) is type(model.back) is UNetGenerator
    assert model.translate(coloured((3,), size=(17, 19))).shape == (12, 17, 19, 4)
    assert model.translate(coloured((4,), size=(17, 19)), back=True).shape == (12, 17, 19, 3)


def test_a_model_of_before_there_were_translators_still_loads(tmp_path: Path) -> None:
    gansmith.train(pictures(), "gan", steps=1, out=tmp_path / "run", **tiny("gan"))
    final = tmp_path / "run" / "final"
    expected = gansmith.load(final).sample(5)
    card = json.loads((final / "model.json").read_text())
    assert card.pop("source") is None
    assert card.pop("paired") is False
    (final / "model.json").write_text(json.dumps(card))
    write_manifest(final)
    assert np.array_equal(gansmith.load(final).sample(5), expected)


def test_a_card_whose_sources_are_damaged_is_refused(runs: dict[str, Path], tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(runs["pix2pix"] / "final", model)
    arrays = load_file(model / "codec.safetensors")
    save_file({name: a for name, a in arrays.items() if name != SOURCE + "low"}, model / "codec.safetensors")
    write_manifest(model)
    with pytest.raises(DataError, match="codec is damaged"):
        gansmith.load(model)


@each_method
def test_fine_tuning_starts_from_the_weights(method: str, runs: dict[str, Path], tmp_path: Path) -> None:
    start = runs[method]
    slow = {"learning_rate": 1e-12, "generator_learning_rate": 1e-12}
    tuned = trained(tmp_path / "tuned", coloured((3,)), coloured((3,)), method, init_from=start / "final", **slow)
    fresh = trained(tmp_path / "fresh", coloured((3,)), coloured((3,)), method, seed=5, **slow)
    for network in ("network", "back") if method == "cyclegan" else ("network",):
        weights = [list(getattr(gansmith.load(run), network).parameters()) for run in (start, tuned, fresh)]
        assert max(float((a - b).abs().max()) for a, b in zip(weights[0], weights[1], strict=True)) < 1e-6
        assert max(float((a - b).abs().max()) for a, b in zip(weights[0], weights[2], strict=True)) > 1e-2
    with pytest.raises(UsageError, match=r"init_from=.*generator does not fit"):
        trained(tmp_path / "other", coloured((3,)), coloured(()), method, init_from=start)


@each_method
def test_a_picture_of_a_translator_is_drawn(method: str, tmp_path: Path) -> None:
    np.save(tmp_path / "data.npy", coloured((3,)))
    run = tmp_path / "run"
    gansmith.train(tmp_path / "data.npy", method, steps=1, out=run, data_options={"derive": "grey"}, **tiny(method))
    gansmith.plot(run, tmp_path / "picture.png")
    for drawn in (tmp_path / "picture.png", next((run / "samples").iterdir())):
        with Image.open(drawn) as image:
            assert image.convert("L").getextrema()[0] < 200
            assert min(image.size) > 4 * 16
