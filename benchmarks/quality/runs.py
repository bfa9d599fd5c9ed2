"""A trial's run: trained through the public `train`, looked at while its directory lasts."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

import gansmith
from benchmarks.quality.trials import Figures, Setting
from gansmith.config.command_line import flags, method_words
from gansmith.config.settings import TrainSettings
from gansmith.core.batch import Condition, CriticOutput
from gansmith.declaration import declared
from gansmith.methods.registry import find_recipe
from gansmith.models.directory import read_model, read_networks
from gansmith.records.directory import RunDirectory
from gansmith.training.callbacks.record import read_record

CHUNK = 1000  # samples that a critic judges at once
HELD_OUT = 0.0  # the published protocols train on all of it


@contextmanager
def trained(
    data: str | Path | np.ndarray, setting: Setting, seed: int, reading: Mapping[str, Any] | None = None
) -> Iterator[gansmith.Run]:
    """Give the finished run of a setting and seed; raises KeyboardInterrupt where a signal cut it off."""
    with tempfile.TemporaryDirectory() as folder:
        run = gansmith.train(
            data,
            setting.method,
            steps=setting.steps,
            seed=seed,
            out=Path(folder) / "run",
            sample_every=0,
            validation_fraction=HELD_OUT,
            data_options=reading,
            **setting.hyper,
        )
        if not run.finished:  # `train` saves and returns: its figures would be those of half a run
            raise KeyboardInterrupt
        yield run


def model_of(run: gansmith.Run, setting: Setting) -> gansmith.Model:
    """Return the model of a setting's run, whose recipe may be one of the benchmarks' own."""
    return gansmith.load(run.path, recipe=setting.method if ":" in setting.method else None)


def critic(run: gansmith.Run, setting: Setting, name: str = "critic") -> nn.Module:
    """Return the critic of a setting's run in evaluation mode, or its average under that name."""
    card, _ = read_model(run.path)
    network = find_recipe(setting.method)(card.spec, **card.hyper).networks["critic"]()
    network.load_state_dict(read_networks(run.path)[name])
    return network.requires_grad_(False).eval()


def judged(run: gansmith.Run, network: nn.Module, samples: np.ndarray) -> Iterator[CriticOutput]:
    """Give what a critic says of samples in the data's units, without labels, a thousand at a time."""
    codec = read_model(run.path)[0].codec
    with torch.inference_mode():
        for first in range(0, len(samples), CHUNK):
            encoded = torch.from_numpy(codec.encode(samples[first : first + CHUNK])).float()
            output: CriticOutput = network(encoded, Condition())
            yield output


def joined(parts: Iterator[Tensor]) -> np.ndarray:
    """Return tensors laid end to end, as an array."""
    return torch.cat(list(parts)).numpy()


def last_gauge(run: gansmith.Run, tag: str, lines: int = 20) -> float:
    """Return the mean of a gauge over the last lines of a run's record."""
    return fmean(line[tag] for line in read_record(RunDirectory(run.path).log_path)[-lines:])


def parameters(networks: Mapping[str, Mapping[str, Tensor]], name: str) -> int:
    """Return how many numbers one of a run's networks holds, without the counters of BatchNorm."""
    return sum(tensor.numel() for tensor in networks[name].values() if tensor.is_floating_point())


def spread(found: list[Figures], key: str, digits: int = 3) -> str:
    """Return a figure's mean over trials, with its standard deviation where there are several."""
    values = [figures[key] for figures in found]
    return f"{fmean(values):,.{digits}f}" + (f" ± {stdev(values):,.{digits}f}" if len(values) > 1 else "")


def name_of(setting: Setting, found: list[Figures]) -> str:
    """Return a setting's name, marked where one of its trials is stale."""
    return setting.name + (" (stale)" if any(figures["stale"] for figures in found) else "")


def hyper_of(setting: Setting) -> dict[str, Any]:
    """Return what a setting says of the method, and not of the run."""
    return {name: value for name, value in setting.hyper.items() if name not in declared(TrainSettings)}


def words(setting: Setting) -> str:
    """Return the command of a setting, but for the data."""
    hyper = hyper_of(setting)
    of_run = {name: value for name, value in setting.hyper.items() if name not in hyper}
    said = method_words(setting.method, hyper) + flags(
        {"steps": setting.steps, "validation_fraction": HELD_OUT} | of_run
    )
    return f"`gansmith train {' '.join(said)}`"
