"""Options of reading that mean nothing for what is read."""

from gansmith.data.formats.registry import OF_IMAGES
from gansmith.data.formats.variables import Choices
from gansmith.errors import UsageError, option

_OF_SOME = ("variable", "samples_axis", "axes", "label", "condition", "unlabelled", "window", "stride", *OF_IMAGES)


def refuse_unused(what: str, choices: Choices, known: tuple[str, ...]) -> None:
    """Raise UsageError for an option that was given and is none of those `known` to `what` is read."""
    usual = Choices()
    for name in _OF_SOME:
        if getattr(choices, name) != getattr(usual, name) and name not in known:
            given = getattr(choices, name)
            said = option(name, " ".join(given) if isinstance(given, tuple) else given)
            raise UsageError(f"{said} means nothing for {what}. Leave it out.")
    for name, value in choices.table.given().items():
        if name not in known and not choices.lenient:
            shown = " ".join(value) if isinstance(value, tuple) else None if value is True else value
            raise UsageError(f"{option(name, shown)} means nothing for {what}. Leave it out.")
    if choices.drop and "drop" not in known and not choices.lenient:
        instead = f" Choose among its variables with {option('variable')}." if "variable" in known else ""
        names = " ".join(choices.drop)
        raise UsageError(
            f"{option('drop', names)}: {what} has no columns with names, as tables have. Leave it out.{instead}"
        )
