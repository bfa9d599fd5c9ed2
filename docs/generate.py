"""Write the reference pages from the code: `python -m docs.generate`.

`pages` returns what the command writes, so that a test can hold the pages on disk to it.
"""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import gansmith
from gansmith.cli.commands import make_app
from gansmith.config.hyper_parameters import HyperParameter, hyper_parameters
from gansmith.config.run_options import RunOptions
from gansmith.data.options import DataOptions
from gansmith.declaration import declared
from gansmith.methods.registry import METHODS
from gansmith.tuning.space import dimension

REFERENCE = Path(__file__).parent / "reference"
MADE = "<!-- Written by `python -m docs.generate` from the code. Do not edit. -->"
GROUPS = {"The run": "run-options", "Reading the data": "data-options"}  # group of flags -> anchor in options.md
COMMANDS = (
    *("train", "generate", "translate", "evaluate", "compare", "tune", "augment", "plot"),
    *("walk", "arithmetic", "directions", "traverse", "invert"),
    *("features", "detect train", "detect score", "classify", "export", "push", "data", "methods"),
)
BOUNDS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def pages() -> dict[str, str]:
    """Return the text of every generated page by its file name."""
    return {
        "command-line.md": _page(_command_line()),
        "methods.md": _page(_methods()),
        "options.md": _page(_options()),
        "python.md": _page(_python()),
    }


def main() -> None:
    """Write every page below docs/reference."""
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


def _page(lines: Iterable[str]) -> str:
    return "\n".join([MADE, *lines]) + "\n"


def _command_line() -> Iterator[str]:
    yield "# Command line\n"
    yield "`gansmith COMMAND --help` prints the same text. Groups of options that several commands share are listed in"
    yield "[options](options.md). [Exit codes](exit-codes.md) has the exit codes."
    app = make_app(["train", "--help"])
    for name in COMMANDS:
        yield f"\n## gansmith {name}\n"
        command = reduce(lambda above, word: above[word], name.split(), app)
        yield _escaped(" ".join(str(command.help).split())) + "\n"
        shared, rows = [], []
        for argument in command.assemble_argument_collection():
            group = argument.parameter.group[0].name
            if not argument.show:
                continue
            if group in GROUPS and (name != "train" or argument.names[0].lstrip("-").replace("-", "_") in _declared()):
                shared += [group] if group not in shared else []
                continue
            default = None if argument.required else argument.field_info.default
            kind = type_name(argument.hint) + (", required" if argument.required else "")
            rows.append((_names(argument.names), kind, _default(default), argument.parameter.help or ""))
        yield from _table(("Argument or option", "Type", "Default", "Meaning"), rows)
        for group in shared:
            less = " without `--steps`, `--minutes`, `--seed` and `--init-from`" if name == "compare" else ""
            yield f"\nAlso takes the [{GROUPS[group].replace('-', ' ')}](options.md#{GROUPS[group]})" + (
                f"{less}." if group == "The run" else "."
            )
        if name == "train":
            yield "\nAlso takes the hyper-parameters of the method that `--method` names: see [methods](methods.md)."


def _declared() -> set[str]:
    return {*declared(RunOptions), *declared(DataOptions)}


def _names(names: Iterable[str]) -> str:
    every = list(names)
    kept = [name for name in every if not name.startswith(("--no-", "--empty-"))]  # which are the reverse of others
    return ", ".join(f"`{name}`" for name in kept or every[:1])


def _methods() -> Iterator[str]:
    yield "# Methods\n"
    yield "`gansmith methods` prints this list. Every hyper-parameter is a flag of `gansmith train`, and a keyword of"
    yield "`gansmith.train`. G is the generator, D the critic (the discriminator of the papers), and z the noise.\n"
    rows = [(f"[{name}](#{name})", entry.line, entry.paper) for name, entry in METHODS.items()]
    yield from _table(("Method", "What it is", "Paper"), rows)
    for name, entry in METHODS.items():
        yield f"\n## {name}\n"
        about = (inspect.getdoc(entry.recipe) or "").partition("Parameters\n---")[0].strip()
        yield f"{_escaped(about)}\n"
        yield f"Paper: {entry.paper}.\n"
        found = hyper_parameters(name).values()
        rows = [
            (f"`{one.flag}`", type_name(one.annotation), _default(one.default), _searched(one), one.line)
            for one in found
        ]
        yield from _table(("Hyper-parameter", "Type", "Default", "Searched by `tune`", "Meaning"), rows)


def _searched(parameter: HyperParameter) -> str:
    """Return where a search looks for a value beside the default."""
    found = dimension(parameter)
    if found is None:
        return "no"
    if found.choices:
        return ", ".join(f"`{choice}`" for choice in found.choices)
    return f"{found.low:g} to {found.high:g}" + ", by the logarithm" * found.log


def _options() -> Iterator[str]:
    yield "# Options\n"
    yield "Every option is declared once, in `src/gansmith/config/run_options.py` or `src/gansmith/data/options.py`."
    yield "The flags, the keywords of Python, `config.json` and this page follow from these declarations."
    yield "\n## Run options\n"
    yield "`gansmith train` takes them as flags, `gansmith.train` as keywords of the same name (with `_` for `-`).\n"
    yield from _fields(RunOptions)
    yield "\n## Data options\n"
    yield "Every command that reads data takes them as flags. In Python they are the fields of `gansmith.DataOptions`,"
    yield "which `data_options=` takes; a dict is accepted as well. `--pairs` and `--unpaired` take two places on the"
    yield "command line, the sources and the targets; in Python the sources alone, beside the data.\n"
    yield from _fields(DataOptions)


def _fields(options: type) -> Iterator[str]:
    hints = get_type_hints(options, include_extras=True)
    rows = [
        (f"`--{name.replace('_', '-')}`", type_name(hints[name]), _default(one.default), one.text)
        for name, one in declared(options).items()
    ]
    return _table(("Option", "Type", "Default", "Meaning"), rows)


def _python() -> Iterator[str]:
    yield "# Python\n"
    yield "The public names of `import gansmith`, with their docstrings. `help(gansmith.train)` prints the same text.\n"
    for name in sorted(gansmith.__all__, key=str.lower):
        thing = getattr(gansmith, name)
        yield from _thing(f"gansmith.{name}", thing)


def _thing(title: str, thing: Any, level: str = "##") -> Iterator[str]:
    """Yield the section of a public name: its signature and docstring, and those of its members."""
    yield f"{level} {title}\n"
    if inspect.ismodule(thing):
        yield f"{_escaped((inspect.getdoc(thing) or '').strip())}\n"
        for name in getattr(thing, "__all__", ()):
            member = getattr(thing, name)
            member = getattr(member, name) if inspect.ismodule(member) else member  # its file may have its name
            yield from _thing(f"{title}.{name}", member, "###")
    elif callable(thing):
        yield from _described(title.rpartition(".")[2], thing)
        for name, member in vars(thing).items() if inspect.isclass(thing) else ():
            documented = inspect.isfunction(member) or isinstance(member, property)
            if documented and not name.startswith("_") and not issubclass(thing, Exception):
                yield from _described(f"{thing.__name__}.{name}", member)
    else:
        names = thing if isinstance(thing, Mapping) else (name for row in thing for name in row.names)
        yield f"A table: {', '.join(f'`{name}`' for name in names)}.\n"


def _described(name: str, thing: Any) -> Iterator[str]:
    shown = "" if isinstance(thing, property) else _signature(thing)
    yield f"```text\n{name}{shown}\n```\n\n```text\n{inspect.getdoc(thing)}\n```\n"


def _signature(thing: Any) -> str:
    """Return the parameters with their defaults, without annotations, which the docstring explains."""
    try:
        found = inspect.signature(thing)
    except ValueError:
        return ""
    bare = [part.replace(annotation=inspect.Parameter.empty) for part in found.parameters.values()]
    bare = [part.replace(default=...) if " at 0x" in repr(part.default) else part for part in bare]
    return str(found.replace(parameters=bare, return_annotation=inspect.Signature.empty)).replace("Ellipsis", "...")


def type_name(annotation: Any) -> str:
    """Return a type as a reader knows it: choices by name, numbers with their range."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        return type_name(inner) + _range(metadata)
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{choice}`" for choice in get_args(annotation))
    if get_origin(annotation) in (Union, UnionType):
        parts = [type_name(part) for part in get_args(annotation) if part is not type(None)]
        return " or ".join(dict.fromkeys(parts))
    if get_origin(annotation) is tuple:
        parts = [type_name(part) for part in get_args(annotation)]
        return f"{parts[0]}, several" if parts[1:] == ["Ellipsis"] else ", ".join(parts)
    names = {str: "text", int: "integer", float: "number", bool: "switch", Path: "path", Ellipsis: "Ellipsis"}
    return names.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _range(metadata: Iterable[Any]) -> str:
    """Return the bounds among what is declared of a number, in words."""
    parts = [part for one in metadata for part in (one, *getattr(one, "metadata", ()))]
    found = {name: getattr(part, name) for part in parts for name in BOUNDS if getattr(part, name, None) is not None}
    return "".join(f", {BOUNDS[name]} {bound:,}" for name, bound in found.items())


def _default(value: object) -> str:
    if value is None or value == () or value is inspect.Parameter.empty:
        return ""
    return f"`{'on' if value is True else 'off' if value is False else value}`"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(_escaped(cell).replace('|', chr(92) + '|') for cell in row)} |"


def _escaped(text: str) -> str:
    """Return text in which nothing is a tag of HTML."""
    return text.replace("<", "&lt;")


if __name__ == "__main__":
    main()
