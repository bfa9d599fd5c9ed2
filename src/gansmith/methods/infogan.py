"""InfoGAN (Chen et al. 2016, arXiv 1606.03657)."""

from typing import Annotated

from pydantic import Field

from gansmith.core.batch import DataSpec
from gansmith.core.method import Method
from gansmith.core.prior import Code, Uniform
from gansmith.declaration import Searched
from gansmith.losses.adversarial import NONSATURATING
from gansmith.losses.information import by_blocks, information
from gansmith.methods.chosen import recipe
from gansmith.methods.common import (
    MOST,
    BatchSize,
    Beta1,
    Beta2,
    Decay,
    FinalFactor,
    Invariance,
    Network,
    Noise,
    NonNegative,
    Patch,
    Rate,
    Whole,
    Width,
    adams,
    invariant,
    two_players,
)
from gansmith.networks.layers.style import Style
from gansmith.networks.registry import build_pair
from gansmith.networks.wrappers.conditioning import Heads, built, conditional
from gansmith.networks.wrappers.packing import pack_of

Several = Annotated[int, Field(ge=2, le=MOST)]
CODES = "it decides what the model can be asked for"


@recipe
def infogan(
    data: DataSpec,
    *,
    categories: Annotated[Several, Searched(why_not=CODES)] = 10,
    continuous: Annotated[Whole, Searched(why_not=CODES)] = 2,
    category_weight: Annotated[NonNegative, Searched(0.03, 3.0, log=True)] = 1.0,
    continuous_weight: Annotated[NonNegative, Searched(0.01, 1.0, log=True)] = 0.1,
    invariance: Invariance = 0.0,
    network: Network = "auto",
    width: Width | None = None,
    patch: Patch | None = None,
    noise: Noise = 62,
    batch_size: BatchSize = 128,
    learning_rate: Rate = 2e-4,
    generator_learning_rate: Rate = 1e-3,
    final_lr_factor: FinalFactor = 1.0,
    beta1: Beta1 = 0.5,
    beta2: Beta2 = 0.999,
    ema_decay: Decay = 0.999,
) -> Method:
    """Return the GAN that finds codes by itself: D's body has to read off a fake the code it was made from.

    Noise is from U(-1, 1) and Q's Gaussians have standard deviation 1, as in the paper's code. Differs from the paper:
    samples from averaged weights. With a large weight, D and Q can separate arbitrary blots before there are good
    samples: on MNIST (width 32, 2,000 steps, one seed) the categories named 87 % of the test digits at a
    category_weight of 0.03, 50 % at 0.01, and 73 % at 0.1 and 1 with a continuous_weight of 1. A perceptron on 8 x 8
    digits needs 0.3 and more. The samples themselves were nearest to real digits at 0.1, with faster rates that end
    (width 16, rates of 1e-3 and 5e-3, left 0.05; 4,000 steps, one seed: Frechet distance 5.6, against 7.0 at 0.01, 6.6
    at 0.03 and 6.2 at 0.3).

    Parameters
    ----------
    categories: values of the category code.
    continuous: number of continuous codes, each uniform in [-1, 1].
    category_weight: weight of the category code's information, the paper's lambda; lower where categories settle on
        other things than the classes, higher where bound/categories stays far below ln K.
    continuous_weight: weight of the continuous codes' information, smaller as that has no upper end.
    invariance: weight of the mutual information of the categories of an image before and after a small affine transform
        (Ji et al. 2019, no part of InfoGAN); 0.3 where such a transform does not change the class. Images only.
    noise: length of z, beside the code.
    learning_rate: Adam's, for D and Q.
    generator_learning_rate: Adam's, for G.
    """
    code = Code((categories,), continuous)
    told = information(code)
    sorts = invariant(invariance, lambda said: by_blocks(said, code)[:-1], data)
    bound = category_weight * told.categories + continuous_weight * told.continuous
    pair = build_pair(
        network, data, noise=noise + code.size, width=width, patch=patch, style=Style(), for_pictures="dense"
    )
    return two_players(
        conditional(pair["generator"], 0, lambda: Heads(built(pair["critic"]), code=code, pack=pack_of(data))),
        NONSATURATING.with_terms(critic=bound + sorts, generator=bound, gauges=told.gauges),
        adams(learning_rate, generator_learning_rate, beta1, beta2, final_lr_factor=final_lr_factor),
        prior=Uniform(noise, code=code),
        batch_size=batch_size,
        ema_decay=ema_decay,
    )
