"""Train WGAN-GP in a loop of one's own, with gansmith's networks, losses and metrics."""

import torch

from gansmith import losses, metrics, networks
from gansmith.data.builtin import BUILTIN

LATENT, BATCH = 16, 128
torch.manual_seed(0)
points = torch.tensor(BUILTIN["ring"]().values, dtype=torch.float32)
train, test = points[:-2000], points[-2000:]
generator = networks.generator("mlp", shape=(2,), latent=LATENT, width=64)
critic = networks.critic("mlp", shape=(2,), width=64)
of_generator = torch.optim.Adam(generator.parameters(), lr=2e-3, betas=(0.0, 0.9))
of_critic = torch.optim.Adam(critic.parameters(), lr=2e-3, betas=(0.0, 0.9))


@torch.no_grad()
def distance() -> float:
    """Return the sliced Wasserstein distance of samples from the points kept back."""
    return metrics.sliced_wasserstein(test, generator(torch.randn(len(test), LATENT)), seed=0).value


before = distance()
for _ in range(100):
    for _ in range(5):
        real, fake = train[torch.randint(len(train), (BATCH,))], generator(torch.randn(BATCH, LATENT)).detach()
        loss = losses.wasserstein_critic(critic(real), critic(fake)).mean()
        loss = loss + 0.1 * losses.gradient_penalty(critic, real, fake).mean()
        of_critic.zero_grad()
        loss.backward()
        of_critic.step()
    of_generator.zero_grad()
    losses.wasserstein_generator(critic(generator(torch.randn(BATCH, LATENT)))).mean().backward()
    of_generator.step()
after = distance()
print(f"sliced Wasserstein distance {before:.3f} before and {after:.3f} after 100 steps")
