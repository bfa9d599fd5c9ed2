"""Sprites are split by species, every setting runs to its table, and goals compare what they say."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from real_files import real_data
from toy_sprites import NAMES, pairs_of, toy

from benchmarks.quality import sprite_measures, sprites
from benchmarks.quality.sprite_measures import closeness
from benchmarks.quality.sprite_tasks import Pairs, apart, parts_of, species_of, split, sprites_in, task
from benchmarks.quality.table import BENCHMARKS
from benchmarks.quality.trials import Setting
from benchmarks.render import table
from gansmith.errors import DataError


def test_forms_sexes_and_colours_are_of_one_species() -> None:
    assert {species_of(name) for name in ("pikachu", "pikachu-gmax", "female/pikachu", "female/pikachu-a-b")} == {
        "pikachu"
    }


def test_no_species_is_in_two_parts_and_a_tenth_of_them_is_tested_on() -> None:
    pairs = task("shiny", toy())
    parts = split(pairs)
    species = {name: set(part.species) for name, part in parts.items()}
    assert not species["train"] & species["validation"]
    assert not species["train"] & species["test"]
    assert not species["validation"] & species["test"]
    assert {name: len(found) for name, found in species.items()} == {"train": 32, "validation": 4, "test": 4}
    assert sum(len(part.sources) for part in parts.values()) == len(pairs.sources)
    assert all(len(part.sources) == len(part.targets) == len(part.species) for part in parts.values())


def test_the_split_is_a_function_of_the_species_alone() -> None:
    assert parts_of(NAMES) == parts_of(tuple(reversed(NAMES)))
    assert parts_of(NAMES) == parts_of(tuple(sorted(set(NAMES))))
    tested = [name for name in sorted(set(NAMES)) if parts_of(NAMES)[name] == "test"]
    assert tested not in (sorted(set(NAMES))[:4], sorted(set(NAMES))[-4:])


def test_unpaired_sources_and_targets_share_no_species() -> None:
    numbers = np.array([int(name.removeprefix("kind")) for name in NAMES], np.uint8)
    sources, targets = apart(Pairs(numbers, numbers, NAMES))
    assert not set(sources) & set(targets)
    assert set(sources) | set(targets) == set(numbers)
    assert abs(len(set(sources)) - len(set(targets))) <= 1


def test_sprites_are_read_where_both_colours_are(tmp_path: Path) -> None:
    for colour, names in (("regular", ("a", "a-x", "only")), ("shiny", ("a", "a-x"))):
        (tmp_path / colour / "female").mkdir(parents=True)
        for name in (*names, "female/a"):
            shade = (10 if colour == "regular" else 20, len(name), 0, 255)
            Image.new("RGBA", (18, 16), shade).save(tmp_path / colour / f"{name}.png")
    found = sprites_in(tmp_path)
    assert found.species == ("a", "a", "a")
    assert found.regular.shape == found.shiny.shape == (3, 16, 18, 4)
    assert found.regular[:, 0, 0, 1].tolist() == found.shiny[:, 0, 0, 1].tolist() == [1, 3, 8]
    assert (found.regular[..., 0] == 10).all()
    assert (found.shiny[..., 0] == 20).all()
    with pytest.raises(DataError, match="holds no sprite that is in both"):
        sprites_in(tmp_path / "nowhere")


def test_no_tested_species_is_seen_in_training() -> None:
    found = sprites_in(real_data("pokemon"))
    parts = split(task("shiny", found))
    assert len(parts["test"].species) >= 80
    assert not set(parts["train"].species) & set(parts["test"].species)
    sources, targets = apart(parts["train"])
    tested = {picture.tobytes() for picture in parts["test"].targets}
    assert not tested & {picture.tobytes() for picture in targets}
    assert len(sources) + len(targets) <= len(parts["train"].sources)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discs in place of sprites, and few rounds of what tells them apart."""
    monkeypatch.setattr(sprites, "sprites", toy)
    monkeypatch.setattr(sprites, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(sprite_measures, "ROUNDS", 2)


def short(setting: Setting) -> Setting:
    return replace(setting, steps=2, hyper=setting.hyper | {"width": 4, "batch_size": 4})


def test_every_setting_runs_and_the_table_holds_it(small: None) -> None:
    benchmark = replace(BENCHMARKS["sprites"], settings=tuple(map(short, sprites.SETTINGS)))
    found = {}
    for setting in benchmark.settings:
        figures = json.loads(json.dumps(benchmark.run(setting, 1), allow_nan=False))
        found[setting.name] = [figures | {"minutes": 1.0, "stale": False}] * 2
        made = np.load(sprites.kept(setting, 1))
        assert closeness(made, pairs_of()["test"])["iou"] >= 0
        assert figures["species"] == {"train": 32, "validation": 4, "test": 4}
    result = benchmark.report(benchmark, found)
    assert all(len(row) == len(result.columns) for row in result.rows)
    assert len(result.rows) == len(benchmark.settings) + 3 * 3
    assert len(result.goals) == 2 + 3 * 2 + 1
    stale = {key: [figures | {"stale": True} for figures in value] for key, value in found.items()}
    assert "(stale)" in table(result.columns, benchmark.report(benchmark, stale).rows)


def test_before_any_trial_there_is_a_table_without_figures_or_goals() -> None:
    benchmark = BENCHMARKS["sprites"]
    result = benchmark.report(benchmark, {setting.name: [] for setting in benchmark.settings})
    assert all(len(row) == len(result.columns) for row in result.rows)
    assert result.goals == ()


def trial(l1: float, auc: float, copied: float = 0.2) -> list[dict[str, Any]]:
    """One trial with such measures beside a copy and a worse baseline."""
    measures = {"l1": l1, "auc": auc, "psnr": 20.0, "exact": 0.5, "iou": 1.0}
    free = {"identity": measures | {"l1": copied}, "mean sprite": measures | {"l1": 2 * copied}}
    counts = {"train": 3, "validation": 1, "test": 1}
    return [{**measures, "baselines": free, "sprites": counts, "species": counts, "training_minutes": 1.0}]


def test_goals_compare_with_the_best_baseline_the_missing_critic_and_the_paired() -> None:
    benchmark = BENCHMARKS["sprites"]
    found = {setting.name: [] for setting in benchmark.settings} | {
        "grey-pix2pix": trial(0.12, 0.6),
        "grey-l1": trial(0.11, 0.66),
        "edges-pix2pix": trial(0.121, 0.62),
        "edges-l1": trial(0.1, 0.65),
        "shiny-pix2pix": trial(0.1, 0.5),
        "shiny-cyclegan": trial(0.12, 0.5),
    }
    found = {key: [figures | {"stale": False} for figures in value] for key, value in found.items()}
    goals = [(goal.result, goal.met) for goal in benchmark.report(benchmark, found).goals]
    assert goals == [
        ("0.600", True),
        ("9.1%", True),
        ("0.060", True),
        ("0.605", False),
        ("21.0%", False),
        ("0.030", False),
        ("0.800", True),
    ]
    found["shiny-pix2pix"] = [figures | {"l1": 0.25} for figures in found["shiny-pix2pix"]]
    last = benchmark.report(benchmark, found).goals[-1]
    assert (last.result, last.met) == ("there is none: pix2pix 0.0500 behind", False)
