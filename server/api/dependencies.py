"""What routes are given: the use cases and the admitted caller; and the parameters they share."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from server.api.auth import Gate
from server.service.callers import Caller, Ownership
from server.service.catalog import Catalog
from server.service.health import Health
from server.service.history import History
from server.service.notes import Notes
from server.service.sessions import Sessions
from server.service.voices import Voices

SCHEME = HTTPBearer(auto_error=False, description="The server's token, where it has one.")


@dataclass(frozen=True, slots=True)
class UseCases:
    """Everything REST can reach; bootstrap puts it on the app's state."""

    gate: Gate
    catalog: Catalog
    sessions: Sessions
    history: History
    notes: Notes
    ownership: Ownership
    health: Health
    voices: Voices


def use_cases(request: Request) -> UseCases:
    """The app's own."""
    found: UseCases = request.app.state.use_cases
    return found


Use = Annotated[UseCases, Depends(use_cases)]


def admitted(
    use: Use, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(SCHEME)]
) -> Caller:
    """The caller, or Unauthorized."""
    return use.gate.admit(credentials.credentials if credentials else None)


Who = Annotated[Caller, Depends(admitted)]
PageNumber = Annotated[int, Query(ge=1, le=100_000, description="counted from 1")]
PageSize = Annotated[int, Query(ge=1, le=100)]
Named = Annotated[str | None, Query(min_length=1, max_length=200)]
