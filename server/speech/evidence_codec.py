"""Evidence as plain JSON data and back, for the pipe between the server and the meter's process."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from server.domain.evidence import (
    Estimate,
    Lexeme,
    Lint,
    Pause,
    PhoneEvidence,
    RecognizedWord,
    SpeechEvidence,
    SpeechScores,
    TextEvidence,
    TurnEvidence,
    WordEvidence,
)

Data = dict[str, Any]
MEASURE = "measure"


def words_to_data(words: tuple[RecognizedWord, ...]) -> list[Data]:
    """Recognised words as JSON data."""
    return [asdict(word) for word in words]


def words_from_data(data: list[Data]) -> tuple[RecognizedWord, ...]:
    """Recognised words from JSON data; KeyError or TypeError where it is not theirs."""
    return tuple(RecognizedWord(**entry) for entry in data)


def to_data(evidence: TurnEvidence) -> Data:
    """Evidence as JSON data."""
    return asdict(evidence)


def from_data(data: Mapping[str, Any]) -> TurnEvidence:
    """Evidence from JSON data; KeyError or TypeError where it is not evidence."""
    speech = data["speech"]
    return TurnEvidence(_text(data["text"]), None if speech is None else _speech(speech))


def _text(data: Data) -> TextEvidence:
    lints = data["lints"]
    return TextEvidence(
        **_rest(TextEvidence, data, "lexemes", "lints"),
        lexemes=tuple(Lexeme(**entry) for entry in data["lexemes"]),
        lints=None if lints is None else tuple(Lint(**entry) for entry in lints),
    )


def _speech(data: Data) -> SpeechEvidence:
    return SpeechEvidence(
        **_rest(SpeechEvidence, data, "pauses", "fillers", "repetitions", "words", "scores"),
        pauses=tuple(Pause(**entry) for entry in data["pauses"]),
        fillers=tuple(data["fillers"]),
        repetitions=tuple(data["repetitions"]),
        words=tuple(
            WordEvidence(
                **_rest(WordEvidence, entry, "phones"),
                phones=tuple(PhoneEvidence(**phone) for phone in entry["phones"]),
            )
            for entry in data["words"]
        ),
        scores=None if data["scores"] is None else _scores(data["scores"]),
    )


def _scores(data: Data) -> SpeechScores:
    estimates = ("fluency", "prosody", "accuracy", "total")
    return SpeechScores(
        **{name: Estimate(**data[name]) for name in estimates},
        words=tuple(data["words"]),
        phones=tuple(tuple(word) for word in data["phones"]),
    )


def _rest(kind: type[Any], data: Data, *nested: str) -> Data:
    return {f.name: data[f.name] for f in fields(kind) if f.name not in nested}
