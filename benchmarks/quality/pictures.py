"""Pictures of finished trials, for the gallery: sprites row by row, and gauges beside the distance of the samples."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality.estimates import ESTIMATED, GAUGES
from benchmarks.quality.sprite_measures import identity
from benchmarks.quality.sprite_tasks import Pairs, Pictures, split, sprites, task
from benchmarks.quality.sprites import SEEDS, SETTINGS, TASKS, kept
from benchmarks.quality.trials import Benchmark, Figures
from gansmith.errors import UsageError
from gansmith.report.overview import FAKE, REAL
from gansmith.storage.atomic import atomic_file, write_bytes
from gansmith.training.callbacks.image_grids import grid, png_bytes

COLUMNS, LARGER = 10, 2


def draw_sprites(folder: Path) -> list[Path]:
    """Write sprites-grey.png, sprites-edges.png and sprites-shiny.png of the first seed into a folder; return them.

    From the top: sources, what each setting of the task makes of them in the order of TASKS, targets; ten test species
    at even distances in the alphabet, chosen by nothing else. Raises UsageError where a trial has not been run.
    """
    made = {name: [_made(setting) for setting in settings] for name, settings in TASKS.items()}
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for name, rows in made.items():
        drawn.append(folder / f"sprites-{name}.png")
        write_bytes(drawn[-1], png_bytes(page(split(task(name, sprites()))["test"], rows)))
    return drawn


def page(pairs: Pairs, made: list[Pictures]) -> Pictures:
    """Return one picture (H, W, 3) whose rows are sources, each of what was made, and targets, a column a species.

    Twice as large, and without the borders that no target of these species reaches.
    """
    firsts = [pairs.species.index(name) for name in sorted(set(pairs.species))]
    columns = min(COLUMNS, len(firsts))
    chosen = [firsts[place * len(firsts) // columns] for place in range(columns)]
    rows = [identity(pairs, pairs.sources), *made, pairs.targets]
    shown = np.concatenate([row[chosen] for row in rows])
    reached = np.argwhere((pairs.targets[chosen, ..., 3] > 0).any(0))
    (top, left), (bottom, right) = reached.min(0), reached.max(0) + 1
    return grid(shown[:, top:bottom, left:right].repeat(LARGER, axis=1).repeat(LARGER, axis=2), columns)


def _made(setting: str) -> Pictures:
    path = kept(next(one for one in SETTINGS if one.name == setting), SEEDS[0])
    if not path.exists():
        raise UsageError(
            f"{path} is not there. Run the trial: python -m benchmarks.quality sprites --settings {setting} --seeds 1"
        )
    return np.asarray(np.load(path), np.uint8)


def draw_estimates(folder: Path) -> list[Path]:
    """Write estimates.png of all seeds into a folder, and return it; raises UsageError where no trial has been run.

    A row a setting: left the gauge and the distance over the steps, right one over the other.
    """
    found = _found(ESTIMATED)
    if not found:
        raise UsageError("No trial of estimates has been run. Run them: python -m benchmarks.quality estimates")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3 * len(found)), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, (name, trials) in zip(figure.subplots(len(found), 2, squeeze=False), found.items(), strict=True):
        _over_steps(axes[0], name, trials)
        _against(axes[1], name, trials)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "estimates.png"
    with atomic_file(path) as temporary:
        figure.savefig(temporary, dpi=110, format="png")
    return [path]


def _found(benchmark: Benchmark) -> dict[str, list[Figures]]:
    """Return the figures of all trials that have been run, by setting, without settings that have none."""
    trials = {
        setting.name: [figures for seed in benchmark.seeds if (figures := benchmark.found(setting, seed)) is not None]
        for setting in benchmark.settings
    }
    return {name: figures for name, figures in trials.items() if figures}


def _over_steps(axes: Any, name: str, trials: list[Figures]) -> None:
    beside = axes.twinx()
    for figures in trials:
        series = figures["series"]
        axes.plot(series["steps"], series["gauge"], color=REAL)
        beside.plot(series["steps"], series["distance"], color=FAKE, linestyle="--")
    axes.set(title=name, xlabel="step")
    axes.set_ylabel(GAUGES[name], color=REAL)
    beside.set_ylabel("Frechet distance", color=FAKE)
    beside.set_yscale("log")


def _against(axes: Any, name: str, trials: list[Figures]) -> None:
    for figures in trials:
        series = figures["series"]
        axes.plot(series["distance"], series["gauge"], "o", markersize=4, alpha=0.7)
    least, most = (f"{choose(figures['spearman'] for figures in trials):.2f}" for choose in (min, max))
    told = least if least == most else f"{least} to {most}"
    axes.set(title=f"Spearman {told}", xlabel="Frechet distance", ylabel=GAUGES[name])


FIGURES: Mapping[str, Callable[[Path], list[Path]]] = {"sprites": draw_sprites, "estimates": draw_estimates}
