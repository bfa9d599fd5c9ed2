"""Names under which arrays are written: those that were read, unless they would do harm or be lost.

What a model calls its variables may be a stranger's word: as a member of an archive "../../x" leaves the folder that it
is unpacked in, and in an HDF5 file "a/b" has no place beside an array called "a".
"""

import re
from collections.abc import Callable
from dataclasses import replace

from gansmith.data.dataset import Origin
from gansmith.data.formats.conditions import renamed
from gansmith.data.formats.records import is_of_records
from gansmith.data.reader.library_errors import shown
from gansmith.errors import printable

_LONGEST = 60_000  # bytes, below what a .npz archive and an HDF5 file hold
_DEEPEST = 100  # groups within groups, as deep as is read again
_MATLAB = re.compile(r"[A-Za-z]\w{0,62}", re.ASCII)
TABLES = ("csv", "tsv", "txt", "xlsx", "parquet")


def harmless(origin: Origin, kind: str, *, labelled: bool) -> tuple[Origin, str]:
    """Return the origin with names that a file of this kind takes, and what to say of one that was changed, or ""."""
    if kind in TABLES:
        origin, changed_name = _table(origin, labelled)
        used = (*origin.columns, *((origin.label or "label",) if labelled else ()))
        origin, more = renamed(origin, lambda name, taken: "another column has that name" * (name in taken), used)
        return origin, " ".join(filter(None, (changed_name, *more)))
    takes = {"npz": _member, "h5": _path, "mat": _matlab}.get(kind)
    if is_of_records(origin) and kind in ("npy", "npz", "h5"):
        return _records(origin, takes, labelled)
    if takes is None:
        return origin, ""
    changed: list[str] = []
    variable, label = origin.variable or "data", origin.label or "labels"
    if why := takes(variable):
        changed.append(_said("the variable", variable, "data", why))
        variable = "data"
    if labelled:
        end = ".npy" if kind == "npz" else ""
        why = takes(label) or _clash(variable + end, label + end)
        if why:
            new = next(name for name in ("labels", "labels_2") if not _clash(variable + end, name + end))
            changed += [_said("the labels", label, new, why)] if label != new and origin.label else []
            label = new
    end = ".npy" if kind == "npz" else ""
    used = (variable, *((label,) if labelled else ()))
    origin, more = renamed(
        replace(origin, variable=variable, label=label),
        lambda name, taken: takes(name) or next(filter(None, (_clash(one + end, name + end) for one in taken)), ""),
        used,
    )
    return origin, " ".join((*changed, *more))


def _table(origin: Origin, labelled: bool) -> tuple[Origin, str]:
    columns, changed = origin.columns, list[str]()
    if len(set(columns)) < len(columns):
        columns = ()
        changed.append("Columns are written as c0, c1 and so on, since two of the model's have one name.")
    label = origin.label or "label"
    if labelled and label in columns:
        new = next(name for number in range(2, len(columns) + 3) if (name := f"{label}_{number}") not in columns)
        changed += [_said("the label column", label, new, "another column has that name")]
        label = new
    return replace(origin, columns=columns, label=label), " ".join(changed)


def _records(origin: Origin, takes: Callable[[str], str] | None, labelled: bool) -> tuple[Origin, str]:
    """Return the origin of a structured array, whose fields have names as columns have, but none that is empty."""
    named, changed = _table(origin, labelled)
    odd = [name for name in (*named.columns, named.label or "label") if not name or "\0" in name]
    if odd:
        named, changed = replace(named, columns=(), label="label"), "Fields are written as c0, c1 and so on."
    if takes is not None and named.variable and (why := takes(named.variable)):
        changed = " ".join([_said("the variable", named.variable, "data", why), changed]).rstrip()
        named = replace(named, variable="data")
    return named, changed


def _said(what: str, name: str, new: str, why: str) -> str:
    return f"{what[0].upper()}{what[1:]} {shown(name)!r} is written as {new!r}, since {why}."


def _path(name: str) -> str:
    """Return why a name cannot be that of an array in a file with folders, "" where it can."""
    parts = name.split("/")
    if not all(parts) or {".", ".."} & set(parts) or len(parts) > _DEEPEST:
        return "as a path it leads elsewhere"
    return "it is too long" if len(name.encode()) > _LONGEST else "it holds a NUL" if "\0" in name else ""


def _member(name: str) -> str:
    """Likewise of a member of an archive, which may be unpacked on any system."""
    if "\\" in name or re.match(r"[A-Za-z]:(/|$)", name):
        return "as a path it leads elsewhere"
    return _path(name) or ("it holds what is not seen" if printable(name) != name else "")


def _matlab(name: str) -> str:
    return "" if _MATLAB.fullmatch(name) else "MATLAB takes up to 63 letters, digits and _, a letter first"


def _clash(one: str, other: str) -> str:
    if one == other:
        return "the samples have that name"
    return "the samples' name is part of it" if _within(one, other) or _within(other, one) else ""


def _within(inner: str, outer: str) -> bool:
    return inner.startswith(f"{outer}/")
