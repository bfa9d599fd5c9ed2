"""A trained generator with its codec: it samples, translates, and is saved in one directory that needs nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from torch import Tensor, nn

from gansmith.core.prior import Prior
from gansmith.core.randomness import key
from gansmith.core.sampling import labels_of, sample
from gansmith.data.codec.codec import Codec
from gansmith.models import sampling, translation
from gansmith.models.calibration import calibrated
from gansmith.models.classes import asked_labels, index_of
from gansmith.models.conditions import Asked, as_told, asked_conditions
from gansmith.models.directory import write_model
from gansmith.models.display import as_html, as_line
from gansmith.records.model_card import Card


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
        return as_line(self)

    def _repr_html_(self) -> str:
        """Return the same for a notebook, with some samples."""
        return as_html(self)

    sample = sampling.sample
    draw = sampling.draw
    complete = sampling.complete

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
        encoded = partial(
            sample,
            prior=self.prior,
            count=count,
            seed=key(seed, "model"),
            label=labels,
            code=code,
            truncation=truncation,
            numbers=as_told(self.card, conditions),
            first=first,
        )
        return self._decoded(encoded, calibrate=calibrate)

    def _decoded(self, encoded: Callable[[nn.Module], Tensor], *, calibrate: bool) -> np.ndarray:
        """Return what a network makes, in the units of the data."""
        codec = self._calibrated if calibrate else self.card.codec
        samples: np.ndarray = codec.decode(encoded(self.network).numpy())
        return samples

    @cached_property
    def _calibrated(self) -> Codec:
        return calibrated(self.card, self.prior, self.network)

    translate = translation.translate
    codecs = translation.codecs

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
