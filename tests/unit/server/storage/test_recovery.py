"""No damage to the file keeps the app from starting, and no damaged file is thrown away."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from server.domain.errors import StorageUnavailable
from server.storage.migrations import migrate
from server.storage.recovery import recover
from server.storage.sql.accounts import SqlAccounts
from server.storage.sql.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database that holds 500 learners."""
    path = tmp_path / "eloquio.sqlite3"
    migrate(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO users (id, external_id, display_name, created_at, updated_at) "
            "VALUES (?, ?, ?, '2026-11-25T09:00:00.000000Z', '2026-11-25T09:00:00.000000Z')",
            [(f"{n:036}", f"learner {n}", "x" * 100) for n in range(500)],
        )
    return path


def learners(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM users").fetchone()
    return int(count)


def damaged_files(path: Path) -> list[Path]:
    return list(path.parent.glob("*.damaged"))


def test_a_sound_or_new_file_is_left_alone(path: Path) -> None:
    before = path.read_bytes()
    assert recover(path) is None
    assert path.read_bytes() == before
    assert recover(path.with_name("other.sqlite3")) is None


def test_a_damaged_file_is_set_aside_and_a_new_one_begun(path: Path) -> None:
    path.write_bytes(b"not a database " * 1000)
    told = recover(path)
    (aside,) = damaged_files(path)
    assert told is not None
    assert aside.name in told
    assert "a new one was begun" in told
    assert aside.read_bytes().startswith(b"not a database")
    assert not path.exists()


def test_the_newest_sound_copy_is_restored(path: Path) -> None:
    shutil.copyfile(path, path.with_name("eloquio.v2.20261101T000000000000.backup"))
    path.with_name("eloquio.v2.20261102T000000000000.backup").write_bytes(b"no copy at all" * 99)
    path.write_bytes(path.read_bytes()[:10_000])
    told = recover(path)
    assert told is not None
    assert "was restored" in told
    assert learners(path) == 500


def truncate(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(1, len(content)) :]


def clear_a_page(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content) // 4096) * 4096
    content[start : start + 4096] = bytes(4096)


def flip_bytes(content: bytearray, chance: random.Random) -> None:
    for _ in range(64):
        content[chance.randrange(len(content))] = chance.randrange(256)


def spoil_the_header(content: bytearray, chance: random.Random) -> None:
    for _ in range(8):
        content[chance.randrange(100)] = chance.randrange(256)


def replace_with(path: Path, content: bytes) -> None:
    """As an unclean exit leaves it: with its write-ahead log."""
    for leftover in path.parent.glob("eloquio*"):
        leftover.unlink()
    path.write_bytes(content)
    path.with_name(path.name + "-wal").touch()


@pytest.mark.parametrize("damage", [truncate, clear_a_page, flip_bytes, spoil_the_header])
async def test_the_app_starts_after_any_damage(
    path: Path, damage: Callable[[bytearray, random.Random], None]
) -> None:
    sound, outcomes = path.read_bytes(), set()  # noqa: ASYNC240 - nothing else runs here
    for seed in range(12):
        content = bytearray(sound)
        damage(content, random.Random(seed))  # noqa: S311 - repeatable, not secret
        replace_with(path, content)
        database = await Database.open(path)
        assert await SqlAccounts(database).ensure_user("a new learner")
        if database.notice is not None:
            (aside,) = damaged_files(path)
            assert aside.read_bytes() == content
        outcomes.add(database.notice is None)
        await database.aclose()
    assert False in outcomes, "the damage was never noticed"


async def test_a_file_in_use_is_not_taken_for_damaged(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageUnavailable):
            await Database.open(path, busy_ms=20)
        other.execute("ROLLBACK")
    assert damaged_files(path) == []
    assert learners(path) == 500
