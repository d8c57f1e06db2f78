"""The main job through the real window: recordings as the microphone, real child, real speech."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import psutil
import pytest
import qasync
from PySide6.QtWidgets import QApplication, QLabel

from desktop_app.app import App, refusal
from desktop_app.audio.files import read_recording
from desktop_app.practice import DEMO
from desktop_app.presenters.states import Phase
from desktop_app.views.main_window import NOTES


def run(work: Coroutine[Any, Any, None]) -> None:
    """Runs a coroutine on Qt's own event loop, as the app does."""
    loop = qasync.QEventLoop(QApplication.instance())
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(asyncio.wait_for(work, 90))
    finally:
        loop.close()
        asyncio.set_event_loop(None)


async def until(condition: Callable[[], bool]) -> None:
    """Lets the window live until it holds."""
    while not condition():
        await asyncio.sleep(0.02)


def shown(app: App, words: str) -> bool:
    """Whether a visible label of the window says so."""
    labels = app.window.findChildren(QLabel)
    return any(words in label.text() for label in labels if label.isVisible())


async def talk(qt: QApplication) -> tuple[str, str]:
    """A talk of two turns; gives the notes' title and the pid of the child that served it."""
    app = App(qt, [read_recording(path) for path in sorted(DEMO.glob("*.flac"))[:2]], fast=True)
    running = asyncio.create_task(app.run())
    await until(lambda: bool(app.start.state.scenarios))
    pid = str(app.server.pid)  # type: ignore[attr-defined] # embedded here
    app.start.choose_scenario("restaurant")
    app.start.start()
    state = lambda: app.conversation.state  # noqa: E731
    await until(lambda: [line.role for line in state().lines if line.text].count("user") == 2)
    await until(lambda: state().floor and state().phase is Phase.LISTENING)
    assert shown(app, "glass of red wine")
    app.conversation.end()
    await until(lambda: state().phase is Phase.ENDED)
    scores, summary = state().scores, state().summary
    assert scores is not None
    assert scores.total is not None
    assert summary is not None
    assert shown(app, f"{scores.total:.0f}")
    app.window.close()
    await running
    return summary.notes.title, pid


async def reopen(qt: QApplication, title: str) -> None:
    """The notes are still there in a new process of the server."""
    app = App(qt)
    running = asyncio.create_task(app.run())
    await until(lambda: app.start.state.server == "ready" and app.start.state.latest is not None)
    app.window.go(NOTES)
    await until(lambda: app.notes.state.total == 1)
    app.notes.open(str(app.notes.state.rows[0].session_id))
    assert app.notes.state.opened is not None
    assert app.notes.state.opened.notes.title == title
    assert shown(app, "Restaurant Conversation")
    first = next(iter(app.notes.state.opened.notes.subtitle["0"].points.values()))
    assert shown(app, first)
    app.window.close()
    await running


@pytest.mark.voice
def test_a_spoken_talk_is_scored_on_the_label_and_its_notes_survive_a_restart(
    qapp: QApplication, private_folders: Path
) -> None:
    assert private_folders.is_dir()
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    found: list[tuple[str, str]] = []

    async def first() -> None:
        found.append(await talk(qapp))

    run(first())
    ((title, pid),) = found
    assert not psutil.pid_exists(int(pid))
    run(reopen(qapp, title))
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before
    assert os.environ["ELOQUIO_DATA_DIR"] == str(private_folders / "eloquio")


def test_the_pair_of_python_and_pyside_that_aborts_is_refused_with_the_fix() -> None:
    assert refusal((3, 11), "6.11.3") is None
    assert refusal((3, 12), "6.12.0") is None
    sentence = refusal((3, 11), "6.12.0")
    assert sentence is not None
    assert "below 6.12" in sentence
