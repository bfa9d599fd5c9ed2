"""The game: a method's networks and optimizers in play, and all of their state in one flat table."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from gansmith.core.batch import Batch, Stream, to_device
from gansmith.core.match import Match
from gansmith.core.method import Method, Networks, Player
from gansmith.core.optimizers import State
from gansmith.core.randomness import Draws, key
from gansmith.core.replicas import Replicas
from gansmith.core.schedule import Turn
from gansmith.errors import DivergedError

Report = dict[str, Tensor]


class Game:
    """A method in play.

    seed decides initial weights and all noise; horizon is the number of steps at which ramps reach their end.
    """

    def __init__(
        self,
        method: Method,
        *,
        seed: int = 0,
        horizon: int = 1000,
        device: torch.device | str = "cpu",
        replicas: Replicas | None = None,
    ) -> None:
        self.method, self.seed, self.horizon = method, seed, horizon
        self.device, self.replicas = torch.device(device), replicas or Replicas()
        self.step = 0
        self.batches_seen = 0
        self.networks = self._build()
        self.optimizers: dict[str, State] = {
            name: player.optimizer.start(self.parameters(player)) for name, player in method.players.items()
        }

    def _build(self) -> Networks:
        networks: Networks = {}
        with torch.random.fork_rng(devices=[]):
            for name, build in self.method.networks.items():
                torch.manual_seed(key(self.seed, "initial", name))
                networks[name] = build()
        for player in self.method.players.values():
            for rule in player.rules:
                rule.prepare(networks)
        return {name: network.to(self.device) for name, network in networks.items()}

    @property
    def progress(self) -> float:
        """How much of the horizon is behind, in [0, 1]: the argument of every ramp."""
        return min(self.step / max(self.horizon, 1), 1.0)

    def parameters(self, player: Player) -> dict[str, nn.Parameter]:
        """Return the parameters a player moves, by network and name."""
        return {
            f"{network}/{name}": parameter
            for network in player.networks
            for name, parameter in self.networks[network].named_parameters()
        }

    def advance(self, stream: Stream) -> Report:
        """Play one step: every turn of the schedule, each on a fresh batch or on the last one."""
        report: Report = {}
        batch: Batch | None = None
        for index, turn in enumerate(self.method.schedule(self.step)):
            if batch is None or turn.fresh_batch:
                batch = to_device(stream.at(self.batches_seen), self.device)
                self.batches_seen += 1
            report |= self.play(turn, batch, index)
        self.step += 1
        return report

    def play(self, turn: Turn, batch: Batch, index: int = 0) -> Report:
        """Play one turn: the mover's loss over the pairings, its gradients averaged, its step, its rules.

        Raises DivergedError before the step when the loss or a gradient is not finite, so the weights stay good.
        """
        player = self.method.players[turn.player]
        parameters = self.parameters(player)
        self._only(parameters)
        draws = Draws(self.seed, (self.step, index), self.replicas, self.device, batch.real.dtype)
        draws.seed_layers()
        matches = [
            Match(self.networks[p.generator], self.networks[p.critic], p.prior, batch, draws, player.loss.slopes)
            for p in self.method.pairings
        ]
        report = self._descend(turn.player, player, matches, parameters)
        with torch.no_grad():
            player.optimizer.step(parameters, self.optimizers[turn.player], self.progress)
            for rule in player.rules:
                rule.apply(self.networks, self.step)
        return report

    def _only(self, movers: Mapping[str, nn.Parameter]) -> None:
        """Let only the mover's parameters require gradients: this spares the others' and replaces every detach."""
        for network in self.networks.values():
            network.requires_grad_(False)
        for parameter in movers.values():
            parameter.requires_grad_(True)
            parameter.grad = None

    def _descend(
        self, name: str, player: Player, matches: list[Match], parameters: Mapping[str, nn.Parameter]
    ) -> Report:
        report: Report = {}
        losses = []
        for match in matches:
            loss, terms = player.loss(match, self.progress)
            losses.append(loss)
            report |= {f"{name}/{term}": value for term, value in terms.items()} if len(terms) > 1 else {}
        total = torch.stack(losses).sum() if len(losses) > 1 else losses[0]
        total.backward()  # type: ignore[no-untyped-call]
        gradients = [p.grad for p in parameters.values() if p.grad is not None]
        buffers = [b for network in self.networks.values() for b in network.buffers()]  # statistics move in any turn
        with torch.no_grad():
            report |= {gauge: watch(matches[0]).mean() for gauge, watch in player.gauges.items()}
            report |= {f"loss/{name}": total.detach()}
            self.replicas.average([*gradients, *buffers, *report.values()])
            report[f"gradient/{name}"] = nn.utils.get_total_norm(gradients)
            self._require_finite(name, report)
        return report

    def _require_finite(self, name: str, report: Report) -> None:
        if torch.isfinite(report[f"loss/{name}"] + report[f"gradient/{name}"]).item():
            return
        broken = [tag for tag, value in report.items() if not torch.isfinite(value).all()]
        raise DivergedError(
            f"Training diverged at step {self.step + 1}: {', '.join(broken)} of the {name}'s turn "
            f"{'is' if len(broken) == 1 else 'are'} no longer finite. The step was not taken. "
            "Try a lower --learning-rate, a stronger penalty, or another --method."
        )

    def state(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """Return everything that decides the future: tensors by flat name, and the counters."""
        tensors = {
            f"network/{network}/{name}": tensor
            for network, module in self.networks.items()
            for name, tensor in module.state_dict().items()
        }
        tensors |= {
            f"optimizer/{player}/{slot}/{name}": tensor
            for player, state in self.optimizers.items()
            for slot, table in state.items()
            for name, tensor in table.items()
        }
        counters = {"step": self.step, "batches_seen": self.batches_seen, "seed": self.seed, "horizon": self.horizon}
        return tensors, counters

    def restore(self, tensors: Mapping[str, Tensor], counters: Mapping[str, Any]) -> None:
        """Become the game whose state this is; raises ValueError where names or shapes differ."""
        own, _ = self.state()
        if own.keys() != tensors.keys():
            raise ValueError(f"state differs in {sorted(own.keys() ^ tensors.keys())[:3]}")
        with torch.no_grad():
            for name, tensor in own.items():
                if tensor.shape != tensors[name].shape:
                    raise ValueError(f"{name} has shape {tuple(tensors[name].shape)}, not {tuple(tensor.shape)}")
                tensor.copy_(tensors[name])
        self.step, self.batches_seen = int(counters["step"]), int(counters["batches_seen"])
        self.seed, self.horizon = int(counters["seed"]), int(counters["horizon"])
