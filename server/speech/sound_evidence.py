"""The sound of one turn, measured: plain numbers, the same for the same sound at any gain."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.domain.evidence import RecognizedWord, SpeechEvidence, WordEvidence
from server.speech import energy, hesitations, pitch, tempo
from server.speech.aligner import Aligner, alignable_words
from server.speech.examiner import Kind
from server.speech.sound_examiner import HeardWords, SoundExaminer

MIN_PROBABILITY = 1e-6
UNHEARD = HeardWords()


@dataclass(frozen=True, slots=True)
class Ears:
    """What hears a language; None where it is not there for it.

    Attributes:
        aligner: places words and phones in time.
        examiner: scores what was placed.
    """

    aligner: Aligner | None = None
    examiner: SoundExaminer | None = None


def measure_sound(
    pcm: bytes,
    text: str,
    language: str,
    recognized: Sequence[RecognizedWord],
    ears: Ears,
    expected: str | None = None,
) -> SpeechEvidence:
    """Evidence of one utterance, 16 kHz s16le mono, with the text said in it.

    Without an aligner, or where the text does not fit the sound, it is the signal's own: syllables
    from energy, pauses placed by the recognizer's times if it gave any. `expected` is the text to
    read: what is measured where it was read.
    """
    samples = energy.samples_of(pcm)
    level = energy.energy_db(samples)
    mask = energy.speech_mask(level)
    parts = energy.segments(mask)
    gaps = energy.pauses(parts)
    melody = pitch.track(samples, len(level), mask)
    text, heard, as_expected = _heard(pcm, text, expected, ears) if parts else (text, UNHEARD, None)
    words = _with_probabilities(heard.words, recognized)
    spoken = hesitations.plain_words(text)
    syllables = tempo.vowel_count(words) if words else tempo.nuclei_count(level, mask, melody)
    span = (parts[-1].end - parts[0].start) * energy.FRAME_S if parts else 0.0
    talk = span - sum(gap.seconds for gap in gaps)
    return SpeechEvidence(
        audio_s=len(samples) / energy.SAMPLE_RATE,
        speech_s=talk,
        span_s=span,
        snr_db=energy.snr_db(level, mask),
        syllables=syllables,
        speech_rate=syllables / span if span else 0.0,
        articulation_rate=syllables / talk if talk else 0.0,
        pauses=tempo.place_pauses(gaps, _word_ends(text, words, recognized), text, language),
        mean_run=tempo.mean_run(syllables, gaps),
        fillers=hesitations.fillers(spoken, language),
        repetitions=hesitations.repetitions(spoken, language),
        pitch_range_st=pitch.range_st(melody),
        pitch_final_st=pitch.final_st(melody),
        words=words,
        aligned=bool(words),
        scores=heard.scores,
        as_expected=as_expected,
    )


def _heard(
    pcm: bytes, text: str, expected: str | None, ears: Ears
) -> tuple[str, HeardWords, bool | None]:
    """The text that was said, what was heard of it, whether it was the expected one.

    A text with no path through the sound was not read if another one has one: of 2,500 texts that
    were read none was without.
    """
    if expected is not None:
        read = _heard_words(pcm, expected, ears, "known")
        if read.fits is not False and read.words:
            return expected, read, read.fits
        free = _heard_words(pcm, text, ears, "free")
        return text, free, False if free.words else read.fits
    return text, _heard_words(pcm, text, ears, "free"), None


def _heard_words(pcm: bytes, text: str, ears: Ears, kind: Kind) -> HeardWords:
    words = ears.aligner.align(pcm, alignable_words(text)) if ears.aligner is not None else ()
    if ears.examiner is None:
        return HeardWords(words)
    return ears.examiner.examine(pcm, words, kind)


def _word_ends(
    text: str, words: Sequence[WordEvidence], recognized: Sequence[RecognizedWord]
) -> list[float]:
    """When each word of the text ends, by the alignment, else by the recognizer; one written word
    may be said as several ("25").
    """
    ends: list[float] = []
    if not words:
        return [word.end_s for word in recognized]
    said = 0
    for token in tempo.tokens(text):
        said += len(alignable_words(token))
        ends.append(words[said - 1].end_s if said else 0.0)
    return ends


def _with_probabilities(
    words: tuple[WordEvidence, ...], recognized: Sequence[RecognizedWord]
) -> tuple[WordEvidence, ...]:
    """The words with what the recognizer lends them, where it wrote the same ones."""
    heard = [word for entry in recognized for word in _with_probability(entry)]
    if [word for word, _ in heard] != [word.text for word in words]:
        return words
    return tuple(
        replace(word, log_probability=math.log(max(MIN_PROBABILITY, probability)))
        for word, (_, probability) in zip(words, heard, strict=True)
    )


def _with_probability(entry: RecognizedWord) -> list[tuple[str, float]]:
    return [(word, entry.probability) for word in alignable_words(entry.text)]
