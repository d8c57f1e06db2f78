"""Every line of every pack: caps, one question, and replies that the engine itself understands."""

from typing import Any

import pytest
from pydantic import ValidationError

from server.protocol.models import Level
from server.tutors.dialogue_pack import Levelled, Pack, longest_rendering
from server.tutors.sentences import WORD_CAPS, count_words, split_sentences
from tests.unit.server.tutors.talks import ENGLISH, at_stage, dialogue, moved_on

SLUGS = [None, "restaurant", "job_interview"]


def every_line(pack: Pack) -> list[tuple[Level, str]]:
    """All that a pack and the manners can say, with the level from which it may be said."""
    sources: list[Levelled] = [pack.opening, pack.closing, *ENGLISH.manners.lines.values()]
    for stage in pack.stages:
        sources += [stage.ask, stage.react]
        if stage.hints:
            sources += [
                stage.hints.rephrase,
                stage.hints.choices,
                stage.hints.starter,
                stage.hints.model,
            ]
    sources += [intent.react for intent in (*pack.intents, *ENGLISH.manners.answers)]
    return [(level, text) for lines in sources for level, texts in lines.items() for text in texts]


@pytest.mark.parametrize("slug", ["free_talk", "restaurant", "job_interview"])
def test_every_line_keeps_its_cap_and_asks_at_most_once_at_the_end(slug: str) -> None:
    lines = every_line(ENGLISH.packs[slug])
    assert len(lines) > 100
    for level, text in lines:
        longest = longest_rendering(text, ENGLISH.packs[slug])
        if "{echo}" not in text and "{better}" not in text and "{term}" not in text:
            assert count_words(longest) <= WORD_CAPS[level], text
        assert len(split_sentences(longest)) <= 3, text
        assert "?" not in longest[:-1].replace('?"', "") or longest.endswith('?"'), text


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("level", ["A1", "B2"])
def test_every_reply_that_is_suggested_answers_the_question(slug: str | None, level: str) -> None:
    talk = dialogue(slug, level)
    for stage in talk.rules.pack.stages:
        before = at_stage(talk, stage.id)
        replies = before.suggestions().replies
        assert len(replies) == 3
        for reply in replies:
            assert moved_on(before, before.after(reply)), (stage.id, reply)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("level", ["A1", "B2"])
def test_the_model_of_every_ladder_answers_the_question(slug: str | None, level: str) -> None:
    talk = dialogue(slug, level)
    for stage in talk.rules.pack.stages:
        before = at_stage(talk, stage.id)
        for _ in range(5):
            before, advice = before.hinted()
        model = advice.text.removeprefix("Say: ")
        assert model != advice.text, stage.id
        assert moved_on(before, before.after(model)), (stage.id, model)


def pack_with(**changes: Any) -> dict[str, Any]:
    stage = {"id": "one", "ask": "What is it?", "any_answer": {"A1": 1}}
    whole = {
        "slug": "s",
        "opening": "What is it?",
        "first": "one",
        "stages": [stage],
        "closing": "Goodbye!",
    }
    return whole | changes


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"first": "two"}, "unknown stages"),
        ({"closing": "Goodbye, is it?"}, "a question"),
        ({"opening": "Hello."}, "no question"),
        ({"opening": "Who? And what is it?"}, "one question"),
        ({"opening": " ".join(["very"] * 12) + " long?"}, "over 12 words"),
        ({"opening": {"B1": "What is it?"}}, "from A1"),
        ({"intents": [{"id": "i", "match": ["{dish}"]}]}, "no slot"),
        ({"stages": [{"id": "one", "ask": "What?", "yes": "gone"}]}, "unknown intents"),
    ],
)
def test_a_pack_that_breaks_the_rules_is_refused(changes: dict[str, Any], complaint: str) -> None:
    Pack.model_validate(pack_with())
    with pytest.raises(ValidationError, match=complaint):
        Pack.model_validate(pack_with(**changes))
