import asyncio

import pytest

from server.domain.events import (
    TutorAudio,
    TutorDone,
    TutorEvent,
    TutorFailed,
    TutorHelp,
    TutorInterrupted,
    TutorText,
)
from server.tutors.event_stream import EventStream


async def read(stream: EventStream) -> list[TutorEvent]:
    stream.close()
    return [event async for event in stream.events()]


async def test_a_cut_drops_what_is_unread_of_the_reply_and_nothing_else() -> None:
    stream = EventStream()
    stream.open_reply()
    await stream.post_reply(TutorText("One."))
    stream.post(TutorHelp("hint", "try"))
    await stream.post_reply(TutorAudio(b"\0\0"))
    await stream.post_reply(TutorDone())
    assert stream.cut_reply()
    assert not stream.cut_reply()
    assert await read(stream) == [TutorHelp("hint", "try"), TutorInterrupted()]


async def test_a_reply_read_to_its_end_cannot_be_cut() -> None:
    stream = EventStream()
    stream.open_reply()
    await stream.post_reply(TutorDone())
    assert await anext(aiter(stream.events())) == TutorDone()
    assert not stream.cut_reply()


async def test_a_failed_reply_cannot_be_cut() -> None:
    stream = EventStream()
    stream.open_reply()
    stream.post(TutorFailed("The voice stopped."))
    assert not stream.cut_reply()


async def test_a_reply_waits_for_its_reader_and_other_events_do_not() -> None:
    stream = EventStream(unread_pieces=2)
    stream.open_reply()
    await stream.post_reply(TutorText("One."))
    await stream.post_reply(TutorText("Two."))
    waiting = asyncio.create_task(stream.post_reply(TutorText("Three.")))
    await asyncio.sleep(0)
    assert not waiting.done()
    stream.post(TutorHelp("hint", "try"))
    events = stream.events()
    seen = [await anext(events) for _ in range(4)]
    assert seen[-1] == TutorText("Three.")
    assert waiting.done()


async def test_closing_frees_who_waits_and_forgets_what_comes_after() -> None:
    stream = EventStream(unread_pieces=1)
    await stream.post_reply(TutorText("One."))
    waiting = asyncio.create_task(stream.post_reply(TutorText("Two.")))
    await asyncio.sleep(0)
    assert await read(stream) == [TutorText("One.")]
    async with asyncio.timeout(5):
        await waiting


async def test_a_fault_is_raised_after_what_was_posted_before_it() -> None:
    stream = EventStream()
    stream.post(TutorHelp("hint", "try"))
    stream.close(ZeroDivisionError())
    stream.close()
    events = stream.events()
    assert await anext(events) == TutorHelp("hint", "try")
    with pytest.raises(ZeroDivisionError):
        await anext(events)
