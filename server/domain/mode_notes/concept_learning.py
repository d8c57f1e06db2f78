"""Notes of a concept lesson: the idea in the learner's words, its edges, what was seen anew, and
questions to check oneself.
"""

from collections.abc import Iterable
from itertools import zip_longest

from server.domain import note_points
from server.domain.mode_notes.source import MOST_POINTS, NoteSource, Noticed, Sections
from server.domain.note_points import MOST_WORDS, Point, fits, folded
from server.protocol.models import Metric, Turn

SELF_CHECKS = 3
FEWEST_QUOTED = 3  # words of a sentence that is cut to fit


def concept_learning(source: NoteSource) -> Sections:
    """The points of a lesson."""
    noticed = source.facts("concept")
    sound = {turn.turn_id for turn in source.unmended() if not _has_error(turn)}
    shown = _of(noticed, "example", "transfer")
    own = _distinct(_sentence(e) for e in shown if e.turn.turn_id in sound)
    explained = _distinct(_named(e, ", in your words") for e in _of(noticed, "own words"))
    edges = _distinct(_named(e, "") for e in _of(noticed, "boundary"))
    mended = _distinct([*_mended_forms(source), *note_points.corrections(source.said)])
    return Sections(
        own or note_points.phrases(source.unmended(), source.listed("target_vocabulary")),
        _first_of_each(explained, _distinct(_seen_anew(noticed)), edges, mended),
        note_points.sounds(source.said)[:MOST_POINTS],
        _self_checks(noticed),
    )


def _first_of_each(*kinds: list[Point]) -> list[Point]:
    """Of every kind the best one, then of every kind the next one."""
    rounds = zip_longest(*kinds)
    return [point for points in rounds for point in points if point is not None][:MOST_POINTS]


def _has_error(turn: Turn) -> bool:
    return any(r.metric is Metric.GRAMMAR for r in note_points.remarks_of(turn, "fix", "unsure"))


def _of(noticed: Iterable[Noticed], *steps: str) -> list[Noticed]:
    return [entry for entry in noticed if entry.fact.unit in steps]


def _named(entry: Noticed, more: str) -> Point:
    """What an answer shows, with the answer."""
    helped = " (with help)" if entry.fact.outcome == "helped" else ""
    return _around(f"{_capital(entry.fact.about)}{more}: ", entry, f"{helped}.")


def _sentence(entry: Noticed) -> Point:
    """A sentence that has the idea; where no grammar checker judged it, it says so."""
    checked = note_points.was_checked(entry.turn)
    return _around(f"{_capital(entry.fact.about)}: ", entry, "." if checked else " (not checked).")


def _seen_anew(noticed: Iterable[Noticed]) -> list[Point]:
    """Wrong ideas, each with the answer that gave it up or with what to look at again."""
    misled = _of(noticed, "misconception")
    points: list[Point] = []
    for entry in (one for one in misled if one.fact.outcome == "wrong"):
        fixed = next(
            (e for e in misled if e.fact.outcome == "right" and e.fact.about == entry.fact.about),
            None,
        )
        if fixed is None:
            points.append(_around("Look again at ", entry, f": {entry.fact.about}."))
            continue
        then = _shown(_cut(fixed, MOST_WORDS // 2 - 2), fixed)
        points.append(_around("You first said ", entry, f", then {then}."))
    return points


def _self_checks(noticed: Iterable[Noticed]) -> list[Point]:
    """Questions about the learner's own sentences, of each sentence one, the longest first."""
    checks: dict[str, Noticed] = {}
    for entry in _of(noticed, "self-check"):
        checks.setdefault(folded(entry.fact.quote), entry)
    longest = sorted(checks.values(), key=lambda e: -len(e.fact.quote.split()))[:SELF_CHECKS]
    points = [_around("Check, 1 minute: ", entry, f": {entry.fact.about}?") for entry in longest]
    return [point for point in points if fits(point)]


def _mended_forms(source: NoteSource) -> list[Point]:
    """What the tutor mended once the idea was found."""
    return [
        Point(
            f'You said "{e.fact.quote}" \u2192 "{e.fact.better}".', e.fact.quote, (e.turn.turn_id,)
        )
        for e in source.facts("form")
        if e.fact.outcome == "wrong"
    ]


def _around(before: str, entry: Noticed, after: str) -> Point:
    """A bullet with as many of the learner's words as it has room for; dots where it is cut."""
    room = MOST_WORDS - len(before.split()) - len(after.split())
    quote = _cut(entry, max(room, FEWEST_QUOTED))
    return Point(f"{before}{_shown(quote, entry)}{after}", quote, (entry.turn.turn_id,))


def _cut(entry: Noticed, most: int) -> str:
    """The first words of a quote, without its stop; one fewer where it is cut, for the dots."""
    words = entry.fact.quote.rstrip(" .,;!").split()
    whole = len(words) + (not _goes_to_the_end(" ".join(words), entry)) <= most
    return " ".join(words if whole else words[: most - 1]).rstrip(",;")


def _shown(quote: str, entry: Noticed) -> str:
    return f'"{quote}"' if _goes_to_the_end(quote, entry) else f'"{quote} \u2026"'


def _goes_to_the_end(quote: str, entry: Noticed) -> bool:
    return folded(entry.turn.text).endswith(folded(quote))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _distinct(points: Iterable[Point]) -> list[Point]:
    """Each bullet once, those that are short enough."""
    return list({point.text: point for point in points if fits(point)}.values())
