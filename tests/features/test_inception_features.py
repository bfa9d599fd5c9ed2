"""The Inception network's shape, and weights that are verified before they are read."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch

from gansmith.errors import UsageError
from gansmith.features import inception as inception_features
from gansmith.features.inception import FILE, InceptionFeatures, fetched, verified
from gansmith.features.inception_network import InceptionNetwork


def on_meta() -> InceptionNetwork:
    with torch.device("meta"):
        return InceptionNetwork()


def test_the_network_has_the_entries_and_the_size_of_the_published_file() -> None:
    """566 entries in a file of 95,628,359 bytes, of which the tensors leave under 0.3 % to names and headers."""
    state = on_meta().state_dict()
    assert len(state) == 566
    size = sum(tensor.numel() * tensor.element_size() for tensor in state.values())
    assert 0 < 95_628_359 - size < 0.003 * size


def test_the_network_has_as_many_weights_as_inception_v3_with_8_more_classes() -> None:
    assert sum(weight.numel() for weight in on_meta().parameters()) == 23_834_568 + 8 * 2049


def test_maps_have_the_sides_of_the_paper() -> None:
    """Szegedy et al. 2016, table 1: 35 x 35 x 288, 17 x 17 x 768, 8 x 8 x 2048."""
    network, seen = on_meta().eval(), {}
    for name in ("Mixed_5d", "Mixed_6e", "Mixed_7c"):
        network.get_submodule(name).register_forward_hook(
            lambda module, inputs, output, name=name: seen.update({name: tuple(output.shape[1:])})
        )
    assert network(torch.empty(2, 3, 299, 299, device="meta")).shape == (2, 2048)
    assert seen == {"Mixed_5d": (288, 35, 35), "Mixed_6e": (768, 17, 17), "Mixed_7c": (2048, 8, 8)}


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Random weights in a file that stands for the published one."""
    torch.manual_seed(0)
    path = tmp_path / "weights.pth"
    torch.save(InceptionNetwork().state_dict(), path)
    monkeypatch.setattr(inception_features, "SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
    monkeypatch.setattr(inception_features, "URL", path.as_uri())
    return path


def test_features_are_those_of_three_channels_in_any_units(weights: Path) -> None:
    grey = np.random.default_rng(0).uniform(0, 255, (2, 1, 9, 9))
    features = InceptionFeatures.open(weights, 0, 255)(grey)
    assert features.shape == (2, 2048)
    colour = InceptionFeatures.open(weights, -1, 1)(np.repeat(grey / 127.5 - 1, 3, axis=1))
    assert colour == pytest.approx(features, rel=1e-3, abs=1e-5)
    with pytest.raises(UsageError, match="these have 2"):
        InceptionFeatures.open(weights, 0, 255)(np.ones((2, 2, 9, 9)))


def test_a_file_that_is_another_is_never_read(tmp_path: Path) -> None:
    other = tmp_path / FILE
    other.write_bytes(b"something else")
    for use in (lambda: InceptionFeatures.open(other, 0, 255), lambda: fetched(tmp_path), lambda: verified(other)):
        with pytest.raises(UsageError, match="has the SHA-256"):
            use()
    with pytest.raises(UsageError, match="is not a file"):
        verified(tmp_path / "absent.pth")


def test_weights_are_fetched_once_and_kept(weights: Path, tmp_path: Path) -> None:
    kept = fetched(tmp_path / "kept")
    assert kept.read_bytes() == weights.read_bytes()
    weights.unlink()
    assert fetched(tmp_path / "kept") == kept


def test_what_came_otherwise_is_not_kept(weights: Path, tmp_path: Path) -> None:
    weights.write_bytes(b"cut off")
    with pytest.raises(UsageError, match="has the SHA-256"):
        fetched(tmp_path / "kept")
    weights.unlink()
    with pytest.raises(UsageError, match="could not be fetched"):
        fetched(tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []
