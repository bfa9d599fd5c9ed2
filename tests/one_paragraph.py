"""How an error is expected that a person reads: of this kind, with these words, in one paragraph."""

import pytest

from gansmith.errors import GansmithError


def says(error: type[GansmithError], pattern: str) -> "pytest.RaisesExc[GansmithError]":
    """Expect the error within the block, its message matched by the pattern and without a line break."""
    return pytest.raises(error, match=pattern, check=lambda e: "\n" not in str(e))
