"""Notes of a reading: measured pace, miscues, answers with their lines, the ideas retold."""

from uuid import uuid4

import pytest

from server.domain.mode_notes import sections_of
from server.domain.mode_notes.source import MOST_POINTS, Sections, source_of
from server.domain.note_points import MOST_WORDS, contains
from server.protocol.models import Role, Turn, TurnDetails
from tests.fakes.evidence import turn
from tests.unit.server.tutors.modes.lessons import SCENARIOS
from tests.unit.server.tutors.modes.test_reading import READERS, begun, reply


def session_of(
    slug: str, *, swapped: tuple[str, str] = ("", ""), audio_ms: int | None = None, **own: str
) -> list[Turn]:
    """A whole lesson; one word of the text is read as another, and some answers are others."""
    talk, turns = begun(slug), list[Turn]()
    while not talk.line.closing:
        reads = talk.open_part() is not None
        text = reply(talk, slug)
        if reads and swapped[0]:
            text = text.replace(*swapped)
        text = text if reads else own.get(talk.dialogue.state.at, text)
        talk = talk.after(text)
        said = TurnDetails(audio_ms=audio_ms if reads else None)
        told = TurnDetails(facts=talk.line.facts, goals=talk.line.goals)
        learner = turn(text, seconds=None).model_copy(update={"turn_id": uuid4(), "details": said})
        turns += [
            learner,
            turn("Good.").model_copy(update={"role": Role.ASSISTANT, "details": told}),
        ]
    return turns


def notes_of(slug: str, turns: list[Turn]) -> Sections:
    return sections_of("reading", source_of(turns, SCENARIOS[slug])).cut()


def texts(section: list[object]) -> str:
    return " | ".join(str(getattr(point, "text", "")) for point in section)


@pytest.mark.parametrize("slug", sorted(READERS))
def test_every_bullet_is_short_and_quotes_the_turn_it_cites(slug: str) -> None:
    turns = session_of(slug, audio_ms=20_000)
    said = {one.turn_id: one.text for one in turns}
    sections = notes_of(slug, turns)
    for section in sections:
        assert 0 < len(section) <= MOST_POINTS
        for point in section:
            assert len(point.text.split()) <= MOST_WORDS, point.text
            for cited in point.turns:
                assert contains(said[cited], point.quote), (point, said[cited])


def test_words_a_minute_are_words_read_right_by_the_length_of_the_recordings() -> None:
    slug = "new_neighbour_note"
    turns = session_of(slug, audio_ms=20_000)
    right = sum(
        fact.value or 0 for one in turns for fact in one.details.facts if fact.kind == "pace"
    )
    assert f"{right:.0f} words a minute" in texts(list(notes_of(slug, turns).sounds))


def test_a_typed_reading_has_no_words_a_minute() -> None:
    sounds = texts(list(notes_of("the_lost_dog", session_of("the_lost_dog")).sounds))
    assert "minute" not in sounds
    assert "Read right" in sounds


def test_a_miscue_is_mapped_to_the_word_of_the_text_and_its_part_is_read_again() -> None:
    slug = "the_lost_dog"
    sections = notes_of(slug, session_of(slug, swapped=("kitchen", "chicken")))
    assert 'Read "chicken"; the text has "kitchen".' in texts(list(sections.sounds))
    assert "On Monday morning Tom opened" in texts(list(sections.steps))
    clean = notes_of(slug, session_of(slug))
    assert "the text has" not in texts(list(clean.sounds))


def test_an_answer_stands_beside_the_line_of_the_text() -> None:
    grammar = texts(list(notes_of("the_lost_dog", session_of("the_lost_dog")).grammar))
    assert '"He was very sad"; line: "Tom felt cold inside' in grammar


def test_ideas_that_were_asked_for_are_not_called_free() -> None:
    slug = "a_day_at_the_market"
    full = texts(list(notes_of(slug, session_of(slug)).phrases))
    assert "Retold 4 of 4 ideas freely" in full
    thin = texts(list(notes_of(slug, session_of(slug, retell="Rosa goes to the market.")).phrases))
    assert "Retold 1 of 4 ideas freely" in thin


def test_learners_who_said_other_things_share_no_bullet() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for slug in READERS:
        for section in notes_of(slug, session_of(slug)):
            for point in section:
                other = seen.setdefault(point.text, (slug, point.quote))
                assert other[0] == slug or other[1] == point.quote, (slug, other, point.text)
