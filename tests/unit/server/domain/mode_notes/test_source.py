"""Notes know which turn each noticed fact is about."""

from server.domain.mode_notes.source import source_of
from server.protocol.models import LessonFact, Role, Turn, TurnDetails
from tests.fakes.evidence import turn


def reply(*facts: LessonFact, goals: tuple[int, ...] = ()) -> Turn:
    details = TurnDetails(facts=facts, goals=goals)
    return turn("Good.").model_copy(update={"role": Role.ASSISTANT, "details": details})


def test_a_fact_belongs_to_the_last_turn_that_holds_its_quote() -> None:
    first, second = turn("Yesterday I went home."), turn("And I eated fish.")
    went = LessonFact(kind="form", about="past", outcome="right", quote="I went")
    eated = LessonFact(kind="form", about="past", outcome="wrong", quote="eated")
    source = source_of([first, reply(), second, reply(went, eated, goals=(0,))], None)
    assert [entry.turn.turn_id for entry in source.facts("form")] == [
        first.turn_id,
        second.turn_id,
    ]
    assert source.goals == (0,)


def test_a_fact_whose_quote_nobody_said_is_left_out() -> None:
    made_up = LessonFact(kind="word", about="bread", quote="two breads")
    assert not source_of([turn("I like bread."), reply(made_up)], None).noticed


def test_a_fact_without_a_quote_is_about_the_turn_it_answers() -> None:
    pace = LessonFact(kind="pace", about="page 1", value=92, unit="words a minute")
    said = turn("Once upon a time.")
    assert source_of([turn("Hello."), said, reply(pace)], None).noticed[0].turn == said


def test_a_quote_is_shown_as_it_was_said() -> None:
    upgrade = LessonFact(kind="concept", about="politeness", quote="i want", better="I would like")
    source = source_of([turn("Well, I  want fish!"), reply(upgrade)], None)
    assert source.facts("concept")[0].fact.quote == "I  want"


def test_what_is_better_said_otherwise_is_no_model() -> None:
    upgrade = LessonFact(kind="concept", about="politeness", quote="I want", better="I would like")
    tip = LessonFact(kind="concept", about="tips are usual", quote="Thank you")
    said = [turn("I want fish."), turn("Thank you very much.")]
    source = source_of([said[0], reply(upgrade), said[1], reply(tip)], None)
    assert source.unmended() == [said[1]]
