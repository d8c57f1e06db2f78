"""Who asks, and for whom."""

from dataclasses import dataclass
from uuid import UUID

from server.domain.errors import Forbidden
from server.domain.repositories import AccountRepository, SessionRepository

LOCAL_OWNER = "local"


@dataclass(frozen=True, slots=True)
class Caller:
    """Identity from the token.

    Attributes:
        external_id: the user that the token stands for.
        everybody: the local owner or an admin, who may act for any user.
    """

    external_id: str
    everybody: bool

    def acting_for(self, named: str | None) -> str:
        """The user that a request is about; Forbidden when it names another without the right."""
        if named is None or named == self.external_id:
            return self.external_id
        if not self.everybody:
            raise Forbidden("This token stands for another user.", field="user_external_id")
        return named


class Ownership:
    """From a caller to the user whose data may be touched."""

    def __init__(self, accounts: AccountRepository, sessions: SessionRepository) -> None:
        self._accounts = accounts
        self._sessions = sessions

    async def user(self, caller: Caller, named: str | None = None) -> UUID:
        """The user's id, made at first sight."""
        return await self._accounts.ensure_user(caller.acting_for(named))

    async def of_session(self, caller: Caller, session_id: UUID) -> UUID:
        """The owner of a session that the caller may touch; a foreign one is NotFound later on."""
        if caller.everybody:
            return await self._sessions.owner_of(session_id)
        return await self._accounts.ensure_user(caller.external_id)
