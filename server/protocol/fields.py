"""The values and the manners that all messages share."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Number = Annotated[int, Field(ge=0, le=2**53)]
Generation = Annotated[int, Field(ge=0, le=65535)]
Milliseconds = Annotated[int, Field(ge=0, le=24 * 3600 * 1000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Spoken = Annotated[str, Field(min_length=1, max_length=4000)]
Completeness = Literal["complete", "incomplete", "unknown"]
Help = Literal["hint", "repeat", "slower", "easier", "translate", "explain", "replies"]


class Message(BaseModel):
    """Frozen, closed, and strict: a number in quotes is not a number."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
