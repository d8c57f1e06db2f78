"""Notes of a vocabulary lesson: each word in the learner's own sentence, its company, when next."""

from collections.abc import Iterable
from datetime import timedelta

from server.domain import note_points
from server.domain.mode_notes.source import MOST_POINTS, NoteSource, Noticed, Sections
from server.domain.note_points import Point, contains, fits, folded
from server.protocol.models import Metric

COMMON, KNOWN = 5.0, 4.0  # Zipf: among the first 1,000 words or so, among the first 10,000
DAYS = {"right": 3, "helped": 1, "wrong": 1, "avoided": 1}  # until it is asked again: start values
SENTENCE = 3  # words


def vocabulary(source: NoteSource) -> Sections:
    """The points of a lesson."""
    steps = source.facts("word")
    sound = {turn.turn_id for turn in source.unmended()}
    own = _own_sentences(entry for entry in steps if entry.turn.turn_id in sound)
    paired_well = {e.fact.about: e.fact.better for e in steps if e.fact.better and _went_well(e)}
    phrases = [_learned(entry, paired_well.get(word, "")) for word, entry in own.items()]
    paired = [_mended(entry) for entry in steps]
    corrected = [
        *(point for point in paired if point is not None and fits(point)),
        *note_points.corrections(source.said),
    ]
    sounded = note_points.sounds(source.said)[:MOST_POINTS]
    learned = [point for point in phrases if fits(point)]
    return Sections(learned, corrected, sounded, [*_avoided(steps), *_due(own.values(), steps)])


def _own_sentences(steps: Iterable[Noticed]) -> dict[str, Noticed]:
    """By word the last sentence of the learner's that holds it and in which no error was found."""
    return {
        entry.fact.about: entry
        for entry in steps
        if _went_well(entry)
        and not entry.fact.better
        and len(entry.fact.quote.split()) >= SENTENCE
        and _is_sound(entry)
    }


def _went_well(entry: Noticed) -> bool:
    return entry.fact.outcome in ("right", "helped")


def _is_sound(entry: Noticed) -> bool:
    fixes = note_points.remarks_of(entry.turn, "fix", "unsure")
    return not any(remark.metric is Metric.GRAMMAR for remark in fixes)


def _learned(entry: Noticed, paired: str) -> Point:
    """The word, its band, what it goes with where that fits, the learner's sentence."""
    fact = entry.fact
    band = _band(fact.value)
    head = f"{fact.about} ({band})" if band else fact.about
    longer, shorter = (
        Point(f'{start}: "{fact.quote}"', fact.quote, (entry.turn.turn_id,))
        for start in (f"{head}, {paired}" if paired else head, head)
    )
    return longer if fits(longer) else shorter


def _band(zipf: float | None) -> str:
    if zipf is None:
        return ""
    return "very common" if zipf >= COMMON else "common" if zipf >= KNOWN else "less common"


def _mended(entry: Noticed) -> Point | None:
    """What was put together wrongly."""
    fact = entry.fact
    if fact.outcome != "wrong" or not fact.better or folded(fact.quote) == folded(fact.better):
        return None
    text = f'You said "{fact.quote}" \u2192 "{fact.better}".'
    return Point(text, fact.quote, (entry.turn.turn_id,))


def _avoided(steps: Iterable[Noticed]) -> list[Point]:
    """Words that were asked for and not said, with what was said in their place."""
    found: dict[str, Point] = {}
    for entry in steps:
        if entry.fact.outcome == "avoided" and not contains(entry.turn.text, entry.fact.about):
            text = f'Not said: {entry.fact.about}. After "{entry.fact.quote}" try it: 1 minute.'
            found[entry.fact.about] = Point(text, entry.fact.quote, (entry.turn.turn_id,))
    return [point for point in found.values() if fits(point)]


def _due(own: Iterable[Noticed], steps: Iterable[Noticed]) -> list[Point]:
    """When each word comes back, by its weakest step."""
    outcomes: dict[str, list[str]] = {}
    for entry in steps:
        outcomes.setdefault(entry.fact.about, []).append(entry.fact.outcome)
    points: list[tuple[int, Point]] = []
    for entry in own:
        days = min(DAYS.get(outcome, 1) for outcome in outcomes[entry.fact.about])
        due = entry.turn.created_at + timedelta(days=days)
        text = f'{due.day} {due:%b}: say "{entry.fact.quote}" and change one word, 1 minute.'
        points.append((days, Point(text, entry.fact.quote, (entry.turn.turn_id,))))
    return [point for _, point in sorted(points, key=lambda one: one[0]) if fits(point)]
