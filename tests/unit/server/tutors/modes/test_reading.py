"""A text is read part by part and spoken about; every text, with readers good and bad."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.protocol.models import Level
from server.speech.lexicon import Lexicon
from server.tutors.dialogue import Dialogue
from server.tutors.level_guard import measure_line
from server.tutors.modes.reading import ReadingMode
from server.tutors.modes.reading_talk import ReadingTalk
from server.tutors.scenario_pack import checklist, listed, scenario_level
from server.tutors.sentences import WORD_CAPS, count_words
from tests.fakes.lessons import lesson
from tests.unit.server.tutors.modes.lessons import BOOK, SCENARIOS, level_of, opened
from tests.unit.server.tutors.pack_lines import lines_of_pack

READERS: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("readers.json").read_text("utf-8")
)
LESSONS = ReadingMode(BOOK.languages["en"]).lessons
SLUGS = sorted(LESSONS)
LONGEST_TALK = 60
BESIDE = "My uncle repairs bicycles and his garage smells of petrol every winter since he retired."
WORDS = Lexicon("en")


def begun(slug: str | None, level: str | None = None) -> ReadingTalk:
    return opened(slug, level or level_of(slug or ""), "reading", ReadingTalk)


def reply(talk: ReadingTalk, slug: str) -> str:
    part = talk.open_part()
    if part is not None:
        return talk.rest(part)
    if talk.dialogue.state.retry is not None:
        return talk.dialogue.state.retry.better
    at = talk.dialogue.state.at
    own = READERS[slug]
    return own.get(at) or own.get(at.rsplit("_", 1)[0]) or talk.suggestions().replies[0]


def whole(slug: str) -> list[tuple[str, ReadingTalk]]:
    talk, turns = begun(slug), list[tuple[str, ReadingTalk]]()
    while not talk.line.closing and len(turns) < LONGEST_TALK:
        text = reply(talk, slug)
        talk = talk.after(text)
        turns.append((text, talk))
    return turns


def at_part(slug: str, part: int) -> ReadingTalk:
    return next(
        t for t in [begun(slug), *(talk for _, talk in whole(slug))] if t.open_part() == part
    )


def test_every_reading_scenario_has_a_text_of_its_own() -> None:
    wanted = {slug for slug, about in SCENARIOS.items() if about.mode_code == "reading"}
    assert wanted == set(SLUGS) == set(READERS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_reader_reaches_every_goal(slug: str) -> None:
    turns = whole(slug)
    last = turns[-1][1].line
    assert last.closing, [talk.dialogue.state.at for _, talk in turns]
    assert last.goals == tuple(range(len(checklist(SCENARIOS[slug]))))


@pytest.mark.parametrize("slug", SLUGS)
def test_words_beside_the_text_reach_no_goal(slug: str) -> None:
    talk = begun(slug)
    for _ in range(LONGEST_TALK):
        talk = talk.after(BESIDE)
        if talk.line.closing:
            break
    assert talk.line.closing
    assert talk.line.goals == ()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_suggested_reply_and_model_answers_its_question(slug: str) -> None:
    for talk in [begun(slug), *(talk for _, talk in whole(slug))]:
        if talk.line.closing or talk.open_part() is not None or talk.dialogue.state.retry:
            continue
        state = talk.dialogue.state
        hints = talk.dialogue.rules.stage(state.at).hints
        assert hints is not None
        model = hints.model[min(hints.model)][0].removeprefix("Say: ")
        for text in (*talk.suggestions().replies, model):
            after = talk.after(text).dialogue.state
            assert after.answered > state.answered, (state.at, text)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_idea_is_answered_by_its_own_replies(slug: str) -> None:
    talk = next(talk for _, talk in whole(slug) if talk.dialogue.state.at == "retell")
    for number, idea in enumerate(LESSONS[slug].retelling.ideas):
        model = idea.hints.model[min(idea.hints.model)][0].removeprefix("Say: ")
        for text in (*idea.replies, model):
            answered = talk.after(text).dialogue.state.answered
            assert f"idea_{number}" in answered, (idea.say, text)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_line_without_its_card_keeps_the_cap_and_asks_once_at_its_end(slug: str) -> None:
    cap = WORD_CAPS[max(scenario_level(SCENARIOS[slug]), LESSONS[slug].level)]
    for _, talk in whole(slug):
        spoken = [text for text in talk.line.sentences if text not in talk.line.shown]
        assert sum(map(count_words, spoken)) <= cap, spoken
        assert not any("?" in text for text in spoken[:-1])
        assert talk.line.closing or spoken[-1].rstrip('"').endswith("?") or talk.line.shown == ()


@pytest.mark.parametrize("slug", [s for s in SLUGS if LESSONS[s].level <= "A2"])
def test_texts_for_beginners_are_in_the_band_of_their_level(slug: str) -> None:
    lesson = LESSONS[slug]
    terms = [*listed(SCENARIOS[slug], "target_vocabulary"), lesson.title]
    fit = measure_line(lesson.text, lesson.level, WORDS.commonness, terms)
    assert fit.fits, fit.hard


@pytest.mark.parametrize("slug", [s for s in SLUGS if LESSONS[s].level <= "A2"])
def test_what_the_partner_says_to_beginners_is_in_the_band_or_in_the_text(slug: str) -> None:
    lesson = LESSONS[slug]
    given = [*listed(SCENARIOS[slug], "target_vocabulary"), lesson.text, lesson.title]
    fits = [
        measure_line(line.text, level, WORDS.commonness, given)
        for line in lines_of_pack(begun(slug).dialogue.rules.pack)
        for level in (Level.A1, Level.A2)
        if line.level <= level <= lesson.level
    ]
    assert len(fits) > 80
    assert not [fit.hard for fit in fits if not fit.fits]


@pytest.mark.parametrize("slug", SLUGS)
def test_three_new_words_are_explained_before_they_are_read(slug: str) -> None:
    assert sum(len(part.new) for part in LESSONS[slug].parts) >= 3


def test_a_part_is_shown_before_it_is_spoken() -> None:
    talk = begun("new_neighbour_note")
    text = LESSONS["new_neighbour_note"].parts[0].text
    assert f"\u201c{text}\u201d" in talk.line.shown
    assert talk.line.expected == text
    model = talk.easier()
    assert model.line.shown == ()
    assert model.line.speed < 1


def test_another_word_is_named_after_the_part() -> None:
    talk = begun("new_neighbour_note")
    after = talk.after(talk.rest(0).replace("town", "house"))
    assert 'It says "town", not "house".' in after.line.text
    miscue = next(fact for fact in after.line.facts if fact.kind == "miscue")
    assert (miscue.quote, miscue.better) == ("house", "town")
    assert after.open_part() == 1


def test_numbers_and_short_forms_are_no_miscues() -> None:
    talk = begun("new_neighbour_note")
    after = talk.after(talk.rest(0).replace("six", "6").replace("I am", "I'm"))
    assert not [fact for fact in after.line.facts if fact.kind == "miscue"]


def test_a_pause_within_a_part_asks_for_the_rest_and_loses_nothing() -> None:
    talk = begun("new_neighbour_note")
    first, rest = talk.rest(0).split(" I live", 1)
    half = talk.after(first)
    assert half.open_part() == 0
    assert half.rest(0).startswith("I live")
    assert half.dialogue.state.answered == frozenset()
    assert half.after("I live" + rest).open_part() == 1


@pytest.mark.parametrize("wish", ["Again, please.", "Let me try again.", "Can I read it again?"])
def test_a_part_is_tried_again_on_request_and_the_two_are_compared(wish: str) -> None:
    talk = at_part("new_neighbour_note", 0)
    wrong = talk.after(talk.rest(0).replace("town", "house")).after(wish)
    assert wrong.open_part() == 0
    better = wrong.after(talk.rest(0))
    assert "better" in better.line.text
    assert better.open_part() == 1


def test_the_pace_fact_counts_the_words_read_right() -> None:
    talk = begun("new_neighbour_note")
    fact = talk.after("Dear neighbour, my name is Lena. I am old in this house.").line.facts[0]
    assert (fact.kind, fact.value) == ("pace", 11.0)


def test_who_cannot_begin_hears_the_part_and_then_goes_on() -> None:
    talk = begun("new_neighbour_note").after(BESIDE)
    assert talk.open_part() == 0
    talk = talk.after(BESIDE)
    assert talk.line.shown == ()
    assert talk.after(BESIDE).open_part() == 1


def test_silence_asks_once_more_and_then_reads_the_part() -> None:
    talk = begun("the_lost_dog").after("I think he is lost.").after_silence()
    assert talk.line.shown
    assert talk.after_silence().line.shown == ()


@pytest.mark.parametrize("level", ["A1", "A2", "C2"])
def test_without_a_scenario_a_text_of_the_level_is_read(level: str) -> None:
    talk = begun(None, level)
    assert talk.lesson.default
    assert talk.lesson.level <= level


def test_a_scenario_of_somebody_elses_is_talked_through() -> None:
    about = SCENARIOS["the_lost_dog"].model_copy(update={"slug": "my_own_text"})
    assert isinstance(BOOK.open(lesson(about, "A2", mode="reading")), Dialogue)


ANYTHING = st.text(max_size=60) | st.sampled_from(["again", "help", "bye", "أهلا", "你好"])


@given(texts=st.lists(ANYTHING, max_size=6))
def test_any_words_in_any_order_are_answered(texts: list[str]) -> None:
    talk = begun("the_lost_dog")
    for text in texts:
        talk = talk.after(text)
        assert talk.line.sentences
        hinted, advice = talk.hinted()
        assert advice.text
        talk = hinted


def test_a_new_word_that_is_asked_for_is_explained_aloud() -> None:
    talk = begun("new_neighbour_note").after("What does neighbour mean?")
    assert talk.line.sentences[0] == "Neighbour: a person who lives next to you."
    assert talk.line.shown == (f"\u201c{talk.rest(0)}\u201d",)
    assert talk.open_part() == 0


def test_a_line_said_again_notices_nothing_twice() -> None:
    talk = at_part("new_neighbour_note", 2)
    asked = talk.after(talk.rest(2)).after("Lena wrote it.")
    assert [fact.kind for fact in asked.line.facts] == ["goal", "answer"]
    assert asked.after("Can you repeat, please?").line.facts == ()
