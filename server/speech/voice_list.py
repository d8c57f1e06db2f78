"""The voices that ship as data, `resources/catalog/voices.json`: by language, best first."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from server.protocol.models import Voice


@dataclass(frozen=True, slots=True)
class NeuralChoice:
    """A voice of a model in the manifest."""

    voice: Voice
    model: str


@dataclass(frozen=True, slots=True)
class BasicChoice:
    """A voice of espeak-ng.

    Attributes:
        name: espeak-ng's own name, with its variant ("es+f2").
        pace: 1 is the usual speed of speech; multiplied by the speed that is asked for.
    """

    voice: Voice
    name: str
    pace: float


@cache
def neural_voices(language: str) -> tuple[NeuralChoice, ...]:
    """Those of a base language code, whether or not their models lie here."""
    return tuple(
        NeuralChoice(Voice(id=row["id"], label=row["label"], kind="neural"), row["model"])
        for row in _data()["neural"]
        if row["language"] == language
    )


@cache
def basic_voices(language: str) -> tuple[BasicChoice, ...]:
    """Those of a base language code; empty where espeak-ng has no usable voice."""
    data = _data()
    if language not in data["espeak"]:
        return ()
    own = data["espeak"][language]
    usual = [(row, own + row["variant"], row["pace"]) for row in data["basic"]]
    regional = [(row, row["voice"], 1.0) for row in data["regional"] if row["language"] == language]
    return tuple(
        BasicChoice(Voice(id=row["id"], label=row["label"], kind="basic"), name, pace)
        for row, name, pace in [*usual, *regional]
    )


@cache
def _data() -> Any:
    return orjson.loads((files("resources") / "catalog" / "voices.json").read_bytes())
