"""The columns of the catalogue's nouns."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from server.protocol.models import Language, Scenario, TeachingMode


def mode_values(mode: TeachingMode, now: datetime, place: int = 0) -> dict[str, Any]:
    """A teaching mode; `place` in a list is kept as that many microseconds of its date."""
    return {
        "id": uuid4(),
        "code": mode.code,
        "name": mode.name,
        "description": mode.description,
        "rubric": mode.rubric.model_dump(mode="json"),
        "rubric_version": 1,
        "policy": {},
        "created_at": now + timedelta(microseconds=place),
    }


def language_values(language: Language, now: datetime, place: int = 0) -> dict[str, Any]:
    """A language, its base subtag in lower case; `place` as above."""
    base, dash, rest = language.code.partition("-")
    return {
        "code": base.lower() + dash + rest,
        "base_code": base.lower(),
        "label": language.label,
        "level_cefr": language.level_cefr,
        "native_name": language.native_name,
        "direction": language.direction,
        "tier": language.tier,
        "offline": language.offline.model_dump(mode="json") if language.offline else None,
        "created_at": now + timedelta(microseconds=place),
    }


def scenario_values(scenario: Scenario, now: datetime, place: int = 0) -> dict[str, Any]:
    """A scenario, its slug in lower case; `place` as above."""
    return {
        "id": scenario.id,
        "slug": scenario.slug.lower(),
        "mode_code": scenario.mode_code,
        "title": scenario.title,
        "prompt": scenario.prompt,
        "language_code": scenario.language_code,
        "metadata": scenario.metadata,
        "created_at": now + timedelta(microseconds=place),
    }
