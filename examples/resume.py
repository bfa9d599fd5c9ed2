"""Go on with a run: to its planned steps after an interruption, or, as here, to more."""

import gansmith

run = gansmith.train("ring", "gan", steps=20, width=64)
longer = gansmith.resume(run.path, steps=40)
print(f"{longer.path}: resumed at step {longer.resumed_at}, now at {longer.steps}")
