"""Grammar lessons: goals by forms, prompts before the answer, and data that answers itself."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.protocol.models import Level
from server.speech.lexicon import Lexicon
from server.tutors.dialogue_pack import LADDER
from server.tutors.level_guard import BANDS, measure_line
from server.tutors.modes.grammar_lesson import GrammarLesson, Item, one_lower
from server.tutors.modes.grammar_talk import GrammarTalk
from server.tutors.modes.quoting import around, gapped
from server.tutors.scenario_pack import listed
from server.tutors.sentences import WORD_CAPS, count_words
from tests.unit.server.tutors.modes.lessons import SCENARIOS, learners, level_of, opened, told

LEARNERS = learners("grammar_learners")
SLUGS = sorted(LEARNERS)
IRRELEVANT = "blue seven over green because under purple"
TURNS = [
    IRRELEVANT,
    "I have 20 years",
    "Where you work?",
    "yesterday I go home and I eated",
    "I am 20 and I have a dog",
    "did you go",
    "slower please",
    "I don't know",
    "{quote} {gap}",
    "\u4f60\u597d\uff0c\u6211\u5f88\u9ad8\u5174",
    "\u0623\u0631\u064a\u062f \u0645\u0627\u0621",
    "",
]


def begun(slug: str | None, level: str | None = None) -> GrammarTalk:
    return opened(slug, level or level_of(slug or ""), "grammar", GrammarTalk)


def lesson_of(slug: str) -> GrammarLesson:
    return begun(slug).course.lesson


def at_item(talk: GrammarTalk, item: Item) -> GrammarTalk:
    """The talk with this question asked."""
    state = replace(talk.dialogue.state, at=item.id, asked=item.ask[Level.A1][0])
    record = replace(talk.record, asked=talk.record.asked | {item.id})
    return talk.standing(state, record)


def model_of(item: Item) -> str:
    text = item.hints.model[Level.A1][0]
    assert text.startswith("Say: "), item.id
    return text.removeprefix("Say: ")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_learner_reaches_every_goal_and_the_end(slug: str) -> None:
    talk = told(begun(slug), LEARNERS[slug])
    assert talk.line.closing
    assert talk.line.goals == tuple(range(len(listed(SCENARIOS[slug], "checklist"))))


@pytest.mark.parametrize("slug", SLUGS)
def test_words_beside_the_point_reach_no_goal_and_the_lesson_still_ends(slug: str) -> None:
    talk, turns = begun(slug), 0
    while not talk.line.closing:
        talk, turns = talk.after(IRRELEVANT), turns + 1
        assert talk.line.goals == ()
        assert turns < 200


@pytest.mark.parametrize("slug", SLUGS)
def test_every_reply_and_every_model_answers_its_question(slug: str) -> None:
    talk = begun(slug)
    for item in talk.course.lesson.every_item():
        before = at_item(talk, item)
        for text in (*item.replies, model_of(item)):
            after = before.after(text)
            assert item.id in after.record.done, (item.id, text, after.line.text)
            assert after.record.pending is None, (item.id, text)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_forms_are_elicited_eight_to_twelve_times(slug: str) -> None:
    assert 8 <= sum(bool(item.wants) for item in lesson_of(slug).items) <= 12


@pytest.mark.parametrize("slug", SLUGS)
def test_lines_for_beginners_keep_to_the_words_of_their_band(slug: str) -> None:
    lesson, english = lesson_of(slug), Lexicon("en")
    given_terms = listed(SCENARIOS[slug], "target_vocabulary")
    lines = [lesson.closing, *(reply.react for reply in lesson.replies)]
    for item in lesson.every_item():
        hints = item.hints
        lines += [item.ask, item.react, hints.rephrase, hints.choices, hints.starter, hints.model]
        lines.append({Level.A1: item.replies})
    lines += [form.rule for form in lesson.forms.values()]
    for level in BANDS:
        for words in lines:
            for start, texts in words.items():
                for text in texts if max(start, one_lower(lesson.level)) <= level else ():
                    fit = measure_line(text, level, english.commonness, given_terms)
                    assert fit.fits, (text, fit.hard)


def test_a_slip_is_prompted_then_explained_then_told_then_left() -> None:
    talk = begun("past_simple_story", "A2").after("I go to the park")
    assert talk.line.text.endswith("I \u2026 to the park?")
    assert talk.line.facts[0].outcome == "wrong"
    assert (talk.line.facts[0].quote, talk.line.facts[0].better) == (
        "I go to the park",
        "I went to the park",
    )
    talk = talk.after("park")
    assert talk.line.text.startswith("Some words have their own past")
    talk = talk.after("park")
    assert talk.line.text == "Say: I went to the park."
    talk = talk.after("park")
    assert talk.record.pending is None
    assert "irregular" in talk.course.item(talk.dialogue.state.at).wants


@pytest.mark.parametrize("mend", ["I went to the park", "went", "Sorry, I went to the park!"])
def test_a_slip_mended_by_the_learner_is_named_and_the_form_comes_back(mend: str) -> None:
    talk = told(begun("past_simple_story"), ["I go to the park", mend])
    assert talk.line.facts[0].outcome == "helped"
    assert mend.strip("!").split()[-1] in talk.line.text
    assert "irregular" in talk.course.item(talk.dialogue.state.at).wants


def test_an_answer_without_the_form_is_asked_for_with_it() -> None:
    talk = begun("be_and_have").after("book and table")
    assert talk.line.facts[0].outcome == "avoided"
    assert "am or is" in talk.line.text
    assert talk.dialogue.state.at == "age"


def test_a_denied_verb_is_no_past_form() -> None:
    talk = begun("past_simple_story").after("I did not go")
    assert {use.form for use in talk.record.uses} == {"not"}


def test_the_same_phrase_counts_once() -> None:
    talk = told(begun("asking_questions"), ["Where do you work?"] * 3)
    assert len(talk.record.uses) == 1


def test_help_while_a_sentence_is_open_is_about_that_sentence() -> None:
    talk = begun("be_and_have").after("I have 20 years")
    assert talk.suggestions().replies[0] == "I am 20 years old"
    assert "Better: I am 20 years old" in talk.explanation().text
    talk, rule = talk.hinted()
    _, words = talk.hinted()
    assert rule.text == "Age takes am, is or are."
    assert words.text == "Say: I am 20 years old."


def test_hints_climb_the_ladder_of_the_question() -> None:
    talk, rungs = begun("asking_questions"), []
    for _ in LADDER:
        talk, advice = talk.hinted()
        rungs.append(advice.rung)
    assert rungs == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("level", list(Level))
def test_without_a_scenario_there_is_a_lesson_at_every_level(level: Level) -> None:
    talk = begun(None, level)
    assert talk.course.lesson.level <= level
    assert told(talk, ["I am 20.", "I went home."]).line.goals == ()


@settings(max_examples=60, deadline=None)
@given(
    slug=st.sampled_from(SLUGS),
    level=st.sampled_from(list(Level)),
    texts=st.lists(st.sampled_from(TURNS) | st.text(max_size=60), max_size=12),
)
def test_any_turns_are_answered_within_the_caps(slug: str, level: Level, texts: list[str]) -> None:
    talk = begun(slug, level)
    for text in texts:
        talk = talk.after(text)
        line = talk.line
        assert 1 <= len(line.sentences) <= 3
        assert count_words(line.text) <= WORD_CAPS[talk.dialogue.rules.level]
        assert sum("?" in sentence for sentence in line.sentences) <= 1
        assert "{" not in line.text
        assert talk.easier().line.text
        assert talk.hinted()[1].text
        assert talk.suggestions().text
        assert talk.explanation().text


def test_a_very_long_turn_is_one_turn() -> None:
    assert begun("past_simple_story").after("I went home and then " * 1_000).line.text


def test_a_quote_stays_within_its_sentence() -> None:
    text = "Good. I go to work. Then home."
    start, end = around(text, 8, 10)
    assert text[start:end] == "I go to work"


@pytest.mark.parametrize(
    ("said", "better", "gap", "missing"),
    [
        ("I go home", "I went home", "I \u2026 home", "went"),
        ("she busy", "she is busy", "she \u2026 busy", "is"),
        ("I like the fish", "I like fish", "", ""),
        ("goed", "went", "", ""),
    ],
)
def test_a_gap_holds_what_differs(said: str, better: str, gap: str, missing: str) -> None:
    assert gapped(said, better) == (gap, missing)
