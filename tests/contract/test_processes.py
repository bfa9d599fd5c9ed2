"""Law 7: two processes agree with each other, and with one on the joined batch where no batch statistic is involved."""

from dataclasses import replace

import pytest
import torch
from choices import CHOICES, pack_of
from small_games import CASES, bits, has_batch_norm, in_double, small_method, stream, without_batch_norm
from torch import Tensor
from two_processes import Result, run_in_two

from gansmith.core.game import Game
from gansmith.core.method import Method
from gansmith.core.replicas import Replicas
from gansmith.training.loop import train

LISTED_STEPS, PLAIN_STEPS, CHOSEN_STEPS = 3, 20, 4
SHARED = [(name, spec) for name, spec in CASES if not spec.endswith("picture")] + CHOICES
each_shared = pytest.mark.parametrize(("name", "spec"), [pytest.param(*case, id="-".join(case)) for case in SHARED])


def played(
    method: Method, spec: str, dtype: torch.dtype, steps: int, replicas: Replicas | None = None
) -> dict[str, Tensor]:
    """Return the state and every report's values after some steps."""
    game = Game(method, seed=6, horizon=steps, replicas=replicas)
    reports: dict[str, list[Tensor]] = {}

    def note(game: Game, report: dict[str, Tensor]) -> None:
        for tag, value in report.items():
            reports.setdefault(tag, []).append(value)

    train(game, stream(method, spec, dtype, replicas), steps, watchers=[note])
    return game.state()[0] | {f"report/{tag}": torch.stack(values) for tag, values in reports.items()}


def steps_of(name: str) -> int:
    return CHOSEN_STEPS if "," in name else PLAIN_STEPS


def task(replicas: Replicas) -> Result:
    """Play every case as listed in float32, and without batch statistics in float64."""
    result: Result = {}
    for name, spec in SHARED:
        shared = replace(replicas, block=pack_of(name))
        listed, plain = small_method(name, spec), in_double(without_batch_norm(small_method(name, spec)))
        ends = {
            "listed": played(listed, spec, torch.float32, LISTED_STEPS, shared),
            "plain": played(plain, spec, torch.float64, steps_of(name), shared),
        }
        result |= {f"{kind}/{name}/{spec}/{key}": value for kind, end in ends.items() for key, value in end.items()}
    return result


@pytest.fixture(scope="module")
def ranks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Result]:
    """What both processes ended with."""
    return run_in_two("test_processes", tmp_path_factory.mktemp("ranks"))


def part(result: Result, prefix: str) -> Result:
    found = {key.removeprefix(prefix): value for key, value in result.items() if key.startswith(prefix)}
    assert found
    return found


@each_shared
@pytest.mark.parametrize("kind", ["listed", "plain"])
def test_the_ranks_agree_bit_for_bit(ranks: tuple[Result, Result], kind: str, name: str, spec: str) -> None:
    first, second = (part(result, f"{kind}/{name}/{spec}/") for result in ranks)
    assert first.keys() == second.keys()
    assert [key for key in first if bits(first[key]) != bits(second[key])] == []


@each_shared
def test_two_processes_equal_one_on_the_joined_batch(ranks: tuple[Result, Result], name: str, spec: str) -> None:
    alone = played(in_double(without_batch_norm(small_method(name, spec))), spec, torch.float64, steps_of(name))
    shared = part(ranks[0], f"plain/{name}/{spec}/")
    assert shared.keys() == alone.keys()
    # 1e-9: R3GAN's loss does not see the critic's last bias, whose gradient is rounding that Adam makes a step of
    assert [key for key in alone if not torch.allclose(shared[key], alone[key], rtol=1e-12, atol=1e-9)] == []


@each_shared
def test_the_plain_variant_mixes_no_samples(name: str, spec: str) -> None:
    assert not has_batch_norm(Game(without_batch_norm(small_method(name, spec))))


def test_the_listed_variant_of_dcgan_mixes_them_in_both_networks() -> None:
    game = Game(small_method("dcgan", "colour"))
    assert all(
        any("running_mean" in name for name in game.networks[net].state_dict()) for net in ("generator", "critic")
    )
