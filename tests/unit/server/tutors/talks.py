"""Talks for the tests of this room."""

from dataclasses import replace

from server.protocol.models import Level, Scenario
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_book import DialogueBook
from server.tutors.talk import Line
from tests.fakes.lessons import lesson, scenario

BOOK = DialogueBook.installed()
ENGLISH = BOOK.languages["en"]


def dialogue(slug: str | None, level: str = "A2", mode: str = "conversation") -> Dialogue:
    """An English talk: a written pack's by its slug, free talk by None."""
    return talk_of(scenario(slug, mode) if slug else None, level, mode)


def talk_of(about: Scenario | None, level: str, mode: str = "conversation") -> Dialogue:
    """An English talk about a scenario."""
    talk = BOOK.open(lesson(about, level, mode=mode))
    assert isinstance(talk, Dialogue)
    return talk


def after_all(talk: Dialogue, *texts: str) -> Dialogue:
    """The talk once all of this was said, turn by turn."""
    for text in texts:
        talk = talk.after(text)
    return talk


def at_stage(talk: Dialogue, name: str) -> Dialogue:
    """The talk at a stage, those before it answered and a dish named."""
    asked = talk.rules.stage(name).ask[Level.A1][0]
    names = [stage.id for stage in talk.rules.pack.stages]
    memory = (("dish", "fish"),) if "dish" in talk.rules.pack.slots else ()
    state = replace(
        talk.state,
        at=name,
        asked=asked,
        line=Line((asked,)),
        memory=memory,
        answered=frozenset(names[: names.index(name)]),
    )
    return replace(talk, state=state)


def moved_on(before: Dialogue, after: Dialogue) -> bool:
    """Whether the question that was open is answered, closed, or followed up."""
    stage = before.state.at
    closed = after.state.answered | after.state.passed
    return stage in closed or after.state.at != stage or after.line.closing
