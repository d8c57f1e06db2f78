"""Notes of a grammar lesson: own pairs with their rule, how accuracy went, exceptions met."""

from collections.abc import Iterable, Sequence

from server.domain import note_points
from server.domain.mode_notes.source import NoteSource, Noticed, Sections
from server.domain.note_points import Point, fits, folded

PAIRS_FIRST = 3  # wrong and right pairs before the other points
FEWEST_IN_HALF = 2  # uses; an accuracy of fewer says nothing


def grammar(source: NoteSource) -> Sections:
    """The points of a lesson."""
    facts = source.facts("form")
    uses = [entry for entry in facts if entry.fact.unit not in ("rule", "exception")]
    rules = {e.fact.about: e.fact.better.rstrip(".") for e in facts if e.fact.unit == "rule"}
    pairs = _pairs(uses, rules)
    seen = {folded(point.quote) for point in pairs}
    others = [p for p in note_points.corrections(source.said) if folded(p.quote) not in seen]
    wrong = {entry.fact.about for entry in uses if entry.fact.outcome == "wrong"}
    aside = [
        *_halves(uses),
        *(_aside(e) for e in facts if e.fact.unit == "exception"),
        *_rules(uses, {name: rule for name, rule in rules.items() if name not in wrong}),
    ]
    practised = note_points.phrases(source.unmended(), source.listed("target_vocabulary"))
    sounded = note_points.sounds(source.said)
    corrected = [*pairs, *others]
    return Sections(
        practised,
        [*pairs[:PAIRS_FIRST], *(p for p in aside if fits(p)), *pairs[PAIRS_FIRST:], *others],
        sounded,
        [*_avoided(uses), *note_points.next_steps(corrected, sounded, practised)],
    )


def _pairs(uses: Iterable[Noticed], rules: dict[str, str]) -> list[Point]:
    """What was said wrongly and its repair, with the rule where there is room for it."""
    found: dict[str, Point] = {}
    for entry in uses:
        fact = entry.fact
        if fact.outcome != "wrong" or not fact.better or folded(fact.quote) == folded(fact.better):
            continue
        said = f'You said "{fact.quote}" \u2192 "{fact.better}".'
        rule = rules.get(fact.about)
        texts = [f"{said} {rule}.", said] if rule else [said]
        points = [Point(text, fact.quote, (entry.turn.turn_id,)) for text in texts]
        point = next((point for point in points if fits(point)), None)
        if point is not None:
            found.setdefault(folded(fact.quote), point)
    return list(found.values())


def _halves(uses: Iterable[Noticed]) -> list[Point]:
    """How many uses were right at once in the first half and in the second."""
    counted = [entry for entry in uses if entry.fact.outcome in ("right", "wrong")]
    middle = len(counted) // 2
    right = [e for e in counted if e.fact.outcome == "right"]
    if middle < FEWEST_IN_HALF or not right:
        return []
    early, late = _share(counted[:middle]), _share(counted[middle:])
    told = f"Right at once: first half {early}, second half {late}"
    return _shown(told, right)


def _shown(told: str, uses: Sequence[Noticed]) -> list[Point]:
    """A statement with the last use that leaves the bullet short enough."""
    points = (
        Point(f'{told}: "{e.fact.quote}".', e.fact.quote, (e.turn.turn_id,)) for e in reversed(uses)
    )
    return [point for point in points if fits(point)][:1]


def _share(uses: Sequence[Noticed]) -> str:
    return f"{sum(entry.fact.outcome == 'right' for entry in uses)} of {len(uses)}"


def _aside(entry: Noticed) -> Point:
    """An exception with the words in which it was met."""
    fact = entry.fact
    text = f'"{fact.quote}": {fact.better}.'
    return Point(text, fact.quote, (entry.turn.turn_id,))


def _rules(uses: Iterable[Noticed], rules: dict[str, str]) -> list[Point]:
    """The rule of each form used rightly, with a use of the learner's."""
    right = [entry for entry in uses if entry.fact.outcome == "right"]
    return [
        point
        for name, rule in rules.items()
        for point in _shown(f"{rule}; you", [e for e in right if e.fact.about == name])
    ]


def _avoided(uses: Sequence[Noticed]) -> list[Point]:
    """Forms asked for and never said, with the answer that went without them."""
    said = {entry.fact.about for entry in uses if entry.fact.outcome in ("right", "helped")}
    found: dict[str, Point] = {}
    for entry in uses:
        name, quote = entry.fact.about, entry.turn.text.strip().rstrip(".!?")
        if entry.fact.outcome == "avoided" and name not in said:
            text = f'You said "{quote}"; say it once more with {name}: 1 minute.'
            found.setdefault(name, Point(text, quote, (entry.turn.turn_id,)))
    return [point for point in found.values() if fits(point)]
