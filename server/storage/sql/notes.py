"""Study notes."""

from uuid import UUID, uuid4

from sqlalchemy import Select, func, select
from sqlalchemy.dialects import sqlite

from server.domain.errors import NotFound
from server.protocol.models import Summary
from server.storage.schema import default_scenarios, session_summaries, sessions, teaching_modes
from server.storage.sql.database import Database
from server.storage.sql.rows import summary_of
from server.storage.sql.session_queries import finish, owned_session


class SqlNotes:
    """`NotesRepository` on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save_summary(self, user_id: UUID, summary: Summary) -> bool:
        """Upserts, one per session, and finishes its "summary" job, in one transaction; False when
        a local one meets an LLM's, which stays.

        Raises:
            NotFound: no such session of this user.
        """
        plain = summary.model_dump(mode="json")
        values = {
            "summary_json": plain["notes"],
            "evidence": plain["evidence"],
            "source": summary.source,
            "status": summary.status,
            "total_score": summary.total,
            "rubric_version": 1,
            "created_at": summary.created_at,
        }
        session_id = summary.session_id
        async with self._database.write() as connection:
            await owned_session(connection, user_id, session_id, lock=True)
            written = await connection.execute(
                sqlite.insert(session_summaries)
                .values(id=uuid4(), session_id=session_id, user_id=user_id, **values)
                .on_conflict_do_update(
                    index_elements=["session_id"],
                    set_=values,
                    where=(session_summaries.c.source == "local") | (summary.source == "llm"),
                )
                .returning(session_summaries.c.id)
            )
            kept = written.first() is not None
            await finish(connection, "summary", str(session_id), self._database.now())
        return kept

    async def get_summary(self, user_id: UUID, session_id: UUID) -> Summary:
        """The notes of a session; NotFound."""
        query = _summaries(user_id).where(session_summaries.c.session_id == session_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound(f"no study notes for session {session_id} yet", field="session_id")
        return summary_of(row)

    async def count_summaries(self, user_id: UUID) -> int:
        """How many there are."""
        query = (
            select(func.count())
            .select_from(session_summaries)
            .where(session_summaries.c.user_id == user_id)
        )
        async with self._database.read() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def list_summaries(
        self, user_id: UUID, limit: int = 20, offset: int = 0
    ) -> list[Summary]:
        """Newest first."""
        query = (
            _summaries(user_id)
            .order_by(session_summaries.c.created_at.desc(), session_summaries.c.session_id)
            .limit(limit)
            .offset(offset)
        )
        async with self._database.read() as connection:
            return [summary_of(row) for row in (await connection.execute(query)).mappings()]


def _summaries(user_id: UUID) -> Select[tuple[object, ...]]:
    return (
        select(
            session_summaries,
            sessions.c.mode_code,
            sessions.c.language_code,
            func.coalesce(default_scenarios.c.title, teaching_modes.c.name).label("about"),
        )
        .join(sessions, sessions.c.id == session_summaries.c.session_id)
        .join(teaching_modes, teaching_modes.c.code == sessions.c.mode_code)
        .outerjoin(
            default_scenarios,
            default_scenarios.c.slug == sessions.c.metadata["scenario_id"].as_string(),
        )
        .where(session_summaries.c.user_id == user_id)
    )
