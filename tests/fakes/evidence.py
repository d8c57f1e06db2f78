"""Evidence made up for tests of the domain: what a meter would have measured."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from server.domain.evidence import (
    Lexeme,
    Lint,
    Pause,
    PhoneEvidence,
    SpeechEvidence,
    TextEvidence,
    TurnEvidence,
    WordEvidence,
)
from server.protocol.models import (
    Evaluation,
    Language,
    Role,
    Rubric,
    Session,
    TeachingMode,
    Turn,
    TurnDetails,
    Weights,
)

ENGLISH = Language(code="en", label="English", tier=1)
RUBRIC = Rubric(weights=Weights(fluency=0.3, vocabulary=0.25, grammar=0.25, pronunciation=0.2))
MODE = TeachingMode(code="conversation", name="Conversation", rubric=RUBRIC)
SESSION = Session(
    id=UUID("abc12345-0000-4000-8000-000000000000"),
    user_external_id="learner",
    mode_code="conversation",
    language_code="en",
    status="closed",
    started_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def speech(
    text: str,
    *,
    rate: float = 2.6,
    fit: float = -25.0,
    snr_db: float = 30.0,
    pauses: tuple[Pause, ...] = (),
    fillers: tuple[str, ...] = (),
    aligned: bool = True,
) -> SpeechEvidence:
    """Speech of a text at a rate of syllables a second, each phone fitting equally well."""
    said = text.split()
    syllables = sum(max(1, sum(letter in "aeiouy" for letter in word)) for word in said)
    talk = syllables / rate
    silence = sum(pause.seconds for pause in pauses)
    step = (talk + silence) / max(1, len(said))
    words = tuple(
        WordEvidence(
            word.strip(".,!?").lower(),
            n * step,
            (n + 1) * step,
            -0.1,
            (PhoneEvidence("AH", n * step, (n + 1) * step, fit),) * max(2, len(word) - 1),
        )
        for n, word in enumerate(said)
    )
    return SpeechEvidence(
        audio_s=talk + silence + 1,
        speech_s=talk,
        span_s=talk + silence,
        snr_db=snr_db,
        syllables=syllables,
        speech_rate=syllables / max(0.01, talk + silence),
        articulation_rate=rate,
        pauses=pauses,
        mean_run=syllables / (1 + len(pauses)),
        fillers=fillers,
        repetitions=(),
        pitch_range_st=5.0,
        pitch_final_st=-1.0,
        words=words if aligned else (),
        aligned=aligned,
    )


def words(text: str, lints: tuple[Lint, ...] | None = ()) -> TextEvidence:
    """Words of a text, every one an everyday word of the language."""
    lexemes = tuple(Lexeme(word, word.lower(), 5.0, "A1") for word in text.split())
    return TextEvidence(text, lexemes, lints, 1.0 if lexemes else None)


def heard(text: str, **measures: float) -> TurnEvidence:
    """A spoken turn."""
    return TurnEvidence(words(text), speech(text, **measures))  # type: ignore[arg-type]


def turn(text: str, evaluation: Evaluation | None = None, seconds: float | None = 4.0) -> Turn:
    """A learner's stored turn; typed where `seconds` is None."""
    details = (
        TurnDetails(input="text")
        if seconds is None
        else TurnDetails(input="voice", audio_ms=round(seconds * 1000))
    )
    return Turn(
        session_id=SESSION.id,
        turn_id=uuid4(),
        turn_index=0,
        role=Role.USER,
        text=text,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        details=details,
        evaluation=evaluation,
    )
