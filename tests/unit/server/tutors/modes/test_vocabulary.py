"""Words come back after two, four and six turns, and the talk notices how each step went."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.protocol.models import Level
from server.tutors.modes.recall_schedule import GAPS, STEPS, schedule
from server.tutors.modes.vocabulary import VocabularyTalk
from tests.unit.server.tutors.modes.learner import begun, dialogue_of, whole, without_scenario


@given(words=st.integers(1, 8), questions=st.integers(0, 10))
def test_every_step_of_every_word_comes_once_in_its_order(words: int, questions: int) -> None:
    order = schedule(words, questions)
    asked = [entry for entry in order if isinstance(entry, int)]
    assert asked == list(range(questions))
    for word in range(words):
        steps = [e[1] for e in order if isinstance(e, tuple) and e[0] == word]
        assert steps == list(STEPS)


@given(words=st.integers(6, 8), questions=st.integers(2, 8))
def test_with_six_words_the_first_ones_wait_at_least_two_four_and_six_turns(
    words: int, questions: int
) -> None:
    order = schedule(words, questions)
    for word in range(2):
        turns = [n for n, e in enumerate(order) if isinstance(e, tuple) and e[0] == word]
        gaps = [later - earlier for earlier, later in pairwise(turns)]
        assert all(gap >= least for gap, least in zip(gaps, GAPS, strict=True)), gaps


def asked_for(slug: str, stage: str) -> VocabularyTalk:
    """The talk of its learner, where a step is asked."""
    for _, talk in whole(slug):
        if dialogue_of(talk).state.at == stage and isinstance(talk, VocabularyTalk):
            return talk
    raise AssertionError(stage)


def test_a_word_found_at_once_is_right_and_with_a_hint_helped() -> None:
    talk = asked_for("travel_words", "word_0.meaning")
    fact = talk.after("It is a suitcase.").line.facts[-1]
    assert (fact.kind, fact.about, fact.outcome) == ("word", "suitcase", "right")
    hinted, _ = talk.hinted()
    assert hinted.after("It is a suitcase.").line.facts[-1].outcome == "helped"


def test_a_near_word_is_called_close_and_asked_again() -> None:
    talk = asked_for("travel_words", "word_0.meaning").after("A bag.")
    assert "Close" in talk.line.text
    assert dialogue_of(talk).state.at == "word_0.meaning"


def test_a_wrong_company_is_mended_and_must_be_said_once_more() -> None:
    talk = asked_for("travel_words", "word_0.together").after("I make a suitcase.")
    fact = talk.line.facts[-1]
    assert (fact.outcome, fact.better) == ("wrong", "pack a suitcase")
    assert "pack a suitcase" in talk.line.text
    assert dialogue_of(talk).state.at == "word_0.together"
    assert talk.after("Pack a suitcase.").line.facts[-1].outcome == "right"


def test_a_word_that_is_talked_around_is_avoided() -> None:
    talk = asked_for("travel_words", "word_0.own")
    for _ in range(6):
        talk = talk.after("There are always many warm things inside.")
        if facts := [fact for fact in talk.line.facts if fact.kind == "word"]:
            break
    assert [(fact.about, fact.outcome) for fact in facts] == [("suitcase", "avoided")]


@pytest.mark.parametrize("level", list(Level))
def test_without_a_scenario_words_of_the_level_are_learned(level: Level) -> None:
    talk = without_scenario("vocabulary", level)
    assert isinstance(talk, VocabularyTalk)
    assert len(talk.words) == 6


def test_six_to_eight_words_and_no_meaning_that_says_the_word() -> None:
    for slug in ("food_and_kitchen", "academic_vocabulary"):
        talk = begun(slug)
        assert isinstance(talk, VocabularyTalk)
        assert 6 <= len(talk.words) <= 8
