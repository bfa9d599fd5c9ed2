"""GANGenerator: a GAN as an estimator of scikit-learn's."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import DensityMixin
from sklearn.utils.validation import check_is_fitted

from gansmith.core.method import Method
from gansmith.sklearn.drawing import count_of, drawn, is_told
from gansmith.sklearn.given import given_rows, values_of
from gansmith.sklearn.mishaps import as_value_errors
from gansmith.sklearn.scoring import nearness
from gansmith.sklearn.trained import TrainedEstimator
from gansmith.sklearn.training import seed_of

Rows = npt.NDArray[Any]


class GANGenerator(DensityMixin, TrainedEstimator):  # type: ignore[misc]  # scikit-learn has no types
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
            known = getattr(self, "classes_", None)
            samples, told = drawn(self.run_.model, known, count_of(n_samples, y), y, seed, wanted=return_y)
        origin, kind = self.run_.model.card.origin, self._kind
        made = samples.astype(self._dtype, copy=False) if kind is None else kind.of_samples(samples, origin)
        return (made, told) if return_y else made

    def score_samples(self, X: Any) -> npt.NDArray[np.float64]:
        """Return the output of the critic for samples: higher for samples that look more like real data.

        The output is not a likelihood and has no unit. Compare values of one fitted estimator only. The critic was
        trained on the data and on samples of its generator; for samples that resemble neither, its output has no
        meaning. Conditional critics get no class.

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
            told = None if given.target == "none" or not is_told(model) else y
            fake, _ = drawn(model, getattr(self, "classes_", None), len(real), told, seed=0)
        return nearness(model, real, fake, self.metric)

    def __sklearn_tags__(self) -> Any:
        """Return what scikit-learn asks of estimators: missing values are taken."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
