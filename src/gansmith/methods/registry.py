"""The one visible table of methods; listing it imports no network library."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gansmith.errors import UsageError, option
from gansmith.methods.chosen import Chosen
from gansmith.methods.elsewhere import nearest_here
from gansmith.methods.own import Own, absolute, hand_over, load_own, without_folders

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
    "gan": Entry(
        "gan", "the original GAN: a discriminator of real and fake", "Goodfellow et al. 2014, arXiv 1406.2661"
    ),
    "dcgan": Entry("dcgan", "the original loss with convolutional networks", "Radford et al. 2016, arXiv 1511.06434"),
    "wgan": Entry("wgan", "Wasserstein loss with weight clipping", "Arjovsky et al. 2017, arXiv 1701.07875"),
    "wgan-gp": Entry("wgan_gp", "Wasserstein loss with gradient penalty", "Gulrajani et al. 2017, arXiv 1704.00028"),
    "lsgan": Entry("lsgan", "least-squares loss", "Mao et al. 2017, arXiv 1611.04076"),
    "sngan": Entry("sngan", "hinge loss with spectral normalisation", "Miyato et al. 2018, arXiv 1802.05957"),
    "dragan": Entry("dragan", "gradient penalty near the data", "Kodali et al. 2017, arXiv 1705.07215"),
    "began": Entry(
        "began", "an autoencoder as critic, losses in equilibrium", "Berthelot et al. 2017, arXiv 1703.10717"
    ),
    "r3gan": Entry("r3gan", "relativistic loss with R1 and R2 penalties", "Huang et al. 2025, arXiv 2501.05441"),
    "cgan": Entry("cgan", "both networks are conditioned on the class", "Mirza and Osindero 2014, arXiv 1411.1784"),
    "acgan": Entry("acgan", "the discriminator also classifies", "Odena et al. 2017, arXiv 1610.09585"),
    "sgan": Entry("sgan", "semi-supervised classification with few labels", "Salimans et al. 2016, arXiv 1606.03498"),
    "pix2pix": Entry("pix2pix", "image-to-image translation from pairs", "Isola et al. 2017, arXiv 1611.07004"),
    "cyclegan": Entry("cyclegan", "image-to-image translation without pairs", "Zhu et al. 2017, arXiv 1703.10593"),
    "infogan": Entry("infogan", "learns interpretable codes without labels", "Chen et al. 2016, arXiv 1606.03657"),
}

_SHOWN = 60  # characters of a stored name that a message shows
DEFAULT_METHOD = "r3gan"  # penalised on reals and fakes, it needs the least balancing of the players


SUITED = {  # by the options of data that name sources and conditions; the first that is given decides
    "unpaired": "cyclegan",
    "pairs": "pix2pix",
    "side_by_side": "pix2pix",
    "derive": "pix2pix",
    "source_variable": "pix2pix",
    "condition": "cgan",
}


def suited(given: Collection[str]) -> str:
    """Return the method that suits the data options given: one that translates where they name sources."""
    return next((method for name, method in SUITED.items() if name in given), DEFAULT_METHOD)


def picture_network(piled: bool) -> str:
    """Return the network that the default method draws pictures with, whose values pile up at their ends or do not."""
    return "dense" if piled else "residual"


def find_recipe(name: str) -> Callable[..., "Method"]:
    """Return the recipe of a name that a person gives: of the table, of "module:function" or of "file.py:function".

    The latter are imported, so never call this with a name read from a file: that is what `find_stored` is for.
    Raises UsageError with the nearest name, or with what is wrong with the module.
    """
    if name in METHODS:
        return METHODS[name].recipe
    if ":" in name:
        return load_own(name).recipe
    near = get_close_matches(name.lower().replace("_", "-"), METHODS, n=1, cutoff=0.4)
    hint = nearest_here(name) or (f" Did you mean {near[0]}?" if near else "")
    raise UsageError(
        f"There is no method named {name!r}.{hint} The methods are: {', '.join(METHODS)}; "
        "a recipe of your own is named as file.py:function."
    )


def own_of(method: str) -> Own | None:
    """Return the recipe of one's own that a given name means, imported; None for a method of the table."""
    return None if method in METHODS or ":" not in method else load_own(method)


def given_name(method: "str | Callable[..., Method]") -> str:
    """Return the name of a method that a person gives: of the table where it is there, else where the function is."""
    if isinstance(method, str):
        return absolute(method)
    if isinstance(method, Chosen):
        return given_name(method.recipe)
    listed = next((name for name, entry in METHODS.items() if entry.module == method.__name__), None)
    return listed if listed is not None and METHODS[listed].recipe is method else hand_over(method)


def named(method: "str | Callable[..., Method] | Chosen", hyper: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the name of a method as a person gives it, and its hyper-parameters: the choice's, and those beside it.

    Raises UsageError for one that is given in both.
    """
    chosen = method.hyper if isinstance(method, Chosen) else {}
    if twice := [name for name in hyper if name in chosen]:
        raise UsageError(f"{twice[0]} is given twice: in {method!r} and beside it. Leave one out.")
    return given_name(method), {**chosen, **hyper}


def find_stored(stored: str, sha256: str, given: str | None, where: str) -> tuple[str, str]:
    """Return the name to find the recipe of a run or model by, and what to say if it is not quite the one stored.

    stored and sha256 are what a file says of the recipe; given is what the person who loads it says. A stored name is
    looked up in METHODS and nowhere else: for all other recipes the person's is taken, if the function has that name.
    Raises UsageError where one is missing, or belongs to something else.
    """
    listed = {f"gansmith.methods.{entry.module}:{entry.module}": name for name, entry in METHODS.items()}
    stored = listed.get(stored, stored)  # runs of version 0.1 that were given the function itself
    if stored in METHODS:
        if given not in (None, stored):
            raise UsageError(f"{option('method', given)}: {where} was trained by {stored}. Leave the flag out.")
        return stored, ""
    name = without_folders(stored)
    if given is None:
        raise UsageError(
            f"{where} was trained by a recipe that is not gansmith's own, {name[:_SHOWN]!r}. Recipes are code, and "
            f"none is run because a file names it: give the one you trust, with {option('method', 'file.py:function')}."
        )
    own = own_of(given)
    if own is None or own.public.rpartition(":")[2] != name.rpartition(":")[2]:
        raise UsageError(
            f"{option('method', given)}: {where} was trained by {name[:_SHOWN]!r}, a function of another name."
        )
    changed = bool(sha256) and own.sha256 != sha256
    return own.name, f"{own.public} has changed since the training" if changed else ""
