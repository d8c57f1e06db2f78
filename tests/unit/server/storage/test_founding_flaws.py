"""What the founding schema let through is refused by the hardened one, whoever writes."""

# ruff: noqa: S608 - the rows are written out, flaws and all, and come from this file only

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from server.storage.migrations import migrate

NOW = "'2026-11-25T09:00:00.000000Z'"
USER, SESSION, TURN = str(uuid4()), str(uuid4()), str(uuid4())


def session(status: str = "'active'", closed_at: str = "NULL", user: str = f"'{USER}'") -> str:
    return (
        "INSERT INTO sessions (id, user_id, mode_code, language_code, started_at, updated_at, "
        f"status, closed_at) VALUES ('{uuid4()}', {user}, 'grammar', 'en', {NOW}, {NOW}, "
        f"{status}, {closed_at})"
    )


def turn(
    index: str = "1",
    turn_id: str = f"'{uuid4()}'",
    session_id: str = f"'{SESSION}'",
    user: str = f"'{USER}'",
    role: str = "user",
) -> str:
    return (
        "INSERT INTO conversations (session_id, user_id, turn_id, role, turn_index, text, "
        f"search_text, created_at) VALUES ({session_id}, {user}, {turn_id}, '{role}', {index}, "
        f"'hi', 'hi', {NOW})"
    )


def scores(conversation: str = "1", metrics: str = "'{}'", total: str = "50") -> str:
    return (
        "INSERT INTO evaluations (conversation_id, session_id, user_id, mode_code, metrics, "
        f"total_score, created_at, updated_at) VALUES ({conversation}, '{SESSION}', '{USER}', "
        f"'grammar', {metrics}, {total}, {NOW}, {NOW})"
    )


def notes(session_id: str = f"'{SESSION}'", source: str = "local", body: str = "{}") -> str:
    return (
        "INSERT INTO session_summaries (id, session_id, user_id, summary_json, source, created_at) "
        f"VALUES ('{uuid4()}', {session_id}, '{USER}', '{body}', '{source}', {NOW})"
    )


def mode(code: str, rubric: str = "{}") -> str:
    return (
        "INSERT INTO teaching_modes (id, code, name, rubric, created_at) "
        f"VALUES ('{uuid4()}', '{code}', 'A mode', '{rubric}', {NOW})"
    )


def language(code: str, level: str = "NULL") -> str:
    return (
        "INSERT INTO supported_languages (code, base_code, label, level_cefr, created_at) "
        f"VALUES ('{code}', 'x', 'A language', {level}, {NOW})"
    )


def scenario(title: str, language_code: str, slug: str | None = None) -> str:
    return (
        "INSERT INTO default_scenarios (id, slug, mode_code, title, prompt, language_code, "
        f"created_at) VALUES ('{uuid4()}', '{slug or uuid4()}', 'grammar', '{title}', 'p', "
        f"{language_code}, {NOW})"
    )


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "eloquio.sqlite3"
    migrate(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        opened.execute("PRAGMA foreign_keys = ON")
        opened.execute(
            "INSERT INTO users (id, external_id, created_at, updated_at) "
            f"VALUES ('{USER}', 'anna', {NOW}, {NOW})"
        )
        opened.execute(mode("grammar"))
        opened.execute(language("en"))
        opened.execute(
            "INSERT INTO sessions (id, user_id, mode_code, language_code, started_at, updated_at) "
            f"VALUES ('{SESSION}', '{USER}', 'grammar', 'en', {NOW}, {NOW})"
        )
        opened.execute(turn(index="0", turn_id=f"'{TURN}'"))
        opened.execute(scenario("Here", "NULL", "here"))
        yield opened


@pytest.mark.parametrize(
    "good",
    [
        session(),
        session("'expired'", NOW),
        turn(),
        scores(),
        scores(total="NULL"),
        notes(),
        notes(source="llm"),
        mode("BEGINNER_GUIDED"),
        language("fr-FR", "'B2'"),
        language("zh-Hans"),
        scenario("Here", "'en'"),
    ],
)
def test_a_sound_row_is_taken(connection: sqlite3.Connection, good: str) -> None:
    assert connection.execute(good).rowcount == 1


@pytest.mark.parametrize(
    "bad",
    [
        turn(index="0"),
        turn(index="-1"),
        turn(index="NULL"),
        turn(turn_id=f"'{TURN}'"),
        turn(turn_id="NULL"),
        turn(session_id="NULL"),
        turn(session_id=f"'{uuid4()}'"),
        turn(user="NULL"),
        turn(role="system"),
        session("'closed'", "NULL"),
        session("'active'", NOW),
        session("'paused'"),
        session(user="NULL"),
        session(user=f"'{uuid4()}'"),
        scores(total="9999"),
        scores(total="-1"),
        scores(metrics="'[]'"),
        scores(metrics="'{'"),
        scores(conversation="NULL"),
        scores(conversation="99"),
        notes(session_id="NULL"),
        notes(source="rumour"),
        notes(body="[]"),
        mode("GRAMMAR"),
        mode("  "),
        mode("a-b"),
        mode("free", "[]"),
        language("  "),
        language("english"),
        language("fr-"),
        language("EN"),
        language("xx", "'Z9'"),
        scenario("Here", "NULL"),
        scenario("Elsewhere", "NULL", "here"),
        scenario("Lost", "'xx'"),
    ],
)
def test_a_flawed_row_is_refused(connection: sqlite3.Connection, bad: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(bad)


@pytest.mark.parametrize(("first", "second"), [(scores(), scores()), (notes(), notes())])
def test_a_turn_has_one_score_and_a_session_one_summary(
    connection: sqlite3.Connection, first: str, second: str
) -> None:
    connection.execute(first)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        connection.execute(second)


def test_a_mode_in_use_cannot_be_deleted(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("DELETE FROM teaching_modes WHERE code = 'grammar'")


def test_deleting_a_user_leaves_nothing_behind(connection: sqlite3.Connection) -> None:
    connection.execute(scores())
    connection.execute(notes())
    connection.execute("DELETE FROM users")
    for name in ("sessions", "conversations", "evaluations", "session_summaries"):
        assert connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,)
    index = "SELECT count(*) FROM conversations_search WHERE conversations_search MATCH 'hi*'"
    assert connection.execute(index).fetchone() == (0,)
