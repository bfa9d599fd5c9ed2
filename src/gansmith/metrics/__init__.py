"""Metrics of generated against real samples: pure functions of arrays (N, D), their registry, and the whole suite."""

from typing import TYPE_CHECKING

from gansmith.catalogue import lazily

if TYPE_CHECKING:
    from gansmith.metrics.clipped import clipped_coverage as clipped_coverage
    from gansmith.metrics.clipped import clipped_density as clipped_density
    from gansmith.metrics.clustering import confusion as confusion
    from gansmith.metrics.clustering import hungarian as hungarian
    from gansmith.metrics.diversity import mean_ms_ssim as mean_ms_ssim
    from gansmith.metrics.diversity import mean_pairwise_distance as mean_pairwise_distance
    from gansmith.metrics.diversity import ms_ssim as ms_ssim
    from gansmith.metrics.fidelity import fidelity as fidelity
    from gansmith.metrics.frechet import frechet_distance as frechet_distance
    from gansmith.metrics.frechet import frechet_of_moments as frechet_of_moments
    from gansmith.metrics.inception_score import inception_score as inception_score
    from gansmith.metrics.inception_score import mode_coverage as mode_coverage
    from gansmith.metrics.kernel import kid as kid
    from gansmith.metrics.kernel import mmd as mmd
    from gansmith.metrics.kernel import mmd_test as mmd_test
    from gansmith.metrics.kernel_functions import rational_quadratic as rational_quadratic
    from gansmith.metrics.kernel_functions import rbf_mixture as rbf_mixture
    from gansmith.metrics.marginals import correlation_difference as correlation_difference
    from gansmith.metrics.marginals import ks_statistics as ks_statistics
    from gansmith.metrics.marginals import spectrum_ratios as spectrum_ratios
    from gansmith.metrics.memorisation import distance_ratios as distance_ratios
    from gansmith.metrics.memorisation import exact_duplicates as exact_duplicates
    from gansmith.metrics.memorisation import membership_test as membership_test
    from gansmith.metrics.mixture import coverage as coverage
    from gansmith.metrics.parzen import parzen as parzen
    from gansmith.metrics.prdc import support as support
    from gansmith.metrics.registry import METRICS as METRICS
    from gansmith.metrics.result import Estimate as Estimate
    from gansmith.metrics.result import MetricValue as MetricValue
    from gansmith.metrics.suite import measure as measure
    from gansmith.metrics.transport import sliced_wasserstein as sliced_wasserstein
    from gansmith.metrics.transport import wasserstein as wasserstein
    from gansmith.metrics.transport import wasserstein_of_columns as wasserstein_of_columns
    from gansmith.metrics.two_sample import logistic_test as logistic_test
    from gansmith.metrics.two_sample import neighbour_test as neighbour_test
    from gansmith.metrics.two_sample import perceptron_test as perceptron_test
    from gansmith.metrics.utility import train_on_synthetic as train_on_synthetic

_HOMES = {
    "Estimate": "result",
    "MetricValue": "result",
    "METRICS": "registry",
    "clipped_coverage": "clipped",
    "clipped_density": "clipped",
    "confusion": "clustering",
    "correlation_difference": "marginals",
    "coverage": "mixture",
    "distance_ratios": "memorisation",
    "exact_duplicates": "memorisation",
    "fidelity": "fidelity",
    "frechet_distance": "frechet",
    "frechet_of_moments": "frechet",
    "hungarian": "clustering",
    "inception_score": "inception_score",
    "kid": "kernel",
    "ks_statistics": "marginals",
    "logistic_test": "two_sample",
    "mean_ms_ssim": "diversity",
    "mean_pairwise_distance": "diversity",
    "measure": "suite",
    "membership_test": "memorisation",
    "mmd": "kernel",
    "mmd_test": "kernel",
    "mode_coverage": "inception_score",
    "ms_ssim": "diversity",
    "neighbour_test": "two_sample",
    "parzen": "parzen",
    "perceptron_test": "two_sample",
    "rational_quadratic": "kernel_functions",
    "rbf_mixture": "kernel_functions",
    "sliced_wasserstein": "transport",
    "spectrum_ratios": "marginals",
    "support": "prdc",
    "train_on_synthetic": "utility",
    "wasserstein": "transport",
    "wasserstein_of_columns": "transport",
}
__all__ = [*_HOMES]  # noqa: PLE0604 - names of the table above
__getattr__, __dir__ = lazily(__name__, _HOMES)
