"""What a killed server left open is done by the next one: scores and notes, once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from server.domain.errors import TutorUnavailable
from server.domain.evidence import RecognizedWord, TurnEvidence
from server.domain.ports import EvidenceMeter
from server.protocol.models import Role, TurnDetails
from server.service.catalog import Catalog
from server.service.jobs import JobRunner
from server.service.notes import Notes
from server.service.scoring import TurnScorer
from server.storage.audio_files import AudioFiles
from server.storage.builtin_catalog import load_builtin_catalog
from server.storage.sql.accounts import SqlAccounts
from server.storage.sql.catalog import SqlCatalog
from server.storage.sql.database import Database
from server.storage.sql.jobs import SqlJobs
from server.storage.sql.notes import SqlNotes
from server.storage.sql.sessions import SqlSessions
from server.tutors.rules_assessor import RulesAssessor
from tests.fakes.judging import WordsMeter

SAID = "I would like a bowl of hot soup and some bread, please."


class BrokenMeter:
    """Never measures."""

    async def measure(
        self,
        text: str,
        language: str,
        pcm: bytes | None,
        words: tuple[RecognizedWord, ...],
        expected: str | None = None,
    ) -> TurnEvidence:
        raise TutorUnavailable("The meter is gone.")


class House:
    """Storage as a killed server left it, and a runner over it."""

    def __init__(self, database: Database, folder: Path) -> None:
        builtin = load_builtin_catalog()
        self.catalog = Catalog(
            SqlCatalog(database), builtin.aliases, builtin.whisper_codes, builtin.pause_budgets
        )
        self.builtin = builtin
        self.database = database
        self.sessions = SqlSessions(database, grace_seconds=0)
        self.audio = AudioFiles(folder)
        self.notes = Notes(self.catalog, self.sessions, SqlNotes(database))

    def runner(self, meter: EvidenceMeter) -> JobRunner:
        scorer = TurnScorer(meter, RulesAssessor(), self.sessions)
        return JobRunner(
            self.catalog,
            SqlJobs(self.database),
            self.sessions,
            self.audio,
            scorer,
            self.notes,
            timedelta(hours=1),
        )

    async def left_open(self) -> tuple[UUID, UUID]:
        """A session with one unscored spoken turn; its user and id."""
        await SqlCatalog(self.database).seed(
            self.builtin.modes, self.builtin.languages, self.builtin.scenarios
        )
        user = await SqlAccounts(self.database).ensure_user("anna")
        session, turn = uuid4(), uuid4()
        await self.sessions.open_session(user, session, "conversation", "en", {}, "hash")
        await self.audio.save(session, turn, bytes(32_000))
        details = TurnDetails(audio_ms=1000)
        await self.sessions.add_turn(user, session, turn, Role.USER, SAID, details, "score")
        return user, session


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    database = await Database.open(tmp_path / "eloquio.sqlite3")
    yield House(database, tmp_path / "audio")
    await database.aclose()


async def test_a_session_without_an_owner_is_closed_scored_and_noted(house: House) -> None:
    user, session = await house.left_open()
    now = datetime.now(UTC) + timedelta(seconds=1)
    assert [one.id for one in await house.sessions.expire_sessions(now, now)] == [session]
    meter = WordsMeter()
    runner = house.runner(meter)
    while await runner.step():
        pass
    assert meter.asked == [(SAID, 32_000)]
    (turn,) = await house.sessions.list_turns(user, session)
    assert turn.evaluation is not None
    summary = await house.notes.get(user, session)
    assert SAID in summary.notes.subtitle["0"].points.values()
    assert not await runner.step()


async def test_a_failed_score_waits_for_another_try_and_holds_up_no_notes(house: House) -> None:
    user, session = await house.left_open()
    await house.sessions.close_session(user, session)
    runner = house.runner(BrokenMeter())
    while await runner.step():
        pass
    (turn,) = await house.sessions.list_turns(user, session)
    assert turn.evaluation is None
    assert (await house.notes.get(user, session)).session_id == session


async def test_a_job_of_an_erased_session_is_dropped(house: House) -> None:
    user, session = await house.left_open()
    async with house.database.write() as connection:
        await connection.exec_driver_sql("DELETE FROM conversations")
    runner = house.runner(WordsMeter())
    assert await runner.step()
    assert not await runner.step()
    assert not await house.sessions.list_turns(user, session)
