"""Where a game's weights come from when not from chance: its own checkpoint, or another model to be fine-tuned."""

import sys
from pathlib import Path

from gansmith.api.card import CODEC
from gansmith.api.model import read_networks
from gansmith.core.game import Game
from gansmith.errors import DataError, MemoryShortage, UsageError
from gansmith.training.checkpoint import Checkpoint, newest_checkpoint
from gansmith.training.run_directory import RunDirectory


def restore(game: Game, run: RunDirectory) -> None:
    """Become the run's newest whole checkpoint: first the process that owns the run and tidies up, then the others.

    A damaged checkpoint is said aloud on stderr, even in a quiet run.
    """
    owner = game.replicas.rank == 0
    if owner:
        _become(game, newest_checkpoint(run.checkpoints_path, lambda text: print(text, file=sys.stderr)))  # noqa: T201
    game.replicas.agree(game.step)  # the others wait here until the owner has tidied up
    if not owner:
        _become(game, newest_checkpoint(run.checkpoints_path, lambda _: None, owner=False))


def initialise(game: Game, source: str) -> None:
    """Start from the weights of a model or run: fine-tuning, with new optimizers at step 0.

    A run or checkpoint lends every network that has a namesake here, a model directory its generator. Raises UsageError
    where a network does not fit.
    """
    lent = read_networks(Path(source))
    for name, network in game.networks.items():
        weights = lent.get(name) or lent.get("generator" if name == game.method.sampler else name)
        if weights is None:
            continue
        try:
            network.load_state_dict(weights)
        except RuntimeError as error:
            if MemoryShortage.is_one(error):
                raise
            reason = str(error).splitlines()[-1].strip()
            raise UsageError(
                f"--init-from {source}: its {name} does not fit this one ({reason}). "
                "Use the same --method, --network and --width, and data of the same shape."
            ) from None


def _become(game: Game, checkpoint: Checkpoint) -> None:
    tensors = {name: tensor for name, tensor in checkpoint.tensors.items() if not name.startswith(CODEC)}
    try:
        game.restore(tensors, checkpoint.state)
    except ValueError as error:
        raise DataError(f"{checkpoint.path} was not written by this configuration: {error}.") from None
