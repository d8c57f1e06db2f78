"""The one tree of exceptions; `server.api.errors` knows their HTTP status and close code."""

from server.protocol.errors import ErrorCode, ErrorDetail


class EloquioError(Exception):
    """A refusal with a code for programs and a sentence for people."""

    code = ErrorCode.INTERNAL
    retryable = False

    def __init__(
        self, message: str, *, field: str | None = None, code: ErrorCode | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        if code is not None:
            self.code = code

    @property
    def detail(self) -> ErrorDetail:
        """The wire form."""
        return ErrorDetail(
            code=self.code, message=self.message, field=self.field, retryable=self.retryable
        )


class InvalidRequest(EloquioError):
    """Something given does not fit; `field` names it and the message says how to mend it."""

    code = ErrorCode.INVALID_REQUEST


class NotFound(EloquioError):
    """No such object, or not the caller's: one answer for both."""

    code = ErrorCode.NOT_FOUND


class Unauthorized(EloquioError):
    """No token, or not a good one."""

    code = ErrorCode.UNAUTHORIZED


class Forbidden(EloquioError):
    """The caller may not do this."""

    code = ErrorCode.FORBIDDEN


class Conflict(EloquioError):
    """The state forbids it: session closed, turn id reused, in use; `code` says which."""

    code = ErrorCode.IN_USE


class LimitReached(EloquioError):
    """A bound on turns, messages or quota."""

    code = ErrorCode.TOO_MANY_TURNS


class TutorError(EloquioError):
    """The tutor engine failed."""

    code = ErrorCode.TUTOR_UNAVAILABLE


class TutorUnavailable(TutorError):
    """The engine cannot be reached or lacks its models; another try may help."""

    retryable = True


class TutorRefused(TutorError):
    """The engine said no, for good."""

    code = ErrorCode.TUTOR_REFUSED


class StorageUnavailable(EloquioError):
    """The database did not answer; the same request may be sent again."""

    code = ErrorCode.STORAGE_UNAVAILABLE
    retryable = True
