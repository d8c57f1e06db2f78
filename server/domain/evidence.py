"""What can be measured about a turn: plain numbers and spans that `server.speech` fills and the
metrics read.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class RecognizedWord:
    """A word as the recognizer wrote it.

    Attributes:
        start_s, end_s: seconds from the start of the utterance.
        probability: mean token probability, 0 to 1.
    """

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class PhoneEvidence:
    """A phone of the alignment (ARPAbet for English) with its acoustic score per 10 ms frame,
    higher is better.
    """

    name: str
    start_s: float
    end_s: float
    score: float


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """A word of the alignment; `log_probability` is the recognizer's, natural log, 0 is certain."""

    text: str
    start_s: float
    end_s: float
    log_probability: float
    phones: tuple[PhoneEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence of at least 150 ms inside the speech.

    Attributes:
        place: "clause" at the end of a clause, "inside" within one, "unknown" without aligned
            words.
    """

    start_s: float
    end_s: float
    place: Literal["clause", "inside", "unknown"]

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score that models fitted to experts give: 0 to 5, with half of its 80 % band."""

    score: float
    half_width: float


@dataclass(frozen=True, slots=True)
class SpeechScores:
    """What five experts would say of one turn, as models of docs/scoring.md expect it.

    Attributes:
        words: accuracy of each of the evidence's words, 0 to 5; empty where none were aligned.
        phones: mark of each phone of each word, 0 wrong, 1 accented, 2 right.
    """

    fluency: Estimate
    prosody: Estimate
    accuracy: Estimate
    total: Estimate
    words: tuple[float, ...] = ()
    phones: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class SpeechEvidence:
    """The sound of one turn.

    Attributes:
        audio_s: length of the recording.
        speech_s: time within it that holds speech.
        span_s: from the first to the last speech.
        snr_db: speech level over the noise floor.
        syllables: counted from the alignment's vowels, else from energy nuclei.
        speech_rate: syllables a second over the span; articulation_rate: over the speech alone (de
            Jong & Wempe 2009).
        mean_run: syllables between pauses.
        fillers: hesitations found ("uh", "um"), as heard.
        repetitions: words said twice in a row.
        pitch_range_st: 5th to 95th percentile of F0, semitones; None where too little is voiced.
        pitch_final_st: F0 of the last voiced 300 ms against the turn's median, semitones.
        words: aligned words; empty where there is no aligner for the language or it failed.
        aligned: whether `words` carry phone scores.
        scores: None where the language has no models or their weights are not installed.
        as_expected: whether the text to read was read; None where none was given or it cannot be
            told.
    """

    audio_s: float
    speech_s: float
    span_s: float
    snr_db: float
    syllables: int
    speech_rate: float
    articulation_rate: float
    pauses: tuple[Pause, ...]
    mean_run: float
    fillers: tuple[str, ...]
    repetitions: tuple[str, ...]
    pitch_range_st: float | None
    pitch_final_st: float | None
    words: tuple[WordEvidence, ...]
    aligned: bool
    scores: SpeechScores | None = None
    as_expected: bool | None = None


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word of the text.

    Attributes:
        lemma: dictionary form, the word itself where the language has no lemmatiser.
        zipf: log10 frequency per billion words (van Heuven et al. 2014), 0 unknown, None where no
            list covers the language.
        cefr: band of the word (English only).
    """

    text: str
    lemma: str
    zipf: float | None
    cefr: str | None = None


@dataclass(frozen=True, slots=True)
class Lint:
    """A finding of a grammar checker: character span in the text, why, and what to say instead."""

    start: int
    end: int
    rule: str
    message: str
    better: str | None


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """The words of one turn.

    Attributes:
        lexemes: content and function words in order, fillers left out.
        lints: None where no grammar checker covers the language.
        target_share: share of words known in the target language, 0 to 1; None where no list covers
            it.
        word_order: how far neighbouring words go together, mean log odds against chance: whole
            sentences about .4, shuffled ones about -.5; None where no table covers the language.
        language: what the recognizer took the speech for, when it did, with its probability.
    """

    text: str
    lexemes: tuple[Lexeme, ...]
    lints: tuple[Lint, ...] | None
    target_share: float | None
    word_order: float | None = None
    language: str | None = None
    language_probability: float | None = None


@dataclass(frozen=True, slots=True)
class TurnEvidence:
    """All that is known about a learner's turn; `speech` is None for a typed one."""

    text: TextEvidence
    speech: SpeechEvidence | None
