"""A lesson that is going on, from `SessionStarted` to `SessionEnded`."""

import asyncio
import time
from typing import Literal
from uuid import UUID

import structlog

from server import metrics
from server.domain.repositories import SessionRepository
from server.protocol.errors import ErrorCode
from server.protocol.messages import Error, SessionEnded, SessionStarted
from server.service.downlink import Downlink
from server.service.feedback import bands, evidence, reasons, total_band, values
from server.service.notes import Notes
from server.service.supervision import supervised
from server.service.turn_log import TurnLog
from server.service.voice import Patience, VoiceSession

log = structlog.get_logger()

EndReason = Literal["ended", "idle", "limit", "draining"]
TOUCH_EVERY_S = 15.0
BROKEN = Error(
    code=ErrorCode.INTERNAL,
    message="The tutor failed. What you said is stored: end this talk and begin another.",
)


class RunningLesson:
    """One lesson with its tasks."""

    def __init__(
        self,
        user_id: UUID,
        started: SessionStarted,
        voice: VoiceSession,
        turns: TurnLog,
        sessions: SessionRepository,
        notes: Notes,
        downlink: Downlink,
    ) -> None:
        self.started = started
        self.voice = voice
        self._user_id = user_id
        self._turns = turns
        self._sessions = sessions
        self._notes = notes
        self._began = time.monotonic()
        self._tasks = [
            supervised("lesson", voice.run(), lambda: downlink.send(BROKEN)),
            supervised("turn_log", turns.run(), lambda: downlink.send(BROKEN)),
            supervised("keep_alive", self._keep_alive()),
        ]
        metrics.ACTIVE_SESSIONS.inc()

    @property
    def full(self) -> bool:
        """Whether the session holds no more turns."""
        return self._turns.full

    async def correct(self, turn_id: UUID, text: str) -> None:
        """The learner says what was really said in a turn of this lesson; see `TurnLog.correct`."""
        await self._turns.correct(turn_id, text)

    async def finish(self, reason: EndReason, patience: Patience | None = None) -> SessionEnded:
        """Stores what is left, closes the session, writes the notes. Once."""
        session_id = self.started.session_id
        try:
            await self.voice.end(patience or Patience())
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._turns.aclose()
            metrics.ACTIVE_SESSIONS.dec()
            metrics.SESSION_SECONDS.observe(time.monotonic() - self._began)
        await self._sessions.close_session(self._user_id, session_id)
        summary, scores = await self._notes.write(self._user_id, session_id)
        log.info("session_closed", session_id=str(session_id), reason=reason)
        return SessionEnded(
            reason=reason,
            study_notes=summary.notes,
            status=summary.status,
            about=summary.about,
            metrics=values(scores),
            bands=bands(scores),
            total=scores.total,
            total_band=total_band(scores),
            reasons=reasons(scores),
            evidence=evidence(scores),
        )

    async def _keep_alive(self) -> None:
        """Tells the sweep that this session has an owner."""
        while True:
            await asyncio.sleep(TOUCH_EVERY_S)
            await self._sessions.touch(self.started.session_id)
