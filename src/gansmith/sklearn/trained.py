"""The training of an estimator that keeps its run: from the start, and further steps."""

from typing import Any, Self

from sklearn.base import BaseEstimator

from gansmith.sklearn.given import Given, Target, given_rows, with_target
from gansmith.sklearn.kept import KeptRun
from gansmith.sklearn.mishaps import UnfitData, as_before_unless_done, as_value_errors
from gansmith.sklearn.training import AUTO_LABELLED, Recipe, gone_on, method_of, seed_of, trained


class TrainedEstimator(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """An estimator that is fitted by training a GAN, and goes on with it."""

    def fit(self, X: Any, y: Any = None) -> Self:
        """Train on samples.

        Parameters
        ----------
        X : array or data frame, shape (n_samples, n_features) or (n_samples, H, W[, C])
            The samples. Missing values are learnt where X is a table.
        y : array, shape (n_samples,), optional
            Classes, or numbers for cgan, that samples are conditioned on. For sgan, -1 is the class of samples without
            one.

        Returns
        -------
        GANGenerator
            The estimator.

        Raises
        ------
        ValueError
            A parameter is not valid, or X or y cannot be trained on.
        KeyboardInterrupt
            A signal stopped the training. The estimator is as it was before.
        """
        with as_before_unless_done(self):
            with as_value_errors():
                given = given_rows(self, X, reset=True)
                given = with_target(given, y, method_of(self, labelled=y is not None))
                recipe = Recipe.of(self, labelled=y is not None)
            return self._keep(trained(recipe, given, seed_of(self.random_state)), given)

    def partial_fit(self, X: Any, y: Any = None) -> Self:
        """Train `max_steps` more steps, from where the last call ended.

        On the same X and y the result equals that of one longer training, bit for bit, where no learning rate falls
        towards the end. On other data the ranges, categories and classes of the first call stay.

        Parameters
        ----------
        X : array or data frame
            The samples, as for `fit`.
        y : array, shape (n_samples,), optional
            As for `fit`.

        Returns
        -------
        GANGenerator
            The estimator.

        Raises
        ------
        ValueError
            As for `fit`; y holds a class that the first call did not, or is missing; or the method or a hyper-parameter
            has changed since `fit`.
        """
        if not hasattr(self, "run_"):
            return self.fit(X, y)
        with as_value_errors():
            given = self._again(X, y)
            if self._target != given.target:
                raise UnfitData(f"y is missing, and the estimator was fitted to {self._target}. Give it for each row.")
            recipe = Recipe.of(self, labelled=self.run_.model.card.method == AUTO_LABELLED)
        return self._keep(gone_on(self.run_, recipe, given), given)

    def _again(self, X: Any, y: Any) -> Given:
        """Return X and y, checked to be what was fitted."""
        given = given_rows(self, X, reset=False)
        return with_target(given, y, self.run_.model.card.method, getattr(self, "classes_", None), self._target)

    @property
    def _target(self) -> Target:
        """What y was to the method when the estimator was fitted."""
        if self.run_.model.card.conditions is not None:
            return "numbers"
        return "classes" if hasattr(self, "classes_") else "none"

    def _keep(self, run: KeptRun, given: Given) -> Self:
        self.run_, self._kind = run, given.kind
        self._dtype = given.samples.dtype if given.kind is None else None
        self.steps_, self.notes_ = run.steps, run.notes
        if given.classes is not None:
            self.classes_ = given.classes
        elif hasattr(self, "classes_"):
            del self.classes_
        return self
