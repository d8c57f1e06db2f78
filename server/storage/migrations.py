"""Brings an SQLite database to the newest schema: numbered SQL files, each applied once, whole or
not at all.
"""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from server.domain.errors import StorageUnavailable
from server.storage.search_text import search_text

_LEDGER = """
CREATE TABLE IF NOT EXISTS eloquio_migrations (
  version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL
)"""


class SchemaRefused(StorageUnavailable):
    """The file's schema does not fit this program; trying again does not help."""

    retryable = False


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    version: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Hash of the text, to notice that an applied file was changed."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def shipped_migrations(dialect: str = "sqlite") -> tuple[Migration, ...]:
    """The files in resources/migrations, by version."""
    found = [
        Migration(int(match[1]), match[2], file.read_text(encoding="utf-8"))
        for file in files("resources").joinpath("migrations", dialect).iterdir()
        if (match := re.fullmatch(r"(\d{4})_(\w+)\.sql", file.name))
    ]
    return tuple(sorted(found, key=lambda migration: migration.version))


def migrate(path: Path, migrations: tuple[Migration, ...] | None = None) -> int:
    """Applies what is missing and returns the schema's version. Blocks: call it in a thread.

    A database that holds tables is copied beside itself (VACUUM INTO) before it is changed.

    Raises:
        SchemaRefused: the file is newer than this program, was changed by other means, or holds
            rows that a migration refuses; nothing was changed.
        StorageUnavailable: it cannot be opened or written.
    """
    wanted = shipped_migrations() if migrations is None else migrations
    try:
        with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = OFF")  # a rebuilt table would cascade
            connection.create_function("eloquio_search_text", 1, search_text, deterministic=True)
            return _bring_up(connection, path, wanted)
    except sqlite3.Error as exc:
        raise StorageUnavailable(
            f"the database {path.name} cannot be opened ({exc}); check the disk and the folder's "
            "permissions, or move the file aside to begin a new one"
        ) from exc


def _bring_up(connection: sqlite3.Connection, path: Path, wanted: tuple[Migration, ...]) -> int:
    version = _checked_version(connection, wanted)
    missing = [migration for migration in wanted if migration.version > version]
    if missing and connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        _back_up(connection, path, version)
    for migration in missing:
        _apply(connection, migration, wanted)
    return max(version, wanted[-1].version)


def _checked_version(connection: sqlite3.Connection, wanted: tuple[Migration, ...]) -> int:
    """The newest applied version, once every applied file is known and unchanged."""
    known = {migration.version: migration for migration in wanted}
    if not connection.execute(
        "SELECT 1 FROM sqlite_master WHERE name = 'eloquio_migrations'"
    ).fetchone():
        return 0
    version = 0
    for version, name, sha256 in connection.execute(
        "SELECT version, name, sha256 FROM eloquio_migrations ORDER BY version"
    ):
        if version not in known:
            raise SchemaRefused(
                f"the database is at schema version {version} ({name}), this program knows up to "
                f"{wanted[-1].version}: install the newer version of Eloquio"
            )
        if known[version].sha256 != sha256:
            raise SchemaRefused(
                f"migration {version:04}_{name} was changed after it was applied: restore the "
                "file, and put the change into a new migration"
            )
    return version


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    copy = path.with_name(f"{path.stem}.v{version}.{stamp}.backup")
    connection.execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)


def _apply(
    connection: sqlite3.Connection, migration: Migration, wanted: tuple[Migration, ...]
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have come first while this one waited for the lock.
        if _checked_version(connection, wanted) < migration.version:
            _run(connection, migration)
        connection.execute("COMMIT")
    except sqlite3.IntegrityError as exc:
        raise SchemaRefused(
            f"migration {migration.version:04}_{migration.name} found rows that it must refuse "
            f"({exc}); nothing was changed: mend or delete those rows, then start again"
        ) from exc
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _run(connection: sqlite3.Connection, migration: Migration) -> None:
    for statement in _statements(migration.sql):
        connection.execute(statement)
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        tables = ", ".join(sorted({str(row[0]) for row in orphans}))
        raise sqlite3.IntegrityError(f"{len(orphans)} rows without their parent in {tables}")
    connection.execute(_LEDGER)
    connection.execute(
        "INSERT INTO eloquio_migrations (version, name, sha256, applied_at) VALUES (?, ?, ?, ?)",
        (migration.version, migration.name, migration.sha256, datetime.now(UTC).isoformat()),
    )


def _statements(sql: str) -> Iterator[str]:
    """Cuts a script at the semicolons that end a statement, also behind a trigger's body."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise sqlite3.OperationalError("the migration's last statement lacks its semicolon")
