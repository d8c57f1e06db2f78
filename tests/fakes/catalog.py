"""A catalogue in memory, filled with the built-in one."""

from server.domain.errors import Conflict, NotFound
from server.protocol.models import Language, Scenario, TeachingMode
from server.storage.builtin_catalog import load_builtin_catalog


class MemoryCatalog:
    """`CatalogRepository` without a database."""

    def __init__(self) -> None:
        builtin = load_builtin_catalog()
        self._modes = {mode.code: mode for mode in builtin.modes}
        self._languages = {language.code: language for language in builtin.languages}
        self._scenarios = {scenario.slug: scenario for scenario in builtin.scenarios}

    async def list_modes(self) -> list[TeachingMode]:
        return list(self._modes.values())

    async def get_mode(self, code: str) -> TeachingMode:
        for known, mode in self._modes.items():
            if known.lower() == code.lower():
                return mode
        raise NotFound(f"no teaching mode has the code {code!r}")

    async def create_mode(self, mode: TeachingMode) -> TeachingMode:
        if mode.code.lower() in {code.lower() for code in self._modes}:
            raise Conflict(f"a teaching mode has the code {mode.code!r}")
        self._modes[mode.code] = mode
        return mode

    async def list_languages(self) -> list[Language]:
        return list(self._languages.values())

    async def create_language(self, language: Language) -> Language:
        if language.code.lower() in {code.lower() for code in self._languages}:
            raise Conflict(f"a language has the code {language.code!r}")
        self._languages[language.code] = language
        return language

    async def list_scenarios(
        self, mode_code: str | None = None, language_code: str | None = None
    ) -> list[Scenario]:
        served = {None, language_code, (language_code or "").split("-")[0]}
        return [
            scenario
            for scenario in self._scenarios.values()
            if mode_code in {None, scenario.mode_code}
            and (language_code is None or scenario.language_code in served)
        ]

    async def get_scenario(self, id_or_slug: str) -> Scenario:
        for scenario in self._scenarios.values():
            if id_or_slug in {scenario.slug, str(scenario.id)}:
                return scenario
        raise NotFound(f"no scenario has the id or slug {id_or_slug!r}")

    async def create_scenario(self, scenario: Scenario) -> Scenario:
        if scenario.slug in self._scenarios:
            raise Conflict(f"a scenario has the slug {scenario.slug!r}")
        self._scenarios[scenario.slug] = scenario
        return scenario

    async def seed(
        self, modes: list[TeachingMode], languages: list[Language], scenarios: list[Scenario]
    ) -> None:
        for mode in modes:
            self._modes.setdefault(mode.code, mode)
        for language in languages:
            self._languages.setdefault(language.code, language)
        for scenario in scenarios:
            self._scenarios.setdefault(scenario.slug, scenario)
