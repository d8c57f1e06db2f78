"""A long turn cut into pieces of a sentence's size, which the models were fitted on: the counts and
lengths of a turn of a minute are far outside of it.
"""

from dataclasses import replace

from server.domain.evidence import WordEvidence
from server.speech.energy import FRAME_S
from server.speech.heard import STEP_FRAMES, Heard

MOST_WORDS, LONGEST_S = 16, 10.0  # all but one in a hundred of the corpus' sentences are shorter
FEWEST_WORDS = 4
EDGE_S = 0.3  # of what is around the words


def phrases(said: Heard) -> list[Heard]:
    """The utterance in pieces, cut at its longest stops; one that is short enough stays whole."""
    words = said.words
    if _short(words):
        return [said]
    bounds = _bounds(words, 0, len(words))
    return [_piece(said, first, last) for first, last in bounds]


def _short(words: tuple[WordEvidence, ...]) -> bool:
    return len(words) <= MOST_WORDS and words[-1].end_s - words[0].start_s <= LONGEST_S


def _bounds(words: tuple[WordEvidence, ...], first: int, last: int) -> list[tuple[int, int]]:
    """Spans of words, each short enough or too few to be cut."""
    places = range(first + FEWEST_WORDS, last - FEWEST_WORDS + 1)
    if _short(words[first:last]) or not places:
        return [(first, last)]
    middle = (first + last) / 2

    def stop(at: int) -> tuple[float, float]:
        return round(words[at].start_s - words[at - 1].end_s, 3), -abs(at - middle)

    cut = max(places, key=stop)
    return [*_bounds(words, first, cut), *_bounds(words, cut, last)]


def _piece(said: Heard, first: int, last: int) -> Heard:
    """Words from `first`, before `last`, with the sound around them; times begin anew."""
    words = said.words
    before = words[first - 1].end_s if first else 0.0
    after = words[last].start_s if last < len(words) else len(said.level) * FRAME_S
    begin = max(before, words[first].start_s - EDGE_S)
    end = min(after, words[last - 1].end_s + EDGE_S)
    step = int(begin / FRAME_S) // STEP_FRAMES
    last_step = round(end / FRAME_S) // STEP_FRAMES + 1
    offset = step * STEP_FRAMES * FRAME_S
    return Heard(
        words=tuple(_moved(word, -offset) for word in words[first:last]),
        expected=said.expected[first:last],
        states=said.states[step:last_step],
        level=said.level[step * STEP_FRAMES : last_step * STEP_FRAMES],
    )


def _moved(word: WordEvidence, by: float) -> WordEvidence:
    phones = tuple(
        replace(phone, start_s=phone.start_s + by, end_s=phone.end_s + by) for phone in word.phones
    )
    return replace(word, start_s=word.start_s + by, end_s=word.end_s + by, phones=phones)
