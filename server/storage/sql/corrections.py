"""A turn's text said right afterwards, in the transaction of `SqlSessions.correct_turn`."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from server.domain.errors import Conflict, LimitReached
from server.protocol.models import Role, TurnDetails
from server.storage.schema import conversations, evaluations, jobs
from server.storage.search_text import search_text

MOST_EARLIER_TEXTS = 20


async def correct(connection: AsyncConnection, turn: Row[Any], text: str) -> bool:
    """Gives a stored turn its new text and takes its scores away; False when it has that text.

    Raises:
        Conflict: the turn is the tutor's.
        LimitReached: it was corrected too often.
    """
    if turn.role != Role.USER:
        raise Conflict("only the learner's own turns can be corrected", field="turn_id")
    if turn.text == text:
        return False
    details = TurnDetails.model_validate(turn.details)
    earlier = (*(old for old in details.earlier_texts if old != text), turn.text)
    if len(earlier) > MOST_EARLIER_TEXTS:
        raise LimitReached(
            f"a turn can be corrected {MOST_EARLIER_TEXTS} times: say it again as a new one"
        )
    kept = details.model_copy(update={"earlier_texts": earlier, "intent": None})
    await connection.execute(
        conversations.update()
        .where(conversations.c.id == turn.id)
        .values(text=text, search_text=search_text(text), details=kept.model_dump(mode="json"))
    )
    await connection.execute(evaluations.delete().where(evaluations.c.conversation_id == turn.id))
    return True


async def score_again(
    connection: AsyncConnection,
    user_id: UUID,
    session_id: UUID,
    turn_id: UUID,
    now: datetime,
    wait_seconds: float,
) -> None:
    """Makes the turn's "score" job due again, whether it is done, failed, held or new."""
    fresh = {
        "run_at": now + timedelta(seconds=wait_seconds),
        "attempts": 0,
        "lease_owner": None,
        "lease_until": None,
        "done_at": None,
        "failed_at": None,
        "last_error": None,
    }
    names = {"session_id": session_id, "turn_id": turn_id, "user_id": user_id}
    await connection.execute(
        sqlite.insert(jobs)
        .values(
            kind="score",
            dedupe_key=f"score:{session_id}:{turn_id}",
            payload={name: str(value) for name, value in names.items()},
            created_at=now,
            **fresh,
        )
        .on_conflict_do_update(index_elements=["dedupe_key"], set_=fresh)
    )
