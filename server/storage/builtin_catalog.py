"""The catalogue that ships with the product: resources/catalog/*.json as models and tables."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from server.protocol.models import Language, Level, Scenario, TeachingMode

_LANGUAGE_FIELDS = frozenset(Language.model_fields)


@dataclass(frozen=True, slots=True)
class BuiltinCatalog:
    """What every new database is seeded with, and the tables beside it.

    Attributes:
        aliases: other names of a language (regional tags first, then names) to its code.
        whisper_codes: language code to the recognizer's; a language without one is absent.
        pause_budgets: teaching mode code and level to the longest silence inside a turn that must
            not end it, in seconds; 0 means that only Done ends it.
    """

    modes: list[TeachingMode]
    languages: list[Language]
    scenarios: list[Scenario]
    aliases: Mapping[str, str]
    whisper_codes: Mapping[str, str]
    pause_budgets: Mapping[str, Mapping[Level, float]]


@cache
def load_builtin_catalog() -> BuiltinCatalog:
    """Reads and validates the files, once in a process."""
    rows: list[dict[str, Any]] = _read("languages.json")
    regional = {tag: row["code"] for row in rows for tag in row["regional_codes"]}
    other_names = {name: row["code"] for row in rows for name in row["aliases"]}
    return BuiltinCatalog(
        modes=[TeachingMode.model_validate(mode) for mode in _read("modes.json")],
        languages=[
            Language.model_validate({name: row[name] for name in row if name in _LANGUAGE_FIELDS})
            for row in rows
        ],
        scenarios=[Scenario.model_validate(scenario) for scenario in _read("scenarios.json")],
        aliases=regional | other_names,
        whisper_codes={row["code"]: row["whisper_code"] for row in rows if row["whisper_code"]},
        pause_budgets={
            mode: {Level(level): seconds for level, seconds in by_level.items()}
            for mode, by_level in _read("pause_budgets.json").items()
        },
    )


def _read(name: str) -> Any:
    return json.loads(files("resources").joinpath("catalog", name).read_text(encoding="utf-8"))
