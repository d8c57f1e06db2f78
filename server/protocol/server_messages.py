"""What the server may say."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from server.protocol.fields import Completeness, Generation, Help, Message, Milliseconds, Number
from server.protocol.models import (
    Language,
    Level,
    Metric,
    Remark,
    Role,
    Scenario,
    StudyNotes,
    TaskClock,
    TeachingMode,
    Voice,
)


class ServerMessageBase(Message):
    """Every server message carries `seq`, one counter for messages and audio of a connection, from
    1.
    """

    seq: Number = 0


class Welcome(ServerMessageBase):
    """The connection stands."""

    type: Literal["welcome"] = "welcome"
    protocol: Literal["v1", "v2"]
    server: str = "eloquio"


class AudioRates(Message):
    """Samples per second each way."""

    in_rate: int
    out_rate: int


class TurnTaking(Message):
    """How long the client lets the learner think.

    Attributes:
        pause_ms: silence inside a turn that must not end it; 0 means only Done ends it.
        complete_ms: silence that is enough when the evidence says that the turn is complete; 0
            means never.
        barge_in: whether speaking over the tutor stops it.
    """

    pause_ms: Milliseconds
    complete_ms: Milliseconds
    barge_in: bool


class Limits(Message):
    """What a session may hold."""

    max_turns: int
    idle_seconds: int


class SessionStarted(ServerMessageBase):
    """The lesson is open; the tutor speaks first."""

    type: Literal["session_started"] = "session_started"
    session_id: UUID
    resume_token: str
    tutor: Literal["local", "gemini", "scripted"]
    language: Language
    level: Level
    teaching_mode: TeachingMode
    scenario: Scenario | None
    audio: AudioRates
    turn_taking: TurnTaking
    limits: Limits
    voice: Voice | None = Field(default=None, description="who speaks; none where replies are text")
    notice: str | None = Field(
        default=None, description="what cannot be done here, in one sentence"
    )


class SessionEnded(ServerMessageBase):
    """The lesson is closed and stored; scores as in `feedback`, pooled over its turns.

    Attributes:
        about: what the notes are listed by: the scenario's title or the teaching mode's name.
    """

    type: Literal["session_ended"] = "session_ended"
    reason: Literal["ended", "idle", "limit", "draining"]
    study_notes: StudyNotes
    status: Literal["ok", "too_short"]
    about: str = ""
    metrics: dict[Metric, float | None]
    bands: dict[Metric, tuple[float, float]]
    total: float | None
    total_band: tuple[float, float] | None = None
    reasons: dict[Metric, str] = Field(default={})
    evidence: dict[Metric, tuple[str, ...]] = Field(default={})


class TeachingModes(ServerMessageBase):
    """Answer to `get_teaching_modes`."""

    type: Literal["teaching_modes"] = "teaching_modes"
    items: tuple[TeachingMode, ...]


class Languages(ServerMessageBase):
    """Answer to `get_languages`."""

    type: Literal["languages"] = "languages"
    items: tuple[Language, ...]


class Scenarios(ServerMessageBase):
    """Answer to `get_scenarios`."""

    type: Literal["scenarios"] = "scenarios"
    items: tuple[Scenario, ...]


class Transcription(ServerMessageBase):
    """Words of the learner (`text` = what was said, `intent` = what was meant) or of the tutor.

    Of the learner: `utterance` and `turn_id`; final only once stored. Of the tutor: `generation`, a
    sentence at a time,
    in the order of its audio.
    """

    type: Literal["transcription"] = "transcription"
    role: Role
    text: str
    intent: str | None = None
    final: bool
    utterance: Generation | None = None
    turn_id: UUID | None = None
    generation: Generation | None = None


class TurnHint(ServerMessageBase):
    """Whether the words up to a pause look like a finished turn; no other pause may use it."""

    type: Literal["turn_hint"] = "turn_hint"
    utterance: Generation
    completeness: Completeness
    t: Number | None = Field(default=None, description="`t` of the `activity_pause` it answers")


class TurnAck(ServerMessageBase):
    """The turn is stored: sent only after the commit."""

    type: Literal["turn_ack"] = "turn_ack"
    turn_id: UUID
    turn_index: Number
    duplicate: bool


class Feedback(ServerMessageBase):
    """The scores of a learner's turn; sent again when a late or corrected score comes.

    Attributes:
        metrics: 0 to 5 on the rubric's scale, null where there was not enough to judge (`reasons`
            says what is missing).
        bands: low and high of each assessed metric.
        total: 0 to 100.
        evidence: the numbers behind each metric, in words.
    """

    type: Literal["feedback"] = "feedback"
    turn_id: UUID
    turn_index: Number
    metrics: dict[Metric, float | None]
    bands: dict[Metric, tuple[float, float]]
    total: float | None
    total_band: tuple[float, float] | None = None
    remarks: tuple[Remark, ...]
    reasons: dict[Metric, str]
    evidence: dict[Metric, tuple[str, ...]]


class ReplyStarted(ServerMessageBase):
    """The tutor begins a reply."""

    type: Literal["reply_started"] = "reply_started"
    generation: Generation


class ReplyComplete(ServerMessageBase):
    """All of a reply was sent; `samples` at the tutor's rate. With `task_clock` the answer ends by
    Done or when the clock has run out, which begins once the reply was heard.
    """

    type: Literal["reply_complete"] = "reply_complete"
    generation: Generation
    samples: Number
    task_clock: TaskClock | None = None


class TurnComplete(ServerMessageBase):
    """Learner's turn and reply are both stored; `goals` are the checklist items reached so far."""

    type: Literal["turn_complete"] = "turn_complete"
    turn_index: Number
    goals: tuple[int, ...] = ()


class Interrupted(ServerMessageBase):
    """The generation is cut: no frame of it follows."""

    type: Literal["interrupted"] = "interrupted"
    generation: Generation
    reason: Literal["learner", "tutor", "server"]


class HelpGiven(ServerMessageBase):
    """Written help: the rung of the hint ladder, its text, suggested replies."""

    type: Literal["help"] = "help"
    what: Help
    rung: Number = 0
    text: str
    replies: tuple[str, ...] = ()


class State(ServerMessageBase):
    """Whose turn it is, which tutor speaks, and whether its upstream is well."""

    type: Literal["state"] = "state"
    turn: Literal["preparing", "ready", "listening", "thinking", "speaking"]
    tutor: Literal["local", "gemini", "scripted"]
    upstream: Literal["ok", "reconnecting", "offline"] = "ok"


class ServerDraining(ServerMessageBase):
    """The server stops soon."""

    type: Literal["server_draining"] = "server_draining"
    within_ms: Milliseconds
    reason: str


class Tick(ServerMessageBase):
    """Sign of life, each second; none for 3 s means a dead path."""

    type: Literal["tick"] = "tick"
    t: Number = Field(description="server monotonic clock, ms")


class Pong(ServerMessageBase):
    """Answer to `ping`."""

    type: Literal["pong"] = "pong"
    t: Number


class Error(ServerMessageBase):
    """A refusal: never a silent close."""

    type: Literal["error"] = "error"
    code: str
    message: str
    field: str | None = None
    retryable: bool = False
