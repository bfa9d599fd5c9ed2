"""What the files of a folder, each a sample, do not share, and what is to be said of some of them: counted by kind."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gansmith.data.dataset import Detail
from gansmith.data.formats.sample_file import Sample

_MOST = 5  # notes on files, and values that a note names
_ALIKE = (  # details of scans, what they are, and what to do where they differ
    ("modality", "modality", "Keep files of one modality"),
    ("colours", "kind of colours (PhotometricInterpretation)", "Convert them to one kind"),
    ("plane", "plane of the body", "Keep files of one plane"),
    ("pixel", "size of a pixel", "Resample them to one size, unless it does not matter"),
    (
        "axes_lead_to",
        "orientation, once rows are upright",
        "Bring all to one orientation, as by fslreorient2std",
    ),
    ("slope", "rescale slope", "Their values are in units all the same; each file written gets a slope of its own"),
)


@dataclass
class Unlike:
    """What is met as files are read, one after the other."""

    values: dict[str, dict[Detail, list[Path]]] = field(default_factory=dict)
    said: dict[str, list[Path]] = field(default_factory=dict)

    def add(self, file: Path, sample: Sample) -> None:
        """Note what one file says of itself."""
        details = {**sample.details, "pixel": _pixel(sample.details)}
        for name, _, _ in _ALIKE:
            self.values.setdefault(name, {}).setdefault(details.get(name, ""), []).append(file)
        for note in sample.notes:
            self.said.setdefault(note.removeprefix(str(file)), []).append(file)

    def differs(self, name: str) -> bool:
        """Whether files differ in a detail."""
        return len(self.values.get(name, ())) > 1

    @property
    def notes(self) -> tuple[str, ...]:
        """What the files differ in, and the notes on files, the same of several in one."""
        differing = [
            f"the files differ in their {what}: {_counted(self.values[name])}. {remedy}"
            for name, what, remedy in _ALIKE
            if self.differs(name)
        ]
        said = [f"{_first(files)}{note}" for note, files in self.said.items()]
        more = sum(map(len, [*self.said.values()][_MOST:]))
        rest = [f"{more:,} more files have such a note"] if more else []
        return (*differing, *said[:_MOST], *rest)


def _first(files: list[Path]) -> str:
    return str(files[0]) + (f" (and {len(files) - 1:,} more of the files)" if len(files) > 1 else "")


def _counted(values: Mapping[Detail, list[Path]]) -> str:
    """Return how many files have each value, the most frequent first, with the name of one file of each."""
    counts = Counter({value: len(files) for value, files in values.items()}).most_common()
    parts = [f"{value or 'none'} in {count:,}, such as {values[value][0]}" for value, count in counts[:_MOST]]
    more = f", and {len(counts) - _MOST:,} more" if len(counts) > _MOST else ""
    return "; ".join(parts) + more


def _pixel(details: Mapping[str, Detail]) -> Detail:
    """Return the size of a pixel as a DICOM file says it, or as follows from the orientation of a volume."""
    affine = str(details.get("affine", "")).split()
    if not affine:
        return details.get("pixel", "")
    sides = np.linalg.norm(np.asarray(affine, np.float64).reshape(4, 4)[:3, :3], axis=0)
    return " x ".join(f"{side:.3g}" for side in sides) + " mm"
