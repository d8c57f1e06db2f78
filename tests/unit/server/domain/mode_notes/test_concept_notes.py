"""Notes of concept lessons: the idea in the learner's words, its edges, and what to check."""

import pytest

from server.domain.mode_notes import sections_of
from server.domain.mode_notes.source import MOST_POINTS, Sections, source_of
from server.domain.note_points import MOST_WORDS, contains
from server.protocol.models import LessonFact, Role, Turn, TurnDetails
from tests.fakes.evidence import turn
from tests.unit.server.tutors.modes.concept_lessons import MODE, SLUGS, to_the_end
from tests.unit.server.tutors.modes.lessons import SCENARIOS


def told(text: str, *facts: LessonFact) -> list[Turn]:
    answer = turn("Good.").model_copy(
        update={"role": Role.ASSISTANT, "details": TurnDetails(facts=facts)}
    )
    return [turn(text, seconds=None), answer]


def session_of(slug: str, *, misled: bool, before: str = "") -> list[Turn]:
    """The turns of a whole lesson."""
    taken = to_the_end(slug, misled=misled, before=before)
    return [t for text, talk in taken for t in told(text, *talk.line.facts)]


def notes_of(turns: list[Turn], slug: str | None = None) -> Sections:
    return sections_of(MODE, source_of(turns, SCENARIOS[slug] if slug else None))


def concept(unit: str, quote: str, about: str = "order", outcome: str = "") -> LessonFact:
    return LessonFact.model_validate(
        {"kind": "concept", "about": about, "quote": quote, "unit": unit, "outcome": outcome}
    )


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("misled", [False, True])
def test_every_bullet_is_short_and_quotes_the_turn_it_cites(slug: str, misled: bool) -> None:
    turns = session_of(slug, misled=misled)
    texts = {t.turn_id: t.text for t in turns}
    sections = notes_of(turns, slug)
    for section in sections:
        assert len(section) <= MOST_POINTS
        for point in section:
            assert len(point.text.split()) <= MOST_WORDS, point.text
            for cited in point.turns:
                assert contains(texts[cited], point.quote), (point, texts[cited])


@pytest.mark.parametrize("slug", SLUGS)
def test_a_whole_lesson_gives_the_rule_an_edge_a_mended_idea_and_three_checks(slug: str) -> None:
    sections = notes_of(session_of(slug, misled=True), slug)
    assert sections.phrases
    ideas = [point.text for point in sections.grammar]
    assert "in your words" in ideas[0]
    assert ideas[1].startswith("You first said ")
    assert len(ideas) >= 3
    assert len(sections.steps) == 3
    assert all(step.text.endswith("?") for step in sections.steps)
    assert len({step.quote for step in sections.steps}) == 3


def test_no_bullet_is_shared_by_learners_who_said_different_things() -> None:
    seen: dict[str, str] = {}
    learners = [
        (slug, misled, before)
        for slug in SLUGS
        for misled, before in ((False, ""), (True, ""), (False, "Well, "))
    ]
    assert len(learners) >= 20
    for slug, misled, before in learners:
        for section in notes_of(session_of(slug, misled=misled, before=before), slug):
            for point in section:
                assert seen.setdefault(point.text, point.quote) == point.quote, point.text


def test_a_wrong_idea_not_given_up_is_to_be_looked_at_again() -> None:
    turns = told(
        "The last word does it.", concept("misconception", "The last word does it.", "x", "wrong")
    )
    assert notes_of(turns).grammar[0].text == 'Look again at "The last word does it": x.'
    turns += told("No, the child.", concept("misconception", "No, the child", "x", "right"))
    assert notes_of(turns).grammar[0].text == (
        'You first said "The last word does it", then "No, the child".'
    )


def test_help_is_told_and_a_long_answer_is_cut() -> None:
    words = "the first person in every sentence always does the thing"
    fact = concept("own words", words, "the order of English words", "helped")
    text = notes_of(told(words, fact)).grammar[0].text
    assert text.startswith('The order of English words, in your words: "the first person in')
    assert text.endswith('\u2026" (with help).')


def test_a_sentence_that_was_mended_is_no_model_but_a_correction() -> None:
    mistake = LessonFact(kind="form", about="s", outcome="wrong", quote="he go", better="he goes")
    sections = notes_of(told("Every day he go home.", concept("example", "he go home"), mistake))
    assert not sections.phrases
    assert sections.grammar[0].text == 'You said "he go" \u2192 "he goes".'


def test_notes_of_a_lesson_without_an_answer_are_empty() -> None:
    assert notes_of([]) == Sections([], [], [], [])
