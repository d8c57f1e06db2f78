"""Scenarios without a pack of their own are talked through by their checklist."""

import csv
from pathlib import Path

import pytest

from server.protocol.models import Level
from server.tutors.scenario_pack import scenario_level
from server.tutors.sentences import WORD_CAPS, count_words
from tests.fakes.lessons import scenario
from tests.unit.server.tutors.talks import talk_of

CHECK_IN = scenario(
    "check_in",
    level="B1",
    opening_line="Good morning. Where are you flying today?",
    checklist=["say where you are flying", "ask for a seat you like", "thank the clerk"],
    target_vocabulary=["gate", "aisle seat"],
)


def test_each_item_is_asked_for_in_turn_and_reached() -> None:
    talk = talk_of(CHECK_IN, "B1")
    assert talk.line.text == "Good morning. Where are you flying today?"
    talk = talk.after("I am flying to Madrid this morning.")
    assert talk.line.goals == (0,)
    assert "ask for a seat you like?" in talk.line.text
    talk = talk.after("Could I have an aisle seat, please?")
    assert talk.line.goals == (0, 1)
    assert "thank the clerk?" in talk.line.text
    talk = talk.after("Thank you.")
    assert talk.line.goals == (0, 1, 2)
    assert talk.line.closing


def test_an_item_that_asks_needs_a_question() -> None:
    talk = talk_of(CHECK_IN, "B1").after("I am flying to Madrid this morning.")
    assert talk.after("I like the aisle seat very much.").line.goals == (0,)


def test_a_turn_answers_by_the_words_of_the_item_or_the_target_words_not_by_its_length() -> None:
    talk = talk_of(CHECK_IN, "B1")
    assert talk.after("My uncle has three old dogs and a garden.").line.goals == ()
    assert talk.after("I fly to Madrid.").line.goals == (0,)
    assert talk.after("I need the gate to Madrid.").line.goals == (0,)


def test_an_item_without_a_word_to_go_by_takes_any_turn_of_some_length() -> None:
    bare = scenario("bare", checklist=["say what you think about it"])
    assert talk_of(bare, "B1").after("Good.").line.goals == ()
    assert talk_of(bare, "B1").after("I think that it is good.").line.goals == (0,)


def test_praise_names_the_target_word_that_was_used() -> None:
    talk = talk_of(CHECK_IN, "B1").after("I am looking for the gate to Madrid.")
    assert '"gate"' in talk.line.text


def test_a_scenario_without_data_can_still_be_talked_about() -> None:
    talk = talk_of(scenario("bare"), "B1")
    assert talk.line.text.endswith("?")
    assert talk.after("I think that it is a very good idea.").line.closing


@pytest.mark.parametrize(
    ("word", "level"),
    [("B2", Level.B2), ("beginner", Level.A2), ("Advanced", Level.C1), ("expert", None)],
)
def test_founding_words_name_levels(word: str, level: Level | None) -> None:
    assert scenario_level(scenario("x", level=word)) is level


@pytest.mark.corpus
@pytest.mark.parametrize("level", list(Level))
def test_all_seventy_scenarios_can_be_talked_through_without_a_pack(
    shared_data: Path, level: Level
) -> None:
    with (shared_data / "scenarios.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert len(rows) == 70
    for row in rows:
        seed = scenario(
            f"own_{row['slug']}",
            level=row["level"],
            opening_line=row["opening_line"],
            checklist=row["checklist"].split("|"),
            target_vocabulary=row["target_vocabulary"].split("|"),
        )
        talk = talk_of(seed, level)
        turns = 0
        while not talk.line.closing:
            text = talk.line.text
            assert count_words(text) <= WORD_CAPS[level], (row["slug"], text)
            assert text.count("?") <= 1 or '?"' in text, (row["slug"], text)
            asks = talk.rules.stage(talk.state.at).needs == "question"
            talk = talk.after(
                "Could you tell me how much it costs and when it starts, please?"
                if asks
                else f"I think that I can {talk.rules.checklist[len(talk.line.goals)]} here."
            )
            turns += 1
            assert turns <= 40, row["slug"]
        assert len(talk.line.goals) == len(row["checklist"].split("|")), row["slug"]
