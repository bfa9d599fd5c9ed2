"""Networks, a family per file, whose sizes are derived from the shape of the data.

`NETWORKS` is the table of them by name; `generator` and `critic` build one for anybody's own loop.
"""

from gansmith.networks.build import critic, generator
from gansmith.networks.family import Family
from gansmith.networks.registry import NETWORKS

__all__ = ["NETWORKS", "Family", "critic", "generator"]
