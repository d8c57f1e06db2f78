"""A schema is brought up once, whole, and never guessed."""

import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from server.domain.errors import StorageUnavailable
from server.storage.migrations import Migration, SchemaRefused, migrate, shipped_migrations

FOUNDING, HARDENING = shipped_migrations()[:2]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "eloquio.sqlite3"


def backups(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.backup"))


def founding_database(path: Path, *statements: str) -> str:
    """A database of the founding schema with one session, and whatever else; the session's id."""
    migrate(path, (FOUNDING,))
    user, session = str(uuid4()), str(uuid4())
    with opened(path) as connection:
        connection.execute("INSERT INTO users (id, external_id) VALUES (?, 'anna')", (user,))
        connection.execute(
            "INSERT INTO teaching_modes (id, code, name) VALUES (?, 'grammar', 'Grammar')",
            (str(uuid4()),),
        )
        connection.execute("INSERT INTO supported_languages (code, label) VALUES ('en', 'E')")
        connection.execute(
            "INSERT INTO sessions (id, user_id, mode_code, language_code, status) "
            "VALUES (?, ?, 'grammar', 'en', 'closed')",
            (session, user),
        )
        for statement in statements:
            connection.execute(statement, {"session": session, "user": user})
    return session


def test_a_new_file_gets_every_migration_once_and_no_backup(path: Path) -> None:
    newest = shipped_migrations()[-1].version
    assert [migrate(path), migrate(path)] == [newest, newest]
    with opened(path) as connection:
        rows = connection.execute("SELECT version, sha256 FROM eloquio_migrations").fetchall()
    assert rows == [(step.version, step.sha256) for step in shipped_migrations()]
    assert backups(path) == []


def test_two_runners_at_once_apply_once(path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        versions = list(threads.map(lambda _: migrate(path), range(4)))
    assert set(versions) == {shipped_migrations()[-1].version}


def test_a_changed_applied_file_is_refused(path: Path) -> None:
    migrate(path)
    changed = (replace(FOUNDING, sql=FOUNDING.sql + "-- a thought\n"), HARDENING)
    with pytest.raises(SchemaRefused, match="0001_founding was changed"):
        migrate(path, changed)


def test_a_newer_database_is_refused_and_left_alone(path: Path) -> None:
    migrate(path)
    with pytest.raises(SchemaRefused, match="install the newer version") as refused:
        migrate(path, (FOUNDING,))
    assert not refused.value.retryable
    assert migrate(path) == shipped_migrations()[-1].version


def test_a_filled_database_is_copied_before_it_changes(path: Path) -> None:
    session = founding_database(path)
    migrate(path)
    (copy,) = backups(path)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with opened(copy) as connection:
        assert connection.execute("SELECT id FROM sessions").fetchall() == [(session,)]
        assert connection.execute("SELECT max(version) FROM eloquio_migrations").fetchone() == (1,)


def test_rows_that_can_be_mended_are_mended(path: Path) -> None:
    turn = (
        "INSERT INTO conversations (session_id, user_id, role, turn_index, text) "
        "VALUES (:session, :user, 'user', {}, '{}')"
    )
    session = founding_database(
        path, turn.format(-3, "École"), turn.format(7, "two"), turn.format(7, "three")
    )
    migrate(path)
    with opened(path) as connection:
        turns = connection.execute(
            "SELECT turn_index, text, search_text, length(turn_id) FROM conversations ORDER BY id"
        ).fetchall()
        found = connection.execute(
            "SELECT rowid FROM conversations_search WHERE conversations_search MATCH '\"col\"'"
        ).fetchall()
        closed = connection.execute(
            "SELECT next_turn, closed_at IS NOT NULL FROM sessions WHERE id = ?", (session,)
        ).fetchone()
    assert turns == [
        (0, "École", "ecole", 36),
        (1, "two", "two", 36),
        (2, "three", "three", 36),
    ]
    assert found == [(1,)]
    assert closed == (3, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO conversations (role, turn_index, text) VALUES ('user', 0, '')",
        "INSERT INTO evaluations (metrics) VALUES ('{}')",
        "INSERT INTO session_summaries (id, user_id, summary_json) VALUES ('x', :user, '{}')",
        "INSERT INTO supported_languages (code, label, level_cefr) VALUES ('xx', 'X', 'Z9')",
    ],
)
def test_rows_that_cannot_be_mended_stop_the_migration(path: Path, statement: str) -> None:
    founding_database(path, statement)
    with pytest.raises(SchemaRefused, match="nothing was changed"):
        migrate(path)
    with opened(path) as connection:
        assert connection.execute("SELECT max(version) FROM eloquio_migrations").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_a_migration_that_fails_halfway_leaves_nothing(path: Path) -> None:
    broken = Migration(1, "broken", "CREATE TABLE a (x);\nCREATE TABLE a (x);\n")
    with pytest.raises(StorageUnavailable):
        migrate(path, (broken,))
    with opened(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    with pytest.raises(StorageUnavailable, match="semicolon"):
        migrate(path, (Migration(1, "cut_off", "CREATE TABLE a (x)"),))


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"not a database " * 100)
    with pytest.raises(StorageUnavailable, match="move the file aside"):
        migrate(path)
    assert path.read_bytes().startswith(b"not a database")
