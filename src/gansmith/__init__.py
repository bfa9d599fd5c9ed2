"""gansmith: generative adversarial networks on your own data, in your own units.

The verbs are `train`, `resume`, `load`, `generate`, `translate`, `evaluate`, `compare`, `picture` and `describe_data`;
they are imported when first used, so that `import gansmith` costs nothing.
"""

import gc
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gansmith.api.comparison import Comparison as Comparison
    from gansmith.api.comparison import compare as compare
    from gansmith.api.data import describe_data as describe_data
    from gansmith.api.evaluation import Evaluation as Evaluation
    from gansmith.api.evaluation import evaluate as evaluate
    from gansmith.api.generation import generate as generate
    from gansmith.api.model import Model as Model
    from gansmith.api.model import load as load
    from gansmith.api.picture import picture as picture
    from gansmith.api.training import Run as Run
    from gansmith.api.training import resume as resume
    from gansmith.api.training import train as train
    from gansmith.api.translation import translate as translate

__version__ = "0.2.0"

_HOMES = {
    "Comparison": "comparison",
    "compare": "comparison",
    "describe_data": "data",
    "Evaluation": "evaluation",
    "evaluate": "evaluation",
    "generate": "generation",
    "Model": "model",
    "load": "model",
    "picture": "picture",
    "Run": "training",
    "resume": "training",
    "train": "training",
    "translate": "translation",
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


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'gansmith' has no attribute {name!r}")
    collects = gc.isenabled()
    gc.disable()  # torch makes so many objects that looking for garbage among them takes a fifth of its import
    try:
        return getattr(import_module(f"gansmith.api.{_HOMES[name]}"), name)
    finally:
        if collects:
            gc.enable()
