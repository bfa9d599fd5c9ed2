"""Search for a width with Optuna, which ends runs early when others were better at the same step."""

import optuna

import gansmith


class Prune(gansmith.callbacks.Callback):
    """Report every validation to a trial, and stop the run where the trial asks for it."""

    def __init__(self, trial: optuna.Trial) -> None:
        self.trial = trial

    def on_validation(self, state, values):
        self.trial.report(values["quality/worst"], state.step)
        if self.trial.should_prune():
            state.stop("pruned")


def objective(trial: optuna.Trial) -> float:
    width = trial.suggest_int("width", 8, 64, log=True)
    run = gansmith.train("ring", "gan", steps=40, validate_every=10, width=width, callbacks=[Prune(trial)])
    if run.stop_reason == "pruned":
        raise optuna.TrialPruned
    return run.best[1]


optuna.logging.set_verbosity(optuna.logging.WARNING)
study = optuna.create_study(sampler=optuna.samplers.RandomSampler(0), pruner=optuna.pruners.MedianPruner(2))
study.optimize(objective, n_trials=4)
print(f"Best of {len(study.trials)} runs: {study.best_params}, {study.best_value:.3g}.")
