"""GANFeatures: what a discriminator learned to look at, as a transformer of scikit-learn's."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from gansmith.core.method import Method
from gansmith.errors import UsageError
from gansmith.features.discriminator import DiscriminatorFeatures, chosen_layers
from gansmith.models.critic import Critic
from gansmith.runs.result import Run
from gansmith.sklearn.given import Given, given_rows, require_shape, values_of, with_target
from gansmith.sklearn.kept import KeptRun
from gansmith.sklearn.mishaps import UnfitOption, as_before_unless_done, as_value_errors
from gansmith.sklearn.training import Recipe, method_of, seed_of, trained


class GANFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The hidden layers of a discriminator as features, of a GAN that is trained here or was trained before.

    Of convolutional networks these are all convolutions, each max-pooled to 4 x 4 places (Radford et al. 2016); of
    others all hidden layers.

    Parameters
    ----------
    model : str, Path, Run or GANGenerator, optional
        A run, a checkpoint, or a fitted `GANGenerator`, whose discriminator is used; in a grid search wrap the latter
        in `sklearn.frozen.FrozenEstimator`. By default `fit` trains.
    method : str or callable, default "auto"
        As for `GANGenerator`.
    max_steps : int or None, default 1000
        As for `GANGenerator`.
    layers : sequence of str, optional
        Names of layers, as ("conv1", "conv2"), or ("all",). By default all convolutions, or all layers without any.
    random_state : int, RandomState or None, default 0
        Seed of the training.
    hyper_parameters : dict, optional
        As for `GANGenerator`.
    run_options : dict, optional
        As for `GANGenerator`.
    data_options : dict, optional
        As for `GANGenerator`.
    path : str or Path, optional
        As for `GANGenerator`.
    verbose : bool, default False
        As for `GANGenerator`.

    Attributes
    ----------
    run_ : KeptRun
        The trained networks, as bytes.
    layers_ : tuple of str
        Names of the layers.

    References
    ----------
    Radford et al. 2016, arXiv 1511.06434, section 5.1.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.sklearn import GANFeatures
    >>> X = np.random.default_rng(0).normal(size=(100, 2))
    >>> features = GANFeatures(method="gan", max_steps=2, hyper_parameters={"width": 8})
    >>> features.fit_transform(X).shape
    (100, 16)
    """

    def __init__(
        self,
        model: Any = None,
        *,
        method: str | Callable[..., Method] = "auto",
        max_steps: int | None = 1000,
        layers: Sequence[str] | None = None,
        random_state: Any = 0,
        hyper_parameters: Mapping[str, Any] | None = None,
        run_options: Mapping[str, Any] | None = None,
        data_options: Mapping[str, Any] | None = None,
        path: str | Path | None = None,
        verbose: bool = False,
    ) -> None:
        self.model = model
        self.method = method
        self.max_steps = max_steps
        self.layers = layers
        self.random_state = random_state
        self.hyper_parameters = hyper_parameters
        self.run_options = run_options
        self.data_options = data_options
        self.path = path
        self.verbose = verbose

    def fit(self, X: Any, y: Any = None) -> Self:
        """Train a GAN on samples, or take the discriminator of `model`, which is not changed.

        Parameters
        ----------
        X : array or data frame, shape (n_samples, n_features) or (n_samples, H, W[, C])
            The samples.
        y : array, shape (n_samples,), optional
            Classes, for methods that learn from them.

        Returns
        -------
        GANFeatures
            The transformer.

        Raises
        ------
        ValueError
            A parameter is not valid, or X cannot be trained on or is not what the model was trained on.
        """
        with as_before_unless_done(self), as_value_errors():
            given = given_rows(self, X, reset=True)
            run = self._trained(given, y) if self.model is None else self._taken()
            require_shape(given, run.critic.card)
            found = _features(run.critic, self.layers)
        self.run_, self.layers_ = run, tuple(layer.name for layer in found.layers)
        self._names = np.array(found.names, object)
        return self

    def transform(self, X: Any) -> npt.NDArray[np.float32]:
        """Return the features of samples.

        Parameters
        ----------
        X : array or data frame
            Samples, as for `fit`.

        Returns
        -------
        array of float32, shape (n_samples, n_features_out)
            The features.

        Raises
        ------
        ValueError
            X is not what was fitted.
        """
        check_is_fitted(self, "run_")
        with as_value_errors():
            given = given_rows(self, X, reset=False)
            critic = self.run_.critic
            return _features(critic, self.layers_)(critic.encoded(values_of(given, critic.card)))

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[Any]:
        """Return the names of the features: their layer, map and place, as conv1_0_2_3.

        Parameters
        ----------
        input_features : array of str, optional
            Names of the columns of X, which must be those that were fitted.

        Returns
        -------
        array of str objects, shape (n_features_out,)
            The names.

        Raises
        ------
        ValueError
            The names of columns are not those that were fitted.
        """
        check_is_fitted(self, "run_")
        known = getattr(self, "feature_names_in_", None)
        if input_features is not None:
            if known is not None and not np.array_equal(known, input_features):
                raise UnfitOption("input_features is not equal to feature_names_in_. Leave it out.")
            if len(input_features) != self.n_features_in_:
                raise UnfitOption(
                    f"input_features should have length equal to number of features ({self.n_features_in_}), got "
                    f"{len(input_features)}."
                )
        return self._names

    def __sklearn_tags__(self) -> Any:
        """Return what scikit-learn asks of transformers: missing values are taken, and features are float32."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = []
        return tags

    def _trained(self, given: Given, y: Any) -> KeptRun:
        labelled = y is not None
        given = with_target(given, y, method_of(self, labelled=labelled))
        return trained(Recipe.of(self, labelled=labelled), given, seed_of(self.random_state))

    def _taken(self) -> KeptRun:
        """Return the run of a model that was trained before; raises UsageError for what is none."""
        model = self.model
        if isinstance(model, str | Path | Run):
            own = self.method if callable(self.method) or ":" in str(self.method) else None
            return KeptRun.of(Path(model.path if isinstance(model, Run) else model), own)
        if isinstance(run := getattr(model, "run_", None), KeptRun):
            return run
        raise UsageError(
            f"model of type {type(model).__name__} is no run and no fitted GANGenerator. Name a run, or fit the "
            "estimator first."
        )


def _features(critic: Critic, layers: Sequence[str] | None) -> DiscriminatorFeatures:
    names = (layers,) if isinstance(layers, str) else tuple(layers or ())
    return DiscriminatorFeatures(critic.network, chosen_layers(critic.network, names), critic.card.spec.shape)
