"""Notes of a reading: pace, miscues, new words in context, answers with their lines, the retelling.

Words a minute are words read right by the length of the recorded turns (oral reading
fluency, Hasbrouck and Tindal 2017); typed turns have no length and give none.
"""

import re
from collections.abc import Iterable, Sequence

from server.domain import note_points
from server.domain.mode_notes.source import MOST_POINTS, NoteSource, Noticed, Sections
from server.domain.note_points import Point, contains, fits
from server.domain.shown_level import short_quote as short

IDEA = "idea"
MS_A_MINUTE = 60_000
LONGEST_SENTENCE = 12  # words
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def reading(source: NoteSource) -> Sections:
    """The points of a reading lesson."""
    answers = source.facts("answer")
    ideas = [entry for entry in answers if entry.fact.unit == IDEA]
    asked = [entry for entry in answers if entry.fact.unit != IDEA]
    miscues = _kept(_miscue(entry) for entry in source.facts("miscue"))
    paces = source.facts("pace")
    return Sections(
        _kept([*_words(source), *_told(ideas)]),
        _kept([*(_answer(entry) for entry in asked), *note_points.corrections(source.said)]),
        [*_kept(_pace(paces)), *miscues[: MOST_POINTS - 2], *note_points.sounds(source.said)],
        _kept([*_reread(paces), *_retell(ideas), *_look_again(asked), *_use(source)]),
    )


def words_a_minute(paces: Sequence[Noticed]) -> tuple[float, Noticed] | None:
    """Words read right in a minute over all recorded parts, and the longest of them."""
    timed = [entry for entry in paces if entry.turn.details.audio_ms and entry.fact.value]
    lengths = {entry.turn.turn_id: entry.turn.details.audio_ms or 0 for entry in timed}
    length = sum(lengths.values())
    if not length:
        return None
    right = sum(entry.fact.value or 0 for entry in timed)
    longest = max(timed, key=lambda entry: entry.fact.value or 0)
    return right * MS_A_MINUTE / length, longest


def _pace(paces: Sequence[Noticed]) -> list[Point]:
    """The pace; without sound how much of the parts was right."""
    if not paces:
        return []
    measured = words_a_minute(paces)
    if measured is not None:
        pace, longest = measured
        quote = short(longest.fact.quote, 5)
        return [_point(f'{pace:.0f} words a minute read right, as in "{quote}".', quote, longest)]
    right = sum(entry.fact.value or 0 for entry in paces)
    quote = short(paces[-1].fact.quote, 5)
    return [
        _point(f'Read right: {right:.0f} words, the last ones from "{quote}" on.', quote, paces[-1])
    ]


def _miscue(entry: Noticed) -> Point:
    fact = entry.fact
    if fact.about == "omission":
        text = f'Left out after "{fact.quote}": "{fact.better}".'
    elif fact.about == "insertion":
        text = f'Added: "{fact.quote}" is not in the text.'
    else:
        text = f'Read "{fact.quote}"; the text has "{fact.better}".'
    return _point(text, fact.quote, entry)


def _words(source: NoteSource) -> list[Point]:
    """New words in the learner's own sentences first, then as they stood in what was read."""
    readings = {entry.turn.turn_id for entry in source.facts("pace")}
    spoken = [turn for turn in source.unmended() if turn.turn_id not in readings]
    own, read = list[Point](), list[Point]()
    for entry in source.facts("word"):
        word = entry.fact.about
        used = next((turn for turn in spoken if contains(turn.text, word)), None)
        if used is None:
            read.append(_point(f'{word}, read in "{entry.fact.quote}".', entry.fact.quote, entry))
        else:
            quote = _sentence_with(used.text, word)
            text = f'{word}, in your own sentence: "{quote}".'
            own.append(Point(text, quote, (used.turn_id,)))
    return [*own, *read]


def _sentence_with(text: str, word: str) -> str:
    """The sentence of a turn that holds a word, its first twelve words."""
    sentences = (part for part in _SENTENCE.split(text) if contains(part, word))
    return short(next(sentences, text), LONGEST_SENTENCE)


def _told(ideas: Sequence[Noticed]) -> list[Point]:
    """The ideas retold without being asked for, each with the learner's words."""
    free = [entry for entry in ideas if entry.fact.outcome == "right"]
    by_turn: dict[str, list[Noticed]] = {}
    for entry in free:
        by_turn.setdefault(entry.fact.quote, []).append(entry)
    points = []
    for entries in by_turn.values():
        quote = short(entries[0].fact.quote, 8)
        text = f'Retold {len(entries)} of {len(ideas)} ideas freely: "{quote}".'
        points.append(_point(text, quote, entries[0]))
    return points


def _answer(entry: Noticed) -> Point:
    """An answer beside the line of the text that it rests on; opinions rest on none."""
    fact = entry.fact
    quote = short(fact.quote, 6 if fact.better else 12)
    if fact.outcome == "avoided":
        see = f'see "{_line(fact.better)}"' if fact.better else "say what you think"
        return _point(f'Still open after "{quote}": {see}.', quote, entry)
    head = "With help" if fact.outcome == "helped" else "Answered"
    tail = f'; line: "{_line(fact.better)}"' if fact.better else ""
    return _point(f'{head}: "{quote}"{tail}.', quote, entry)


def _line(text: str) -> str:
    words = text.rstrip(".!?").split()
    return " ".join(words[:7]) + (" \u2026" if len(words) > 7 else "")


def _reread(paces: Sequence[Noticed]) -> list[Point]:
    """The part with the fewest words read right, to be read again."""
    marred = [entry for entry in paces if entry.fact.outcome == "wrong"]
    if not marred:
        return []
    quote = short(marred[0].fact.quote, 5)
    text = f'Read the part from "{quote}" twice more without a stop: 2 minutes.'
    return [_point(text, quote, marred[0])]


def _retell(ideas: Sequence[Noticed]) -> list[Point]:
    """The ideas that had to be asked for."""
    helped = [entry for entry in ideas if entry.fact.outcome == "helped"]
    if not helped:
        return []
    quote = short(helped[-1].fact.quote, 6)
    return [_point(f'Retell it once more and end with "{quote}": 2 minutes.', quote, helped[-1])]


def _look_again(asked: Sequence[Noticed]) -> list[Point]:
    """The first answer that needed help, beside its line."""
    helped = [entry for entry in asked if entry.fact.outcome == "helped" and entry.fact.better]
    if not helped:
        return []
    quote = short(helped[0].fact.quote, 4)
    line = _line(helped[0].fact.better)
    return [_point(f'Say "{quote}", then read its line "{line}": 1 minute.', quote, helped[0])]


def _use(source: NoteSource) -> list[Point]:
    """New words in sentences of one's own."""
    entries = source.facts("word")
    return [
        _point(
            f'Your own sentence with "{entry.fact.about}", not "{entry.fact.quote}": 1 minute.',
            entry.fact.quote,
            entry,
        )
        for entry in entries[:2]
    ]


def _point(text: str, quote: str, entry: Noticed) -> Point:
    return Point(text, quote, (entry.turn.turn_id,))


def _kept(points: Iterable[Point]) -> list[Point]:
    return [point for point in points if fits(point) and point.quote]
