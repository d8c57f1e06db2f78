"""What a client may say."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.protocol.fields import Generation, Help, Message, Milliseconds, Name, Number, Spoken


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
    voice: Name | None = Field(
        default=None,
        description="id or label of a voice from `GET /api/v1/voices`; none is the best there is",
    )
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
    """The turn is closed; `last_seq` is the number of its last microphone frame. An utterance
    without any frame says that an exam's clock reached zero in silence: the next question comes.
    """

    type: Literal["activity_end"] = "activity_end"
    utterance: Generation
    last_seq: Number


class Text(Message):
    """A typed turn."""

    type: Literal["text"] = "text"
    turn_id: UUID
    text: Spoken


class CorrectTranscript(Message):
    """Another text ("I said something else") for a stored turn of the learner. Answered by
    `turn_ack` (`duplicate` when it has that text already) and a new `feedback`.
    """

    type: Literal["correct_transcript"] = "correct_transcript"
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
