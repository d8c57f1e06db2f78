"""Durability contract, clauses 1 and 2: an acknowledged turn survives SIGKILL, once."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from server.protocol.models import Language, Rubric, TeachingMode, Weights
from server.storage.sql.catalog import SqlCatalog
from server.storage.sql.database import Database
from server.storage.sql.sessions import SqlSessions
from tests.unit.server.storage.sql.killed_writer import SESSION, USER, turn_id_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks; Windows has no fork")
REPOSITORY = Path(__file__).parents[5]


@dataclass
class Record:
    """What the writers said before they died."""

    indexes: dict[int, int] = field(default_factory=dict)
    duplicates: int = 0
    per_life: list[int] = field(default_factory=list)


async def prepare(path: Path) -> None:
    database = await Database.open(path)
    even = Weights(fluency=0.25, vocabulary=0.25, grammar=0.25, pronunciation=0.25)
    await SqlCatalog(database).seed(
        [TeachingMode(code="grammar", name="Grammar", rubric=Rubric(weights=even))],
        [Language(code="en", label="English")],
        [],
    )
    async with database.write() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO users (id, external_id, created_at, updated_at) VALUES (?, 'a', '', '')",
            (str(USER),),
        )
    await SqlSessions(database).open_session(USER, SESSION, "grammar", "en", {})
    await database.aclose()


def kill_writers(path: Path, kills: int, *arguments: str) -> Record:
    """Each writer is killed at a random moment after a random number of acknowledgements; the
    next one sends again from the first turn that was not acknowledged.
    """
    chance, record = random.Random(11), Record()  # noqa: S311 - repeatable, not secret
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.unit.server.storage.sql.killed_writer",
            str(path),
            *arguments,
        ],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as spawner:
        assert spawner.stdin is not None
        assert spawner.stdout is not None
        for _ in range(kills):
            first = next(n for n in range(len(record.indexes) + 1) if n not in record.indexes)
            spawner.stdin.write(f"{first}\n")
            one_life(spawner.stdout, record, chance)
        spawner.stdin.close()
        assert spawner.wait(timeout=10) == 0
    return record


def one_life(lines, record: Record, chance: random.Random) -> None:  # type: ignore[no-untyped-def]
    doomed_after, seen, pid = chance.randint(1, 12), 0, 0
    for line in lines:
        word, *numbers = line.split()
        if word == "dead":
            record.per_life.append(seen)
            return
        if word == "pid":
            pid = int(numbers[0])
            continue
        number, index, duplicate = map(int, numbers)
        assert record.indexes.setdefault(number, index) == index, "a retry got another index"
        record.duplicates += duplicate
        seen += 1
        if seen == doomed_after:
            threading.Timer(chance.uniform(0, 0.01), os.kill, (pid, signal.SIGKILL)).start()
    pytest.fail("the spawner died")


def stored(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT turn_id, turn_index FROM conversations").fetchall()
        assert connection.execute("SELECT count(*) FROM jobs").fetchone() == (len(rows),)
    assert sorted(index for _, index in rows) == list(range(len(rows))), "indexes have a gap"
    assert len({turn_id for turn_id, _ in rows}) == len(rows), "a turn is there twice"
    return dict(rows)


async def test_no_acknowledged_turn_is_lost_or_doubled_over_twenty_kills(tmp_path: Path) -> None:
    path = tmp_path / "eloquio.sqlite3"
    await prepare(path)
    record = kill_writers(path, 20)
    rows = stored(path)
    assert len(record.per_life) == 20
    assert len(record.indexes) >= 20
    assert {n: rows.get(str(turn_id_of(n))) for n in record.indexes} == record.indexes


async def test_the_measure_sees_turns_that_are_acknowledged_too_early(tmp_path: Path) -> None:
    path = tmp_path / "eloquio.sqlite3"
    await prepare(path)
    record = kill_writers(path, 8, "early")
    rows = stored(path)
    assert any(str(turn_id_of(number)) not in rows for number in record.indexes)
