"""The one visible table of methods; listing it imports no network library."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING

from gansmith.errors import UsageError
from gansmith.methods.own import load_recipe

if TYPE_CHECKING:
    from gansmith.core.method import Method


@dataclass(frozen=True)
class Entry:
    """A method's module, in one line what it is, and its paper."""

    module: str
    line: str
    paper: str

    @property
    def recipe(self) -> Callable[..., "Method"]:
        """The function that builds the method: recipe(data, **hyper_parameters), named as its module."""
        function: Callable[..., Method] = getattr(import_module(f"gansmith.methods.{self.module}"), self.module)
        return function


METHODS = {
    "gan": Entry("gan", "the original game: a classifier of real and fake", "Goodfellow et al. 2014, arXiv 1406.2661"),
    "dcgan": Entry("dcgan", "the same game between convolutional networks", "Radford et al. 2016, arXiv 1511.06434"),
    "wgan": Entry("wgan", "a critic of clipped weights", "Arjovsky et al. 2017, arXiv 1701.07875"),
    "wgan-gp": Entry("wgan_gp", "a critic whose slope is kept at 1", "Gulrajani et al. 2017, arXiv 1704.00028"),
    "lsgan": Entry("lsgan", "a critic that predicts 1 and 0 by least squares", "Mao et al. 2017, arXiv 1611.04076"),
    "sngan": Entry("sngan", "a hinge, and layers of spectral norm 1", "Miyato et al. 2018, arXiv 1802.05957"),
    "dragan": Entry("dragan", "a critic whose slope is kept at 1 near data", "Kodali et al. 2017, arXiv 1705.07215"),
    "began": Entry("began", "an autoencoder as critic, in equilibrium", "Berthelot et al. 2017, arXiv 1703.10717"),
    "r3gan": Entry("r3gan", "relativistic pairs with R1 and R2 penalties", "Huang et al. 2025, arXiv 2501.05441"),
    "cgan": Entry("cgan", "both players are told the label", "Mirza and Osindero 2014, arXiv 1411.1784"),
    "acgan": Entry("acgan", "the critic tells the classes apart as well", "Odena et al. 2017, arXiv 1610.09585"),
    "sgan": Entry("sgan", "the critic is a classifier taught by few labels", "Salimans et al. 2016, arXiv 1606.03498"),
    "pix2pix": Entry("pix2pix", "pictures into pictures, from pairs", "Isola et al. 2017, arXiv 1611.07004"),
    "cyclegan": Entry(
        "cyclegan", "pictures into pictures and back, without pairs", "Zhu et al. 2017, arXiv 1703.10593"
    ),
    "infogan": Entry("infogan", "codes that are found by themselves", "Chen et al. 2016, arXiv 1606.03657"),
}

DEFAULT_METHOD = "r3gan"  # penalised on reals and fakes, it needs the least balancing of the players


def picture_network(piled: bool) -> str:
    """Return the network that the default method draws pictures with, whose values pile up at their ends or do not."""
    return "dense" if piled else "residual"


def find_recipe(name: str) -> Callable[..., "Method"]:
    """Return the recipe of a name of the table, of "module:function" or of "file.py:function".

    Raises UsageError with the nearest name, or with what is wrong with the module.
    """
    if name in METHODS:
        return METHODS[name].recipe
    if ":" in name:
        return load_recipe(name)
    near = get_close_matches(name.lower().replace("_", "-"), METHODS, n=1, cutoff=0.4)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UsageError(
        f"There is no method named {name!r}.{hint} The methods are: {', '.join(METHODS)}; "
        "a recipe of your own is named as file.py:function."
    )
