"""A learner made of recordings: speaks when it has the floor, waits while the tutor speaks."""

import asyncio
from collections.abc import Callable, Sequence

from desktop_app.audio.files import RecordedMicrophone
from desktop_app.presenters.lesson import Lesson
from desktop_app.presenters.lesson_events import FloorGiven, LessonEvent, TurnClosed
from server.protocol.audio import MICROPHONE

LISTEN_ON_MS = 500  # so that a word at the very end of a recording is still noticed
LONGEST_BUDGET_MS = 5_000  # an incomplete turn stretches the budget by half, up to this


class RecordedLearner:
    """Plays each recording as (at least) one turn of a lesson.

    `notice` must see every event of the lesson, before anything is captured after it.
    """

    def __init__(self, microphone: RecordedMicrophone, recordings: Sequence[bytes]) -> None:
        self._microphone = microphone
        self._recordings = tuple(recordings)
        self._waiting_for_close = False
        self._changed = asyncio.Event()

    def notice(self, event: LessonEvent) -> None:
        """Holds the recording while the tutor has the floor."""
        if isinstance(event, TurnClosed):
            if self._waiting_for_close:
                self._microphone.stop()
            else:
                self._microphone.hold()
        elif isinstance(event, FloorGiven):
            self._microphone.go_on()
        self._changed.set()

    async def run(self, lesson: Lesson) -> None:
        """Says everything; returns when the last turn has been answered."""
        for sound in self._recordings:
            await self._until(lambda: lesson.floor)
            self._microphone.play(sound + _silence(LISTEN_ON_MS))
            await self._microphone.until_spent()
            if lesson.turn_open:
                await self._close_turn(lesson)
        await self._until(lambda: lesson.floor)

    async def _close_turn(self, lesson: Lesson) -> None:
        budget = lesson.turn_taking.pause_ms if lesson.turn_taking else 0
        if budget:
            self._waiting_for_close = True
            self._microphone.play(_silence(max(budget, LONGEST_BUDGET_MS)))
            await self._microphone.until_spent()
            self._waiting_for_close = False
        if lesson.turn_open:
            await lesson.toggle()

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._changed.clear()
            await self._changed.wait()


def _silence(milliseconds: float) -> bytes:
    return bytes(MICROPHONE.bytes_for(milliseconds))
