"""Every implementation of the repositories, behind one fixture."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from server.domain.repositories import (
    AccountRepository,
    CatalogRepository,
    JobRepository,
    NotesRepository,
    SessionRepository,
)
from server.storage.builtin_catalog import load_builtin_catalog
from server.storage.sql.accounts import SqlAccounts
from server.storage.sql.catalog import SqlCatalog
from server.storage.sql.database import Database
from server.storage.sql.jobs import SqlJobs
from server.storage.sql.notes import SqlNotes
from server.storage.sql.sessions import SqlSessions


@dataclass
class HandClock:
    """Time that a test moves; each look takes a microsecond, so that rows differ in age."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 25, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.moment += timedelta(microseconds=1)
        return self.moment

    def pass_seconds(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Repositories:
    catalog: CatalogRepository
    sessions: SessionRepository
    notes: NotesRepository
    jobs: JobRepository
    accounts: AccountRepository
    clock: HandClock

    async def learner(self, external_id: str = "anna") -> UUID:
        return await self.accounts.ensure_user(external_id)

    async def session(self, user_id: UUID) -> UUID:
        session_id = uuid4()
        await self.sessions.open_session(user_id, session_id, "conversation", "en", {})
        return session_id


@pytest.fixture(params=["sqlite"])
async def repositories(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Repositories]:
    """The five repositories over an empty database with the built-in catalogue; at most 30 turns
    a session.
    """
    assert request.param == "sqlite"
    clock = HandClock()
    database = await Database.open(tmp_path / "eloquio.sqlite3", now=clock)
    builtin = load_builtin_catalog()
    catalog = SqlCatalog(database)
    await catalog.seed(builtin.modes, builtin.languages, builtin.scenarios)
    clock.pass_seconds(1)
    yield Repositories(
        catalog,
        SqlSessions(database, max_turns=30),
        SqlNotes(database),
        SqlJobs(database),
        SqlAccounts(database),
        clock,
    )
    await database.aclose()
