"""The result of an augmentation: all samples, which of them are generated, and whether that helped."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.augmentation.findings import Check


@dataclass(frozen=True, eq=False)
class Augmented:
    """Real samples and, after them, generated samples of the classes that lacked some.

    Attributes
    ----------
    samples : array, shape (N, ...)
        The samples in the units and dtype of the data, real ones first, unchanged and in their order.
    labels : array of int64, shape (N,)
        Class index of each sample, -1 if unknown.
    class_names : tuple of str
        Name of each class.
    synthetic : array of bool, shape (N,)
        Which samples are generated.
    conditions : array of float64, shape (N, K), or None
        Conditions of each sample, for data with conditions.
    added : dict
        Number of generated samples by class.
    refused : dict
        Number of generated samples by class that were refused as copies of training samples.
    run : Path or None
        The run that was trained or used.
    check : Check or None
        Whether the generated samples help a classifier; None without a check.
    notes : tuple of str
        What was chosen, changed or left out, in words.
    mark : Path or None
        The file that says of the written one that it is partly synthetic; None where that says so itself.
    """

    samples: np.ndarray
    labels: npt.NDArray[np.int64]
    class_names: tuple[str, ...]
    synthetic: npt.NDArray[np.bool_]
    conditions: npt.NDArray[np.float64] | None
    added: Mapping[str, int]
    refused: Mapping[str, int]
    run: Path | None
    check: Check | None
    notes: tuple[str, ...] = ()
    mark: Path | None = None

    def __repr__(self) -> str:
        """Return how many samples there are, and whether they helped."""
        helped = "" if self.check is None else f", helped: {self.check.helped}"
        return f"Augmented({len(self.samples):,} samples, {int(self.synthetic.sum()):,} of them generated{helped})"

    def to_json(self) -> dict[str, Any]:
        """Return the result without the samples, as JSON values.

        Returns
        -------
        dict
            Counts by class, the run, the check and the notes.
        """
        counts = np.bincount(self.labels[self.labels >= 0], minlength=len(self.class_names))
        return {
            "samples": len(self.samples),
            "generated": int(self.synthetic.sum()),
            "classes": dict(zip(self.class_names, counts.tolist(), strict=True)),
            "added": dict(self.added),
            "refused": dict(self.refused),
            "run": None if self.run is None else str(self.run),
            "check": None if self.check is None else self.check.to_json(),
            "mark": None if self.mark is None else str(self.mark),
            "notes": list(self.notes),
        }
