"""Notes of grammar lessons hold the learner's own pairs, the course of accuracy, and no advice."""

import pytest

from server.domain.mode_notes import sections_of
from server.domain.mode_notes.source import MOST_POINTS, Sections, source_of
from server.domain.note_points import MOST_WORDS, contains
from server.protocol.models import LessonFact, Turn
from server.tutors.modes.grammar_talk import GrammarTalk
from tests.unit.server.domain.mode_notes.test_conversation_and_vocabulary import told
from tests.unit.server.tutors.modes.lessons import SCENARIOS, learners, level_of, opened

LEARNERS = learners("grammar_learners")
SLIPS = {
    "be_and_have": ["I have 20 years", "I am 20 years old", "My brother have a car"],
    "asking_questions": ["Where you work?", "Where do you work?", "Did you went home?"],
    "past_simple_story": ["Yesterday I go to the park", "I went to the park", "I eat rice"],
}
SESSIONS = [
    (slug, [*LEARNERS[slug][:cut], *SLIPS.get(slug, ()), *LEARNERS[slug][cut:]])
    for slug in sorted(LEARNERS)
    for cut in (0, 2, 3, 5, 7)
]


def session_of(slug: str, texts: list[str]) -> list[Turn]:
    talk, turns = opened(slug, level_of(slug), "grammar", GrammarTalk), list[Turn]()
    for text in texts:
        talk = talk.after(text)
        turns += told(text, *talk.line.facts, goals=talk.line.goals)
    return turns


def notes_of(turns: list[Turn], slug: str = "past_simple_story") -> Sections:
    return sections_of("grammar", source_of(turns, SCENARIOS[slug]))


def form(outcome: str, quote: str, better: str = "", unit: str = "") -> LessonFact:
    fact = {"kind": "form", "about": "past", "outcome": outcome, "quote": quote, "better": better}
    return LessonFact.model_validate(fact | {"unit": unit})


def test_over_twenty_sessions_no_bullet_is_shared_unless_both_said_its_quote() -> None:
    assert len(SESSIONS) >= 20
    seen: dict[str, str] = {}
    for slug, texts in SESSIONS:
        for section in notes_of(session_of(slug, texts), slug).cut():
            for point in section:
                assert seen.setdefault(point.text, point.quote) == point.quote


@pytest.mark.parametrize(("slug", "texts"), SESSIONS)
def test_every_bullet_is_short_and_quotes_the_turn_it_cites(slug: str, texts: list[str]) -> None:
    turns = session_of(slug, texts)
    said = {turn.turn_id: turn.text for turn in turns}
    sections = notes_of(turns, slug).cut()
    assert sections.grammar
    assert sections.steps
    for section in sections:
        assert len(section) <= MOST_POINTS
        for point in section:
            assert len(point.text.split()) <= MOST_WORDS, point.text
            assert all(contains(said[cited], point.quote) for cited in point.turns), point


def test_a_pair_stands_with_its_rule_and_only_where_it_was_said() -> None:
    rule = form("", "I go home", "Go has its own past.", "rule")
    turns = told("I go home", form("wrong", "I go home", "I went home"), rule)
    assert [point.text for point in notes_of(turns).grammar] == [
        'You said "I go home" \u2192 "I went home". Go has its own past.'
    ]
    assert not notes_of(told("I went home")).grammar


def test_accuracy_is_told_by_halves_without_what_was_mended_after_a_prompt() -> None:
    turns = told("I go", form("wrong", "I go", "I went"))
    turns += told("I went", form("helped", "I went"))
    for text in ("I saw", "I ate", "I had"):
        turns += told(text, form("right", text))
    assert notes_of(turns).grammar[1].text == (
        'Right at once: first half 1 of 2, second half 2 of 2: "I had".'
    )


def test_three_uses_are_too_few_for_halves() -> None:
    turns = [t for text in ("I saw", "I ate", "I had") for t in told(text, form("right", text))]
    assert not notes_of(turns).grammar


def test_an_exception_is_shown_in_the_words_it_was_met_in() -> None:
    turns = told("I went home", form("", "I went home", "go has its own past: went", "exception"))
    assert notes_of(turns).grammar[0].text == '"I went home": go has its own past: went.'


def test_a_form_avoided_to_the_end_is_the_first_next_step() -> None:
    turns = told("Home with my bus.", form("avoided", ""))
    assert notes_of(turns).steps[0].text == (
        'You said "Home with my bus"; say it once more with past: 1 minute.'
    )
    assert (
        "once more" not in notes_of([*turns, *told("I saw", form("right", "I saw"))]).steps[0].text
    )
