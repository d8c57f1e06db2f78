"""What the offline tutor can do in each language, on this machine, now."""

from dataclasses import replace

import pytest

from server.domain.events import (
    TutorAudio,
    TutorDone,
    TutorFailed,
    UserText,
)
from server.protocol.models import Language
from server.storage.builtin_catalog import load_builtin_catalog
from server.tutors.local import PLEASE_TYPE
from tests.fakes.lessons import lesson, scenario
from tests.fakes.speech_engines import FakeSynthesizer
from tests.unit.server.tutors.room import TURN, WATER, Room, paused, text_of


async def test_what_the_recognizer_does_not_know_can_be_typed() -> None:
    room = Room(WATER)
    irish = Language(code="ga", label="Irish")
    await room.enter(replace(lesson(scenario("restaurant")), language=irish))
    await paused(room)
    await room.session.activity_end()
    nothing, failed = await room.until(TutorFailed)
    assert nothing == UserText(1, "", final=True)
    told = "The recognizer does not know Irish. Please type your turns."
    assert failed == TutorFailed(told, retryable=False)
    await room.session.send_text(TURN, "Uisce, le do thoil.")
    assert text_of(await room.until(TutorDone))
    await room.session.aclose()


async def test_a_recognizer_with_a_problem_does_not_listen_and_says_why() -> None:
    room = Room(WATER)
    english = Language(code="en", label="English")
    assert (await room.tutor.capabilities(english)).listens
    room.ears.problem = "The weights are damaged. Install them again."
    able = await room.tutor.capabilities(english)
    assert not able.listens
    assert able.notice == f"{room.ears.problem} {PLEASE_TYPE}"


@pytest.mark.parametrize(
    ("code", "voice", "listens", "speaks", "told"),
    [
        ("en-GB", "neural", True, True, None),
        ("es", "basic", True, True, "does not mend errors"),
        ("es", "none", True, False, "no voice"),
        ("sw", "basic", True, True, "listen, repeat, read"),
        ("ga", "basic", False, True, "does not know ga"),
    ],
)
async def test_capabilities_say_what_a_language_lacks(
    code: str, voice: str, listens: bool, speaks: bool, told: str | None
) -> None:
    room = Room(WATER, voice=FakeSynthesizer(voice))  # type: ignore[arg-type] # from the table
    able = await room.tutor.capabilities(Language(code=code, label=code))
    assert (able.listens, able.speaks) == (listens, speaks)
    assert told in able.notice if told and able.notice else able.notice is told


@pytest.mark.parametrize("voice", [None, "b"])
async def test_the_chosen_voice_speaks_every_line(voice: str | None) -> None:
    room = Room(WATER)
    await room.enter(replace(lesson(scenario("restaurant")), voice=voice))
    await room.session.ask("slower")
    await room.until(TutorDone)
    assert len(room.voice.spoken_by) >= 2
    assert set(room.voice.spoken_by) == {voice}
    await room.session.aclose()


async def test_only_a_voice_that_can_be_heard_is_offered_and_a_basic_one_is_called_so() -> None:
    offered = {}
    for kind, code in (("neural", "en"), ("basic", "es"), ("none", "es"), ("basic", "sw")):
        room = Room(WATER, voice=FakeSynthesizer(kind))  # type: ignore[arg-type] # from the table
        able = await room.tutor.capabilities(Language(code=code, label=code))
        offered[kind, code] = [voice.id for voice in able.voices]
        assert ("basic voice" in (able.notice or "")) == (kind == "basic" and able.speaks)
    assert offered == {
        ("neural", "en"): ["a", "b"],
        ("basic", "es"): ["a", "b"],
        ("none", "es"): [],
        ("basic", "sw"): ["a", "b"],
    }


async def test_a_voice_that_is_there_is_not_said_to_be_missing() -> None:
    room = Room(WATER, voice=FakeSynthesizer("basic"))
    able = await room.tutor.capabilities(Language(code="sw", label="Swahili"))
    assert able.notice is not None
    assert "no voice" not in able.notice


@pytest.mark.parametrize(("code", "asked_as"), [("nb-NO", "no"), ("fil", "tl"), ("es-MX", "es")])
async def test_the_recognizer_is_asked_by_its_own_code(code: str, asked_as: str) -> None:
    room = Room("hola")
    opening = await room.enter(lesson(None, language=code))
    assert text_of(opening)
    await paused(room)
    await room.session.activity_end()
    await room.until(TutorDone)
    assert room.ears.languages == [asked_as]
    await room.session.aclose()


@pytest.mark.parametrize("code", [one.code for one in load_builtin_catalog().languages])
async def test_every_language_of_the_catalogue_opens_and_answers(code: str) -> None:
    room = Room("hm", voice=FakeSynthesizer("basic"))
    opening = await room.enter(lesson(None, language=code))
    assert text_of(opening)
    assert any(isinstance(event, TutorAudio) for event in opening)
    for text in ("Hello!", "\u4f60\u597d", "?"):
        await room.session.send_text(TURN, text)
        answer = await room.until(TutorDone)
        assert text_of(answer)
        assert not any(isinstance(event, TutorFailed) for event in answer)
    await room.session.aclose()
