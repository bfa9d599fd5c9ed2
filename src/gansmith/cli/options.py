"""Flags that several commands share, and flags that are read off a method's function."""

from dataclasses import asdict, dataclass, field, make_dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

from cyclopts import Group, Parameter

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
Drop = Annotated[
    tuple[str, ...], Parameter(help="columns of a table to leave out, as in --drop id name", consume_multiple=True)
]


@dataclass(frozen=True)
class Reading:
    """How to read the data."""

    variable: Annotated[str | None, flag("variable of a .mat, .npz or HDF5 file")] = None
    samples_axis: Annotated[int | None, flag("axis along which samples lie, 0 for rows")] = None
    label: Annotated[str | None, flag("column or variable that holds classes")] = None
    drop: Drop = ()
    size: Annotated[
        str | None, flag("HEIGHTxWIDTH, or one number, to resize images to; they keep their size unless asked")
    ] = None
    fold: Annotated[str, flag("whether vectors are pictures: auto, none, square, or HEIGHTxWIDTH")] = "auto"
    scale: Annotated[Literal["auto", "global", "feature"], flag("one range for all features, or one for each")] = "auto"
    missing: Annotated[
        Literal["refuse", "mean", "drop"], flag("missing values: refuse, feature's mean, or drop the sample")
    ] = "refuse"

    pairs: Annotated[tuple[str, str] | None, flag("two folders or files, A B: what to translate, and into what")] = None
    unpaired: Annotated[tuple[str, str] | None, flag("likewise, where no picture belongs to another")] = None
    side_by_side: Annotated[
        Literal["left", "right"] | None, flag("each picture holds a pair: which half is the one to translate")
    ] = None
    derive: Annotated[
        Literal["edges", "grey", "mask"] | None, flag("translate from what is made of the samples themselves")
    ] = None
    source_variable: Annotated[str | None, flag("the variable of what to translate, beside the samples or in A")] = None

    def data(self, named: str | None) -> str | None:
        """Return the data, named by itself or as the second of a pair; raises UsageError for both, or among --drop."""
        from gansmith.errors import UsageError

        second = next((pair[1] for pair in (self.pairs, self.unpaired) if pair is not None), None)
        if second is not None and named is not None:
            raise UsageError(
                f"--{'pairs' if self.pairs else 'unpaired'} names both the pictures to translate and those to become. "
                f"Leave out {named}."
            )
        if (second or named) is None and self.drop:
            raise UsageError(
                f"--drop {' '.join(self.drop)}: no data is named but in these words. Name it before --drop."
            )
        return second or named

    def as_settings(self) -> dict[str, Any]:
        """Return the settings that are not left at their defaults' meaning."""
        sources = {name: pair and pair[0] for name, pair in (("pairs", self.pairs), ("unpaired", self.unpaired))}
        return asdict(self) | sources | {"size": None if self.size is None else parse_size(self.size)}

    def changed(self) -> dict[str, Any]:
        """Return those of the settings that are not as usual."""
        usual = Reading().as_settings()
        return {name: value for name, value in self.as_settings().items() if value != usual[name]}


def parse_size(text: str) -> tuple[int, int]:
    """Return (height, width) of "HEIGHTxWIDTH", or of one number for both; raises UsageError."""
    from gansmith.errors import UsageError

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
    # cyclopts takes a class of the standard library's, which make_dataclass's are by their module, for a plain value
    return make_dataclass("Hyper", fields, frozen=True, namespace={"__module__": __name__})
