"""Teaching modes, languages, scenarios over REST."""

from typing import Annotated

from fastapi import APIRouter, Query

from server.api.dependencies import Named, Use, Who
from server.protocol.models import Language, Scenario, TeachingMode, Voice
from server.protocol.requests import CreateScenario

router = APIRouter(tags=["catalogue"])


@router.get("/teaching-modes")
async def list_teaching_modes(use: Use, _: Who) -> list[TeachingMode]:
    """All teaching modes."""
    return await use.catalog.modes()


@router.post("/teaching-modes", status_code=201)
async def create_teaching_mode(use: Use, _: Who, mode: TeachingMode) -> TeachingMode:
    """Adds a teaching mode with its rubric."""
    return await use.catalog.create_mode(mode)


@router.get("/languages")
async def list_languages(use: Use, _: Who) -> list[Language]:
    """All supported languages, the founding twelve first."""
    return await use.catalog.languages()


@router.post("/languages", status_code=201)
async def create_language(use: Use, _: Who, language: Language) -> Language:
    """Adds a language."""
    return await use.catalog.create_language(language)


@router.get("/voices")
async def list_voices(
    use: Use, _: Who, language_code: Annotated[str, Query(min_length=1, max_length=200)] = "en"
) -> list[Voice]:
    """The voices of a language on this server, the one that speaks unasked first."""
    return await use.voices.of(language_code)


@router.get("/scenarios")
async def list_scenarios(
    use: Use, _: Who, mode_code: Named = None, language_code: Named = None
) -> list[Scenario]:
    """All scenarios, or those of a mode and a language."""
    return await use.catalog.scenarios(mode_code, language_code)


@router.post("/scenarios", status_code=201)
async def create_scenario(use: Use, _: Who, scenario: CreateScenario) -> Scenario:
    """Adds a scenario."""
    return await use.catalog.create_scenario(scenario)
