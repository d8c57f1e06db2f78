"""Teaching modes, languages, scenarios."""

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, Table, func, insert, or_, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from server.domain.errors import Conflict, NotFound
from server.protocol.models import Language, Scenario, TeachingMode
from server.storage.schema import default_scenarios, supported_languages, teaching_modes
from server.storage.sql.catalog_rows import language_values, mode_values, scenario_values
from server.storage.sql.database import Database
from server.storage.sql.rows import language_of, mode_of, scenario_of


class SqlCatalog:
    """`CatalogRepository` on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_modes(self) -> list[TeachingMode]:
        """All that are not archived, in the order they were made."""
        query = select(teaching_modes).where(teaching_modes.c.archived_at.is_(None))
        rows = await self._rows(query.order_by(teaching_modes.c.created_at))
        return [mode_of(row) for row in rows]

    async def get_mode(self, code: str) -> TeachingMode:
        """One by code, upper or lower case; NotFound."""
        rows = await self._rows(_mode_by(code))
        if not rows:
            raise NotFound(f"no teaching mode has the code {code!r}", field="teaching_mode")
        return mode_of(rows[0])

    async def create_mode(self, mode: TeachingMode) -> TeachingMode:
        """Adds one; Conflict when the code is taken, in upper or lower case."""
        async with self._database.write() as connection:
            if await _first(connection, _mode_by(mode.code)):
                raise Conflict(
                    f"a teaching mode has the code {mode.code!r}: choose another", field="code"
                )
            values = mode_values(mode, self._database.now())
            await connection.execute(insert(teaching_modes).values(values))
        return mode

    async def list_languages(self) -> list[Language]:
        """All, founding twelve first."""
        query = select(supported_languages).order_by(supported_languages.c.created_at)
        return [language_of(row) for row in await self._rows(query)]

    async def create_language(self, language: Language) -> Language:
        """Adds one; Conflict when the code is taken, in upper or lower case."""
        values = language_values(language, self._database.now())
        async with self._database.write() as connection:
            if await _first(connection, _language_by(language.code)):
                raise Conflict(
                    f"a language has the code {language.code!r}: use that one", field="code"
                )
            await connection.execute(insert(supported_languages).values(values))
        return language.model_copy(update={"code": values["code"]})

    async def list_scenarios(
        self, mode_code: str | None = None, language_code: str | None = None
    ) -> list[Scenario]:
        """All that serve a mode and a language, in the order they were made. A scenario without
        language serves each, one of "fr" serves "fr-CA" too.
        """
        query = select(default_scenarios).where(default_scenarios.c.archived_at.is_(None))
        if mode_code is not None:
            query = query.where(func.lower(default_scenarios.c.mode_code) == mode_code.lower())
        if language_code is not None:
            served = default_scenarios.c.language_code
            codes = [language_code, language_code.split("-")[0]]
            query = query.where(or_(served.is_(None), served.in_(codes)))
        rows = await self._rows(query.order_by(default_scenarios.c.created_at))
        return [scenario_of(row) for row in rows]

    async def get_scenario(self, id_or_slug: str) -> Scenario:
        """One by UUID or slug; NotFound."""
        matches = default_scenarios.c.slug == id_or_slug.lower()
        if (identity := _uuid(id_or_slug)) is not None:
            matches = or_(matches, default_scenarios.c.id == identity)
        rows = await self._rows(select(default_scenarios).where(matches))
        if not rows:
            raise NotFound(f"no scenario has the id or slug {id_or_slug!r}", field="scenario_id")
        return scenario_of(rows[0])

    async def create_scenario(self, scenario: Scenario) -> Scenario:
        """Adds one.

        Raises:
            Conflict: title (per mode and language), slug or id is taken.
            NotFound: unknown mode or language.
        """
        async with self._database.write() as connection:
            mode = await _first(connection, _mode_by(scenario.mode_code))
            if mode is None:
                raise NotFound(
                    f"no teaching mode has the code {scenario.mode_code!r}", field="mode_code"
                )
            language = None
            if scenario.language_code is not None:
                language = await _first(connection, _language_by(scenario.language_code))
                if language is None:
                    raise NotFound(
                        f"no language has the code {scenario.language_code!r}",
                        field="language_code",
                    )
            placed = scenario.model_copy(
                update={
                    "slug": scenario.slug.lower(),
                    "mode_code": mode["code"],
                    "language_code": language["code"] if language else None,
                }
            )
            if taken := await _first(connection, _rivals_of(placed)):
                raise Conflict(
                    f"the scenario {taken['title']!r} (slug {taken['slug']!r}) has this title or "
                    "slug already: choose another",
                    field="title" if taken["title"] == scenario.title else "slug",
                )
            values = scenario_values(placed, self._database.now())
            await connection.execute(insert(default_scenarios).values(values))
        return placed

    async def seed(
        self, modes: list[TeachingMode], languages: list[Language], scenarios: list[Scenario]
    ) -> None:
        """Puts the built-in catalogue in: rows that exist stay as they are."""
        now = self._database.now()
        async with self._database.write() as connection:
            await _add_missing(
                connection, teaching_modes, [mode_values(m, now, n) for n, m in enumerate(modes)]
            )
            await _add_missing(
                connection,
                supported_languages,
                [language_values(language, now, n) for n, language in enumerate(languages)],
            )
            await _add_missing(
                connection,
                default_scenarios,
                [scenario_values(s, now, n) for n, s in enumerate(scenarios)],
            )

    async def _rows(self, query: Select[Any]) -> list[RowMapping]:
        async with self._database.read() as connection:
            return list((await connection.execute(query)).mappings())


def _mode_by(code: str) -> Select[Any]:
    return select(teaching_modes).where(func.lower(teaching_modes.c.code) == code.lower())


def _language_by(code: str) -> Select[Any]:
    return select(supported_languages).where(func.lower(supported_languages.c.code) == code.lower())


def _rivals_of(scenario: Scenario) -> Select[Any]:
    """Scenarios that leave no room for this one."""
    table = default_scenarios.c
    same_title = (
        (table.mode_code == scenario.mode_code)
        & (table.title == scenario.title)
        & (func.coalesce(table.language_code, "") == (scenario.language_code or ""))
    )
    return select(default_scenarios).where(
        or_(same_title, table.slug == scenario.slug, table.id == scenario.id)
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _first(connection: AsyncConnection, query: Select[Any]) -> RowMapping | None:
    row: RowMapping | None = (await connection.execute(query)).mappings().first()
    return row


async def _add_missing(
    connection: AsyncConnection, table: Table, rows: list[dict[str, Any]]
) -> None:
    if rows:
        await connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)
