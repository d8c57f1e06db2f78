"""The points of study notes: what each section can truthfully say about a session's turns.

Every point carries its source; none is advice that another learner would get too.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from server.domain.judgement import NOT_THE_LANGUAGE
from server.protocol.models import Metric, MetricScore, Remark, Turn

MOST_WORDS = 18
SHORTEST_PHRASE, LONGEST_PHRASE = 2, 16
REPEATED_WORDS = 8
POOR_BELOW = 40.0  # total: a turn below it is no model for anything
_SENTENCE = re.compile(r"(?<=[.!?\u3002\uff01\uff1f])\s*")
_HESITANT = re.compile(r"\b(?:uh+|uhm|um+|erm?|hm+)\b|\.\.\.|\u2026", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Point:
    """One bullet with where it comes from; `quote` occurs in the text of each of the turns."""

    text: str
    quote: str
    turns: tuple[UUID, ...]


def phrases(turns: Sequence[Turn], targets: Sequence[str]) -> list[Point]:
    """Sentences said well, those with the scenario's words first, then the longer ones.

    Where no grammar checker judged the turn, the sentence is reported, not held up as a model.
    """
    found: dict[str, tuple[tuple[bool, bool, int], Point]] = {}
    for turn in turns:
        if _is_poor(turn) or _wrong_language(turn):
            continue
        checked = was_checked(turn)
        for sentence in _sentences(turn.text):
            if not _is_phrase(sentence):
                continue
            text = sentence if checked else f'You said "{sentence}" (not checked).'
            on_topic = any(contains(sentence, target) for target in targets)
            rank = (not checked, not on_topic, -len(sentence.split()))
            point = Point(text, sentence, (turn.turn_id,))
            found.setdefault(folded(sentence), (rank, point))
    return [point for _, point in sorted(found.values(), key=lambda entry: entry[0]) if fits(point)]


def corrections(turns: Sequence[Turn]) -> list[Point]:
    """What was said and how to say it, the commonest kind of error first."""
    fixes = [(turn, remark) for turn in turns for remark in remarks_of(turn, "fix")]
    often = Counter(remark.text for _, remark in fixes)
    found: dict[tuple[str, str], Point] = {}
    for turn, remark in sorted(fixes, key=lambda entry: -often[entry[1].text]):
        quote, better = remark.quote, remark.better
        if not quote or not better or folded(quote) == folded(better):
            continue
        if not contains(turn.text, quote):
            continue
        said = f'You said "{quote}" \u2192 "{better}".'
        point = Point(f"{said} {remark.text}", quote, (turn.turn_id,))
        if not fits(point):
            point = Point(said, quote, (turn.turn_id,))
        found.setdefault((folded(quote), folded(better)), point)
    return [point for point in found.values() if fits(point)]


def sounds(turns: Sequence[Turn]) -> list[Point]:
    """Words to listen to again, then stops and hesitations, then the measured pace."""
    heard = [turn for turn in turns if turn.details.input == "voice"]
    notes = [
        Point(remark.text, remark.quote or turn.text, (turn.turn_id,))
        for metric in (Metric.PRONUNCIATION, Metric.FLUENCY)
        for turn in heard
        for remark in remarks_of(turn, "note", "unsure")
        if remark.metric is metric and contains(turn.text, remark.quote or turn.text)
    ]
    return [point for point in (*notes, *_pace(heard)) if fits(point)]


def next_steps(
    corrected: Sequence[Point], sounded: Sequence[Point], practised: Sequence[Point]
) -> list[Point]:
    """What to do in the next minutes with what the other sections show."""
    steps: list[Point] = []
    taught = [(point, _better(point)) for point in corrected]
    for point, better in [entry for entry in taught if " " in entry[1]][:2]:
        step = f'Say three sentences of your own with "{better}": 2 minutes.'
        steps.append(Point(step, point.quote, point.turns))
    words = [point for point in sounded if len(point.quote.split()) == 1]
    if words:
        step = f'Listen to "{words[0].quote}" and repeat it five times: 1 minute.'
        steps.append(Point(step, words[0].quote, words[0].turns))
    if practised:
        best = practised[0]
        words_said = best.quote.split()
        quote = " ".join(words_said[:REPEATED_WORDS])
        more = " \u2026" if len(words_said) > REPEATED_WORDS else ""
        step = f'Say "{quote}{more}" again, then change two words: 1 minute.'
        steps.append(Point(step, quote, best.turns))
    return [point for point in steps if fits(point)]


def fits(point: Point) -> bool:
    """Whether a bullet is short enough to be read."""
    return len(point.text.split()) <= MOST_WORDS


def folded(text: str) -> str:
    """Case, spacing and punctuation folded, for comparing quotes with what was said."""
    return " ".join(re.sub(r"[^\w\s']", " ", text.lower()).split())


def remarks_of(turn: Turn, *kinds: str) -> Iterator[Remark]:
    """Remarks of a turn of the given kinds."""
    if turn.evaluation is not None:
        yield from (remark for remark in turn.evaluation.remarks if remark.kind in kinds)


def _better(correction: Point) -> str:
    """What a correction says to say."""
    return correction.text.split('\u2192 "', 1)[1].split('".', 1)[0]


def _pace(turns: Iterable[Turn]) -> Iterator[Point]:
    """The measured pace of the longest turn that was judged."""
    judged = [
        (turn, score) for turn in turns if (score := _score(turn, Metric.FLUENCY)) is not None
    ]
    if judged:
        turn, score = max(judged, key=lambda entry: len(entry[0].text))
        facts = ", ".join(score.evidence[:2])
        if facts:
            yield Point(f"Your longest answer: {facts}.", turn.text, (turn.turn_id,))


def _score(turn: Turn, metric: Metric) -> MetricScore | None:
    """A metric that was assessed."""
    found = turn.evaluation.metrics.get(metric) if turn.evaluation is not None else None
    return found if found is not None and found.score is not None else None


def _is_poor(turn: Turn) -> bool:
    """Whether something in the turn was found wrong, or its grammar is weak as a whole."""
    wrong = any(r.metric is Metric.GRAMMAR for r in remarks_of(turn, "fix", "note", "unsure"))
    grammar = _score(turn, Metric.GRAMMAR)
    total = turn.evaluation.total if turn.evaluation is not None else None
    weak = grammar is not None and total is not None and total < POOR_BELOW
    return wrong or weak


def was_checked(turn: Turn) -> bool:
    """Whether the grammar of a turn was judged."""
    if turn.evaluation is None:
        return False
    grammar = turn.evaluation.metrics.get(Metric.GRAMMAR)
    return grammar is not None and not (grammar.reason or "").startswith("not assessed")


def _wrong_language(turn: Turn) -> bool:
    metrics = turn.evaluation.metrics.values() if turn.evaluation is not None else ()
    return any(metric.reason == NOT_THE_LANGUAGE for metric in metrics)


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def _is_phrase(sentence: str) -> bool:
    words = len(folded(sentence).split())
    long_enough = SHORTEST_PHRASE <= words <= LONGEST_PHRASE
    return long_enough and _HESITANT.search(sentence) is None


def as_said(text: str, quote: str) -> str:
    """The words of a quote as they stand in a text, with its capitals and marks; the quote itself
    where they do not.
    """
    words = folded(quote).split()
    together = r"[^\w']+".join(map(re.escape, words))
    found = re.search(rf"(?<![\w']){together}(?![\w'])", text, re.IGNORECASE)
    return found.group() if words and found else quote


def contains(text: str, quote: str) -> bool:
    """Whether whole words of a text are the quote, case, spacing and punctuation folded."""
    return f" {folded(quote)} " in f" {folded(text)} "
