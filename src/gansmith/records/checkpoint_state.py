"""The one schema of what a checkpoint says of its run beside its tensors, so that nothing else has to check it."""

from math import inf
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gansmith.storage.manifest import DamagedError
from gansmith.training.checkpoint import Checkpoint

Count = Annotated[int, Field(ge=0, le=2**53)]
Text = Annotated[str, Field(max_length=10_000)]
Network = Annotated[str, Field(max_length=200)]
Step = Annotated[str, Field(pattern="^[0-9]{1,16}$")]
Value = Annotated[float, Field(allow_inf_nan=False)]


class Stamp(BaseModel):
    """What a checkpoint says of its run's settings, data, drift, and the versions and device it was written with."""

    model_config = ConfigDict(extra="ignore", strict=True)

    settings: dict[str, Any] | None = None
    data: Annotated[str, Field(max_length=200)] = ""
    identity: Annotated[str, Field(max_length=200)] = ""
    drift: list[Text] = []
    circumstances: dict[str, str | int] = {}


class State(BaseModel):
    """All of it; checkpoints of version 0.1 have neither stamp nor measurements."""

    model_config = ConfigDict(extra="ignore", strict=True)

    step: Count
    batches_seen: Count
    seed: Annotated[int, Field(ge=0)]
    horizon: Count
    model: dict[str, Any]
    sampler: Network
    back_sampler: Network | None = None
    run: Stamp = Stamp()
    measured: dict[Step, Value | Literal["Infinity"]] | None = None  # that: of samples that were not finite

    @property
    def measured_by_step(self) -> dict[int, float] | None:
        """What was measured, by step, infinity of samples that were not finite; None where the checkpoint is silent."""
        if self.measured is None:
            return None
        return {int(step): inf if isinstance(value, str) else value for step, value in self.measured.items()}


def state_of(checkpoint: Checkpoint) -> State:
    """Return what a checkpoint says; raises DamagedError naming it and the field that is not what gansmith writes."""
    try:
        state = State.model_validate(checkpoint.state)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))[:100]
        raise DamagedError(
            f"{checkpoint.path} is damaged: {field} of its state is not what gansmith writes: {first['msg']}. Use "
            "another copy."
        ) from None
    if state.step != checkpoint.step:
        raise DamagedError(
            f"{checkpoint.path} is damaged: step of its state is {state.step}, and not {checkpoint.step}. Use another "
            "copy."
        )
    return state
