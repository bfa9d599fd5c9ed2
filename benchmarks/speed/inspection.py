"""What one step of a game takes: floating-point operations, and the bytes that it cannot do without."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd.graph import saved_tensors_hooks
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from gansmith.core.game import Game


class Operations(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts floating-point operations by torch's own table.

    FlopCounterMode, which adds them up by module, stops at `autograd.grad` within a loss.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.count = 0

    def __torch_dispatch__(
        self, operator: Any, types: Sequence[type], given: Sequence[Any] = (), named: Mapping[str, Any] | None = None
    ) -> Any:
        """Let an operator do its work and count it."""
        result = operator(*given, **(named or {}))
        if operator.overloadpacket in flop_registry:
            self.count += flop_registry[operator.overloadpacket](*given, **(named or {}), out_val=result)
        return result


class Kept:
    """Bytes of the tensors that autograd keeps for the backward pass, each storage once: an estimate of activations."""

    def __init__(self, known: set[int]) -> None:
        self.known, self.now, self.most = known, 0, 0
        self._holders: dict[int, int] = {}

    def pack(self, tensor: Tensor) -> "Held":
        """Begin to keep a tensor."""
        storage = tensor.untyped_storage()
        place = storage.data_ptr()
        if place not in self.known and self._holders.get(place, 0) == 0:
            self.now += storage.nbytes()
            self.most = max(self.most, self.now)
        self._holders[place] = self._holders.get(place, 0) + 1
        return Held(self, tensor)

    def release(self, tensor: Tensor) -> None:
        """End keeping a tensor."""
        storage = tensor.untyped_storage()
        place = storage.data_ptr()
        self._holders[place] -= 1
        if place not in self.known and self._holders[place] == 0:
            self.now -= storage.nbytes()


class Held:
    """A tensor for as long as autograd holds it."""

    def __init__(self, kept: Kept, tensor: Tensor) -> None:
        self.kept, self.tensor = kept, tensor

    def __del__(self) -> None:
        self.kept.release(self.tensor)


def inspect(game: Game, advance: Callable[[], object]) -> dict[str, float]:
    """Return the FLOPs of a step and the bytes of weights, optimizer, gradients and activations (estimated)."""
    tensors, _ = game.state()
    weights = sum(t.nbytes for name, t in tensors.items() if name.startswith("network/"))
    optimizer = sum(t.nbytes for name, t in tensors.items() if name.startswith("optimizer/"))
    moved = [p for player in game.method.players.values() for p in game.parameters(player).values()]
    kept = Kept({t.untyped_storage().data_ptr() for t in tensors.values()})
    with saved_tensors_hooks(kept.pack, lambda held: held.tensor):
        advance()
    with Operations() as operations:
        advance()
    return {
        "flops": operations.count,
        "weights": weights,
        "optimizer": optimizer,
        "gradients": sum(p.nbytes for p in moved),
        "activations": kept.most,
        "threads": torch.get_num_threads(),
    }
