"""One talk: microphone, ears, socket and loudspeaker brought together, without Qt.

The window and the practice command both run it; whoever runs it hears everything through `tell`, in
the order in which it happened.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import aclosing, suppress
from typing import Any, Protocol
from uuid import UUID, uuid4

from desktop_app.audio.devices import SoundProblem
from desktop_app.audio.ears import Ears
from desktop_app.audio.microphone import Microphone
from desktop_app.audio.speaker import Speaker
from desktop_app.backend.voice import ConnectionLost
from desktop_app.presenters import lesson_events as talk
from desktop_app.presenters.exam_timer import ExamTimer, TimeLeft
from desktop_app.presenters.replies import Replies
from server.listening.listener import (
    ActivityEnded,
    ActivityPaused,
    ActivityResumed,
    ActivityStarted,
    BargeInCandidate,
    BargeInConfirmed,
    BargeInRejected,
    ListeningEvent,
    Patient,
    Speech,
)
from server.protocol import messages as wire
from server.protocol.audio import MICROPHONE
from server.protocol.codec import FIRST, PREROLL, TutorFrame, next_generation
from server.protocol.errors import ErrorCode, ErrorDetail

LOOK_AGAIN_S = 0.25  # one who speaks early brings the end of an exam clock forward


class LessonRefused(Exception):
    """The server does not open this lesson; `detail` says why and what would do."""

    def __init__(self, detail: ErrorDetail) -> None:
        super().__init__(detail.message)
        self.detail = detail


class Voice(Protocol):
    """The socket, as far as a talk needs it; see `desktop_app.backend.voice.VoiceClient`."""

    last_seq: int

    async def send(self, message: wire.ClientMessage) -> None:
        """Sends a control message."""
        ...

    async def send_audio(self, pcm: bytes, utterance: int, time_us: int, flags: int = 0) -> None:
        """Sends learner's audio."""
        ...

    def messages(self) -> AsyncIterator[wire.ServerMessage | TutorFrame]:
        """What the server sends."""
        ...

    async def aclose(self) -> None:
        """Closes the connection."""
        ...


class Lesson:
    """`await run(...)` until it has ended; the other methods are the learner's keys.

    `make_ears` gets the turn taking that the server asks for.

    Attributes:
        draft: what stands in the text field; an exam's clock sends it at zero.
    """

    def __init__(
        self,
        voice: Voice,
        microphone: Microphone,
        speaker: Speaker,
        make_ears: Callable[[wire.TurnTaking], Ears],
        tell: Callable[[talk.LessonEvent], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.draft = ""
        self.turn_taking: wire.TurnTaking | None = None
        self._voice = voice
        self._microphone = microphone
        self._replies = Replies(speaker, tell, self._send, clock)
        self._make_ears = make_ears
        self._tell = tell
        self._clock = clock
        self._exam = ExamTimer(clock)
        self._ears: Ears | None = None
        self._group: asyncio.TaskGroup | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._utterance = 0
        self._turn_open = False
        self._pause = 0
        self._paused_t = 0  # of the last pause, as the server knows it
        self._sent_bytes = 0
        self._floor = False
        self._muted = False
        self._microphone_level = 0.0

    @property
    def turn_open(self) -> bool:
        """Whether the learner's turn is open."""
        return self._turn_open

    @property
    def floor(self) -> bool:
        """Whether the learner may speak without interrupting anybody."""
        return self._floor

    @property
    def levels(self) -> tuple[float, float]:
        """RMS of microphone and loudspeaker now, 0 to 1."""
        return self._microphone_level, self._replies.level

    @property
    def time_left(self) -> TimeLeft | None:
        """Of an exam's clock; None where none runs."""
        return self._exam.left

    async def run(self, start: wire.StartSession) -> wire.SessionEnded:
        """Opens the session, talks, and returns its end; socket and devices are then closed.

        Raises:
            LessonRefused: the server does not open it.
            ConnectionLost: the path broke before the end.
        """
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                await self._replies.open()
                await self._voice.send(start)
                ended = await self._receive()
                for task in self._tasks:
                    task.cancel()
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from failures
        finally:
            await self._microphone.aclose()
            await self._replies.aclose()
            await self._voice.aclose()
            if self._ears is not None:
                self._ears.close()
        return ended

    async def toggle(self) -> None:
        """Space: done when speaking, else take the floor, from the tutor if need be."""
        if self._ears is None or self._muted:
            return
        if self._turn_open:
            await self._act(await self._ears.done())
        elif self._replies.current is not None or self._floor:
            await self._replies.cut()
            await self._act(await self._ears.begin())

    async def hold(self) -> None:
        """W: time to think."""
        if self._ears is not None and self._turn_open:
            await self._ears.hold()
            self._tell(talk.TurnHeld())

    async def mute(self, muted: bool) -> None:
        """Turns the microphone off or on; a turn that is open closes."""
        self._muted = muted
        if self._ears is not None:
            if muted and self._turn_open:
                await self._act(await self._ears.done())
            self._ears.muted = muted

    async def type_text(self, text: str) -> None:
        """A turn by keyboard, 1 to 4,000 characters."""
        await self._replies.cut()
        turn_id = uuid4()
        self._floor, self.draft = False, ""
        self._exam.stop()
        self._replies.awaited()
        self._tell(talk.TurnTyped(turn_id, text))
        await self._send(wire.Text(turn_id=turn_id, text=text))

    async def ask(self, what: wire.Help, turn_index: int | None = None) -> None:
        """Help in writing, or again in sound."""
        if what in {"repeat", "slower", "easier"}:
            await self._replies.cut()
        await self._send(wire.Ask(what=what, turn_index=turn_index))

    async def end(self) -> None:
        """Asks for the end; `run` returns when the notes are there."""
        if self._ears is not None:
            if self._turn_open:
                await self._act(await self._ears.done())
            self._ears.muted = True
        await self._replies.cut()
        await self._send(wire.EndSession())

    async def _receive(self) -> wire.SessionEnded:
        async for message in self._voice.messages():
            if isinstance(message, TutorFrame):
                self._replies.play(message)
                continue
            if isinstance(message, wire.Error) and self.turn_taking is None:
                raise LessonRefused(_detail(message))
            await self._on_message(message)
            self._tell(message)
            if isinstance(message, wire.SessionEnded):
                return message
            self._give_floor(message)
        raise ConnectionLost("The tutor closed the connection before the end of the talk.")

    async def _on_message(  # noqa: C901 - one case a message
        self, message: wire.ServerMessage
    ) -> None:
        match message:
            case wire.SessionStarted():
                self.turn_taking = message.turn_taking
                self._ears = self._make_ears(message.turn_taking)
                self._ears.muted = self._muted
                self._spawn(self._listen(self._ears))
            case wire.ReplyStarted(generation=generation):
                if self._replies.begin(generation):
                    self._floor = False
            case wire.ReplyComplete(generation=generation):
                self._exam.set(message.task_clock)
                if generation == self._replies.current:
                    self._spawn(self._replies.complete(generation))
            case wire.Interrupted(generation=generation):
                self._replies.interrupted(generation)
            case wire.TurnHint(completeness=completeness):
                if self._ears is not None and self._answers_pause(message):
                    await self._ears.hint(completeness, self._pause)
            case _:
                pass

    def _give_floor(self, message: wire.ServerMessage) -> None:
        """After a reply was heard, after words that were none, and when the tutor failed."""
        ready = isinstance(message, wire.State) and message.turn == "ready"
        failed = isinstance(message, wire.Error) and message.code == ErrorCode.TUTOR_UNAVAILABLE
        if (ready or failed) and self._replies.current is None and not self._turn_open:
            self._floor = True
            if self._exam.start():
                self._spawn(self._keep_time())
            self._tell(talk.FloorGiven())

    async def _keep_time(self) -> None:
        """Closes the answer to an exam question when its time is over: what is being said, else
        what was typed so far, else an utterance without sound, which asks for the next question.
        """
        while (left := self._exam.left) is not None:
            if not left.preparing and not left.seconds:
                self._exam.stop()
                if self._ears is not None and self._turn_open:
                    await self._act(await self._ears.done())
                elif self.draft.strip():
                    await self.type_text(self.draft.strip())
                else:
                    await self._open_turn(b"")
                    await self._close_turn()
                return
            await asyncio.sleep(min(left.seconds, LOOK_AGAIN_S))

    async def _listen(self, ears: Ears) -> None:
        device = None
        try:
            async with aclosing(self._microphone.frames()) as blocks:
                async for block in blocks:
                    if device != self._microphone.name:
                        device = self._microphone.name
                        await ears.settle()
                        self._tell(talk.MicrophoneOpened(self._microphone.name, ears.half_duplex))
                    await self._hear(ears, block)
        except SoundProblem as problem:
            self._tell(talk.SoundLost(str(problem)))

    async def _hear(self, ears: Ears, block: bytes) -> None:
        heard = await ears.hear(
            block,
            self._microphone.waiting_ms,
            self._replies.current is not None,
            self._replies.level,
        )
        self._microphone_level = heard.level
        await self._act(heard.events)

    async def _act(self, events: Sequence[ListeningEvent]) -> None:
        for event in events:
            await self._on_heard(event)

    async def _on_heard(self, event: ListeningEvent) -> None:  # noqa: C901 - one case an event
        match event:
            case ActivityStarted(preroll):
                await self._open_turn(preroll)
            case Speech(pcm):
                await self._send_sound(pcm)
            case ActivityPaused(pause):
                self._pause = pause
                self._paused_t = max(self._milliseconds(), self._paused_t + 1)  # never the same
                await self._send(wire.ActivityPause(utterance=self._utterance, t=self._paused_t))
            case ActivityResumed():
                self._tell(talk.TurnResumed())
            case Patient():
                self._tell(talk.TurnPatient())
            case ActivityEnded():
                await self._close_turn()
            case BargeInCandidate():
                self._replies.pause()
            case BargeInConfirmed():
                await self._replies.cut()
            case BargeInRejected():
                self._replies.resume()

    async def _open_turn(self, preroll: bytes) -> None:
        await self._replies.cut()
        self._utterance = next_generation(self._utterance)
        self._turn_open, self._floor, self._sent_bytes = True, False, 0
        turn_id: UUID = uuid4()
        self._exam.speak()
        self._tell(talk.TurnOpened(self._utterance, turn_id))
        await self._send(
            wire.ActivityStart(utterance=self._utterance, turn_id=turn_id, t=self._milliseconds())
        )
        await self._send_sound(preroll, PREROLL)

    async def _send_sound(self, pcm: bytes, flags: int = 0) -> None:
        for start in range(0, len(pcm), MICROPHONE.block_bytes):
            block = pcm[start : start + MICROPHONE.block_bytes]
            first = 0 if self._sent_bytes else FIRST
            self._sent_bytes += len(block)
            with suppress(ConnectionLost):  # the receiving side tells it, once
                await self._voice.send_audio(
                    block, self._utterance, self._milliseconds() * 1000, flags | first
                )

    async def _close_turn(self) -> None:
        self._turn_open = False
        self._exam.stop()
        self._replies.awaited()
        await self._send(wire.ActivityEnd(utterance=self._utterance, last_seq=self._voice.last_seq))
        self._tell(talk.TurnClosed(self._utterance, MICROPHONE.milliseconds(self._sent_bytes)))

    def _answers_pause(self, hint: wire.TurnHint) -> bool:
        """Whether it is about the present pause; a server that names none is taken to mean it."""
        here = self._turn_open and hint.utterance == self._utterance
        return here and hint.t in (None, self._paused_t)

    async def _send(self, message: wire.ClientMessage) -> None:
        with suppress(ConnectionLost):  # the receiving side tells it, once
            await self._voice.send(message)

    def _milliseconds(self) -> int:
        return int(self._clock() * 1000)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        assert self._group is not None  # noqa: S101 - only `run` leads here
        task = self._group.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _detail(error: wire.Error) -> ErrorDetail:
    known = error.code in set(ErrorCode)
    return ErrorDetail(
        code=ErrorCode(error.code) if known else ErrorCode.INTERNAL,
        message=error.message,
        field=error.field,
        retryable=error.retryable,
    )
