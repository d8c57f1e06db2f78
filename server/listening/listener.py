"""The ear beside the microphone: blocks of sound in, what happened in them out."""

from collections import deque
from dataclasses import dataclass

from server.listening.barge_in import BargeIn
from server.listening.endpointing import (
    Ended,
    EndpointEvent,
    Endpointing,
    EndReason,
    HalfSpent,
    Paused,
    Resumed,
    Started,
)
from server.listening.final_pitch import LOOKED_AT_MS, has_final_move
from server.listening.vad import WINDOW_MS, Vad, Window
from server.protocol.audio import MICROPHONE
from server.protocol.messages import Completeness, TurnTaking

PREROLL_MS = 500
OVER_TUTOR_MS = 1_000  # a barge-in is certain only 450 to 750 ms after its onset


@dataclass(frozen=True, slots=True)
class ActivityStarted:
    """A turn opens; `preroll` is the last 500 ms, of a barge-in by voice the last 1,000, up to and
    with the block just fed.
    """

    preroll: bytes


@dataclass(frozen=True, slots=True)
class Speech:
    """A block inside a turn, to be sent; silence too."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class ActivityPaused:
    """200 ms of silence inside the turn: time to speculate; `pause` is what a hint must name."""

    pause: int


@dataclass(frozen=True, slots=True)
class ActivityResumed:
    """Speech again after a pause."""


@dataclass(frozen=True, slots=True)
class Patient:
    """Half of the pause budget is used up: say "Take your time"."""


@dataclass(frozen=True, slots=True)
class ActivityEnded:
    """The turn is closed."""

    reason: EndReason


@dataclass(frozen=True, slots=True)
class BargeInCandidate:
    """Perhaps the learner speaks over the tutor: pause the sound now."""


@dataclass(frozen=True, slots=True)
class BargeInConfirmed:
    """The learner does: drop the reply. `ActivityStarted` follows."""


@dataclass(frozen=True, slots=True)
class BargeInRejected:
    """It was a cough, a "mm" or echo: resume the reply where it was."""


ListeningEvent = (
    ActivityStarted
    | Speech
    | ActivityPaused
    | ActivityResumed
    | Patient
    | ActivityEnded
    | BargeInCandidate
    | BargeInConfirmed
    | BargeInRejected
)


class Listener:
    """Turn taking over one stream of 16 kHz s16le mono; time is counted in samples.

    The sound of a turn is its pre-roll and then every `Speech`, without a gap; two turns never
    share a sample.
    """

    def __init__(self, turn_taking: TurnTaking, vad: Vad) -> None:
        self._turn_taking = turn_taking
        self._vad = vad
        self._endpointing = Endpointing(turn_taking)
        self._barge_in = BargeIn()
        self._tutor_speaking = False
        self._now_ms = 0.0
        self._preroll: deque[bytes] = deque()
        self._preroll_bytes = 0
        self._preroll_ms = PREROLL_MS
        self._said = bytearray()  # the end of the turn so far
        self._before_pause = b""

    @property
    def open(self) -> bool:
        """Whether a turn is open."""
        return self._endpointing.open

    def feed(
        self, pcm: bytes, tutor_speaking: bool = False, tutor_level_db: float | None = None
    ) -> list[ListeningEvent]:
        """What happened in this block.

        Args:
            pcm: usually 20 ms, echo-cancelled; any even length.
            tutor_speaking: the speaker plays a reply at this moment.
            tutor_level_db: level of the tutor's echo that the canceller leaves, dB below full
                scale; None lets it be measured.
        """
        if self._tutor_speaking and not tutor_speaking and not self._barge_in.pending:
            self._barge_in.reset()
        self._tutor_speaking = tutor_speaking
        events: list[ListeningEvent] = []
        if self.open:
            events.append(Speech(pcm))
            self._say(pcm)
        else:
            self._remember(pcm)
        for window in self._vad.feed(pcm):
            self._now_ms += WINDOW_MS
            events += self._heard(window, tutor_level_db)
        return events

    def begin(self) -> list[ListeningEvent]:
        """Space: opens a turn at once, over the tutor too."""
        if self.open:
            return []
        over_tutor = self._tutor_speaking or self._barge_in.pending
        self._barge_in.reset()
        started = self._translate(self._endpointing.begin(self._now_ms))
        return [BargeInConfirmed(), *started] if over_tutor else started

    def done(self) -> list[ListeningEvent]:
        """Space again, or Done: closes the turn at once."""
        return self._translate(self._endpointing.done())

    def hold(self) -> None:
        """The thinking key: 15 s more."""
        self._endpointing.hold()

    def hint(self, completeness: Completeness, pause: int) -> None:
        """The server's `turn_hint` for that pause; ignored when it is over.

        Words are "complete" only where the voice says so too: it fell or rose at its end.
        """
        if completeness == "complete" and not has_final_move(self._before_pause):
            completeness = "unknown"
        self._endpointing.hint(completeness, pause)

    def reset(self) -> None:
        """Forgets the stream and the turn, without an event: the microphone was reopened."""
        self._vad.reset()
        self._endpointing.reset()
        self._barge_in.reset()
        self._tutor_speaking = False
        self._forget()

    def _heard(self, window: Window, echo_db: float | None) -> list[ListeningEvent]:
        if self.open or not (self._tutor_speaking or self._barge_in.pending):
            return self._translate(self._endpointing.feed(window.probability, self._now_ms))
        if not self._turn_taking.barge_in:
            return []
        match self._barge_in.feed(window, echo_db):
            case "candidate":
                return [BargeInCandidate()]
            case "rejected":
                return [BargeInRejected()]
            case "confirmed":
                self._preroll_ms = OVER_TUTOR_MS
                started = self._translate(self._endpointing.begin(self._now_ms, said=True))
                self._preroll_ms = PREROLL_MS
                return [BargeInConfirmed(), *started]
            case None:
                return []

    def _translate(self, endpoints: list[EndpointEvent]) -> list[ListeningEvent]:
        return [self._translated(endpoint) for endpoint in endpoints]

    def _translated(self, endpoint: EndpointEvent) -> ListeningEvent:
        match endpoint:
            case Started():
                preroll = b"".join(self._preroll)[-MICROPHONE.bytes_for(self._preroll_ms) :]
                self._forget()
                self._say(preroll)
                return ActivityStarted(preroll)
            case Paused(pause):
                self._before_pause = bytes(self._said)
                return ActivityPaused(pause)
            case Resumed():
                return ActivityResumed()
            case HalfSpent():
                return Patient()
            case Ended(reason):
                return ActivityEnded(reason)

    def _say(self, pcm: bytes) -> None:
        self._said += pcm
        del self._said[: -MICROPHONE.bytes_for(LOOKED_AT_MS)]

    def _remember(self, pcm: bytes) -> None:
        self._preroll.append(pcm)
        self._preroll_bytes += len(pcm)
        limit = MICROPHONE.bytes_for(OVER_TUTOR_MS)
        while self._preroll_bytes - len(self._preroll[0]) >= limit:
            self._preroll_bytes -= len(self._preroll.popleft())

    def _forget(self) -> None:
        self._preroll.clear()
        self._preroll_bytes = 0
        self._said.clear()
