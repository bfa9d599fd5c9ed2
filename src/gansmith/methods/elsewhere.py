"""Names of generators that other programs have, and what comes nearest to them here."""

import re

from gansmith.errors import option


def nearest_here(name: str) -> str:
    """Return what to take in place of a generator of other programs, with a blank before it; "" of any other name."""
    table, residual = option("network", "table"), option("network", "residual")
    of_tables = f"Tables are trained by r3gan, the default, with {table}"
    of_images = f"The nearest is r3gan with {residual}"
    nearest = {
        "ctgan": f"{of_tables}; {option('pack', 10)} packs samples as CTGAN does",
        "copulagan": of_tables,
        "tvae": f"There are no autoencoders here. {of_tables}",
        "vae": "There are no autoencoders here; all methods are GANs",
        "ddpm": "There are no diffusion models here; all methods are GANs",
        "stylegan": of_images,
        "stylegan2": f"{of_images} and {option('augment', 'ada')}",
        "stylegan3": of_images,
        "biggan": f"The nearest is cgan with {residual}, or sngan without classes",
    }
    known = nearest.get(re.sub(r"[-_ ]|ada$", "", name.lower()))
    return f" {known}." if known else ""
