"""A trained generator with its codec: it samples, translates, and is saved in one directory that needs nothing else."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gansmith.core.prior import Prior
from gansmith.core.randomness import key
from gansmith.core.sampling import labels_of, sample
from gansmith.core.shares import labels_in_shares
from gansmith.core.translation import memory_of, translate
from gansmith.data.codec.calibration import SAMPLES
from gansmith.data.codec.codec import Codec
from gansmith.data.expressions.columns import Columns
from gansmith.data.given import read_given
from gansmith.data.reader.library_errors import shown
from gansmith.data.storage.memory import available
from gansmith.drawing.notebook import image, table
from gansmith.errors import DataError, GansmithError, TooLarge, UsageError, option, printable, remark
from gansmith.methods.own import without_folders
from gansmith.methods.translators import SMALLEST
from gansmith.models.classes import asked_labels, index_of, namesake
from gansmith.models.conditions import Asked, as_told, asked_conditions, beyond
from gansmith.models.directory import write_model
from gansmith.models.rejection import TRIES
from gansmith.models.where import Drawn, Source, Texts, chosen, completed, requirements
from gansmith.networks.table import TEMPERATURE
from gansmith.records.model_card import Card
from gansmith.training.callbacks.image_grids import grid, png_bytes

_SHOWN = 16  # samples in a notebook
_NAMED = 10  # conditions that a line names
_LARGE = 1 << 20  # pixels of a picture from which on it is asked whether memory holds its translation


@dataclass(frozen=True)
class Model:
    """A trained generator that returns samples in the units of the data.

    `gansmith.load` returns models.

    Attributes
    ----------
    card : Card
        Description of the model: its method, hyper-parameters, classes, codec, and the origin of the data.
    network : torch.nn.Module
        The generator, in evaluation mode.
    prior : Prior
        Distribution of the noise, classes and codes that the generator takes.
    back : torch.nn.Module or None
        For a model that translates in both directions: the generator from targets to sources.

    Examples
    --------
    >>> import gansmith
    >>> run = gansmith.train("ring", "gan", steps=2, network="mlp", width=8, validate_every=0, sample_every=0)
    >>> model = gansmith.load(run.path)
    >>> model.sample(5, seed=1).shape
    (5, 2)
    """

    card: Card
    network: nn.Module
    prior: Prior
    back: nn.Module | None = None

    def __repr__(self) -> str:
        """Return what the model makes and how it was trained, in a line."""
        method, *rest = (fact for _, fact in self._facts())
        return f"Model({method}: {', '.join(rest)})"

    def _repr_html_(self) -> str:
        """Return the same for a notebook, with some samples."""
        drawn = ""
        with suppress(GansmithError):  # a translator has none without sources; a diverged model has no finite ones
            drawn = image(png_bytes(grid(self.sample(_SHOWN))), f"{_SHOWN} samples")
        return f"{table(self._facts())}{drawn}"

    def _facts(self) -> list[tuple[str, str]]:
        card = self.card
        made, count = card.codec.scale.low, sum(parameter.numel() for parameter in self.network.parameters())
        facts = [
            ("method", printable(without_folders(card.method))),
            ("samples", f"{' x '.join(map(str, made.shape))} {made.dtype}"),
        ]
        facts += [("trained", f"{card.steps:,} steps"), ("generator", f"{count:,} parameters")]
        told = [shown(quantity.name) for quantity in card.origin.conditions]
        facts += [("conditions", f"conditions {' '.join(told[:_NAMED])}")] if told else []
        return facts + ([("classes", f"{len(card.class_names):,} classes")] if card.class_names else [])

    def sample(
        self,
        count: int,
        *,
        seed: int = 0,
        label: str | int | None = None,
        labels: np.ndarray | None = None,
        code: Sequence[float] | None = None,
        truncation: float = 1.0,
        condition: Asked | None = None,
        where: Texts = (),
        rule: Texts = (),
        tries: int = TRIES,
        calibrate: bool = True,
    ) -> np.ndarray:
        """Return generated samples in the units, dtype, shape and range of the training data.

        The result depends on the weights, the seed and the arguments only. Sample i is the same for every count.
        Samples of a table meet the rules that it was trained with.

        Parameters
        ----------
        count : int
            Number of samples, at least 1.
        seed : int, default 0
            Seed of the noise.
        label : str or int, optional
            Class of all samples, by name or by index; or "balanced", the default: the classes come in turn; or
            "as-data": the classes come in the shares of the training data, as exactly as count allows. The class of
            sample i then depends on count. A class of one of these two names is asked for in quotes: '"as-data"'.
        labels : array of int, shape (count,), optional
            Class index of each sample, in place of `label`.
        code : sequence of float, optional
            Latent code of all samples, one value per code of the model: the number of a category, or a number from -1
            to 1. By default the categories of the first code come in turn, and the other codes are random.
        truncation : float, default 1.0
            Factor of the noise, above 0 and at most 1. Smaller values give samples that are more typical and more
            alike.
        condition : dict, optional
            Value of each condition by name, such as {"age": 63}: one for all samples, or one for each. By default
            conditions are drawn as in the training data, and those that are not named as they go with the others.
        where : str or sequence of str, optional
            Conditions of a table's columns, such as "age >= 60", "race in White, Black" or "workclass is missing".
            The first `count` samples that meet all of them are returned, and a line on stderr says which share does. A
            missing value meets none but the last. With `label`, classes come in turn, or in shares, in what is drawn.
        rule : str or sequence of str, optional
            Rules between columns, such as "high >= low" or "total = a + b within 0.5", beside those of the training. A
            missing value breaks none.
        tries : int, default 1000
            Most samples that are drawn for each that is returned, and for 100 at least.
        calibrate : bool, default True
            For tables: change each column by itself, so that its values come as often as in the training data. What the
            generator lacks is found on 20,000 samples of its own; how columns depend on each other stays.

        Returns
        -------
        array, shape (count, ...)
            The samples, along the first axis.

        Raises
        ------
        UsageError
            The model has no such class, code, condition or column, a value is out of range, too few samples meet the
            conditions, or the model translates images.
        """
        made = self.draw(
            count,
            seed=seed,
            label=label,
            labels=labels,
            code=code,
            truncation=truncation,
            where=where,
            condition=condition,
            rule=rule,
            tries=tries,
            calibrate=calibrate,
        )
        for said in made.said if where or rule else ():
            remark(f"{said}.")
        return made.samples

    def draw(
        self,
        count: int,
        *,
        seed: int = 0,
        label: str | int | None = None,
        labels: np.ndarray | None = None,
        code: Sequence[float] | None = None,
        truncation: float = 1.0,
        condition: Asked | None = None,
        where: Texts = (),
        rule: Texts = (),
        tries: int = TRIES,
        calibrate: bool = True,
    ) -> Drawn:
        """Return what `sample` does for the same arguments, with the classes, and what the samples were chosen from.

        Parameters
        ----------
        count : int
            As for `sample`.
        seed : int, default 0
            As for `sample`.
        label : str or int, optional
            As for `sample`.
        labels : array of int, shape (count,), optional
            As for `sample`.
        code : sequence of float, optional
            As for `sample`.
        truncation : float, default 1.0
            As for `sample`.
        condition : dict, optional
            As for `sample`; with `where` or rules, one value for all samples.
        where : str or sequence of str, optional
            As for `sample`.
        rule : str or sequence of str, optional
            As for `sample`.
        tries : int, default 1000
            As for `sample`.
        calibrate : bool, default True
            As for `sample`.

        Returns
        -------
        Drawn
            The samples, their classes and conditions, and how many of those that were drawn meet what is asked.

        Raises
        ------
        UsageError
            As for `sample`.
        """
        source = self._source(seed, label, code, truncation, calibrate, condition)
        if count < 1:
            raise UsageError(f"{option('count', count)}: ask for at least one sample.")
        number = asked_labels(self.card, self.prior.classes, count, label)
        if labels is not None:
            number = self._each(labels, count, label)
        asked = requirements(self.card, where, rule)
        values = source.conditions(0, count if asked is None else 1, number)
        for said in beyond(self.card, condition, values):
            remark(said)
        if asked is None:
            return source.draw(0, count, number)
        each = number if labels is not None and isinstance(number, Tensor) else None
        return chosen(source, count, asked, label=label, labels=each, tries=tries)

    def complete(
        self,
        given: Any,
        count: int = 1,
        *,
        seed: int = 0,
        label: str | int | None = None,
        code: Sequence[float] | None = None,
        truncation: float = 1.0,
        where: Texts = (),
        rule: Texts = (),
        calibrate: bool = True,
    ) -> Drawn:
        """Return rows of a table that are given in part, with the rest drawn by the model.

        Given values are kept. The others come from a sample with the same categories and the nearest numbers, by rank,
        of 50,000 or more: one of the nearest at random. Classes count as categories. This is approximate; the result
        says how far the nearest samples are.

        Parameters
        ----------
        given : str, Path, data frame, array or dict
            The rows: a file or frame with some or all of the columns, a dict of columns, or an array (N, D) of numbers.
            Absent columns and missing values are drawn.
        count : int, default 1
            How many times each row is completed.
        seed : int, default 0
            As for `sample`.
        label : str or int, optional
            As for `sample`.
        code : sequence of float, optional
            As for `sample`.
        truncation : float, default 1.0
            As for `sample`.
        where : str or sequence of str, optional
            Conditions that the completed rows meet, as for `sample`.
        rule : str or sequence of str, optional
            As for `sample`.
        calibrate : bool, default True
            As for `sample`.

        Returns
        -------
        Drawn
            The rows in their order, each `count` times in a row, their classes, and what is to be said of them.

        Raises
        ------
        UsageError
            The model is of no table, or has no such class or column.
        DataError
            The rows cannot be read, a value is none of its column, or a row cannot be completed as the rules demand.
        """
        columns = Columns.of(self.card.codec, self.card.origin, "given")
        if self.card.conditions is not None:
            raise UsageError(f"{option('given')}: a model of conditions completes no rows. Ask with {option('where')}.")
        source = self._source(seed, label, code, truncation, calibrate)
        asked = requirements(self.card, where, rule)
        rows = read_given(given, columns, self.card.origin, self.card.class_names[: self.prior.classes])
        return completed(source, rows, count, asked, label=label)

    def _source(
        self,
        seed: int,
        label: str | int | None,
        code: Sequence[float] | None,
        truncation: float,
        calibrate: bool,
        condition: Asked | None = None,
    ) -> Source:
        """Return the stream of samples; raises UsageError for a model of pictures, and for what is out of range."""
        if self.card.source is not None:
            raise UsageError(
                f"This model ({self.card.method}) makes pictures of pictures, not of noise. "
                "Use: gansmith translate RUN INPUT -o OUT."
            )
        if not 0.0 < truncation <= 1.0:
            raise UsageError(
                f"{option('truncation', f'{truncation:g}')}: give a factor of the noise above 0, and 1 at most."
            )
        if said := namesake(self.card.class_names[: self.prior.classes], label):
            remark(said)
        draw = partial(self.drawn, seed=seed, code=code, truncation=truncation, calibrate=calibrate)
        return Source(self.card, self.prior, self.network, draw, seed, condition)

    def drawn(
        self,
        count: int,
        seed: int,
        labels: int | Tensor | None = None,
        conditions: np.ndarray | None = None,
        *,
        code: Sequence[float] | None = None,
        truncation: float = 1.0,
        calibrate: bool = True,
        first: int = 0,
    ) -> np.ndarray:
        """Return samples of classes and conditions that are known to exist.

        Parameters
        ----------
        count : int
            Number of samples.
        seed : int
            Seed of the noise.
        labels : int or tensor of int64, shape (count,), optional
            Class of all samples, or of each. By default the classes come in turn.
        conditions : array of float, shape (count, K), optional
            Numbers in the order of `card.origin.conditions`. By default their means.
        code : sequence of float, optional
            As for `sample`.
        truncation : float, default 1.0
            As for `sample`.
        calibrate : bool, default True
            As for `sample`.
        first : int, default 0
            Number of the first sample, a multiple of those that are computed together.

        Returns
        -------
        array, shape (count, ...)
            The samples.
        """
        told, where = as_told(self.card, conditions), key(seed, "model")
        encoded = sample(
            self.network,
            self.prior,
            count,
            where,
            label=labels,
            code=code,
            truncation=truncation,
            numbers=told,
            first=first,
        )
        samples: np.ndarray = (self._calibrated if calibrate else self.card.codec).decode(encoded.numpy())
        return samples

    @cached_property
    def _calibrated(self) -> Codec:
        """The codec, of a table one that takes back what the generator lacks in each column."""
        codec = self.card.codec
        if codec.table is None:
            return codec
        where, counts = key(0, "calibration"), np.array(self.card.class_counts, np.int64)
        labels = torch.from_numpy(labels_in_shares(counts, SAMPLES)) if self.prior.classes and counts.any() else None
        classes = labels_of(self.prior, SAMPLES, labels)
        conditions = asked_conditions(
            self.card, self.prior, SAMPLES, 0, None if classes is None else classes.numpy(), None
        )
        told = as_told(self.card, conditions)
        rows = sample(self.network, self.prior, SAMPLES, where, label=labels, numbers=told).numpy()
        if not np.isfinite(rows).all():
            return codec
        return replace(codec, table=codec.table.calibrated(rows, TEMPERATURE))

    def translate(self, pictures: np.ndarray, *, back: bool = False) -> np.ndarray:
        """Return translated images in the units of the target images.

        The result depends on the weights and the image only. Each image keeps its height and width.

        Parameters
        ----------
        pictures : array, shape (N, H, W) or (N, H, W, C)
            Images in the units of the source images.
        back : bool, default False
            Translate from targets to sources.

        Returns
        -------
        array, shape (N, H, W) or (N, H, W, C)
            The translated images.

        Raises
        ------
        UsageError
            The model generates from noise, has no network for the way back, or cannot take images of this shape or
            size.
        DataError
            The images have other channels or another type than the training data, or missing values.
        """
        (start, end), network = self.codecs(back), self.back if back else self.network
        assert network is not None  # noqa: S101
        if pictures.ndim not in (3, 4) or min(pictures.shape[1:3]) < SMALLEST:
            raise UsageError(
                f"Samples of shape {pictures.shape[1:]} cannot be translated; pictures of {SMALLEST} x {SMALLEST} or "
                "more can."
            )
        height, width = pictures.shape[1:3]
        if height * width > _LARGE:
            _require_memory(network, start.shape[0], height, width)
        start, end = start.of_size(height, width), end.of_size(height, width)
        if not start.complete_rows(pictures).all():
            raise DataError(
                "Some pictures miss values, and such were left out of training. Fill or leave them out first."
            )
        made = translate(network, torch.from_numpy(start.encode(pictures).astype(np.float32)))
        samples: np.ndarray = end.decode(made.numpy().reshape(len(pictures), *end.shape))
        return samples

    def codecs(self, back: bool = False) -> tuple[Codec, Codec]:
        """Return the codecs of the images that are translated and of the resulting images.

        Parameters
        ----------
        back : bool, default False
            Return those of the translation from targets to sources.

        Returns
        -------
        tuple of Codec
            Codec of the input and codec of the output.

        Raises
        ------
        UsageError
            The model generates from noise, or has no network for the way back.
        """
        if self.card.source is None:
            raise UsageError(
                f"This model ({self.card.method}) makes samples of noise, not of pictures. Use: gansmith generate RUN "
                "-n COUNT -o OUT."
            )
        if not back:
            return self.card.source, self.card.codec
        if self.back is None:
            raise UsageError(
                f"{option('back')}: a model of {option('method', self.card.method)} leads one way only. Leave it out."
            )
        return self.card.codec, self.card.source

    def labels(self, count: int, *, label: str | int | None = None) -> np.ndarray | None:
        """Return the class of each sample that `sample` returns for the same arguments.

        Parameters
        ----------
        count : int
            Number of samples.
        label : str or int, optional
            As for `sample`.

        Returns
        -------
        array of int64, shape (count,), or None
            Class indices; None if the generator is not conditioned on classes.

        Raises
        ------
        UsageError
            The model has no such class.
        """
        told = labels_of(self.prior, count, asked_labels(self.card, self.prior.classes, count, label))
        return None if told is None else told.numpy()

    def conditions(
        self,
        count: int,
        *,
        seed: int = 0,
        label: str | int | None = None,
        labels: np.ndarray | None = None,
        condition: Asked | None = None,
    ) -> np.ndarray | None:
        """Return the conditions of the samples that `sample` returns for the same arguments.

        Parameters
        ----------
        count : int
            Number of samples.
        seed : int, default 0
            As for `sample`.
        label : str or int, optional
            As for `sample`.
        labels : array of int, shape (count,), optional
            As for `sample`.
        condition : dict, optional
            As for `sample`.

        Returns
        -------
        array of float64, shape (count, K), or None
            The numbers, in the order of `card.origin.conditions`; None if the model has no conditions.

        Raises
        ------
        UsageError
            The model has no such condition or class.
        """
        asked = self.labels(count, label=label) if labels is None else labels
        return asked_conditions(self.card, self.prior, count, seed, asked, condition)

    def _each(self, labels: np.ndarray, count: int, label: str | int | None) -> Tensor:
        """Return the classes of all samples; raises UsageError where they are not one for each, of those there are."""
        whole = labels.shape == (count,) and labels.dtype.kind in "iu" and label is None
        if not whole or ((labels < 0) | (labels >= self.prior.classes)).any():
            raise UsageError(
                f"labels of shape {labels.shape}: give {count} whole numbers from 0 to {self.prior.classes - 1}, or "
                "else one label for all."
            )
        return torch.from_numpy(labels.astype(np.int64))

    def label_index(self, label: str | int) -> int:
        """Return the index of a class.

        Parameters
        ----------
        label : str or int
            Name of the class, or its index if no class has that name.

        Returns
        -------
        int
            Index of the class, from 0.

        Raises
        ------
        UsageError
            The model has no such class; the text lists the classes.
        """
        return index_of(self.card.class_names[: self.prior.classes], label, self.card.method)

    def save(self, path: Path) -> Path:
        """Write the model to a directory, atomically.

        Parameters
        ----------
        path : Path
            The directory to write.

        Returns
        -------
        Path
            The directory.

        Raises
        ------
        GansmithError
            The directory cannot be written.
        """
        networks = {"generator": self.network} | ({} if self.back is None else {"back": self.back})
        return write_model(path, self.card, {name: network.state_dict() for name, network in networks.items()})


def _require_memory(network: nn.Module, channels: int, height: int, width: int) -> None:
    """Raise TooLarge where a picture would take more memory to translate than there is."""
    needed, there = memory_of(network, channels, height * width), available()
    if needed > there:
        raise TooLarge(
            f"A picture of {height} x {width} takes about {needed / 1e9:.1f} GB to translate, and {there / 1e9:.1f} GB "
            "are free. Cut it into parts, or make it smaller."
        )
