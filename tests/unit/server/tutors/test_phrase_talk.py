import pytest

from server.protocol.models import Level
from server.tutors.phrase_talk import PhraseTalk
from server.tutors.sentences import WORD_CAPS, count_words
from tests.fakes.lessons import lesson
from tests.unit.server.tutors.talks import BOOK

SPOKEN = ["es", "fr", "de", "it", "pt"]


def talk(code: str) -> PhraseTalk:
    opened = BOOK.open(lesson(None, language=code))
    assert isinstance(opened, PhraseTalk)
    return opened


@pytest.mark.parametrize("code", SPOKEN)
def test_every_line_asks_at_most_once_within_the_lowest_cap(code: str) -> None:
    phrases = BOOK.phrases[code]
    lines = [phrases.opening, phrases.silence, phrases.goodbye, *((m,) for m in phrases.more)]
    for line in lines:
        assert count_words(" ".join(line)) <= WORD_CAPS[Level.A1], line
        assert sum(sentence.count("?") for sentence in line) <= 1
    assert all(more.endswith("?") for more in phrases.more)
    assert len(phrases.replies) == 3


@pytest.mark.parametrize("code", SPOKEN)
def test_each_turn_gets_another_question_and_a_goodbye_closes(code: str) -> None:
    first = talk(code).after("bla bla bla")
    second = first.after("bla bla bla")
    assert first.line != second.line
    assert second.after(BOOK.phrases[code].goodbye_words[0]).line.closing


def test_silence_encourages_and_asks_nothing() -> None:
    assert talk("es").after("").line.sentences == ("Tranquilo, toma tu tiempo.",)


def test_slower_keeps_the_words() -> None:
    assert talk("fr").easier().line.sentences == talk("fr").line.sentences
    assert talk("fr").easier().line.speed < 1


def test_a_language_without_phrases_is_told_so_in_its_name() -> None:
    opened = talk("sw")
    assert opened.line.sentences[0] == "I cannot talk in sw offline yet."
    assert "sw" in opened.explanation().text
    assert not opened.after("Habari").line.closing
