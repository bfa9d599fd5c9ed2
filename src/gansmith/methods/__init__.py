"""The methods: a paper per file, each a function of the data's shape and its own hyper-parameters.

`methods.wgan_gp(critic_steps=3)` names a method with hyper-parameters, for `gansmith.train`; a type checker knows them.
`METHODS` is the table by the names of the command line; `recipe` makes such a function of one's own.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from gansmith.methods.chosen import Chosen, recipe
from gansmith.methods.registry import METHODS, Entry

if TYPE_CHECKING:
    from gansmith.methods.acgan import acgan as acgan
    from gansmith.methods.began import began as began
    from gansmith.methods.cgan import cgan as cgan
    from gansmith.methods.cyclegan import cyclegan as cyclegan
    from gansmith.methods.dcgan import dcgan as dcgan
    from gansmith.methods.dragan import dragan as dragan
    from gansmith.methods.gan import gan as gan
    from gansmith.methods.infogan import infogan as infogan
    from gansmith.methods.lsgan import lsgan as lsgan
    from gansmith.methods.pix2pix import pix2pix as pix2pix
    from gansmith.methods.r3gan import r3gan as r3gan
    from gansmith.methods.sgan import sgan as sgan
    from gansmith.methods.sngan import sngan as sngan
    from gansmith.methods.wgan import wgan as wgan
    from gansmith.methods.wgan_gp import wgan_gp as wgan_gp

_RECIPES = tuple(entry.module for entry in METHODS.values())

__all__ = ["METHODS", "Chosen", "Entry", "recipe", *_RECIPES]  # noqa: PLE0604 - names of the table


class _Catalogue(ModuleType):
    """The package as it is seen: a method's name means its recipe, and not the file of the same name.

    Whoever imports such a file first, Python makes it an attribute of its package.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        of_file = name in _RECIPES and isinstance(value, ModuleType)
        super().__setattr__(name, getattr(value, name) if of_file else value)


sys.modules[__name__].__class__ = _Catalogue


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    if name not in _RECIPES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{name}"), name)
