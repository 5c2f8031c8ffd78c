"""What every published result is made of: frozen models, and the word for what was run first."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

# What the others were held against: the source on its own engine; polydag's reading of it, where that engine is not there;
# the reference, where the source is a model or the DSL, of which the reference is the definition.
Against = Literal["source", "reading", "reference"]


class Published(BaseModel):
    """A frozen part of the result."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
