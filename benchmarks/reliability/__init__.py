"""What may go wrong, tried many times: `python -m benchmarks.reliability`."""

import sys
from pathlib import Path

# The rows try what the tests try, more often, and share their small games, runs and faults. Those lie in tests/, which
# pytest puts on the path by itself, and this command does not.
_TESTS = str(Path(__file__).resolve().parents[2] / "tests")
if _TESTS not in sys.path:
    sys.path.append(_TESTS)
