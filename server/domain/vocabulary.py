"""Vocabulary: how many different words, and how rare.

Variety is types over the square root of tokens (Guiraud 1954), which a short turn and a long one
can share; rarity is the share of different words above the everyday bands: CEFR B1 and above in
English, elsewhere a zipf frequency below 4.2 (the median of CEFR A2 words in English).
"""

from collections.abc import Sequence

from server.domain.evidence import Lexeme, TurnEvidence
from server.domain.judgement import Anchors, Judgement, interpolate, order_ceiling, too_few_words
from server.protocol.models import Metric, Remark

VARIETY: Anchors = (
    (0.5, 0), (1, 0.5), (2, 1.7), (2.5, 2.2), (3, 2.7), (4, 3.3), (5, 3.9), (6, 4.4), (7.5, 5),
)  # fmt: skip
RARITY: Anchors = ((0, 1.5), (0.05, 2.4), (0.10, 3), (0.2, 4), (0.35, 5))
FREQUENCY_RARITY: Anchors = ((0.05, 1.5), (0.15, 2.4), (0.25, 3), (0.4, 4), (0.55, 5))
VARIETY_WEIGHT = 0.6
FURTHEST_ABOVE_VARIETY = 0.7
FURTHEST_ABOVE_ORDER = 0.5  # words that form no sentence show little command of them
RARE_BELOW_ZIPF = 4.2
ADVANCED = frozenset(("B1", "B2", "C1", "C2"))
PRAISED = frozenset(("B2", "C1", "C2"))
NO_LIST = "not assessed: no word list covers this language"


def judge_vocabulary(turns: Sequence[TurnEvidence]) -> Judgement:
    """Scores the pooled words of one or more turns."""
    lexemes = [lexeme for turn in turns for lexeme in turn.text.lexemes]
    reason = too_few_words(turns)
    if reason is None and not lexemes:
        reason = NO_LIST
    if reason is not None:
        return Judgement(None, reason=reason)
    types = {lexeme.lemma: lexeme for lexeme in lexemes}
    variety = interpolate(len(types) / len(lexemes) ** 0.5, VARIETY)
    rare = _rare(tuple(types.values()))
    score = variety
    if rare is not None:
        rarity = interpolate(rare[0], rare[1])
        mixed = VARIETY_WEIGHT * variety + (1 - VARIETY_WEIGHT) * rarity
        score = min(mixed, variety + FURTHEST_ABOVE_VARIETY)
    score = min(score, order_ceiling(turns) + FURTHEST_ABOVE_ORDER)
    lines = [f"{len(types)} different words in {len(lexemes)}"]
    if rare is not None:
        lines.append(f"{rare[0]:.0%} {rare[2]}")
    half_width = 0.35 + 2.0 / len(lexemes) ** 0.5
    return Judgement(score, half_width, evidence=tuple(lines), remarks=_remarks(turns, types))


def _rare(types: Sequence[Lexeme]) -> tuple[float, Anchors, str] | None:
    """Share of rare words among the different words, with its curve and its name."""
    banded = [lexeme for lexeme in types if lexeme.cefr is not None]
    if banded:
        share = sum(lexeme.cefr in ADVANCED for lexeme in banded) / len(banded)
        return share, RARITY, "of them at B1 or above"
    listed = [lexeme.zipf for lexeme in types if lexeme.zipf]
    if not listed:
        return None
    share = sum(zipf < RARE_BELOW_ZIPF for zipf in listed) / len(listed)
    return share, FREQUENCY_RARITY, "of them less common"


def _remarks(turns: Sequence[TurnEvidence], types: dict[str, Lexeme]) -> tuple[Remark, ...]:
    """Praise for the rarest good word, if there is one outside every finding."""
    wrong = " ".join(
        turn.text.text[lint.start : lint.end].lower()
        for turn in turns
        for lint in turn.text.lints or ()
    ).split()
    good = [
        lexeme
        for lexeme in types.values()
        if lexeme.cefr in PRAISED and lexeme.zipf and lexeme.text.lower() not in wrong
    ]
    if not good:
        return ()
    best = min(good, key=lambda lexeme: (lexeme.zipf or 0, lexeme.text))
    text = f'"{best.text}" is a word of level {best.cefr}, well chosen.'
    return (Remark(metric=Metric.VOCABULARY, kind="good", text=text, quote=best.text),)
