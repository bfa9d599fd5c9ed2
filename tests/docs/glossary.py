"""The words that pages and help texts do not use, with the words of the field to use instead."""

import re
from collections.abc import Iterator

WORDS = {  # a pattern, and what to write
    r"pictures?": "image, images; figure or plot for a drawing",
    r"told|taught": "conditioned, trained",
    r"(?:slower|every|what|its|more) figures?": "metric values",
    r"floors?": "real-vs-real baseline",
    r"held[- ]out|holds? out|kept back": "validation set",
    r"averaged generators?": "EMA generator",
    r"(?<!standard )deviations?": "standard deviation",
    r"kinds(?! of)": "classes, categories",
    r"moved copies|what moves leave": "affine augmentations",
    r"sitting": "run",
    r"said|asked": "printed, requested",
    r"learns? far faster": "speeds up training",
    r"readings?(?= (?:of data|options|settings))": "data options",
    r"aloud": "print",
}
THEORY = {r"players?|movers?": "networks, generator and critic", r"played": "trained, run"}
"""Words of the theory, which pages about core/ may use."""
NAMES = {  # old names of options and commands, and what they are called
    r"--held-out": "--validation-fraction",
    r"--evaluate-every": "--validate-every",
    r"--left\b": "--final-lr-factor",
    r"--average\b": "--ema-decay",
    r"--from\b": "--inception-weights",
    r"--missing refuse": "--missing error",
    r"gansmith picture\b": "gansmith plot",
    r"\breading=": "data_options=",
}


def words_in(text: str, *, theory: bool = False) -> Iterator[str]:
    """Give each word of a text that is not to be used, in its line, with what to write."""
    for pattern, instead in (WORDS if theory else WORDS | THEORY).items():
        yield from _found(rf"\b(?:{pattern})\b", instead, text)


def old_names_in(text: str) -> Iterator[str]:
    """Give each old name of an option or command in a text, in its line, with the name of today."""
    for pattern, instead in NAMES.items():
        yield from _found(pattern, instead, text)


def _found(pattern: str, instead: str, text: str) -> Iterator[str]:
    for line in text.splitlines():
        for found in re.finditer(pattern, line, re.IGNORECASE):
            around = line[max(0, found.start() - 40) : found.end() + 40]
            yield f"{found[0]!r} in {around!r}: write {instead}"
