"""Who speaks, which turn has closed, what was heard of a reply: a sans-I/O state machine.

Learner's events and the engine's events go in, in any order; what they mean comes out. Three rules
hold it together:
a reply never begins while the learner speaks or is being understood; what an engine still sends of
a cut reply is
dropped until it says that it stopped; a reply is stored as what was heard of it.
"""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from server.domain.events import (
    LearnerEvent,
    ReplyHeard,
    SpeechStarted,
    SpeechStopped,
    TurnHinted,
    TutorAudio,
    TutorDone,
    TutorEvent,
    TutorFailed,
    TutorHelp,
    TutorInterrupted,
    TutorText,
    Typed,
    UserText,
)
from server.protocol.audio import BYTES_PER_SAMPLE, TUTOR
from server.protocol.codec import next_generation
from server.protocol.models import LessonFact, TaskClock

SAMPLES_PER_CHARACTER = TUTOR.rate // 15  # speech runs at about 15 characters a second

Floor = Literal["ready", "listening", "thinking", "speaking"]
CutBy = Literal["learner", "tutor", "server"]


@dataclass(frozen=True, slots=True)
class FloorChanged:
    """Whose turn it is now."""

    floor: Floor


@dataclass(frozen=True, slots=True)
class LearnerTurn:
    """A learner's turn closed with words; `number` counts the closed turns of the lesson from 0.

    Attributes:
        heard: the engine's final text for a spoken turn, None for a typed one.
        expected: the text that the tutor gave to be read or repeated.
    """

    number: int
    turn_id: UUID
    text: str
    heard: UserText | None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class NothingSaid:
    """An utterance closed without words."""

    utterance: int
    turn_id: UUID


@dataclass(frozen=True, slots=True)
class ReplyOpened:
    """A reply begins under this generation."""

    generation: int


@dataclass(frozen=True, slots=True)
class ReplySentence:
    """The next sentence of a reply."""

    generation: int
    text: str


@dataclass(frozen=True, slots=True)
class ReplySound:
    """A piece of a reply; `sample` is the index of its first sample."""

    generation: int
    sample: int
    pcm: bytes


@dataclass(frozen=True, slots=True)
class ReplySent:
    """All of a reply has been passed on; the learner may still be hearing it."""

    generation: int
    samples: int
    goals: tuple[int, ...]
    closing: bool
    clock: TaskClock | None = None


@dataclass(frozen=True, slots=True)
class ReplyCut:
    """A reply ends here; nothing of it may be played any more."""

    generation: int
    by: CutBy


@dataclass(frozen=True, slots=True)
class TutorTurn:
    """A reply closed, as far as it was heard; one of which nothing was heard makes no turn."""

    number: int
    generation: int
    text: str
    cut: bool
    heard_ms: int | None
    goals: tuple[int, ...]
    facts: tuple[LessonFact, ...] = ()


Outcome = (
    FloorChanged
    | LearnerTurn
    | NothingSaid
    | ReplyOpened
    | ReplySentence
    | ReplySound
    | ReplySent
    | ReplyCut
    | TutorTurn
)


@dataclass(slots=True)
class _Sentence:
    text: str
    samples: int = 0


@dataclass(slots=True)
class _Reply:
    generation: int
    sentences: list[_Sentence] = field(default_factory=list)
    samples: int = 0
    sent: bool = False
    goals: tuple[int, ...] = ()
    facts: tuple[LessonFact, ...] = ()

    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)

    def text_heard(self, heard_ms: int) -> str:
        """Whole sentences, then whole words of the one that was cut, by its share of samples."""
        left, heard = heard_ms * TUTOR.rate // 1000, []
        for sentence in self.sentences:
            growing = not self.sent and sentence is self.sentences[-1]
            length = sentence.samples
            if growing:
                length = max(length, len(sentence.text) * SAMPLES_PER_CHARACTER)
            if left >= length:
                heard.append(sentence.text)
                left -= length
                continue
            reached = int(len(sentence.text) * left / length)
            if reached < len(sentence.text):
                words = sentence.text[: reached + 1].rsplit(maxsplit=1)
                heard.append(words[0] if len(words) > 1 else "")
            break
        return " ".join(part for part in heard if part).strip()


class TurnTracker:
    """Feed it every event of a lesson; act on what it returns, in order."""

    def __init__(self) -> None:
        self.floor: Floor = "ready"
        self._turns = 0
        self._generation = 0
        self._speaking: int | None = None
        self._awaited: dict[int, UUID] = {}
        self._reply: _Reply | None = None
        self._dropping = False
        self._unheard: tuple[LessonFact, ...] = ()
        self._expected: str | None = None

    def feed(  # noqa: C901, PLR0911 - one case an event
        self, event: LearnerEvent | TutorEvent
    ) -> list[Outcome]:
        """What this event means; an event that means nothing now gives an empty list."""
        match event:
            case SpeechStarted():
                return self._speech_started(event)
            case SpeechStopped():
                return self._speech_stopped(event)
            case Typed():
                return self._typed(event)
            case ReplyHeard():
                return self._reply_heard(event)
            case UserText():
                return self._user_text(event)
            case TutorText() | TutorAudio():
                return self._reply_piece(event)
            case TutorDone():
                return self._reply_done(event)
            case TutorInterrupted():
                return self._reply_stopped(event.reason)
            case TutorFailed():
                return self._failed()
            case TurnHinted() | TutorHelp():
                return []

    @property
    def awaits_words(self) -> bool:
        """Whether an utterance is open or still being understood."""
        return bool(self._awaited)

    def finish(self) -> list[Outcome]:
        """The lesson ends: a reply still open closes as it stands."""
        return self._close_reply("server")

    def _speech_started(self, event: SpeechStarted) -> list[Outcome]:
        if event.utterance in self._awaited:
            return []
        outcomes = self._close_reply("learner")
        self._speaking = event.utterance
        self._awaited[event.utterance] = event.turn_id
        return [*outcomes, *self._move("listening")]

    def _speech_stopped(self, event: SpeechStopped) -> list[Outcome]:
        if event.utterance != self._speaking:
            return []
        self._speaking = None
        return self._move("thinking")

    def _typed(self, event: Typed) -> list[Outcome]:
        outcomes = self._close_reply("learner")
        turn = LearnerTurn(self._next_turn(), event.turn_id, event.text, None, self._expected)
        return [*outcomes, turn, *self._move("thinking")]

    def _user_text(self, event: UserText) -> list[Outcome]:
        if not event.final:
            return []
        turn_id = self._awaited.pop(event.utterance, None)
        if turn_id is None:
            return []
        if self._speaking == event.utterance:
            self._speaking = None
        if event.text.strip():
            turn = LearnerTurn(
                self._next_turn(), turn_id, event.text.strip(), event, self._expected
            )
            return [turn, *self._settle("thinking")]
        return [NothingSaid(event.utterance, turn_id), *self._settle("ready")]

    def _reply_piece(self, event: TutorText | TutorAudio) -> list[Outcome]:
        if self._awaited:
            self._dropping = True
        if self._dropping:
            return []
        outcomes: list[Outcome] = []
        if self._reply is not None and self._reply.sent:
            outcomes += self._close_reply("server")
        if self._reply is None:
            self._generation = next_generation(self._generation)
            self._reply = _Reply(self._generation, facts=self._unheard)
            self._unheard = ()
            self._expected = None
            outcomes += [ReplyOpened(self._generation), *self._move("speaking")]
        return [*outcomes, self._add(self._reply, event)]

    @staticmethod
    def _add(reply: _Reply, event: TutorText | TutorAudio) -> Outcome:
        if isinstance(event, TutorText):
            reply.facts += event.facts
            reply.sentences.append(_Sentence(event.text.strip()))
            return ReplySentence(reply.generation, event.text.strip())
        if not reply.sentences:
            reply.sentences.append(_Sentence(""))
        sound = ReplySound(reply.generation, reply.samples, event.pcm)
        samples = len(event.pcm) // BYTES_PER_SAMPLE
        reply.samples += samples
        reply.sentences[-1].samples += samples
        return sound

    def _reply_done(self, event: TutorDone) -> list[Outcome]:
        if self._dropping:
            self._dropping = False
            return []
        reply = self._reply
        if reply is None or reply.sent:
            return self._settle("ready")
        reply.sent, reply.goals = True, event.goals
        self._expected = event.expected
        sent = ReplySent(reply.generation, reply.samples, event.goals, event.closing, event.clock)
        return [sent]

    def _reply_stopped(self, by: CutBy) -> list[Outcome]:
        if self._dropping:
            self._dropping = False
            return []
        if self._reply is None or self._reply.sent:
            return []
        outcomes = self._close_reply(by)
        self._dropping = False
        return [*outcomes, *self._settle("ready")]

    def _reply_heard(self, event: ReplyHeard) -> list[Outcome]:
        reply = self._reply
        if reply is None or reply.generation != event.generation:
            return []
        if not event.cut and not reply.sent:
            return []
        outcomes = self._close_reply("learner" if event.cut else None, event.heard_ms)
        return [*outcomes, *self._settle("ready")]

    def _failed(self) -> list[Outcome]:
        outcomes = self._close_reply("tutor")
        self._dropping = False
        return [*outcomes, *self._settle("ready")]

    def _close_reply(self, by: CutBy | None, heard_ms: int | None = None) -> list[Outcome]:
        """Ends the reply in progress; `by` None means that it was heard to its end."""
        reply, self._reply = self._reply, None
        if reply is None:
            return []
        cut = not reply.sent if heard_ms is None else by is not None
        outcomes: list[Outcome] = [ReplyCut(reply.generation, by or "server")] if cut else []
        if not reply.sent:
            self._dropping = True
        text = reply.text_heard(heard_ms) if cut and heard_ms is not None else reply.text().strip()
        if not text:
            self._unheard = reply.facts
        else:
            turn = self._next_turn()
            outcomes.append(
                TutorTurn(turn, reply.generation, text, cut, heard_ms, reply.goals, reply.facts)
            )
        return outcomes

    def _next_turn(self) -> int:
        self._turns += 1
        return self._turns - 1

    def _settle(self, floor: Floor) -> list[Outcome]:
        """The floor after something ended, unless the learner is speaking or still being
        understood.
        """
        if self._speaking is not None:
            return self._move("listening")
        return self._move("thinking" if self._awaited else floor)

    def _move(self, floor: Floor) -> list[Outcome]:
        if floor == self.floor:
            return []
        self.floor = floor
        return [FloorChanged(floor)]
