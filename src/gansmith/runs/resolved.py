"""What a run uses where its settings say auto, or leave it to the machine."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import torch

from gansmith.config.settings import TrainSettings
from gansmith.core.batch import DataSpec
from gansmith.core.randomness import undisturbed
from gansmith.core.shapes import shapes_only
from gansmith.data.codec.codec import Codec
from gansmith.data.dataset import Dataset
from gansmith.errors import UsageError
from gansmith.methods.modify import modified
from gansmith.methods.registry import find_recipe
from gansmith.networks.registry import NETWORKS

AUTO = "auto"


def resolved(
    settings: TrainSettings, dataset: Dataset, codec: Codec, spec: DataSpec, device: torch.device
) -> dict[str, str | int]:
    """Return the values by the names of the options; threads are those that torch has now."""
    found: dict[str, str | int] = {"device": str(device), "threads": torch.get_num_threads()}
    found |= {"fold": codec.fold_choice, "scale": codec.scale_choice}
    if "header" in dataset.origin.details:
        found["header"] = "yes" if dataset.origin.details["header"] else "no"
    if settings.hyper.get("network") == AUTO and (network := network_of(settings, spec)):
        found["network"] = network
    return found


def network_of(settings: TrainSettings, spec: DataSpec) -> str | None:
    """Return the network that is built as the one of the settings is; None where all are others.

    Networks are built and compared, without memory, so that whatever chose one is not asked, and need not be known.
    """
    wanted = _built(settings, settings.hyper, spec)
    for name in NETWORKS:
        try:
            built = _built(settings, {**settings.hyper, "network": name}, spec)
        except UsageError:  # not for such data
            continue
        if built == wanted:
            return name
    return None


def _built(settings: TrainSettings, hyper: Mapping[str, Any], spec: DataSpec) -> tuple[str, list[tuple[str, Any]]]:
    """Return the parts of the generator, and the names and shapes of its weights."""
    method = modified(partial(find_recipe(settings.method), **hyper), spec, settings.pack, settings.augment)
    with undisturbed(), shapes_only():
        generator = method.networks["generator"]()
    return repr(generator), [(name, tensor.shape) for name, tensor in generator.state_dict().items()]
