"""One file, one writer, nothing lost in silence."""

import asyncio
import sqlite3
import stat
from contextlib import AsyncExitStack, closing
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from server.domain.errors import Conflict, InvalidRequest, StorageUnavailable
from server.storage.sql.accounts import SqlAccounts
from server.storage.sql.database import Database


async def test_every_pooled_connection_is_durable_and_strict(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "eloquio.sqlite3")
    async with AsyncExitStack() as opened:
        connections = [await opened.enter_async_context(database.write())]
        connections += [await opened.enter_async_context(database.read()) for _ in range(4)]
        for connection in connections:
            pragmas = [
                (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
                for name in ("synchronous", "foreign_keys", "journal_mode", "busy_timeout")
            ]
            assert pragmas == [2, 1, "wal", 5000]
    await database.aclose()


async def test_the_file_and_its_folder_are_the_owners_only(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "new" / "eloquio.sqlite3")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (database.path.parent, database.path)]
    assert modes == [0o700, 0o600]
    await database.aclose()


async def test_a_place_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    with pytest.raises(StorageUnavailable, match="ELOQUIO_DATA_DIR"):
        await Database.open(tmp_path / "taken" / "eloquio.sqlite3")


async def test_an_exception_rolls_the_transaction_back(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "eloquio.sqlite3")
    anna = await SqlAccounts(database).ensure_user("anna")

    async def change_of_mind() -> None:
        async with database.write() as connection:
            await connection.execute(text("DELETE FROM users"))
            raise Conflict("changed my mind")

    with pytest.raises(Conflict):
        await change_of_mind()
    assert await SqlAccounts(database).ensure_user("anna") == anna
    await database.aclose()


async def test_a_cancelled_write_leaves_the_writer_free(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "eloquio.sqlite3")
    inside = asyncio.Event()

    async def hang() -> None:
        async with database.write() as connection:
            await connection.execute(text("DELETE FROM supported_languages"))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await SqlAccounts(database).ensure_user("anna")
    await database.aclose()


async def test_a_closed_database_refuses_instead_of_reopening(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "eloquio.sqlite3")
    await database.aclose()
    await database.aclose()
    with pytest.raises(StorageUnavailable):
        async with database.read():
            pytest.fail("must not open")
    with pytest.raises(StorageUnavailable):
        async with database.write():
            pytest.fail("must not open")


async def test_what_another_process_locks_for_too_long_is_unavailable(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "eloquio.sqlite3", busy_ms=20)
    accounts = SqlAccounts(database)
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable) as refused:
            await accounts.ensure_user("anna")
        assert refused.value.retryable
        other.execute("ROLLBACK")
    assert await accounts.ensure_user("anna")
    await database.aclose()


async def test_a_ping_is_answered_until_the_schema_is_gone(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "eloquio.sqlite3")
    await database.ping()
    async with database.write() as connection:
        await connection.execute(text("DROP TABLE eloquio_migrations"))
    with pytest.raises(StorageUnavailable):
        await database.ping()
    await database.aclose()


async def test_readers_cannot_write(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "eloquio.sqlite3")
    with pytest.raises(StorageUnavailable):
        async with database.read() as connection:
            await connection.execute(text("DELETE FROM users"))
    await database.aclose()


async def test_a_broken_rule_is_the_requests_fault(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "eloquio.sqlite3")
    with pytest.raises(InvalidRequest, match="external_id_is_short"):
        await SqlAccounts(database).ensure_user("")
    await database.aclose()


async def test_a_full_disk_refuses_and_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "eloquio.sqlite3")
    accounts = SqlAccounts(database)
    kept: dict[str, UUID] = {}
    async with database.write() as connection:
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
        await connection.execute(text(f"PRAGMA max_page_count = {pages + 4}"))

    async def fill() -> None:
        for n in range(1000):
            name = f"learner {n}"
            kept[name] = await accounts.ensure_user(name, "x" * 200)

    with pytest.raises(StorageUnavailable, match="disk's space"):
        await fill()
    assert kept
    async with database.write() as connection:
        await connection.execute(text("PRAGMA max_page_count = 100000"))
    for name, user_id in kept.items():
        assert await accounts.ensure_user(name) == user_id
    assert await accounts.ensure_user(f"learner {len(kept)}") not in kept.values()
    await database.aclose()
