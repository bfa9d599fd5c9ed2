"""Estimators for scikit-learn: `GANGenerator` is sampled from, `GANFeatures` transforms, `GANSampler` balances."""

from typing import TYPE_CHECKING, Any

from gansmith.sklearn.generator import GANGenerator as GANGenerator
from gansmith.sklearn.transformer import GANFeatures as GANFeatures

if TYPE_CHECKING:
    from gansmith.sklearn.sampler import GANSampler as GANSampler

__all__ = ["GANFeatures", "GANGenerator", "GANSampler"]


def __getattr__(name: str) -> Any:
    if name == "GANSampler":  # which needs imbalanced-learn
        from gansmith.sklearn.sampler import GANSampler

        return GANSampler
    raise AttributeError(f"module 'gansmith.sklearn' has no attribute {name!r}")
