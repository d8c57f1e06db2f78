"""Notes of an exam: the band with its evidence, a better answer of one's own, one habit to change.

Every reading of a band is estimated and unofficial.
"""

from uuid import UUID

from server.domain import note_points
from server.domain.mode_notes.source import MOST_POINTS, NoteSource, Noticed, Sections
from server.domain.note_points import Point, contains, fits
from server.domain.shown_level import band, forms_in, level_words, linkers_in, quote_with
from server.domain.shown_level import short_quote as short
from server.protocol.models import Turn

FEW_LINKERS = 2


def exam(source: NoteSource) -> Sections:
    """The points of an exam; of a talk without exam tasks those of what was said."""
    answers = [n for n in source.facts("task") if n.fact.unit == "level" and n.fact.quote]
    good = [n for n in answers if n.fact.outcome == "right"]
    said = list({n.turn.turn_id: n.turn for n in good}.values())
    repeated = [n for n in source.facts("task") if n.fact.unit == "%" and n.fact.quote]
    mended = note_points.corrections(source.said) or _slips(source)
    corrected = [*_lost(repeated), *mended]
    sounded = note_points.sounds(source.said)
    steps = [*_habit(said), *_again(source)]
    steps += note_points.next_steps(mended[:1], sounded[:1], [])
    return Sections(
        _kept(_models(good)),
        corrected[:MOST_POINTS],
        sounded,
        _kept([*_repeated(repeated), *_band(good), *steps]),
    )


def _models(good: list[Noticed]) -> list[Point]:
    """The learner's own sentences carried one level further."""
    return [
        Point(f'Next band: "{n.fact.better.rstrip(".")}".', n.fact.quote, (n.turn.turn_id,))
        for n in sorted(good, key=lambda n: -(n.fact.value or 0))
        if n.fact.better
    ]


def _band(good: list[Noticed]) -> list[Point]:
    """The band, and what coherence and range rest on."""
    values = [n.fact.value for n in good if n.fact.value is not None]
    if not values:
        return []
    mean, _ = band(values)
    best = max(good, key=lambda n: n.fact.value or 0)
    quote = short(best.fact.quote, 6)
    level = f"{level_words(mean - 0.5)} to {level_words(mean + 0.5)}"
    points = [
        Point(f'Estimated, unofficial: {level}; the best answer had "{quote}".', quote, _of(best))
    ]
    text = best.turn.text
    form = next((f for f in forms_in(text) if quote_with(text, f)), None)
    if form is not None:
        shown = short(quote_with(text, form), 7)
        points.append(Point(f'Range: {form}, in "{shown}".', shown, _of(best)))
    return [point for point in points if contains(text, point.quote)]


def _habit(said: list[Turn]) -> list[Point]:
    """One thing to do differently: link, where that is thin; else answer longer."""
    if not said:
        return []
    thinnest = min(said, key=lambda turn: (len(linkers_in(turn.text)), len(turn.text.split())))
    quote = short(thinnest.text, 6)
    if len(linkers_in(thinnest.text)) < FEW_LINKERS:
        step = f'Habit: go on after "{quote}" with because or although: 2 minutes.'
    else:
        step = f'Habit: end an answer such as "{quote}" with one example: 2 minutes.'
    return [Point(step, quote, (thinnest.turn_id,))]


def _again(source: NoteSource) -> list[Point]:
    """The second attempt beside the first."""
    seconds = [n for n in source.facts("task") if n.fact.unit.endswith("gained") and n.fact.quote]
    return [
        Point(
            f'Second attempt, "{short(n.fact.quote, 6)}": {n.fact.value:+.1f} {n.fact.unit}.',
            short(n.fact.quote, 6),
            _of(n),
        )
        for n in seconds
    ]


def _slips(source: NoteSource) -> list[Point]:
    """Mistakes that the examiner noticed, where no checker judged the turns."""
    found = [n for n in source.facts("form") if n.fact.outcome == "wrong" and n.fact.better]
    return [
        Point(f'You said "{n.fact.quote}" \u2192 "{n.fact.better}".', n.fact.quote, _of(n))
        for n in found
    ]


def _lost(repeated: list[Noticed]) -> list[Point]:
    """Sentences of which words were lost, the fullest first, as far as a bullet holds them."""
    broken = [n for n in repeated if n.fact.outcome == "wrong"]
    points = []
    for n in sorted(broken, key=lambda n: -(n.fact.value or 0)):
        whole = f'You said "{n.fact.quote}" \u2192 "{n.fact.better.rstrip(".")}".'
        point = Point(whole, n.fact.quote, _of(n))
        quote = short(n.fact.quote, 6)
        brief = f'{n.fact.value:.0f} % of the words in "{quote}": say it again three times.'
        points.append(point if fits(point) else Point(brief, quote, _of(n)))
    return points


def _repeated(repeated: list[Noticed]) -> list[Point]:
    """How many sentences were whole, with one of them."""
    whole = [n for n in repeated if n.fact.outcome == "right"]
    if not whole:
        return []
    quote = short(whole[-1].fact.quote, 6)
    text = f'Repeated word for word: {len(whole)} of {len(repeated)}, such as "{quote}".'
    return [Point(text, quote, _of(whole[-1]))]


def _of(noticed: Noticed) -> tuple[UUID, ...]:
    return (noticed.turn.turn_id,)


def _kept(points: list[Point]) -> list[Point]:
    return [point for point in points if fits(point)]
