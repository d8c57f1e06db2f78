"""Opening and ending a live lesson."""

import asyncio
import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid4

import structlog

from server import metrics
from server.domain.ports import Lesson, TurnAudio, Tutor
from server.domain.repositories import AccountRepository, SessionRepository
from server.protocol.audio import MICROPHONE, TUTOR
from server.protocol.messages import (
    AudioRates,
    Limits,
    SessionEnded,
    SessionStarted,
    StartSession,
)
from server.protocol.models import Language, Scenario, Session, TeachingMode
from server.service.catalog import Catalog
from server.service.downlink import Downlink
from server.service.feedback import bands, evidence, reasons, total_band, values
from server.service.notes import Notes
from server.service.scoring import TurnScorer
from server.service.turn_log import TurnLog
from server.service.voice import Patience, VoiceSession

log = structlog.get_logger()

EndReason = Literal["ended", "idle", "limit", "draining"]


@dataclass(frozen=True, slots=True)
class Stores:
    """Where lessons are kept."""

    accounts: AccountRepository
    sessions: SessionRepository
    audio: TurnAudio


class RunningLesson:
    """One lesson with its tasks, from `SessionStarted` to `SessionEnded`."""

    def __init__(
        self,
        user_id: UUID,
        started: SessionStarted,
        voice: VoiceSession,
        turns: TurnLog,
        sessions: SessionRepository,
        notes: Notes,
    ) -> None:
        self.started = started
        self.voice = voice
        self._user_id = user_id
        self._turns = turns
        self._sessions = sessions
        self._notes = notes
        self._began = time.monotonic()
        self._tasks = [asyncio.create_task(voice.run()), asyncio.create_task(turns.run())]
        metrics.ACTIVE_SESSIONS.inc()

    @property
    def full(self) -> bool:
        """Whether the session holds no more turns."""
        return self._turns.full

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


class Lessons:
    """Opens lessons with the tutor this server has."""

    def __init__(
        self,
        catalog: Catalog,
        stores: Stores,
        tutor: Tutor,
        scorer: TurnScorer,
        notes: Notes,
        limits: Limits,
    ) -> None:
        self._catalog = catalog
        self._stores = stores
        self._tutor = tutor
        self._scorer = scorer
        self._notes = notes
        self._limits = limits

    async def open(
        self, user_external_id: str, request: StartSession, downlink: Downlink
    ) -> RunningLesson:
        """Resolves every name, stores the session, opens the tutor.

        Raises:
            NotFound: an unknown language, mode or scenario, with the nearest known ones.
            InvalidRequest: an unknown level.
            TutorUnavailable: no engine can serve it.
        """
        names = await self._resolve(request)
        user_id = await self._stores.accounts.ensure_user(user_external_id)
        resume_token = secrets.token_urlsafe(32)
        session = await self._store(user_id, request, names, resume_token)
        capabilities = await self._tutor.capabilities(names.language)
        lesson = Lesson(
            session_id=session.id,
            language=names.language,
            mother_language=names.mother_language,
            level=self._catalog.resolve_level(request.user_level),
            mode=names.mode,
            scenario=names.scenario,
            turn_taking=self._catalog.turn_taking(
                names.mode, self._catalog.resolve_level(request.user_level)
            ),
        )
        tutor = await self._tutor.open(lesson)
        turns = TurnLog(
            user_id,
            session.id,
            names.mode.rubric,
            names.language,
            self._stores.sessions,
            self._stores.audio,
            self._scorer,
            downlink.send,
        )
        started = SessionStarted(
            session_id=session.id,
            resume_token=resume_token,
            tutor=capabilities.name,
            language=lesson.language,
            level=lesson.level,
            teaching_mode=lesson.mode,
            scenario=lesson.scenario,
            audio=AudioRates(in_rate=MICROPHONE.rate, out_rate=TUTOR.rate),
            turn_taking=lesson.turn_taking,
            limits=self._limits,
            notice=capabilities.notice,
        )
        downlink.send(started)
        log.info("session_opened", session_id=str(session.id), mode=lesson.mode.code)
        voice = VoiceSession(capabilities.name, tutor, turns, downlink)
        return RunningLesson(user_id, started, voice, turns, self._stores.sessions, self._notes)

    async def _resolve(self, request: StartSession) -> "_Names":
        mode = await self._catalog.resolve_mode(request.teaching_mode)
        return _Names(
            language=await self._catalog.resolve_language(
                request.target_language, field="target_language"
            ),
            mother_language=await self._catalog.resolve_language(
                request.mother_language, field="mother_language"
            ),
            mode=mode,
            scenario=await self._catalog.resolve_scenario(request.scenario_id, mode)
            if request.scenario_id
            else None,
        )

    async def _store(
        self, user_id: UUID, request: StartSession, names: "_Names", resume_token: str
    ) -> Session:
        return await self._stores.sessions.open_session(
            user_id,
            uuid4(),
            names.mode.code,
            names.language.code,
            {
                "user_level": self._catalog.resolve_level(request.user_level).value,
                "mother_language": names.mother_language.code,
                "scenario_id": names.scenario.slug if names.scenario else None,
            },
            hashlib.sha256(resume_token.encode()).hexdigest(),
        )


@dataclass(frozen=True, slots=True)
class _Names:
    language: Language
    mother_language: Language
    mode: TeachingMode
    scenario: Scenario | None
