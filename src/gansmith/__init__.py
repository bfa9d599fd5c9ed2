"""gansmith: generative adversarial networks on your own data, in your own units.

The verbs are `train`, `resume`, `load`, `generate`, `translate`, `evaluate`, `compare`, `picture` and `describe_data`;
they are imported when first used, so that `import gansmith` costs nothing.
"""

import gc
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gansmith import callbacks as callbacks
    from gansmith.api.describe_data import describe_data as describe_data
    from gansmith.api.generate import generate as generate
    from gansmith.api.plot import picture as picture
    from gansmith.api.train import resume as resume
    from gansmith.api.train import train as train
    from gansmith.api.translate import translate as translate
    from gansmith.comparison.compare import Comparison as Comparison
    from gansmith.comparison.compare import compare as compare
    from gansmith.evaluation.evaluate import Evaluation as Evaluation
    from gansmith.evaluation.evaluate import evaluate as evaluate
    from gansmith.models.model import Model as Model
    from gansmith.models.model import load as load
    from gansmith.runs.result import Run as Run

__version__ = "0.2.0"

_HOMES = {
    "Comparison": "gansmith.comparison.compare",
    "compare": "gansmith.comparison.compare",
    "describe_data": "gansmith.api.describe_data",
    "Evaluation": "gansmith.evaluation.evaluate",
    "evaluate": "gansmith.evaluation.evaluate",
    "generate": "gansmith.api.generate",
    "Model": "gansmith.models.model",
    "load": "gansmith.models.model",
    "picture": "gansmith.api.plot",
    "Run": "gansmith.runs.result",
    "resume": "gansmith.api.train",
    "train": "gansmith.api.train",
    "translate": "gansmith.api.translate",
}

__all__ = [
    "Comparison",
    "Evaluation",
    "Model",
    "Run",
    "compare",
    "describe_data",
    "evaluate",
    "generate",
    "load",
    "picture",
    "resume",
    "train",
    "translate",
]


_MODULES = ("callbacks",)


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"gansmith.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'gansmith' has no attribute {name!r}")
    collects = gc.isenabled()
    gc.disable()  # torch makes so many objects that looking for garbage among them takes a fifth of its import
    try:
        return getattr(import_module(_HOMES[name]), name)
    finally:
        if collects:
            gc.enable()
