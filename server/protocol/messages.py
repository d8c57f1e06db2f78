"""The verbs on the socket: two closed unions, told apart by `type`.

`docs/protocol.md` is generated from here.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from server.protocol.client_messages import (
    ActivityEnd,
    ActivityPause,
    ActivityStart,
    Ask,
    Auth,
    CorrectTranscript,
    EndSession,
    GetLanguages,
    GetScenarios,
    GetTeachingModes,
    Interrupt,
    Ping,
    Playback,
    StartSession,
    Text,
)
from server.protocol.fields import Completeness, Help
from server.protocol.server_messages import (
    AudioRates,
    Error,
    Feedback,
    HelpGiven,
    Interrupted,
    Languages,
    Limits,
    Pong,
    ReplyComplete,
    ReplyStarted,
    Scenarios,
    ServerDraining,
    ServerMessageBase,
    SessionEnded,
    SessionStarted,
    State,
    TeachingModes,
    Tick,
    Transcription,
    TurnAck,
    TurnComplete,
    TurnHint,
    TurnTaking,
    Welcome,
)

__all__ = [
    "CLIENT_MESSAGES",
    "SERVER_MESSAGES",
    "ActivityEnd",
    "ActivityPause",
    "ActivityStart",
    "Ask",
    "AudioRates",
    "Auth",
    "ClientMessage",
    "Completeness",
    "CorrectTranscript",
    "EndSession",
    "Error",
    "Feedback",
    "GetLanguages",
    "GetScenarios",
    "GetTeachingModes",
    "Help",
    "HelpGiven",
    "Interrupt",
    "Interrupted",
    "Languages",
    "Limits",
    "Ping",
    "Playback",
    "Pong",
    "ReplyComplete",
    "ReplyStarted",
    "Scenarios",
    "ServerDraining",
    "ServerMessage",
    "ServerMessageBase",
    "SessionEnded",
    "SessionStarted",
    "StartSession",
    "State",
    "TeachingModes",
    "Text",
    "Tick",
    "Transcription",
    "TurnAck",
    "TurnComplete",
    "TurnHint",
    "TurnTaking",
    "Welcome",
]

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
    | CorrectTranscript
    | Ask
    | Interrupt
    | Playback
    | Ping,
    Field(discriminator="type"),
]


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
