"""Pictures of every page, from fixture states: `python -m tests.screens [name ...]`.

Writes `screens/<page>-<theme>.png`; look at each one after a change of the look.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db.warning=false")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from desktop_app import theme
from desktop_app.presenters.states import ConversationState, NotesState, SettingsState, StartState
from desktop_app.views.main_window import NOTES, SETTINGS, TALK, MainWindow
from tests.fakes import page_states as states
from tests.fakes.presenters import FakeConversation, FakeNotes, FakeSettings, FakeStart

State = ConversationState | StartState | NotesState | SettingsState


@dataclass(frozen=True)
class Shot:
    """One picture: a page in one look."""

    name: str
    state: State
    theme: Literal["light", "dark", "contrast"] = "light"
    percent: int = 100
    mirrored: bool = False
    size: tuple[int, int] = (1100, 720)


PAGES: dict[str, State] = {
    "start": states.RETURNING,
    "start-empty": states.FIRST_RUN,
    "start-starting": states.STARTING,
    "start-failed": states.FAILED,
    "conversation": states.TALKING,
    "conversation-long": states.LONG_TALK,
    "conversation-lost": states.LOST,
    "conversation-typing": states.TYPING,
    "conversation-help": states.HELPED,
    "conversation-fresh": states.FRESH,
    "result": states.FINISHED,
    "result-writing": states.WRITING,
    "result-short": states.TOO_SHORT,
    "notes": states.NOTES,
    "notes-empty": states.NO_NOTES,
    "notes-no-hit": states.NO_HIT,
    "notes-short": states.SHORT_NOTES,
    "settings": states.SETTINGS,
    "settings-no-sound": states.NO_SOUND,
}
MAIN = ("start", "conversation", "result", "notes", "settings")


def shots() -> Iterator[Shot]:
    """Every picture that is kept."""
    for name, state in PAGES.items():
        yield Shot(f"{name}-light", state, "light")
        yield Shot(f"{name}-dark", state, "dark")
    for name in MAIN:
        yield Shot(f"{name}-contrast", PAGES[name], "contrast")
        yield Shot(f"{name}-200", PAGES[name], percent=200)
        yield Shot(f"{name}-small", PAGES[name], size=(900, 600))
        yield Shot(f"{name}-small-200", PAGES[name], percent=200, size=(900, 600))
        yield Shot(f"{name}-mirrored", PAGES[name], mirrored=True)
    yield Shot("conversation-arabic", states.ARABIC, mirrored=True)


def build(state: State) -> MainWindow:
    """A window that shows a state."""
    conversation = FakeConversation(state if isinstance(state, ConversationState) else None)
    start = FakeStart(state if isinstance(state, StartState) else states.RETURNING)
    notes = FakeNotes(state if isinstance(state, NotesState) else states.NOTES)
    settings = FakeSettings(state if isinstance(state, SettingsState) else states.SETTINGS)
    window = MainWindow(start, conversation, notes, settings)
    window.presenters = (start, conversation, notes, settings)  # type: ignore[attr-defined]  # kept alive
    place = NOTES if isinstance(state, NotesState) else TALK
    window.go(SETTINGS if isinstance(state, SettingsState) else place)
    if isinstance(state, ConversationState):
        for step in range(80):
            conversation.levels_changed.emit(abs((step * 37 % 50) / 50 - 0.5) * 1.6, 0.0)
    return window


def settle(app: QApplication) -> None:
    """Lets layouts that depend on one another come to rest."""
    for _ in range(4):
        app.sendPostedEvents()
        app.processEvents()


def take(app: QApplication, shot: Shot) -> MainWindow:
    """A shown window in the shot's look."""
    theme.apply(app, shot.theme, shot.percent)
    right_to_left = Qt.LayoutDirection.RightToLeft
    app.setLayoutDirection(right_to_left if shot.mirrored else Qt.LayoutDirection.LeftToRight)
    window = build(shot.state)
    window.resize(*shot.size)
    window.show()
    settle(app)
    return window


def drop(app: QApplication, window: MainWindow) -> None:
    """Closes a window and frees it, so that the next theme is not applied to it."""
    window.close()
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    settle(app)


def main(wanted: list[str]) -> int:
    """Writes the pictures whose name starts with one of `wanted`, all without any."""
    app = QApplication([])
    folder = Path("screens")
    folder.mkdir(exist_ok=True)
    written = 0
    for shot in shots():
        if wanted and not any(shot.name.startswith(name) for name in wanted):
            continue
        window = take(app, shot)
        if not window.grab().save(str(folder / f"{shot.name}.png")):
            print(f"could not write screens/{shot.name}.png")
            return 1
        written += 1
        drop(app, window)
    print(f"{written} pictures in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
