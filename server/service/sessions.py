"""Sessions and their turns without a voice: what REST opens, closes, reads and searches."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import structlog

from server.domain.errors import Conflict, TutorError
from server.domain.ports import TurnAudio
from server.domain.repositories import SessionRepository
from server.protocol.models import Role, Session, Turn, TurnDetails
from server.service.callers import Caller, Ownership
from server.service.catalog import Catalog
from server.service.notes import Notes
from server.service.scoring import TurnScorer

log = structlog.get_logger()

SCORE_WITHIN_S = 5.0


class Sessions:
    """Every call is checked against its caller's ownership."""

    def __init__(
        self,
        catalog: Catalog,
        ownership: Ownership,
        sessions: SessionRepository,
        notes: Notes,
        scorer: TurnScorer,
        audio: TurnAudio,
    ) -> None:
        self._catalog = catalog
        self._ownership = ownership
        self._sessions = sessions
        self._notes = notes
        self._scorer = scorer
        self._audio = audio

    async def open(
        self,
        caller: Caller,
        user_external_id: str | None,
        mode: str,
        language: str,
        metadata: dict[str, Any],
    ) -> Session:
        """Opens a session by names or codes, also of a scenario in `metadata.scenario_id`.

        Raises:
            NotFound: an unknown name, with the nearest known ones.
        """
        user_id = await self._ownership.user(caller, user_external_id)
        chosen = await self._catalog.resolve_mode(mode, field="mode_code")
        learned = await self._catalog.resolve_language(language, field="language_code")
        if isinstance(named := metadata.get("scenario_id"), str):
            scenario = await self._catalog.resolve_scenario(
                named, chosen, learned, field="metadata.scenario_id"
            )
            metadata = {**metadata, "scenario_id": scenario.slug}
        return await self._sessions.open_session(
            user_id, uuid4(), chosen.code, learned.code, metadata
        )

    async def get(self, caller: Caller, session_id: UUID) -> Session:
        """One session; NotFound."""
        user_id = await self._ownership.of_session(caller, session_id)
        return await self._sessions.get_session(user_id, session_id)

    async def close(self, caller: Caller, session_id: UUID) -> Session:
        """Closes, writes the notes; closing twice is the same."""
        user_id = await self._ownership.of_session(caller, session_id)
        session = await self._sessions.close_session(user_id, session_id)
        await self._notes.write(user_id, session_id)
        return session

    async def add_turn(
        self, caller: Caller, session_id: UUID, turn_id: UUID | None, role: Role, text: str
    ) -> Turn:
        """Stores and scores a typed turn; the same `turn_id` again is the same turn.

        A score that does not come in time is its job's; the turn is returned without it.
        """
        user_id = await self._ownership.of_session(caller, session_id)
        job = "score" if role is Role.USER else None
        details = TurnDetails(input="text")
        stored = await self._sessions.add_turn(
            user_id, session_id, turn_id or uuid4(), role, text, details, job
        )
        turn = await self._turn(user_id, session_id, stored.turn_index)
        if role is not Role.USER or turn.evaluation is not None:
            return turn
        session = await self._sessions.get_session(user_id, session_id)
        return await self._scored(user_id, session, turn, None)

    async def correct_turn(
        self, caller: Caller, session_id: UUID, turn_id: UUID, text: str
    ) -> Turn:
        """Gives a learner's turn another text, scores it, and writes a closed session's notes
        again; the same text again is the same turn.

        A score that does not come in time is its job's; the turn is returned without it.

        Raises:
            NotFound: no such session or turn.
            Conflict: the turn is the tutor's.
            LimitReached: it was corrected too often.
        """
        user_id = await self._ownership.of_session(caller, session_id)
        corrected = await self._sessions.correct_turn(user_id, session_id, turn_id, text)
        if not corrected.changed:
            return corrected.turn
        session = await self._sessions.get_session(user_id, session_id)
        pcm = await self._audio.load(session_id, turn_id)
        turn = await self._scored(user_id, session, corrected.turn, pcm)
        if session.status != "active":
            await self._notes.write(user_id, session_id)
        return turn

    async def _scored(self, user_id: UUID, session: Session, turn: Turn, pcm: bytes | None) -> Turn:
        mode = await self._catalog.resolve_mode(session.mode_code)
        language = await self._catalog.resolve_language(session.language_code)
        try:
            async with asyncio.timeout(SCORE_WITHIN_S):
                scores = await self._scorer.score(user_id, turn, mode.rubric, language, pcm, ())
        except (TimeoutError, TutorError, Conflict) as error:
            log.warning("turn_not_scored", turn_index=turn.turn_index, reason=str(error))
            return turn
        return turn.model_copy(update={"evaluation": scores})

    async def _turn(self, user_id: UUID, session_id: UUID, index: int) -> Turn:
        turns = await self._sessions.list_turns(user_id, session_id, limit=1, after=index - 1)
        return turns[0]

    async def turns(
        self, caller: Caller, session_id: UUID, page: int, page_size: int
    ) -> tuple[list[Turn], int]:
        """A page of the conversation from its beginning, and how many turns there are."""
        user_id = await self._ownership.of_session(caller, session_id)
        return await self._sessions.page_of_turns(
            user_id, session_id, page_size, (page - 1) * page_size
        )

    async def search(
        self, caller: Caller, user_external_id: str | None, text: str, page: int, page_size: int
    ) -> list[Turn]:
        """Turns of a user that contain the text, newest first."""
        user_id = await self._ownership.user(caller, user_external_id)
        return await self._sessions.search_turns(user_id, text, page_size, (page - 1) * page_size)
