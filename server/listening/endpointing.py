"""When a turn begins, rests and ends: a pure state machine in audio time.

It is fed the speech probability of each window with the time at which the window ends, and knows
no clock: a file fed faster than real time gives the same events.
"""

from collections import deque
from dataclasses import dataclass
from typing import Literal

from server.protocol.messages import Completeness, TurnTaking

ONSET = 0.5  # the threshold silero recommends
RELEASE = 0.35  # speech that goes on may be weaker
DOUBT = 0.2  # a soft onset: up to 300 ms passed between it and ONSET in generated turns
DOUBT_MS = 320  # so long a window in doubt puts off the end
ONSET_WINDOWS, ONSET_OF = 2, 3
PAUSE_MS = 200  # voice-path.md section 1: here speculation begins
STRETCH = 1.5  # pedagogy.md section 3: after a filler or in mid-clause
STRETCHED_CAP_MS = 5_000
HOLD_MS = 15_000  # the thinking key
UNSAID_MS = 15_000  # a turn opened by key in which nothing is said

EndReason = Literal["pause", "complete", "done", "unsaid"]


@dataclass(frozen=True, slots=True)
class Started:
    """The learner speaks."""


@dataclass(frozen=True, slots=True)
class Paused:
    """200 ms of silence inside the turn; `pause` counts them over all turns, from 1."""

    pause: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """Speech again after `Paused`."""


@dataclass(frozen=True, slots=True)
class HalfSpent:
    """Half of the pause budget is used up."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The turn is closed."""

    reason: EndReason


EndpointEvent = Started | Paused | Resumed | HalfSpent | Ended


class Endpointing:
    """One learner's turns, one after another.

    Any window at or above the onset threshold inside a turn starts the pause anew, so that a pause
    shorter than the budget never closes a turn.
    """

    def __init__(self, turn_taking: TurnTaking) -> None:
        self._rules = turn_taking
        self._recent: deque[bool] = deque(maxlen=ONSET_OF)
        self._open = False
        self._said = False
        self._speaking = False
        self._last_speech_ms = 0.0
        self._paused = False
        self._pauses = 0
        self._half_spent = False
        self._hint: Completeness = "unknown"
        self._held_ms = 0

    @property
    def open(self) -> bool:
        """Whether a turn is open."""
        return self._open

    def feed(self, probability: float, end_ms: float) -> list[EndpointEvent]:
        """What this window means; `end_ms` rises by 32 each time."""
        if not self._open:
            return self._wait(probability, end_ms)
        if probability >= (RELEASE if self._speaking else ONSET):
            return self._speech(end_ms)
        self._speaking = False
        return self._silence(end_ms - self._last_speech_ms, in_doubt=probability >= DOUBT)

    def begin(self, now_ms: float, *, said: bool = False) -> list[EndpointEvent]:
        """Opens a turn at once. Unless something was `said` already (a confirmed barge-in),
        silence ends it only after speech, or after 15 s.
        """
        if self._open:
            return []
        self._open = True
        self._clear(now_ms)
        self._said = self._speaking = said
        return [Started()]

    def done(self) -> list[EndpointEvent]:
        """Closes the turn now."""
        return self._end("done") if self._open else []

    def hint(self, completeness: Completeness, pause: int) -> None:
        """What the words up to that pause look like; holds until speech returns. For a pause that
        is over it counts no more.
        """
        if self._paused and pause == self._pauses:
            self._hint = completeness

    def hold(self) -> None:
        """The thinking key: each press gives the present pause, or the next one, 15 s more."""
        if self._open:
            self._held_ms += HOLD_MS

    def reset(self) -> None:
        """Forgets the turn without an event."""
        self._open = False
        self._recent.clear()
        self._clear(0)

    def _wait(self, probability: float, end_ms: float) -> list[EndpointEvent]:
        self._recent.append(probability >= ONSET)
        if sum(self._recent) < ONSET_WINDOWS:
            return []
        return self.begin(end_ms, said=True)

    def _clear(self, now_ms: float) -> None:
        self._said = False
        self._speaking = False
        self._last_speech_ms = now_ms
        self._paused = False
        self._half_spent = False
        self._hint = "unknown"
        self._held_ms = 0

    def _speech(self, end_ms: float) -> list[EndpointEvent]:
        resumed = self._paused
        held_ms = 0 if resumed else self._held_ms
        self._clear(end_ms)
        self._said = self._speaking = True
        self._held_ms = held_ms
        return [Resumed()] if resumed else []

    def _silence(self, silence_ms: float, *, in_doubt: bool) -> list[EndpointEvent]:
        events: list[EndpointEvent] = []
        if self._said and not self._paused and silence_ms >= PAUSE_MS:
            self._paused = True
            self._pauses += 1
            events.append(Paused(self._pauses))
        limit_ms, reason = self._limit()
        if limit_ms is None:
            return events
        if in_doubt and limit_ms <= silence_ms < limit_ms + DOUBT_MS:
            return events  # the learner may just be going on
        if silence_ms >= limit_ms:
            return [*events, *self._end(reason)]
        if reason == "pause" and not self._half_spent and silence_ms >= limit_ms / 2:
            self._half_spent = True
            events.append(HalfSpent())
        return events

    def _limit(self) -> tuple[float | None, EndReason]:
        """The silence that ends the turn now, None where only Done does, and what it is called."""
        budget = self._rules.pause_ms
        if budget == 0:
            return None, "pause"
        if not self._said:
            return max(budget, UNSAID_MS) + self._held_ms, "unsaid"
        complete = self._rules.complete_ms
        if self._hint == "complete" and complete and not self._held_ms and complete <= budget:
            return complete, "complete"
        if self._hint == "incomplete":
            budget = max(budget, min(STRETCHED_CAP_MS, int(budget * STRETCH)))
        return budget + self._held_ms, "pause"

    def _end(self, reason: EndReason) -> list[EndpointEvent]:
        self.reset()
        return [Ended(reason)]
