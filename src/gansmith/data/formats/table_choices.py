"""What the user said about a table: how it is written, and which of its columns are read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class TableChoices:
    """How to read a table, as in `DataOptions`; the defaults leave it to the reader."""

    header: str = "auto"
    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    missing_values: tuple[str, ...] = ()
    columns: str = "all"
    keep_index: bool = False
    column: tuple[str, ...] = ()
    dates: str = "auto"
    series: str | None = None

    @classmethod
    def among(cls, options: object) -> "TableChoices":
        """Return those of the options of reading that are of tables; raises DataError for a bad file of types."""
        chosen = cls(**{field.name: getattr(options, field.name) for field in fields(cls)})
        place: str | None = getattr(options, "schema", None)
        if place is None:
            return chosen
        from gansmith.data.formats.wanted_types import entries_of

        return replace(chosen, column=(*entries_of(place), *chosen.column))

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "TableChoices":
        """Return what `asdict` made a document of, after JSON."""
        return cls(**{**document, **{name: tuple(document[name]) for name in ("missing_values", "column")}})

    def given(self) -> dict[str, Any]:
        """Return the choices that are not left to the reader."""
        usual = asdict(TableChoices())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}


AS_FOUND = TableChoices()
