"""Conditions of samples in files beside those that have no place for them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gansmith.data.chunks import Array
from gansmith.data.dataset import Origin
from gansmith.data.formats.conditions import samples_in, sidecar, table_beside, write_table
from gansmith.data.formats.registry import BESIDE, format_of
from gansmith.data.quantities import by_name
from gansmith.errors import UsageError, remark
from gansmith.storage.atomic import atomic_file

WITHOUT_CONDITIONS = (*BESIDE, "zip")  # formats of files that have no place for them; a .wav file holds one sample


def write_conditions_beside(target: Path, kind: str, origin: Origin, conditions: Array) -> None:
    """Write the conditions of samples in files that have no place for them."""
    if kind == "zip":
        beside = [table_beside(target)]
        with atomic_file(beside[0]) as temporary:
            write_table(temporary, samples_in(target), origin, conditions)
    else:
        arrays = {sidecar(target, name): array for name, array in by_name(conditions, origin.conditions).items()}
        for place, array in arrays.items():
            with atomic_file(place) as temporary, temporary.open("wb") as file:
                np.save(file, array, allow_pickle=False)
        beside = list(arrays)
    remark(f"{target}: the conditions of the samples are in {', '.join(map(str, beside))}.")


def require_free_conditions(target: Path, names: Sequence[str]) -> None:
    """Raise UsageError where files of conditions would be one, or would replace somebody else's."""
    beside = [table_beside(target)] if format_of(target) == "zip" else [sidecar(target, name) for name in names]
    if len({*beside}) < len(beside):
        raise UsageError(f"{target}: two conditions would be written to one file. Write .npz, which takes any names.")
    there = next((place for place in beside if place.exists() and not target.exists()), None)
    if there is not None:
        raise UsageError(f"{there} would be replaced by a condition of {target}. Choose another name, or remove it.")
