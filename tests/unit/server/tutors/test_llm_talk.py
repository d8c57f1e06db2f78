"""Free talk in a model's words, against a real HTTP server that streams, stalls and breaks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from server.domain.events import (
    TurnHinted,
    TutorAudio,
    TutorDone,
    TutorEvent,
    TutorFailed,
    TutorInterrupted,
    TutorText,
    UserText,
)
from server.domain.ports import Lesson
from server.speech.lexicon import Lexicon
from server.tutors.chat_model import ChatModel
from server.tutors.llm_talk import LlmTalk, is_free
from server.tutors.local import LocalTutor
from server.tutors.local_session import LocalSession
from tests.fakes.lessons import lesson, scenario
from tests.fakes.llm_server import Answer, LlmServer, llm_server
from tests.fakes.speech_engines import FakeRecognizer, FakeSynthesizer
from tests.fakes.tutor_events import until
from tests.unit.server.tutors.talks import BOOK

TURN = UUID(int=3)
LOUD, QUIET = b"\x00\x10" * 320, b"\x02\x00" * 320
PASTA = "I like pasta very much."
NICE = Answer("That sounds good! Who cooks the pasta in your house? I think you do.")
STALL = Answer("", end="stall")


@dataclass(slots=True)
class Room:
    """A lesson of free talk, its model and its events."""

    server: LlmServer
    ears: FakeRecognizer
    voice: FakeSynthesizer
    session: LocalSession
    events: AsyncIterator[TutorEvent]
    opening: str = ""

    async def until(self, *kinds: type[TutorEvent]) -> list[TutorEvent]:
        """Everything up to the first event of these kinds."""
        return await until(self.events, *kinds)

    async def say(self, text: str) -> str:
        """Types a turn; the whole reply, which must not be a failure."""
        await self.session.send_text(TURN, text)
        return text_of(await self.until(TutorDone))


@asynccontextmanager
async def room(
    *answers: Answer, about: Lesson | None = None, budget_s: float = 4.0
) -> AsyncIterator[Room]:
    async with llm_server(*answers) as server:
        model = ChatModel(server.url, "small")
        talk = LlmTalk(model, Lexicon, BOOK.languages, budget_s=budget_s)
        ears, voice = FakeRecognizer(PASTA), FakeSynthesizer()
        tutor = LocalTutor(ears, voice, BOOK, talk.wordings)
        session = await tutor.open(about or lesson(None, "A2"))
        entered = Room(server, ears, voice, session, session.events())
        entered.opening = text_of(await entered.until(TutorDone))
        try:
            yield entered
        finally:
            await session.aclose()
            await model.aclose()


def text_of(events: list[TutorEvent]) -> str:
    assert not [event for event in events if isinstance(event, TutorFailed)]
    return " ".join(event.text for event in events if isinstance(event, TutorText))


def own_reply(*texts: str, level: str = "A2") -> str:
    """What the dialogue says by itself."""
    talk = BOOK.open(lesson(None, level))
    for text in texts:
        talk = talk.after(text)
    return talk.line.text


async def test_the_model_answers_aloud_up_to_its_first_question() -> None:
    async with room(NICE) as free:
        await free.session.send_text(TURN, PASTA)
        events = await free.until(TutorDone)
        assert text_of(events) == "That sounds good! Who cooks the pasta in your house?"
        assert [event for event in events if isinstance(event, TutorAudio)]
        assert free.voice.spoken[-2:] == [
            ("That sounds good!", 1.0),
            ("Who cooks the pasta in your house?", 1.0),
        ]


async def test_what_the_model_asked_is_what_is_repeated_and_remembered() -> None:
    async with room(NICE, Answer("I see. Is it hot?")) as free:
        asked = await free.say(PASTA)
        await free.session.ask("repeat")
        assert text_of(await free.until(TutorDone)) == asked
        assert await free.say("My mother cooks.") == "I see. Is it hot?"
        system, situation, opening, first, answer, second = free.server.requests[1]["messages"]
        assert system["role"] == "system"
        assert "free talk" in situation["content"]
        assert opening == {"role": "assistant", "content": free.opening}
        assert first == {"role": "user", "content": f"<learner>{PASTA}</learner>"}
        assert answer["content"].startswith(asked)
        assert second["content"] == "<learner>My mother cooks.</learner>"


async def test_a_hint_to_a_question_of_the_models_is_that_question() -> None:
    talk = BOOK.open(lesson(None, "A2")).after(PASTA).worded(("Good.", "Is it hot?"))
    assert talk.hinted()[1].text == "Is it hot?"
    assert talk.line.text == "Good. Is it hot?"
    assert len(talk.suggestions().replies) == 3


async def test_the_dialogues_question_stays_open_while_the_model_asks_its_own() -> None:
    fallback = BOOK.open(lesson(None, "A2")).after("It is good.")
    question = fallback.line.sentences[-1]
    improvised = fallback.worded(("Good.", "Is it hot?"))
    assert improvised.after("Yes, it is.").line.sentences[-1] == question


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=429),
        Answer(status=500),
        Answer(status=404),
        Answer(raw=b"<html>not here</html>"),
        Answer(raw=b"data: {]\n\n"),
        Answer(raw=b"data: [[1]]\n\n"),
        Answer(raw=b'data: {"choices": [{"delta": {"content": 7}}]}\n\n'),
        Answer(raw=b"data: " + b"[" * 60_000 + b"\n\n"),
        Answer(raw=b"x" * 70_000),
        Answer(""),
        Answer("\ufffd\ufffd\ufffd\ufffd. \ufffd"),
        Answer("word " * 60),
        Answer("That is", end="break"),
        Answer("That is", end="length"),
        Answer("```\nprint(1)\n```"),
    ],
)
async def test_where_the_model_fails_the_dialogue_answers_and_nothing_is_said_of_it(
    answer: Answer,
) -> None:
    async with room(answer) as free:
        assert await free.say(PASTA) == own_reply(PASTA)


async def test_a_server_that_is_not_there_is_no_news_to_the_learner() -> None:
    async with room(NICE) as free:
        free.session._wordings._free.model.base_url = "http://127.0.0.1:9/v1"
        assert await free.say(PASTA) == own_reply(PASTA)


async def test_a_model_that_stalls_is_waited_for_no_longer_than_the_budget() -> None:
    async with room(STALL, budget_s=0.2) as free:
        clock = asyncio.get_running_loop()
        begun = clock.time()
        assert await free.say(PASTA) == own_reply(PASTA)
        assert 0.2 <= clock.time() - begun < 2.0
        async with asyncio.timeout(5):
            await free.server.left.wait()


@pytest.mark.parametrize("end", ["stall", "break", "length"])
async def test_a_model_that_stops_in_mid_reply_leaves_its_whole_sentence_and_our_question(
    end: str,
) -> None:
    async with room(Answer("That sounds good! Who coo", end=end), budget_s=0.3) as free:
        question = own_reply(PASTA).split(". ")[-1]
        assert await free.say(PASTA) == f"That sounds good! {question}"
        await free.session.ask("repeat")
        assert text_of(await free.until(TutorDone)) == f"That sounds good! {question}"


async def test_a_model_that_hangs_again_is_left_alone_for_some_turns() -> None:
    async with room(STALL, budget_s=0.1) as free:
        for text in ("I like pasta.", "My mother cooks.", "It is cold.", "I go by train."):
            assert await free.say(text)
        assert len(free.server.requests) == 2


async def test_barge_in_closes_the_request() -> None:
    async with room(Answer("That sounds good! ", end="stall")) as free:
        await free.session.send_text(TURN, PASTA)
        async with asyncio.timeout(5):
            await free.server.asked.wait()
        await free.session.activity_start(1, TURN)
        await free.until(TutorInterrupted)
        async with asyncio.timeout(5):
            await free.server.left.wait()


async def test_an_answer_prepared_in_a_pause_serves_when_the_turn_closes() -> None:
    async with room(NICE) as free:
        await free.session.activity_start(1, TURN)
        for block in [LOUD] * 50 + [QUIET] * 10:
            free.session.send_audio(block)
        await free.session.activity_pause()
        await free.until(TurnHinted)
        async with asyncio.timeout(5):
            await free.server.asked.wait()
        await free.session.activity_end()
        heard, *reply = await free.until(TutorDone)
        assert isinstance(heard, UserText)
        assert text_of(reply) == "That sounds good! Who cooks the pasta in your house?"
        assert len(free.server.requests) == 1


async def test_speech_after_a_pause_closes_the_request_and_there_is_never_a_second_open() -> None:
    async with room(STALL, NICE) as free:
        free.ears.texts = ["I like", PASTA]
        await free.session.activity_start(1, TURN)
        for _ in range(50):
            free.session.send_audio(LOUD)
        await free.session.activity_pause()
        async with asyncio.timeout(5):
            await free.server.asked.wait()
        for _ in range(50):
            free.session.send_audio(LOUD)
        await free.session.activity_pause()
        await free.session.activity_end()
        assert "Who cooks" in text_of(await free.until(TutorDone))
        async with asyncio.timeout(5):
            await free.server.left.wait()
        assert free.server.most_in_flight == 1


async def test_an_answer_above_the_level_is_asked_for_once_again_with_its_words_named() -> None:
    async with room(Answer("Such culinary extravagance! Why?"), NICE) as free:
        assert (await free.say(PASTA)).startswith("That sounds good!")
        first, second = (request["messages"][0]["content"] for request in free.server.requests)
        assert second.removeprefix(first).endswith("culinary, extravagance.")
        assert free.server.most_in_flight == 1


async def test_an_answer_above_the_level_twice_is_not_said() -> None:
    async with room(Answer("Such culinary extravagance! Why?")) as free:
        assert await free.say(PASTA) == own_reply(PASTA)
        assert len(free.server.requests) == 2


async def test_above_the_bands_rare_words_may_be_said() -> None:
    async with room(Answer("Such culinary extravagance! Why?"), about=lesson(None, "C1")) as free:
        assert await free.say(PASTA) == "Such culinary extravagance! Why?"


async def test_an_answer_in_another_language_is_not_said() -> None:
    german = Answer("Das klingt aber wirklich sehr gut. Was kochst du denn gerne?")
    async with room(german, about=lesson(None, "C1")) as free:
        assert await free.say(PASTA) == own_reply(PASTA, level="C1")


@pytest.mark.parametrize("text", ["Can you repeat that, please?", "I have to go. Goodbye!", "..."])
async def test_repeating_leave_taking_and_silence_are_the_dialogues(text: str) -> None:
    async with room(NICE) as free:
        assert await free.say(text)
        assert not free.server.requests


@pytest.mark.parametrize(
    ("about", "free"),
    [
        (lesson(None), True),
        (lesson(scenario("restaurant")), False),
        (lesson(scenario("mine", topics=["food"])), False),
        (lesson(scenario("mine")), True),
        (lesson(scenario("restaurant"), language="nl"), True),
        (lesson(scenario("restaurant"), language="es"), False),
        (lesson(None, mode="assessment"), False),
        (lesson(None, mode="test_prep"), False),
    ],
)
def test_only_talk_that_nothing_written_leads_is_the_models(about: Lesson, free: bool) -> None:
    assert is_free(about, BOOK.languages) is free


async def test_another_language_is_talked_by_the_model() -> None:
    spanish: Any = Answer("Me gusta mucho la pasta. \u00bfQui\u00e9n cocina en tu casa?")
    async with room(spanish, about=lesson(None, "B1", language="es")) as free:
        assert await free.say("Me gusta la pasta.") == spanish.text
