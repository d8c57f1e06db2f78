"""Concept lessons and the learners of `concept_learners.json` who take them."""

import json
from pathlib import Path

from server.protocol.models import Level
from server.tutors.modes.concept_learning import ConceptTalk
from tests.unit.server.tutors.modes.lessons import BOOK, level_of, opened

MODE = "concept_learning"
LEARNERS: dict[str, dict[str, dict[str, str]]] = json.loads(
    Path(__file__).with_name("concept_learners.json").read_text("utf-8")
)
FILES = BOOK.languages["en"].lessons[MODE]
SLUGS = sorted(FILES)
LONGEST = 60


def begun(slug: str, level: str | None = None) -> ConceptTalk:
    """A lesson at its opening line."""
    return opened(slug, level or level_of(slug), MODE, ConceptTalk)


def below(slug: str) -> str:
    """The level below the scenario's own; A1 has none."""
    levels = list(Level)
    return levels[max(0, levels.index(Level(level_of(slug))) - 1)].value


def to_the_end(
    slug: str, *, misled: bool = False, level: str | None = None, before: str = ""
) -> list[tuple[str, ConceptTalk]]:
    """What a learner says turn by turn with the talk after it.

    One who is misled answers wrongly where it can, once; `before` stands before every answer.
    """
    talk, wrong = begun(slug, level), dict(LEARNERS[slug]["wrong"] if misled else {})
    turns: list[tuple[str, ConceptTalk]] = []
    while not talk.line.closing and len(turns) < LONGEST:
        state = talk.dialogue.state
        right = state.retry.better if state.retry else LEARNERS[slug]["right"][state.at]
        text = before + (wrong.pop(state.at, None) or right)
        talk = talk.after(text)
        turns.append((text, talk))
    return turns
