"""Callbacks: follow a training run, log what you like, and stop it.

`Callback` is the class to extend, `State` what its events are given. `EarlyStopping` is the callback behind `patience`.

Examples
--------
>>> import gansmith
>>> class Best(gansmith.callbacks.Callback):
...     def on_validation(self, state, values):
...         print(state.step, sorted(values)[0] in values, state.best is not None)
>>> run = gansmith.train("ring", "gan", steps=4, evaluate_every=2, width=16, callbacks=[Best()])
2 True True
4 True True
"""

from gansmith.training.callbacks.callback import Callback
from gansmith.training.callbacks.early_stopping import EarlyStopping
from gansmith.training.callbacks.state import State

__all__ = ["Callback", "EarlyStopping", "State"]
