"""What the learner is told at once of the tutor's events; the rest goes through the tracker."""

from server.domain.events import TurnHinted, TutorEvent, TutorFailed, TutorHelp, UserText
from server.protocol.errors import ErrorCode
from server.protocol.messages import Error, HelpGiven, ServerMessage, Transcription, TurnHint
from server.protocol.models import Role


def announce(event: TutorEvent) -> ServerMessage | None:
    """The message of an event that needs no turn tracking, else None."""
    match event:
        case TurnHinted():
            return TurnHint(utterance=event.utterance, completeness=event.completeness, t=event.t)
        case TutorHelp():
            return HelpGiven(
                what=event.what, rung=event.rung, text=event.text, replies=event.replies
            )
        case UserText(final=False):
            return Transcription(
                role=Role.USER, text=event.text, final=False, utterance=event.utterance
            )
        case TutorFailed():
            return Error(
                code=ErrorCode.TUTOR_UNAVAILABLE,
                message=event.message,
                retryable=event.retryable,
            )
        case _:
            return None
