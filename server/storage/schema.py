"""The tables, for SQLAlchemy Core: names and types only; constraints live in resources/migrations.

On SQLite a UUID, a time and JSON are TEXT; the types here turn them into Python's own both ways.
"""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import JSON, Column, Float, Integer, MetaData, String, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from typing_extensions import override


class UuidText(TypeDecorator[UUID]):
    """A UUID as its 36 characters."""

    impl = String(36)
    cache_ok = True

    @override
    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(value)


class UtcText(TypeDecorator[datetime]):
    """A moment as ISO 8601 in UTC with six decimals, so that text order is time order."""

    impl = String(27)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

users = Table(
    "users",
    metadata,
    Column("id", UuidText, primary_key=True),
    Column("external_id", String),
    Column("display_name", String),
    Column("settings", JSON),
    Column("created_at", UtcText),
    Column("updated_at", UtcText),
)

teaching_modes = Table(
    "teaching_modes",
    metadata,
    Column("id", UuidText, primary_key=True),
    Column("code", String),
    Column("name", String),
    Column("description", String),
    Column("rubric", JSON),
    Column("rubric_version", Integer),
    Column("policy", JSON),
    Column("created_at", UtcText),
    Column("archived_at", UtcText),
)

supported_languages = Table(
    "supported_languages",
    metadata,
    Column("code", String, primary_key=True),
    Column("base_code", String),
    Column("label", String),
    Column("level_cefr", String),
    Column("native_name", String),
    Column("direction", String),
    Column("tier", Integer),
    Column("offline", JSON(none_as_null=True)),
    Column("created_at", UtcText),
)

default_scenarios = Table(
    "default_scenarios",
    metadata,
    Column("id", UuidText, primary_key=True),
    Column("slug", String),
    Column("mode_code", String),
    Column("title", String),
    Column("prompt", String),
    Column("language_code", String),
    Column("user_id", UuidText),
    Column("metadata", JSON),
    Column("created_at", UtcText),
    Column("archived_at", UtcText),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", UuidText, primary_key=True),
    Column("user_id", UuidText),
    Column("mode_code", String),
    Column("language_code", String),
    Column("started_at", UtcText),
    Column("closed_at", UtcText),
    Column("metadata", JSON),
    Column("status", String),
    Column("next_turn", Integer),
    Column("lease_epoch", Integer),
    Column("resume_hash", String),
    Column("updated_at", UtcText),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", UuidText),
    Column("user_id", UuidText),
    Column("turn_id", UuidText),
    Column("role", String),
    Column("turn_index", Integer),
    Column("text", String),
    Column("search_text", String),
    Column("details", JSON),
    Column("created_at", UtcText),
)

evaluations = Table(
    "evaluations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", Integer),
    Column("session_id", UuidText),
    Column("user_id", UuidText),
    Column("mode_code", String),
    Column("metrics", JSON),
    Column("remarks", JSON),
    Column("total_score", Float),
    Column("total_low", Float),
    Column("total_high", Float),
    Column("rubric_version", Integer),
    Column("created_at", UtcText),
    Column("updated_at", UtcText),
)

session_summaries = Table(
    "session_summaries",
    metadata,
    Column("id", UuidText, primary_key=True),
    Column("session_id", UuidText),
    Column("user_id", UuidText),
    Column("summary_json", JSON),
    Column("evidence", JSON),
    Column("source", String),
    Column("status", String),
    Column("total_score", Float),
    Column("rubric_version", Integer),
    Column("created_at", UtcText),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String),
    Column("dedupe_key", String),
    Column("payload", JSON),
    Column("run_at", UtcText),
    Column("attempts", Integer),
    Column("max_attempts", Integer),
    Column("lease_owner", String),
    Column("lease_until", UtcText),
    Column("done_at", UtcText),
    Column("failed_at", UtcText),
    Column("last_error", String),
    Column("created_at", UtcText),
)
