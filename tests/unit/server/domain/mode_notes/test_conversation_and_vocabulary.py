"""Notes of conversations and vocabulary lessons cite what this learner said, and nothing else."""

from datetime import UTC, datetime

import pytest

from server.domain.mode_notes import sections_of
from server.domain.mode_notes.source import MOST_POINTS, Sections, source_of
from server.domain.note_points import MOST_WORDS, contains
from server.protocol.models import LessonFact, Role, Turn, TurnDetails
from tests.fakes.evidence import turn
from tests.fakes.lessons import scenario
from tests.unit.server.tutors.modes.learner import LEARNERS, SCENARIOS, begun, reply, whole

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def told(text: str, *facts: LessonFact, goals: tuple[int, ...] = ()) -> list[Turn]:
    details = TurnDetails(facts=facts, goals=goals)
    answer = turn("Good.").model_copy(update={"role": Role.ASSISTANT, "details": details})
    return [turn(text, seconds=None).model_copy(update={"created_at": DAY}), answer]


def session_of(slug: str) -> list[Turn]:
    """The turns of a whole lesson by its scripted learner."""
    turns: list[Turn] = []
    for text, talk in whole(slug):
        turns += told(text, *talk.line.facts, goals=talk.line.goals)
    return turns


def notes_of(mode: str, turns: list[Turn], slug: str | None = None) -> Sections:
    about = SCENARIOS[slug] if slug else scenario("own", checklist=["say it"])
    return sections_of(mode, source_of(turns, about))


@pytest.mark.parametrize("slug", sorted(LEARNERS))
def test_every_bullet_is_short_and_quotes_the_turn_it_cites(slug: str) -> None:
    turns = session_of(slug)
    texts = {t.turn_id: t.text for t in turns}
    sections = notes_of(SCENARIOS[slug].mode_code, turns, slug)
    assert sections.phrases
    assert sections.steps
    for section in sections.cut():
        assert len(section) <= MOST_POINTS
        for point in section:
            assert len(point.text.split()) <= MOST_WORDS, point.text
            for cited in point.turns:
                assert contains(texts[cited], point.quote), (point, texts[cited])


def test_no_bullet_is_shared_by_learners_who_said_different_things() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for slug in LEARNERS:
        for section in notes_of(SCENARIOS[slug].mode_code, session_of(slug), slug).cut():
            for point in section:
                other = seen.setdefault(point.text, (slug, point.quote))
                assert other[0] == slug or other[1] == point.quote, (slug, other, point.text)


def test_two_learners_of_one_lesson_get_bullets_with_their_own_words() -> None:
    talk, turns = begun("travel_words"), list[Turn]()
    while not talk.line.closing:
        text = reply(talk, "travel_words")
        text = text if len(text.split()) < 3 else f"Well, {text}"
        talk = talk.after(text)
        turns += told(text, *talk.line.facts, goals=talk.line.goals)
    theirs = {p.text for s in notes_of("vocabulary", turns, "travel_words") for p in s}
    ours = {
        p.text: p.quote
        for s in notes_of("vocabulary", session_of("travel_words"), "travel_words")
        for p in s
    }
    assert theirs
    assert not theirs & set(ours)


def test_a_conversation_says_its_goal_an_upgrade_and_one_tip() -> None:
    wants = LessonFact(kind="concept", about="it is softer", quote="i want", better="I would like")
    afraid = LessonFact(kind="concept", about='"I\'m afraid" is kind', quote="I'm afraid")
    goal = LessonFact(kind="goal", about="say it", outcome="right", quote="I want the fish")
    turns = told("I want the fish, I'm afraid.", wants, afraid, goal, goals=(0,))
    sections = notes_of("conversation", turns)
    assert sections.phrases[-1].text == '1 of 1 goals; the last with "I want the fish".'
    assert [point.text for point in sections.grammar] == [
        'You said "I want" \u2192 "I would like". It is softer.',
        'About "I\'m afraid": "I\'m afraid" is kind.',
    ]


def test_no_tip_without_the_words_that_call_for_it() -> None:
    tip = LessonFact(kind="concept", about="it is softer", quote="give me", better="Could I have")
    assert not notes_of("conversation", told("I would like the fish.", tip)).grammar


def word(about: str, outcome: str, quote: str, better: str = "") -> LessonFact:
    return LessonFact.model_validate(
        {"kind": "word", "about": about, "outcome": outcome, "quote": quote, "better": better}
        | {"value": 4.6, "unit": "Zipf"}
    )


def test_a_vocabulary_lesson_says_the_word_its_band_the_sentence_and_when_next() -> None:
    sentence = "I waited on the platform"
    sections = notes_of("vocabulary", told(sentence, word("platform", "right", sentence)))
    assert [p.text for p in sections.phrases] == [f'platform (common): "{sentence}"']
    assert sections.steps[0].text.startswith("4 Jan:")


def test_a_word_that_needed_help_comes_back_tomorrow() -> None:
    sentence = "I waited on the platform"
    sections = notes_of("vocabulary", told(sentence, word("platform", "helped", sentence)))
    assert sections.steps[0].text.startswith("2 Jan:")


def test_a_wrong_pair_is_corrected_and_an_avoided_word_is_named() -> None:
    turns = told("I make it.", word("suitcase", "wrong", "I make it", "pack a suitcase"))
    turns += told("There is a train.", word("platform", "avoided", "There is a train"))
    sections = notes_of("vocabulary", turns)
    assert sections.grammar[0].text == 'You said "I make it" \u2192 "pack a suitcase".'
    assert "platform" in sections.steps[0].text


@pytest.mark.parametrize("mode", ["conversation", "vocabulary"])
def test_a_sentence_that_the_tutor_mended_is_no_model(mode: str) -> None:
    mistake = LessonFact(kind="form", about="s", outcome="wrong", quote="he go", better="he goes")
    said = "Every day he go on a journey"
    sections = notes_of(mode, told(said, mistake, word("journey", "right", said)))
    assert not sections.phrases
    if mode == "conversation":
        assert sections.grammar[0].text == 'You said "he go" \u2192 "he goes".'
