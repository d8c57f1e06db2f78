"""The notes browser: a list with search, and the notes to read."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app import theme
from desktop_app.presenters.states import NotesState
from desktop_app.theme import SPACE
from desktop_app.views.header import Header
from desktop_app.views.intents import NotesIntents
from desktop_app.views.notes_list import NotesList
from desktop_app.views.notes_page import NotesPage
from desktop_app.widgets.buttons import button
from desktop_app.widgets.notice_bar import NoticeBar
from desktop_app.widgets.panes import Pane, Scroll, row
from desktop_app.widgets.paragraph import Paragraph

LIST = 320


class NotesView(QWidget):
    """Emits `hello_wanted` from the empty page's button."""

    hello_wanted = Signal()

    def __init__(self, presenter: NotesIntents) -> None:
        super().__init__()
        self.setAccessibleName("Notes")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._presenter = presenter
        self.header = Header("Notes")
        self.notice = NoticeBar(closable=False)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search your notes")
        self.search.setAccessibleName("Search your notes")
        self.search.setClearButtonEnabled(False)
        self.list = NotesList()
        self.page = NotesPage()
        self.words = Paragraph("", "speech", "muted")
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.hello = button("Say hello", "main", self.hello_wanted.emit)
        self.all = button("Show all notes", "outline", self._show_all)
        self._side = QFrame()
        self._side.setProperty("ground", "none")
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, SPACE["s"], 0, SPACE["l"])
        side.setSpacing(SPACE["m"])
        side.addWidget(self.search)
        side.addWidget(self.list, 1)
        said = Pane(None, self.words, row(None, self.hello, self.all, None), None, gap=SPACE["l"])
        said.box.setContentsMargins(SPACE["xl"], 0, SPACE["xl"], SPACE["xxl"])
        self._panes = QStackedWidget()
        self._panes.addWidget(said)
        self._panes.addWidget(Scroll(self.page))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.header)
        box.addWidget(self.notice)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        columns.addSpacing(SPACE["xl"])
        columns.addWidget(self._side)
        columns.addWidget(self._panes, 1)
        box.addLayout(columns, 1)
        presenter.state_changed.connect(self.render_state)
        self.search.textEdited.connect(presenter.search)
        self.list.opened.connect(presenter.open)
        self._fit()
        self.render_state(presenter.state)

    def render_state(self, state: NotesState) -> None:
        """Shows the rows and what is open, or one sentence where there is nothing to show."""
        if self.search.text() != state.query:
            self.search.setText(state.query)
        opened = state.opened
        self.list.show_rows(state.rows, str(opened.session_id) if opened else None)
        empty = not state.loading and state.total == 0
        self._side.setVisible(not empty)
        self.hello.setVisible(empty)
        self.all.setVisible(bool(not empty and state.query and not state.rows))
        if opened is not None:
            self.page.show_summary(opened)
        else:
            self.words.setText(empty_words(state))
        self._panes.setCurrentIndex(0 if opened is None else 1)
        if state.notice is None:
            self.notice.hide()
        else:
            self.notice.tell(state.notice.text, None, state.notice.severity)

    def focus_search(self) -> None:
        """Puts the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_side"):
            self._fit()

    def _fit(self) -> None:
        grown = 1 + (theme.look().percent / 100 - 1) * 0.4
        self._side.setFixedWidth(min(round(LIST * grown), max(200, round(self.width() * 0.4))))

    def _show_all(self) -> None:
        self.search.clear()
        self._presenter.search("")


def empty_words(state: NotesState) -> str:
    """What stands where no notes are open."""
    if state.loading:
        return "Opening your notes…"
    if state.total == 0:
        return "Your notes appear here after your first talk."
    if not state.rows:
        return f"Nothing for “{state.query}” in your notes."
    return "Choose a talk to read its notes."
