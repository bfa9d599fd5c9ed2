"""Law 8: the first 20 losses of every method equal the golden file."""

import json

from golden.write import FILE, STEPS, changed, first_losses
from small_games import CASES, each_case

GOLDEN = json.loads(FILE.read_text(encoding="utf-8"))
REMEDY = "the training has changed; if that is meant, run `cd tests && python -m golden.write` and say why"


@each_case
def test_the_first_losses_are_golden(name: str, spec: str) -> None:
    losses, golden = first_losses(name, spec), GOLDEN[f"{name}-{spec}"]
    assert all(len(values) == STEPS for values in losses.values())
    assert not changed(golden, losses), REMEDY


def test_the_file_holds_every_method_and_no_other() -> None:
    assert GOLDEN.keys() == {f"{name}-{spec}" for name, spec in CASES}
