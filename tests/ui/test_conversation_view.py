"""The talk's page says what the state says, and forwards what the learner does."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.presenters.states import ConversationState, Phase, Scores
from desktop_app.views.conversation import ConversationView, clock_words
from desktop_app.views.phase_words import PHASES
from desktop_app.widgets.bubble import counted
from server.protocol.models import Metric
from tests.fakes import page_states as states
from tests.fakes.presenters import FakeConversation

TABLE = {
    Phase.READY: ("Press Space to begin", "you can type instead: Ctrl+T"),
    Phase.PREPARING: ("Getting your tutor ready…", ""),
    Phase.LISTENING: ("Listening", "Space when you are done"),
    Phase.PATIENT: (
        "Take your time…",
        "Space when you are done  ·  H hint  ·  W wait, I'm thinking",
    ),
    Phase.HELD: ("Take all the time you need", "Space when you are ready"),
    Phase.THINKING: ("Thinking…", ""),
    Phase.SPEAKING: ("Tutor is speaking", "Space to interrupt  ·  S slower  ·  R repeat"),
    Phase.HALF_DUPLEX: ("Tutor is speaking, your turn follows", "use a headset to talk over me"),
    Phase.MUTED: ("Microphone off", "Ctrl+M to turn on"),
    Phase.RECONNECTING: ("Connection lost. Keep talking, I am recording", ""),
    Phase.PAUSED: ("Paused", "Space to go on"),
}


@pytest.fixture
def presenter() -> FakeConversation:
    return FakeConversation(states.TALKING)


@pytest.fixture
def view(qtbot, presenter: FakeConversation) -> ConversationView:
    shown = ConversationView(presenter)
    qtbot.addWidget(shown)
    shown.resize(1011, 692)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.hasFocus)
    return shown


@pytest.mark.parametrize("phase", TABLE)
def test_the_orb_says_its_phase_in_the_words_of_the_design(view, presenter, phase) -> None:
    presenter.become(replace(states.TALKING, phase=phase))
    assert (view.dock.words.text(), view.dock.hint.text()) == TABLE[phase]
    assert view.dock.orb.accessibleName() == TABLE[phase][0]
    assert view.dock.orb.shown == PHASES[phase].orb


def test_every_phase_has_words() -> None:
    assert set(PHASES) == set(Phase)
    assert all("!" not in row.words + row.hint for row in PHASES.values())


def test_the_preparing_hint_comes_late(view, presenter) -> None:
    presenter.become(replace(states.TALKING, phase=Phase.PREPARING))
    assert view.dock.hint.text() == ""
    view.dock._late.stop()
    view.dock._late.timeout.emit()
    assert view.dock.hint.text() == "loading the voice, once"


@pytest.mark.parametrize(
    ("key", "intent"),
    [
        (Qt.Key.Key_Space, ("toggle",)),
        (Qt.Key.Key_W, ("hold",)),
        (Qt.Key.Key_H, ("hint",)),
        (Qt.Key.Key_R, ("ask", "repeat")),
        (Qt.Key.Key_S, ("ask", "slower")),
    ],
)
def test_a_single_key_is_an_intent(view, presenter, key, intent) -> None:
    QTest.keyClick(view, key)
    assert presenter.asked == [intent]


@pytest.mark.parametrize(
    ("key", "intent"),
    [
        (Qt.Key.Key_T, ("set_text_mode", True)),
        (Qt.Key.Key_M, ("mute",)),
        (Qt.Key.Key_Return, ("end",)),
    ],
)
def test_a_key_with_control_is_an_intent(view, presenter, key, intent) -> None:
    QTest.keyClick(view, key, Qt.KeyboardModifier.ControlModifier)
    assert presenter.asked == [intent]


def test_letters_do_nothing_but_write_in_the_text_field(view, presenter) -> None:
    presenter.become(states.TYPING)
    assert view.dock.field.hasFocus()
    QTest.keyClicks(view.dock.field, "whr s")
    assert presenter.asked == []
    assert view.dock.field.text() == "whr s"
    QTest.keyClick(view.dock.field, Qt.Key.Key_Return)
    assert presenter.asked == [("type_text", "whr s")]
    assert view.dock.field.text() == ""


def test_the_field_is_emptied_when_the_clock_has_sent_what_stood_in_it(view, presenter) -> None:
    presenter.become(states.TYPING)
    QTest.keyClicks(view.dock.field, "In my town")
    assert presenter.state.draft == "In my town"
    presenter.become(replace(presenter.state, draft=""))
    assert view.dock.field.text() == ""
    assert presenter.asked == []


def test_enter_in_an_empty_field_sends_nothing(view, presenter) -> None:
    presenter.become(states.TYPING)
    QTest.keyClicks(view.dock.field, "   ")
    QTest.keyClick(view.dock.field, Qt.Key.Key_Return)
    assert presenter.asked == []


def test_the_field_names_the_language(view, presenter) -> None:
    presenter.become(replace(states.TYPING, language=states.LANGUAGES[1]))
    assert view.dock.field.placeholderText() == "Type in Spanish…"


def test_clicks_are_forwarded_and_leave_the_keyboard_with_the_talk(view, presenter) -> None:
    for button in (view.dock.orb, view._mute, view._type, view._end):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert presenter.asked == [("toggle",), ("mute",), ("set_text_mode", True), ("end",)]
    assert view.hasFocus()


def test_a_focused_button_keeps_space_for_itself(view, presenter) -> None:
    view._end.setFocus()
    QTest.keyClick(view._end, Qt.Key.Key_Space)
    assert presenter.asked == [("end",)]


def test_the_label_says_the_total_and_its_range(view) -> None:
    assert view.drawer.scores.total.text() == "Total 65 · 58–70"  # noqa: RUF001  # a range


def test_a_skill_without_evidence_says_why_and_shows_no_number(view, presenter) -> None:
    presenter.become(replace(states.TALKING, scores=states.THIN))
    shown = view.drawer.scores.rows[Metric.GRAMMAR]
    assert shown.reason.text().startswith("Say a little more")
    assert shown.value.isHidden()
    assert shown.bar.isHidden()
    assert not any(letter.isdigit() for letter in view.drawer.scores.total.text())


def test_scores_are_rounded_to_halves_and_keep_their_band(view, presenter) -> None:
    skill = replace(states.SKILLS[0], value=3.3, low=2.9, high=3.8)
    presenter.become(replace(states.TALKING, scores=Scores((skill,), 61.6, 57.2, 66.4)))
    shown = view.drawer.scores.rows[Metric.FLUENCY]
    assert (shown.value.text(), shown.band.text()) == ("3.5", "± 0.5")
    assert shown.bar.value() == 33
    assert view.drawer.scores.total.text() == "Total 62 · 57–66"  # noqa: RUF001  # a range


def test_why_opens_and_closes_the_evidence(view) -> None:
    shown = view.drawer.scores.rows[Metric.FLUENCY]
    assert shown.evidence.isHidden()
    view.drawer.scores.why.click()
    assert not shown.evidence.isHidden()
    assert shown.evidence.text() == "2.3 syllables a second\n4 stops inside phrases"
    view.drawer.scores.why.click()
    assert shown.evidence.isHidden()


def test_bubbles_say_who_spoke_and_what_to_check(view) -> None:
    names = [bubble.accessibleName() for bubble in view.transcript.bubbles]
    assert names[0] == "Tutor, said: Good evening, and welcome. What can I get you?"
    assert names[1].startswith("You, said: Hello.")
    assert names[1].endswith("? 1 to check  ·  … 1 unsure")


def test_a_cut_reply_ends_in_a_dash_and_a_pending_line_in_dots(view, presenter) -> None:
    presenter.become(states.LONG_TALK)
    words = [bubble.words.text() for bubble in view.transcript.bubbles]
    assert words[-2].endswith("daily —")
    assert words[-1] == "The fish sounds …"


def test_a_growing_line_keeps_its_bubble(view, presenter) -> None:
    presenter.become(states.LONG_TALK)
    before = view.transcript.bubbles[-1]
    grown = replace(states.LONG_TALK.lines[-1], text="The fish sounds good.", pending=False)
    presenter.become(replace(states.LONG_TALK, lines=(*states.LONG_TALK.lines[:-1], grown)))
    assert view.transcript.bubbles[-1] is before
    assert before.words.text() == "The fish sounds good."


def test_the_newest_line_is_fully_visible(qtbot, view, presenter) -> None:
    presenter.become(states.LONG_TALK)
    bar = view.transcript.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())


def test_goals_are_read_with_their_state(view) -> None:
    said = [w.accessibleName() for w in view.drawer.goals.findChildren(type(view.dock.words))]
    assert said == [
        "Greet the waiter, reached",
        "Order a drink, reached",
        "Ask for the bill, not yet",
    ]


def test_help_is_shown_only_when_it_was_given(view, presenter) -> None:
    assert view.drawer._help_words.isHidden()
    presenter.become(states.HELPED)
    assert view.drawer._help_words.text() == "Say which water you would like."
    assert view.drawer._replies.text() == "“Still, please.”\n“Sparkling water, please.”"


def test_a_notice_has_one_sentence_and_one_action(view, presenter) -> None:
    assert view.notice.isHidden()
    presenter.become(states.LOST)
    assert view.notice.accessibleName() == "Connection lost. Keep talking, I am recording."
    view.notice.acted.emit()
    view.notice.dismissed.emit()
    assert presenter.asked == [("act_on_notice", "offline"), ("dismiss_notice",)]


def test_levels_move_the_orb_of_the_one_who_speaks(view, presenter) -> None:
    presenter.become(replace(states.TALKING, phase=Phase.LISTENING))
    presenter.levels_changed.emit(0.8, 0.1)
    assert view.dock.orb._level == pytest.approx(0.8)
    presenter.become(replace(states.TALKING, phase=Phase.SPEAKING))
    presenter.levels_changed.emit(0.8, 0.1)
    assert view.dock.orb._level == pytest.approx(0.1)


def test_the_drawer_slides_over_a_narrow_page_and_opens_for_help(view, presenter) -> None:
    view.resize(700, 600)
    assert view.drawer.isHidden()
    presenter.become(states.HELPED)
    assert view.drawer.isVisible()
    assert view._column.contentsMargins().right() == 0
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.drawer.isHidden()


def test_the_state_is_announced_in_the_words_on_the_screen(view) -> None:
    assert view._announcer.last == "Take your time…"


def test_the_clock_has_no_share_before_anyone_spoke() -> None:
    assert clock_words(ConversationState(elapsed_s=67)) == "1:07"
    assert clock_words(ConversationState(elapsed_s=252, share=0.58)) == "4:12  ·  you 58 %"


def test_marks_are_counted_with_their_signs() -> None:
    assert counted(()) == ""
    assert counted([states.GOOD]) == "✓ 1 said well"
