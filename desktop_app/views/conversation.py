"""The talk: header, transcript, dock, drawer. Keys are handled here, not by shortcuts, so that a
focused button keeps Space and a text field keeps its letters.
"""

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app import theme
from desktop_app.presenters.states import ConversationState, Line
from desktop_app.theme import SPACE
from desktop_app.views.dock import Dock
from desktop_app.views.drawer import Drawer
from desktop_app.views.header import Header
from desktop_app.views.intents import ConversationIntents
from desktop_app.widgets.announcer import Announcer
from desktop_app.widgets.bubble import Note, Said
from desktop_app.widgets.buttons import button
from desktop_app.widgets.notice_bar import NoticeBar
from desktop_app.widgets.safe_text import safe_label
from desktop_app.widgets.transcript import Transcript
from server.protocol.models import Role

DRAWER, NARROW = 300, 910
"""Width of the drawer; width of the page (window less rail) below which the drawer slides over."""


class ConversationView(QWidget):
    """Renders a ConversationState and forwards what the learner does."""

    def __init__(self, presenter: ConversationIntents) -> None:
        super().__init__()
        self._presenter = presenter
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Talk")
        self.header = Header()
        self.notice = NoticeBar()
        self.transcript = Transcript()
        self.dock = Dock()
        self.drawer = Drawer()
        self.drawer.setParent(self)
        self._clock = safe_label("", "caption", "muted")
        self._mute = button("Microphone off", "icon", presenter.mute, "mic")
        self._type = button("Type instead", "icon", self._switch_text, "keyboard")
        self._panel = button("Scores and goals", "icon", self.toggle_drawer, "panel-right")
        self._end = button("End", "text", presenter.end)
        self.header.add(self._clock, self._mute, self._type, self._panel, self._end)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        for part in (self.header, self.notice):
            self._column.addWidget(part)
        self._column.addWidget(self.transcript, 1)
        self._column.addWidget(self.dock)
        self._announcer = Announcer(self)
        self._wanted: bool | None = None
        self._connect(presenter)
        self._shown = presenter.state
        self.render_state(presenter.state)

    def _connect(self, presenter: ConversationIntents) -> None:
        presenter.state_changed.connect(self.render_state)
        presenter.levels_changed.connect(self.dock.set_levels)
        self.dock.pressed.connect(presenter.toggle)
        self.dock.typed.connect(presenter.type_text)
        self.dock.field.textChanged.connect(presenter.keep_draft)
        self.drawer.asked.connect(self._ask)
        self.notice.dismissed.connect(presenter.dismiss_notice)
        self.notice.acted.connect(self._act)
        for keys, intent in (
            ("Ctrl+T", self._switch_text),
            ("Ctrl+M", presenter.mute),
            ("Ctrl+Return", presenter.end),
            ("Ctrl+Enter", presenter.end),
            ("Ctrl+D", self.toggle_drawer),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(intent)

    def render_state(self, state: ConversationState) -> None:
        """Shows a state; only what differs is drawn anew."""
        before, self._shown = self._shown, state
        self.header.say(state.title, state.pill)
        self._clock.setText(clock_words(state))
        self._mute.say("Turn the microphone on" if state.muted else "Turn the microphone off")
        self._mute.show_icon("mic-off" if state.muted else "mic")
        self._mute.setVisible(not state.text_mode)  # there it would look like the way back
        self._type.say("Talk instead" if state.text_mode else "Type instead")
        self._type.show_icon("mic" if state.text_mode else "keyboard")
        self.transcript.show_lines([said(line) for line in state.lines])
        self.dock.render_state(state)
        self.drawer.render_state(state)
        if state.notice is None:
            self.notice.hide()
        else:
            self.notice.tell(state.notice.text, state.notice.action, state.notice.severity)
        if state.help is not None and state.help != before.help and not self.drawer.isVisible():
            self.toggle_drawer()
        if state.text_mode != before.text_mode and self.isVisible():
            self._take_focus()
        self._announce(state)

    def toggle_drawer(self) -> None:
        """Opens or closes the drawer."""
        self._wanted = self.drawer.isHidden()
        self._place()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )
        key = event.key()
        if plain and not event.isAutoRepeat() and self._press(key):
            event.accept()
        elif key == Qt.Key.Key_Escape and self._narrow() and self.drawer.isVisible():
            self.toggle_drawer()
        else:
            super().keyPressEvent(event)

    def _press(self, key: int) -> bool:
        """Does what a single key means; False when it means nothing here."""
        match key:
            case Qt.Key.Key_Space:
                self._presenter.toggle()
            case Qt.Key.Key_W:
                self._presenter.hold()
            case Qt.Key.Key_H:
                self._presenter.hint()
            case Qt.Key.Key_R:
                self._presenter.ask("repeat")
            case Qt.Key.Key_S:
                self._presenter.ask("slower")
            case _:
                return False
        return True

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        moved = (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange)
        if event.type() in moved and hasattr(self, "_wanted"):
            self._place()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()
        self._take_focus()
        self._announce(self._shown)

    def _take_focus(self) -> None:
        if self._shown.text_mode:
            self.dock.field.setFocus()
        else:
            self.setFocus()

    def _ask(self, what: str) -> None:
        if what == "slower":
            self._presenter.ask("slower")
        elif what == "repeat":
            self._presenter.ask("repeat")
        else:
            self._presenter.hint()

    def _switch_text(self) -> None:
        self._presenter.set_text_mode(not self._shown.text_mode)

    def _act(self) -> None:
        notice = self._shown.notice
        if notice is not None and notice.action_id is not None:
            self._presenter.act_on_notice(notice.action_id)

    def _announce(self, state: ConversationState) -> None:
        if self.isVisible():
            self._announcer.announce(state.notice.text if state.notice else self.dock.words.text())

    def _narrow(self) -> bool:
        return self.width() < NARROW + theme.look().px(DRAWER) - DRAWER

    def _place(self) -> None:
        """The drawer beside the talk, or over it where there is no room for both."""
        narrow = self._narrow()
        opened = (not narrow) if self._wanted is None else self._wanted
        wide = min(theme.look().px(DRAWER), self.width() - SPACE["xxl"])
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        beside = wide if opened and not narrow else 0
        left, right = (beside, 0) if mirrored else (0, beside)
        self._column.setContentsMargins(left, 0, right, 0)
        x = 0 if mirrored else self.width() - wide
        top = self.header.sizeHint().height() if narrow else 0
        self.drawer.setGeometry(QRect(x, top, wide, self.height() - top))
        self.drawer.setVisible(opened)
        self.drawer.raise_()


def said(line: Line) -> Said:
    """A line of the state as the transcript shows it."""
    notes = tuple(Note(r.kind, r.text, r.quote, r.better) for r in line.remarks)
    return Said(line.key, line.role is Role.USER, line.text, line.pending, line.cut, notes)


def clock_words(state: ConversationState) -> str:
    """ "4:12 · you 58 %", without a share before anyone spoke; in an exam "1:12 left"."""
    if state.time_left:
        return state.time_left
    clock = f"{state.elapsed_s // 60}:{state.elapsed_s % 60:02d}"
    return clock if state.share is None else f"{clock}  ·  you {round(state.share * 100)} %"
