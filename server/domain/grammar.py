"""Grammar: errors in a hundred words, and how much the learner tried.

The scale is that of docs/scoring.md: more than 15 errors in a hundred words is below 3, 8 to 15 is
3, 3 to 8 is 4, fewer is 5; a turn without errors goes no higher than the structures it shows.
"""

import re
from collections.abc import Sequence

from server.domain.evidence import Lint, TurnEvidence
from server.domain.judgement import (
    MIN_WORDS,
    NOT_THE_LANGUAGE,
    TOP,
    Anchors,
    Judgement,
    interpolate,
    order_ceiling,
    too_few_words,
    word_count,
)
from server.protocol.models import Metric, Remark

ACCURACY: Anchors = (
    (0, 5), (3, 4.6), (5.5, 4), (8, 3.5), (11.5, 3), (15, 2.5), (25, 1.5), (40, 0.6), (60, 0),
)  # fmt: skip
# A third of an error and six words more than were said: a short turn without errors proves little.
PRIOR_ERRORS, PRIOR_WORDS = 0.3, 6
CHUNK_CEILING, STRUCTURE_STEP = 3.0, 0.45
FEWEST_WORDS, SINGLE_WORDS_CEILING = 4, 1.0
NOT_ASSESSED = "not assessed: there is no grammar checker for this language offline"
_STRUCTURES = {
    "reasons and conditions": r"\b(?:because|if|unless|although|though|since|so that)\b",
    "time clauses": r"\b(?:when|while|before|after|until|as soon as)\b",
    "relative clauses": r"\b\w+ (?:who|which|that|whose|where) (?:\w+ )?\w+",
    "linked clauses": r"\b(?:and|but|or|so)\b",
    "perfect tenses": r"\b(?:have|has|had|'ve) (?:\w+ )?(?:been|\w+ed|done|seen|gone|lived|made)\b",
    "continuous tenses": r"\b(?:am|is|are|was|were|'m|'s|'re|been) (?:\w+ )?\w+ing\b",
    "modal verbs": r"\b(?:can|could|will|would|should|must|may|might|won't|can't|'ll|'d)\b",
    "past": r"\b(?:was|were|did|went|had|said|saw|came|took|made|got|\w{3,}ed)\b",
    "comparisons": r"\b(?:more \w+ than|\w+er than|the most|the \w+est|as \w+ as)\b",
    "passives": r"\b(?:is|are|was|were|been|be) \w+(?:ed|en)\b",
    "verbs of he and she": r"\b(?:he|she|it) (?!is\b|was\b|has\b|does\b)\w+s\b",
    "verbs with to or -ing": r"\b(?:want|like|need|enjoy|love|hope|try|decided) (?:to|\w+ing)\b",
}
_SHAPES = {name: re.compile(pattern) for name, pattern in _STRUCTURES.items()}
MIN_PRAISED_WORDS = 5
HARD_TO_FOLLOW = 2.0


def judge_grammar(turns: Sequence[TurnEvidence]) -> Judgement:
    """Scores the pooled findings of one or more turns."""
    reason = too_few_words(turns)
    checked = [turn for turn in turns if turn.text.lints is not None]
    if reason != NOT_THE_LANGUAGE and not checked:
        reason = NOT_ASSESSED  # also of a short turn: more words would not be checked either
    if reason == NOT_THE_LANGUAGE or not checked:
        return Judgement(None, reason=reason)
    fixes = tuple(fix for turn in checked for fix in (*_fixes(turn), *_hard_to_follow(turn)))
    if reason is not None:
        return Judgement(None, reason=reason, remarks=fixes)
    words = sum(word_count(turn) for turn in checked)
    errors = sum(len(turn.text.lints or ()) for turn in checked)
    rate = 100 * (errors + PRIOR_ERRORS) / (words + PRIOR_WORDS)
    shown = structures(checked)
    ceiling = CHUNK_CEILING + STRUCTURE_STEP * len(shown)
    if len({lexeme.lemma for turn in checked for lexeme in turn.text.lexemes}) < FEWEST_WORDS:
        ceiling = SINGLE_WORDS_CEILING
    order = order_ceiling(checked)
    score = min(interpolate(rate, ACCURACY), ceiling, order)
    lines = [f"{errors} error{'' if errors == 1 else 's'} found in {words} words"]
    if order < TOP:
        lines.append("the order of the words is hard to follow")
    if shown:
        lines.append("tried: " + ", ".join(shown))
    return Judgement(
        score,
        0.4 + 2.5 / words**0.5,
        evidence=tuple(lines),
        remarks=fixes or _praise(checked, shown),
    )


def structures(turns: Sequence[TurnEvidence]) -> tuple[str, ...]:
    """Names of the structures that occur outside the findings."""
    text = " . ".join(_without_findings(turn) for turn in turns)
    return tuple(name for name, shape in _SHAPES.items() if shape.search(text))


def _without_findings(turn: TurnEvidence) -> str:
    text = turn.text.text.lower()
    for lint in reversed(turn.text.lints or ()):
        text = text[: lint.start] + "." + text[lint.end :]
    return text


def _fixes(turn: TurnEvidence) -> list[Remark]:
    return [_fix(turn.text.text, lint) for lint in turn.text.lints or ()]


def _fix(text: str, lint: Lint) -> Remark:
    """A finding as a remark: what was said, what to say, and why; "note" where nothing surer than
    the place is known.
    """
    quote, better = _wide_enough(text, lint)
    if better is None:
        return Remark(metric=Metric.GRAMMAR, kind="note", text=lint.message, quote=quote)
    return Remark(metric=Metric.GRAMMAR, kind="fix", text=lint.message, quote=quote, better=better)


def _hard_to_follow(turn: TurnEvidence) -> list[Remark]:
    """A note on a turn whose words form no sentence."""
    if word_count(turn) < MIN_WORDS or order_ceiling((turn,)) > HARD_TO_FOLLOW:
        return []
    text = "The order of the words is hard to follow."
    return [Remark(metric=Metric.GRAMMAR, kind="note", text=text, quote=turn.text.text)]


def _wide_enough(text: str, lint: Lint) -> tuple[str, str | None]:
    """Quote and correction; one that only takes words away is quoted with the next word, so that
    there is something to say instead.
    """
    quote, better = text[lint.start : lint.end], lint.better
    if better is None or better.strip():
        return quote, better
    after = re.match(r"\s*\S+", text[lint.end :])
    before = re.search(r"\S+\s*$", text[: lint.start])
    if after is not None:
        return quote + after[0], after[0].strip()
    if before is not None:
        return before[0] + quote, before[0].strip()
    return quote, None


def _praise(turns: Sequence[TurnEvidence], shown: tuple[str, ...]) -> tuple[Remark, ...]:
    """One sentence without findings, named for what it shows."""
    for turn in turns:
        if turn.text.lints or not shown:
            continue
        sentences = [part.strip() for part in re.split(r"(?<=[.!?])\s+", turn.text.text)]
        for sentence in sorted(sentences, key=len, reverse=True):
            names = [name for name in shown if _SHAPES[name].search(sentence.lower())]
            if names and len(sentence.split()) >= MIN_PRAISED_WORDS:
                text = f"No mistakes, and it uses {names[0]}."
                return (Remark(metric=Metric.GRAMMAR, kind="good", text=text, quote=sentence),)
    return ()
