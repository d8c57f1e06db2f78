"""Exams and assessments: every scenario is completed by content, without help, and only so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.protocol.models import Level
from server.tutors.modes.sitting import Sitting
from tests.unit.server.tutors.modes.exam_learners import ASSESSMENTS, EXAMS
from tests.unit.server.tutors.modes.sittings import catalogued, sitting, slugs

ALL = EXAMS | ASSESSMENTS
BESIDE = "bananas grow quickly under warm clouds near yellow mountains during rainy purple evenings"
STRANGE = [
    "\u4f60\u597d",
    "\u0645\u0631\u062d\u0628\u0627",
    "?",
    "a" * 5000,
    "word " * 900,
    "no",
    "yes",
    "help me",
]


def walked(slug: str, texts: list[str]) -> Sitting:
    talk = sitting(slug, ALL[slug][0])
    for text in texts:
        if not talk.line.closing:
            talk = talk.after(text)
    return talk


def test_there_is_a_learner_for_every_scenario() -> None:
    assert set(EXAMS) == set(slugs("test_prep"))
    assert set(ASSESSMENTS) == set(slugs("assessment"))


@pytest.mark.parametrize("slug", list(ALL))
def test_a_learner_of_its_level_reaches_every_goal_and_the_end(slug: str) -> None:
    talk = walked(slug, [*ALL[slug][1], "No, thank you."])
    wanted = range(len(catalogued(slug).metadata["checklist"]))
    assert talk.line.goals == tuple(wanted)
    assert talk.line.closing


@pytest.mark.parametrize("slug", list(ALL))
def test_words_beside_the_point_of_the_same_length_reach_no_goal(slug: str) -> None:
    words = BESIDE.split()
    texts = [
        " ".join(words[n % len(words)] for n in range(len(text.split()))) for text in ALL[slug][1]
    ]
    talk = walked(slug, texts * 4)
    assert talk.line.goals == ()


@pytest.mark.parametrize("slug", list(ALL))
def test_there_is_no_help_while_it_is_counted(slug: str) -> None:
    talk = sitting(slug, ALL[slug][0])
    after, advice = talk.hinted()
    assert after == talk
    assert advice.rung == 0
    assert "no help" in advice.text
    assert talk.suggestions().replies == ()


@pytest.mark.parametrize("slug", list(EXAMS))
def test_the_debrief_offers_a_second_attempt_and_compares_both(slug: str) -> None:
    texts = EXAMS[slug][1]
    talk = walked(slug, texts)
    offer = talk.suggestions()
    assert len(offer.replies) == 3
    assert talk.line.sentences[-1].endswith("?")
    trying = talk.after("Yes, please.")
    assert trying.now.second
    first = next(a for a in talk.now.answers if a.task == talk.now.offered)
    ended = trying.after(f"{first.text} And then we also went home, because it was late.")
    assert ended.line.closing
    assert ended.line.facts[0].about.endswith("second attempt")
    assert any(sign.isdigit() for sign in ended.line.text)


def test_the_debrief_quotes_the_learner() -> None:
    talk = walked("ielts_style_part_1", EXAMS["ielts_style_part_1"][1])
    assert '"Well, I come from a small' in talk.line.text or 'began with "' in talk.line.text
    assert "unofficial" in talk.line.text


def test_every_counted_question_of_an_exam_has_its_clock() -> None:
    talk = sitting("ielts_style_part_2", "B2")
    assert talk.line.clock is not None
    card = talk.after("Yes, please.")
    assert card.line.clock is not None
    assert (card.line.clock.prepare_s, card.line.clock.speak_s) == (60, 120)
    again = card.after_silence()
    assert again.line.clock is not None
    assert again.line.clock.prepare_s == 0


def test_a_question_is_asked_again_once_and_then_left() -> None:
    talk = sitting("full_level_assessment", "B1")
    again = talk.after("Bananas.")
    assert again.now.task == "introduce"
    assert again.now.again
    assert again.after("Bananas.").now.task == "describe"


@pytest.mark.parametrize(
    ("level", "wanted"), [("A1", "A2"), ("B1", "B2")], ids=["a beginner", "an intermediate"]
)
def test_a_strong_answer_raises_the_next_task_by_one_level(level: str, wanted: str) -> None:
    strong = (
        "I am an engineer, and although I have lived in Spain all my life, I would say that what "
        "matters to me is responsibility; having worked abroad, I see my education differently."
    )
    assert sitting("full_level_assessment", level).after(strong).now.level == Level(wanted)


def test_a_weak_answer_lowers_it_by_one_level() -> None:
    assert sitting("full_level_assessment", "B2").after("I am Ana I work.").now.level == Level.B1


@pytest.mark.parametrize("mode", ["test_prep", "assessment"])
@pytest.mark.parametrize("level", list(Level))
def test_a_lesson_without_a_scenario_is_held_in_its_mode(mode: str, level: Level) -> None:
    talk = sitting(None, level, mode)
    assert talk.line.text
    assert talk.line.goals == ()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(list(ALL)),
    st.lists(st.sampled_from(STRANGE) | st.text(max_size=40), max_size=25),
)
def test_any_turns_are_answered_and_always_the_same_way(slug: str, texts: list[str]) -> None:
    talk, twin = walked(slug, texts), walked(slug, texts)
    assert talk == twin
    assert talk.line.sentences
    assert all(sentence.strip() for sentence in talk.line.sentences)
    assert talk.line.text.count("?") <= 1 or '"' in talk.line.text


@pytest.mark.parametrize("slug", list(ALL))
def test_silence_until_the_time_is_over_brings_the_next_question_and_in_the_end_the_closing(
    slug: str,
) -> None:
    talk, asked = sitting(slug, ALL[slug][0]), []
    while not talk.line.closing:
        if talk.now.offered:
            talk = talk.after("No, thank you.")
            continue
        before = talk.now.task
        talk = talk.out_of_time()
        assert talk.line.closing or talk.now.offered or talk.now.task != before
        assert all(fact.quote for fact in talk.line.facts)
        asked.append(talk.now.task)
        assert len(asked) < 30
    assert talk.line.goals == ()
