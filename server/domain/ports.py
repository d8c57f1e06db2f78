"""What the services need from the outside world: engines, voices, ears. Repositories have their own
page.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from server.domain.events import TutorEvent
from server.domain.evidence import RecognizedWord, TurnEvidence
from server.protocol.messages import Help, TurnTaking
from server.protocol.models import (
    Evaluation,
    Language,
    Level,
    Rubric,
    Scenario,
    TeachingMode,
    Turn,
    Voice,
)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a tutor must know before it speaks.

    Attributes:
        mother_language: to explain in.
        voice: id of the voice that was chosen; None is the engine's own choice.
        past: turns already said, when a lesson is taken up again.
    """

    session_id: UUID
    language: Language
    mother_language: Language
    level: Level
    mode: TeachingMode
    scenario: Scenario | None
    turn_taking: TurnTaking
    past: tuple[Turn, ...] = ()
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class TutorCapabilities:
    """What an engine can do; asked instead of its class.

    Attributes:
        listens: turns speech into text; False means typed turns only, and `notice` says why.
        speaks: makes audio.
        voices: those to choose from, its own choice first.
    """

    name: Literal["local", "gemini", "scripted"]
    listens: bool
    speaks: bool
    barge_in: bool
    needs_key: bool
    notice: str | None = None
    voices: tuple[Voice, ...] = ()


class TutorSession(Protocol):
    """One lesson with one engine. Calls return at once; everything comes back through `events`."""

    async def activity_start(self, utterance: int, turn_id: UUID) -> None:
        """The learner speaks; a reply in progress is interrupted."""
        ...

    def send_audio(self, pcm: bytes) -> None:
        """20 ms of the learner, 16 kHz s16le mono; never waits, drops what no activity holds."""
        ...

    async def activity_pause(self, t: int = 0) -> None:
        """200 ms of silence: speculate on the audio so far, answer `TurnHinted` with this `t`."""
        ...

    async def activity_end(self) -> None:
        """The turn is closed: answer `UserText` (final), then the reply."""
        ...

    async def send_text(self, turn_id: UUID, text: str) -> None:
        """A typed turn: the reply follows, without `UserText`."""
        ...

    async def ask(self, what: Help) -> None:
        """Help was asked for: `TutorHelp`, a spoken reply, or both."""
        ...

    async def interrupt(self) -> None:
        """Stop the reply in progress; `TutorInterrupted` follows if there was one."""
        ...

    def events(self) -> AsyncIterator[TutorEvent]:
        """All that happens, in order, until `aclose`; consumed once. The opening reply comes
        unasked.
        """
        ...

    async def aclose(self) -> None:
        """Ends the lesson and frees what it holds; safe to call twice."""
        ...


class Tutor(Protocol):
    """An engine that can hold lessons."""

    async def capabilities(self, language: Language) -> TutorCapabilities:
        """What it can do in a language, on this machine, now."""
        ...

    async def open(self, lesson: Lesson) -> TutorSession:
        """Begins a lesson.

        Raises:
            TutorUnavailable: the engine cannot serve it.
        """
        ...

    async def aclose(self) -> None:
        """Frees models and processes."""
        ...


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a recognizer heard in one utterance."""

    text: str
    words: tuple[RecognizedWord, ...]
    language: str
    language_probability: float
    no_speech_probability: float


class Recognizer(Protocol):
    """Speech to text."""

    async def start(self) -> None:
        """Loads what it needs, once; a failure is left in `problem`."""
        ...

    @property
    def problem(self) -> str | None:
        """Why it cannot listen now, in a sentence that names the fix; None when it can."""
        ...

    async def transcribe(self, pcm: bytes, language: str | None) -> Recognition:
        """Hears an utterance of 16 kHz s16le mono; `language` is a Whisper code, None lets it
        detect.

        Raises:
            TutorUnavailable: weights missing or damaged, or the worker died twice on this audio.
        """
        ...


class Synthesizer(Protocol):
    """Text to speech."""

    async def start(self) -> None:
        """Loads what it needs, once; afterwards `voice_for` tells the truth."""
        ...

    def voice_for(self, language: str) -> Literal["neural", "basic", "none"]:
        """What it has for a base language code."""
        ...

    def voices(self, language: str) -> tuple[Voice, ...]:
        """The voices of a base language code, the one that speaks unasked first."""
        ...

    def speak(
        self, text: str, language: str, speed: float = 1.0, voice: str | None = None
    ) -> AsyncIterator[bytes]:
        """Sound of one sentence as it is made: 24 kHz s16le mono, pieces of any even length.

        `voice` is an id of `voices`. Closing the iterator stops the work. Raises TutorUnavailable
        where there is no such voice.
        """
        ...


class EvidenceMeter(Protocol):
    """Measures a turn, off the event loop."""

    async def measure(
        self,
        text: str,
        language: str,
        pcm: bytes | None,
        words: tuple[RecognizedWord, ...],
        expected: str | None = None,
    ) -> TurnEvidence:
        """Evidence of sound (16 kHz s16le mono, None for a typed turn) and words; same input, same
        numbers.

        `expected` is the text the learner was to read; the sound is then compared with it, and
        with `text` only where it was not read.
        """
        ...


class Assessor(Protocol):
    """Judges a learner's turn."""

    async def evaluate(
        self, turn: Turn, evidence: TurnEvidence, rubric: Rubric, language: Language
    ) -> Evaluation:
        """Scores with bands and remarks, or "not enough speech"."""
        ...


class TurnAudio(Protocol):
    """Keeps the sound of turns, so that a score can be replayed and explained."""

    async def save(self, session_id: UUID, turn_id: UUID, pcm: bytes) -> None:
        """Stores 16 kHz s16le mono; before the turn's commit, so that no stored turn lacks it."""
        ...

    async def load(self, session_id: UUID, turn_id: UUID) -> bytes | None:
        """What was stored, None when it was not or no longer is."""
        ...

    async def flac(self, session_id: UUID, turn_id: UUID) -> bytes | None:
        """The same as a FLAC file, to be played again elsewhere."""
        ...

    async def remove_session(self, session_id: UUID) -> None:
        """Deletes what is kept of a session; nothing happens when nothing is."""
        ...
