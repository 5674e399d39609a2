"""What all parts of the policy share: unknown keys are refused, values do not change."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Part(BaseModel):
    """A mapping of support.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
