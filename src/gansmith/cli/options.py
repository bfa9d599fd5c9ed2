"""Flags that several commands share, and flags that are read off a method's function."""

from collections.abc import Collection, Mapping
from dataclasses import field, make_dataclass
from dataclasses import fields as dataclass_fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast, get_origin, get_type_hints

from cyclopts import Group, Parameter
from pydantic import BaseModel

from gansmith.data.options import DataOptions
from gansmith.errors import UsageError

READING = Group("Reading the data", sort_key=2)


def flag(text: str, *names: str) -> Parameter:
    """Return what a flag is called, where its name does not say it, and its line of help."""
    return Parameter(name=list(names) or None, help=text)


Seed = Annotated[int, flag("the same seed gives the same samples")]
Quiet = Annotated[bool, flag("say nothing")]
Json = Annotated[bool, flag("print one JSON document")]
Output = Annotated[Path, flag("the file to write; its suffix decides the format", "--output", "-o")]
OwnRecipe = Annotated[
    str | None, flag("the recipe of your own that it was trained by, file.py:function: none is run unless named here")
]
AllowCode = Annotated[bool, flag("let --features run a TorchScript file, which is a program")]
Base = TypeVar("Base")


def flag_fields(
    options: type[BaseModel], *, without: Collection[str] = (), hints: Mapping[str, Any] = MappingProxyType({})
) -> list[tuple[str, Any, Any]]:
    """Return a dataclass field for each declared option: its flag, type, default and line of help.

    hints has the types of those that are written otherwise on the command line than they are kept.
    """
    found = []
    for name, declared in options.model_fields.items():
        if name not in without:
            kind = hints.get(name, declared.annotation)
            shown = kind if get_origin(kind) is Annotated else Annotated[kind, flag(declared.description or "")]
            found.append((name, shown, field(default=declared.default)))
    return found


def flag_class(name: str, fields: list[tuple[str, Any, Any]], base: type[Base]) -> type[Base]:
    """Return a dataclass of flags with the methods of `base`."""
    # cyclopts takes a class of the standard library's, which make_dataclass's are by their module, for a plain value
    return make_dataclass(name, fields, bases=(base,), frozen=True, namespace={"__module__": __name__})


class DataFlags:
    """How to read the data, as flags say it."""

    if TYPE_CHECKING:
        pairs: tuple[str, str] | None
        unpaired: tuple[str, str] | None
        drop: tuple[str, ...]
        size: str | None

    def data(self, named: str | None) -> str | None:
        """Return the data, named by itself or as the second of a pair; raises UsageError for both, or among --drop."""
        second = next((pair[1] for pair in (self.pairs, self.unpaired) if pair is not None), None)
        if second is not None and named is not None:
            raise UsageError(
                f"--{'pairs' if self.pairs else 'unpaired'} names both the images to translate and those to become. "
                f"Leave out {named}."
            )
        if (second or named) is None and self.drop:
            raise UsageError(
                f"--drop {' '.join(self.drop)}: no data is named but in these words. Name it before --drop."
            )
        return second or named

    def as_options(self) -> dict[str, Any]:
        """Return the values of all data options."""
        values = {one.name: getattr(self, one.name) for one in dataclass_fields(cast(Any, self))}
        sources = {name: pair and pair[0] for name, pair in (("pairs", self.pairs), ("unpaired", self.unpaired))}
        return values | sources | {"size": None if self.size is None else parse_size(self.size)}

    def changed(self) -> dict[str, Any]:
        """Return those of the options that do not have their default."""
        usual = {name: declared.default for name, declared in DataOptions.model_fields.items()}
        return {name: value for name, value in self.as_options().items() if value != usual[name]}


_AS_WORDS = {
    **{
        name: Annotated[
            tuple[str, ...], Parameter(help=DataOptions.model_fields[name].description, consume_multiple=True)
        ]
        for name in ("drop", "missing_values")
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


def hyper_class(method: str) -> type:
    """Return a dataclass of a method's hyper-parameters, each a flag with its range and its line of documentation."""
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
