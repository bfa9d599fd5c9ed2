"""Two workloads in JAX, an outside reference, compiled: `python -m benchmarks.speed.jax_loops LOOP DATA`.

Runs in an interpreter that has jax and numpy, so it imports neither torch nor gansmith. BatchNorm keeps no running
statistics here, which spares JAX a little.
"""

import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import jax  # type: ignore[import-not-found]
import jax.numpy as jnp  # type: ignore[import-not-found]
import numpy as np
from jax import Array

from benchmarks.speed.tick import tick

Layer = dict[str, Array]
Weights = list[Layer]
State = dict[str, Any]  # key, weights of both players, Adam's moments of both, the average where there is one
BATCH = 64


def dense(key: Array, sizes: tuple[int, ...], normalised: tuple[int, ...] = ()) -> Weights:
    """Return a perceptron's weights; layers of the `normalised` sizes have a BatchNorm's scale and shift too."""
    layers: Weights = []
    for before, after in pairwise(sizes):
        key, draw = jax.random.split(key)
        layer = {"w": jax.random.normal(draw, (before, after)) * before**-0.5, "b": jnp.zeros(after)}
        if after in normalised:
            layer |= {"scale": jnp.ones(after), "shift": jnp.zeros(after)}
        layers.append(layer)
    return layers


def perceptron(weights: Weights, values: Array, slope: float) -> Array:
    """Return the last layer's output, rectifiers of that slope between the layers."""
    for layer in weights[:-1]:
        values = values @ layer["w"] + layer["b"]
        if "scale" in layer:
            centred = values - values.mean(0)
            values = centred * jax.lax.rsqrt((centred**2).mean(0) + 0.8) * layer["scale"] + layer["shift"]
        values = jnp.where(values > 0, values, slope * values)
    return values @ weights[-1]["w"] + weights[-1]["b"]


def moments(weights: Weights) -> State:
    """Return Adam's state before the first step."""
    first, second = (jax.tree.map(jnp.zeros_like, weights) for _ in range(2))  # two trees: each buffer is donated
    return {"first": first, "second": second, "step": jnp.zeros(())}


def adam(
    weights: Weights, gradients: Weights, state: State, rate: float, beta1: float, beta2: float
) -> tuple[Weights, State]:
    """Return the weights and the state after one step of Adam."""
    step = state["step"] + 1
    first = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, state["first"], gradients)
    second = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, state["second"], gradients)
    scale, root = rate / (1 - beta1**step), (1 - beta2**step) ** 0.5
    moved = jax.tree.map(lambda w, m, v: w - scale * m / (jnp.sqrt(v) / root + 1e-8), weights, first, second)
    return moved, {"first": first, "second": second, "step": step}


def wgan_gp_mlp(data: np.ndarray) -> tuple[State, Callable[[State, Array], State], Array]:
    """(a) Return the first state, an iteration of five critic steps and one of the generator, and the rows."""
    rows = (data - data.min()) / (data.max() - data.min()) * 2 - 1
    keys = jax.random.split(jax.random.key(0), 3)
    generator, critic = dense(keys[0], (128, 512, 512, 4734)), dense(keys[1], (4734, 512, 512, 1))

    def generate(weights: Weights, key: Array) -> Array:
        return jnp.tanh(perceptron(weights, jax.random.normal(key, (BATCH, 128)), 0.0))

    def score(weights: Weights, samples: Array) -> Array:
        return perceptron(weights, samples, 0.2)[:, 0]

    def critic_loss(weights: Weights, real: Array, fake: Array, mix: Array) -> Array:
        slope = jax.grad(lambda x: score(weights, x).sum())(mix * real + (1 - mix) * fake)
        penalty = ((jnp.linalg.norm(slope, axis=1) - 1) ** 2).mean()
        return score(weights, fake).mean() - score(weights, real).mean() + 10 * penalty

    def iterate(state: State, rows: Array) -> State:
        key, generator_key, *critic_keys = jax.random.split(state["key"], 7)
        critic, in_critic = state["critic"], state["in_critic"]
        for turn in critic_keys:
            which, noise, mixing = jax.random.split(turn, 3)
            real = rows[jax.random.randint(which, (BATCH,), 0, len(rows))]
            mix = jax.random.uniform(mixing, (BATCH, 1))
            gradients = jax.grad(critic_loss)(critic, real, generate(state["generator"], noise), mix)
            critic, in_critic = adam(critic, gradients, in_critic, 1e-4, 0.0, 0.9)
        gradients = jax.grad(lambda g: -score(critic, generate(g, generator_key)).mean())(state["generator"])
        generator, in_generator = adam(state["generator"], gradients, state["in_generator"], 1e-4, 0.0, 0.9)
        average = jax.tree.map(lambda kept, fresh: 0.999 * kept + 0.001 * fresh, state["average"], generator)
        players = {"generator": generator, "critic": critic, "average": average}
        return {"key": key, **players, "in_generator": in_generator, "in_critic": in_critic}

    players = {"generator": generator, "critic": critic, "average": jax.tree.map(jnp.copy, generator)}
    state = {"key": keys[2], **players, "in_generator": moments(generator), "in_critic": moments(critic)}
    return state, iterate, jnp.asarray(rows)


def gan_mlp(data: np.ndarray) -> tuple[State, Callable[[State, Array], State], Array]:
    """(b) Return the first state, an iteration of generator, then critic on the same fakes, and the rows."""
    rows = data.reshape(len(data), -1).astype(np.float32) / 127.5 - 1
    keys = jax.random.split(jax.random.key(0), 3)
    generator = dense(keys[0], (100, 128, 256, 512, 1024, 784), normalised=(256, 512, 1024))
    critic = dense(keys[1], (784, 512, 256, 1))

    def generator_loss(weights: Weights, critic: Weights, noise: Array) -> tuple[Array, Array]:
        fake = jnp.tanh(perceptron(weights, noise, 0.2))
        return jax.nn.softplus(-perceptron(critic, fake, 0.2)).mean(), fake

    def critic_loss(weights: Weights, real: Array, fake: Array) -> Array:
        on_real, on_fake = perceptron(weights, real, 0.2), perceptron(weights, fake, 0.2)
        return (jax.nn.softplus(-on_real).mean() + jax.nn.softplus(on_fake).mean()) / 2

    def iterate(state: State, rows: Array) -> State:
        key, which, drawing = jax.random.split(state["key"], 3)
        noise = jax.random.normal(drawing, (BATCH, 100))
        by_generator = jax.grad(generator_loss, has_aux=True)
        gradients, fake = by_generator(state["generator"], state["critic"], noise)
        generator, in_generator = adam(state["generator"], gradients, state["in_generator"], 2e-4, 0.5, 0.999)
        real = rows[jax.random.randint(which, (BATCH,), 0, len(rows))]
        gradients = jax.grad(critic_loss)(state["critic"], real, fake)
        critic, in_critic = adam(state["critic"], gradients, state["in_critic"], 2e-4, 0.5, 0.999)
        players = {"generator": generator, "critic": critic}
        return {"key": key, **players, "in_generator": in_generator, "in_critic": in_critic}

    players = {"generator": generator, "critic": critic}
    state = {"key": keys[2], **players, "in_generator": moments(generator), "in_critic": moments(critic)}
    return state, iterate, jnp.asarray(rows)


LOOPS = {"wgan_gp_mlp": wgan_gp_mlp, "gan_mlp": gan_mlp}


def iterations(loop: str, data: np.ndarray) -> Iterator[None]:
    """Train for ever, yielding after every iteration."""
    state, iterate, rows = LOOPS[loop](data)
    compiled = jax.jit(iterate, donate_argnums=0)
    while True:
        state = jax.block_until_ready(compiled(state, rows))
        yield


if __name__ == "__main__":
    for _ in iterations(sys.argv[1], np.load(sys.argv[2])):
        tick()
