"""The methods: a paper per file, each a function of the data's shape and its own hyper-parameters.

`methods.wgan_gp(critic_steps=3)` names a method with hyper-parameters, for `gansmith.train`; a type checker knows them.
`METHODS` is the table by the names of the command line; `recipe` makes such a function of one's own.
"""

from typing import TYPE_CHECKING

from gansmith.catalogue import lazily
from gansmith.methods.registry import METHODS as METHODS

if TYPE_CHECKING:
    from gansmith.methods.acgan import acgan as acgan
    from gansmith.methods.began import began as began
    from gansmith.methods.cgan import cgan as cgan
    from gansmith.methods.chosen import Chosen as Chosen
    from gansmith.methods.chosen import recipe as recipe
    from gansmith.methods.cyclegan import cyclegan as cyclegan
    from gansmith.methods.dcgan import dcgan as dcgan
    from gansmith.methods.dragan import dragan as dragan
    from gansmith.methods.gan import gan as gan
    from gansmith.methods.infogan import infogan as infogan
    from gansmith.methods.lsgan import lsgan as lsgan
    from gansmith.methods.pix2pix import pix2pix as pix2pix
    from gansmith.methods.r3gan import r3gan as r3gan
    from gansmith.methods.registry import Entry as Entry
    from gansmith.methods.sgan import sgan as sgan
    from gansmith.methods.sngan import sngan as sngan
    from gansmith.methods.wgan import wgan as wgan
    from gansmith.methods.wgan_gp import wgan_gp as wgan_gp

_HOMES = {
    "METHODS": "registry",
    "Chosen": "chosen",
    "Entry": "registry",
    "recipe": "chosen",
    **{entry.module: entry.module for entry in METHODS.values()},
}
__all__ = [*_HOMES]  # noqa: PLE0604 - names of the table above
__getattr__, __dir__ = lazily(__name__, _HOMES)
