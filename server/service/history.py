"""Past sessions: listed, heard again, taken away, deleted."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog

from server.domain.errors import Conflict, NotFound
from server.domain.ports import TurnAudio
from server.domain.repositories import (
    HistoryRepository,
    ListPlace,
    NotesRepository,
    SessionRepository,
)
from server.protocol.history import PastSessions, SessionExport
from server.protocol.models import Turn
from server.service.callers import Caller, Ownership

log = structlog.get_logger()

CURSOR = r"^[0-9]{1,16}-[0-9a-f]{32}$"  # every text of this form is a place: 16 digits end in 2286

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class History:
    """Every call is checked against its caller's ownership."""

    def __init__(
        self,
        ownership: Ownership,
        sessions: SessionRepository,
        notes: NotesRepository,
        history: HistoryRepository,
        audio: TurnAudio,
    ) -> None:
        self._ownership = ownership
        self._sessions = sessions
        self._notes = notes
        self._history = history
        self._audio = audio

    async def page(
        self, caller: Caller, user_external_id: str | None, before: str | None, limit: int
    ) -> PastSessions:
        """The user's sessions, newest first; `before` is a `CURSOR` that an earlier piece gave."""
        user_id = await self._ownership.user(caller, user_external_id)
        place = None if before is None else read_cursor(before)
        found = await self._history.list_sessions(user_id, limit + 1, place)
        shown = found[:limit]
        more = len(found) > limit
        return PastSessions(
            sessions=tuple(shown),
            next=write_cursor(ListPlace(shown[-1].started_at, shown[-1].id)) if more else None,
        )

    async def audio(self, caller: Caller, session_id: UUID, turn_id: UUID) -> bytes:
        """What the learner said in a turn, as a FLAC file.

        Raises:
            NotFound: no such session of this user, or no sound is kept of the turn.
        """
        user_id = await self._ownership.of_session(caller, session_id)
        await self._sessions.get_session(user_id, session_id)
        flac = await self._audio.flac(session_id, turn_id)
        if flac is None:
            raise NotFound(
                "No sound is kept of this turn: only what a learner spoke has some.",
                field="turn_id",
            )
        return flac

    async def export(self, caller: Caller, session_id: UUID) -> SessionExport:
        """The whole session; NotFound."""
        user_id = await self._ownership.of_session(caller, session_id)
        session = await self._sessions.get_session(user_id, session_id)
        turns: list[Turn] = []
        last = -1
        while batch := await self._sessions.list_turns(user_id, session_id, after=last):
            turns += batch
            last = batch[-1].turn_index
        try:
            notes = await self._notes.get_summary(user_id, session_id)
        except NotFound:
            notes = None
        return SessionExport(session=session, turns=tuple(turns), notes=notes)

    async def delete(self, caller: Caller, session_id: UUID) -> None:
        """Deletes a session that is over, with its turns, scores, notes and sound.

        The sound goes first: if it cannot, the session is still there to be deleted again.

        Raises:
            NotFound: no such session of this user.
            Conflict: the session is still open.
        """
        user_id = await self._ownership.of_session(caller, session_id)
        session = await self._sessions.get_session(user_id, session_id)
        if session.status == "active":
            raise Conflict(
                "The session is still open: close it, then delete it.", field="session_id"
            )
        await self._audio.remove_session(session_id)
        await self._history.erase_session(user_id, session_id)
        log.info("session_erased", session_id=str(session_id))


def write_cursor(place: ListPlace) -> str:
    """A place in a list as a text without meaning to clients."""
    return f"{(place.started_at - _EPOCH) // _MICROSECOND}-{place.session_id.hex}"


def read_cursor(cursor: str) -> ListPlace:
    """The place that a text of the form `CURSOR` stands for."""
    microseconds, _, session = cursor.partition("-")
    return ListPlace(_EPOCH + timedelta(microseconds=int(microseconds)), UUID(session))
