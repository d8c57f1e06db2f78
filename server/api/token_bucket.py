"""How much a connection may ask for."""

from collections.abc import Callable


class TokenBucket:
    """Tokens that come back at a steady rate, up to a burst.

    Args:
        rate: tokens a second.
        burst: how many at most, and at the start.
        clock: monotonic seconds.
    """

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._tokens = burst
        self._at = clock()

    def take(self) -> float:
        """Takes one token; seconds until it is really there, 0 when it was."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate) - 1
        self._at = now
        return max(0.0, -self._tokens / self._rate)

    def refuse(self) -> bool:
        """Takes one token if there is one; True when there was none."""
        wait = self.take()
        if wait > 0:
            self._tokens += 1
        return wait > 0
