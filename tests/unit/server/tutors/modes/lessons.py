"""Lessons of the modes and the learners who take them."""

import json
from pathlib import Path
from typing import TypeVar

from server.protocol.models import Scenario
from server.tutors.dialogue_book import DialogueBook
from server.tutors.scenario_pack import scenario_level
from server.tutors.talk import Talk
from tests.fakes.catalog import MemoryCatalog
from tests.fakes.lessons import lesson

BOOK = DialogueBook.installed()
SCENARIOS: dict[str, Scenario] = {
    scenario.slug: scenario for scenario in vars(MemoryCatalog())["_scenarios"].values()
}
T = TypeVar("T", bound=Talk)


def learners(name: str) -> dict[str, list[str]]:
    """Turns by scenario, from the file beside the tests."""
    read: dict[str, list[str]] = json.loads(Path(__file__).with_name(f"{name}.json").read_text())
    return read


def level_of(slug: str) -> str:
    """The level of a scenario."""
    level = scenario_level(SCENARIOS[slug])
    assert level is not None
    return level.value


def opened(slug: str | None, level: str, mode: str, kind: type[T]) -> T:
    """A lesson at its opening line."""
    talk = BOOK.open(lesson(SCENARIOS[slug] if slug else None, level, mode=mode))
    assert isinstance(talk, kind)
    return talk


def told(talk: T, turns: list[str]) -> T:
    """The talk once all of this was said."""
    for text in turns:
        talk = talk.after(text)
    return talk


ODD = (
    "",
    "word " * 900,
    "\u0645\u0631\u062d\u0628\u0627 \u0643\u064a\u0641 \u062d\u0627\u0644\u0643",
    "\u4f60\u597d \u6211\u60f3\u70b9\u83dc",
    "?!...",
)
"""Nothing, far too much, two other scripts, and marks alone."""


def lives_through(talk: Talk, text: str) -> None:
    """Says it three times, then asks for every kind of help; the talk must still have words."""
    for _ in range(3):
        talk = talk.after(text)
        assert talk.line.sentences
    talk = talk.after_silence().easier().repeated(slower=True).resumed()
    assert talk.line.text
    assert talk.explanation().text
