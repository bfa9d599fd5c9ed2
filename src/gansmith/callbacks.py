"""Callbacks: follow a training run, log what you like, and stop it.

`Callback` is the class to extend, `State` what its events are given. `EarlyStopping` is the callback behind `patience`.

Examples
--------
>>> import gansmith
>>> class Print(gansmith.callbacks.Callback):
...     def on_validation(self, state, values):
...         print(f"step {state.step} of {state.steps}:", "quality/worst" in values, state.sample(5).shape)
>>> run = gansmith.train("ring", "gan", steps=4, validate_every=2, width=16, callbacks=[Print()])
step 2 of 4: True (5, 2)
step 4 of 4: True (5, 2)
"""

from gansmith.training.callbacks.callback import Callback
from gansmith.training.callbacks.early_stopping import EarlyStopping
from gansmith.training.callbacks.state import State

__all__ = ["Callback", "EarlyStopping", "State"]
