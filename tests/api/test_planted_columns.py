"""A table of a known law, trained by default for some seconds, comes back with its quantiles, shares and types."""

from pathlib import Path

import numpy as np
import pytest

import gansmith

pytest.importorskip("pyarrow")

COUNT, MADE = 3000, 40_000
QUANTILES = [0.5, 0.75, 0.95]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table of very skewed amounts, whole ages, categories and truth values."""
    random = np.random.default_rng(0)
    amount = np.exp(2 * random.normal(size=COUNT) + 3)
    age = random.integers(18, 60, COUNT)
    kind = random.choice(["a", "b", "c", "d"], COUNT, p=[0.6, 0.28, 0.08, 0.04])
    smokes = random.random(COUNT) < np.where(age > 40, 0.5, 0.1)
    rows = zip(amount, age, kind, np.where(smokes, "True", "False"), strict=True)
    path = tmp_path_factory.mktemp("people") / "people.csv"
    path.write_text(
        "amount,age,kind,smokes\n" + "".join(f"{a:.4f},{b},{c},{d}\n" for a, b, c, d in rows), encoding="utf-8"
    )
    return path


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1])
def test_a_short_training_gives_quantiles_and_shares(people: Path, tmp_path: Path, seed: int) -> None:
    run = gansmith.train(people, steps=400, seed=seed, out=tmp_path / "run", sample_every=0)
    gansmith.generate(run.path, MADE, tmp_path / "made.csv", seed=seed)
    real, made = (np.loadtxt(path, str, delimiter=",", skiprows=1) for path in (people, tmp_path / "made.csv"))
    ratios = np.quantile(made[:, 0].astype(float), QUANTILES) / np.quantile(real[:, 0].astype(float), QUANTILES)
    np.testing.assert_allclose(ratios, 1, atol=0.1)
    for column in (2, 3):
        for name in np.unique(real[:, column]):
            assert abs(np.mean(made[:, column] == name) - np.mean(real[:, column] == name)) < 0.02, name
    assert set(made[:, 3]) == {"True", "False"}
    assert all(text.isdigit() for text in made[:, 1])  # whole numbers stay whole
    assert {len(text.partition(".")[2]) for text in made[:, 0]} == {4}  # with the decimals that the data has
    older = made[:, 1].astype(int) > 40
    share, other = (np.mean(made[rows, 3] == "True") for rows in (older, ~older))
    assert share > other + 0.2  # as in the law, where they are 0.5 and 0.1
