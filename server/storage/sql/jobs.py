"""Late work, at least once: born in other repositories' transactions, claimed and finished here."""

from datetime import timedelta

from sqlalchemy import or_, select, update

from server.domain.repositories import Job
from server.storage.schema import jobs
from server.storage.sql.database import Database

_LONGEST_WAIT = 600.0


class SqlJobs:
    """`JobRepository` on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim_jobs(self, owner: str, limit: int, lease_seconds: float) -> list[Job]:
        """Takes due jobs whose lease is free, oldest first; one whose worker died on its last
        attempt is given up as failed.
        """
        now = self._database.now()
        free = (
            jobs.c.done_at.is_(None)
            & jobs.c.failed_at.is_(None)
            & (jobs.c.run_at <= now)
            & or_(jobs.c.lease_until.is_(None), jobs.c.lease_until < now)
        )
        given_up = (
            update(jobs)
            .where(free, jobs.c.attempts >= jobs.c.max_attempts)
            .values(failed_at=now, last_error="the worker died in the last attempt")
        )
        due = select(jobs.c.id).where(free).order_by(jobs.c.run_at, jobs.c.id).limit(limit)
        claim = (
            update(jobs)
            .where(jobs.c.id.in_(due.with_for_update(skip_locked=True)))
            .values(
                lease_owner=owner,
                lease_until=now + timedelta(seconds=lease_seconds),
                attempts=jobs.c.attempts + 1,
            )
            .returning(jobs.c.id, jobs.c.kind, jobs.c.payload, jobs.c.attempts)
        )
        async with self._database.write() as connection:
            await connection.execute(given_up)
            rows = (await connection.execute(claim)).all()
        return [Job(row.id, row.kind, row.payload, row.attempts) for row in sorted(rows)]

    async def finish_job(
        self, job_id: int, owner: str, attempt: int, error: str | None = None
    ) -> None:
        """Done, or again later; ignored when the lease is another's.

        After an error it waits 1, 2, 4 s and so on up to 10 min, longer by up to a fifth so that
        jobs that failed together do not come back together; the eighth failure is the last.
        """
        now = self._database.now()
        held = (
            (jobs.c.id == job_id)
            & (jobs.c.lease_owner == owner)
            & (jobs.c.attempts == attempt)
            & jobs.c.done_at.is_(None)
            & jobs.c.failed_at.is_(None)
        )
        wait = min(_LONGEST_WAIT, 2.0 ** (attempt - 1)) * (1 + job_id % 10 / 50)
        change = update(jobs).values(lease_until=None, last_error=error)
        async with self._database.write() as connection:
            if error is None:
                await connection.execute(change.where(held).values(done_at=now))
                return
            last = jobs.c.attempts >= jobs.c.max_attempts
            await connection.execute(change.where(held, last).values(failed_at=now))
            await connection.execute(
                change.where(held).values(run_at=now + timedelta(seconds=wait))
            )
