"""A language that a teacher added and no data knows: the tutor says so and keeps the sentences."""

from server.tutors.phrase_talk import PhraseTalk
from tests.fakes.lessons import lesson
from tests.unit.server.tutors.talks import BOOK


def talk() -> PhraseTalk:
    opened = BOOK.open(lesson(None, language="tlh"))
    assert isinstance(opened, PhraseTalk)
    return opened


def test_it_is_told_in_the_languages_name_and_never_aloud() -> None:
    opened = talk()
    assert opened.line.sentences[0] == "Offline I cannot talk in tlh yet."
    assert opened.line.shown == opened.line.sentences
    assert "tlh" in opened.explanation().text


def test_each_turn_is_thanked_and_silence_asks_nothing() -> None:
    first = talk().after("nuqneH")
    second = first.after("nuqneH")
    assert first.line.sentences != second.line.sentences
    assert second.line.shown == second.line.sentences
    assert second.after("").line.text == "Take your time."
    assert not second.line.closing
