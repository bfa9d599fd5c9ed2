"""What an evaluation is asked for, checked before anything is measured."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gansmith.errors import UsageError, option
from gansmith.evaluation.metrics_file import Asked
from gansmith.features.model_file import is_data
from gansmith.metrics.own import OwnMetric

NAMES = ("raw", "pca", "random", "classifier", "inception")


def asked_for(
    features: Sequence[str] = (),
    count: int | None = None,
    seed: int = 0,
    reading: Mapping[str, Any] | None = None,
    *,
    thorough: bool = False,
    allow_code: bool = False,
    metrics: Sequence[OwnMetric] = (),
) -> Asked:
    """Return what an evaluation is asked for; raises UsageError for features or a count there cannot be."""
    if count is not None and count < 1:
        raise UsageError(f"{option('count', count)}: ask for at least one sample.")
    for name in features:
        if name not in NAMES and not Path(name).suffix:
            raise UsageError(
                f"{option('features', name)}: choose of {', '.join(NAMES)}, or name a TorchScript or ONNX file."
            )
        if name not in NAMES and not allow_code and not is_data(Path(name)):
            raise UsageError(
                f"{option('features', name)}: a TorchScript file is a program, which does what its author wants. Give "
                f"{option('allow_code')} if you trust it, or an ONNX file."
            )
    asked = {"features": list(features), "count": count, "seed": seed, "reading": dict(reading or {})}
    own = {metric.public: metric.sha256 for metric in metrics}  # to be compared: nothing is imported by these names
    return asked | ({"thorough": True} if thorough else {}) | ({"metrics": own} if own else {})
