"""The notes browser: everything loaded once, searched as typed."""

import asyncio
import unicodedata
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from desktop_app.backend.rest import BackendError
from desktop_app.presenters.states import NotesState, Notice
from server.protocol.models import Summary
from server.protocol.requests import Page

PAGE_SIZE = 100
LOAD_AGAIN = "load_again"


class NotesSource(Protocol):
    """What the page asks; see `desktop_app.backend.rest.RestClient`."""

    async def list_summaries(self, page: int = 1, page_size: int = 50) -> Page[Summary]:
        """Study notes, newest first; raises BackendError."""
        ...


def fold(text: str) -> str:
    """Without case and accents, so that "cafe" finds "Café"."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in spread if not unicodedata.combining(character))


def searchable(summary: Summary) -> str:
    """Every word of the notes, folded."""
    sections = summary.notes.subtitle.values()
    words = [summary.about, summary.notes.title, summary.mode_code, summary.language_code]
    words += [section.heading for section in sections]
    words += [point for section in sections for point in section.points.values()]
    return fold("\n".join(words))


class NotesPresenter(QObject):
    """Keeps all notes in memory with their folded text: a search over 1,000 takes milliseconds."""

    state_changed = Signal(object)

    def __init__(self, source: NotesSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._state = NotesState()
        self._all: list[tuple[str, Summary]] = []
        self._wanted = ""
        self._loading: asyncio.Task[None] | None = None

    @property
    def state(self) -> NotesState:
        """What the page shows."""
        return self._state

    def load(self) -> None:
        """Asks for all notes again; while that runs, a second call changes nothing."""
        if self._loading is None or self._loading.done():
            self._loading = asyncio.get_running_loop().create_task(self._load())

    def search(self, text: str) -> None:
        """Notes that hold every word."""
        self._show(replace(self._state, query=text, rows=self._matching(text)))

    def open(self, session_id: str) -> None:
        """Puts one into the reading pane; one that is still being loaded comes when it is there."""
        self._wanted = session_id
        self._show(replace(self._state, opened=self._find(session_id)))

    def act_on_notice(self, action_id: str) -> None:
        """What the notice's button promises."""
        if action_id == LOAD_AGAIN:
            self.load()

    async def settled(self) -> None:
        """Waits for what was asked so far."""
        if self._loading is not None:
            await self._loading

    async def _load(self) -> None:
        found: list[Summary] = []
        try:
            while True:
                page = await self._source.list_summaries(
                    page=len(found) // PAGE_SIZE + 1, page_size=PAGE_SIZE
                )
                found += page.items
                if len(page.items) < PAGE_SIZE:
                    break
        except BackendError as error:
            notice = Notice(str(error), "Try again", LOAD_AGAIN)
            self._show(replace(self._state, loading=False, notice=notice))
            return
        self._all = [(searchable(summary), summary) for summary in found]
        self._show(
            replace(
                self._state,
                loading=False,
                rows=self._matching(self._state.query),
                total=len(found),
                opened=self._find(self._wanted),
                notice=None,
            )
        )

    def _find(self, session_id: str) -> Summary | None:
        return next((s for _, s in self._all if str(s.session_id) == session_id), None)

    def _matching(self, query: str) -> tuple[Summary, ...]:
        words = fold(query).split()
        return tuple(s for text, s in self._all if all(word in text for word in words))

    def _show(self, state: NotesState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
