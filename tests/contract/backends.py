"""What a backend offers to the contract tests."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from server.domain.repositories import (
    AccountRepository,
    CatalogRepository,
    HistoryRepository,
    JobRepository,
    NotesRepository,
    SessionRepository,
)
from tests.fakes.clock import HandClock


@dataclass
class Repositories:
    catalog: CatalogRepository
    sessions: SessionRepository
    notes: NotesRepository
    jobs: JobRepository
    accounts: AccountRepository
    history: HistoryRepository
    clock: HandClock

    async def learner(self, external_id: str = "anna") -> UUID:
        return await self.accounts.ensure_user(external_id)

    async def session(self, user_id: UUID, resume_hash: str | None = None) -> UUID:
        session_id = uuid4()
        await self.sessions.open_session(user_id, session_id, "conversation", "en", {}, resume_hash)
        return session_id
