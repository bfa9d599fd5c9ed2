"""The extractor of features that an evaluation names, made for its samples."""

from pathlib import Path

from gansmith.errors import UsageError, option
from gansmith.evaluation.classified import ClassifierFeatures
from gansmith.evaluation.sample_sets import SampleSets
from gansmith.features.extractors import Components, Extractor

COMPONENTS = 50  # principal components, where there are more features
SPAN = (-1.0, 1.0)  # of encoded values


def extractor_of(sets: SampleSets, name: str, weights: str | Path | None, cache: Path) -> Extractor:
    """Return the extractor of a name: pca, random, classifier, inception, or a TorchScript or ONNX file.

    cache is where what takes long to make or to fetch is kept. Raises UsageError where it does not fit the samples.
    """
    reference, labels = sets.known
    if name == "pca":
        flat = reference.reshape(len(reference), -1)
        return Components.fit(flat, min(COMPONENTS, len(flat) - 1, flat.shape[1]))
    if name == "random":
        from gansmith.features.random_convolution import RandomConvolutions

        if sets.real.ndim != 4:
            raise UsageError(
                f"{option('features', 'random')} is of pictures, and these samples are vectors. Choose raw or pca."
            )
        return RandomConvolutions.of(sets.real.shape[1], *SPAN)
    if name == "classifier":
        if labels is None:
            raise UsageError(
                f"{option('features', 'classifier')} is taught by labels, and this data has none. Choose others."
            )
        return ClassifierFeatures.taught(reference, labels, cache / "classifiers")
    if name == "inception":
        from gansmith.features.inception import InceptionFeatures

        return InceptionFeatures.open(_weights(weights, cache), *SPAN)
    from gansmith.features.model_file import ModelFile

    return ModelFile.open(name)


def _weights(given: str | Path | None, cache: Path) -> Path:
    from gansmith.features.inception import fetched

    return Path(given) if given is not None else fetched(cache)
