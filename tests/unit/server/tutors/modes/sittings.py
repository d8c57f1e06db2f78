"""Sittings of the catalogue's exams and assessments, as a lesson opens them."""

from importlib.resources import files
from typing import Any

import orjson

from server.protocol.models import Scenario
from server.tutors.modes.sitting import Sitting
from tests.fakes.lessons import lesson, scenario
from tests.unit.server.tutors.talks import BOOK

_ROWS = orjson.loads((files("resources") / "catalog" / "scenarios.json").read_bytes())


def catalogued(slug: str) -> Scenario:
    """A scenario as the catalogue has it."""
    rows: list[dict[str, Any]] = _ROWS if isinstance(_ROWS, list) else _ROWS["scenarios"]
    row = next(row for row in rows if row["slug"] == slug)
    return scenario(slug, row["mode_code"], **row["metadata"])


def slugs(mode: str) -> list[str]:
    """The scenarios of a mode."""
    rows: list[dict[str, Any]] = _ROWS if isinstance(_ROWS, list) else _ROWS["scenarios"]
    return [row["slug"] for row in rows if row["mode_code"] == mode]


def sitting(slug: str | None, level: str, mode: str = "test_prep") -> Sitting:
    """A sitting at its opening line; None has no scenario."""
    about = catalogued(slug) if slug else None
    talk = BOOK.open(lesson(about, level, mode=about.mode_code if about else mode))
    assert isinstance(talk, Sitting)
    return talk
