"""A trained model stands alone, as a run, a checkpoint or its own directory, without its data; damage is refused."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_runs import pictures, rows, tiny
from typed_tables import write_table

import gansmith
from gansmith.core.batch import Condition
from gansmith.core.randomness import Draws
from gansmith.errors import DataError, UsageError


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run, with a checkpoint of step 2 and one of step 4; its data is gone."""
    folder = tmp_path_factory.mktemp("models")
    np.save(folder / "rows.npy", rows())
    gansmith.train(folder / "rows.npy", "gan", steps=4, out=folder / "run", checkpoint_every=2, **tiny("gan"))
    (folder / "rows.npy").unlink()
    return folder / "run"


def test_run_model_and_last_checkpoint_give_the_same_samples(run: Path, tmp_path: Path) -> None:
    shutil.copytree(run / "final", tmp_path / "elsewhere")
    shutil.copytree(run / "checkpoints" / "step-000004", tmp_path / "step-000004")
    expected = gansmith.load(run).sample(9, seed=3)
    for place in (run / "final", run / "checkpoints" / "step-000004", tmp_path / "elsewhere", tmp_path / "step-000004"):
        assert np.array_equal(gansmith.load(place).sample(9, seed=3), expected)
    shutil.copytree(run, tmp_path / "unfinished", ignore=shutil.ignore_patterns("final"))
    assert np.array_equal(gansmith.load(tmp_path / "unfinished").sample(9, seed=3), expected)
    earlier = gansmith.load(run / "checkpoints" / "step-000002")
    assert earlier.card.steps == 2
    assert not np.array_equal(earlier.sample(9, seed=3), expected)


@pytest.mark.parametrize("method", ["r3gan", "wgan-gp", "infogan"])
def test_a_model_of_a_table_draws_categories_by_chance_as_in_training(method: str, tmp_path: Path) -> None:
    run = gansmith.train(write_table(tmp_path), method, steps=2, out=tmp_path / "run", **tiny(method))
    model = gansmith.load(run.path)
    assert model.prior.chances == model.card.spec.chances > 0
    given = model.prior.draw(Draws(0, (0,)), 1, Condition())
    with torch.no_grad():
        made = [model.network(given._replace(chance=torch.rand_like(given.chance))) for _ in range(60)]
    assert len({tuple((one > 0.5).flatten().tolist()) for one in made}) > 1  # of one noise, several categories


@pytest.mark.parametrize("ink", [True, False])
def test_a_model_is_built_as_the_values_it_was_trained_on_asked_for(ink: bool, tmp_path: Path) -> None:
    values = pictures(40, 8)
    values = np.where(values > np.median(values), 255, 0).astype(np.uint8) if ink else values
    run = gansmith.train(values, "r3gan", steps=2, out=tmp_path / "run", width=4, batch_size=8, sample_every=0)
    model = gansmith.load(run.path)
    assert model.card.spec.piled == ink
    assert any("BatchNorm" in type(module).__name__ for module in model.network.modules()) == ink
    assert model.sample(3).shape == (3, *values.shape[1:])


def test_samples_are_a_function_of_the_seed_and_not_of_the_count(run: Path) -> None:
    model = gansmith.load(run)
    many = model.sample(150, seed=1)
    assert (many.shape, many.dtype) == ((150, 4), np.float32)
    for count in (1, 63, 64, 65, 149):
        assert np.array_equal(model.sample(count, seed=1), many[:count])
    assert not np.array_equal(model.sample(150, seed=2), many)
    assert rows().min() <= many.min() <= many.max() <= rows().max()
    with pytest.raises(UsageError, match="count=0"):
        model.sample(0)


@pytest.mark.parametrize("name", ["model.json", "codec.safetensors", "generator.safetensors", "manifest.json"])
@pytest.mark.parametrize("damage", ["flipped", "short", "missing"])
def test_a_damaged_model_is_refused_by_name(name: str, damage: str, run: Path, tmp_path: Path) -> None:
    shutil.copytree(run / "final", tmp_path / "model")
    file = tmp_path / "model" / name
    content = bytearray(file.read_bytes())
    if damage == "missing":
        file.unlink()
    elif damage == "short":
        file.write_bytes(content[:-5])
    else:
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    with pytest.raises(DataError, match=name if (name, damage) != ("model.json", "missing") else "holds no model"):
        gansmith.load(tmp_path / "model")


def test_fine_tuning_starts_from_the_weights_and_not_from_the_optimizers(run: Path, tmp_path: Path) -> None:
    common = {"method": "gan", "steps": 1, "seed": 5, "learning_rate": 1e-12, **tiny("gan")}
    tuned = gansmith.train(rows() + 5, out=tmp_path / "tuned", init_from=run, **common)
    from_model = gansmith.train(rows() + 5, out=tmp_path / "from-model", init_from=run / "final", **common)
    fresh = gansmith.train(rows() + 5, out=tmp_path / "fresh", **common)
    assert tuned.steps == 1
    assert distance(tuned.path, run) < 1e-3  # the average has taken a step towards the weights it averages
    assert distance(from_model.path, run) < 1e-6
    assert distance(fresh.path, run) > 0.1


def distance(one: Path, other: Path) -> float:
    """Return the largest difference between the weights of two models."""
    pairs = zip(gansmith.load(one).network.parameters(), gansmith.load(other).network.parameters(), strict=True)
    return max(float((a - b).abs().max()) for a, b in pairs)


@pytest.mark.parametrize(
    ("data", "hyper", "words"),
    [
        (rows(width=6), {}, "generator does not fit"),
        (rows(), {"width": 12}, "generator does not fit"),
        (rows(), {"noise": 9}, "generator does not fit"),
        (pictures(), {"network": "dcgan"}, "does not fit"),
    ],
)
def test_fine_tuning_of_another_network_is_refused(
    data: np.ndarray, hyper: dict[str, object], words: str, run: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=f"init_from=.*{words}.*Use the same method, network and width"):
        gansmith.train(data, "gan", steps=1, out=tmp_path / "out", init_from=run, **(tiny("gan") | hyper))
    assert not (tmp_path / "out").exists()
