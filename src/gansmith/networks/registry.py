"""The visible table of networks, a family per file, and the choice among them for a given shape of data."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Literal

from torch import nn

from gansmith.core.batch import DataSpec
from gansmith.errors import UsageError, option
from gansmith.networks import dcgan, dense, maxout, mlp, residual, signal, table
from gansmith.networks.family import Family, Plan
from gansmith.networks.layers.style import Style

FINEST = 40  # the largest side, in maps, that a laptop's CPU trains in minutes

NETWORKS: dict[str, Family] = {
    family.name: family
    for family in (
        mlp.FAMILY,
        maxout.FAMILY,
        signal.FAMILY,
        table.FAMILY,
        dcgan.FAMILY,
        dense.FAMILY,
        dcgan.RESIZE,
        residual.FAMILY,
    )
}
# "auto", and the names of the table above
Network = Literal["auto", "mlp", "maxout", "signal", "table", "dcgan", "dense", "resize", "residual"]


def build_pair(
    network: str,
    data: DataSpec,
    *,
    noise: int,
    width: int | None,
    patch: int | None,
    style: Style,
    for_pictures: str = "dcgan",
    **options: int | None,
) -> dict[str, Callable[[], nn.Module]]:
    """Return builders of "generator" and "critic"; raises UsageError where the family does not take such data.

    network: a name of NETWORKS, or "auto": see `chosen`. options are those that only some families have, None where
    they are left out.
    """
    name = chosen(network, data, for_pictures)
    family = family_of(name)
    own = _checked_options(family, options)
    is_row = data.is_image and data.shape[1] == 1
    if data.is_image and not (family.takes_images or (is_row and family.takes_channels)):
        raise UsageError(
            f"{option('network', name)} draws signals, but each sample is an image of "
            f"{' x '.join(map(str, data.shape))}. Use {option('network', 'dcgan')} or residual, or read the data as "
            f"vectors with {option('fold', 'none')} where it is folded."
        )
    if not (data.is_image or family.takes_vectors):
        raise UsageError(
            f"{option('network', name)} draws images, but each sample is a vector of {data.shape[0]} numbers. Use "
            f"{option('network', 'mlp')}, or {option('network', 'signal')} if neighbours belong together, or fold the "
            f"vector into an image with {option('fold', 'square')} or {option('fold', 'HEIGHTxWIDTH')}."
        )
    block = _checked_patch(patch, data) if patch else best_patch(data)
    plan = Plan(data.shape, noise, width or family.width, block, style, own, data.blocks)
    return {"generator": lambda: family.generator(plan), "critic": lambda: family.critic(plan)}


def normalises_batches(network: str, data: DataSpec, for_pictures: str = "dcgan") -> bool:
    """Tell whether the generator that `build_pair` makes of the same has BatchNorm where the style wants it."""
    return family_of(chosen(network, data, for_pictures)).batch_norm


def family_of(name: str) -> Family:
    """Return the row of a name; raises UsageError with the nearest name where there is none."""
    if name not in NETWORKS:
        near = get_close_matches(name.lower(), NETWORKS, n=1, cutoff=0.4)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"There is no network named {name!r}.{hint} The networks are: {', '.join(NETWORKS)}.")
    return NETWORKS[name]


def chosen(network: str, data: DataSpec, for_pictures: str) -> str:
    """Return the name of the family: what network says, or for "auto" what suits the data.

    That is "table" for tables, "signal" for signals, `for_pictures` for other images, and "mlp" for other vectors.
    """
    if network != "auto":
        return network
    if data.blocks:
        return "table"
    return "signal" if data.signals else for_pictures if data.is_image else "mlp"


def best_patch(data: DataSpec) -> int:
    """Return the smallest block side that divides the image and leaves maps of at most FINEST a side, else 1."""
    if not data.is_image or max(data.shape[1:]) <= FINEST:
        return 1
    _, height, breadth = data.shape
    fitting = (p for p in range(2, 9) if height % p == 0 and breadth % p == 0 and max(height, breadth) / p <= FINEST)
    return next(fitting, 1)


def _checked_patch(patch: int, data: DataSpec) -> int:
    if data.is_image and any(side % patch for side in data.shape[1:]):
        raise UsageError(
            f"{option('patch', patch)} does not divide the image's {data.shape[1]} x {data.shape[2]} pixels; "
            "choose a divisor of both sides, or leave it out."
        )
    return patch


def _checked_options(family: Family, given: Mapping[str, int | None]) -> dict[str, int]:
    """Return the family's own options, those given and the defaults of the rest; raises UsageError for another's."""
    for name, value in given.items():
        if value is not None and name not in family.options:
            having = {other.name: other.options[name] for other in NETWORKS.values() if name in other.options}
            if not having:
                raise UsageError(f"No network has an option {name!r}. Leave it out.")
            does = next(iter(having.values())).does
            owners = option("network", " or ".join(having))
            raise UsageError(f"{option(name, value)} {does} of {owners}, not of {family.name}. Leave it out.")
    return {name: given.get(name) or default.default for name, default in family.options.items()}
