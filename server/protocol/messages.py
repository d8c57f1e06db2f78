"""The verbs on the socket: two closed unions, told apart by `type`.

Every field has its unit in its description; `docs/protocol.md` is generated from here.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from server.protocol.models import (
    Language,
    Level,
    Metric,
    Remark,
    Role,
    Scenario,
    StudyNotes,
    TeachingMode,
)

Number = Annotated[int, Field(ge=0, le=2**53)]
Generation = Annotated[int, Field(ge=0, le=65535)]
Milliseconds = Annotated[int, Field(ge=0, le=24 * 3600 * 1000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Spoken = Annotated[str, Field(min_length=1, max_length=4000)]
Completeness = Literal["complete", "incomplete", "unknown"]
Help = Literal["hint", "repeat", "slower", "easier", "translate", "explain", "replies"]


class Message(BaseModel):
    """Frozen, closed, and strict: a number in quotes is not a number."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


# --- client to server -------------------------------------------------------------------------


class Auth(Message):
    """The token, as first message, where the upgrade could not carry it."""

    type: Literal["auth"] = "auth"
    token: Annotated[str, Field(min_length=1, max_length=4096)]


class StartSession(Message):
    """Opens a lesson. Languages, modes and scenarios may be given by code, English or native name,
    title or id.
    """

    type: Literal["start_session"] = "start_session"
    user_external_id: Name | None = None
    mother_language: Name = "english"
    target_language: Name = "english"
    user_level: Name = "intermediate"
    teaching_mode: Name = "conversation"
    scenario_id: Name | None = None
    token: Annotated[str, Field(min_length=1, max_length=4096)] | None = Field(
        default=None, description="v1 only: the token, where no header could carry it"
    )


class EndSession(Message):
    """Closes the lesson; the answer carries the study notes."""

    type: Literal["end_session"] = "end_session"


class GetTeachingModes(Message):
    """Asks for the teaching modes."""

    type: Literal["get_teaching_modes"] = "get_teaching_modes"


class GetLanguages(Message):
    """Asks for the supported languages."""

    type: Literal["get_languages"] = "get_languages"


class GetScenarios(Message):
    """Asks for the scenarios, of one teaching mode or all."""

    type: Literal["get_scenarios"] = "get_scenarios"
    teaching_mode: Name | None = None
    target_language: Name | None = None


class ActivityStart(Message):
    """The learner began to speak; `turn_id` is the client's UUID, kept when sent again."""

    type: Literal["activity_start"] = "activity_start"
    utterance: Generation
    turn_id: UUID
    t: Number = Field(default=0, description="client monotonic clock, ms")


class ActivityPause(Message):
    """The learner has been silent for 200 ms; audio goes on. Answered by `turn_hint`."""

    type: Literal["activity_pause"] = "activity_pause"
    utterance: Generation
    t: Number = 0


class ActivityEnd(Message):
    """The turn is closed; `last_seq` is the number of its last microphone frame."""

    type: Literal["activity_end"] = "activity_end"
    utterance: Generation
    last_seq: Number


class Text(Message):
    """A typed turn."""

    type: Literal["text"] = "text"
    turn_id: UUID
    text: Spoken


class Ask(Message):
    """Asks for help; what is spoken comes as a reply, what is written as `help`."""

    type: Literal["ask"] = "ask"
    what: Help
    turn_index: Number | None = None


class Interrupt(Message):
    """The client has already stopped the sound of this generation after so many milliseconds were
    heard.
    """

    type: Literal["interrupt"] = "interrupt"
    generation: Generation
    heard_ms: Milliseconds


class Playback(Message):
    """A whole reply was played."""

    type: Literal["playback"] = "playback"
    generation: Generation
    heard_ms: Milliseconds
    underruns: Number = 0


class Ping(Message):
    """Asks for a `pong` with the same `t`."""

    type: Literal["ping"] = "ping"
    t: Number = 0


ClientMessage = Annotated[
    Auth
    | StartSession
    | EndSession
    | GetTeachingModes
    | GetLanguages
    | GetScenarios
    | ActivityStart
    | ActivityPause
    | ActivityEnd
    | Text
    | Ask
    | Interrupt
    | Playback
    | Ping,
    Field(discriminator="type"),
]


# --- server to client -------------------------------------------------------------------------


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
    notice: str | None = Field(
        default=None, description="what cannot be done here, in one sentence"
    )


class SessionEnded(ServerMessageBase):
    """The lesson is closed and stored."""

    type: Literal["session_ended"] = "session_ended"
    reason: Literal["ended", "idle", "limit", "draining"]
    study_notes: StudyNotes
    status: Literal["ok", "too_short"]
    metrics: dict[Metric, float | None]
    bands: dict[Metric, tuple[float, float]]
    total: float | None


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
    """Whether the words so far look like a finished turn."""

    type: Literal["turn_hint"] = "turn_hint"
    utterance: Generation
    completeness: Completeness


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
    """All of a reply was sent; `samples` at the tutor's rate."""

    type: Literal["reply_complete"] = "reply_complete"
    generation: Generation
    samples: Number


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


ServerMessage = Annotated[
    Welcome
    | SessionStarted
    | SessionEnded
    | TeachingModes
    | Languages
    | Scenarios
    | Transcription
    | TurnHint
    | TurnAck
    | Feedback
    | ReplyStarted
    | ReplyComplete
    | TurnComplete
    | Interrupted
    | HelpGiven
    | State
    | ServerDraining
    | Tick
    | Pong
    | Error,
    Field(discriminator="type"),
]

CLIENT_MESSAGES: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)
SERVER_MESSAGES: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)
