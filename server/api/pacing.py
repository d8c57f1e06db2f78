"""Real time for v1 clients, who can neither flush a reply nor say what they heard of it."""

from collections.abc import Callable

from server.domain.turns import ReplySound
from server.protocol.audio import BYTES_PER_SAMPLE, TUTOR

AHEAD_S = 0.3  # only what is not yet sent can be stopped by an interruption


class Pacing:
    """Follows one reply at a time.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began_at = 0.0
        self._samples = 0
        self.generation = 0
        self.complete = False

    def queued(self, sound: ReplySound) -> None:
        """A piece joined the queue."""
        if sound.generation != self.generation:
            self.generation, self._samples, self.complete = sound.generation, 0, False
            self._began_at = self._clock()
        self._samples = sound.sample + len(sound.pcm) // BYTES_PER_SAMPLE

    def early_by(self, sound: ReplySound) -> float:
        """Seconds to wait before the piece may be sent; 0 or less: now."""
        if sound.generation != self.generation:
            return 0.0
        return self._began_at + sound.sample / TUTOR.rate - AHEAD_S - self._clock()

    def forget(self, generation: int) -> None:
        """The reply is cut or was played."""
        if generation == self.generation:
            self.generation = 0

    @property
    def heard_ms(self) -> int:
        """What real time allows to have been heard."""
        length = self._samples * 1000 // TUTOR.rate
        return min(length, int((self._clock() - self._began_at) * 1000))

    @property
    def played(self) -> bool:
        """Whether a complete reply has been heard to its end."""
        return (
            self.generation > 0
            and self.complete
            and self.heard_ms >= self._samples * 1000 // TUTOR.rate
        )
