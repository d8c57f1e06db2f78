"""Talks for the tests of this room."""

from server.protocol.models import Scenario
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_book import DialogueBook
from tests.fakes.lessons import lesson, scenario

BOOK = DialogueBook.installed()


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
