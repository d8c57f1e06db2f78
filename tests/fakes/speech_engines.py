"""A recognizer and a synthesizer that a test steers: what they hear, when, and how they fail."""

import asyncio
from array import array
from collections.abc import AsyncIterator
from typing import Literal

from server.domain.errors import TutorUnavailable
from server.domain.ports import Recognition
from server.protocol.models import Voice


class FakeRecognizer:
    """Hears the texts given, one for each call; silence (no sample above 200) is heard as nothing.

    Attributes:
        calls: the audio of each call.
        held: while cleared, calls wait.
        failing: calls raise TutorUnavailable.
    """

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.calls: list[bytes] = []
        self.languages: list[str | None] = []
        self.held = asyncio.Event()
        self.held.set()
        self.called = asyncio.Event()
        self.failing = False
        self.problem: str | None = None

    async def start(self) -> None:
        """Needs nothing."""

    async def transcribe(self, pcm: bytes, language: str | None) -> Recognition:
        self.calls.append(pcm)
        self.languages.append(language)
        self.called.set()
        await self.held.wait()
        if self.failing:
            raise TutorUnavailable("The recognizer's model is damaged. Install it again.")
        if max(array("h", pcm), default=0) < 200:
            return Recognition("", (), language or "en", 0.5, 0.95)
        text = self.texts.pop(0) if len(self.texts) > 1 else self.texts[0]
        return Recognition(text, (), language or "en", 0.99, 0.01)


class FakeSynthesizer:
    """60 ms of a loud sample for each word, in pieces of 7 ms; remembers what it said."""

    def __init__(self, voice: Literal["neural", "basic", "none"] = "neural") -> None:
        self.voice = voice
        self.spoken: list[tuple[str, float]] = []
        self.spoken_by: list[str | None] = []
        self.asked = asyncio.Event()
        self.failing = False

    async def start(self) -> None:
        """Needs nothing."""

    def voice_for(self, language: str) -> Literal["neural", "basic", "none"]:
        return self.voice

    def voices(self, language: str) -> tuple[Voice, ...]:
        if self.voice == "none":
            return ()
        return tuple(Voice(id=name, label=name.title(), kind=self.voice) for name in ("a", "b"))

    async def speak(
        self, text: str, language: str, speed: float = 1.0, voice: str | None = None
    ) -> AsyncIterator[bytes]:
        self.spoken.append((text, speed))
        self.spoken_by.append(voice)
        self.asked.set()
        if self.failing:
            raise TutorUnavailable("The voice stopped. Start the app again.")
        left = len(text.split()) * 1440
        while left:
            await asyncio.sleep(0)
            samples = min(left, 168)
            left -= samples
            yield b"\x10\x20" * samples
