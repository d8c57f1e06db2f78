"""Notes of phrases repeated after the tutor: those said well, those to repeat."""

from collections.abc import Iterable
from uuid import UUID

from server.domain import note_points
from server.domain.mode_notes.source import NoteSource, Noticed, Sections
from server.domain.note_points import Point, fits, folded

LONGEST_QUOTE = 6  # words of what was said in the place of a phrase


def repeated_phrases(source: NoteSource) -> list[Noticed]:
    """The tries at phrases: of such a fact the phrase is both what it is about and what to say."""
    return [n for n in source.facts("sound") if n.fact.quote and n.fact.about == n.fact.better]


def repeating(source: NoteSource) -> Sections:
    """The points of such a practice."""
    tries: dict[str, list[Noticed]] = {}
    for entry in repeated_phrases(source):
        tries.setdefault(entry.fact.about, []).append(entry)
    well = [each for each in tries.values() if each[-1].fact.outcome != "wrong"]
    missed = [each for each in tries.values() if each[-1].fact.outcome == "wrong"]
    missed.sort(key=lambda each: each[-1].fact.value or 0)
    well.sort(key=lambda each: (each[0].fact.outcome != "right", -len(each[0].fact.about)))
    mended = [each for each in well if each[0].fact.outcome == "wrong"]
    return Sections(
        _kept(_said_well(each) for each in well),
        _kept(_heard_as(each[-1]) for each in missed),
        [
            *_kept(_changed(each) for each in mended),
            *note_points.sounds(source.said),
        ],
        _kept(
            [*(_again(each[-1]) for each in missed), *(_by_heart(each[-1]) for each in well[:2])]
        ),
    )


def _said_well(tries: list[Noticed]) -> Point:
    last = tries[-1]
    phrase, quote = last.fact.about, last.fact.quote
    heard = "" if folded(phrase) == folded(quote) else f', heard as "{_cut(quote)}"'
    when = "at the first try" if tries[0].fact.outcome == "right" else "after another try"
    return Point(f'"{_bare(phrase)}"{heard}: understood {when}.', _cut(quote), _turn(last))


def _heard_as(last: Noticed) -> Point:
    quote = _cut(last.fact.quote)
    alike = f"{last.fact.value or 0:.0f} % alike"
    text = f'"{_bare(last.fact.about)}" was heard as "{quote}", {alike}.'
    return Point(text, quote, _turn(last))


def _changed(tries: list[Noticed]) -> Point:
    """A phrase at its first and its last try."""
    first, last = tries[0], tries[-1]
    quote = _cut(last.fact.quote)
    before = f'{first.fact.value or 0:.0f} % alike ("{_cut(first.fact.quote)}")'
    text = f'{before}, then {last.fact.value or 0:.0f} % ("{quote}").'
    return Point(text, quote, _turn(last))


def _again(last: Noticed) -> Point:
    quote = _cut(last.fact.quote)
    text = f'Repeat "{_bare(last.fact.about)}" three times, last heard as "{quote}": 1 minute.'
    return Point(text, quote, _turn(last))


def _by_heart(last: Noticed) -> Point:
    quote = _cut(last.fact.quote)
    return Point(
        f'Say "{quote}" from memory, then listen and compare: 1 minute.', quote, _turn(last)
    )


def _cut(quote: str) -> str:
    return _bare(" ".join(quote.split()[:LONGEST_QUOTE]))


def _bare(phrase: str) -> str:
    """Without its full stop, to stand inside a sentence."""
    return phrase.rstrip(".\u3002 ")


def _turn(noticed: Noticed) -> tuple[UUID, ...]:
    return (noticed.turn.turn_id,)


def _kept(points: Iterable[Point]) -> list[Point]:
    return [point for point in points if fits(point)]
