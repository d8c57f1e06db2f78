"""REST bodies and pages."""

from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from server.protocol.errors import ErrorDetail
from server.protocol.models import Role

Item = TypeVar("Item")
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Body(BaseModel):
    """Closed: an unknown field is refused by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Body, Generic[Item]):
    """One page of a list, counted from 1."""

    items: list[Item]
    page: int
    page_size: int
    total: int | None = None


class Refusal(Body):
    """Every answer that is not a success."""

    error: ErrorDetail


class CreateScenario(Body):
    """A new scenario; its slug is made from the title when none is given."""

    mode_code: Name
    title: Name
    prompt: Annotated[str, Field(min_length=1, max_length=4000)]
    language_code: Name | None = None
    slug: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}$")] | None = None
    metadata: dict[str, Any] = {}


class OpenSession(Body):
    """A session without a voice, for clients that bring their own turns."""

    user_external_id: Name | None = None
    mode_code: Name = "conversation"
    language_code: Name = "en"
    metadata: dict[str, Any] = {}


class AddTurn(Body):
    """A turn; `turn_id` makes a repeat harmless."""

    role: Role
    text: Annotated[str, Field(min_length=1, max_length=4000)]
    turn_id: UUID | None = None


class CorrectTurn(Body):
    """What the learner really said in a turn."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
