"""Start, result, notes, settings, and the way between them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop_app.presenters.states import ConversationState, Phase
from desktop_app.views.main_window import NOTES, SETTINGS, TALK, MainWindow
from desktop_app.views.notes import NotesView
from desktop_app.views.result import ResultView
from desktop_app.views.settings import SettingsView, stepped
from desktop_app.views.start import StartView
from server.protocol.models import Level
from tests.fakes import page_states as states
from tests.fakes.presenters import FakeConversation, FakeNotes, FakeSettings, FakeStart


def texts(widget: QWidget) -> list[str]:
    return [w.text() for w in widget.findChildren(QLabel) if w.isVisibleTo(widget) and w.text()]


def test_a_first_run_shows_one_big_button_and_starts_with_it(qtbot) -> None:
    presenter = FakeStart(states.FIRST_RUN)
    view = StartView(presenter)
    qtbot.addWidget(view)
    assert view.hello.isVisibleTo(view)
    assert not view.start.isVisibleTo(view)
    assert "No account, no key. Everything stays on this computer." in texts(view)
    view.hello.click()
    assert presenter.asked == [("start",)]


def test_a_returning_learner_chooses_everything_on_one_page(qtbot) -> None:
    presenter = FakeStart(states.RETURNING)
    view = StartView(presenter)
    qtbot.addWidget(view)
    view.modes.chip("grammar").click()
    view.levels.chip("B1").click()
    view.scenarios.rows["doctor"].picked.emit()
    view.scenarios.rows[""].picked.emit()
    view.language.drop_down.activated.emit(1)
    view.mother.drop_down.activated.emit(3)
    view.start.click()
    assert presenter.asked == [
        ("choose_mode", "grammar"),
        ("choose_level", Level.B1),
        ("choose_scenario", "doctor"),
        ("choose_scenario", None),
        ("choose_language", "es"),
        ("choose_mother_language", "de"),
        ("start",),
    ]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (states.STARTING_AGAIN, "Getting your tutor ready…"),
        (states.FAILED, "Your tutor did not start. Your notes are still here."),
    ],
)
def test_start_waits_for_the_tutor_and_says_why(qtbot, state, words: str) -> None:
    view = StartView(FakeStart(state))
    qtbot.addWidget(view)
    assert not view.start.isEnabled()
    assert view.start_words.text() == words


def test_a_scenario_is_chosen_by_keyboard(qtbot) -> None:
    presenter = FakeStart(states.RETURNING)
    view = StartView(presenter)
    qtbot.addWidget(view)
    QTest.keyClick(view.scenarios.rows["flat"], Qt.Key.Key_Return)
    assert presenter.asked == [("choose_scenario", "flat")]


def test_the_result_says_total_band_best_moment_and_fixes(qtbot) -> None:
    view = ResultView(FakeConversation(states.FINISHED))
    qtbot.addWidget(view)
    assert view.total.text() == "65"
    assert view.band.text() == "of 100, between 58 and 70"
    assert view.facts.text() == "12 minutes · you spoke 58 %"
    assert view.best.text() == "“I would like”\nA polite way to order."
    assert "“a water” → “some water”" in texts(view)
    assert "Next Steps" in texts(view)


def test_a_talk_too_short_shows_no_number_but_the_seconds(qtbot) -> None:
    view = ResultView(FakeConversation(states.TOO_SHORT))
    qtbot.addWidget(view)
    shown = [words for words in texts(view) if words != "English · A2"]
    assert "You spoke 14 seconds. About a minute gives a fair picture." in shown
    assert [w for w in shown if any(c.isdigit() for c in w)] == [view.short.text()]


def test_notes_that_are_being_written_fill_in(qtbot) -> None:
    presenter = FakeConversation(states.WRITING)
    view = ResultView(presenter)
    qtbot.addWidget(view)
    assert "Writing your notes…" in texts(view)
    presenter.become(states.FINISHED)
    assert "Writing your notes…" not in texts(view)
    view.again.click()
    assert presenter.asked == [("close_result",)]


def test_notes_are_listed_opened_and_searched(qtbot) -> None:
    presenter = FakeNotes(states.NOTES)
    view = NotesView(presenter)
    qtbot.addWidget(view)
    assert view.list.count() == 4
    assert presenter.asked == []
    view.list.setCurrentRow(1)
    QTest.keyClicks(view.search, "bill")
    assert presenter.asked[0] == ("open", str(states.SUMMARIES[1].session_id))
    assert presenter.asked[-1] == ("search", "bill")
    assert view.page.title.text() == "At the restaurant: ordering for two"


def test_notes_can_be_copied_as_plain_text(qtbot, qapp: QApplication) -> None:
    view = NotesView(FakeNotes(states.NOTES))
    qtbot.addWidget(view)
    view.page._copy.click()
    copied = qapp.clipboard().text().splitlines()
    assert copied[0] == "At the restaurant: ordering for two"
    assert "- What do you recommend tonight?" in copied


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (states.NO_NOTES, "Your notes appear here after your first talk."),
        (states.NO_HIT, "Nothing for “gustar” in your notes."),
        (states.LOADING_NOTES, "Opening your notes…"),
        (states.SHORT_NOTES, "Too short for notes. About a minute of talk is enough."),
    ],
)
def test_the_notes_page_always_says_what_it_shows(qtbot, state, words: str) -> None:
    view = NotesView(FakeNotes(state))
    qtbot.addWidget(view)
    assert words in texts(view)


def test_settings_apply_at_once(qtbot) -> None:
    presenter = FakeSettings(states.SETTINGS)
    view = SettingsView(presenter)
    qtbot.addWidget(view)
    view.themes.chip("dark").click()
    view.latency.chip("low").click()
    view.larger.click()
    view.rescan.click()
    view.microphone.drop_down.activated.emit(1)
    view.speaker.drop_down.activated.emit(0)
    view.voice.drop_down.activated.emit(1)
    assert presenter.asked == [
        ("choose_theme", "dark"),
        ("choose_latency", "low"),
        ("choose_text_percent", 110),
        ("rescan_devices",),
        ("choose_microphone", "USB headset"),
        ("choose_speaker", "Built-in speakers"),
        ("choose_voice", "basic"),
    ]


def test_a_basic_voice_is_called_one_and_no_voice_offers_no_choice(qtbot) -> None:
    presenter = FakeSettings(states.SETTINGS)
    view = SettingsView(presenter)
    qtbot.addWidget(view)
    assert view.voice_words.isHidden()
    presenter.become(replace(states.SETTINGS, voice="basic"))
    assert view.voice.drop_down.currentText() == "Basic voice: male"
    assert not view.voice_words.isHidden()
    presenter.become(replace(states.SETTINGS, voices=(), voice=""))
    assert view.voice.isHidden()
    assert view.voice_words.isHidden()


def test_a_sound_problem_is_said_with_its_fix(qtbot) -> None:
    view = SettingsView(FakeSettings(states.NO_SOUND))
    qtbot.addWidget(view)
    assert states.NO_SOUND.sound_problem in texts(view)


@pytest.mark.parametrize(("now", "step", "then"), [(100, -10, 100), (190, 10, 200), (200, 10, 200)])
def test_text_size_stays_between_its_ends(now: int, step: int, then: int) -> None:
    assert stepped(now, step) == then


@pytest.fixture
def window(open_window) -> MainWindow:
    return open_window(states.RETURNING)


def test_keys_go_to_the_places(window) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    for key, place in ((Qt.Key.Key_2, NOTES), (Qt.Key.Key_3, SETTINGS), (Qt.Key.Key_1, TALK)):
        QTest.keyClick(window, key, control)
        assert window.places.currentIndex() == place
        assert window.rail.buttons[place].isChecked()
    QTest.keyClick(window, Qt.Key.Key_F, control)
    assert window.places.currentIndex() == NOTES
    assert window.notes.search.hasFocus()


def test_text_size_has_keys(window) -> None:
    QTest.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert window.presenters[3].asked == [("choose_text_percent", 110)]


def test_f1_shows_the_keys_and_escape_hides_them(window) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.keys.isVisible()
    QTest.keyClick(window.keys, Qt.Key.Key_Escape)
    assert window.keys.isHidden()


def test_the_talk_place_follows_the_phase(window) -> None:
    conversation = window.presenters[1]
    for state, page in (
        (states.TALKING, window.talk.conversation),
        (replace(states.TALKING, phase=Phase.ENDING), window.talk.conversation),
        (states.FINISHED, window.talk.result),
        (ConversationState(), window.talk.start),
    ):
        conversation.become(state)
        assert window.talk.currentWidget() is page


def test_read_all_opens_the_notes_of_that_talk(window) -> None:
    window.presenters[1].become(states.FINISHED)
    window.talk.result.read.click()
    assert window.places.currentIndex() == NOTES
    assert window.presenters[2].asked == [
        ("load",),
        ("open", str(states.SUMMARIES[0].session_id)),
    ]


def test_the_title_and_the_strip_follow_the_talk(window) -> None:
    assert window.windowTitle() == "Eloquio"
    window.presenters[1].become(replace(states.LOST, muted=True))
    assert window.windowTitle() == "Eloquio: At the restaurant"
    assert window.strip.microphone.text() == "Built-in microphone, off"
    assert window.strip.saved.text() == "Not saved yet"


def test_closing_the_window_is_told(qtbot, window) -> None:
    with qtbot.waitSignal(window.closing):
        window.close()
