"""The talk as the page sees it: intents in, one state out."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.backend.address import ServerFailed
from desktop_app.backend.voice import ConnectionLost
from desktop_app.presenters.conversation_state import BEGIN_AGAIN, TYPE_INSTEAD, reduce
from desktop_app.presenters.exam_timer import left_words
from desktop_app.presenters.lesson import Lesson, LessonRefused
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
from desktop_app.presenters.states import ConversationState, LessonChoice, Phase
from server.protocol.messages import Help, StartSession

OpenLesson = Callable[[Callable[[LessonEvent], None]], Awaitable[Lesson]]
LEVELS_EVERY_MS = 36  # 28 Hz (interface.md 1)
NO_TALK = {Phase.IDLE, Phase.PAUSED, Phase.ENDED}


def start_message(choice: LessonChoice) -> StartSession:
    """The choice in the words of the wire."""
    return StartSession(
        mother_language=choice.mother_language,
        target_language=choice.language,
        user_level=choice.level.value,
        teaching_mode=choice.mode,
        scenario_id=choice.scenario,
        voice=choice.voice,
    )


class ConversationPresenter(QObject):
    """Holds the state of the talk; `open_lesson` connects one and may raise ServerFailed or
    ConnectionLost.
    """

    state_changed = Signal(object)
    levels_changed = Signal(float, float)

    def __init__(self, open_lesson: OpenLesson, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_lesson = open_lesson
        self._state = ConversationState()
        self._lesson: Lesson | None = None
        self._talk: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._began = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(LEVELS_EVERY_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def state(self) -> ConversationState:
        """What the page shows."""
        return self._state

    def begin(self, choice: LessonChoice) -> None:
        """Opens a talk, unless one is open; one that is still closing its devices is awaited."""
        if self._state.phase not in NO_TALK:
            return
        self._take(Began(choice, datetime.now(UTC)))
        self._began = time.monotonic()
        self._talk = self._start(self._run(choice, self._talk))

    def toggle(self) -> None:
        """Space: begin again, done, interrupt, or take the floor."""
        if self._state.phase in NO_TALK:
            if self._state.phase is Phase.PAUSED:
                self.begin(self._state.choice)
        elif self._state.muted:
            self.mute()
        elif self._lesson is not None and not self._state.text_mode:
            self._start(self._lesson.toggle())

    def hold(self) -> None:
        """W: time to think."""
        if self._lesson is not None:
            self._start(self._lesson.hold())

    def end(self) -> None:
        """Asks for the notes; a talk that has not begun is given up."""
        if self._lesson is not None and self._state.phase is not Phase.ENDING:
            self._take(Ending())
            self._start(self._lesson.end())
        elif self._state.phase is Phase.PREPARING and self._talk is not None:
            self._talk.cancel()

    def mute(self) -> None:
        """Turns the microphone off or on."""
        self._take(Muted(not self._state.muted))
        self._silence()

    def hint(self) -> None:
        """H: the next rung of help."""
        self.ask("hint")

    def ask(self, what: Help) -> None:
        """Help of any kind."""
        if self._lesson is not None and self._state.phase is not Phase.ENDING:
            self._start(self._lesson.ask(what))

    def type_text(self, text: str) -> None:
        """A turn by keyboard."""
        if self._lesson is not None and text.strip():
            self._start(self._lesson.type_text(text.strip()))

    def keep_draft(self, text: str) -> None:
        """What stands in the text field: an exam's clock sends it at zero."""
        self._take(Drafted(text))
        if self._lesson is not None:
            self._lesson.draft = text

    def set_text_mode(self, on: bool) -> None:
        """Types instead of speaking, or speaks again; the microphone sleeps meanwhile."""
        if on == self._state.text_mode:
            return
        self._take(TextMode(on))
        self._silence()

    def close_result(self) -> None:
        """Leaves the result: there is no talk."""
        if self._state.phase in NO_TALK:
            self._show(ConversationState())

    def act_on_notice(self, action_id: str) -> None:
        """What the notice's button promises."""
        self.dismiss_notice()
        if action_id == TYPE_INSTEAD:
            self.set_text_mode(True)
        elif action_id == BEGIN_AGAIN:
            self.begin(self._state.choice)

    def dismiss_notice(self) -> None:
        """Closes the notice."""
        self._take(NoticeDismissed())

    async def aclose(self) -> None:
        """Ends a running talk without notes: the server stores what was said."""
        if self._talk is not None:
            self._talk.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, choice: LessonChoice, previous: asyncio.Task[None] | None) -> None:
        try:
            if previous is not None:
                await asyncio.wait({previous})
            self._timer.start()
            self._lesson = await self._open_lesson(self._take)
            await self._lesson.mute(self._state.text_mode or self._state.muted)
            await self._lesson.run(start_message(choice))
        except (ConnectionLost, ServerFailed, LessonRefused) as error:
            self._take(Broken(str(error)))
        except asyncio.CancelledError:
            self._show(ConversationState())
        finally:
            self._lesson = None
            self._timer.stop()
            self.levels_changed.emit(0.0, 0.0)

    def _silence(self) -> None:
        if self._lesson is not None:
            self._start(self._lesson.mute(self._state.text_mode or self._state.muted))

    def _tick(self) -> None:
        if self._lesson is None:
            return
        microphone, tutor = self._lesson.levels
        self.levels_changed.emit(microphone, tutor)
        elapsed = int(time.monotonic() - self._began)
        left = left_words(self._lesson.time_left)
        if elapsed != self._state.elapsed_s or left != self._state.time_left:
            self._take(Ticked(elapsed, left))

    def _take(self, event: LessonEvent | PageEvent) -> None:
        self._show(reduce(self._state, event))

    def _show(self, state: ConversationState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler(
                {"message": "A talk failed.", "exception": error, "task": task}
            )
