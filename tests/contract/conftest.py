"""Every implementation of the repositories, behind one fixture."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.storage.builtin_catalog import load_builtin_catalog
from server.storage.sql.accounts import SqlAccounts
from server.storage.sql.catalog import SqlCatalog
from server.storage.sql.database import Database
from server.storage.sql.history import SqlHistory
from server.storage.sql.jobs import SqlJobs
from server.storage.sql.notes import SqlNotes
from server.storage.sql.sessions import SqlSessions
from tests.contract.backends import Repositories
from tests.fakes.clock import HandClock


@pytest.fixture(params=["sqlite"])
async def repositories(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Repositories]:
    """The six repositories over an empty database with the built-in catalogue; at most 30 turns
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
        SqlHistory(database),
        clock,
    )
    await database.aclose()
