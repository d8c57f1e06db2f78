"""What the conversation page shows after each event; no Qt, no clock."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce as fold
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.presenters import lesson_events as talk
from desktop_app.presenters.conversation_state import (
    BEGIN_AGAIN,
    TYPE_INSTEAD,
    Began,
    Broken,
    Ending,
    Muted,
    NoticeDismissed,
    TextMode,
    Ticked,
    reduce,
)
from desktop_app.presenters.states import ConversationState, LessonChoice, Phase
from server.protocol import messages as wire
from server.protocol.models import Metric, NotesSection, Remark, Role, StudyNotes
from tests.fakes.lesson_parts import SESSION, session_started

AT = datetime(2026, 1, 2, tzinfo=UTC)
TURN = UUID(int=42)
BEGIN = [Began(LessonChoice(), AT), session_started(), talk.MicrophoneOpened("Built-in")]
FLOOR = [*BEGIN, talk.ReplyAudible(1, None), talk.ReplyHeard(1, 3000), talk.FloorGiven()]
SPOKEN = [*FLOOR, talk.TurnOpened(1, TURN), talk.TurnClosed(1, 1500)]


def after(*events: object) -> ConversationState:
    return fold(reduce, events, ConversationState())  # type: ignore[arg-type]


def said(text: str, *, final: bool = True) -> wire.Transcription:
    return wire.Transcription(role=Role.USER, text=text, final=final, utterance=1, turn_id=TURN)


def answered(text: str, generation: int = 2) -> wire.Transcription:
    return wire.Transcription(role=Role.ASSISTANT, text=text, final=True, generation=generation)


@pytest.mark.parametrize(
    ("events", "phase"),
    [
        ([], Phase.IDLE),
        (BEGIN[:1], Phase.PREPARING),
        (BEGIN, Phase.PREPARING),
        ([*BEGIN, talk.ReplyAudible(1, None)], Phase.SPEAKING),
        (FLOOR, Phase.LISTENING),
        ([*FLOOR, talk.TurnOpened(1, TURN)], Phase.LISTENING),
        ([*FLOOR, talk.TurnOpened(1, TURN), talk.TurnPatient()], Phase.PATIENT),
        (
            [*FLOOR, talk.TurnOpened(1, TURN), talk.TurnPatient(), talk.TurnResumed()],
            Phase.LISTENING,
        ),
        ([*FLOOR, talk.TurnOpened(1, TURN), talk.TurnHeld()], Phase.HELD),
        ([*FLOOR, talk.TurnOpened(1, TURN), talk.TurnHeld(), talk.TurnPatient()], Phase.HELD),
        (SPOKEN, Phase.THINKING),
        ([*FLOOR, Muted(True)], Phase.MUTED),
        ([*FLOOR, Muted(True), Muted(False)], Phase.LISTENING),
        ([*FLOOR, TextMode(True)], Phase.READY),
        ([*FLOOR, talk.SoundLost("Gone.")], Phase.READY),
        ([*FLOOR, talk.TurnTyped(TURN, "Hi")], Phase.THINKING),
        ([*SPOKEN, Ending()], Phase.ENDING),
        ([*SPOKEN, Ending(), talk.ReplyAudible(2, 10.0)], Phase.ENDING),
        ([*SPOKEN, Broken("The connection to the tutor broke.")], Phase.PAUSED),
        (
            [*FLOOR, wire.State(turn="thinking", tutor="local", upstream="reconnecting")],
            Phase.RECONNECTING,
        ),
    ],
)
def test_the_phase_follows_what_happened(events: list[object], phase: Phase) -> None:
    assert after(*events).phase is phase


def test_listening_is_never_shown_before_the_first_captured_block() -> None:
    without = [event for event in FLOOR if not isinstance(event, talk.MicrophoneOpened)]
    assert after(*without).phase is Phase.READY
    assert after(*without, talk.MicrophoneOpened("Built-in")).phase is Phase.LISTENING


def test_without_a_canceller_the_tutor_speaks_half_duplex() -> None:
    events = [*BEGIN[:2], talk.MicrophoneOpened("Built-in", half_duplex=True)]
    assert after(*events, talk.ReplyAudible(1, None)).phase is Phase.HALF_DUPLEX


def test_the_lesson_names_itself_and_its_goals() -> None:
    state = after(*BEGIN)
    assert (state.title, state.pill) == ("At the restaurant", "English · A2")
    assert [goal.text for goal in state.goals] == ["Order a dish", "Pay"]
    reached = reduce(state, wire.TurnComplete(turn_index=1, goals=(1,)))
    assert [goal.reached for goal in reached.goals] == [False, True]
    assert reduce(reached, wire.TurnComplete(turn_index=2)).goals == reached.goals


def test_the_learners_line_grows_and_settles_with_marks() -> None:
    pending = after(*SPOKEN, said("I want", final=False))
    assert [(line.text, line.pending) for line in pending.lines] == [("I want", True)]
    fix = Remark(metric=Metric.GRAMMAR, kind="fix", text="x", quote="want", better="would like")
    remarks = (fix, Remark(metric=Metric.FLUENCY, kind="note", text="no quote"), fix, fix, fix)
    feedback = wire.Feedback(
        turn_id=TURN,
        turn_index=1,
        metrics={Metric.GRAMMAR: 3.0, Metric.FLUENCY: None},
        bands={Metric.GRAMMAR: (2.5, 3.5)},
        total=61.0,
        total_band=(55.0, 66.0),
        remarks=remarks,
        reasons={Metric.FLUENCY: "Say a little more."},
        evidence={Metric.GRAMMAR: ("1 of 9 words",)},
    )
    state = fold(
        reduce,
        [
            said("I want soup"),
            wire.TurnAck(turn_id=TURN, turn_index=1, duplicate=False),
            feedback,
        ],
        pending,
    )
    (line,) = state.lines
    assert (line.text, line.pending, line.turn_index) == ("I want soup", False, 1)
    assert line.remarks == (fix, fix, fix)
    assert state.scores is not None
    by_metric = {skill.metric: skill for skill in state.scores.skills}
    assert by_metric[Metric.GRAMMAR].low == 2.5
    assert by_metric[Metric.FLUENCY].value is None
    assert by_metric[Metric.FLUENCY].reason == "Say a little more."
    assert (state.scores.total, state.scores.total_low) == (61.0, 55.0)
    assert state.saved == "saved"


def test_an_utterance_without_words_leaves_no_bubble() -> None:
    state = after(*SPOKEN, said(""))
    assert state.lines == ()
    assert state.saved == "saved"


def test_a_reply_grows_by_sentences_and_a_cut_keeps_what_was_heard() -> None:
    whole = after(*SPOKEN, answered("Good evening."), answered("A table for two?"))
    assert whole.lines[-1].text == "Good evening. A table for two?"
    cut = fold(reduce, [talk.ReplyCut(2, 1000), answered("Or for three?")], whole)
    assert cut.lines[-1].cut
    assert cut.lines[-1].text == "Good evening."


def test_the_share_is_the_learners_part_of_all_that_was_spoken() -> None:
    assert after(*BEGIN).share is None
    assert after(*SPOKEN).share == pytest.approx(1.5 / 4.5)


def test_notices_carry_their_action() -> None:
    lost = after(*BEGIN, talk.SoundLost("I cannot find a microphone."))
    assert lost.notice is not None
    assert (lost.notice.text, lost.notice.action_id) == (
        "I cannot find a microphone.",
        TYPE_INSTEAD,
    )
    broken = after(*SPOKEN, Broken("The connection to the tutor broke."))
    assert broken.notice is not None
    assert (broken.notice.action_id, broken.notice.severity) == (BEGIN_AGAIN, "bad")
    assert reduce(broken, NoticeDismissed()).notice is None


def test_the_end_carries_notes_and_the_scores_of_the_whole_talk() -> None:
    notes = StudyNotes(
        title="Restaurant",
        subtitle={str(n): NotesSection(heading=f"Section {n}", points={}) for n in range(4)},
    )
    ended = wire.SessionEnded(
        reason="ended",
        study_notes=notes,
        status="ok",
        metrics={Metric.GRAMMAR: 3.2},
        bands={Metric.GRAMMAR: (2.9, 3.5)},
        total=64.0,
    )
    state = after(*SPOKEN, said("Soup"), Ending(), ended)
    assert state.phase is Phase.ENDED
    assert state.summary is not None
    assert (state.summary.session_id, state.summary.created_at) == (SESSION, AT)
    assert state.summary.notes == notes
    assert state.scores is not None
    assert state.scores.total == 64.0
    assert len(state.scores.skills) == 4


def test_a_new_talk_forgets_the_old_one_but_not_how_the_learner_talks() -> None:
    state = after(*SPOKEN, TextMode(True), Broken("x"), Began(LessonChoice(mode="debate"), AT))
    assert state.lines == ()
    assert state.notice is None
    assert state.text_mode
    assert state.choice.mode == "debate"


ANY = st.sampled_from(
    [
        *SPOKEN,
        said("a"),
        said(""),
        answered("b"),
        talk.TurnPatient(),
        talk.TurnHeld(),
        talk.ReplyCut(2, 100),
        TextMode(True),
        TextMode(False),
        Muted(True),
        Ticked(3),
        talk.SoundLost("x"),
    ]
)


@given(st.lists(ANY, max_size=30))
def test_in_any_order_the_state_stays_sound(events: list[object]) -> None:
    """Listening needs a microphone that captured; a share is a share."""
    state = after(*events)
    resting = state.floor and state.phase is Phase.LISTENING
    assert not resting or (state.microphone_open and not state.text_mode)
    assert state.share is None or 0 <= state.share <= 1
    assert replace(state) == state
