"""Writes the golden losses: `python tests/golden/write.py`, after a change that is meant to change results.

Networks and batches are float64 and torch runs on one thread, so that the rounding that differs between kinds of CPU
stays below 1e-9 of a loss over the 20 steps; the test compares at 1e-7. A change of method, network, loss, optimizer or
random key shows far above that.
"""

import json
import sys
from pathlib import Path

import pytest
import torch

sys.path.append(str(Path(__file__).resolve().parents[1]))  # a script is given its own folder only

from small_games import CASES, in_double, small_method, stream

from gansmith.core.game import Game
from gansmith.training.loop import train

FILE = Path(__file__).with_name("losses.json")
STEPS = 20
Losses = dict[str, list[float]]


def first_losses(name: str, spec: str) -> Losses:
    """Return every player's losses in the first steps of a small game."""
    method = in_double(small_method(name, spec))
    losses: Losses = {player: [] for player in method.players}

    def note(game: Game, report: dict[str, torch.Tensor]) -> None:
        for player, values in losses.items():
            values.append(report[f"loss/{player}"].item())

    train(Game(method, seed=0, horizon=STEPS), stream(method, spec, torch.float64), STEPS, watchers=[note])
    return losses


def changed(before: Losses | None, now: Losses) -> bool:
    """Tell whether losses differ by more than rounding does between machines."""
    if before is None or before.keys() != now.keys():
        return True
    return not all(values == pytest.approx(before[player], rel=1e-7, abs=1e-9) for player, values in now.items())


def main() -> None:
    """Write the file, a line per player; a game that has not changed keeps its digits, and its trials their worth."""
    before: dict[str, Losses] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    golden: dict[str, Losses] = {}
    for name, spec in CASES:
        case, now = f"{name}-{spec}", first_losses(name, spec)
        golden[case] = now if changed(before.get(case), now) else before[case]
    games = (
        f' "{case}": {{\n' + ",\n".join(f'  "{player}": {json.dumps(v)}' for player, v in losses.items()) + "\n }"
        for case, losses in golden.items()
    )
    FILE.write_text("{\n" + ",\n".join(games) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
