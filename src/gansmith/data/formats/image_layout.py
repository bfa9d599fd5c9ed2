"""Folders that are no classes: parts of a data set (train, test), two domains (trainA, trainB), images and masks."""

import re
from pathlib import PurePosixPath

from gansmith.data.formats.image_listing import Listing, listed
from gansmith.errors import DataError, flags_are_spoken, option, quoted

_TRAIN = ("train", "training")
_PARTS = (*_TRAIN, "val", "valid", "validation", "dev", "test", "testing", "eval")
_DOMAIN = re.compile(r"(train|training|val|valid|validation|test|testing)[-_ ]?([ab])", re.IGNORECASE)
_IMAGES = ("images", "image", "imgs", "img", "inputs", "input", "photos")
_TARGETS = (
    *("masks", "mask", "labels", "label", "annotations", "annotation", "segmentations", "segmentation"),
    *("targets", "target", "gt", "ground_truth", "groundtruth", "outputs", "output", "edges"),
)
_CHALLENGE = re.compile(r"(images|labels)(tr|ts|val)", re.IGNORECASE)  # imagesTr, labelsTr, as of MSD and nnU-Net
_HOLDERS = (*_IMAGES, "data", "dataset", "pictures", "jpg", "jpeg", "png")  # names that a lone folder of images has


def require_classes(listing: Listing, *, translated: bool = True) -> None:
    """Raise DataError, with the command that fits, where the sub-folders of images are parts or domains of a set.

    translated: whether a translator can be trained on such files.
    """
    base, tops = _tops(listing)
    lower = {top.lower(): top for top in tops}
    domains = [match for top in tops if (match := _DOMAIN.fullmatch(top))]
    if len(domains) == len(tops) > 1 and len({match[2].lower() for match in domains}) == 2:
        commands = _domains(base, domains) if translated else [_train(base, [domains[0][0]])]
        _refuse(listing, tops, "the two domains of a translator, and parts of a data set", commands)
    images, targets = ([lower[name] for name in names if name in lower] for names in (_IMAGES, _TARGETS))
    challenge = [top for top in tops if _CHALLENGE.fullmatch(top)]
    if (len(tops) == 2 and images and targets) or (challenge and len(challenge) == len(tops) > 1):
        inputs, masks = images or challenge, targets or challenge[1:]
        pairs = [_pairs(base, inputs[0], masks[0])] if translated else []
        _refuse(listing, tops, "images and their targets", [*pairs, _train(base, inputs)])
    parts = [lower[name] for name in _PARTS if name in lower]
    if parts and (len(parts) == len(tops) or (len(parts) > 1 and parts[0].lower() in _TRAIN)):
        _refuse(listing, tops, "parts of a data set", [_train(base, parts)])


def holder_of(listing: Listing) -> str | None:
    """Return the name of the one folder that holds all images and is no class, as "images" is none; else None."""
    tops = {file.name.parts[0] for file in listing.files if len(file.name.parts) > 1}
    lone = next(iter(tops)) if len(tops) == 1 and all(len(file.name.parts) > 1 for file in listing.files) else ""
    return lone if lone.lower() in _HOLDERS else None


def _tops(listing: Listing) -> tuple[str, list[str]]:
    """Return where the folders lie that may be classes, and their names; none where images lie beside them."""
    base, depth = listing.path, 0
    while True:
        parts = [file.name.parts[depth:] for file in listing.files]
        tops = {part[0] for part in parts if len(part) > 1}
        if any(len(part) == 1 for part in parts):
            return base, []
        if len(tops) != 1 or next(iter(tops)).lower() not in _HOLDERS:
            return base, sorted(tops)
        base, depth = str(PurePosixPath(base) / next(iter(tops))), depth + 1


def _refuse(listing: Listing, tops: list[str], what: str, commands: list[str]) -> None:
    if listing.paired:
        side = PurePosixPath(listing.path) / tops[0]
        commands = [f"the same part of both sides, such as {quoted(side)} and the folder that belongs to it"]
    raise DataError(
        f"{listing.path}: its folders {listed(tops, 6)} look like {what}, not like classes. Name what is to be read: "
        f"{'; or '.join(commands)}. If they are classes all the same, give {option('labels_from', 'folders')}."
    )


def _command(words: str, keywords: str) -> str:
    return f"gansmith train {words}" if flags_are_spoken() else f"gansmith.train({keywords})"


def _train(base: str, parts: list[str]) -> str:
    place = str(PurePosixPath(base) / parts[0])
    return _command(quoted(place), repr(place))


def _pairs(base: str, images: str, targets: str, kind: str = "pairs") -> str:
    start, end = str(PurePosixPath(base) / images), str(PurePosixPath(base) / targets)
    method = {"pairs": "pix2pix", "unpaired": "cyclegan"}[kind]
    return _command(
        f"--{kind} {quoted(start)} {quoted(end)}", f"{end!r}, {method!r}, data_options={{{kind!r}: {start!r}}}"
    )


def _domains(base: str, domains: list[re.Match[str]]) -> list[str]:
    """Return the command for the first pair of domains, those to train on before others."""
    ranked = sorted(domains, key=lambda match: (not match[1].lower().startswith("train"), match[0]))
    part = ranked[0][1].lower()
    sides = {match[2].lower(): match[0] for match in reversed(ranked) if match[1].lower() == part}
    if len(sides) < 2:
        return [_train(base, [ranked[0][0]])]
    return [_pairs(base, sides["a"], sides["b"], "unpaired")]
