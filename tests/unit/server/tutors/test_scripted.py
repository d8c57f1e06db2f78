from uuid import UUID

from server.domain.events import TutorAudio, TutorDone, TutorEvent, TutorText, UserText
from server.tutors.scripted import Script, ScriptedSession, ScriptedTutor, tone
from tests.fakes.lessons import lesson

TURN = UUID(int=1)


async def until_done(session: ScriptedSession) -> list[TutorEvent]:
    seen: list[TutorEvent] = []
    async for event in session.events():
        seen.append(event)
        if isinstance(event, TutorDone):
            break
    return seen


async def test_the_script_is_followed_and_its_last_line_stays() -> None:
    tutor = ScriptedTutor(Script("Hi?", ("One?", "Bye."), ("first", "second"), b"\1\0" * 10))
    session = await tutor.open(lesson())
    await until_done(session)
    heard, lines, ends = [], [], []
    for utterance in range(1, 4):
        await session.activity_start(utterance, TURN)
        session.send_audio(b"\x00\x10" * 320)
        await session.activity_end()
        for event in await until_done(session):
            if isinstance(event, UserText):
                heard.append(event.text)
            elif isinstance(event, TutorText):
                lines.append(event.text)
            elif isinstance(event, TutorAudio):
                assert event.pcm == b"\1\0" * 10
            else:
                ends.append(event)
    assert heard == ["first", "second", "second"]
    assert lines == ["One?", "Bye.", "Bye."]
    assert ends == [TutorDone((0,)), TutorDone((0, 1), closing=True), TutorDone((0, 1), True)]
    await session.aclose()


def test_the_tone_is_audible_and_as_long_as_the_sentence() -> None:
    sound = tone("Three little words.")
    assert len(sound) == 3 * 300 * 24 * 2
    assert max(memoryview(sound).cast("h")) > 5_000
