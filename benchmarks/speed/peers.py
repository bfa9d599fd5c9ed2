"""Run a script of a peer unmodified: `python -m benchmarks.speed.peers SITE SCRIPT`, torchvision coming from SITE."""

import runpy
import sys
from pathlib import Path

import torch

# torchvision's compiled operators do not load beside a torch of another build, and its import then fails at giving
# these two a shape rule. The scripts call neither.
_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


def main() -> None:
    """Define what torchvision misses, then be the script."""
    site, script = sys.argv[1], Path(sys.argv[2])
    sys.path.append(site)
    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
    for schema in _SCHEMAS:
        library.define(schema)  # type: ignore[no-untyped-call]
    sys.argv = [str(script)]
    runpy.run_path(str(script), run_name="__main__")


if __name__ == "__main__":
    main()
