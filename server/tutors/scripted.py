"""A tutor that follows a script: same input, same events. For tests, never offered to a learner."""

import asyncio
import math
from array import array
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from server.domain.events import (
    TurnHinted,
    TutorAudio,
    TutorDone,
    TutorEvent,
    TutorHelp,
    TutorText,
    UserText,
)
from server.domain.ports import Lesson, TutorCapabilities
from server.protocol.audio import TUTOR
from server.protocol.messages import Help
from server.protocol.models import Language, Voice
from server.tutors.event_stream import EventStream
from server.tutors.sentences import count_words, split_sentences

PIECE_BYTES = 4_800  # 100 ms, the most that TutorAudio may carry
WORD_MS = 300
TONES = (
    Voice(id="tone", label="A tone", kind="basic"),
    Voice(id="tone-again", label="The same tone", kind="basic"),
)
AMPLITUDE = 6_000  # about -15 dB below full scale
AUDIBLE = 200  # an utterance whose largest sample is below this is silent


def tone(sentence: str) -> bytes:
    """A 330 Hz tone, 300 ms for each word of the sentence, 24 kHz s16le mono."""
    samples = TUTOR.rate * WORD_MS // 1000 * max(1, count_words(sentence))
    step = 2 * math.pi * 330 / TUTOR.rate
    wave = array("h", (round(AMPLITUDE * math.sin(step * n)) for n in range(samples)))
    return wave.tobytes()


@dataclass(frozen=True, slots=True)
class Script:
    """What is said and what is heard; each list goes on with its last entry when it is used up.

    Attributes:
        replies: answers to the learner's turns; goal n counts as reached with reply n, and the
            last reply says goodbye.
        heard: what the learner is taken to have said in each utterance that is not silent.
        sound: 24 kHz s16le mono for every sentence; None makes a tone of the sentence's length.
    """

    opening: str = "Good evening. What would you like to drink?"
    replies: tuple[str, ...] = (
        "Some water, very good. What would you like to eat?",
        "The soup, of course. Is everything all right?",
        "Here is your bill. Thank you and goodbye.",
    )
    heard: tuple[str, ...] = (
        "I would like some water, please.",
        "I would like the soup, please.",
        "Can I have the bill, please?",
    )
    sound: bytes | None = None


class ScriptedTutor:
    """Holds any number of lessons that all follow one script."""

    def __init__(self, script: Script | None = None) -> None:
        self._script = script or Script()

    async def capabilities(self, language: Language) -> TutorCapabilities:
        """The same in every language."""
        return TutorCapabilities(
            name="scripted",
            listens=True,
            speaks=True,
            barge_in=True,
            needs_key=False,
            voices=TONES,
        )

    async def open(self, lesson: Lesson) -> "ScriptedSession":
        """Begins at the top of the script, whatever the lesson."""
        return ScriptedSession(self._script)

    async def aclose(self) -> None:
        """Holds nothing."""


class ScriptedSession:
    """One run through the script; everything is answered at once."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._stream = EventStream()
        self._speaking: asyncio.Task[None] | None = None
        self._utterance: int | None = None
        self._loudest = 0
        self._heard = 0
        self._turns = 0
        self._line = script.opening
        self._say()

    async def activity_start(self, utterance: int, turn_id: UUID) -> None:
        """The learner speaks; a reply in progress is interrupted."""
        await self.interrupt()
        self._utterance, self._loudest = utterance, 0

    def send_audio(self, pcm: bytes) -> None:
        """Measures loudness only."""
        if self._utterance is not None and pcm:
            samples = array("h", pcm[: len(pcm) // 2 * 2])
            self._loudest = max(self._loudest, max(samples, default=0), -min(samples, default=0))

    async def activity_pause(self, t: int = 0) -> None:
        """Every utterance with sound is taken for complete at its first pause."""
        if self._utterance is not None:
            audible = self._loudest >= AUDIBLE
            self._stream.post(TurnHinted(self._utterance, "complete" if audible else "unknown", t))

    async def activity_end(self) -> None:
        """The next line of `heard`, or nothing for silence, then the reply."""
        if self._utterance is None:
            return
        utterance, self._utterance = self._utterance, None
        if self._loudest < AUDIBLE:
            self._stream.post(UserText(utterance, "", final=True))
        else:
            text = self._script.heard[min(self._heard, len(self._script.heard) - 1)]
            self._heard += 1
            self._stream.post(UserText(utterance, text, final=True))
            self._next_line()
        self._say()

    async def send_text(self, turn_id: UUID, text: str) -> None:
        """Any text is answered by the next line."""
        await self.interrupt()
        self._next_line()
        self._say()

    async def ask(self, what: Help) -> None:
        """`repeat` and `slower` say the line again; everything else is written help."""
        if what in ("repeat", "slower") and self._utterance is None:
            await self.interrupt()
            self._say()
            return
        replies = self._script.heard[:3] if what == "replies" else ()
        self._stream.post(TutorHelp(what, self._line, rung=1, replies=replies))

    async def interrupt(self) -> None:
        """Stops the reply in progress."""
        if self._speaking is not None:
            self._speaking.cancel()
            self._speaking = None
        self._stream.cut_reply()

    def events(self) -> AsyncIterator[TutorEvent]:
        """All that happens, in order."""
        return self._stream.events()

    async def aclose(self) -> None:
        """Ends the stream of events."""
        if self._speaking is not None:
            self._speaking.cancel()
        self._stream.close()

    def _next_line(self) -> None:
        self._line = self._script.replies[min(self._turns, len(self._script.replies) - 1)]
        self._turns += 1

    def _say(self) -> None:
        reached = min(self._turns, len(self._script.replies))
        done = TutorDone(tuple(range(reached)), closing=reached == len(self._script.replies))
        self._stream.open_reply()
        self._speaking = asyncio.create_task(self._send(self._line, done))

    async def _send(self, line: str, done: TutorDone) -> None:
        for sentence in split_sentences(line):
            await self._stream.post_reply(TutorText(sentence))
            sound = tone(sentence) if self._script.sound is None else self._script.sound
            for start in range(0, len(sound), PIECE_BYTES):
                await self._stream.post_reply(TutorAudio(sound[start : start + PIECE_BYTES]))
        await self._stream.post_reply(done)
