"""Networks, a family per file, whose sizes are derived from the shape of the data.

`NETWORKS` is the table of them by name; `generator` and `critic` build one for anybody's own loop.
"""

from typing import TYPE_CHECKING

from gansmith.catalogue import lazily

if TYPE_CHECKING:
    from gansmith.networks.build import critic as critic
    from gansmith.networks.build import generator as generator
    from gansmith.networks.family import Family as Family
    from gansmith.networks.registry import NETWORKS as NETWORKS

_HOMES = {
    "Family": "family",
    "NETWORKS": "registry",
    "critic": "build",
    "generator": "build",
}
__all__ = [*_HOMES]  # noqa: PLE0604 - names of the table above
__getattr__, __dir__ = lazily(__name__, _HOMES)
