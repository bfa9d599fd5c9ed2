"""Law 8: the first 20 losses of every method equal the golden file."""

import json
import subprocess
import sys

from golden.write import FILE, STEPS, changed, first_losses
from small_games import CASES, each_case

GOLDEN = json.loads(FILE.read_text(encoding="utf-8"))
REMEDY = "the training has changed; if that is meant, run `python tests/golden/write.py` and say why"


@each_case
def test_the_first_losses_are_golden(name: str, spec: str) -> None:
    losses, golden = first_losses(name, spec), GOLDEN[f"{name}-{spec}"]
    assert all(len(values) == STEPS for values in losses.values())
    assert not changed(golden, losses), REMEDY


def test_the_command_of_the_docs_finds_what_it_needs() -> None:
    """Run by its path from the root of the repository; to write anew is left to people."""
    root = FILE.parents[2]
    script = "import runpy, sys; sys.path[0] = 'tests/golden'; runpy.run_path('tests/golden/write.py')"
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True)
    for page in ("ARCHITECTURE.md", "CONTRIBUTING.md"):
        assert "`python tests/golden/write.py`" in (root / page).read_text(encoding="utf-8")


def test_the_file_holds_every_method_and_no_other() -> None:
    assert GOLDEN.keys() == {f"{name}-{spec}" for name, spec in CASES}
