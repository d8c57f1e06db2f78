"""What a client may call a language, a mode, a scenario or a level, and what it means."""

import re
from collections.abc import Iterator, Mapping
from uuid import uuid4

from server.domain.errors import InvalidRequest, NotFound
from server.domain.repositories import CatalogRepository
from server.protocol.messages import TurnTaking
from server.protocol.models import Language, Level, Scenario, Session, TeachingMode
from server.protocol.requests import CreateScenario
from server.service.names import folded, nearest, without_accents

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})+")
_LEVEL_WORDS = {"beginner": Level.A2, "intermediate": Level.B1, "advanced": Level.C1}
_UNKNOWN_MODE_BUDGET = "conversation"
_COMPLETE_MS = 800  # polite requests with an afterthought were cut at 500


class Catalog:
    """Resolves names over the repository, and knows the tables beside it.

    Args:
        repository: modes, languages and scenarios.
        aliases: other names of a language (regional tags, then names) to its code.
        whisper_codes: language code to the recognizer's.
        pause_budgets: mode code and level to seconds of silence that must not end a turn.
    """

    def __init__(
        self,
        repository: CatalogRepository,
        aliases: Mapping[str, str],
        whisper_codes: Mapping[str, str],
        pause_budgets: Mapping[str, Mapping[Level, float]],
    ) -> None:
        self._repository = repository
        self._aliases = {folded(name): code for name, code in aliases.items()}
        self._whisper_codes = {folded(code): name for code, name in whisper_codes.items()}
        self._pause_budgets = pause_budgets

    async def resolve_language(self, text: str, field: str = "language") -> Language:
        """A language by code, regional code, English or native name (with or without accents), or
        alias; a longer tag loses its last subtags until it is known ("pt_BR" is pt, "zh-Hans-CN"
        is zh).

        Raises:
            NotFound: none fits; the message names the nearest.
        """
        by_name = self._language_names(await self._repository.list_languages())
        for tag in _shortened(folded(text)):
            if tag in by_name:
                return by_name[tag]
        near = nearest(text, by_name, lambda language: f"{language.label} ({language.code})")
        raise NotFound(
            f"no language is called {text!r}{near or ';'} get_languages lists all of them",
            field=field,
        )

    async def resolve_mode(self, text: str, field: str = "teaching_mode") -> TeachingMode:
        """A teaching mode by code or name, upper or lower case.

        Raises:
            NotFound: none fits; the message names the nearest.
        """
        modes = await self._repository.list_modes()
        by_name = {folded(mode.name): mode for mode in modes}
        by_name |= {folded(mode.code): mode for mode in modes}
        if (found := by_name.get(folded(text))) is not None:
            return found
        near = nearest(text, by_name, lambda mode: mode.code)
        raise NotFound(
            f"no teaching mode is called {text!r}{near or ';'} "
            "get_teaching_modes lists all of them",
            field=field,
        )

    async def resolve_scenario(
        self,
        text: str,
        mode: TeachingMode,
        language: Language | None = None,
        field: str = "scenario_id",
    ) -> Scenario:
        """A scenario of a mode by slug, title or id; of two with one title, the one that serves
        the language.

        Raises:
            NotFound: none fits, or it belongs to another mode, which the message names.
        """
        scenarios = await self._repository.list_scenarios()
        wanted = folded(text)
        matching = [scenario for scenario in scenarios if wanted in _scenario_names(scenario)]
        fitting = [scenario for scenario in matching if scenario.mode_code == mode.code]
        if fitting:
            return min(fitting, key=lambda scenario: not _serves(scenario, language))
        if matching:
            raise NotFound(
                f"the scenario {text!r} belongs to the teaching mode {matching[0].mode_code!r}, "
                f"not to {mode.code!r}: choose that mode or another scenario",
                field=field,
            )
        of_mode = [scenario for scenario in scenarios if scenario.mode_code == mode.code]
        by_name = {name: scenario for scenario in of_mode for name in _scenario_names(scenario)}
        near = nearest(text, by_name, lambda scenario: scenario.slug)
        raise NotFound(
            f"no scenario of the teaching mode {mode.code!r} is called {text!r}{near or ';'} "
            "get_scenarios lists all of them",
            field=field,
        )

    async def scenario_of(self, session: Session) -> Scenario | None:
        """The scenario that a session was opened with; None when it had none, or lost it."""
        slug = session.metadata.get("scenario_id")
        if not isinstance(slug, str):
            return None
        try:
            return await self._repository.get_scenario(slug)
        except NotFound:
            return None

    async def modes(self) -> list[TeachingMode]:
        """All teaching modes."""
        return await self._repository.list_modes()

    async def languages(self) -> list[Language]:
        """All languages."""
        return await self._repository.list_languages()

    async def scenarios(self, mode: str | None, language: str | None) -> list[Scenario]:
        """All scenarios, or those that serve a mode and a language, by any of their names."""
        mode_code = (await self.resolve_mode(mode)).code if mode else None
        code = (await self.resolve_language(language)).code if language else None
        return await self._repository.list_scenarios(mode_code, code)

    async def create_mode(self, mode: TeachingMode) -> TeachingMode:
        """Adds a teaching mode; Conflict when its code is taken."""
        return await self._repository.create_mode(mode)

    async def create_language(self, language: Language) -> Language:
        """Adds a language; Conflict when its code is taken."""
        return await self._repository.create_language(language)

    async def create_scenario(self, request: CreateScenario) -> Scenario:
        """Adds a scenario; its slug is made from the title when none is given.

        Raises:
            NotFound: an unknown mode or language.
            Conflict: the title or the slug is taken.
        """
        mode = await self.resolve_mode(request.mode_code, field="mode_code")
        language = (
            await self.resolve_language(request.language_code, field="language_code")
            if request.language_code
            else None
        )
        scenario_id = uuid4()
        words = re.sub(r"[^a-z0-9]+", "_", folded(request.title)).strip("_")[:64]
        return await self._repository.create_scenario(
            Scenario(
                id=scenario_id,
                slug=request.slug or words or f"scenario_{scenario_id.hex[:8]}",
                mode_code=mode.code,
                title=request.title,
                prompt=request.prompt,
                language_code=language.code if language else None,
                metadata=request.metadata,
            )
        )

    def resolve_level(self, text: str) -> Level:
        """A level by CEFR band or by the founding document's words.

        Raises:
            InvalidRequest: neither.
        """
        word = text.strip()
        if (known := _LEVEL_WORDS.get(word.casefold())) is not None:
            return known
        if word.upper() in set(Level):
            return Level(word.upper())
        raise InvalidRequest(
            f"no level is called {text!r}: use A1 to C2, or beginner (A2), intermediate (B1), "
            "advanced (C1)",
            field="user_level",
        )

    def turn_taking(self, mode: TeachingMode, level: Level) -> TurnTaking:
        """How long a learner of that level may think in that mode; the owner's own modes are as
        patient as a conversation.

        Evidence that a turn is complete closes it only from B1 up, and never in an exam.
        """
        budgets = self._pause_budgets
        budget = budgets.get(mode.code) or budgets[_UNKNOWN_MODE_BUDGET]
        pause_ms = round(budget[level] * 1000)
        hurried = pause_ms > 0 and level not in {Level.A1, Level.A2}
        return TurnTaking(
            pause_ms=pause_ms,
            complete_ms=_COMPLETE_MS if hurried else 0,
            barge_in=mode.code != "pronunciation",
        )

    def whisper_code(self, language_code: str) -> str | None:
        """The recognizer's code of a language, regional or not; None when it does not know it."""
        tags = _shortened(folded(language_code))
        return next((self._whisper_codes[tag] for tag in tags if tag in self._whisper_codes), None)

    def _language_names(self, languages: list[Language]) -> dict[str, Language]:
        """Every folded name; where two languages share one, a code wins over a regional tag or
        alias, and that over a name.
        """
        by_code = {folded(language.code): language for language in languages}
        names: dict[str, Language] = {}
        for language in languages:
            for name in (folded(language.label), folded(language.native_name)):
                names.setdefault(name, language)
                names.setdefault(name.split("(")[0].strip(), language)
                if (plain := without_accents(name)).isascii():
                    names.setdefault(plain, language)
        names.pop("", None)
        aliased = {name: by_code[code] for name, code in self._aliases.items() if code in by_code}
        return names | aliased | by_code


def _shortened(tag: str) -> Iterator[str]:
    """The tag, then without its last subtag and a single letter before it, and so on (RFC 4647
    lookup); a name stays whole.
    """
    yield tag
    while _TAG.fullmatch(tag):
        tag = tag.rpartition("-")[0]
        if re.search(r"-[a-z0-9]$", tag):
            tag = tag.rpartition("-")[0]
        yield tag


def _scenario_names(scenario: Scenario) -> set[str]:
    slug = folded(scenario.slug)
    return {slug, slug.replace("-", " "), folded(scenario.title), str(scenario.id)}


def _serves(scenario: Scenario, language: Language | None) -> bool:
    if scenario.language_code is None or language is None:
        return True
    return scenario.language_code in {language.code, language.code.split("-")[0]}
