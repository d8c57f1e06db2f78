"""Notes of a pronunciation lesson: sounds before and after, words to replay, stress, what is next.

The facts say which words were heard, in per cent of those wanted; they measure no sound.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from server.domain import note_points
from server.domain.mode_notes.conversation import conversation
from server.domain.mode_notes.source import MOST_POINTS, NoteSource, Noticed, Sections
from server.domain.note_points import Point, contains, fits, folded
from server.protocol.models import Metric

WHOLE = 100  # per cent of the wanted words
SENTENCE = 3  # words of a model that is worth keeping as a phrase
CHANGED, REPLAYED, STRESSED = 2, 2, 2  # most bullets of each kind among the sounds
HEARING = "hearing "  # before the name of a sound that was to be told apart


def pronunciation(source: NoteSource) -> Sections:
    """The points of a drill; of a talk without any sound those of a conversation."""
    tries = [n for n in source.facts("sound") if n.fact.quote and n.fact.value is not None]
    if not tries:
        return conversation(source)
    said = [n for n in tries if not _is_hearing(n)]
    own = [n for n in said if not n.fact.better]
    free = [turn for turn in source.said if turn.turn_id not in _modelled(tries)]
    phrases = [*_own_sentences(source, own), *_models(said)]
    mistaken = _mistaken(said)
    return Sections(
        _distinct(phrases),
        _distinct([*mistaken, *note_points.corrections(free)]),
        _distinct(
            [
                *_changed(said)[:CHANGED],
                *_to_replay(source)[:REPLAYED],
                *_stressed(said)[:STRESSED],
                *_told_apart(tries),
            ]
        ),
        _distinct([*_again(said), *_next(source, said), *_once_more(own)]),
    )


def _modelled(tries: Iterable[Noticed]) -> set[UUID]:
    """The turns that repeated a model: a checker's word on their grammar is beside the point."""
    return {n.turn.turn_id for n in tries if n.fact.better}


def _own_sentences(source: NoteSource, own: Sequence[Noticed]) -> list[Point]:
    sound = {turn.turn_id for turn in source.unmended()}
    turns = [n.turn for n in own if n.fact.outcome != "wrong" and n.turn.turn_id in sound]
    return note_points.phrases(turns, source.listed("target_vocabulary"))


def _models(said: Iterable[Noticed]) -> list[Point]:
    """Models said word for word, those of the first try before the others."""
    whole = [
        n
        for n in said
        if n.fact.outcome in ("right", "helped")
        and len(n.fact.better.split()) >= SENTENCE
        and contains(n.turn.text, n.fact.better)
    ]
    return [
        Point(f'"{_bare(n)}": every word heard {_try_of(n)}.', _bare(n), (n.turn.turn_id,))
        for n in sorted(whole, key=lambda n: (n.fact.outcome != "right", -len(n.fact.better)))
        if n.fact.outcome == "right" or not _said_at_once(n, whole)
    ]


def _said_at_once(noticed: Noticed, others: Iterable[Noticed]) -> bool:
    same = folded(noticed.fact.better)
    return any(n.fact.outcome == "right" and folded(n.fact.better) == same for n in others)


def _try_of(noticed: Noticed) -> str:
    return "at the first try" if noticed.fact.outcome == "right" else "after another try"


def _bare(noticed: Noticed) -> str:
    return noticed.fact.better.rstrip(".")


def _mistaken(said: Iterable[Noticed]) -> list[Point]:
    """Words that were taken for others."""
    return [
        Point(
            f'"{_bare(n)}" was heard as "{n.fact.quote}" ({n.fact.about}).',
            n.fact.quote,
            (n.turn.turn_id,),
        )
        for n in said
        if _is_mistaken(n)
    ]


def _is_mistaken(noticed: Noticed) -> bool:
    """Whether one word stood in the place of another."""
    fact = noticed.fact
    alone = len(fact.quote.split()) == 1 and len(fact.better.split()) == 1
    return fact.outcome == "wrong" and alone and folded(fact.quote) != folded(fact.better)


def _by_sound(tries: Iterable[Noticed]) -> dict[str, list[Noticed]]:
    found: dict[str, list[Noticed]] = {}
    for entry in tries:
        found.setdefault(entry.fact.about, []).append(entry)
    return found


def _changed(said: Iterable[Noticed]) -> list[Point]:
    """Each sound at its first and its last try, the largest change first."""
    pairs = [(tries[0], tries[-1]) for tries in _by_sound(said).values()]
    return [
        _before_and_after(first, last)
        for first, last in sorted(pairs, key=lambda pair: -abs(_share(pair[1]) - _share(pair[0])))
    ]


def _before_and_after(first: Noticed, last: Noticed) -> Point:
    about, quote = last.fact.about, last.fact.quote
    before, now = _share(first), _share(last)
    if before == now == WHOLE:
        return Point(f'{about}: all words heard, last in "{quote}".', *_of(last))
    after = f'{now:.0f} % of the words heard ("{quote}")'
    if first is last:
        return Point(f"{about}: {after}.", *_of(last))
    longer = f'{about}: {before:.0f} % ("{first.fact.quote}"), then {after}.'
    shorter = f"{about}: {before:.0f} %, then {after}."
    point = Point(longer, *_of(last))
    return point if fits(point) else Point(shorter, *_of(last))


def _to_replay(source: NoteSource) -> list[Point]:
    """Words that were hard to make out."""
    hard = {
        remark.text
        for turn in source.said
        for remark in note_points.remarks_of(turn, "note", "unsure")
        if remark.metric is Metric.PRONUNCIATION
    }
    return [point for point in note_points.sounds(source.said) if point.text in hard]


def _stressed(said: Iterable[Noticed]) -> list[Point]:
    """Patterns practised, the last try of each; words show no stress, so nothing is judged."""
    last = {n.fact.better: n for n in said if _is_pattern(n.fact.better)}
    return [
        Point(f'Stress of "{n.fact.quote}": {pattern}. Compare.', *_of(n))
        for pattern, n in last.items()
        if n.fact.outcome != "wrong"
    ]


def _is_pattern(better: str) -> bool:
    """Whether a part of a word is in capitals ("pho-TO-gra-phy")."""
    parts = [part for word in better.split() if "-" in word for part in word.split("-")]
    return any(part.isupper() for part in parts) and any(part.islower() for part in parts)


def _told_apart(tries: Iterable[Noticed]) -> list[Point]:
    """How often sounds were told apart, where they were not always; the last one missed."""
    points = []
    for about, answers in _by_sound(n for n in tries if _is_hearing(n)).items():
        missed = [n for n in answers if n.fact.outcome == "wrong"]
        if missed:
            quote, turns = _of(missed[-1])
            name = about.removeprefix(HEARING)
            right = len(answers) - len(missed)
            text = f'Hearing {name}: {right} of {len(answers)} right, not "{quote}".'
            points.append(Point(text, quote, turns))
    return points


def _is_hearing(noticed: Noticed) -> bool:
    return noticed.fact.about.startswith(HEARING)


def _again(said: Sequence[Noticed]) -> list[Point]:
    """Words that were taken for others and never heard after that, to replay."""
    last = {n.fact.better: (place, n) for place, n in enumerate(said) if _is_mistaken(n)}
    return [
        Point(
            f'Replay "{_bare(n)}", last heard as "{n.fact.quote}"; say it five times: 1 minute.',
            *_of(n),
        )
        for better, (place, n) in last.items()
        if not _is_pattern(better) and not any(_has(later, better) for later in said[place + 1 :])
    ][:REPLAYED]


def _has(noticed: Noticed, word: str) -> bool:
    return noticed.fact.outcome != "wrong" and contains(noticed.turn.text, word)


def _next(source: NoteSource, said: Iterable[Noticed]) -> list[Point]:
    """The weakest sound; where none was weak the first part of the lesson not finished."""
    means = {
        about: sum(_share(n) for n in tries) / len(tries)
        for about, tries in _by_sound(said).items()
    }
    weakest = min(means, key=lambda about: means[about], default=None)
    if weakest is not None and means[weakest] < WHOLE:
        shown = min(_by_sound(said)[weakest], key=_share)
        text = (
            f'Next sound: {weakest}, {means[weakest]:.0f} %, as in "{shown.fact.quote}": 3 minutes.'
        )
        return [Point(text, *_of(shown))]
    asked = source.listed("checklist")
    open_parts = [part for n, part in enumerate(asked) if n not in source.goals]
    latest = next(iter(reversed([*said])), None)
    if not open_parts or latest is None:
        return []
    return [Point(f'Next, after "{latest.fact.quote}": {open_parts[0]}, 3 minutes.', *_of(latest))]


def _once_more(own: Sequence[Noticed]) -> list[Point]:
    """The learner's own sentence, faster."""
    return [
        Point(f'Say "{n.fact.quote} \u2026" again, a little faster each time: 1 minute.', *_of(n))
        for n in own[-1:]
        if n.fact.outcome != "wrong"
    ]


def _share(noticed: Noticed) -> float:
    return noticed.fact.value or 0.0


def _of(noticed: Noticed) -> tuple[str, tuple[UUID, ...]]:
    return noticed.fact.quote, (noticed.turn.turn_id,)


def _distinct(points: Iterable[Point]) -> list[Point]:
    """Each bullet once, those that are short enough."""
    return list({point.text: point for point in points if fits(point)}.values())[:MOST_POINTS]
