"""Past sessions: listed, and erased."""

from uuid import UUID

from sqlalchemy import RowMapping, and_, or_, select

from server.domain.repositories import ListPlace
from server.protocol.history import PastSession
from server.storage.schema import default_scenarios, jobs, session_summaries, sessions, users
from server.storage.sql.database import Database
from server.storage.sql.rows import session_of
from server.storage.sql.session_queries import owned_session


class SqlHistory:
    """`HistoryRepository` on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_sessions(
        self, user_id: UUID, limit: int, before: ListPlace | None = None
    ) -> list[PastSession]:
        """Newest first; sessions of one moment are ordered by id, so that none is lost between
        two pieces.
        """
        query = (
            select(
                sessions,
                users.c.external_id,
                default_scenarios.c.title,
                session_summaries.c.total_score,
            )
            .join(users, users.c.id == sessions.c.user_id)
            .outerjoin(session_summaries, session_summaries.c.session_id == sessions.c.id)
            .outerjoin(
                default_scenarios,
                default_scenarios.c.slug == sessions.c.metadata["scenario_id"].as_string(),
            )
            .where(sessions.c.user_id == user_id)
            .order_by(sessions.c.started_at.desc(), sessions.c.id.desc())
            .limit(limit)
        )
        if before is not None:
            started, last = sessions.c.started_at, sessions.c.id
            same_moment = and_(started == before.started_at, last < before.session_id)
            query = query.where(or_(started < before.started_at, same_moment))
        async with self._database.read() as connection:
            return [_past(row) for row in (await connection.execute(query)).mappings()]

    async def erase_session(self, user_id: UUID, session_id: UUID) -> None:
        """Deletes it with its turns, scores, notes and jobs, in one transaction; NotFound."""
        async with self._database.write() as connection:
            await owned_session(connection, user_id, session_id, lock=True)
            of_session = jobs.c.payload["session_id"].as_string() == str(session_id)
            await connection.execute(jobs.delete().where(of_session))
            # What hangs on it goes by ON DELETE CASCADE, and from the search by its trigger.
            await connection.execute(sessions.delete().where(sessions.c.id == session_id))


def _past(row: RowMapping) -> PastSession:
    return PastSession(
        **session_of(row).model_dump(),
        scenario_title=row["title"],
        total=row["total_score"],
        turns=row["next_turn"],
    )
