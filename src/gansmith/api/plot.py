"""Plot: the real samples of a run's data beside generated ones, with their statistics, in one figure."""

from pathlib import Path

import numpy as np

from gansmith.config.command_line import shown
from gansmith.data.dataset import Dataset
from gansmith.data.load import MOVED
from gansmith.data.outputs import require_free
from gansmith.errors import UsageError, printable, remark
from gansmith.methods.registry import given_name
from gansmith.models.model import Model, Recipe, load
from gansmith.records.data_places import read_of_run
from gansmith.records.directory import RunDirectory
from gansmith.records.run_record import learned_from, read_run
from gansmith.report.overview import save_comparison
from gansmith.storage.places import possible

SAMPLES = 1000  # at most, for the statistics
FORMATS = (".png", ".pdf", ".svg", "")


def plot(
    run: str | Path,
    output: str | Path,
    *,
    data: str | Path | np.ndarray | None = None,
    seed: int = 0,
    recipe: Recipe | None = None,
) -> Path:
    """Draw real beside generated samples, their mean, standard deviation and spectrum; return where.

    data: where the real samples are, if they are not where they were when the run was made. recipe: as for `load`.
    Data that is not what the run was trained on is drawn, and that is said.
    """
    again = (data,) if isinstance(data, (str, Path)) else ()
    _check(possible(output), (*learned_from(possible(run)), *again))
    if not (Path(run) / "config.json").is_file():
        raise UsageError(f"{run} is not a run directory, so its real data is not known. Name the run, not its model.")
    model = load(run, recipe=recipe)
    known = read_run(RunDirectory.open(Path(run)), recipe=None if recipe is None else given_name(recipe))
    dataset, _ = read_of_run(RunDirectory(Path(run)), known.settings.data, data, known.data_sha256, MOVED)
    chosen = np.random.default_rng(seed).permutation(len(dataset))[:SAMPLES]  # not sorted: data often is, by class
    codec = model.card.codec
    real, fake = codec.encode(dataset.values[chosen]), codec.encode(_made(model, dataset, chosen, seed))
    drawn = save_comparison(real, fake, output, title=f"{printable(Path(run).name)}, {model.card.steps:,} steps")
    if dataset.sha256 != known.data_sha256:
        remark(f"{shown(dataset.origin.path)} is not what {run} was trained on; it is drawn as it is.")
    return drawn


def _made(model: Model, dataset: Dataset, chosen: np.ndarray, seed: int) -> np.ndarray:
    """Return as many samples, or translations of the sources that belong to the chosen."""
    if dataset.source is None:
        return model.sample(len(chosen), seed=seed)
    return model.translate(dataset.source.values[chosen % len(dataset.source)])


def _check(output: Path, inputs: tuple[str | Path, ...]) -> None:
    if output.suffix.lower() not in FORMATS:
        raise UsageError(f"{output}: a picture is a {', '.join(filter(None, FORMATS))}. Choose one of these endings.")
    require_free(output, inputs)
