"""What can be refused, as codes with a sentence: the same on the socket, over REST, in the app."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class ErrorCode(StrEnum):
    """Every refusal that a client can meet. Numbers (HTTP, close codes) live in
    `server.api.errors`.
    """

    INVALID_MESSAGE = "invalid_message"
    INVALID_FRAME = "invalid_frame"
    INVALID_REQUEST = "invalid_request"
    TOO_BIG = "too_big"
    UNSUPPORTED_PROTOCOL = "unsupported_protocol"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    NOT_READY = "not_ready"
    SESSION_NOT_STARTED = "session_not_started"
    SESSION_ALREADY_STARTED = "session_already_started"
    SESSION_CLOSED = "session_closed"
    TURN_ID_REUSED = "turn_id_reused"
    LEASE_LOST = "lease_lost"
    IN_USE = "in_use"
    TOO_MANY_TURNS = "too_many_turns"
    TOO_MANY_MESSAGES = "too_many_messages"
    TUTOR_UNAVAILABLE = "tutor_unavailable"
    TUTOR_REFUSED = "tutor_refused"
    STORAGE_UNAVAILABLE = "storage_unavailable"
    SERVER_DRAINING = "server_draining"
    INTERNAL = "internal"


class ErrorDetail(BaseModel):
    """One refusal: a code for programs, a sentence for people, the field at fault, and whether
    trying again can help.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: ErrorCode
    message: str
    field: str | None = None
    retryable: bool = False


class ProtocolError(ValueError):
    """A frame or message that does not follow the protocol; `detail` is what the peer is told."""

    def __init__(self, code: ErrorCode, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.detail = ErrorDetail(code=code, message=message, field=field)
