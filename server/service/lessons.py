"""Opening a live lesson."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

import structlog

from server.domain.errors import EloquioError
from server.domain.ports import Lesson, TurnAudio, Tutor, TutorCapabilities
from server.domain.repositories import AccountRepository, SessionRepository
from server.protocol.audio import MICROPHONE, TUTOR
from server.protocol.messages import (
    AudioRates,
    Limits,
    SessionStarted,
    StartSession,
)
from server.protocol.models import Language, Scenario, TeachingMode, Voice
from server.service.catalog import Catalog
from server.service.downlink import Downlink
from server.service.notes import Notes
from server.service.running_lesson import RunningLesson
from server.service.scoring import TurnScorer
from server.service.turn_log import TurnLog
from server.service.voice import VoiceSession
from server.service.voices import resolve_voice

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Stores:
    """Where lessons are kept."""

    accounts: AccountRepository
    sessions: SessionRepository
    audio: TurnAudio


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
            NotFound: an unknown language, mode, scenario or voice, with the nearest known ones.
            InvalidRequest: an unknown level.
            TutorUnavailable: no engine can serve it.
        """
        names = await self._resolve(request)
        level = self._catalog.resolve_level(request.user_level)
        capabilities = await self._tutor.capabilities(names.language)
        chosen = (
            resolve_voice(request.voice, capabilities.voices, names.language)
            if request.voice
            else next(iter(capabilities.voices), None)
        )
        lesson = Lesson(
            session_id=uuid4(),
            language=names.language,
            mother_language=names.mother_language,
            level=level,
            mode=names.mode,
            scenario=names.scenario,
            turn_taking=self._catalog.turn_taking(names.mode, level),
            voice=chosen.id if chosen else None,
        )
        resume_token = secrets.token_urlsafe(32)
        tutor = await self._tutor.open(lesson)
        try:
            user_id = await self._store(user_external_id, lesson, resume_token)
        except EloquioError:
            await tutor.aclose()
            raise
        turns = TurnLog(
            user_id,
            lesson.session_id,
            lesson.mode.rubric,
            lesson.language,
            self._stores.sessions,
            self._stores.audio,
            self._scorer,
            downlink.send,
        )
        started = self._started(lesson, capabilities, chosen, resume_token)
        downlink.send(started)
        log.info("session_opened", session_id=str(lesson.session_id), mode=lesson.mode.code)
        voice = VoiceSession(capabilities.name, tutor, turns, downlink)
        return RunningLesson(
            user_id, started, voice, turns, self._stores.sessions, self._notes, downlink
        )

    def _started(
        self,
        lesson: Lesson,
        capabilities: TutorCapabilities,
        voice: Voice | None,
        resume_token: str,
    ) -> SessionStarted:
        return SessionStarted(
            session_id=lesson.session_id,
            resume_token=resume_token,
            tutor=capabilities.name,
            language=lesson.language,
            level=lesson.level,
            teaching_mode=lesson.mode,
            scenario=lesson.scenario,
            audio=AudioRates(in_rate=MICROPHONE.rate, out_rate=TUTOR.rate),
            turn_taking=lesson.turn_taking,
            limits=self._limits,
            voice=voice,
            notice=capabilities.notice,
        )

    async def _resolve(self, request: StartSession) -> "_Names":
        mode = await self._catalog.resolve_mode(request.teaching_mode)
        language = await self._catalog.resolve_language(
            request.target_language, field="target_language"
        )
        return _Names(
            language=language,
            mother_language=await self._catalog.resolve_language(
                request.mother_language, field="mother_language"
            ),
            mode=mode,
            scenario=await self._catalog.resolve_scenario(request.scenario_id, mode, language)
            if request.scenario_id
            else None,
        )

    async def _store(self, external_id: str, lesson: Lesson, resume_token: str) -> UUID:
        """Stores the session; its user's id."""
        user_id = await self._stores.accounts.ensure_user(external_id)
        await self._stores.sessions.open_session(
            user_id,
            lesson.session_id,
            lesson.mode.code,
            lesson.language.code,
            {
                "user_level": lesson.level.value,
                "mother_language": lesson.mother_language.code,
                "scenario_id": lesson.scenario.slug if lesson.scenario else None,
                "voice": lesson.voice,
            },
            hashlib.sha256(resume_token.encode()).hexdigest(),
        )
        return user_id


@dataclass(frozen=True, slots=True)
class _Names:
    language: Language
    mother_language: Language
    mode: TeachingMode
    scenario: Scenario | None
