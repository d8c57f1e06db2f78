"""Late work: scores and notes that a killed or failing server left open, done at least once."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import structlog

from server.domain.errors import EloquioError, NotFound
from server.domain.ports import TurnAudio
from server.domain.repositories import Job, JobRepository, SessionRepository
from server.protocol.models import Turn
from server.service.catalog import Catalog
from server.service.notes import Notes
from server.service.scoring import TurnScorer

log = structlog.get_logger()

EVERY_S = 5.0
LEASE_S = 60.0
STALE_AFTER = timedelta(seconds=45)  # an owner touches its session every 15 s


class JobRunner:
    """Sweeps at start and then each few seconds; run it as a task, cancel it to stop.

    `idle_after`: how long a session without a live owner may wait for its next turn.
    """

    def __init__(
        self,
        catalog: Catalog,
        jobs: JobRepository,
        sessions: SessionRepository,
        audio: TurnAudio,
        scorer: TurnScorer,
        notes: Notes,
        idle_after: timedelta,
    ) -> None:
        self._catalog = catalog
        self._jobs = jobs
        self._sessions = sessions
        self._audio = audio
        self._scorer = scorer
        self._notes = notes
        self._idle_after = idle_after
        self._owner = uuid4().hex

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                now = datetime.now(UTC)
                await self._sessions.expire_sessions(now - STALE_AFTER, now - self._idle_after)
                while await self.step():
                    pass
            except EloquioError as error:
                log.warning("jobs_postponed", reason=error.message)
            await asyncio.sleep(EVERY_S)

    async def step(self) -> bool:
        """Does one due job; False when there was none."""
        claimed = await self._jobs.claim_jobs(self._owner, 1, LEASE_S)
        for job in claimed:
            error = None
            try:
                await self._do(job)
            except NotFound:
                log.info("job_dropped", kind=job.kind, reason="its session is gone")
            except EloquioError as failure:
                error = failure.message
                log.warning("job_failed", kind=job.kind, attempt=job.attempt, reason=error)
            await self._jobs.finish_job(job.id, self._owner, job.attempt, error)
        return bool(claimed)

    async def _do(self, job: Job) -> None:
        user_id, session_id = UUID(job.payload["user_id"]), UUID(job.payload["session_id"])
        if job.kind == "summary":
            await self._notes.write(user_id, session_id)
        else:
            await self._score(user_id, session_id, UUID(job.payload["turn_id"]))

    async def _score(self, user_id: UUID, session_id: UUID, turn_id: UUID) -> None:
        session = await self._sessions.get_session(user_id, session_id)
        turn = await self._turn(user_id, session_id, turn_id)
        mode = await self._catalog.resolve_mode(session.mode_code)
        language = await self._catalog.resolve_language(session.language_code)
        pcm = await self._audio.load(session_id, turn_id)
        await self._scorer.score(user_id, turn, mode.rubric, language, pcm, ())
        if session.status != "active":
            await self._notes.write(user_id, session_id)

    async def _turn(self, user_id: UUID, session_id: UUID, turn_id: UUID) -> Turn:
        for turn in await self._sessions.list_turns(user_id, session_id):
            if turn.turn_id == turn_id:
                return turn
        raise NotFound("There is no such turn.")
