"""Log a run to Weights & Biases; with `import trackio as wandb` the same lines log to Trackio."""

import wandb

import gansmith


class Log(gansmith.callbacks.Callback):
    """Hand on scalars, metric values and pictures of samples."""

    def on_start(self, state):
        wandb.init(project="gansmith", name=state.path.name, config={"steps": state.steps})

    def on_log(self, state, scalars):
        wandb.log(dict(scalars), step=state.step)

    def on_validation(self, state, values):
        wandb.log(dict(values), step=state.step)

    def on_images(self, state, image):
        wandb.log({"samples": wandb.Image(image)}, step=state.step)

    def on_end(self, state, outcome):
        wandb.finish(exit_code=1 if outcome is None else 0)


run = gansmith.train("ring", "gan", steps=40, width=32, sample_every=20, callbacks=[Log()])
print(run)
