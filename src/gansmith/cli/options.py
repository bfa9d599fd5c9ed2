"""Flags that several commands share, and flags that follow from the options and hyper-parameters declared elsewhere."""

from collections.abc import Collection, Mapping
from dataclasses import field, make_dataclass
from dataclasses import fields as dataclass_fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast, get_origin, get_type_hints

from cyclopts import Group, Parameter

from gansmith.data.options import DataOptions
from gansmith.data.reader.library_errors import shown
from gansmith.declaration import declared, defaults
from gansmith.errors import UsageError

TRAINING, USES, LATENT = (
    Group(name, sort_key=place) for place, name in enumerate(("Train", "Use a model", "Latent space"))
)
READING = Group("Data options", sort_key=2)


def flag(text: str, *names: str) -> Parameter:
    """Return the line of help of a flag, and its names where they are not that of the parameter."""
    return Parameter(name=list(names) or None, help=text)


Seed = Annotated[int, flag("random seed; the same seed gives the same samples")]
Quiet = Annotated[bool, flag("no output")]
Json = Annotated[bool, flag("output as one JSON document")]
Output = Annotated[Path, flag("output file; the suffix decides the format", "--output", "-o")]
NoMark = Annotated[
    bool, flag("leave out of the files the mark that says to machines that they are synthetic, and of which model")
]
OwnRecipe = Annotated[
    str | None, flag("for a model of your own method: its function, as file.py:function; no other code is run")
]
AllowCode = Annotated[bool, flag("permission for --features to run a TorchScript file, which is a program")]
Base = TypeVar("Base")


def flag_fields(
    options: type, *, without: Collection[str] = (), hints: Mapping[str, Any] = MappingProxyType({})
) -> list[tuple[str, Any, Any]]:
    """Return a dataclass field for each declared option: its flag, type, default and line of help.

    hints has the types of options that the command line takes in another form.
    """
    found = []
    for name, one in declared(options).items():
        if name not in without:
            kind = hints.get(name, one.annotation)
            shown = kind if get_origin(kind) is Annotated else Annotated[kind, flag(one.text)]
            found.append((name, shown, field(default=one.default)))
    return found


def flag_class(name: str, fields: list[tuple[str, Any, Any]], base: type[Base]) -> type[Base]:
    """Return a dataclass of flags with the methods of `base`."""
    # cyclopts takes a class of the standard library's, which make_dataclass's are by their module, for a plain value
    return make_dataclass(name, fields, bases=(base,), frozen=True, namespace={"__module__": __name__})


class DataFlags:
    """Data options, as given by flags."""

    if TYPE_CHECKING:
        pairs: tuple[str, str] | None
        unpaired: tuple[str, str] | None
        drop: tuple[str, ...]
        condition: tuple[str, ...]
        size: str | None

    def data(self, named: str | None) -> str | None:
        """Return the data, given by itself or as the second of a pair; raises UsageError for both."""
        second = next((pair[1] for pair in (self.pairs, self.unpaired) if pair is not None), None)
        if second is not None and named is not None:
            raise UsageError(
                f"--{'pairs' if self.pairs else 'unpaired'} already names the source and the target images. "
                f"Leave out {named}."
            )
        for flag_name, names in (("--drop", self.drop), ("--condition", self.condition)):
            if (second or named) is None and names:
                raise UsageError(
                    f"{flag_name} {' '.join(names)}: no data is given, unless by one of these names. Give it before "
                    f"{flag_name}."
                )
        return second or named

    def as_options(self) -> dict[str, Any]:
        """Return the values of all data options."""
        values = {one.name: getattr(self, one.name) for one in dataclass_fields(cast(Any, self))}
        sources = {name: pair and pair[0] for name, pair in (("pairs", self.pairs), ("unpaired", self.unpaired))}
        return values | sources | {"size": None if self.size is None else parse_size(self.size)}

    def changed(self) -> dict[str, Any]:
        """Return the options that differ from their defaults."""
        usual = defaults(DataOptions)
        return {name: value for name, value in self.as_options().items() if value != usual[name]}


_AS_WORDS = {
    **{
        name: Annotated[tuple[str, ...], Parameter(help=declared(DataOptions)[name].text, consume_multiple=True)]
        for name in ("drop", "column", "missing_values", "condition")
    },
    "size": str | None,
    "pairs": tuple[str, str] | None,
    "unpaired": tuple[str, str] | None,
}
NO_DATA_FLAGS = flag_class("Reading", flag_fields(DataOptions, hints=_AS_WORDS), DataFlags)()
if TYPE_CHECKING:
    Reading = DataFlags
else:
    Reading = Annotated[type(NO_DATA_FLAGS), Parameter(name="*", group=READING)]


def parse_size(text: str) -> tuple[int, int]:
    """Return (height, width) of "HEIGHTxWIDTH", or of one number for both; raises UsageError."""
    height, cross, width = text.lower().partition("x")
    width = width if cross else height
    if not (height.isdigit() and width.isdigit() and int(height) and int(width)):
        raise UsageError(
            f"--size {text}: give HEIGHTxWIDTH in pixels, for example --size 64x48, or one number for both."
        )
    return int(height), int(width)


def conditions_among(words: tuple[str, ...]) -> dict[str, float | list[float]]:
    """Return the values of NAME=VALUE by name, several of NAME=VALUE,VALUE; raises UsageError."""
    found: dict[str, float | list[float]] = {}
    for word in words:
        name, equals, said = word.rpartition("=")
        try:
            values = [float(part) for part in said.split(",")]
        except ValueError:
            values = []
        if not (name and equals and values):
            raise UsageError(f"--condition {shown(word)}: give NAME=VALUE, for example --condition age=63.")
        if name in found:
            raise UsageError(f"--condition {shown(word)}: {shown(name)} is given twice. Leave one out.")
        found[name] = values[0] if len(values) == 1 else values
    return found


def hyper_class(method: str) -> type:
    """Return a dataclass of the hyper-parameters of a method, each a flag with its range and its line of help."""
    from gansmith.config.hyper_parameters import hyper_parameters
    from gansmith.methods.registry import find_recipe

    hints = get_type_hints(find_recipe(method))
    group = Group(f"Hyper-parameters of {method}", sort_key=3)
    fields = [
        (
            name,
            Annotated[hints[name], Parameter(help=p.line, group=group, negative=p.switch or "")],
            field(default=p.default),
        )
        for name, p in hyper_parameters(method).items()
    ]
    return flag_class("Hyper", fields, object)
