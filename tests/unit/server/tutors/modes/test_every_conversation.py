"""Every scenario of conversation and vocabulary, by learners who answer and by one who does not."""

from dataclasses import replace

import pytest

from server.protocol.models import Level
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_pack import LADDER
from server.tutors.sentences import WORD_CAPS, count_words
from server.tutors.talk import Line
from tests.unit.server.tutors.modes.learner import (
    LEARNERS,
    SCENARIOS,
    all_goals,
    begun,
    dialogue_of,
    whole,
)
from tests.unit.server.tutors.modes.lessons import ODD, lives_through
from tests.unit.server.tutors.talks import moved_on

SLUGS = sorted(SCENARIOS)
IRRELEVANT = (
    "Elephants dance under silly umbrellas",
    "Wooden spoons danced around a heavy curtain",
    "Pirates painted the ceiling with crooked stripes",
    "Giraffes whistle marvellous melodies",
)


def at_each_stage(slug: str, level: Level) -> list[Dialogue]:
    """The dialogue at every stage, those before it answered."""
    talk = dialogue_of(begun(slug, level))
    names = [stage.id for stage in talk.rules.pack.stages]
    return [
        replace(
            talk,
            state=replace(
                talk.state,
                at=stage.id,
                asked=stage.ask[Level.A1][0],
                line=Line((stage.ask[Level.A1][0],)),
                memory=(("dish", "fish"),) if "dish" in talk.rules.pack.slots else (),
                answered=frozenset(names[: names.index(stage.id)]),
            ),
        )
        for stage in talk.rules.pack.stages
    ]


def test_every_scenario_has_its_learner() -> None:
    assert set(LEARNERS) == set(SCENARIOS)
    assert len(SCENARIOS) == 20


@pytest.mark.parametrize("slug", SLUGS)
def test_a_learner_of_the_level_reaches_every_goal_and_hears_the_closing(slug: str) -> None:
    turns = whole(slug)
    level = dialogue_of(turns[0][1]).rules.level
    for _, talk in turns:
        assert count_words(talk.line.text) <= WORD_CAPS[level], talk.line.text
        assert talk.line.text.count("?") <= 1 or '?"' in talk.line.text, talk.line.text
    assert turns[-1][1].line.closing
    assert turns[-1][1].line.goals == all_goals(slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_what_has_nothing_to_do_with_the_task_reaches_no_goal(slug: str) -> None:
    talk = begun(slug)
    for turn in range(60):
        if talk.line.closing:
            break
        talk = talk.after(IRRELEVANT[turn % len(IRRELEVANT)])
    assert talk.line.goals == (), talk.line.goals


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("own_level", [True, False])
def test_suggested_replies_and_the_last_hint_answer_every_question(
    slug: str, own_level: bool
) -> None:
    level = dialogue_of(begun(slug)).rules.level if own_level else Level.A1
    for before in at_each_stage(slug, level):
        replies = before.suggestions().replies
        assert len(replies) == 3, before.state.at
        for text in replies:
            assert moved_on(before, before.after(text)), (before.state.at, text)
        hinted = before
        for _ in LADDER:
            hinted, advice = hinted.hinted()
        model = advice.text.removeprefix("Say: ")
        assert model != advice.text, before.state.at
        assert moved_on(before, hinted.after(model)), (before.state.at, model)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("text", ODD)
def test_nothing_that_is_said_breaks_a_talk(slug: str, text: str) -> None:
    lives_through(begun(slug), text)
