"""What pages say of results is what the benchmarks have measured."""

import json
import re
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.quality.tabular.page import COMPARED
from benchmarks.quality.tabular.sets import TABLES
from gansmith.augmentation.findings import Compared
from gansmith.augmentation.scores import Scores

ROOT = Path(__file__).resolve().parents[2]
TRIALS = ROOT / "benchmarks" / "results" / "trials"


def mean(table: str, contestant: str, key: str) -> float | None:
    """Return the mean of a measure over all seeds; None for one that the table does not have."""
    trials = sorted((TRIALS / f"tables-{table}").glob(f"{contestant}-?.json"))
    assert len(trials) == 3
    found = [json.loads(trial.read_text(encoding="utf-8"))["figures"].get(key) for trial in trials]
    return None if None in found else fmean(found)


def test_the_page_says_what_was_measured() -> None:
    ahead, behind = 0, list[tuple[str, str, float, float]]()
    for table in TABLES:
        for measure in COMPARED:
            ours, theirs = (mean(table.name, name, measure.key) for name in ("gansmith", "ctgan"))
            if ours is None or theirs is None:
                continue
            if ours > theirs if measure.more else ours < theirs:
                ahead += 1
            else:
                behind.append((table.name, measure.key, theirs, ours))
    page = (ROOT / "docs" / "how-to" / "tables.md").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", page[page.index("## How good it is") :])
    assert f"in {ahead} of {ahead + len(behind)} means" in text
    assert [(table, key) for table, key, _, _ in behind] == [("wine", "pair_mean")]
    assert all(f"{theirs:.3f} against {ours:.3f}" in text for *_, theirs, ours in behind)
    for key in ("told_apart", "taught"):
        theirs, ours = (mean("adult", name, key) for name in ("mostlyai", "gansmith"))
        assert f"{theirs:.3f} against {ours:.3f}" in text
    nearer = sum(_mean_of_columns(table.name, "copula") < _mean_of_columns(table.name, "gansmith") for table in TABLES)
    assert nearer == 4
    assert "nearer columns on four of the seven" in text


def test_the_page_on_features_says_what_was_measured() -> None:
    page = (ROOT / "docs" / "how-to" / "features.md").read_text(encoding="utf-8")
    rows = {
        "raw pixels": ["pixels"],
        "untrained discriminator, width 32 / 64": ["untrained-dense", "untrained-wide"],
        "the same network, trained on the 1,000 labels, width 32 / 64": ["supervised-dense", "supervised-wide"],
        "`dcgan`, width 32 / 64": ["dcgan-dense", "dcgan-wide"],
        "`infogan --invariance 0.3`, width 32": ["infogan-invariant-dense"],
    }
    for name, settings in rows.items():
        trials = [json.loads((TRIALS / "features-mnist" / f"{one}-0.json").read_text()) for one in settings]
        said = " / ".join(f"{fmean(trial['figures']['errors']):.1f} %" for trial in trials)
        assert f"| {name} | {said} |" in page


def _mean_of_columns(table: str, contestant: str) -> float:
    found = mean(table, contestant, "column_mean")
    assert found is not None
    return found


def figures(benchmark: str, trial: str) -> dict[str, Any]:
    """Return the figures of a trial."""
    found: dict[str, Any] = json.loads((TRIALS / benchmark / f"{trial}.json").read_text(encoding="utf-8"))["figures"]
    return found


def test_the_page_on_classifying_says_what_was_measured() -> None:
    page = (ROOT / "docs" / "how-to" / "classify.md").read_text(encoding="utf-8")
    for network, setting in {"`dense`, with `--invariance 1`": "cnn", "`mlp`": "mlp"}.items():
        found = figures("classify", f"{setting}-0")
        assert f"| {network} | {found['errors']:,} | {found['baseline_errors']:,} |" in page


def test_the_page_on_rare_classes_says_what_was_measured() -> None:
    page = (ROOT / "docs" / "how-to" / "augment.md").read_text(encoding="utf-8")
    ways = figures("imbalance-mnist", "plain-0")["ways"] | figures("imbalance-mnist", "cgan-0")["ways"]
    rows = {name: name for name in ("none", "SMOTE", "oversampling", "moved threshold")}
    for way, name in (rows | {"GAN": "`cgan`, 10,000 steps"}).items():
        cells = [f"{100 * ways[key]['accuracy']:.1f} %" for key in (way, f"{way} + shifts")]
        assert f"| {name} | {' | '.join(cells)} |" in page
    best = f"{100 * ways['half GAN + shifts']['accuracy']:.1f} %"
    assert f"| `cgan`, half of the added digits repeated real ones | | {best} |" in page
    for setting, said in {"german": "`german`", "abalone-9-18": "`abalone`"}.items():
        trials = [figures("imbalance-tables", f"{setting}-{split}")["ways"] for split in range(10)]
        found = Compared({way: tuple(Scores(**one[way]) for one in trials) for way in trials[0]}).gain("accuracy")
        assert not found.is_gain
        gain = re.escape(f"{100 * found.mean:+.1f} ± {100 * found.half_width:.1f}")
        assert re.search(f"{gain}[a-z ]* on {said}", page)


def test_the_page_on_detectors_says_what_was_measured() -> None:
    page = (ROOT / "docs" / "how-to" / "detect.md").read_text(encoding="utf-8")
    names = {"dcgan": "`dcgan`", "r3gan": "`r3gan`", "wgan-gp-mlp": "`wgan-gp`, perceptron"}
    every = figures("detect-mnist", "all-0")
    rows = {told: figures("detect-mnist", f"{name}-0")["aucs"] for name, told in names.items()}
    rows |= {"both others": every["unseen"], "all three": every["aucs"]}
    for told, found in rows.items():
        assert f"| {told} | {' | '.join(f'{found[name]:.2f}' for name in names)} |" in page
    assert f"calibration error of the last detector is {every['ece']:.3f}." in page


def test_the_page_on_the_latent_space_says_what_was_measured() -> None:
    page = (ROOT / "docs" / "how-to" / "latent-space.md").read_text(encoding="utf-8")
    digits = fmean(figures("invert", f"mnist-{seed}")["ratio"] for seed in (0, 1))
    assert f"reached {digits:.2f} of the nearest training sample's error" in page
    assert f"`r3gan` reached {figures('invert', 'planets-r3gan-0')['ratio']:.2f} after 6,000 steps" in page
    assert f"a DCGAN of 1,500 steps {figures('invert', 'planets-0')['ratio']:.1f} times that error" in page
