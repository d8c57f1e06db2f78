"""The page before a talk: what can be learned here, and what the learner picked."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from desktop_app.backend.address import ServerStatus
from desktop_app.backend.rest import BackendError
from desktop_app.presenters.states import LessonChoice, Notice, StartState
from server.protocol.models import Language, Level, Scenario, Summary, TeachingMode
from server.protocol.requests import Page

LOAD_AGAIN = "load_again"
SHOW_LOG = "show_log"
LEVELS = list(Level)


class Catalogue(Protocol):
    """What the page asks; see `desktop_app.backend.rest.RestClient`. Each raises BackendError."""

    async def list_languages(self) -> list[Language]:
        """All languages."""
        ...

    async def list_modes(self) -> list[TeachingMode]:
        """All teaching modes."""
        ...

    async def list_scenarios(
        self, mode: str | None = None, language: str | None = None
    ) -> list[Scenario]:
        """Scenarios of a mode and a language."""
        ...

    async def list_summaries(self, page: int = 1, page_size: int = 50) -> Page[Summary]:
        """Study notes, newest first."""
        ...


def nearest_first(scenarios: list[Scenario], level: Level) -> tuple[Scenario, ...]:
    """Sorted by distance from the learner's level, the easier first; unknown levels last."""

    def distance(scenario: Scenario) -> tuple[int, int]:
        named = scenario.metadata.get("level")
        if named not in set(Level):
            return len(LEVELS), 0
        steps = LEVELS.index(Level(named)) - LEVELS.index(level)
        return abs(steps), steps

    return tuple(sorted(scenarios, key=distance))


class StartPresenter(QObject):
    """Keeps the choice consistent: a scenario belongs to its mode."""

    state_changed = Signal(object)
    start_requested = Signal(object)
    log_requested = Signal()

    def __init__(
        self, catalogue: Catalogue, choice: LessonChoice, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._state = StartState(choice=choice)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def state(self) -> StartState:
        """What the page shows."""
        return self._state

    def server_changed(self, status: ServerStatus, reason: str) -> None:
        """The server starts, is ready (then everything is loaded), or failed."""
        match status:
            case ServerStatus.STARTING:
                notice = (
                    Notice("The tutor stopped and is starting again.", severity="bad")
                    if reason
                    else None
                )
                self._show(replace(self._state, server="starting", notice=notice))
            case ServerStatus.READY:
                self.load()
            case ServerStatus.FAILED:
                notice = Notice(reason, "Show the log", SHOW_LOG, "bad")
                self._show(replace(self._state, server="failed", notice=notice))

    def load(self) -> None:
        """Asks for languages, modes, scenarios and the latest notes."""
        self._start(self._load())

    def choose_language(self, code: str) -> None:
        """What to learn."""
        self._choose(replace(self._state.choice, language=code), reload=True)

    def choose_mother_language(self, code: str) -> None:
        """What to explain in."""
        self._choose(replace(self._state.choice, mother_language=code))

    def choose_mode(self, code: str) -> None:
        """How to practise."""
        self._choose(replace(self._state.choice, mode=code), reload=True)

    def choose_level(self, level: Level) -> None:
        """How hard."""
        scenarios = nearest_first(list(self._state.scenarios), level)
        self._show(
            replace(
                self._state,
                choice=replace(self._state.choice, level=level),
                scenarios=scenarios,
            )
        )

    def choose_scenario(self, slug: str | None) -> None:
        """Where it plays; None is free practice."""
        self._choose(replace(self._state.choice, scenario=slug))

    def start(self) -> None:
        """Begins the talk that was chosen."""
        if self._state.server == "ready":
            self.start_requested.emit(self._state.choice)

    def act_on_notice(self, action_id: str) -> None:
        """What the notice's button promises."""
        if action_id == LOAD_AGAIN:
            self.load()
        elif action_id == SHOW_LOG:
            self.log_requested.emit()

    async def settled(self) -> None:
        """Waits for what was asked so far."""
        await asyncio.gather(*self._tasks)

    async def _load(self) -> None:
        try:
            languages = await self._catalogue.list_languages()
            modes = await self._catalogue.list_modes()
            latest = await self._catalogue.list_summaries(page_size=1)
            self._show(
                replace(
                    self._state,
                    server="ready",
                    languages=tuple(languages),
                    modes=tuple(modes),
                    latest=latest.items[0] if latest.items else None,
                    notice=None,
                )
            )
            await self._load_scenarios()
        except BackendError as error:
            self._failed(error)

    async def _load_scenarios(self) -> None:
        asked = self._state.choice
        found = await self._catalogue.list_scenarios(asked.mode, asked.language)
        now = self._state.choice
        if (now.mode, now.language) != (asked.mode, asked.language):
            return  # the learner went on; a later answer is on its way
        scenarios = nearest_first(found, now.level)
        slugs = [scenario.slug for scenario in scenarios]
        slug = now.scenario if now.scenario in slugs else next(iter(slugs), None)
        self._show(replace(self._state, scenarios=scenarios, choice=replace(now, scenario=slug)))

    async def _reload(self) -> None:
        try:
            await self._load_scenarios()
        except BackendError as error:
            self._failed(error)

    def _failed(self, error: BackendError) -> None:
        self._show(replace(self._state, notice=Notice(str(error), "Try again", LOAD_AGAIN)))

    def _choose(self, choice: LessonChoice, *, reload: bool = False) -> None:
        self._show(replace(self._state, choice=choice))
        if reload and self._state.server == "ready":
            self._start(self._reload())

    def _show(self, state: StartState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
