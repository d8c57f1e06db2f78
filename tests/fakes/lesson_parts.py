"""A socket, a microphone and a loudspeaker that a test drives step by step."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from uuid import UUID

from pydantic import BaseModel

from server.protocol import messages as wire
from server.protocol.codec import TutorFrame
from server.protocol.models import Language, Level, Rubric, Scenario, TeachingMode, Weights

SESSION = UUID(int=7)


def session_started(
    pause_ms: int = 2000, checklist: tuple[str, ...] = ("Order a dish", "Pay")
) -> wire.SessionStarted:
    """An English restaurant lesson at A2."""
    equal = Weights(fluency=0.25, vocabulary=0.25, grammar=0.25, pronunciation=0.25)
    return wire.SessionStarted(
        session_id=SESSION,
        resume_token="token",
        tutor="local",
        language=Language(code="en", label="English"),
        level=Level.A2,
        teaching_mode=TeachingMode(
            code="conversation", name="Conversation", rubric=Rubric(weights=equal)
        ),
        scenario=Scenario(
            id=UUID(int=1),
            slug="restaurant",
            mode_code="conversation",
            title="At the restaurant",
            prompt="Order.",
            metadata={"checklist": list(checklist)},
        ),
        audio=wire.AudioRates(in_rate=16_000, out_rate=24_000),
        turn_taking=wire.TurnTaking(pause_ms=pause_ms, complete_ms=500, barge_in=True),
        limits=wire.Limits(max_turns=100, idle_seconds=600),
    )


class ScriptedVoice:
    """Records what is sent; `say` puts a message onto the way down."""

    def __init__(self) -> None:
        self.last_seq = 0
        self.sent: list[wire.ClientMessage] = []
        self.audio: list[tuple[int, int, bytes]] = []
        self.closed = False
        self._down: asyncio.Queue[wire.ServerMessage | TutorFrame | Exception | None] = (
            asyncio.Queue()
        )

    def say(self, *messages: wire.ServerMessage | TutorFrame | Exception) -> None:
        """Goes down in this order; an exception breaks the path."""
        for message in messages:
            self._down.put_nowait(message)

    async def send(self, message: wire.ClientMessage) -> None:
        """Keeps a control message."""
        self.sent.append(message)

    async def send_audio(self, pcm: bytes, utterance: int, time_us: int, flags: int = 0) -> None:
        """Keeps a frame as (utterance, flags, pcm)."""
        assert time_us > 0
        self.last_seq += 1
        self.audio.append((utterance, flags, pcm))

    async def messages(self) -> AsyncIterator[wire.ServerMessage | TutorFrame]:
        """What the test says."""
        while (message := await self._down.get()) is not None:
            if isinstance(message, Exception):
                raise message
            yield message

    async def aclose(self) -> None:
        """Closed."""
        self.closed = True

    def of(self, kind: type[BaseModel]) -> list[BaseModel]:
        """The sent messages of a kind."""
        return [message for message in self.sent if isinstance(message, kind)]


class SteppedMicrophone:
    """Gives a block when the test says so."""

    name = "Stepped"
    live = False
    waiting_ms = 0.0

    def __init__(self) -> None:
        self.closed = False
        self._blocks: asyncio.Queue[bytes | Exception | None] = asyncio.Queue()

    def capture(self, *blocks: bytes | Exception) -> None:
        """Captured now; an exception is a device that is lost."""
        for block in blocks:
            self._blocks.put_nowait(block)

    async def frames(self) -> AsyncGenerator[bytes, None]:
        """What was captured."""
        while (block := await self._blocks.get()) is not None:
            if isinstance(block, Exception):
                raise block
            yield block

    async def aclose(self) -> None:
        """Ends."""
        self.closed = True
        self._blocks.put_nowait(None)


class SteppedSpeaker:
    """Hears as much as the test says; `log` is everything it was told, in order."""

    name = "Stepped"
    level = 0.0
    underruns = 0

    def __init__(self) -> None:
        self.log: list[str] = []
        self.heard: dict[int, int] = {}
        self.problem: Exception | None = None
        self._drained = asyncio.Event()

    def drain(self, generation: int, heard_ms: int) -> None:
        """All of it was heard."""
        self.heard[generation] = heard_ms
        self._drained.set()

    async def open(self) -> None:
        """Opened, unless the test made it impossible."""
        if self.problem is not None:
            raise self.problem

    def play(self, generation: int, pcm: bytes) -> None:
        """Noted."""
        self.log.append(f"play {generation} {len(pcm)}")

    def finish(self, generation: int) -> None:
        """Noted."""
        self.log.append(f"finish {generation}")

    async def drained(self, _generation: int) -> None:
        """Waits for `drain` or `flush`."""
        await self._drained.wait()
        self._drained.clear()

    def pause(self) -> None:
        """Noted."""
        self.log.append("pause")

    def resume(self) -> None:
        """Noted."""
        self.log.append("resume")

    def flush(self) -> None:
        """Noted."""
        self.log.append("flush")
        self._drained.set()

    def heard_ms(self, generation: int) -> int:
        """As the test says."""
        return self.heard.get(generation, 0)

    async def aclose(self) -> None:
        """Noted."""
        self.log.append("close")
