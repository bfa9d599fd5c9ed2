"""Detect: train a detector of generated samples, and score files with it."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from gansmith.data.formats.image_listing import list_folder
from gansmith.data.load import Source
from gansmith.data.options import GivenOptions, given
from gansmith.data.outputs import require_free
from gansmith.detection.detector import Detector
from gansmith.detection.files import read_detector, write_detector
from gansmith.detection.learning import STEPS
from gansmith.detection.scores import Scores
from gansmith.detection.train import train
from gansmith.errors import UsageError
from gansmith.models.load import Recipe
from gansmith.storage.atomic import write_bytes
from gansmith.storage.places import possible

TABLES = (".csv",)  # endings of files of scores or classes


def train_detector(
    real: Source,
    generated: Mapping[str, Source] | list[Source],
    output: str | Path | None = None,
    *,
    count: int | None = None,
    steps: int = STEPS,
    seed: int = 0,
    range: tuple[float, float] | None = None,
    data_options: GivenOptions | None = None,
    recipe: Recipe | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Detector:
    """Train a detector of generated samples, and test it on samples and generators that it has not seen.

    All sets are brought to one form first: the same channels, size, JPEG compression, and rounding. Half of the samples
    train the network, 15 % stop the training, 15 % calibrate the probabilities, and 20 % test the detector. Equal
    samples lie in one part. With several generators, the detector is trained again without each of them.

    Parameters
    ----------
    real : str, Path or data in memory
        The real samples, as for `train`. Do not use samples that a generator was trained on if you have others.
    generated : dict or list
        The generated samples, one source for each generator, by name or in a list: a file, a folder, an array, or a run
        or model, whose samples are drawn.
    output : str or Path, optional
        Directory to write the detector to. By default nothing is written.
    count : int, optional
        Largest number of samples of each set, by default 10,000.
    steps : int, default 2000
        Most steps of the training, which stops earlier when the validation loss no longer falls.
    seed : int, default 0
        Seed of the parts, of the network and of the noise of models.
    range : (float, float), optional
        For images, where some sets hold 8-bit levels and others floats: the floats of black and white, such as (0, 1).
    data_options : DataOptions or dict, optional
        How to read the real samples, and the generated ones where it fits them.
    recipe : callable or str, optional
        For a model of a method of your own: its function, or where it is, as "file.py:function".
    progress : callable, optional
        A function of (done, total) steps of all trainings. It is called with 0 steps before the sets are read.

    Returns
    -------
    Detector
        The detector, with what its tests measured.

    Raises
    ------
    UsageError
        An option is out of range, the sets differ in shape or units, or the output exists.
    DataError
        A set cannot be read, or has fewer than 100 samples.

    Examples
    --------
    >>> import numpy as np
    >>> import gansmith
    >>> random = np.random.default_rng(0)
    >>> real, fake = random.normal(0, 1, (400, 3)), random.normal(3, 1, (400, 3))
    >>> detector = gansmith.train_detector(real, {"shifted": fake}, steps=100)
    >>> detector.measured.auc.value > 0.95
    True
    """
    if output is not None:
        sources = list(generated.values()) if isinstance(generated, Mapping) else generated
        _require_new(Path(output), [real, *sources])
    detector = train(
        real,
        generated,
        reading=given(data_options),
        count=count,
        steps=steps,
        seed=seed,
        levels=range,
        recipe=recipe,
        tell=progress,
    )
    if output is not None:
        write_detector(Path(output), detector)
    return detector


def load_detector(path: str | Path) -> Detector:
    """Return the detector in a directory. Loading runs no code of the files.

    Parameters
    ----------
    path : str or Path
        Directory that `train_detector` wrote.

    Returns
    -------
    Detector
        The detector.

    Raises
    ------
    DataError
        There is no detector, or it is damaged.
    """
    return read_detector(path)


def score_samples(
    detector: str | Path | Detector,
    data: Source,
    output: str | Path | None = None,
    *,
    prior: float = 0.5,
    data_options: GivenOptions | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Scores:
    """Return the probability that each sample is generated, and write it to a file.

    Samples that are unlike the training data of the detector get no probability.

    Parameters
    ----------
    detector : str, Path or Detector
        A detector, or its directory.
    data : str, Path or data in memory
        The samples: a file, a folder, an array, or a run or model, of which 1,000 samples are drawn.
    output : str or Path, optional
        A .csv file with a line for each sample: its number and, for a folder of images, its file; the probability, the
        distance from the training data, and the verdict. By default nothing is written.
    prior : float, default 0.5
        Share of generated samples that is expected, between 0 and 1.
    data_options : DataOptions or dict, optional
        How to read the samples. By default as the real training data was read.
    progress : callable, optional
        A function of (done, total) samples.

    Returns
    -------
    Scores
        Probabilities, distances, and which samples are unlike.

    Raises
    ------
    UsageError
        The samples have another shape or other columns than the training data, or an option is out of range.
    DataError
        The samples cannot be read, or there is no detector.
    """
    if output is not None:
        read = [data] if isinstance(detector, Detector) else [data, detector]
        require_free(possible(output), _places(read), TABLES)
    known = detector if isinstance(detector, Detector) else read_detector(detector)
    found = known.score(data, prior=prior, data_options=data_options, progress=progress)
    if output is not None:
        write_bytes(output, _table(found, files_of(data, len(found.unlike))))
    return found


def files_of(data: Source, count: int) -> list[str] | None:
    """Return the name of each sample's file, for a folder with one image in each; None for anything else."""
    place = Path(data) if isinstance(data, str | Path) else None
    if place is None or not place.is_dir():
        return None
    files = [str(file.name) for file in list_folder(place, str(place)).files]
    return files if len(files) == count else None


def as_csv(head: list[str], rows: list[list[object]]) -> bytes:
    """Return a table as comma-separated values, in UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode(errors="backslashreplace")


def _table(scores: Scores, files: list[str] | None) -> bytes:
    head = ["sample", *(["file"] if files else []), "probability", "distance", "verdict"]
    rows = []
    for place, verdict in enumerate(scores.verdicts):
        share, far = scores.probability[place], scores.distance[place]
        numbers = ["" if number != number else f"{number:.6g}" for number in (share, far)]
        rows.append([place, *([files[place]] if files else []), *numbers, verdict])
    return as_csv(head, rows)


def _places(sources: list[Source]) -> list[str | Path]:
    return [source for source in sources if isinstance(source, str | Path)]


def _require_new(output: Path, read: list[Source]) -> None:
    """Raise UsageError where the directory of a detector is there already, or its place is one of an input."""
    if possible(output).exists() and not (output.is_dir() and not any(output.iterdir())):
        raise UsageError(f"{output} exists already, and would be replaced. Choose another name, or remove it.")
    require_free(output, _places(read))
