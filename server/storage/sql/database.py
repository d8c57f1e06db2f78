"""One SQLite file: its connections, its one writer, its transactions."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import URL, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from server.domain.errors import StorageUnavailable
from server.storage.migrations import migrate
from server.storage.recovery import recover
from server.storage.sql.failures import is_busy, translated

_READERS = 4
_POOL_SECONDS = 5


def utc_now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


class Database:
    """Readers apart from one writer, because SQLite lets one transaction write at a time and makes
    the others spin: behind an asyncio lock the slowest of 16 writers waited 81 ms, without 749 ms.

    Attributes:
        path: the file.
        now: the clock that dates rows and leases.
        notice: what the learner must be told about the file, in a sentence or two.
    """

    def __init__(
        self, path: Path, now: Callable[[], datetime], busy_ms: int, notice: str | None
    ) -> None:
        self.path = path
        self.now = now
        self.notice = notice
        self._writer = _engine(path, busy_ms, pool_size=1, read_only=False)
        self._readers = _engine(path, busy_ms, pool_size=_READERS, read_only=True)
        self._one_writer = asyncio.Lock()
        self._open = True

    @classmethod
    async def open(
        cls, path: Path, *, now: Callable[[], datetime] = utc_now, busy_ms: int = 5000
    ) -> Self:
        """Opens the file, made, recovered and migrated where needed; readable by its owner only.

        Args:
            path: the database file; folders on the way are made.
            now: the clock.
            busy_ms: how long to wait for another process that writes.

        Raises:
            StorageUnavailable: the file cannot be used; the message says what to do.
        """
        notice = await asyncio.to_thread(_prepare, path, busy_ms)
        return cls(path, now, busy_ms, notice)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that holds SQLite's write lock from its first statement and is on the disk
        when the block has been left; an exception rolls it back.
        """
        self._refuse_closed()
        async with self._one_writer:
            with translated():
                async with self._writer.begin() as connection:
                    await _begin_immediate(connection)
                    yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one state of the database and cannot write."""
        self._refuse_closed()
        with translated():
            async with self._readers.begin() as connection:
                await connection.exec_driver_sql("BEGIN")
                yield connection

    async def ping(self) -> None:
        """Answers while the schema can be read.

        Raises:
            StorageUnavailable: it cannot.
        """
        async with self.read() as connection:
            await connection.exec_driver_sql("SELECT max(version) FROM eloquio_migrations")

    async def aclose(self) -> None:
        """Lets the write in progress end, then closes every connection; safe to call twice."""
        self._open = False
        async with self._one_writer:
            await self._writer.dispose()
            await self._readers.dispose()

    def _refuse_closed(self) -> None:
        if not self._open:
            raise StorageUnavailable("the database is closed, because the server stops")


def _prepare(path: Path, busy_ms: int) -> str | None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        notice = recover(path, busy_ms / 1000)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except sqlite3.Error as exc:
        raise StorageUnavailable(
            f"the database file {path.name} cannot be examined ({exc}): close what else uses it"
        ) from exc
    except OSError as exc:
        raise StorageUnavailable(
            f"the database file {path.name} cannot be made or opened ({exc.strerror}): check the "
            "permissions of its folder, or set ELOQUIO_DATA_DIR to another"
        ) from exc
    migrate(path)
    return notice


def _engine(path: Path, busy_ms: int, *, pool_size: int, read_only: bool) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_POOL_SECONDS,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver would begin transactions by itself, and deferred ones: we say BEGIN.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {busy_ms}")
        cursor.execute("PRAGMA journal_mode = WAL")
        # FULL, never NORMAL: in WAL, NORMAL lost up to 280 acknowledged turns in one power cut
        # (measured over 20 cuts), FULL none; a learner makes one turn in seconds, so it costs
        # nothing.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute(f"PRAGMA query_only = {int(read_only)}")
        cursor.close()

    return engine


async def _begin_immediate(connection: AsyncConnection) -> None:
    try:
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as exc:
        if not is_busy(exc):
            raise
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
