"""Every concept lesson, by a learner who finds the idea, one who is misled and one who is not
there for it.
"""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from server.protocol.models import Level
from server.speech.lexicon import Lexicon
from server.tutors.dialogue_pack import LADDER
from server.tutors.level_guard import BANDS, measure_line
from server.tutors.modes.concept_learning import ConceptTalk
from server.tutors.modes.concept_lesson import ConceptLesson
from server.tutors.scenario_pack import checklist, listed
from server.tutors.sentences import WORD_CAPS, count_words
from server.tutors.talk import Line
from tests.unit.server.tutors.modes.concept_lessons import (
    FILES,
    LEARNERS,
    LONGEST,
    MODE,
    SLUGS,
    begun,
    below,
    to_the_end,
)
from tests.unit.server.tutors.modes.lessons import (
    BOOK,
    ODD,
    SCENARIOS,
    level_of,
    lives_through,
    opened,
)
from tests.unit.server.tutors.pack_lines import lines_of_pack, things_of
from tests.unit.server.tutors.talks import moved_on

IRRELEVANT = (
    "Elephants dance under silly umbrellas",
    "Wooden spoons danced around a heavy curtain",
    "Pirates painted the ceiling with crooked stripes",
    "Giraffes whistle marvellous melodies",
)


def at_stage(talk: ConceptTalk, name: str) -> ConceptTalk:
    """The talk at a stage, those before it answered."""
    pack = talk.lesson.talk
    names = [stage.id for stage in pack.stages]
    asked = talk.dialogue.rules.stage(name).ask[Level.A1][0]
    state = replace(
        talk.dialogue.state,
        at=name,
        asked=asked,
        line=Line((asked,)),
        answered=frozenset(names[: names.index(name)]),
    )
    return replace(talk, dialogue=replace(talk.dialogue, state=state), line=state.line)


def wrong_ideas(talk: ConceptTalk) -> set[str]:
    """Those that the last turn showed."""
    facts = [fact for fact in talk.line.facts if fact.outcome == "wrong"]
    return {fact.about for fact in facts if fact.unit == "misconception"}


def test_every_scenario_of_the_mode_has_its_lesson_and_its_learner() -> None:
    own = {slug for slug, scenario in SCENARIOS.items() if scenario.mode_code == MODE}
    assert own == set(SLUGS) == set(LEARNERS)
    assert len(own) == 8


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("misled", [False, True])
def test_a_learner_reaches_every_goal_whether_misled_on_the_way_or_not(
    slug: str, misled: bool
) -> None:
    for level in (level_of(slug), below(slug)):
        turns = to_the_end(slug, misled=misled, level=level)
        assert turns[-1][1].line.closing
        assert turns[-1][1].line.goals == tuple(range(len(checklist(SCENARIOS[slug]))))
        for _, talk in turns:
            assert count_words(talk.line.text) <= WORD_CAPS[Level(level)], talk.line.text
            assert talk.line.text.count("?") <= 1, talk.line.text


@pytest.mark.parametrize("slug", SLUGS)
def test_every_wrong_idea_is_noticed_and_given_up_over_its_counter_example(slug: str) -> None:
    facts = [fact for _, talk in to_the_end(slug, misled=True) for fact in talk.line.facts]
    for outcome in ("wrong", "right"):
        seen = {f.about for f in facts if f.unit == "misconception" and f.outcome == outcome}
        assert seen == {one.about for one in begun(slug).lesson.misconceptions}


@pytest.mark.parametrize("slug", SLUGS)
def test_an_answer_with_a_wrong_idea_reaches_no_goal_and_shows_nothing(slug: str) -> None:
    for _, talk in to_the_end(slug, misled=True):
        if wrong_ideas(talk):
            assert not [fact for fact in talk.line.facts if fact.kind == "goal"]
            assert not [fact for fact in talk.line.facts if fact.unit in ("own words", "boundary")]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_wrong_idea_that_stays_climbs_the_ladder_instead_of_turning_in_circles(slug: str) -> None:
    for stage, wrong in LEARNERS[slug]["wrong"].items():
        talk, turns = at_stage(begun(slug), stage), 0
        while stage not in talk.dialogue.state.passed | talk.dialogue.state.answered:
            at = talk.dialogue.state.at
            talk = talk.after(wrong if at == stage else LEARNERS[slug]["right"][at])
            turns += 1
            assert turns < 20, (stage, wrong)


@pytest.mark.parametrize("slug", SLUGS)
def test_what_has_nothing_to_do_with_the_idea_reaches_no_goal(slug: str) -> None:
    talk = begun(slug)
    for turn in range(LONGEST):
        talk = talk.after(IRRELEVANT[turn % len(IRRELEVANT)])
    assert talk.line.closing
    assert talk.line.goals == ()


@pytest.mark.parametrize("slug", SLUGS)
def test_suggested_replies_and_the_model_answer_every_question_without_a_wrong_idea(
    slug: str,
) -> None:
    for level in (level_of(slug), below(slug)):
        talk = begun(slug, level)
        for stage in talk.lesson.talk.stages:
            before = at_stage(talk, stage.id)
            replies = before.suggestions().replies
            assert len(replies) == 3, stage.id
            hinted = before
            for _ in LADDER:
                hinted, advice = hinted.hinted()
            model = advice.text.removeprefix("Say: ")
            assert model != advice.text, stage.id
            for text in (*replies, model):
                after = before.after(text)
                assert moved_on(before.dialogue, after.dialogue), (stage.id, text)
                assert not wrong_ideas(after), (stage.id, text)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_line_for_a_beginner_is_in_the_words_of_the_band(slug: str) -> None:
    pack = begun(slug).lesson.talk
    given = [*listed(SCENARIOS[slug], "target_vocabulary"), *things_of(pack)]
    words = Lexicon("en")
    hard = [
        (line.place, fit.hard)
        for level in BANDS
        if level >= Level(below(slug)) or level is Level.A2
        for line in lines_of_pack(pack)
        if line.level <= level and line.text
        if not (fit := measure_line(line.text, level, words.commonness, given)).fits
    ]
    assert not hard


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("text", ODD)
def test_nothing_that_is_said_breaks_a_lesson(slug: str, text: str) -> None:
    lives_through(begun(slug), text)


ANSWERS = [
    text for learner in LEARNERS.values() for kind in learner.values() for text in kind.values()
]
REMARKS = ["yes", "no", "", "I don't know", "easier please", "hello", "thank you", "goodbye", "我"]


@given(
    slug=st.sampled_from(SLUGS),
    level=st.sampled_from(list(Level)),
    said=st.lists(st.sampled_from(ANSWERS + REMARKS) | st.text(max_size=60), max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_said_a_turn_keeps_its_cap_its_sentences_and_its_one_question(
    slug: str, level: Level, said: list[str]
) -> None:
    talk = begun(slug, level.value)
    for text in said:
        talk = talk.after(text)
        line = talk.line
        assert 1 <= len(line.sentences) <= 3, line
        assert count_words(line.text) <= WORD_CAPS[level], line.text
        assert "?" not in line.text.rstrip('"')[:-1].replace('?"', ""), line.text


@pytest.mark.parametrize("level", list(Level))
def test_without_a_scenario_the_lesson_nearest_to_the_level_is_held(level: Level) -> None:
    talk = opened(None, level.value, MODE, ConceptTalk)
    nearest = [lesson for lesson in map(level_of, SLUGS) if Level(lesson) <= level]
    assert talk.lesson.level == max(map(Level, nearest))


def test_errors_of_form_are_mended_in_sentences_that_show_the_idea() -> None:
    idea = at_stage(begun("who_does_what"), "both").after("My brother live with both.")
    assert idea.dialogue.state.recast is None
    shown = at_stage(begun("who_does_what"), "own_one").after("My brother help me.")
    assert "my brother helps" in shown.line.text.lower() or "your brother helps" in shown.line.text
    assert [(f.kind, f.outcome) for f in shown.line.facts if f.kind == "form"] == [
        ("form", "wrong")
    ]


def test_a_question_understood_and_still_open_comes_in_easier_words_each_time() -> None:
    talk = at_stage(begun("why_polite_words_work"), "refuse")
    lines = [talk.line.text]
    for _ in range(3):
        talk = talk.after("No, you can't have it.")
        assert talk.dialogue.state.at == "refuse"
        assert talk.line.text not in lines
        lines.append(talk.line.text)


@pytest.mark.parametrize("slug", SLUGS)
def test_who_leaves_early_is_not_told_that_the_idea_was_found(slug: str) -> None:
    early = begun(slug).after("Goodbye!")
    assert early.line.closing
    assert early.line.text != to_the_end(slug)[-1][1].line.text
    goodbyes = BOOK.languages["en"].manners.lines["goodbye"].values()
    assert early.line.text in {text for texts in goodbyes for text in texts}


def test_a_yes_to_a_counter_example_is_not_taken_for_an_answer() -> None:
    talk = at_stage(begun("finished_or_connected"), "which").after("The first one.")
    for _ in range(2):
        talk = talk.after("Yes, I think so.")
        assert talk.dialogue.state.at == "found"
        assert "found" not in talk.dialogue.state.answered


def test_a_counter_example_is_asked_without_a_word_about_the_form() -> None:
    talk = at_stage(begun("countable_or_not"), "many").after(
        "My brother live here, how many money?"
    )
    assert talk.dialogue.state.at == "moneys"
    assert not [fact for fact in talk.line.facts if fact.kind == "form"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"steps": []}, "no step shows"),
        ({"misconceptions": []}, "no intent detects"),
        ({"misconceptions": [{"counter": "rule", "about": "x"}]}, "no intent detects"),
        ({"misconceptions": [{"counter": "gone", "about": "x"}]}, "no stage"),
        ({"misconceptions": [{"counter": "sun", "about": "who?"}]}, "without a mark"),
    ],
)
def test_a_lesson_that_leads_nowhere_is_refused(change: dict[str, object], complaint: str) -> None:
    written = json.loads(FILES["who_does_what"])
    ConceptLesson.model_validate(written)
    with pytest.raises(ValidationError, match=complaint):
        ConceptLesson.model_validate(written | change)
