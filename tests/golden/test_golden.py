"""Law 8: the first 20 losses of every method equal the golden file."""

import json

import pytest
from golden.write import FILE, STEPS, first_losses
from small_games import CASES, each_case

GOLDEN = json.loads(FILE.read_text(encoding="utf-8"))
REMEDY = "the training has changed; if that is meant, run `cd tests && python -m golden.write` and say why"


@each_case
def test_the_first_losses_are_golden(name: str, spec: str) -> None:
    losses, golden = first_losses(name, spec), GOLDEN[f"{name}-{spec}"]
    assert losses.keys() == golden.keys()
    for player, values in losses.items():
        assert len(values) == STEPS
        assert values == pytest.approx(golden[player], rel=1e-7, abs=1e-9), REMEDY


def test_the_file_holds_every_method_and_no_other() -> None:
    assert GOLDEN.keys() == {f"{name}-{spec}" for name, spec in CASES}
