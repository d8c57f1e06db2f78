"""Pronunciation: how well each sound fits the acoustic model of native speech.

The mean of the aligner's phone scores agrees with five experts at r = .73 (accuracy of read
English, 400 sentences of speechocean762's training part); the curve below follows the experts'
means over eight bins of it and gives native readers (-12 to -16) 4.5 and above.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean

from server.domain.evidence import SpeechEvidence, TurnEvidence, WordEvidence
from server.domain.judgement import (
    TOP,
    Anchors,
    Judgement,
    interpolate,
    shrink,
    spoken,
    too_little_speech,
)
from server.protocol.models import Language, Metric, Remark

FIT: Anchors = (
    (-90, 0.3), (-60, 1.5), (-42.7, 2.75), (-31, 3.5), (-24, 3.95), (-20, 4.2), (-15.5, 4.6),
    (-11, 5),
)  # fmt: skip
PRIOR, HALF_AT_PHONES = 2.5, 5.0
DOUBTFUL_WORD = -55.0  # mean phone score: about the worst twentieth of learners' words
DOUBTFUL_BELOW_OWN_MEAN = 20.0
MIN_DOUBTFUL_PHONES = 3
MOST_DOUBTFUL_WORDS = 2
NOISY_BELOW_DB = 10.0
PRACTICE_ONLY = "not scored in this language: it is offered for practice only"
NOT_ALIGNED = "not scored: the sound could not be matched to the words"


def judge_pronunciation(turns: Sequence[TurnEvidence], language: Language) -> Judgement:
    """Scores the pooled phones of one or more turns."""
    reason = too_little_speech(turns)
    if reason is None and language.tier == 3:
        reason = PRACTICE_ONLY
    sounds = [speech for _, speech in spoken(turns) if speech.aligned]
    phones = [phone.score for speech in sounds for word in speech.words for phone in word.phones]
    if reason is None and not phones:
        reason = NOT_ALIGNED
    if reason is not None:
        return Judgement(None, reason=reason)
    mean = fmean(phones)
    score = min(TOP, shrink(interpolate(mean, FIT), PRIOR, len(phones), HALF_AT_PHONES))
    doubtful = _doubtful_words(sounds, mean)
    lines = [f"{len(phones)} sounds compared with native speech, mean fit {mean:.0f}"]
    if doubtful:
        lines.append("least clear: " + ", ".join(word.text for word in doubtful))
    return Judgement(
        score,
        _half_width(len(phones), sounds),
        evidence=tuple(lines),
        remarks=tuple(_listen_again(word, turns) for word in doubtful),
    )


def _half_width(phones: int, sounds: Sequence[SpeechEvidence]) -> float:
    noisy = any(speech.snr_db < NOISY_BELOW_DB for speech in sounds)
    return (0.3 + 2.0 / sqrt(phones)) * (1.5 if noisy else 1.0)


def _doubtful_words(sounds: Sequence[SpeechEvidence], mean: float) -> list[WordEvidence]:
    """The one or two words that fit worst, and clearly worse than the speaker's own mean."""
    words = [
        (fmean(phone.score for phone in word.phones), word)
        for speech in sounds
        for word in speech.words
        if len(word.phones) >= MIN_DOUBTFUL_PHONES
    ]
    limit = min(DOUBTFUL_WORD, mean - DOUBTFUL_BELOW_OWN_MEAN)
    worst = sorted((entry for entry in words if entry[0] < limit), key=lambda entry: entry[0])
    return [word for _, word in worst[:MOST_DOUBTFUL_WORDS]]


def _listen_again(word: WordEvidence, turns: Sequence[TurnEvidence]) -> Remark:
    quote = word.text
    for turn in turns:
        place = turn.text.text.lower().find(word.text)
        if place >= 0:
            quote = turn.text.text[place : place + len(word.text)]
    text = f'"{quote}" was hard to make out: listen again and compare.'
    return Remark(metric=Metric.PRONUNCIATION, kind="note", text=text, quote=quote)
