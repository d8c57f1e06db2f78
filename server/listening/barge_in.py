"""Whether the learner speaks over the tutor: pure, fed one window of cleaned sound at a time.

A candidate pauses the tutor at once and costs nothing but a rest; the verdict follows within 640
ms. "Uh-huh" and "mm" last 230 to 490 ms, so that nothing shorter than 416 ms of speech takes the
floor: of 300 ms, as the design had it, 83 % of them did (`python -m tests.bench barge_in`). Whoever
has one short word for the tutor has a key too.
"""

from collections import deque
from typing import Literal

from server.listening.endpointing import ONSET
from server.listening.vad import WINDOW_MS, Window

# One window at once: over 60 learners two of three at 0.5 came 80 ms later, in the slowest 140.
CANDIDATE = 0.05
MARGIN_DB = 6.0
EARLY_MARGIN_DB = 12.0  # until the echo canceller has converged
EARLY_MS = 3_000
CONFIRM_OF = 640 // WINDOW_MS  # the windows of the last 640 ms
CONFIRM_WINDOWS = 416 // WINDOW_MS  # so many of them with speech
RESIDUAL_WINDOWS = 2_000 // WINDOW_MS
RESIDUAL_SHARE = 0.8  # quantile of the levels of the last 2 s
FLOOR_DB = -65.0  # below this nobody talks into a microphone

Verdict = Literal["candidate", "confirmed", "rejected"]


class BargeIn:
    """Candidate, then confirmed or rejected."""

    def __init__(self) -> None:
        self._spoken_ms = 0
        self.reset()

    @property
    def pending(self) -> bool:
        """A candidate waits for its verdict."""
        return self._waited is not None

    def feed(self, window: Window, echo_db: float | None = None) -> Verdict | None:
        """What this window means while the tutor speaks, or while a candidate is pending.

        Args:
            window: of the cleaned microphone.
            echo_db: level of the echo that is left in it, dB below full scale, where the canceller
                knows it; None takes it from the last 2 s.
        """
        self._spoken_ms += WINDOW_MS
        if self._waited is None:
            self._threshold_db = self._residual(echo_db) + self._margin()
        loud = window.level_db > self._threshold_db
        self._recent.append(loud and window.probability >= ONSET)
        self._unsettled.append(window.level_db)
        if self._waited is None:
            return self._candidate(loud and window.probability >= CANDIDATE)
        return self._decide()

    def reset(self) -> None:
        """The tutor fell silent: drops a pending candidate and the levels; the canceller stays
        converged.
        """
        self._recent: deque[bool] = deque(maxlen=CONFIRM_OF)
        self._levels: deque[float] = deque(maxlen=RESIDUAL_WINDOWS)
        self._unsettled: list[float] = []
        self._threshold_db = 0.0
        self._waited: int | None = None

    def _candidate(self, suspected: bool) -> Verdict | None:
        if suspected:
            self._waited = 0
            return "candidate"
        self._settle()
        return None

    def _decide(self) -> Verdict | None:
        assert self._waited is not None  # noqa: S101 - asked only while pending
        self._waited += 1
        if sum(self._recent) >= CONFIRM_WINDOWS:
            self.reset()
            return "confirmed"
        if self._waited < CONFIRM_OF:
            return None
        self._waited = None
        self._recent.clear()
        self._settle()
        return "rejected"

    def _settle(self) -> None:
        """These levels were not the learner's: they are what echo and room leave."""
        self._levels.extend(self._unsettled)
        self._unsettled.clear()

    def _residual(self, echo_db: float | None) -> float:
        if echo_db is not None:
            return max(FLOOR_DB, echo_db)
        if not self._levels:
            return FLOOR_DB
        return max(FLOOR_DB, sorted(self._levels)[int(RESIDUAL_SHARE * (len(self._levels) - 1))])

    def _margin(self) -> float:
        return EARLY_MARGIN_DB if self._spoken_ms <= EARLY_MS else MARGIN_DB
