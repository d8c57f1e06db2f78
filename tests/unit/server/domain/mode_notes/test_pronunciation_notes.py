"""Notes of drills and of repeated phrases: each point quotes what was heard from this learner."""

from collections.abc import Sequence

import pytest

from server.domain.mode_notes import sections_of
from server.domain.mode_notes.source import MOST_POINTS, Sections, source_of
from server.domain.note_points import MOST_WORDS, Point, contains
from server.protocol.models import (
    Evaluation,
    LessonFact,
    Metric,
    Remark,
    Role,
    Scenario,
    Turn,
    TurnDetails,
)
from server.tutors.modes.drill_talk import DrillTalk
from server.tutors.talk import Talk
from tests.fakes.evidence import turn
from tests.fakes.lessons import scenario
from tests.unit.server.tutors.modes.lessons import SCENARIOS, learners, level_of, opened
from tests.unit.server.tutors.test_repeat_talk import WITHOUT_DIALOGUES, asked, practice

LEARNERS = learners("pronunciation_learners")
SHIP, SHEEP = 'short i in "ship"', 'long i in "sheep"'
NAMES = (
    "Ana Ben Chloe David Eva Farid Grace Hugo Ines Jan Kim Luis Mia Noor Olga Pau Qi Rosa Sam Tom"
)


def answered(text: str, *facts: LessonFact, evaluation: Evaluation | None = None) -> list[Turn]:
    reply = turn("Good.").model_copy(
        update={"role": Role.ASSISTANT, "details": TurnDetails(facts=facts)}
    )
    return [turn(text, evaluation), reply]


def sound(about: str, outcome: str, quote: str, better: str, share: float) -> LessonFact:
    return LessonFact.model_validate(
        {"kind": "sound", "about": about, "outcome": outcome, "quote": quote, "better": better}
        | {"value": share, "unit": "%"}
    )


def lesson_of(talk: Talk, texts: Sequence[str]) -> list[Turn]:
    turns: list[Turn] = []
    for text in texts:
        talk = talk.after(text)
        turns += answered(text, *talk.line.facts)
    return turns


def drilled(slug: str, name: str = "") -> list[Turn]:
    """A lesson by its scripted learner; with a name, by one who says it in every sentence."""
    texts = LEARNERS[slug]
    if name:
        texts = [f"{text.rstrip('.')} {name}." for text in texts]
    return lesson_of(opened(slug, level_of(slug), "pronunciation", DrillTalk), texts)


def repeated(code: str) -> list[Turn]:
    """A practice in which every third phrase is spoilt, and the fourth twice."""
    talk: Talk = practice(code)
    turns: list[Turn] = []
    for step in range(60):
        if talk.line.closing:
            break
        said = asked(talk)  # type: ignore[arg-type]  # a RepeatTalk, as `practice` makes it
        text = f"{said[: len(said) // 2]} ooh" if step % 3 == 2 or step in (3, 4) else said
        talk = talk.after(text)
        turns += answered(text, *talk.line.facts)
    return turns


def notes(
    turns: list[Turn], about: Scenario | None = None, mode: str = "pronunciation"
) -> Sections:
    return sections_of(mode, source_of(turns, about))


def texts(points: Sequence[Point]) -> list[str]:
    return [point.text for point in points]


def check(turns: list[Turn], sections: Sections) -> None:
    said = {one.turn_id: one.text for one in turns if one.role is Role.USER}
    for section in sections.cut():
        assert len(set(texts(section))) == len(section) <= MOST_POINTS
        for point in section:
            assert len(point.text.split()) <= MOST_WORDS, point.text
            assert contains(point.text, point.quote), point
            assert point.turns
            for cited in point.turns:
                assert contains(said[cited], point.quote), (point, said[cited])


@pytest.mark.parametrize("slug", LEARNERS)
def test_every_bullet_of_a_drill_is_short_and_quotes_the_turn_it_cites(slug: str) -> None:
    turns = drilled(slug)
    sections = notes(turns, SCENARIOS[slug])
    check(turns, sections)
    assert sections.phrases
    assert sections.sounds
    assert sections.steps
    assert all(" minute" in point.text for point in sections.steps)


def test_a_sound_is_shown_at_its_first_and_at_its_last_try_with_per_cent() -> None:
    turns = answered("Sheep, sheep.", sound(SHIP, "wrong", "sheep", "ship", 50))
    turns += answered("Ship, sheep.", sound(SHIP, "helped", "Ship, sheep", "Ship, sheep.", 100))
    sections = notes(turns)
    assert texts(sections.sounds) == [
        f'{SHIP}: 50 % ("Sheep"), then 100 % of the words heard ("Ship, sheep").'
    ]
    assert texts(sections.grammar) == [f'"ship" was heard as "Sheep" ({SHIP}).']


def test_a_word_is_replayed_only_while_it_was_never_heard_again() -> None:
    wrong = answered("Sheep.", sound(SHIP, "wrong", "Sheep", "ship", 0))
    steps = texts(notes(wrong).steps)
    assert steps[0] == 'Replay "ship", last heard as "Sheep"; say it five times: 1 minute.'
    mended = wrong + answered("Ship.", sound(SHIP, "helped", "Ship", "Ship.", 100))
    assert not any(step.startswith("Replay") for step in texts(notes(mended).steps))


def test_the_next_sound_is_the_weakest() -> None:
    turns = answered("Sheep.", sound(SHIP, "wrong", "Sheep", "ship", 0))
    turns += answered("I seat.", sound(SHEEP, "wrong", "I seat", "feel", 50))
    assert f'Next sound: {SHIP}, 0 %, as in "Sheep": 3 minutes.' in texts(notes(turns).steps)


def test_without_a_weak_sound_the_part_of_the_lesson_not_done_is_next() -> None:
    about = scenario("own", mode="pronunciation", checklist=["say three long vowels"])
    turns = answered("Ship.", sound(SHIP, "right", "Ship", "Ship.", 100))
    assert texts(notes(turns, about).steps) == [
        'Next, after "Ship": say three long vowels, 3 minutes.'
    ]


def test_words_that_the_evaluation_found_hard_are_named_to_replay() -> None:
    remark = Remark(
        metric=Metric.PRONUNCIATION,
        kind="note",
        text='"city" was hard to make out: listen again and compare.',
        quote="city",
    )
    said = "I live in a big city."
    fact = sound(SHIP, "right", "I live in a big", said, 100)
    turns = answered(said, fact, evaluation=Evaluation(metrics={}, total=None, remarks=(remark,)))
    assert remark.text in texts(notes(turns).sounds)


def test_a_stress_pattern_is_shown_and_not_judged() -> None:
    fact = sound("stress in long words", "right", "Photography", "pho-TO-gra-phy", 100)
    sounds = texts(notes(answered("Photography.", fact)).sounds)
    assert 'Stress of "Photography": pho-TO-gra-phy. Compare.' in sounds


def test_a_model_that_was_not_said_word_for_word_is_no_phrase() -> None:
    fact = sound(SHIP, "right", "I live in the", "I live in a big city.", 100)
    assert not notes(answered("I live in the city.", fact)).phrases


def test_typed_words_and_talk_without_sounds_get_the_notes_of_a_conversation() -> None:
    said = answered("My brother lives in a big city.")
    assert notes(said) == notes(said, mode="conversation")


def test_over_twenty_drills_no_bullet_is_shared_without_its_quote() -> None:
    shared: dict[str, str] = {}
    bullets = 0
    for number, name in enumerate(NAMES.split()):
        slug = list(LEARNERS)[number % len(LEARNERS)]
        turns = drilled(slug, name if number >= len(LEARNERS) else "")
        sections = notes(turns, SCENARIOS[slug])
        check(turns, sections)
        for point in (point for section in sections.cut() for point in section):
            bullets += 1
            assert shared.setdefault(point.text, point.quote) == point.quote
    assert bullets > 100


@pytest.mark.parametrize("mode", ["conversation", "pronunciation", "vocabulary"])
@pytest.mark.parametrize("code", WITHOUT_DIALOGUES[::7])
def test_repeated_phrases_are_listed_as_said_well_or_to_repeat(mode: str, code: str) -> None:
    turns = repeated(code)
    sections = notes(turns, mode=mode)
    check(turns, sections)
    assert all(": understood " in text for text in texts(sections.phrases))
    assert all(" was heard as " in text for text in texts(sections.grammar))
    assert sections.phrases
    assert sections.steps


def test_a_phrase_missed_to_the_end_comes_first_in_the_next_steps() -> None:
    phrase = "Hoe gaat het?"
    turns = answered("Hoe ga.", sound(phrase, "wrong", "Hoe ga.", phrase, 62))
    turns += answered("Goedemorgen.", sound("Goedemorgen.", "right", *["Goedemorgen."] * 2, 100))
    sections = notes(turns, mode="conversation")
    assert texts(sections.phrases) == ['"Goedemorgen": understood at the first try.']
    assert texts(sections.grammar) == [f'"{phrase}" was heard as "Hoe ga", 62 % alike.']
    assert texts(sections.steps) == [
        f'Repeat "{phrase}" three times, last heard as "Hoe ga": 1 minute.',
        'Say "Goedemorgen" from memory, then listen and compare: 1 minute.',
    ]


def test_a_phrase_mended_shows_both_tries() -> None:
    phrase = "Hoe gaat het?"
    turns = answered("Hoe ga.", sound(phrase, "wrong", "Hoe ga.", phrase, 62))
    turns += answered("Hoe gaat het.", sound(phrase, "helped", "Hoe gaat het.", phrase, 100))
    sections = notes(turns, mode="conversation")
    assert texts(sections.sounds) == ['62 % alike ("Hoe ga"), then 100 % ("Hoe gaat het").']
    assert not sections.grammar
