"""The game: a method's networks and optimizers in play, and all of their state in one flat table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.conv import _ConvNd as _Conv

from gansmith.core.batch import Batch, Stream, to_device
from gansmith.core.compute import Compute
from gansmith.core.match import Match
from gansmith.core.method import Method, Networks, Played, Player, Report
from gansmith.core.optimizers import State
from gansmith.core.randomness import Draws, SampleNoise, key, seed_default, undisturbed
from gansmith.core.replicas import Replicas
from gansmith.core.schedule import Turn
from gansmith.core.separable import is_separable
from gansmith.core.shared_fakes import DrawnTurn, SharedFake, SharedFakes, in_runs, share_fakes
from gansmith.errors import DivergedError, option


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
        compute: Compute | None = None,
    ) -> None:
        self.method, self.seed, self.horizon = method, seed, horizon
        self.device = torch.device(device)
        self.replicas, self.compute = replicas or Replicas(), compute or Compute()
        self.step = 0
        self.batches_seen = 0
        self.networks = self._build()
        self._parameters = {name: self.parameters(player) for name, player in method.players.items()}
        self.compute.prepare(self.networks, method)
        self._separable = {name for name, network in self.networks.items() if is_separable(network)}
        layers = [layer for network in self.networks.values() for layer in network.modules()]
        self._noises = [noise for layer in layers if isinstance(noise := getattr(layer, "noise", None), SampleNoise)]
        self._mover: str | None = None
        self.optimizers: dict[str, State] = {
            name: player.optimizer.start(self._parameters[name]) for name, player in method.players.items()
        }

    def _build(self) -> Networks:
        networks: Networks = {}
        with undisturbed():
            for name, build in self.method.networks.items():
                seed_default(key(self.seed, "initial", name))
                networks[name] = build()
        for player in self.method.players.values():
            for rule in player.rules:
                rule.prepare(networks)
        self._convolves = any(isinstance(m, _Conv) for network in networks.values() for m in network.modules())
        if self._convolves:
            networks = {name: network.to(memory_format=torch.channels_last) for name, network in networks.items()}  # type: ignore[call-overload]
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
        last: list[Match] = []
        for run in in_runs(self.method.schedule(self.step)):
            moves = []
            for index, turn in run:
                if batch is None or turn.fresh_batch:
                    batch = self.accept(stream.at(self.batches_seen))
                    self.batches_seen += 1
                moves.append(self.move(turn, batch, index))
            played, last = self.play(moves, last)
            report |= played
        self.step += 1
        return report

    def accept(self, batch: Batch) -> Batch:
        """Return the batch where, and laid out in memory as, this game's networks work."""
        return to_device(batch, self.device, channels_last=self._convolves)

    def move(self, turn: Turn, batch: Batch, index: int = 0) -> DrawnTurn:
        """Return a turn with its random draws, a function of (seed, step, index)."""
        return DrawnTurn(
            turn, batch, Draws(self.seed, (self.step, index), self.replicas, self.device, batch.real.dtype)
        )

    def play(self, moves: Sequence[DrawnTurn], last: Sequence[Match] = ()) -> tuple[Report, list[Match]]:
        """Play turns of one player: its loss over the pairings, its gradients averaged, its step, its rules.

        last are the matches of the turn before, for a turn that asks for its fakes; the last move's are returned.
        Raises DivergedError before a step whose loss or gradient is not finite, so the weights stay good.
        """
        name = moves[0].turn.player
        player = self.method.players[name]
        self._let_move(name)
        report: Report = {}
        matches: list[Match] = []
        for move, shared_fakes in zip(moves, self._shared(moves, player, last), strict=True):
            move.draws.seed_layers(self._noises)
            matches = self._matches(move, shared_fakes, player)
            told = self._descend(name, player, matches)
            report |= told
            with torch.no_grad():
                player.optimizer.step(self._parameters[name], self.optimizers[name], self.progress)
                for rule in player.rules:
                    rule.apply(self.networks, Played(self.step, told, matches))
        return report, matches

    def _shared(self, moves: Sequence[DrawnTurn], player: Player, last: Sequence[Match]) -> list[SharedFakes]:
        if not moves[0].turn.fresh_fakes:
            return [tuple(SharedFake(match.inputs, match.fake.detach()) for match in last)]
        with self.compute.context(self.device):
            return share_fakes(moves, self.method.pairings, player, self.networks, self._separable)

    def _matches(self, move: DrawnTurn, shared_fakes: SharedFakes, player: Player) -> list[Match]:
        return [
            Match(
                self.networks[pairing.generator],
                self.networks[pairing.critic],
                pairing.prior,
                move.batch.swapped() if pairing.swapped else move.batch,
                move.draws,
                player.loss.slopes,
                shared,
                pairing.critic in self._separable,
                self.networks[pairing.back] if pairing.back else None,
                self.networks[pairing.history] if pairing.history else None,
            )
            for pairing, shared in zip(self.method.pairings, shared_fakes, strict=True)
        ]

    def _let_move(self, mover: str) -> None:
        """Let only the mover's parameters require gradients: this spares the others' and replaces every detach."""
        if mover == self._mover:
            return
        still = self._parameters[self._mover].values() if self._mover else self._all_parameters()
        for parameter in still:
            parameter.requires_grad_(False)
        for parameter in self._parameters[mover].values():
            parameter.requires_grad_(True)
        self._mover = mover

    def _all_parameters(self) -> Iterator[nn.Parameter]:
        return (parameter for network in self.networks.values() for parameter in network.parameters())

    def _descend(self, name: str, player: Player, matches: list[Match]) -> Report:
        report: Report = {}
        parameters = list(self._parameters[name].values())
        for parameter in parameters:
            parameter.grad = None
        losses = []
        for match in matches:
            with self.compute.context(self.device):
                loss, terms = player.loss(match, self.progress)
            losses.append(loss)
            for term, value in terms.items() if len(terms) > 1 else ():
                tag = f"{name}/{term}"
                report[tag] = report[tag] + value if tag in report else value
        total = torch.stack(losses).sum() if len(losses) > 1 else losses[0]
        total.backward(inputs=parameters)  # type: ignore[no-untyped-call] # and not by a penalty's own inputs
        gradients = [p.grad for p in parameters if p.grad is not None]
        with torch.no_grad():
            report |= {gauge: watch(matches[0]).mean() for gauge, watch in player.gauges.items()}
            report |= {f"loss/{name}": total.detach()}
            if self.replicas.size > 1:  # statistics move in any turn
                buffers = [b for network in self.networks.values() for b in network.buffers()]
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
            f"Try a lower {option('learning_rate')}, a stronger penalty, or another {option('method')}."
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
        """Become the game whose state this is; raises ValueError where names, shapes or types differ."""
        own, _ = self.state()
        if own.keys() != tensors.keys():
            raise ValueError(f"state differs in {sorted(own.keys() ^ tensors.keys())[:3]}")
        with torch.no_grad():
            for name, tensor in own.items():
                if tensor.shape != tensors[name].shape:
                    raise ValueError(f"{name} has shape {tuple(tensors[name].shape)}, not {tuple(tensor.shape)}")
                if tensor.dtype != tensors[name].dtype:
                    raise ValueError(f"{name} is {tensors[name].dtype}, not {tensor.dtype}")
                tensor.copy_(tensors[name])
        self.step, self.batches_seen = int(counters["step"]), int(counters["batches_seen"])
        self.seed, self.horizon = int(counters["seed"]), int(counters["horizon"])
