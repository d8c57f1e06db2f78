"""Study notes of a session: written from its stored turns, at the end or later by a job."""

from datetime import UTC, datetime
from uuid import UUID

import structlog

from server.domain.errors import Conflict, NotFound
from server.domain.repositories import NotesRepository, SessionRepository
from server.domain.scoring import pool
from server.domain.study_notes import write_notes
from server.protocol.errors import ErrorCode
from server.protocol.models import Evaluation, Summary
from server.service.catalog import Catalog

log = structlog.get_logger()


class Notes:
    """Writes, keeps and finds study notes."""

    def __init__(
        self, catalog: Catalog, sessions: SessionRepository, notes: NotesRepository
    ) -> None:
        self._catalog = catalog
        self._sessions = sessions
        self._notes = notes

    async def write(self, user_id: UUID, session_id: UUID) -> tuple[Summary, Evaluation]:
        """Makes and stores the notes and the pooled scores of a session; same turns, same notes.

        Raises:
            NotFound: no such session of this user.
        """
        session = await self._sessions.get_session(user_id, session_id)
        turns = await self._sessions.list_turns(user_id, session_id)
        language = await self._catalog.resolve_language(session.language_code)
        mode = await self._catalog.resolve_mode(session.mode_code)
        scenario = await self._catalog.scenario_of(session)
        written = write_notes(session, language, mode, scenario, turns)
        scores = pool(turns, mode.rubric, language)
        summary = Summary(
            session_id=session_id,
            mode_code=session.mode_code,
            language_code=session.language_code,
            about=scenario.title if scenario else mode.name,
            created_at=datetime.now(UTC),
            notes=written.notes,
            status=written.status,
            evidence=written.evidence,
            total=scores.total,
        )
        await self._notes.save_summary(user_id, summary)
        log.info("notes_written", status=summary.status, turns=len(turns))
        return summary, scores

    async def get(self, user_id: UUID, session_id: UUID) -> Summary:
        """The notes of a session.

        Raises:
            NotFound: no such session of this user.
            Conflict: they are not written yet.
        """
        try:
            return await self._notes.get_summary(user_id, session_id)
        except NotFound as error:
            await self._sessions.get_session(user_id, session_id)
            raise Conflict(
                "The study notes are written when the session is closed.",
                field="session_id",
                code=ErrorCode.NOT_READY,
            ) from error

    async def page(self, user_id: UUID, page: int, page_size: int) -> list[Summary]:
        """A page of notes, newest first; pages count from 1."""
        return await self._notes.list_summaries(user_id, page_size, (page - 1) * page_size)

    async def count(self, user_id: UUID) -> int:
        """How many there are."""
        return await self._notes.count_summaries(user_id)
