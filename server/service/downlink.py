"""What a live lesson needs of its connection."""

from typing import Protocol

from server.domain.turns import ReplySound
from server.protocol.messages import ServerMessage


class Downlink(Protocol):
    """The way to the learner; none of it waits."""

    def send(self, message: ServerMessage) -> None:
        """A message, before any audio that still waits."""
        ...

    def play(self, sound: ReplySound) -> None:
        """A piece of a reply, in order."""
        ...

    def after_audio(self, message: ServerMessage) -> None:
        """A message that must follow the audio queued so far."""
        ...

    def drop(self, generation: int) -> None:
        """Forgets what still waits of a reply."""
        ...
