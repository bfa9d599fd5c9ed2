"""JSON documents that carry a digest of themselves: one that was damaged, or edited by hand, is noticed.

A digest is no signature: whoever means harm can make a new one.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gansmith.errors import DataError
from gansmith.storage.atomic import NO_FIELDS, read_object

SEAL = "digest"


def sealed(document: Mapping[str, Any], key: str = SEAL) -> dict[str, Any]:
    """Return a document with its digest under `key`. Raises ValueError for NaN and Inf, which JSON does not know."""
    plain = json.loads(json.dumps(_without(document, key), allow_nan=False))
    return {**document, key: digest_of(plain)}


def is_sealed(document: Mapping[str, Any], key: str = SEAL) -> bool:
    """Tell whether a document read from JSON is the one that its digest was made of; False where it has none."""
    try:
        return document.get(key) == digest_of(_without(document, key))
    except (RecursionError, ValueError):  # numbers beyond JSON, which nobody sealed
        return False


def read_sealed(path: str | Path, fields: Mapping[str, type] = NO_FIELDS) -> dict[str, Any]:
    """Return the object in a JSON file; one without a digest, as earlier versions wrote it, is taken as it is.

    Raises DataError as `read_object` does, and where the digest is of something else.
    """
    document = read_object(path, fields)
    if SEAL in document and not is_sealed(document):
        raise DataError(f"{path} is not what gansmith wrote: it does not agree with its own digest.")
    return document


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a JSON document, whatever the order of its fields."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _without(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != key}
