"""Where a game's weights come from when not from chance: its own checkpoint, or another model to be fine-tuned."""

from pathlib import Path

from gansmith.core.game import Game
from gansmith.core.method import Method
from gansmith.core.randomness import undisturbed
from gansmith.core.shapes import shapes_only
from gansmith.errors import DataError, UsageError, option, remark
from gansmith.models.directory import read_networks
from gansmith.models.load import require_fit
from gansmith.records.checkpoint_state import state_of
from gansmith.records.directory import RunDirectory
from gansmith.records.model_card import CODEC
from gansmith.runs.measures import tag
from gansmith.storage.atomic import read_json
from gansmith.storage.tensor_file import shapes_of
from gansmith.training.callbacks.record import read_record
from gansmith.training.checkpoint import TENSORS, Checkpoint, newest_checkpoint, newest_state


def restore(game: Game, run: RunDirectory) -> dict[int, float]:
    """Become the run's newest whole checkpoint: first the process that owns the run and tidies up, then the others.

    Return what was measured until then, by step. A damaged checkpoint is said aloud on stderr, even in a quiet run.
    """
    owner, found = game.replicas.rank == 0, None
    if owner:
        found = newest_checkpoint(run.checkpoints_path, remark)
        _become(game, found)
    game.replicas.agree(game.step)  # the others wait here until the owner has tidied up
    if found is None:
        found = newest_checkpoint(run.checkpoints_path, lambda _: None, owner=False)
        _become(game, found)
    return _measured(found, run)


def require_fitting(method: Method, run: RunDirectory) -> None:
    """Raise DataError where the newest checkpoint's networks are not the method's, before any memory is taken."""
    found = newest_state(run.checkpoints_path)
    if found is None:
        return
    stored = shapes_of(found.path / TENSORS)
    with undisturbed(), shapes_only():
        for network, build in method.networks.items():
            for name, tensor in build().state_dict().items():
                there = stored.get(f"network/{network}/{name}")
                if there is not None and there != tuple(tensor.shape):
                    raise DataError(
                        f"{found.path} was not written by this configuration: {network}/{name} has shape {there} "
                        f"there, and {tuple(tensor.shape)} here. Put config.json back."
                    )


def had_signals(run: RunDirectory, usual: bool) -> bool:
    """Return whether a run's networks were chosen for signals: those of earlier versions never were.

    usual is returned where the run has no checkpoint yet.
    """
    found = newest_state(run.checkpoints_path)
    return usual if found is None else bool(state_of(found).model.get("codec", {}).get("signals", False))


def _measured(found: Checkpoint, run: RunDirectory) -> dict[int, float]:
    measured = state_of(found).measured_by_step
    if measured is not None:
        return measured
    criterion = tag(read_json(run.config_path).get("best_by", "kid"))  # runs of version 0.1 kept a record alone
    earlier = read_record(run.quality_path) if run.quality_path.exists() else []
    return {int(line["step"]): line[criterion] for line in earlier if criterion in line and line["step"] <= found.step}


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
            require_fit(network, weights)
        except ValueError as error:
            raise UsageError(
                f"{option('init_from', source)}: its {name} does not fit this one ({error}). "
                f"Use the same {option('method')}, {option('network')} and {option('width')}, and data of the same "
                f"shape."
            ) from None
        network.load_state_dict(weights)


def _become(game: Game, checkpoint: Checkpoint) -> None:
    tensors = {name: tensor for name, tensor in checkpoint.tensors.items() if not name.startswith(CODEC)}
    state = state_of(checkpoint)
    try:
        game.restore(tensors, state.model_dump(include={"step", "batches_seen", "seed", "horizon"}))
    except ValueError as error:
        raise DataError(f"{checkpoint.path} was not written by this configuration: {error}.") from None
