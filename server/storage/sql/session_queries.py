"""Statements that the session repository and others share; each on a learner's data asks for the
learner.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, Select, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from server.domain.errors import NotFound
from server.storage.schema import conversations, evaluations, jobs, sessions, users


def session_rows() -> Select[Any]:
    """Sessions with their user's external id."""
    return select(sessions, users.c.external_id).join(users, users.c.id == sessions.c.user_id)


def turn_rows() -> Select[Any]:
    """Turns with their evaluations, if any."""
    scores = [
        evaluations.c[name]
        for name in (
            "metrics",
            "remarks",
            "total_score",
            "total_low",
            "total_high",
            "rubric_version",
        )
    ]
    return select(conversations, *scores).outerjoin(
        evaluations, evaluations.c.conversation_id == conversations.c.id
    )


async def owned_session(
    connection: AsyncConnection, user_id: UUID, session_id: UUID, *, lock: bool = False
) -> RowMapping:
    """A learner's session, locked for this transaction where the database has row locks (SQLite's
    writer holds the whole file).

    Raises:
        NotFound: no such session, or another user's.
    """
    query = session_rows().where(sessions.c.id == session_id, sessions.c.user_id == user_id)
    if lock:
        query = query.with_for_update(of=sessions, key_share=True)
    row: RowMapping | None = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"no session {session_id}", field="session_id")
    return row


async def stored_turn(
    connection: AsyncConnection, session_id: UUID, turn_id: UUID
) -> Row[Any] | None:
    """The turn under an id, if it is stored."""
    return (
        await connection.execute(
            select(conversations).where(
                conversations.c.session_id == session_id, conversations.c.turn_id == turn_id
            )
        )
    ).one_or_none()


async def enqueue(
    connection: AsyncConnection,
    kind: str,
    key: str,
    payload: dict[str, Any],
    now: datetime,
    wait_seconds: float,
) -> None:
    """Adds a job, once for `kind:key`; due after the wait."""
    await connection.execute(
        sqlite.insert(jobs)
        .values(
            kind=kind,
            dedupe_key=f"{kind}:{key}",
            payload=payload,
            run_at=now + timedelta(seconds=wait_seconds),
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
    )


async def finish(connection: AsyncConnection, kind: str, key: str, now: datetime) -> None:
    """Marks the job done, whoever holds it: its result is stored."""
    await connection.execute(
        jobs.update()
        .where(jobs.c.dedupe_key == f"{kind}:{key}", jobs.c.done_at.is_(None))
        .values(done_at=now, failed_at=None, lease_until=None)
    )
