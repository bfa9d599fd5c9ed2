"""The model card of an exported folder: Markdown with the front matter of Hugging Face, and a script to run it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gansmith import __version__
from gansmith.export.inputs import Input
from gansmith.export.program import OUTPUT, Program
from gansmith.methods.own import without_folders
from gansmith.models.directory import ONNX_FILE

_DRAWS = {
    "normal": "rng.standard_normal({shape}, np.float32)",
    "uniform -1 1": "rng.uniform(-1, 1, {shape}).astype(np.float32)",
    "uniform 0 1": "rng.random({shape}, np.float32)",
}
_COUNT = 16  # samples that the script makes
_MOST_NAMES = 40  # columns or classes that are listed
_MOST_CONDITIONS = 8  # numbers that the script writes out
REVEALS = "A generative model can reproduce parts of its training data. Share it as you would share that data."


def readme_of(program: Program, facts: Mapping[str, Any]) -> str:
    """Return the model card of a program as Markdown."""
    card, output = program.model.card, facts["output"]
    method, shape = without_folders(card.method), " x ".join(map(str, output["shape"][1:]))
    lines = [
        *_front_matter(program, method),
        f"# A generator of {'images from images' if card.source is not None else 'synthetic samples'}",
        "",
        f"This model makes samples of shape {shape} and type {output['dtype']}, in the units of the training data.",
        f"It was trained with the method {_code(method)} of gansmith {__version__} for {card.steps:,} steps.",
        "Everything that it makes is synthetic.",
        "",
        *_table("Input", [(one.name, _shape(one), one.dtype, _text(one)) for one in program.inputs]),
        "",
        *_columns(output),
        *_names("Classes, in the order of their numbers", facts.get("classes", ())),
        *_rules(card.rules),
        *_shares(facts.get("shares_not_restored", ())),
        "## Use it with gansmith",
        "```python",
        "import gansmith",
        "",
        'model = gansmith.load("FOLDER")  # this folder',
        _with_gansmith(program),
        "```",
        "",
        "## Use it without gansmith",
        "The script needs numpy and onnxruntime. It runs in this folder.",
        "",
        "```python",
        script_of(program),
        "```",
        "",
        "## Limits",
        REVEALS,
        "The samples are as good as the model and its data: compare them with real samples before you rely on them.",
        "",
    ]
    return "\n".join(lines)


def script_of(program: Program) -> str:
    """Return a script of at most ten lines that makes samples with numpy and onnxruntime alone."""
    fed = ", ".join(f'"{one.name}": {_drawn(one, program)}' for one in program.inputs)
    return "\n".join(
        [
            "import numpy as np",
            "import onnxruntime",
            "",
            "rng = np.random.default_rng(0)",
            f'session = onnxruntime.InferenceSession("{ONNX_FILE}")',
            f"inputs = {{{fed}}}",
            f'samples = session.run(["{OUTPUT}"], inputs)[0]',
            "print(samples.shape, samples.dtype)",
        ]
    )


def _drawn(one: Input, program: Program) -> str:
    shape = f"({', '.join(map(str, (_COUNT, *one.shape)))},)" if not one.shape else str((_COUNT, *one.shape))
    if one.draw:
        return _DRAWS[one.draw].format(shape=shape)
    if one.name == "label":
        return f"np.arange({_COUNT}) % {len(one.names)}"
    if one.name == "condition":
        return f"np.full({shape}, {_usual_conditions(program)})"
    return f"np.zeros({shape}, np.{one.dtype})"


def _usual_conditions(program: Program) -> str:
    """Return the medians of the training data, as 0 may be far from all that was learnt; the means of many numbers."""
    conditions = program.model.card.conditions
    if conditions is None or len(conditions.mean) > _MOST_CONDITIONS:
        return "np.nan"  # which stands for the mean
    return str([float(f"{value:.6g}") for value in np.median(conditions.levels[0], axis=0)])


def _front_matter(program: Program, method: str) -> list[str]:
    card = program.model.card
    known = method.isascii() and method.replace("-", "").isalnum()  # a recipe of one's own is named as its file
    tags = dict.fromkeys(["gansmith", "gan", "synthetic-data", "onnx", *([method] if known else [])])
    lines = ["---", "library_name: gansmith", "tags:", *(f"- {tag}" for tag in tags)]
    if card.source is not None:
        lines.append("pipeline_tag: image-to-image")
    elif card.spec.is_image and not card.spec.signals and not program.model.prior.classes:
        lines.append("pipeline_tag: unconditional-image-generation")
    return [*lines, "---"]


def _with_gansmith(program: Program) -> str:
    if program.model.card.source is not None:
        return f"images = model.translate(sources{', back=True' if program.back else ''})"
    return "samples = model.sample(1000, seed=0)"


def _shape(one: Input) -> str:
    return " x ".join(["batch", *map(str, one.shape)])


def _text(one: Input) -> str:
    return f"{one.text}: {_listed(one.names)}" if one.names else one.text


def _table(head: str, rows: list[tuple[str, ...]]) -> list[str]:
    title = ["| " + " | ".join([head, "shape", "type", "values"]) + " |", "|---|---|---|---|"]
    return [*title, *("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)]


def _names(title: str, names: Any) -> list[str]:
    return [f"{title}: {_listed(tuple(names))}.", ""] if names else []


def _columns(output: Mapping[str, Any]) -> list[str]:
    """Return the names of a table's columns, and what its numbers mean where they stand for names or dates."""
    columns = output.get("columns", ())
    names = _names("Columns of the samples", [column["name"] for column in columns])
    if not any(column["categories"] or column["unit"] for column in columns):
        return names
    return [
        *names,
        f"Samples of the ONNX file are numbers: {output['values']}. The entry `gansmith` of its metadata lists the "
        "names, types and units of the columns; gansmith itself returns names and dates.",
        "",
    ]


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(map(_code, names[:_MOST_NAMES])) + (" and so on" if len(names) > _MOST_NAMES else "")


def _rules(rules: tuple[str, ...]) -> list[str]:
    if not rules:
        return []
    listed = ", ".join(map(_code, rules))
    return [f"gansmith leaves out samples that break these rules; the ONNX file does not: {listed}.", ""]


def _shares(columns: Sequence[str]) -> list[str]:
    if not columns:
        return []
    listed = ", ".join(map(_code, columns))
    return [
        "gansmith keeps samples by chance, which brings the shares of the values of these columns closer to those in "
        f"the training data; the ONNX file keeps all: {listed}.",
        "",
    ]


def _code(name: str) -> str:
    """Return a name as Markdown shows it as it is, on one line: names come from files of strangers."""
    plain = "".join(character if character.isprintable() and character != "`" else " " for character in name)
    return f"`{plain[:60]}`"
