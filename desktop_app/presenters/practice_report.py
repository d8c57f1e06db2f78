"""A talk in plain text and as JSON: what was said, how it was scored, what to take along."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from desktop_app.presenters import lesson_events as talk
from desktop_app.presenters.lesson_events import LessonEvent
from server.protocol import messages as wire
from server.protocol.models import Metric, Remark, Role

SIGNS = {"good": "+", "fix": "*", "note": "-", "unsure": "?"}
NOT_ENOUGH = "Not enough speech to judge: say a few whole sentences."


@dataclass(slots=True)
class SaidTurn:
    """One turn as the report keeps it; `feedback` comes when it comes."""

    role: Role
    text: str
    feedback: wire.Feedback | None = None


@dataclass(slots=True)
class PracticeReport:
    """Feed it every event; it says what a reader wants to know, line by line, through `say`."""

    say: Callable[[str], None]
    turns: list[SaidTurn] = field(default_factory=list)
    timings: list[tuple[int, float]] = field(default_factory=list)
    ended: wire.SessionEnded | None = None
    _closed: int = 0
    _awaited: set[int] = field(default_factory=set)
    _held: list[str] = field(default_factory=list)
    _replies: dict[int, list[str]] = field(default_factory=dict)
    _learner_turns: dict[UUID, int] = field(default_factory=dict)

    def take(self, event: LessonEvent) -> None:  # noqa: C901 - one case an event
        """Keeps and says what the event tells."""
        match event:
            case wire.SessionStarted():
                self._started(event)
            case talk.TurnClosed():
                self._closed += 1
                self._awaited.add(event.utterance)
            case wire.Transcription():
                self._transcribed(event)
            case talk.ReplyAudible(after_close_ms=waited) if waited is not None:
                self.timings.append((self._closed, waited))
            case talk.ReplyHeard(generation=generation):
                self._replied(generation, cut=False)
            case talk.ReplyCut(generation=generation):
                self._replied(generation, cut=True)
            case wire.Feedback():
                self._scored(event)
            case talk.SoundLost(sentence=text) | wire.Error(message=text):
                self.say(f"! {text}")
            case wire.SessionEnded():
                self._finished(event)
            case _:
                pass

    def as_json(self) -> dict[str, Any]:
        """The whole talk; before its end there is no total and there are no notes."""
        ended = self.ended
        return {
            "turns": [_turn_json(turn) for turn in self.turns],
            "total": ended.total if ended else None,
            "metrics": _plain(ended.metrics) if ended else {},
            "bands": _plain(ended.bands) if ended else {},
            "study_notes": ended.study_notes.model_dump(mode="json") if ended else None,
            "status": ended.status if ended else "unfinished",
            "timings": [
                {"turn": turn, "close_to_first_audio_ms": round(waited)}
                for turn, waited in self.timings
            ],
        }

    def _started(self, event: wire.SessionStarted) -> None:
        what = event.scenario.title if event.scenario else event.teaching_mode.name
        self.say(f"{what} · {event.language.label} · {event.level.value} · {event.tutor} tutor")
        if event.notice:
            self.say(f"! {event.notice}")
        self.say("")

    def _transcribed(self, event: wire.Transcription) -> None:
        if event.role is Role.ASSISTANT:
            self._replies.setdefault(event.generation or 0, []).append(event.text)
            return
        if not event.final:
            return
        if event.text and event.turn_id is not None:
            self._learner_turns[event.turn_id] = len(self.turns)
            self.turns.append(SaidTurn(Role.USER, event.text))
        self.say(f"You:    {event.text or '(no words)'}")
        self._awaited.discard(event.utterance or 0)
        self._release()

    def _replied(self, generation: int, *, cut: bool) -> None:
        text = " ".join(self._replies.pop(generation, []))
        if text:
            self._held.append(f"{text} —" if cut else text)
        self._release()

    def _release(self) -> None:
        """A reply may be heard before the words that it answers are stored: it waits for them."""
        if self._awaited:
            return
        for text in self._held:
            self.turns.append(SaidTurn(Role.ASSISTANT, text))
            self.say(f"Tutor:  {text}")
        self._held.clear()

    def _scored(self, event: wire.Feedback) -> None:
        at = self._learner_turns.get(event.turn_id)
        if at is None:
            return
        again = self.turns[at].feedback is not None
        self.turns[at].feedback = event
        if again:
            return
        number = list(self._learner_turns).index(event.turn_id) + 1
        total = "-" if event.total is None else f"{event.total:.0f}"
        values = ", ".join(
            f"{metric.value} {_value(event.metrics.get(metric), event.bands.get(metric))}"
            for metric in Metric
        )
        self.say(f"        [turn {number}] total {total}; {values}")
        for remark in event.remarks:
            self.say(f"        {_remark(remark)}")

    def _finished(self, event: wire.SessionEnded) -> None:
        self.ended = event
        self._awaited.clear()
        self._release()
        self.say("")
        if event.total is None:
            self.say(NOT_ENOUGH)
        else:
            self.say(f"Total {event.total:.0f} of 100")
            for metric in Metric:
                value = _value(event.metrics.get(metric), event.bands.get(metric))
                self.say(f"  {metric.value:<14}{value}")
        if event.status == "too_short":
            return
        self.say("")
        self.say(f"Study notes: {event.study_notes.title}")
        for section in event.study_notes.subtitle.values():
            if section.points:
                self.say(f"  {section.heading}")
            for point in section.points.values():
                self.say(f"    - {point}")


def _value(value: float | None, band: tuple[float, float] | None) -> str:
    if value is None:
        return "-"
    return f"{value:.1f}" if band is None else f"{value:.1f} ({band[0]:.1f} to {band[1]:.1f})"


def _remark(remark: Remark) -> str:
    quoted = f' "{remark.quote}"' if remark.quote else ""
    better = f' -> "{remark.better}"' if remark.better else ""
    return f"{SIGNS[remark.kind]}{quoted}{better} {remark.text}"


def _plain(by_metric: dict[Metric, Any]) -> dict[str, Any]:
    return {metric.value: value for metric, value in by_metric.items()}


def _turn_json(turn: SaidTurn) -> dict[str, Any]:
    feedback = turn.feedback
    return {
        "role": turn.role.value,
        "text": turn.text,
        "metrics": _plain(feedback.metrics) if feedback else {},
        "bands": _plain(feedback.bands) if feedback else {},
        "total": feedback.total if feedback else None,
        "remarks": [r.model_dump(mode="json") for r in feedback.remarks] if feedback else [],
    }
