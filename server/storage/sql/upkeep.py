"""What the start-up asks of the whole database, beyond any one learner."""

from uuid import UUID

from sqlalchemy import select

from server.storage.schema import conversations
from server.storage.sql.database import Database


async def stored_turn_ids(database: Database) -> set[tuple[UUID, UUID]]:
    """(session id, turn id) of every stored turn, for the sweep of audio files."""
    query = select(conversations.c.session_id, conversations.c.turn_id)
    async with database.read() as connection:
        return {(row.session_id, row.turn_id) for row in await connection.execute(query)}
