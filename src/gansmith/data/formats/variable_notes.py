"""What is said of variables of a file that are not read, and which is called as sampling rates are."""

import re
from collections.abc import Callable, Iterator, Mapping
from math import prod

from gansmith.data.chunks import Array
from gansmith.data.dataset import Dataset
from gansmith.data.labels import OBVIOUS_NAMES
from gansmith.data.reader.library_errors import shown
from gansmith.errors import option

Shape = tuple[int, ...]
Found = Mapping[str, tuple[Shape, str]]  # name: shape, dtype or TEXT

TEXT = "text"  # in place of the dtype of variables that hold names
RECORDS = "records"  # likewise of structured arrays
_FEW = 5  # variables left out that are named
_MOST_LISTED = 20
_RATES = {"fs", "rate", "srate", "sr", "sfreq", "samplerate", "sample_rate", "sampling_rate", "samplingrate"}
_FASTEST = 1 << 31  # moments a second


def rate_among(found: Found, load: Callable[[str], Array]) -> tuple[str, int] | None:
    """Return the variable of one whole number that is called as sampling rates are, and the number."""
    for name, (shape, dtype) in found.items():
        if last_word(name) in _RATES and prod(shape) == 1 and dtype != TEXT:
            value = float(load(name).reshape(-1)[0])
            if 1 <= value < _FASTEST and value == int(value):
                return name, int(value)
    return None


def notes_of_rest(
    found: Found,
    refused: Mapping[str, str],
    chosen_by_name: str | None,
    aside: str | None,
    dataset: Dataset,
    label: str | None,
) -> Iterator[str]:
    """Yield notes of variables that are not read: those that may be labels, and all where nobody chose one."""
    chosen, count = (dataset.origin.variable, label, aside), len(dataset)
    rest = {name: one for name, one in found.items() if name not in chosen and not is_obvious(name)}
    alike = [
        name
        for name, (shape, kind) in rest.items()
        if kind != RECORDS and prod(shape) == max(shape, default=1) == count
    ]
    if label is None and alike:
        names = " and ".join(map(shown, alike[:_FEW]))
        yield (
            f"{names} {'has' if len(alike) == 1 else 'have'} one value for each sample: {option('label', alike[0])} "
            "if these are classes"
        )
    hidden = {name: reason for name, reason in refused.items() if not is_obvious(name)}
    if chosen_by_name is None and (rest or hidden):
        named = [listing(rest, {}, most=_FEW)] if rest else []
        named += [shown(name) for name in [*hidden][:_FEW]] + ["more"] * (len(hidden) > _FEW)
        yield f"variables that are left out: {'; '.join(named)}; {option('variable', 'NAME')} chooses another"


def last_word(name: str) -> str:
    """Return a variable's own name, in small letters, without the groups or structs that it lies in."""
    return re.split("[/.]", name)[-1].lower()


def is_obvious(name: str) -> bool:
    return last_word(name) in OBVIOUS_NAMES


def listing(found: Found, refused: Mapping[str, str], most: int = _MOST_LISTED) -> str:
    names = [*found, *refused]
    entries = []
    for name in names[:most]:
        if name in found:
            shape, dtype = found[name]
            entries.append(f"{shown(name)} {shown('x'.join(map(str, shape))) or 'scalar'} {dtype}")
        else:
            entries.append(f"{shown(name)} ({refused[name]})")
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return "; ".join(entries + more) or "nothing"
