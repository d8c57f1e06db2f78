"""A learner's sessions, turns and scores."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, column, func, select, table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from server.domain.errors import Conflict, LimitReached, NotFound
from server.domain.repositories import CorrectedTurn, StoredTurn
from server.protocol.errors import ErrorCode
from server.protocol.models import Evaluation, Role, Session, Turn, TurnDetails
from server.storage.schema import (
    conversations,
    evaluations,
    sessions,
    supported_languages,
    teaching_modes,
    users,
)
from server.storage.search_text import search_text
from server.storage.sql.corrections import correct, score_again
from server.storage.sql.database import Database
from server.storage.sql.rows import evaluation_values, session_of, turn_of
from server.storage.sql.session_queries import (
    enqueue,
    finish,
    owned_session,
    session_rows,
    stored_turn,
    turn_rows,
)

_TRIGRAM = 3


class SqlSessions:
    """`SessionRepository` on SQL.

    Args:
        max_turns: how many turns a session may hold.
        grace_seconds: how long the process that stored a turn or closed a session has to do the
            late work itself before the job is due for others; longer than an assessor's 20 s.
    """

    def __init__(
        self, database: Database, max_turns: int = 1000, grace_seconds: float = 30.0
    ) -> None:
        self._database = database
        self._max_turns = max_turns
        self._grace_seconds = grace_seconds

    async def open_session(
        self,
        user_id: UUID,
        session_id: UUID,
        mode_code: str,
        language_code: str,
        metadata: dict[str, Any],
        resume_hash: str | None = None,
    ) -> Session:
        """Opens; the same id again returns the same session as it is.

        Raises:
            NotFound: unknown user, mode or language, or the id is another user's session.
        """
        now = self._database.now()
        async with self._database.write() as connection:
            known = await connection.execute(
                select(sessions.c.id).where(sessions.c.id == session_id)
            )
            if known.one_or_none() is None:
                await _require_parents(connection, user_id, mode_code, language_code)
                await connection.execute(
                    sessions.insert().values(
                        id=session_id,
                        user_id=user_id,
                        mode_code=mode_code,
                        language_code=language_code,
                        started_at=now,
                        metadata=metadata,
                        status="active",
                        next_turn=0,
                        lease_epoch=0,
                        resume_hash=resume_hash,
                        updated_at=now,
                    )
                )
            return session_of(await owned_session(connection, user_id, session_id))

    async def get_session(self, user_id: UUID, session_id: UUID) -> Session:
        """One session; NotFound."""
        async with self._database.read() as connection:
            return session_of(await owned_session(connection, user_id, session_id))

    async def owner_of(self, session_id: UUID) -> UUID:
        """Whose it is, for a caller that may act for everybody; NotFound."""
        query = select(sessions.c.user_id).where(sessions.c.id == session_id)
        async with self._database.read() as connection:
            owner: UUID | None = (await connection.execute(query)).scalar_one_or_none()
        if owner is None:
            raise NotFound(f"no session {session_id}", field="session_id")
        return owner

    async def touch(self, session_id: UUID) -> None:
        """Says that its owner lives; nothing happens to a session that is closed."""
        async with self._database.write() as connection:
            await connection.execute(
                sessions.update()
                .where(sessions.c.id == session_id, sessions.c.status == "active")
                .values(updated_at=self._database.now())
            )

    async def close_session(self, user_id: UUID, session_id: UUID) -> Session:
        """Closes and enqueues the "summary" job in one transaction; closing twice is the same."""
        now = self._database.now()
        async with self._database.write() as connection:
            row = await owned_session(connection, user_id, session_id, lock=True)
            if row["status"] == "active":
                await connection.execute(
                    sessions.update()
                    .where(sessions.c.id == session_id)
                    .values(status="closed", closed_at=now, updated_at=now)
                )
                await _enqueue_summary(connection, user_id, session_id, now, self._grace_seconds)
                row = await owned_session(connection, user_id, session_id)
            return session_of(row)

    async def expire_sessions(
        self, untouched_since: datetime, idle_since: datetime
    ) -> list[Session]:
        """Closes as "expired" what lost its owner, each summary's job due at once; returns them."""
        now = self._database.now()
        stale = session_rows().where(
            sessions.c.status == "active",
            case(
                (sessions.c.resume_hash.is_not(None), sessions.c.updated_at < untouched_since),
                else_=sessions.c.updated_at < idle_since,
            ),
        )
        expired = []
        async with self._database.write() as connection:
            for row in (await connection.execute(stale)).mappings().all():
                await connection.execute(
                    sessions.update()
                    .where(sessions.c.id == row["id"])
                    .values(status="expired", closed_at=now, updated_at=now)
                )
                await _enqueue_summary(connection, row["user_id"], row["id"], now, 0)
                expired.append(
                    session_of(row).model_copy(update={"status": "expired", "closed_at": now})
                )
        return expired

    async def add_turn(
        self,
        user_id: UUID,
        session_id: UUID,
        turn_id: UUID,
        role: Role,
        text: str,
        details: TurnDetails,
        job: str | None = None,
    ) -> StoredTurn:
        """Stores a turn and its job in one transaction, idempotent by `turn_id`.

        The order of checks matters: the session is locked before the duplicate is looked for, so
        that equal retries at once become one row; the duplicate comes before the status, so that a
        retry after the close is still acknowledged.

        Raises:
            NotFound: no such session of this user.
            Conflict: the id is another turn's, or the session is closed.
            LimitReached: the session is full.
        """
        now = self._database.now()
        async with self._database.write() as connection:
            session = await owned_session(connection, user_id, session_id, lock=True)
            if (known := await stored_turn(connection, session_id, turn_id)) is not None:
                _require_same(known, role, text, details)
                return StoredTurn(known.turn_index, duplicate=True)
            self._require_room(session["status"], session["next_turn"])
            index = int(session["next_turn"])
            await connection.execute(
                sessions.update()
                .where(sessions.c.id == session_id)
                .values(next_turn=index + 1, updated_at=now)
            )
            await connection.execute(
                conversations.insert().values(
                    session_id=session_id,
                    user_id=user_id,
                    turn_id=turn_id,
                    role=role,
                    turn_index=index,
                    text=text,
                    search_text=search_text(text),
                    details=details.model_dump(mode="json"),
                    created_at=now,
                )
            )
            if job is not None:
                payload = {
                    "session_id": str(session_id),
                    "turn_id": str(turn_id),
                    "user_id": str(user_id),
                }
                await enqueue(
                    connection,
                    job,
                    f"{session_id}:{turn_id}",
                    payload,
                    now,
                    self._grace_seconds,
                )
        return StoredTurn(index, duplicate=False)

    async def correct_turn(
        self, user_id: UUID, session_id: UUID, turn_id: UUID, text: str
    ) -> CorrectedTurn:
        """Gives a learner's turn another text and makes its score due again.

        Raises:
            NotFound: no such session or turn of this user.
            Conflict: the turn is the tutor's.
            LimitReached: it was corrected too often.
        """
        now, wait = self._database.now(), self._grace_seconds
        async with self._database.write() as connection:
            await owned_session(connection, user_id, session_id, lock=True)
            if (turn := await stored_turn(connection, session_id, turn_id)) is None:
                raise NotFound(f"no turn {turn_id} in this session", field="turn_id")
            if changed := await correct(connection, turn, text):
                await score_again(connection, user_id, session_id, turn_id, now, wait)
            query = turn_rows().where(conversations.c.id == turn.id)
            row = (await connection.execute(query)).mappings().one()
        return CorrectedTurn(turn_of(row), changed)

    async def list_turns(
        self, user_id: UUID, session_id: UUID, limit: int = 1000, after: int = -1
    ) -> list[Turn]:
        """Turns with their evaluations, by index above `after`; NotFound."""
        query = (
            turn_rows()
            .where(conversations.c.session_id == session_id, conversations.c.turn_index > after)
            .order_by(conversations.c.turn_index)
            .limit(limit)
        )
        async with self._database.read() as connection:
            await owned_session(connection, user_id, session_id)
            return [turn_of(row) for row in (await connection.execute(query)).mappings()]

    async def page_of_turns(
        self, user_id: UUID, session_id: UUID, limit: int, offset: int
    ) -> tuple[list[Turn], int]:
        """Turns by index from `offset`, and how many the session has; NotFound."""
        query = (
            turn_rows()
            .where(conversations.c.session_id == session_id)
            .order_by(conversations.c.turn_index)
            .limit(limit)
            .offset(offset)
        )
        async with self._database.read() as connection:
            session = await owned_session(connection, user_id, session_id)
            turns = [turn_of(row) for row in (await connection.execute(query)).mappings()]
        return turns, int(session["next_turn"])

    async def search_turns(
        self, user_id: UUID, text: str, limit: int = 50, offset: int = 0
    ) -> list[Turn]:
        """Turns that contain the text (accents and case folded), newest first; none for an empty
        text.
        """
        wanted = search_text(text)
        if not wanted:
            return []
        query = turn_rows().where(
            conversations.c.user_id == user_id,
            func.instr(conversations.c.search_text, wanted) > 0,
        )
        if len(wanted) >= _TRIGRAM:
            index = table("conversations_search", column("rowid"), column("conversations_search"))
            phrase = '"' + wanted.replace('"', '""') + '"'
            hits = select(index.c.rowid).where(index.c.conversations_search.op("MATCH")(phrase))
            query = query.where(conversations.c.id.in_(hits))
        query = query.order_by(conversations.c.id.desc()).limit(limit).offset(offset)
        async with self._database.read() as connection:
            return [turn_of(row) for row in (await connection.execute(query)).mappings()]

    async def save_evaluation(
        self,
        user_id: UUID,
        session_id: UUID,
        turn_id: UUID,
        evaluation: Evaluation,
        of_text: str | None = None,
    ) -> None:
        """Upserts the scores of a turn and finishes its "score" job, in one transaction.

        Raises:
            NotFound: no such session or turn of this user.
            Conflict: they judge a text that the turn no longer has.
        """
        now = self._database.now()
        values = evaluation_values(evaluation)
        async with self._database.write() as connection:
            session = await owned_session(connection, user_id, session_id, lock=True)
            if (turn := await stored_turn(connection, session_id, turn_id)) is None:
                raise NotFound(f"no turn {turn_id} in this session", field="turn_id")
            if of_text not in (None, turn.text):
                raise Conflict("the turn has another text by now: score it again", field="text")
            await connection.execute(
                sqlite.insert(evaluations)
                .values(
                    conversation_id=turn.id,
                    session_id=session_id,
                    user_id=user_id,
                    mode_code=session["mode_code"],
                    created_at=now,
                    updated_at=now,
                    **values,
                )
                .on_conflict_do_update(
                    index_elements=["conversation_id"], set_={**values, "updated_at": now}
                )
            )
            await finish(connection, "score", f"{session_id}:{turn_id}", now)

    def _require_room(self, status: str, next_turn: int) -> None:
        if status != "active":
            raise Conflict(
                "the session is closed: start a new one",
                field="session_id",
                code=ErrorCode.SESSION_CLOSED,
            )
        if next_turn >= self._max_turns:
            raise LimitReached(f"the session holds {self._max_turns} turns: start a new one")


async def _require_parents(
    connection: AsyncConnection, user_id: UUID, mode_code: str, language_code: str
) -> None:
    for found, name in (
        (select(users.c.id).where(users.c.id == user_id), f"user {user_id}"),
        (
            select(teaching_modes.c.id).where(teaching_modes.c.code == mode_code),
            f"teaching mode {mode_code!r}",
        ),
        (
            select(supported_languages.c.code).where(supported_languages.c.code == language_code),
            f"language {language_code!r}",
        ),
    ):
        if (await connection.execute(found)).first() is None:
            raise NotFound(f"no {name}")


def _require_same(known: Row[Any], role: Role, text: str, details: TurnDetails) -> None:
    """An utterance recognized twice may differ and is the same turn; typed text may not."""
    typed = details.input == "text"
    if known.role != role or (typed and text not in {known.text, *known.details["earlier_texts"]}):
        raise Conflict(
            "this turn id belongs to another turn: make a new UUID for each turn",
            field="turn_id",
            code=ErrorCode.TURN_ID_REUSED,
        )


async def _enqueue_summary(
    connection: AsyncConnection,
    user_id: UUID,
    session_id: UUID,
    now: datetime,
    wait_seconds: float,
) -> None:
    payload = {"session_id": str(session_id), "user_id": str(user_id)}
    await enqueue(connection, "summary", str(session_id), payload, now, wait_seconds)
