"""What happens in a talk beside the server's messages: the learner's and the loudspeaker's side."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from server.protocol.messages import ServerMessage


@dataclass(frozen=True, slots=True)
class MicrophoneOpened:
    """The first block of a device was captured: from now on it really listens.

    Attributes:
        half_duplex: it is closed while the tutor speaks, for want of an echo canceller.
    """

    name: str
    half_duplex: bool = False


@dataclass(frozen=True, slots=True)
class SoundLost:
    """The microphone or the loudspeaker cannot be had; the talk goes on typed or silent."""

    sentence: str
    device: Literal["microphone", "speaker"] = "microphone"


@dataclass(frozen=True, slots=True)
class FloorGiven:
    """The learner may speak: the tutor has been heard to its end."""


@dataclass(frozen=True, slots=True)
class TurnOpened:
    """The learner speaks."""

    utterance: int
    turn_id: UUID


@dataclass(frozen=True, slots=True)
class TurnPatient:
    """Half the pause budget is used."""


@dataclass(frozen=True, slots=True)
class TurnResumed:
    """The learner goes on after a pause."""


@dataclass(frozen=True, slots=True)
class TurnHeld:
    """The learner asked for time to think."""


@dataclass(frozen=True, slots=True)
class TurnClosed:
    """The learner's turn is over.

    Attributes:
        sent_ms: how much sound of it was sent.
    """

    utterance: int
    sent_ms: float


@dataclass(frozen=True, slots=True)
class TurnTyped:
    """A turn by keyboard was sent."""

    turn_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class ReplyAudible:
    """The first sound of a reply is with the loudspeaker.

    Attributes:
        after_close_ms: since the learner's turn closed; None for a reply that nobody waited for.
    """

    generation: int
    after_close_ms: float | None


@dataclass(frozen=True, slots=True)
class ReplyHeard:
    """A reply was heard to its end."""

    generation: int
    heard_ms: int


@dataclass(frozen=True, slots=True)
class ReplyCut:
    """A reply was stopped after so much of it was heard."""

    generation: int
    heard_ms: int


TalkEvent = (
    MicrophoneOpened
    | SoundLost
    | FloorGiven
    | TurnOpened
    | TurnPatient
    | TurnResumed
    | TurnHeld
    | TurnClosed
    | TurnTyped
    | ReplyAudible
    | ReplyHeard
    | ReplyCut
)
LessonEvent = TalkEvent | ServerMessage
