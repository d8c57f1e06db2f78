"""Pronunciation: real learners reach every goal by saying the words, others do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.protocol.models import Level
from server.tutors.modes.drill_talk import DrillTalk
from server.tutors.sentences import WORD_CAPS, count_words
from server.tutors.talk import answered
from tests.unit.server.tutors.modes.lessons import SCENARIOS, learners, level_of, opened, told

MODE = "pronunciation"
LEARNERS = learners("pronunciation_learners")
BESIDE = "green lorries drive slowly beneath muddy hills where seven lazy uncles paint wooden ducks"


def drill(slug: str | None, level: str | None = None) -> DrillTalk:
    return opened(slug, level or level_of(slug or ""), MODE, DrillTalk)


def beside_the_point(text: str) -> str:
    words = BESIDE.split()
    return " ".join(words[n % len(words)] for n in range(len(text.split())))


def test_every_scenario_of_the_mode_has_a_learner() -> None:
    assert {s.slug for s in SCENARIOS.values() if s.mode_code == MODE} == set(LEARNERS)


@pytest.mark.parametrize("slug", LEARNERS)
def test_a_learner_who_says_the_words_reaches_every_goal_and_a_goodbye(slug: str) -> None:
    talk = drill(slug)
    for text in LEARNERS[slug]:
        assert not talk.line.closing, text
        talk = talk.after(text)
    assert talk.line.closing
    assert talk.line.goals == tuple(range(len(SCENARIOS[slug].metadata["checklist"])))


@pytest.mark.parametrize("slug", LEARNERS)
def test_a_learner_one_level_lower_reaches_every_goal_with_the_models(slug: str) -> None:
    lower = list(Level)[max(0, list(Level).index(Level(level_of(slug))) - 1)]
    talk = drill(slug, lower)
    for _ in range(len(talk.rules.drill.steps)):
        talk = talk.after(talk.suggestions().replies[0])
    assert talk.line.closing
    assert talk.line.goals == tuple(range(len(SCENARIOS[slug].metadata["checklist"])))


@pytest.mark.parametrize("slug", LEARNERS)
def test_other_words_of_the_same_length_reach_no_goal_and_end_kindly(slug: str) -> None:
    talk = drill(slug)
    for _ in range(80):
        talk = talk.after(beside_the_point(LEARNERS[slug][0]))
    assert talk.line.closing
    assert talk.line.goals == ()
    told_beside = told(drill(slug), [beside_the_point(text) for text in LEARNERS[slug]])
    assert told_beside.line.goals == ()


@pytest.mark.parametrize("slug", LEARNERS)
@pytest.mark.parametrize("level", ["A1", "B2"])
def test_every_reply_suggested_and_every_model_line_is_right(slug: str, level: str) -> None:
    talk = drill(slug, level)
    for _ in talk.rules.drill.steps:
        replies = talk.suggestions().replies
        assert len(replies) == 3
        hinted = talk
        for _ in range(5):
            hinted, advice = hinted.hinted()
        model = advice.text.removeprefix("Say: ")
        assert model != advice.text
        for text in (*replies, model):
            after = talk.after(text)
            assert after.state.todo == talk.state.todo[1:], (talk.state.asked, text)
        talk = talk.after(model)


def test_the_ladder_goes_from_the_mouth_to_the_model() -> None:
    talk, heard = drill("ship_or_sheep"), []
    for _ in range(6):
        talk, advice = talk.hinted()
        heard.append((advice.rung, advice.text))
    assert [rung for rung, _ in heard] == [1, 2, 3, 4, 5, 5]
    assert "mouth" in heard[1][1]
    assert heard[4][1] == "Say: Ship, sheep."


def test_the_second_try_says_what_was_heard_and_models_slowly() -> None:
    talk = drill("ship_or_sheep").after("Sheep, sheep.")
    assert 'I heard "sheep"' in talk.line.text
    assert "mouth" in talk.line.text
    assert talk.line.speed < 1
    fact = talk.line.facts[0]
    assert (fact.kind, fact.outcome, fact.better, fact.value, fact.unit) == (
        "sound", "wrong", "ship", 50, "%",
    )  # fmt: skip
    better = talk.after("Ship, sheep.")
    assert better.line.speed == 1
    assert better.line.facts[0].outcome == "helped"


def test_after_three_tries_the_lesson_goes_on_and_comes_back_once_at_the_end() -> None:
    talk = drill("ship_or_sheep")
    for _ in range(3):
        assert talk.state.todo[0] == 0
        talk = talk.after("Cheap cheap.")
    assert talk.state.todo[0] == 1
    assert "hard" in talk.line.text
    while len(talk.state.todo) > 1 or not talk.state.again:
        talk = talk.after(talk.suggestions().replies[0])
    assert talk.state.todo == (0,)
    assert talk.line.sentences[0] in ("Now once more.", "Again.")
    assert talk.after("Cheap.").line.closing


@pytest.mark.parametrize(
    ("slug", "step", "text"),
    [
        ("letters_and_numbers", 0, "M A R I A"),
        ("letters_and_numbers", 0, "It's J.O.H.N."),
        ("letters_and_numbers", 2, "five five five one two one"),
        ("letters_and_numbers", 3, "It's 13, not 30."),
        ("letters_and_numbers", 8, "It is the twenty-first of March."),
        ("difficult_sounds", 3, "Write, lite."),
        ("difficult_sounds", 8, "Photographers."),
        ("th_sounds", 1, "3."),
        ("question_melody", 3, "where do you live"),
    ],
)
def test_what_sounds_alike_counts(slug: str, step: int, text: str) -> None:
    talk = drill(slug)
    for _ in range(step):
        talk = talk.after(talk.suggestions().replies[0])
    assert step in talk.after(text).state.done


@pytest.mark.parametrize(
    ("slug", "step", "text"),
    [
        ("letters_and_numbers", 0, "My name is Maria."),
        ("letters_and_numbers", 3, "30"),
        ("letters_and_numbers", 8, "Today is a nice day."),
        ("th_sounds", 0, "Tank you."),
        ("word_stress", 4, "Economy."),
        ("ship_or_sheep", 12, "I like my big house a lot."),
    ],
)
def test_what_sounds_different_does_not(slug: str, step: int, text: str) -> None:
    talk = drill(slug)
    for _ in range(step):
        talk = talk.after(talk.suggestions().replies[0])
    assert step not in talk.after(text).state.done


def test_typed_words_go_on_but_prove_no_sound() -> None:
    talk = answered(drill("th_sounds"), "Thank you.", typed=True)
    assert "voice" in talk.line.text
    assert talk.line.facts == ()
    assert isinstance(talk, DrillTalk)
    assert talk.state.todo[0] == 1
    assert drill("th_sounds").after("Thank you.").line.facts


def test_the_learner_may_skip_ask_for_help_and_leave() -> None:
    talk = drill("th_sounds")
    assert talk.after("next").state.todo[0] == 1
    assert "teeth" in talk.after("I don't know").line.text
    assert talk.after("I don't know").state.tried == 0
    assert talk.after("Can you repeat that, please?").line.text == talk.line.text
    assert talk.after("slower please").line.speed < 1
    assert talk.after("Goodbye!").line.closing


@pytest.mark.parametrize("level", list(Level))
def test_a_lesson_without_a_scenario_is_a_drill_of_the_level(level: Level) -> None:
    talk = drill(None, level)
    assert max(talk.rules.drill.default_for) <= level
    assert told(talk, ["ship sheep", "one two"]).line.goals == ()


TEXTS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "ship",
            "yes",
            "?",
            "I don't know",
            "next",
            "\u8239\u548c\u7f8a",
            "\u0633\u0641\u064a\u0646\u0629",
        ]
    ),
    st.text(min_size=1, max_size=3).map(lambda piece: piece * 3000),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(LEARNERS)), st.sampled_from(list(Level)), st.lists(TEXTS, max_size=8))
def test_anything_said_is_answered_within_the_cap_and_the_same_way_twice(
    slug: str, level: Level, texts: list[str]
) -> None:
    talk, twin = drill(slug, level), drill(slug, level)
    for text in texts:
        talk, twin = talk.after(text), twin.after(text)
        assert talk.state == twin.state
        for other in (talk, talk.easier(), talk.after_silence(), talk.resumed()):
            assert other.line.text.strip()
            assert len(other.line.sentences) <= 3
            assert count_words(other.line.text) <= WORD_CAPS[level], other.line.text
            assert sum("?" in s for s in other.line.sentences) <= 1, other.line.text
        assert talk.hinted()[1].text
        assert talk.explanation().text
        assert len(talk.suggestions().replies) == 3


def test_the_model_to_repeat_is_told_to_who_scores_the_sound() -> None:
    talk, steps = drill("ship_or_sheep"), 0
    while not talk.line.closing:
        step = talk.rules.drill.steps[talk.state.todo[0]]
        if steps:
            assert talk.line.expected == (step.model if step.kind == "say" else None)
        talk, steps = talk.after(talk.suggestions().replies[0]), steps + 1
    assert talk.line.expected is None


def test_a_word_misheard_as_a_farewell_does_not_end_the_lesson() -> None:
    assert not drill("ship_or_sheep").after("See you.").line.closing
    assert drill("ship_or_sheep").after("Goodbye!").line.closing


def test_letters_count_also_where_they_are_heard_as_one_word() -> None:
    talk = drill("letters_and_numbers")
    at_letters = next(
        n for n, step in enumerate(talk.rules.drill.steps) if step.model == "A, E, I."
    )
    for _ in range(at_letters):
        talk = talk.after(talk.suggestions().replies[0])
    assert at_letters in talk.after("AEI.").state.done
