"""An assembly whose minutes have become steps."""

from dataclasses import replace

from gansmith.runs.budget import seconds_per_turn, steps_within
from gansmith.runs.setup import Assembly

MARGIN = 0.95  # of the minutes is filled with steps: the rest is for pictures, checkpoints and a slower moment


def budgeted(assembly: Assembly) -> Assembly:
    """Turn minutes into steps by timing a few turns, so that ramps have an end and the run can be repeated exactly."""
    settings = assembly.settings
    if settings.steps is not None or settings.minutes is None:
        return assembly
    per_turn = seconds_per_turn(lambda: assembly.game(1), assembly.stream)
    steps = steps_within(assembly.method.schedule, MARGIN * 60.0 * settings.minutes, per_turn)
    steps = int(assembly.replicas.agree(steps))
    return replace(assembly, settings=replace(settings, steps=steps))
