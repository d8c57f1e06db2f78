"""`reduce(state, event)`: what the conversation page shows after an event. Pure, without Qt."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from desktop_app.presenters import lesson_events as talk
from desktop_app.presenters.lesson_events import LessonEvent
from desktop_app.presenters.page_events import (
    Began,
    Broken,
    Drafted,
    Ending,
    Muted,
    NoticeDismissed,
    PageEvent,
    TextMode,
    Ticked,
)
from desktop_app.presenters.states import (
    ConversationState,
    Goal,
    Line,
    Notice,
    Phase,
    Scores,
    SkillScore,
)
from server.protocol import messages as wire
from server.protocol.models import Metric, Role, Summary

MARKS = 3
CHARACTERS_S = 15  # speech runs at about 15 characters a second, as the server reckons
TUTOR_NAMES = {"local": "Offline tutor", "gemini": "Gemini Live", "scripted": "Scripted tutor"}
TYPE_INSTEAD = "type_instead"
BEGIN_AGAIN = "begin_again"


E = TypeVar("E")
Rule = Callable[[ConversationState, Any], ConversationState]
_RULES: dict[type, Rule] = {}


def reduce(state: ConversationState, event: LessonEvent | PageEvent) -> ConversationState:
    """The state after an event; what changes nothing on the page gives the same state."""
    rule = _RULES.get(type(event))
    return state if rule is None else rule(state, event)


def _on(
    kind: type[E],
) -> Callable[
    [Callable[[ConversationState, E], ConversationState]],
    Callable[[ConversationState, E], ConversationState],
]:
    def enter(
        rule: Callable[[ConversationState, E], ConversationState],
    ) -> Callable[[ConversationState, E], ConversationState]:
        _RULES[kind] = rule
        return rule

    return enter


# --- the page ---------------------------------------------------------------------------------


@_on(Began)
def _began(state: ConversationState, event: Began) -> ConversationState:
    return ConversationState(
        phase=Phase.PREPARING,
        choice=event.choice,
        text_mode=state.text_mode,
        muted=state.muted,
        began_at=event.at,
    )


@_on(TextMode)
def _text_mode(state: ConversationState, event: TextMode) -> ConversationState:
    return _rest(replace(state, text_mode=event.on))


@_on(Muted)
def _muted(state: ConversationState, event: Muted) -> ConversationState:
    return _rest(replace(state, muted=event.muted))


@_on(Ticked)
def _ticked(state: ConversationState, event: Ticked) -> ConversationState:
    return replace(state, elapsed_s=event.elapsed_s, time_left=event.left)


@_on(Drafted)
def _drafted(state: ConversationState, event: Drafted) -> ConversationState:
    return replace(state, draft=event.text)


@_on(Ending)
def _ending(state: ConversationState, _event: Ending) -> ConversationState:
    return replace(state, phase=Phase.ENDING, floor=False, help=None)


@_on(Broken)
def _broken(state: ConversationState, event: Broken) -> ConversationState:
    notice = Notice(event.sentence, "Start again", BEGIN_AGAIN, "bad")
    lines = tuple(line for line in state.lines if line.text)
    return replace(state, phase=Phase.PAUSED, floor=False, notice=notice, lines=lines)


@_on(NoticeDismissed)
def _notice_dismissed(state: ConversationState, _event: NoticeDismissed) -> ConversationState:
    return replace(state, notice=None)


# --- the learner's side -----------------------------------------------------------------------


@_on(talk.MicrophoneOpened)
def _microphone_opened(state: ConversationState, event: talk.MicrophoneOpened) -> ConversationState:
    return _rest(
        replace(
            state,
            microphone_open=True,
            microphone_name=event.name,
            half_duplex=event.half_duplex,
        )
    )


@_on(talk.SoundLost)
def _sound_lost(state: ConversationState, event: talk.SoundLost) -> ConversationState:
    if event.device == "speaker":
        return replace(state, notice=Notice(event.sentence))
    notice = Notice(event.sentence, "Type instead", TYPE_INSTEAD)
    return _rest(replace(state, microphone_open=False, notice=notice))


@_on(talk.FloorGiven)
def _floor_given(state: ConversationState, _event: talk.FloorGiven) -> ConversationState:
    return _rest(replace(state, floor=True))


@_on(talk.TurnOpened)
def _turn_opened(state: ConversationState, event: talk.TurnOpened) -> ConversationState:
    line = Line(
        key=f"u{event.utterance}", role=Role.USER, text="", pending=True, turn_id=event.turn_id
    )
    return replace(state, phase=Phase.LISTENING, floor=False, help=None, lines=(*state.lines, line))


@_on(talk.TurnPatient)
def _turn_patient(state: ConversationState, _event: talk.TurnPatient) -> ConversationState:
    return replace(state, phase=Phase.PATIENT) if state.phase is Phase.LISTENING else state


@_on(talk.TurnResumed)
def _turn_resumed(state: ConversationState, _event: talk.TurnResumed) -> ConversationState:
    thinking = {Phase.PATIENT, Phase.HELD}
    return replace(state, phase=Phase.LISTENING) if state.phase in thinking else state


@_on(talk.TurnHeld)
def _turn_held(state: ConversationState, _event: talk.TurnHeld) -> ConversationState:
    return replace(state, phase=Phase.HELD)


@_on(talk.TurnClosed)
def _turn_closed(state: ConversationState, event: talk.TurnClosed) -> ConversationState:
    spoken = replace(state, spoken_s=state.spoken_s + event.sent_ms / 1000, saved="saving")
    return _share(_think(spoken))


@_on(talk.TurnTyped)
def _turn_typed(state: ConversationState, event: talk.TurnTyped) -> ConversationState:
    line = Line(key=str(event.turn_id), role=Role.USER, text=event.text, turn_id=event.turn_id)
    lines = (*state.lines, line)
    typed = replace(state, floor=False, help=None, lines=lines, saved="saving", draft="")
    return _think(typed)


# --- the tutor's side -------------------------------------------------------------------------


@_on(talk.ReplyAudible)
def _reply_audible(state: ConversationState, _event: talk.ReplyAudible) -> ConversationState:
    if state.phase is Phase.ENDING:
        return state
    return replace(state, phase=Phase.HALF_DUPLEX if state.half_duplex else Phase.SPEAKING)


@_on(talk.ReplyHeard)
def _reply_heard(state: ConversationState, event: talk.ReplyHeard) -> ConversationState:
    return _share(replace(state, heard_s=state.heard_s + event.heard_ms / 1000))


@_on(talk.ReplyCut)
def _reply_cut(state: ConversationState, event: talk.ReplyCut) -> ConversationState:
    key = f"g{event.generation}"
    heard = replace(state, heard_s=state.heard_s + event.heard_ms / 1000)
    return _share(
        _change_line(heard, key, lambda line: replace(line, cut=True, text=_heard(line, event)))
    )


@_on(wire.SessionStarted)
def _session_started(state: ConversationState, event: wire.SessionStarted) -> ConversationState:
    scenario = event.scenario
    checklist = scenario.metadata.get("checklist", []) if scenario else []
    return replace(
        state,
        session_id=event.session_id,
        language=event.language,
        title=scenario.title if scenario else event.teaching_mode.name,
        pill=f"{event.language.label} · {event.level.value}",
        goals=tuple(Goal(str(item), reached=False) for item in checklist),
        tutor_name=TUTOR_NAMES[event.tutor],
        notice=Notice(event.notice) if event.notice else state.notice,
    )


@_on(wire.State)
def _state(state: ConversationState, event: wire.State) -> ConversationState:
    named = replace(state, tutor_name=TUTOR_NAMES[event.tutor])
    if event.upstream == "reconnecting":
        return replace(named, phase=Phase.RECONNECTING)
    if event.turn == "thinking" and state.phase is not Phase.ENDING:
        return _think(named)
    return named


@_on(wire.Transcription)
def _transcription(state: ConversationState, event: wire.Transcription) -> ConversationState:
    if event.role is Role.ASSISTANT:
        return _tutor_said(state, f"g{event.generation}", event.text)
    key = f"u{event.utterance}" if event.utterance else str(event.turn_id)
    if event.final and not event.text:
        lines = tuple(line for line in state.lines if line.key != key)
        return replace(state, lines=lines, saved="saved")
    return _change_line(
        state, key, lambda line: replace(line, text=event.text, pending=not event.final)
    )


@_on(wire.TurnAck)
def _turn_ack(state: ConversationState, event: wire.TurnAck) -> ConversationState:
    return replace(
        _change_turn(state, event.turn_id, lambda line: replace(line, turn_index=event.turn_index)),
        saved="saved",
    )


@_on(wire.Feedback)
def _feedback(state: ConversationState, event: wire.Feedback) -> ConversationState:
    marks = tuple(remark for remark in event.remarks if remark.quote)[:MARKS]
    low, high = event.total_band or (None, None)
    skills = tuple(
        _skill(
            metric,
            event.metrics.get(metric),
            event.bands.get(metric),
            event.reasons.get(metric),
            event.evidence.get(metric, ()),
        )
        for metric in Metric
    )
    marked = _change_turn(state, event.turn_id, lambda line: replace(line, remarks=marks))
    return replace(marked, scores=Scores(skills, event.total, low, high))


@_on(wire.TurnComplete)
def _turn_complete(state: ConversationState, event: wire.TurnComplete) -> ConversationState:
    goals = tuple(
        replace(goal, reached=goal.reached or index in event.goals)
        for index, goal in enumerate(state.goals)
    )
    return replace(state, goals=goals)


@_on(wire.HelpGiven)
def _help(state: ConversationState, event: wire.HelpGiven) -> ConversationState:
    return replace(state, help=event)


@_on(wire.ServerDraining)
def _draining(state: ConversationState, event: wire.ServerDraining) -> ConversationState:
    return replace(state, notice=Notice(event.reason, severity="bad"))


@_on(wire.Error)
def _error(state: ConversationState, event: wire.Error) -> ConversationState:
    return replace(state, notice=Notice(event.message))


@_on(wire.SessionEnded)
def _session_ended(state: ConversationState, event: wire.SessionEnded) -> ConversationState:
    low, high = event.total_band or (None, None)
    skills = tuple(
        _skill(
            metric,
            event.metrics.get(metric),
            event.bands.get(metric),
            event.reasons.get(metric),
            event.evidence.get(metric, ()),
        )
        for metric in Metric
    )
    ended = replace(
        state,
        phase=Phase.ENDED,
        floor=False,
        help=None,
        saved="saved",
        lines=tuple(line for line in state.lines if line.text),
        scores=Scores(skills, event.total, low, high),
    )
    if state.session_id is None or state.began_at is None:
        return ended
    summary = Summary(
        session_id=state.session_id,
        mode_code=state.choice.mode,
        language_code=state.choice.language,
        about=event.about,
        created_at=state.began_at,
        notes=event.study_notes,
        status=event.status,
        total=event.total,
    )
    return replace(ended, summary=summary)


# --- parts ------------------------------------------------------------------------------------


def _rest(state: ConversationState) -> ConversationState:
    """The phase while nobody speaks, if that is now."""
    if not state.floor:
        return state
    if state.text_mode or not state.microphone_open:
        return replace(state, phase=Phase.READY)
    return replace(state, phase=Phase.MUTED if state.muted else Phase.LISTENING)


def _think(state: ConversationState) -> ConversationState:
    return state if state.phase is Phase.ENDING else replace(state, phase=Phase.THINKING)


def _share(state: ConversationState) -> ConversationState:
    both = state.spoken_s + state.heard_s
    return replace(state, share=state.spoken_s / both if both else None)


def _tutor_said(state: ConversationState, key: str, text: str) -> ConversationState:
    known = next((line for line in state.lines if line.key == key), None)
    if known is None:
        line = Line(key=key, role=Role.ASSISTANT, text=text)
        return replace(state, lines=(*state.lines, line))
    if known.cut:
        return state
    return _change_line(state, key, lambda line: replace(line, text=f"{line.text} {text}".strip()))


def _heard(line: Line, event: talk.ReplyCut) -> str:
    reached = event.heard_ms * CHARACTERS_S // 1000
    if reached >= len(line.text):
        return line.text
    words = line.text[: reached + 1].rsplit(maxsplit=1)
    return words[0] if len(words) > 1 else ""


def _skill(
    metric: Metric,
    value: float | None,
    band: tuple[float, float] | None,
    reason: str | None,
    evidence: tuple[str, ...],
) -> SkillScore:
    low, high = band or (None, None)
    return SkillScore(metric, value, low, high, reason, evidence)


def _change_line(
    state: ConversationState, key: str, change: Callable[[Line], Line]
) -> ConversationState:
    return replace(
        state, lines=tuple(change(line) if line.key == key else line for line in state.lines)
    )


def _change_turn(
    state: ConversationState, turn_id: UUID, change: Callable[[Line], Line]
) -> ConversationState:
    return replace(
        state,
        lines=tuple(change(line) if line.turn_id == turn_id else line for line in state.lines),
    )
