"""Estimators for scikit-learn: `GANGenerator` is fitted and sampled from, `GANFeatures` is a transformer."""

from gansmith.sklearn.generator import GANGenerator as GANGenerator
from gansmith.sklearn.transformer import GANFeatures as GANFeatures

__all__ = ["GANFeatures", "GANGenerator"]
