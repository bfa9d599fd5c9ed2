"""GANGenerator: a GAN as an estimator of scikit-learn's."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, DensityMixin
from sklearn.utils.validation import check_is_fitted

from gansmith.core.method import Method
from gansmith.sklearn.given import CONDITION, Given, given_rows, numbered, values_of, with_target
from gansmith.sklearn.kept import KeptRun
from gansmith.sklearn.mishaps import UnfitData, UnfitOption, as_value_errors
from gansmith.sklearn.scoring import nearness
from gansmith.sklearn.training import Recipe, gone_on, method_of, seed_of, trained

Rows = npt.NDArray[Any]


class GANGenerator(DensityMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A generative adversarial network as an estimator.

    Frames of pandas, polars and pyarrow come back as such frames, with their names, types and categories; arrays come
    back in their shape and type. Training leaves no files behind, unless `path` names a folder.

    Parameters
    ----------
    method : str or callable, default "auto"
        A method of `gansmith.METHODS`, one of `gansmith.methods`, or one of your own. "auto" is r3gan, and cgan where
        y is given. Methods that learn from no labels ignore y.
    max_steps : int or None, default 1000
        Steps to train; None where `run_options` gives minutes.
    random_state : int, RandomState or None, default 0
        Seed of the training, and of `sample` where it is given none. The same whole number gives the same samples.
    hyper_parameters : dict, optional
        Hyper-parameters of the method, as {"learning_rate": 1e-4}.
    run_options : dict, optional
        Options of the run, as keywords of `gansmith.train`: device, threads, minutes and others. Nothing is held out,
        evaluated or drawn unless they say so.
    data_options : dict, optional
        How to read X: column, fold, missing, missing_values, rule, scale and schema of `gansmith.DataOptions`.
    metric : str or callable, default "sliced"
        What `score` measures: "sliced", "kid" or "worst", or a function of real and generated samples.
    path : str or Path, optional
        Folder of the run, which must be new; by default a temporary one, which is removed.
    verbose : bool, default False
        Show the progress of the training.

    Attributes
    ----------
    run_ : KeptRun
        The trained networks, as bytes.
    steps_ : int
        Number of steps trained.
    notes_ : tuple of str
        What was chosen, changed or left out as X was read.
    classes_ : array
        The classes in y, where the method learns from them.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.sklearn import GANGenerator
    >>> X = np.random.default_rng(0).normal(size=(100, 2))
    >>> generator = GANGenerator("gan", max_steps=2, hyper_parameters={"width": 8}).fit(X)
    >>> generator.sample(5).shape
    (5, 2)
    """

    def __init__(
        self,
        method: str | Callable[..., Method] = "auto",
        *,
        max_steps: int | None = 1000,
        random_state: Any = 0,
        hyper_parameters: Mapping[str, Any] | None = None,
        run_options: Mapping[str, Any] | None = None,
        data_options: Mapping[str, Any] | None = None,
        metric: str | Callable[..., float] = "sliced",
        path: str | Path | None = None,
        verbose: bool = False,
    ) -> None:
        self.method = method
        self.max_steps = max_steps
        self.random_state = random_state
        self.hyper_parameters = hyper_parameters
        self.run_options = run_options
        self.data_options = data_options
        self.metric = metric
        self.path = path
        self.verbose = verbose

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
        """
        with as_value_errors():
            given = given_rows(self, X, reset=True)
            given = with_target(given, y, method_of(self, labelled=y is not None))
            recipe = Recipe.of(self, labelled=y is not None)
        return self._keep(trained(recipe, given, seed_of(self.random_state)), given)

    def partial_fit(self, X: Any, y: Any = None) -> Self:
        """Train `max_steps` more steps, from where the last call ended.

        On the same X and y training goes on exactly as one of more steps would, where no learning rate falls towards
        the end. On others the ranges, categories and classes of the first call stay.

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
            As for `fit`; or y holds a class that the first call did not.
        """
        if not hasattr(self, "run_"):
            return self.fit(X, y)
        with as_value_errors():
            given = self._again(X, y)
            recipe = Recipe.of(self, labelled=y is not None)
        return self._keep(gone_on(self.run_, recipe, given), given)

    def sample(
        self, n_samples: int | None = None, y: Any = None, *, return_y: bool = False, random_state: Any = None
    ) -> Any:
        """Return generated samples, as the X that was fitted: an array or a frame.

        Parameters
        ----------
        n_samples : int, optional
            How many; by default as many as y has, or 1.
        y : class, number or array, optional
            The class or condition of all samples, or of each. By default classes come in the shares of the data.
        return_y : bool, default False
            Return y of each sample too.
        random_state : int, RandomState or None, optional
            Seed of the noise; by default that of the estimator.

        Returns
        -------
        array or data frame, or tuple of it and array
            The samples, and y where it is asked for.

        Raises
        ------
        ValueError
            There is no such class, or the method is conditioned on nothing.
        """
        check_is_fitted(self, "run_")
        seed = seed_of(self.random_state if random_state is None else random_state)
        with as_value_errors():
            samples, told = self._drawn(_count_of(n_samples, y), y, seed, wanted=return_y)
        model = self.run_.model
        made = samples if self._kind is None else self._kind.of_samples(samples, model.card.origin)
        return (made, told) if return_y else made

    def score_samples(self, X: Any) -> npt.NDArray[np.float64]:
        """Return the critic's value of samples: higher for those that it rather takes for real.

        It is no likelihood, and its unit is the method's own; values of one fitted estimator can be compared. A critic
        that is told classes judges without them.

        Parameters
        ----------
        X : array or data frame
            Samples, as for `fit`.

        Returns
        -------
        array of float, shape (n_samples,)
            The values.

        Raises
        ------
        ValueError
            X is not what was fitted, or the critic judges no single samples.
        """
        check_is_fitted(self, "run_")
        with as_value_errors():
            given = given_rows(self, X, reset=False)
            critic = self.run_.critic
            return critic.scores(values_of(given, critic.card))

    def score(self, X: Any, y: Any = None) -> float:
        """Return minus the distance of as many generated samples to X, by `metric`: higher is better.

        Parameters
        ----------
        X : array or data frame
            Samples that were not trained on.
        y : array, shape (n_samples,), optional
            Their classes or conditions, which samples are asked for; by default those of the training data.

        Returns
        -------
        float
            The score; minus infinity for samples that are not finite.

        Raises
        ------
        ValueError
            X is not what was fitted, or the metric is unknown.
        """
        check_is_fitted(self, "run_")
        with as_value_errors():
            given = self._again(X, y)
            model = self.run_.model
            real = values_of(given, model.card)
            told = None if given.target == "none" or not self._is_told else y
            fake, _ = self._drawn(len(real), told, seed_of(0), wanted=False)
        return nearness(model, real, fake, self.metric)

    def __sklearn_tags__(self) -> Any:
        """Return what scikit-learn asks of estimators: missing values are taken."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _again(self, X: Any, y: Any) -> Given:
        """Return X and y, checked to be what was fitted."""
        given = given_rows(self, X, reset=False)
        labelled = y is not None
        return with_target(given, y, method_of(self, labelled=labelled), getattr(self, "classes_", None))

    def _keep(self, run: KeptRun, given: Given) -> Self:
        self.run_, self._kind, self._target = run, given.kind, given.target
        self.steps_, self.notes_ = run.steps, run.notes
        if given.classes is not None:
            self.classes_ = given.classes
        elif hasattr(self, "classes_"):
            del self.classes_
        return self

    @property
    def _is_told(self) -> bool:
        prior = self.run_.model.prior
        return bool(prior.classes or prior.conditions)

    def _drawn(self, count: int, y: Any, seed: int, *, wanted: bool) -> tuple[Rows, Any]:
        """Return samples, and the class or condition of each."""
        model, prior = self.run_.model, self.run_.model.prior
        if not self._is_told:
            if y is not None or wanted:
                raise UnfitOption(
                    f"y: {model.card.method} draws no class on demand. Fit method='cgan' or 'acgan' with the classes in y."
                )
            return model.sample(count, seed=seed), None
        if prior.conditions:
            asked = None if y is None else {CONDITION: np.broadcast_to(np.asarray(y, np.float64).reshape(-1), count)}
            drawn = model.draw(count, seed=seed, condition=asked)
            return drawn.samples, None if drawn.conditions is None else drawn.conditions[:, 0]
        if y is None:
            drawn = model.draw(count, seed=seed, label="as-data")
        else:
            each = np.broadcast_to(np.asarray(y).reshape(-1), count)
            known = np.ones(count, np.bool_)
            drawn = model.draw(count, seed=seed, labels=numbered(each, self.classes_, known))
        return drawn.samples, None if drawn.labels is None else self.classes_[drawn.labels]


def _count_of(n_samples: int | None, y: Any) -> int:
    """Return how many samples are asked for; raises ValueError where y is of another number."""
    many = None if y is None or np.ndim(y) == 0 else len(y)
    count = n_samples if n_samples is not None else many or 1
    if not isinstance(count, int | np.integer) or isinstance(count, bool) or count < 1:
        raise UnfitOption(f"n_samples={str(count)[:60]}: give a whole number of at least 1.")
    if many not in (None, count):
        raise UnfitData(f"y holds {many} values, and {count} samples are asked for. Give one for each, or one for all.")
    return int(count)
