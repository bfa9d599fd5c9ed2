"""What a translation will take is known before it starts, and one that memory does not hold is refused."""

import numpy as np
import pytest
import torch
from torch import nn

from gansmith.core.translation import memory_of
from gansmith.errors import TooLarge
from gansmith.models import translation
from gansmith.networks.translator import Translator
from gansmith.networks.unet import UNetGenerator


@pytest.mark.parametrize("build", [UNetGenerator, Translator])
@pytest.mark.parametrize("width", [4, 8])
def test_memory_grows_with_the_pixels_and_covers_the_widest_maps(build: type[nn.Module], width: int) -> None:
    network = build((3, 64, 64), 3, width)
    state = {name: value.clone() for name, value in network.state_dict().items()}
    at_least = 2 * width * 512 * 512 * 4  # the finest maps, before and after a layer
    needed = memory_of(network, 3, 512 * 512)
    assert at_least <= needed <= 20 * at_least
    assert memory_of(network, 3, 4 * 512 * 512) == 4 * needed
    assert all(torch.equal(value, state[name]) for name, value in network.state_dict().items())
    assert all(not module._forward_hooks for module in network.modules())


def test_a_picture_beyond_the_memory_is_refused_before_it_is_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Translator((1, 64, 64), 1, 4)
    monkeypatch.setattr(translation, "available", lambda: 1 << 20)
    with pytest.raises(TooLarge, match=r"picture of 8192 x 8192 takes about .* GB.*Cut it"):
        translation._require_memory(network, 1, 8192, 8192)
    monkeypatch.setattr(translation, "available", lambda: int(np.iinfo(np.int64).max))
    translation._require_memory(network, 1, 8192, 8192)
