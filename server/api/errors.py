"""The one table from a code to its HTTP status and its WebSocket close code."""

from dataclasses import dataclass

from server.protocol.errors import ErrorCode


@dataclass(frozen=True, slots=True)
class Numbers:
    """HTTP status, and the close code where the refusal ends a connection (None: it goes on)."""

    status: int
    close: int | None = None


NUMBERS: dict[ErrorCode, Numbers] = {
    ErrorCode.INVALID_MESSAGE: Numbers(400),
    ErrorCode.INVALID_FRAME: Numbers(400),
    ErrorCode.INVALID_REQUEST: Numbers(422),
    ErrorCode.TOO_BIG: Numbers(413),
    ErrorCode.UNSUPPORTED_PROTOCOL: Numbers(400, 1002),
    ErrorCode.UNAUTHORIZED: Numbers(401, 4401),
    ErrorCode.FORBIDDEN: Numbers(403),
    ErrorCode.NOT_FOUND: Numbers(404),
    ErrorCode.NOT_READY: Numbers(409),
    ErrorCode.SESSION_NOT_STARTED: Numbers(409),
    ErrorCode.SESSION_ALREADY_STARTED: Numbers(409),
    ErrorCode.SESSION_CLOSED: Numbers(409),
    ErrorCode.TURN_ID_REUSED: Numbers(409),
    ErrorCode.LEASE_LOST: Numbers(409, 4409),
    ErrorCode.IN_USE: Numbers(409),
    ErrorCode.TOO_MANY_TURNS: Numbers(429),
    ErrorCode.TOO_MANY_MESSAGES: Numbers(429, 4429),
    ErrorCode.TUTOR_UNAVAILABLE: Numbers(503),
    ErrorCode.TUTOR_REFUSED: Numbers(502),
    ErrorCode.STORAGE_UNAVAILABLE: Numbers(503),
    ErrorCode.SERVER_DRAINING: Numbers(503, 1012),
    ErrorCode.INTERNAL: Numbers(500, 1011),
}

CLOSE_NORMAL = 1000
CLOSE_SLOW = 1013
