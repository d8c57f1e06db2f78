"""Pronunciation: the accuracy that experts would hear in the sounds.

Where models fitted to experts heard the sound, theirs is the score (docs/scoring.md). Elsewhere it
is how well each sound fits the acoustic model of native speech: the mean of the aligner's phone
scores agrees with five experts at r = .73 (accuracy of read English, 400 sentences of
speechocean762's training part); the curve below follows the experts' means over eight bins of it
and gives native readers (-12 to -16) 4.5 and above.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean

from server.domain.evidence import SpeechEvidence, TurnEvidence, WordEvidence
from server.domain.expert_scores import noise_factor, pooled
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
# The phones of ARPAbet in the signs of the International Phonetic Alphabet.
SIGNS = {
    "AA": "\u0251", "AE": "\u00e6", "AH": "\u028c", "AO": "\u0254", "AW": "a\u028a",
    "AY": "a\u026a",
    "B": "b", "CH": "t\u0283", "D": "d", "DH": "\u00f0", "EH": "\u025b", "ER": "\u025d",
    "EY": "e\u026a", "F": "f", "G": "\u0261", "HH": "h", "IH": "\u026a", "IY": "i",
    "JH": "d\u0292", "K": "k", "L": "l", "M": "m", "N": "n", "NG": "\u014b", "OW": "o\u028a",
    "OY": "\u0254\u026a", "P": "p", "R": "r", "S": "s", "SH": "\u0283", "T": "t", "TH": "\u03b8",
    "UH": "\u028a", "UW": "u", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "\u0292",
}  # fmt: skip
DOUBTFUL_WORD = -55.0  # mean phone score: about the worst twentieth of learners' words
DOUBTFUL_BELOW_OWN_MEAN = 20.0
MIN_DOUBTFUL_PHONES = 3
MOST_DOUBTFUL_WORDS = 3
WEAK_WORD = 2.4  # of 5; seven of ten such words are bad for experts too
WEAK_PHONE = 1.2  # of 2
PRACTICE_ONLY = "not scored in this language: it is offered for practice only"
NOT_ALIGNED = "not scored: the sound could not be matched to the words"
NOT_READ = "not scored: something else was said than the text to read"


def judge_pronunciation(turns: Sequence[TurnEvidence], language: Language) -> Judgement:
    """Scores the pooled phones of one or more turns."""
    reason = too_little_speech(turns)
    if reason is None and language.tier == 3:
        reason = PRACTICE_ONLY
    sounds = [speech for _, speech in spoken(turns) if speech.aligned]
    phones = [phone.score for speech in sounds for word in speech.words for phone in word.phones]
    if reason is None and any(speech.as_expected is False for _, speech in spoken(turns)):
        reason = NOT_READ
    if reason is None and not phones:
        reason = NOT_ALIGNED
    if reason is not None:
        return Judgement(None, reason=reason)
    mean = fmean(phones)
    score = min(TOP, shrink(interpolate(mean, FIT), PRIOR, len(phones), HALF_AT_PHONES))
    half_width = (0.3 + 2.0 / sqrt(len(phones))) * noise_factor(sounds)
    doubtful = [(word, "") for word in _doubtful_words(sounds, mean)]
    lines = [f"{len(phones)} sounds compared with native speech, mean fit {mean:.0f}"]
    experts, prosody = pooled(sounds, "accuracy"), pooled(sounds, "prosody")
    if experts is not None and prosody is not None:
        score, half_width = experts.score, experts.half_width
        doubtful = _weak_words(sounds)
        clear = sum(mark >= WEAK_PHONE for mark in _marks(sounds))
        lines = [
            f"{clear} of {len(phones)} sounds clear",
            f"rhythm and melody {prosody.score:.1f} of 5",
        ]
    if doubtful:
        lines.append("least clear: " + ", ".join(word.text for word, _ in doubtful))
    return Judgement(
        score,
        half_width,
        evidence=tuple(lines),
        remarks=tuple(_listen_again(word, sound, turns) for word, sound in doubtful),
    )


def _marks(sounds: Sequence[SpeechEvidence]) -> list[float]:
    """The mark of every phone."""
    scored = [speech.scores for speech in sounds if speech.scores is not None]
    return [mark for scores in scored for word in scores.phones for mark in word]


def _weak_words(sounds: Sequence[SpeechEvidence]) -> list[tuple[WordEvidence, str]]:
    """The one to three words that experts would mark lowest, each with the sign of its weakest
    phone, "" where all are much alike.
    """
    found: list[tuple[float, WordEvidence, str]] = []
    for speech in sounds:
        if speech.scores is None or len(speech.scores.words) != len(speech.words):
            continue
        scored = zip(speech.words, speech.scores.words, speech.scores.phones, strict=True)
        for word, score, marks in scored:
            if score < WEAK_WORD and len(word.phones) == len(marks):
                weakest = min(range(len(marks)), key=marks.__getitem__)
                named = marks[weakest] < WEAK_PHONE
                sign = SIGNS.get(word.phones[weakest].name, "") if named else ""
                found.append((score, word, sign))
    found.sort(key=lambda entry: entry[0])
    return [(word, sign) for _, word, sign in found[:MOST_DOUBTFUL_WORDS]]


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


def _listen_again(word: WordEvidence, sound: str, turns: Sequence[TurnEvidence]) -> Remark:
    quote = word.text
    for turn in turns:
        place = turn.text.text.lower().find(word.text)
        if place >= 0:
            quote = turn.text.text[place : place + len(word.text)]
    most = f", most of all /{sound}/" if sound else ""
    text = f'"{quote}" was hard to make out{most}: listen again and compare.'
    return Remark(metric=Metric.PRONUNCIATION, kind="note", text=text, quote=quote)
