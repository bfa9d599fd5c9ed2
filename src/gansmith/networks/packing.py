"""A critic that judges several samples at once (PacGAN, Lin et al. 2018): a lack of variety shows in each pack."""

from torch import Tensor, nn

from gansmith.core.batch import Condition, CriticOutput
from gansmith.errors import UsageError
from gansmith.networks.conditioning import Classifier, Heads, JoinedLabel, Projection

KNOWS_SAMPLES = (JoinedLabel, Projection, Heads, Classifier)


class Packed(nn.Module):
    """Samples (N, C, H, W) or (N, D) -> packs (N / m, m C, H, W) or (N / m, m D) -> one score per pack (N / m,).

    The critic within is built for m times the channels or features. m must divide N. Raises UsageError for a critic
    that is told or tells the label or code of each sample.
    """

    mixes_samples = True

    def __init__(self, critic: nn.Module, pack: int) -> None:
        super().__init__()
        if any(isinstance(module, KNOWS_SAMPLES) for module in critic.modules()):
            raise UsageError(
                f"--pack {pack} judges samples together, but this method's critic is told or tells what each one is. "
                "Leave --pack out, or choose a method without labels and codes."
            )
        self.critic, self.pack = critic, pack

    def forward(self, samples: Tensor, condition: Condition) -> CriticOutput:
        """Return what the critic says of every `pack` samples in a row."""
        count, channels, *rest = samples.shape
        packs = samples.reshape(count // self.pack, channels * self.pack, *rest)
        output: CriticOutput = self.critic(packs, Condition())
        return output
