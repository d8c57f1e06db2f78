"""The exam clock of one question: time to prepare, then to speak; the learner may begin earlier."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from server.protocol.models import TaskClock


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Seconds left, to prepare or to speak."""

    seconds: float
    preparing: bool


class ExamTimer:
    """Runs from the moment at which the learner may speak until the answer is closed."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._task: TaskClock | None = None
        self._speaks_at = 0.0
        self._running = False

    def set(self, task: TaskClock | None) -> None:
        """The clock of the question just asked; None has none."""
        self._task, self._running = task, False

    def start(self) -> bool:
        """The learner may speak; whether there is a clock to start."""
        if self._task is None or self._running:
            return False
        self._running = True
        self._speaks_at = self._clock() + self._task.prepare_s
        return True

    def speak(self) -> None:
        """The learner speaks: what is left of the preparation is given up."""
        self._speaks_at = min(self._speaks_at, self._clock())

    def stop(self) -> None:
        """The answer is closed."""
        self._task, self._running = None, False

    @property
    def left(self) -> TimeLeft | None:
        """What is left, never below 0; None where no clock runs."""
        if self._task is None or not self._running:
            return None
        now = self._clock()
        if now < self._speaks_at:
            return TimeLeft(self._speaks_at - now, preparing=True)
        return TimeLeft(max(0.0, self._speaks_at + self._task.speak_s - now), preparing=False)


def left_words(left: TimeLeft | None) -> str:
    """ "1:12 left", "0:40 to prepare"; empty where no clock runs."""
    if left is None:
        return ""
    seconds = ceil(left.seconds)
    return f"{seconds // 60}:{seconds % 60:02d} {'to prepare' if left.preparing else 'left'}"
