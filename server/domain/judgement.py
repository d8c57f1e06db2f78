"""What one metric says about the evidence, before a rubric weighs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from server.domain.evidence import SpeechEvidence, TurnEvidence
from server.protocol.models import Remark

TOP = 5.0
NOT_THE_LANGUAGE = "not in the target language"
TYPED = "typed: not heard"

MIN_SPEECH_S = 1.5
MIN_SPOKEN_WORDS = 3
MIN_WORDS = 6
MIN_TARGET_SHARE = 0.5
Anchors = tuple[tuple[float, float], ...]
ORDER_CEILING: Anchors = ((-0.6, 0.3), (-0.4, 1), (-0.3, 2), (-0.15, 5))


@dataclass(frozen=True, slots=True)
class Judgement:
    """One metric on the internal scale.

    Attributes:
        score: 0 to 5 (1 is A1, 5 is C1 and above), None where it abstains; then `reason` says why.
        half_width: half of the band of uncertainty around the score.
        evidence: the numbers behind it, in words.
        remarks: best first.
    """

    score: float | None
    half_width: float = 0.0
    reason: str | None = None
    evidence: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def interpolate(value: float, anchors: Anchors) -> float:
    """The y of a piecewise linear curve at x, flat beyond its ends; anchors (x, y) rise in x."""
    if value <= anchors[0][0]:
        return anchors[0][1]
    for (x0, y0), (x1, y1) in pairwise(anchors):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return anchors[-1][1]


def shrink(score: float, prior: float, amount: float, half_at: float) -> float:
    """Draws a score from little evidence towards what is usual: half way where the amount of
    evidence is `half_at`.
    """
    return prior + (score - prior) * amount / (amount + half_at)


def word_count(turn: TurnEvidence) -> int:
    """Words said; by spaces where no word list covers the language."""
    return len(turn.text.lexemes) or len(turn.text.text.split())


def spoken(turns: Sequence[TurnEvidence]) -> list[tuple[TurnEvidence, SpeechEvidence]]:
    """The turns that were heard, with their sound."""
    return [(turn, turn.speech) for turn in turns if turn.speech is not None]


def too_little_speech(turns: Sequence[TurnEvidence]) -> str | None:
    """Why the sound of these turns cannot be judged, None where it can."""
    heard = spoken(turns)
    if not heard:
        return TYPED
    if in_target_language(turns) is False:
        return NOT_THE_LANGUAGE
    seconds = sum(speech.speech_s for _, speech in heard)
    words = sum(word_count(turn) for turn, _ in heard)
    if seconds < MIN_SPEECH_S or words < MIN_SPOKEN_WORDS:
        return (
            f"not enough speech: {seconds:.1f} s and {words} words, "
            f"at least {MIN_SPEECH_S} s and {MIN_SPOKEN_WORDS} words are needed"
        )
    return None


def too_few_words(turns: Sequence[TurnEvidence]) -> str | None:
    """Why the words of these turns cannot be judged, None where they can."""
    if in_target_language(turns) is False:
        return NOT_THE_LANGUAGE
    words = sum(word_count(turn) for turn in turns)
    if words < MIN_WORDS:
        return f"not enough speech: {words} words, at least {MIN_WORDS} are needed"
    return None


def order_ceiling(turns: Sequence[TurnEvidence]) -> float:
    """The highest score that words in this order can have: 5 for sentences, falling to 0.3 where
    the words go together no better than shuffled ones (3.5 % of correct written sentences fit
    below -.3).
    """
    fits = [(turn.text.word_order, word_count(turn)) for turn in turns]
    counted = [(fit, words) for fit, words in fits if fit is not None]
    total = sum(words for _, words in counted)
    if not total:
        return TOP
    return interpolate(sum(fit * words for fit, words in counted) / total, ORDER_CEILING)


def in_target_language(turns: Sequence[TurnEvidence]) -> bool | None:
    """Whether most words belong to the language to learn; None where no list can tell."""
    known = [(turn.text.target_share, word_count(turn)) for turn in turns]
    counted = [(share, words) for share, words in known if share is not None]
    total = sum(words for _, words in counted)
    if not total:
        return None
    return sum(share * words for share, words in counted) / total >= MIN_TARGET_SHARE
