"""What can be asked of any method beside its own hyper-parameters: packs of samples, and augmentation.

Both are parts around the critic of a finished Method: the loss, the players' other networks and the schedule stay.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal, cast

from torch import Tensor, nn

from gansmith.core.batch import DataSpec
from gansmith.core.match import Match
from gansmith.core.method import Method, Player
from gansmith.core.prior import Normal
from gansmith.errors import UsageError, option
from gansmith.methods.common import images_only
from gansmith.networks.wrappers.augmentation import Augmented
from gansmith.networks.wrappers.packing import Packed, PackedSpec
from gansmith.rules import Adapt

Augmentation = Literal["none", "diffaugment", "ada"]
Build = Callable[[], nn.Module]
LEAD = "augmentation/lead"
IMAGES = 500_000  # in which the probability of augmentation could go from 0 to 1 (Karras et al. 2020, section 3)


def modified(recipe: Callable[[DataSpec], Method], data: DataSpec, pack: int, augment: Augmentation) -> Method:
    """Return the recipe's method for the data, its critics packed and augmented as asked.

    Raises UsageError where the batch is not made of whole packs, vectors are to be augmented, or samples translated.
    """
    method = with_chances(recipe(data), data.chances)
    if method.sources != "none" and (pack > 1 or augment != "none"):
        asked = option("pack", pack) if pack > 1 else option("augment", augment)
        raise UsageError(f"{asked} is for samples from noise, and this method translates images. Leave it out.")
    if pack > 1:
        method = packed(method, recipe(widened(data, pack)), pack)
    return AUGMENTATIONS[augment](method, data)


def with_chances(method: Method, chances: int) -> Method:
    """Return the method whose noise has what categories are drawn by beside it, where a table has categories."""
    if not chances:
        return method
    pairings = tuple(replace(p, prior=replace(cast(Normal, p.prior), chances=chances)) for p in method.pairings)
    return replace(method, pairings=pairings)


def widened(data: DataSpec, pack: int) -> PackedSpec:
    """Return the data of `pack` times the channels, or for vectors the features, the classes and the conditions."""
    first, *rest = data.shape
    shape, blocks = (pack * first, *rest), pack * data.blocks
    classes, conditions = pack * data.classes, pack * data.conditions
    return PackedSpec(shape, classes, data.source, data.paired, data.piled, data.signals, blocks, conditions, pack=pack)


def packed(method: Method, wide: Method, pack: int) -> Method:
    """Return the method with critics that judge `pack` samples at once (Lin et al. 2018), built as those of `wide`.

    wide is the same method for the `widened` data. Differs from the paper: all reals of a pack are from the same
    batch, and a penalty's line from reals to fakes has a mix for each sample.
    """
    if method.batch_size % pack:
        raise UsageError(
            f"{option('pack', pack)} does not divide {option('batch_size', method.batch_size)}; choose a batch of a "
            f"multiple of {pack}."
        )

    def around(build: Build) -> Build:
        return lambda: Packed(build(), pack)

    return _with_critics(method, wide.networks, around)


def _plain(method: Method, data: DataSpec) -> Method:
    return method


def _diffaugment(method: Method, data: DataSpec) -> Method:
    """Transform every sample that a critic sees, always (Zhao et al. 2020)."""
    return _augmented(method, data, 1.0)


def _ada(method: Method, data: DataSpec) -> Method:
    """Transform with a probability that follows how well the critic knows the data (Karras et al. 2020, section 3).

    Differs from the paper: DiffAugment's transformations, every turn a step, and a lead in place of r_t.
    """
    amount = method.batch_size / IMAGES
    rules = tuple(Adapt(pairing.critic, LEAD, amount) for pairing in method.pairings)
    players = {
        name: replace(player, rules=(*player.rules, *rules), gauges={**player.gauges, LEAD: lead})
        if _owns_critic(player, method)
        else player
        for name, player in method.players.items()
    }
    return replace(_augmented(method, data, 0.0), players=players)


AUGMENTATIONS: dict[Augmentation, Callable[[Method, DataSpec], Method]] = {
    "none": _plain,
    "diffaugment": _diffaugment,
    "ada": _ada,
}


def lead(match: Match) -> Tensor:
    """Return how often reals are on their side of the middle between both mean scores, as E[sign], in [-1, 1].

    Karras et al. 2020 (equation 1) have zero for the middle, which is where a logistic critic cannot tell; a critic
    that only compares, or predicts 0 and 1, has no such zero.
    """
    real, fake = match.on_real.score, match.on_fake.score
    return (real - match.means(real, fake).mean()).sign()


def _augmented(method: Method, data: DataSpec, probability: float) -> Method:
    images_only(f"{option('augment')} moves and recolours images", data)

    def around(build: Build) -> Build:
        return lambda: Augmented(build(), probability)

    return _with_critics(method, method.networks, around)


def _owns_critic(player: Player, method: Method) -> bool:
    return any(pairing.critic in player.networks for pairing in method.pairings)


def _with_critics(method: Method, builders: Mapping[str, Build], around: Callable[[Build], Build]) -> Method:
    """Return the method whose critics are built by `around` of these builders."""
    critics = {pairing.critic: around(builders[pairing.critic]) for pairing in method.pairings}
    return replace(method, networks={**method.networks, **critics})
