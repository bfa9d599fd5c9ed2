"""The result of an export."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gansmith.errors import printable
from gansmith.export.agreement import Agreement


@dataclass(frozen=True)
class Export:
    """An exported model.

    Attributes
    ----------
    path : Path
        The file or folder written.
    agreement : Agreement
        How far the samples of the written file are from torch's.
    facts : dict
        What the file says of itself: method, inputs, output, classes and columns.
    notes : tuple of str
        What the exported model does not do as gansmith does, in words.
    """

    path: Path
    agreement: Agreement
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        inputs = ", ".join(f"{one['name']} {_shape(one)}" for one in self.facts["inputs"])
        share = self.agreement.ties
        ties = f"; {share:.2%} of the values are ties of categories and were not compared" if share else ""
        output, batches = self.facts["output"], ", ".join(map(str, self.agreement.batches))
        return (
            f"{printable(str(self.path))}: inputs {inputs}; samples {_shape(output)} of {output['dtype']}, in "
            f"{output['units'].replace('those of the training data', 'the units of the training data')}.\n"
            f"  compared with torch at batches {batches}: largest difference {self.agreement.largest:.1e} of the "
            f"spread of the data, beyond rounding{ties}"
        )

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON values.

        Returns
        -------
        dict
            Output, agreement, facts and notes.
        """
        document = {"output": str(self.path), "agreement": self.agreement.to_json(), "model": dict(self.facts)}
        return {**document, "notes": list(self.notes)}


def _shape(one: Mapping[str, Any]) -> str:
    return f"({', '.join(map(str, one['shape']))})"
