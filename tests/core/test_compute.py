"""How networks are computed changes rounding and speed, and no more."""

import pytest
import torch
from small_games import each_case, small_method, stream

from gansmith.core.compute import Compute
from gansmith.core.game import Game


def losses(name: str, spec: str, compute: Compute) -> list[float]:
    method = small_method(name, spec)
    game, batches = Game(method, seed=2, horizon=3, compute=compute), stream(method, spec)
    return [value.item() for _ in range(3) for tag, value in game.advance(batches).items() if tag.startswith("loss/")]


@each_case
def test_bfloat16_follows_float32(name: str, spec: str) -> None:
    exact, rough = losses(name, spec, Compute()), losses(name, spec, Compute("bfloat16"))
    assert rough != exact
    assert rough == pytest.approx(exact, rel=0.05, abs=0.02)


@each_case
def test_weights_stay_float32_under_bfloat16(name: str, spec: str) -> None:
    method = small_method(name, spec)
    game = Game(method, compute=Compute("bfloat16"))
    game.advance(stream(method, spec))
    assert {t.dtype for t in game.state()[0].values() if t.is_floating_point()} == {torch.float32}


@pytest.mark.parametrize(("name", "critic_too"), [("gan", True), ("wgan", True), ("wgan-gp", False), ("r3gan", False)])
def test_all_is_compiled_but_a_critic_whose_slope_is_differentiated(name: str, critic_too: bool) -> None:
    game = Game(small_method(name, "vector"), compute=Compute(compiled=True))
    compiled = {network for network, module in game.networks.items() if module._compiled_call_impl is not None}
    assert compiled == {"generator", "generator_average"} | ({"critic"} if critic_too else set())


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"avx2": True, "avx512_bf16": False, "amx_bf16": False}, True),
        ({"avx2": True, "avx512_bf16": True}, False),
        ({"avx2": True, "avx_ne_convert": True}, False),
        ({"neon": True}, False),  # of which torch says too little
    ],
)
def test_bfloat16_without_units_for_it_is_told(
    found: dict[str, bool], told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: found)
    assert bool(Compute("bfloat16").notes(torch.device("cpu"))) == told
    assert not Compute("bfloat16").notes(torch.device("cuda"))
    assert not Compute().notes(torch.device("cpu"))
