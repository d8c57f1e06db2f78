"""What the scripted learner of every scenario says next: one function from a talk to its words."""

from collections.abc import Callable

from server.tutors.modes.concept_learning import ConceptTalk
from server.tutors.modes.reading_talk import ReadingTalk
from server.tutors.talk import Talk
from tests.unit.server.tutors.modes import learner
from tests.unit.server.tutors.modes.exam_learners import ASSESSMENTS, EXAMS
from tests.unit.server.tutors.modes.lessons import learners
from tests.unit.server.tutors.modes.test_concept_learning import LEARNERS as CONCEPTS
from tests.unit.server.tutors.modes.test_reading import READERS, reply

SITTINGS = EXAMS | ASSESSMENTS
Script = Callable[[Talk], str | None]


def in_order(lines: list[str]) -> Script:
    """One line after the other, whatever is asked."""
    left = iter(lines)
    return lambda _: next(left, None)


def _conversing(slug: str) -> Script:
    def reply(talk: Talk) -> str:
        assert isinstance(talk, learner.Spoken)
        return learner.reply(talk, slug)

    return reply


def _finding_out(slug: str) -> Script:
    def reply(talk: Talk) -> str:
        assert isinstance(talk, ConceptTalk)
        state = talk.dialogue.state
        return state.retry.better if state.retry else CONCEPTS[slug]["right"][state.at]

    return reply


def _reading(slug: str) -> Script:
    def said(talk: Talk) -> str:
        assert isinstance(talk, ReadingTalk)
        return reply(talk, slug)

    return said


def scripts() -> dict[str, Script]:
    """A fresh learner for every scenario that has one."""
    sittings = {slug: [*lines, "No, thank you."] for slug, (_, lines) in SITTINGS.items()}
    listed = learners("grammar_learners") | learners("pronunciation_learners") | sittings
    return (
        {slug: _conversing(slug) for slug in learner.LEARNERS}
        | {slug: _finding_out(slug) for slug in CONCEPTS}
        | {slug: _reading(slug) for slug in READERS}
        | {slug: in_order(lines) for slug, lines in listed.items()}
    )
