"""A line on its way to sound: made ahead of being sent, first sentence first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

from server.domain.errors import TutorUnavailable
from server.domain.events import TutorAudio, TutorText
from server.domain.ports import Synthesizer
from server.tutors.wording import Wording

PIECE_BYTES = 4_800  # 100 ms at 24 kHz, the most that TutorAudio may carry


class SpokenLine:
    """Text and sound of a line. The first sentence is made at once, the others from `pieces` on.

    Attributes:
        fault: why sentences came without sound, once `pieces` has ended.
    """

    def __init__(
        self,
        wording: Wording,
        synthesizer: Synthesizer | None,
        language: str,
        voice: str | None = None,
    ) -> None:
        self.wording = wording
        self.fault: TutorUnavailable | None = None
        self._synthesizer = synthesizer
        self._language = language
        self._voice = voice
        self._made: asyncio.Queue[TutorText | TutorAudio | None] = asyncio.Queue()
        self._wanted = asyncio.Event()
        self._making = asyncio.create_task(self._make())

    async def pieces(self) -> AsyncIterator[TutorText | TutorAudio]:
        """Each sentence, followed by its sound in pieces of at most 100 ms."""
        self._wanted.set()
        while (piece := await self._made.get()) is not None:
            yield piece
        await self._making

    def stop(self) -> None:
        """Makes no more of it; a second call leaves the work its time to clean up."""
        if not self._making.cancelling():
            self._making.cancel()

    async def aclose(self) -> None:
        """Stops what is still being made, and waits until it has stopped."""
        self.stop()
        await asyncio.wait({self._making})

    async def _make(self) -> None:
        try:
            async with aclosing(self.wording.sentences()) as sentences:
                facts = self.wording.facts
                async for sentence in sentences:
                    self._made.put_nowait(TutorText(sentence, facts))
                    facts = ()
                    spoken = sentence not in self.wording.shown
                    if spoken and self._synthesizer is not None and self.fault is None:
                        await self._speak(self._synthesizer, sentence)
                    await self._wanted.wait()
        finally:
            self._made.put_nowait(None)

    async def _speak(self, synthesizer: Synthesizer, sentence: str) -> None:
        sound = synthesizer.speak(sentence, self._language, self.wording.speed, self._voice)
        waiting = bytearray()
        try:
            async for pcm in sound:
                waiting += pcm
                while len(waiting) >= PIECE_BYTES:
                    self._made.put_nowait(TutorAudio(bytes(waiting[:PIECE_BYTES])))
                    del waiting[:PIECE_BYTES]
        except TutorUnavailable as fault:
            self.fault = fault
        finally:
            close = getattr(sound, "aclose", None)
            if close is not None:
                await close()
        if waiting:
            self._made.put_nowait(TutorAudio(bytes(waiting)))
