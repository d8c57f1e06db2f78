"""What happens in a lesson, from the two sides. Audio goes up, events come down."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from server.domain.evidence import RecognizedWord
from server.protocol.messages import Completeness, Help
from server.protocol.models import LessonFact, TaskClock


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The learner began an utterance (or took it up again after a reconnect)."""

    utterance: int
    turn_id: UUID


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """The learner's turn is closed."""

    utterance: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A turn by keyboard."""

    turn_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class ReplyHeard:
    """The client reports how much of a reply left the speaker; `cut` when the learner interrupted
    it.
    """

    generation: int
    heard_ms: int
    cut: bool


LearnerEvent = SpeechStarted | SpeechStopped | Typed | ReplyHeard


@dataclass(frozen=True, slots=True)
class TurnHinted:
    """At a pause: whether the words so far look finished; `t` names the pause."""

    utterance: int
    completeness: Completeness
    t: int = 0


@dataclass(frozen=True, slots=True)
class UserText:
    """What the engine heard of an utterance; the final one comes once for each closed turn, before
    the reply.

    Attributes:
        text: what was said (surface); empty when there were no words.
        intent: what was meant, where it differs.
        words: recognised words with times, for evidence.
        language: what the recognizer took it for, and how surely (0 to 1).
    """

    utterance: int
    text: str
    final: bool
    intent: str | None = None
    words: tuple[RecognizedWord, ...] = ()
    language: str | None = None
    language_probability: float | None = None


@dataclass(frozen=True, slots=True)
class TutorText:
    """A sentence of the reply; the audio that follows, up to the next one, speaks it.

    Attributes:
        facts: what the reply notices about the turn it answers; with its first sentence.
    """

    text: str
    facts: tuple[LessonFact, ...] = ()


@dataclass(frozen=True, slots=True)
class TutorAudio:
    """A piece of the reply's sound, 24 kHz s16le mono, at most 4,800 bytes."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class TutorDone:
    """The reply is complete.

    Attributes:
        goals: indexes of the scenario's checklist reached so far.
        closing: the tutor has said goodbye; the scenario is over.
        clock: the exam clock of the question asked.
        expected: the text that the learner is now to read or repeat.
    """

    goals: tuple[int, ...] = ()
    closing: bool = False
    clock: TaskClock | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class TutorInterrupted:
    """The engine stopped the reply it was making; nothing of it follows."""

    reason: Literal["learner", "tutor"] = "learner"


@dataclass(frozen=True, slots=True)
class TutorHelp:
    """Written help that was asked for."""

    what: Help
    text: str
    rung: int = 0
    replies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TutorFailed:
    """The engine could not go on with this turn; the session lives."""

    message: str
    retryable: bool = field(default=True)


TutorEvent = (
    TurnHinted
    | UserText
    | TutorText
    | TutorAudio
    | TutorDone
    | TutorInterrupted
    | TutorHelp
    | TutorFailed
)
