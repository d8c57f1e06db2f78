"""The law of the pipe: evidence comes out as it went in."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

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
from server.speech import evidence_codec

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
WHOLE = st.integers(0, 10_000)
SHORT = st.text(max_size=5)
PHONES = st.builds(PhoneEvidence, SHORT, FLOATS, FLOATS, FLOATS)
WORDS = st.builds(
    WordEvidence, SHORT, FLOATS, FLOATS, FLOATS, st.lists(PHONES, max_size=2).map(tuple)
)
PAUSES = st.builds(Pause, FLOATS, FLOATS, st.sampled_from(["clause", "inside", "unknown"]))
LEXEMES = st.builds(Lexeme, SHORT, SHORT, st.none() | FLOATS, st.none() | SHORT)
LINTS = st.builds(Lint, WHOLE, WHOLE, SHORT, SHORT, st.none() | SHORT)
ESTIMATES = st.builds(Estimate, FLOATS, FLOATS)
SCORES = st.builds(
    SpeechScores,
    *([ESTIMATES] * 4),
    st.lists(FLOATS, max_size=2).map(tuple),
    st.lists(st.lists(FLOATS, max_size=2).map(tuple), max_size=2).map(tuple),
)
SPEECH = st.builds(
    SpeechEvidence,
    *([FLOATS] * 4),
    WHOLE,
    FLOATS,
    FLOATS,
    st.lists(PAUSES, max_size=2).map(tuple),
    FLOATS,
    st.lists(SHORT, max_size=2).map(tuple),
    st.lists(SHORT, max_size=2).map(tuple),
    st.none() | FLOATS,
    st.none() | FLOATS,
    st.lists(WORDS, max_size=2).map(tuple),
    st.booleans(),
    st.none() | SCORES,
    st.none() | st.booleans(),
)
TEXTS = st.builds(
    TextEvidence,
    SHORT,
    st.lists(LEXEMES, max_size=2).map(tuple),
    st.none() | st.lists(LINTS, max_size=2).map(tuple),
    *([st.none() | FLOATS] * 2),
    st.none() | SHORT,
    st.none() | FLOATS,
)


@given(st.builds(TurnEvidence, TEXTS, st.none() | SPEECH))
def test_evidence_survives_json(evidence: TurnEvidence) -> None:
    data = orjson.loads(orjson.dumps(evidence_codec.to_data(evidence)))
    assert evidence_codec.from_data(data) == evidence


@given(st.lists(st.builds(RecognizedWord, SHORT, FLOATS, FLOATS, FLOATS)))
def test_words_survive_json(words: list[RecognizedWord]) -> None:
    data = orjson.loads(orjson.dumps(evidence_codec.words_to_data(tuple(words))))
    assert evidence_codec.words_from_data(data) == tuple(words)
