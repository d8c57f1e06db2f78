"""Who learns."""

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from server.storage.schema import users
from server.storage.sql.database import Database


class SqlAccounts:
    """`AccountRepository` on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ensure_user(self, external_id: str, display_name: str | None = None) -> UUID:
        """The user's id, made at first sight; a new display name replaces the old one.

        Raises:
            InvalidRequest: the external id is empty or longer than 200 characters.
        """
        known = select(users.c.id, users.c.display_name).where(users.c.external_id == external_id)
        async with self._database.read() as connection:
            row = (await connection.execute(known)).one_or_none()
        if row is not None and display_name in {None, row.display_name}:
            return UUID(str(row.id))
        now = self._database.now()
        adding = insert(users).values(
            id=uuid4(),
            external_id=external_id,
            display_name=display_name,
            settings={},
            created_at=now,
            updated_at=now,
        )
        renamed = {"display_name": display_name, "updated_at": now} if display_name else {}
        async with self._database.write() as connection:
            await connection.execute(
                adding.on_conflict_do_update(index_elements=["external_id"], set_=renamed)
                if renamed
                else adding.on_conflict_do_nothing(index_elements=["external_id"])
            )
            return UUID(str((await connection.execute(known)).one().id))
