"""gansmith: generative adversarial networks on your own data, in your own units.

The verbs are `train`, `resume`, `load`, `generate`, `translate`, `evaluate`, `compare`, `tune`, `plot` and
`describe_data`; those that put a model to use are `augment`, `classify`, `extract_features`, `export_model`,
`push_model`, `train_detector` and `score_samples`; those of the latent space are `walk`, `arithmetic`, `directions`,
`traverse` and `invert`.
Public names are imported when they are first used, so `import gansmith` costs nothing.
"""

import gc
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gansmith import callbacks as callbacks
    from gansmith import sklearn as sklearn
    from gansmith.api.arithmetic import arithmetic as arithmetic
    from gansmith.api.augment import augment as augment
    from gansmith.api.classify import Classified as Classified
    from gansmith.api.classify import classify as classify
    from gansmith.api.describe_data import describe_data as describe_data
    from gansmith.api.detect import load_detector as load_detector
    from gansmith.api.detect import score_samples as score_samples
    from gansmith.api.detect import train_detector as train_detector
    from gansmith.api.directions import directions as directions
    from gansmith.api.export import export_model as export_model
    from gansmith.api.extract_features import extract_features as extract_features
    from gansmith.api.generate import generate as generate
    from gansmith.api.invert import invert as invert
    from gansmith.api.plot import plot as plot
    from gansmith.api.push import push_model as push_model
    from gansmith.api.resume import resume as resume
    from gansmith.api.train import train as train
    from gansmith.api.translate import translate as translate
    from gansmith.api.traverse import traverse as traverse
    from gansmith.api.tune import tune as tune
    from gansmith.api.walk import walk as walk
    from gansmith.augmentation.result import Augmented as Augmented
    from gansmith.comparison.compare import compare as compare
    from gansmith.comparison.result import Comparison as Comparison
    from gansmith.data.options import DataOptions as DataOptions
    from gansmith.detection.detector import Detector as Detector
    from gansmith.errors import DataError as DataError
    from gansmith.errors import DivergedError as DivergedError
    from gansmith.errors import GansmithError as GansmithError
    from gansmith.errors import UsageError as UsageError
    from gansmith.evaluation.evaluate import evaluate as evaluate
    from gansmith.evaluation.result import Evaluation as Evaluation
    from gansmith.methods.registry import METHODS as METHODS
    from gansmith.models.load import load as load
    from gansmith.models.model import Model as Model
    from gansmith.runs.result import Run as Run
    from gansmith.tuning.result import Tuning as Tuning

__version__ = "0.2.0"

_HOMES = {
    "augment": "api.augment",
    "classify": "api.classify",
    "arithmetic": "api.arithmetic",
    "compare": "comparison.compare",
    "describe_data": "api.describe_data",
    "directions": "api.directions",
    "evaluate": "evaluation.evaluate",
    "extract_features": "api.extract_features",
    "export_model": "api.export",
    "generate": "api.generate",
    "invert": "api.invert",
    "load": "models.load",
    "load_detector": "api.detect",
    "plot": "api.plot",
    "push_model": "api.push",
    "resume": "api.resume",
    "score_samples": "api.detect",
    "train": "api.train",
    "train_detector": "api.detect",
    "translate": "api.translate",
    "Augmented": "augmentation.result",
    "Classified": "api.classify",
    "tune": "api.tune",
    "traverse": "api.traverse",
    "walk": "api.walk",
    "Comparison": "comparison.result",
    "DataOptions": "data.options",
    "Detector": "detection.detector",
    "Evaluation": "evaluation.result",
    "METHODS": "methods.registry",
    "Model": "models.model",
    "Run": "runs.result",
    "Tuning": "tuning.result",
    "DataError": "errors",
    "DivergedError": "errors",
    "GansmithError": "errors",
    "UsageError": "errors",
}
_CATALOGUES = ("callbacks", "data", "losses", "methods", "metrics", "networks", "sklearn")
_RENAMED = {"picture": "plot"}  # of version 0.1

__all__ = [  # noqa: PLE0604 - names of the table above
    *_HOMES,
    *_CATALOGUES,
]


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    if name in _CATALOGUES:
        return import_module(f"gansmith.{name}")
    if name in _RENAMED:
        from gansmith.errors import remark

        remark(f"gansmith.{name} is called gansmith.{_RENAMED[name]} now; the old name goes with the next release.")
        name = _RENAMED[name]
    if name not in _HOMES:
        guess = import_module("gansmith.config.other_programs").function_here(name, _HOMES)
        raise AttributeError(f"module 'gansmith' has no attribute {name!r}.{guess}")
    collects = gc.isenabled()
    gc.disable()  # torch makes so many objects that looking for garbage among them takes a fifth of its import
    try:
        return getattr(import_module(f"gansmith.{_HOMES[name]}"), name)
    finally:
        if collects:
            gc.enable()
