"""GANSampler: rare classes filled up with generated samples, by the conventions of imbalanced-learn."""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from gansmith.augmentation.copies import Originals
from gansmith.augmentation.encoded import Encoding
from gansmith.augmentation.filling import Filled, fill
from gansmith.augmentation.training import METHOD, OPTIONS, train_in_memory
from gansmith.config.settings import settle
from gansmith.core.method import Method
from gansmith.data.formats.objects import MEMORY
from gansmith.data.frames import FrameKind, is_frame
from gansmith.data.load import read
from gansmith.data.reader.library_errors import require
from gansmith.methods.registry import named
from gansmith.sklearn.given import Given, numbered, require_all_columns, source_of
from gansmith.sklearn.mishaps import UnfitData, UnfitOption, as_value_errors
from gansmith.sklearn.resampled import as_polars, is_array_of_pandas, joined, require_enough
from gansmith.sklearn.training import require_options, seed_of

require("imblearn", "imbalanced", "GANSampler")

from imblearn.over_sampling.base import BaseOverSampler  # noqa: E402 - its absence is an error of its own
from imblearn.utils import check_sampling_strategy, check_target_type  # noqa: E402
from imblearn.utils._validation import ArraysTransformer  # noqa: E402
from scipy import sparse  # noqa: E402
from sklearn.preprocessing import label_binarize  # noqa: E402
from sklearn.utils.multiclass import check_classification_targets  # noqa: E402
from sklearn.utils.validation import validate_data  # noqa: E402

Rows = npt.NDArray[Any]


class GANSampler(BaseOverSampler):  # type: ignore[misc]  # imbalanced-learn has no types
    """Fill up rare classes with samples of a conditional GAN.

    A generator is trained on all classes, so rare classes share what it learns of common ones. Generated samples that
    copy training samples are refused. The rows of X come first, unchanged. Frames of pandas, polars and pyarrow come
    back as such frames, with their names, types and categories. Training leaves no files behind.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default "auto"
        Which classes are filled up, and how far, as for samplers of imbalanced-learn: "auto" makes all classes as
        large as the largest, "minority" the smallest alone, a dictionary has the size of each class, and a number is
        the ratio of two classes.
    method : str or callable, default "cgan"
        A method that is conditioned on classes: cgan, acgan, or one of your own.
    max_steps : int or None, default 1000
        Steps to train; None where `run_options` gives minutes.
    random_state : int, RandomState or None, default 0
        Seed of the training and of the samples.
    hyper_parameters : dict, optional
        Hyper-parameters of the method, as {"learning_rate": 1e-4}.
    run_options : dict, optional
        Options of the training, as keywords of `gansmith.train`: device, threads, minutes and others.
    data_options : dict, optional
        How to read X, as for `GANGenerator`.

    Attributes
    ----------
    sampling_strategy_ : dict
        Number of samples to generate, by class.
    synthetic_ : array of bool
        Which of the returned rows are generated.
    refused_ : dict
        Number of generated samples that were refused as copies, by class.
    steps_ : int
        Number of steps trained.
    notes_ : tuple of str
        What was chosen, changed or left out.

    Examples
    --------
    >>> import numpy as np
    >>> from gansmith.sklearn import GANSampler
    >>> X, y = np.random.default_rng(0).normal(size=(60, 2)), np.repeat(["common", "rare"], [50, 10])
    >>> sampler = GANSampler(max_steps=2, hyper_parameters={"width": 8})
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> X_resampled.shape, int(sampler.synthetic_.sum())
    ((100, 2), 40)
    """

    def __init__(
        self,
        sampling_strategy: Any = "auto",
        *,
        method: str | Callable[..., Method] = METHOD,
        max_steps: int | None = 1000,
        random_state: Any = 0,
        hyper_parameters: Mapping[str, Any] | None = None,
        run_options: Mapping[str, Any] | None = None,
        data_options: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(sampling_strategy=sampling_strategy)
        self.method = method
        self.max_steps = max_steps
        self.random_state = random_state
        self.hyper_parameters = hyper_parameters
        self.run_options = run_options
        self.data_options = data_options

    def fit_resample(self, X: Any, y: Any, **params: Any) -> tuple[Any, Any]:
        """Return X and y with generated rows after them.

        Parameters
        ----------
        X : array, sparse matrix or data frame, shape (n_samples, n_features)
            The rows. Missing values are learnt.
        y : array, shape (n_samples,)
            The class of each row.
        **params : dict
            None are known.

        Returns
        -------
        tuple of array or data frame, and array
            All rows and their classes, of the kinds that were given.

        Raises
        ------
        ValueError
            A parameter is not valid, or X or y cannot be trained on.
        """
        if params:
            raise UnfitOption(f"{next(iter(params))[:60]}: fit_resample takes X and y alone.")
        require_options(self.hyper_parameters, self.run_options, self.max_steps)
        if is_frame(X) and not is_array_of_pandas(X):
            rows, labels = self._of_frame(X, y)
        elif np.ndim(X) == 2 and not sparse.issparse(X) and getattr(X, "dtype", np.dtype(float)).kind == "O":
            rows, labels = self._of_objects(X, y)
        else:
            rows, labels = super().fit_resample(X, y)
        return rows, as_polars(y, labels)

    def _check_X_y(self, X: Any, y: Any, accept_sparse: Any = None) -> tuple[Any, Any, bool]:
        labels, binarize = check_target_type(y, indicate_one_vs_all=True)
        X, labels = validate_data(
            self, X=X, y=labels, reset=True, accept_sparse=["csr", "csc"], ensure_all_finite="allow-nan"
        )
        return X, labels, binarize

    def _fit_resample(self, X: Any, y: Rows) -> tuple[Any, Rows]:
        """Return rows of an array or sparse matrix, with generated ones after them."""
        rows = X.toarray() if sparse.issparse(X) else X
        made, _ = self._made(rows, None, y)
        new = made.values.astype(rows.dtype)
        grown = sparse.vstack([X, sparse.csr_matrix(new)], format=X.format) if sparse.issparse(X) else None
        labels = np.concatenate([y, np.unique(y)[made.labels].astype(y.dtype)])
        return (np.concatenate([rows, new]) if grown is None else grown), labels

    def _of_frame(self, X: Any, y: Any) -> tuple[Any, Any]:
        """Return rows of a frame, each column in its own type, with generated ones after them."""
        check_classification_targets(y)
        labels, binarize = check_target_type(y, indicate_one_vs_all=True)
        validate_data(self, X=X, reset=True, skip_check_array=True)
        labels = np.asarray(labels).ravel()
        self.sampling_strategy_ = check_sampling_strategy(self.sampling_strategy, labels, self._sampling_type)
        kind = FrameKind.of(X)
        made, origin = self._made(X, kind, labels)
        grown = joined(X, kind.of_samples(made.values, origin)) if len(made.values) else X
        return grown, self._targets(y, labels, made, binarize)

    def _of_objects(self, X: Rows, y: Any) -> tuple[Rows, Any]:
        """Return rows of an array of objects, whose columns are texts or numbers, with generated ones after them."""
        require("pyarrow", "table", "An array of objects")
        import pyarrow

        columns = {}
        for place, column in enumerate(X.T):
            try:
                columns[f"c{place}"] = pyarrow.array(column.tolist())
            except pyarrow.ArrowException as error:
                raise UnfitData(
                    f"X, column {place}: {str(error)[:120].rstrip('.')}. Give it values of one type."
                ) from error
        table = pyarrow.table(columns)
        grown, labels = self._of_frame(table, y)
        self.n_features_in_ = X.shape[1]
        del self.feature_names_in_
        made = [column.to_pylist() for column in grown.slice(len(X)).columns]
        new = np.array(list(zip(*made, strict=True)), object).reshape(-1, X.shape[1])
        return np.concatenate([X, new]), labels

    def _targets(self, y: Any, labels: Rows, made: Filled, binarize: bool) -> Any:
        """Return the classes of all rows as y was given."""
        classes = np.unique(labels)
        every = np.concatenate([labels, classes[made.labels].astype(labels.dtype)])
        told = label_binarize(every, classes=classes) if binarize else every
        return ArraysTransformer(np.zeros((len(labels), 1)), y).transform(np.zeros((len(every), 1)), told)[1]

    def _made(self, samples: Any, kind: FrameKind | None, labels: Rows) -> tuple[Filled, Any]:
        """Return generated samples in the values of the data, and the origin of the data."""
        classes, seed = np.unique(labels), seed_of(self.random_state)
        known = numbered(labels, classes, np.ones(len(labels), np.bool_))
        given = Given(samples, kind, "classes", known, classes)
        wanted = {
            int(np.searchsorted(classes, name)): count for name, count in self.sampling_strategy_.items() if count
        }
        require_enough(self.sampling_strategy_, labels)
        with as_value_errors():
            name, hyper = named(self.method, dict(self.hyper_parameters or {}))
            source, reading = source_of(given, self.data_options)
            options = {**OPTIONS, **(self.run_options or {}), "steps": self.max_steps, "seed": seed}
            settings = settle(MEMORY, name, hyper, reading, **options)
            dataset, codec = read(settings.data, source)
            require_all_columns(given, dataset.origin, dataset.notes)
            made, self.steps_ = Filled.nothing(dataset.values), 0
            if wanted:
                trained = train_in_memory(settings, dataset, codec)
                encoding, self.steps_ = Encoding.of(dataset, codec), trained.steps
                originals, dtype = Originals(encoding.rows(dataset.values), known), dataset.values.dtype
                made = fill(trained.model, encoding, originals, wanted, seed=seed, dtype=dtype)
        self.synthetic_ = np.arange(len(labels) + len(made.values)) >= len(labels)
        self.refused_ = {classes[label]: count for label, count in made.refused.items() if count}
        names = tuple(map(str, classes))
        self.notes_ = (*dataset.notes, *made.notes(names))
        for said in made.shortfalls(names):
            warnings.warn(said, UserWarning, stacklevel=4)
        return made, dataset.origin

    def __sklearn_tags__(self) -> Any:
        """Return what imbalanced-learn asks of samplers: texts and missing values are taken."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.allow_nan = True
        return tags
