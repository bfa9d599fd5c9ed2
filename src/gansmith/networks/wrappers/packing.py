"""A critic that judges several samples at once (PacGAN, Lin et al. 2018): a lack of variety shows in each pack."""

from dataclasses import dataclass

from torch import Tensor, nn

from gansmith.core.batch import Condition, CriticOutput, DataSpec
from gansmith.core.randomness import SampleNoise


@dataclass(frozen=True)
class PackedSpec(DataSpec):
    """What a critic of packs is built for: channels or features, classes and conditions of `pack` samples together."""

    pack: int = 1


def pack_of(data: DataSpec) -> int:
    """Return how many samples the critic that is built for this data judges at once."""
    return data.pack if isinstance(data, PackedSpec) else 1


class Packed(nn.Module):
    """Samples (N, C, H, W) or (N, D) -> packs (N / m, m C, H, W) or (N / m, m D) -> one score per pack (N / m,).

    The critic within is built for m times the channels or features, classes and conditions. It is told the labels of a
    pack, (N / m, m), and its conditions, (N / m, m K); what it says of each sample's class and code, (N / m, m K), is
    laid out by sample, (N, K). m must divide N.
    """

    mixes_samples = True

    def __init__(self, critic: nn.Module, pack: int) -> None:
        super().__init__()
        self.critic, self.pack = critic, pack
        for layer in critic.modules():
            if isinstance(noise := getattr(layer, "noise", None), SampleNoise):
                noise.pack = pack

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        """Return what the critic says of every `pack` samples in a row."""
        count, channels, *rest = samples.shape
        packs = samples.reshape(count // self.pack, channels * self.pack, *rest)
        labels = None if condition.label is None else condition.label.view(-1, self.pack)
        numbers = None if condition.numbers is None else condition.numbers.reshape(count // self.pack, -1)
        output: CriticOutput = self.critic(packs, Condition(labels, numbers=numbers))
        return output._replace(
            class_logits=_by_sample(output.class_logits, count), code_params=_by_sample(output.code_params, count)
        )


def _by_sample(said: Tensor | None, count: int) -> Tensor | None:
    return None if said is None else said.reshape(count, -1)
