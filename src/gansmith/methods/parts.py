"""What the recipes share: ranges of hyper-parameters, and the averaged generator."""

from typing import Annotated, Literal

from pydantic import Field

from gansmith.core.method import Rule
from gansmith.rules import Average

Count = Annotated[int, Field(ge=1)]
Whole = Annotated[int, Field(ge=0)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
Network = Literal["auto", "mlp", "maxout", "signal", "dcgan", "resize", "residual"]


def averaged(decay: float) -> tuple[str, tuple[Rule, ...]]:
    """Return the name of the network that samples, and the rules that keep its average; decay 0 keeps none."""
    if decay == 0:
        return "generator", ()
    rule = Average("generator", decay)
    return rule.name, (rule,)
