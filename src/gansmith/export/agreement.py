"""Whether a written file makes what torch makes: at several batch sizes, to 1e-5 of the spread of the data.

Values of a table may also be as far apart as 1e-5 in the network's output makes them: columns of far values are steep.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch

from gansmith.data.codec.codec import Codec
from gansmith.errors import DivergedError, GansmithError
from gansmith.export.decoder import Exact, Spread

BATCHES = (1, 2, 7, 64)
TOLERANCE = 1e-5  # of the spread of the data
_UNCERTAIN = 0.5  # the largest share of values of which rounding decides which category or range they are of


class Compared(Protocol):
    """A program that is compared: its inputs by name, its samples before they are rounded, and its data."""

    @property
    def codec(self) -> Codec: ...

    @property
    def spread(self) -> Spread: ...

    def drawn(self, count: int, seed: int) -> dict[str, torch.Tensor]:
        """Return inputs (count, ...) by name."""
        ...

    def exact(self, *given: torch.Tensor) -> Exact:
        """Return samples before they are rounded."""
        ...


Run = Callable[[dict[str, np.ndarray]], np.ndarray]


@dataclass(frozen=True)
class Agreement:
    """How far a file's samples were from torch's: the largest difference, as a share of the spread, and where.

    Attributes
    ----------
    batches : tuple of int
        Batch sizes that were compared.
    largest : float
        Largest difference beyond rounding and, in tables, beyond what 1e-5 in the network's output makes, in units of
        the spread of the data.
    ties : float
        Share of the values that were not compared, because two categories are equally likely but for rounding.
    tolerance : float
        Largest difference that is accepted.
    """

    batches: tuple[int, ...]
    largest: float
    ties: float = 0.0
    tolerance: float = TOLERANCE

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as JSON values.

        Returns
        -------
        dict
            Batch sizes, largest difference, ties and tolerance.
        """
        found = {"batches": list(self.batches), "largest_difference": self.largest, "ties": self.ties}
        return {**found, "tolerance": self.tolerance}


def compared(program: Compared, run: Run, engine: str, batches: Sequence[int] = BATCHES) -> Agreement:
    """Return how far the samples of `run`, of inputs by name, are from torch's.

    Values that are rounded may differ by half a step from torch's before rounding, and by the tolerance. Raises
    GansmithError where they differ by more, or a batch size does not run.
    """
    largest = ties = 0.0
    for seed, batch in enumerate(batches):
        given = program.drawn(batch, seed)
        try:
            made = run({name: tensor.numpy() for name, tensor in given.items()})
        except Exception as error:  # each engine raises errors of its own
            raise GansmithError(
                f"{engine} does not run the exported model with a batch of {batch}, so nothing is written: "
                f"{str(error).strip().splitlines()[0][:200]}"
            ) from error
        difference, tied = _difference(program, made, tuple(given.values()), batch)
        largest, ties = max(largest, difference), ties + tied * batch / sum(batches)
        if largest > TOLERANCE:
            raise GansmithError(
                f"The exported model differs from torch by {largest:.1e} of the spread of the data at a batch of "
                f"{batch}, more than {TOLERANCE:.0e}, so nothing is written. Generate with gansmith instead."
            )
    return Agreement(tuple(batches), largest, ties)


def _difference(
    program: Compared, made: np.ndarray, given: tuple[torch.Tensor, ...], batch: int
) -> tuple[float, float]:
    """Return the largest difference beyond rounding, over the spread, and the share of values that are not compared."""
    with torch.inference_mode():
        exact = program.exact(*given)
    values, step, certain = (part.numpy() for part in exact)
    if made.shape != values.shape:
        raise GansmithError(
            f"The exported model makes samples of shape {made.shape} of a batch of {batch} and torch {values.shape}, "
            "so nothing is written."
        )
    gaps = np.isnan(values)
    if not np.isfinite(values[~gaps]).all() or (gaps.any() and program.codec.missing != "model"):
        raise DivergedError("Samples of the model are not finite: it has diverged. Export an earlier checkpoint.")
    tied = float(1 - certain.mean())
    if tied > _UNCERTAIN:
        raise GansmithError(
            f"In {tied:.0%} of the values two categories are equally likely, so that rounding decides, and the "
            "exported model cannot be compared. Nothing is written: train for longer."
        )
    if (np.isnan(made.astype(np.float64)) != gaps)[certain].any():
        return float("inf"), tied
    width, size = np.maximum(program.spread.width, np.finfo(np.float64).tiny), program.spread.largest
    digits = np.finfo(made.dtype).eps * size if made.dtype.kind == "f" else 0.0
    apart = np.abs(made.astype(np.float64) - values) - step / 2 - digits - 4 * np.finfo(np.float64).eps * size
    beyond = np.where(certain & ~gaps, np.maximum(apart, 0.0), 0.0) / width
    return float(beyond.max(initial=0.0)), tied
