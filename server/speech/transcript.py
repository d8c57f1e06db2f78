"""From a recognizer's tokens to text and words. Pure."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import category

from server.domain.evidence import RecognizedWord

UNSPACED = frozenset({"zh", "yue", "ja", "th", "lo", "my", "bo", "km"})  # scripts without spaces
OPENING, CLOSING = "[(♪", "])♪"
LOOP_RATIO = 2.4  # openai/whisper: text that zlib shrinks further than this repeats itself

LETTERS_PER_S = 25  # fast speech has about 20


@dataclass(frozen=True, slots=True)
class Piece:
    """Some whole characters of the text.

    Attributes:
        text: with the space before it, where there is one.
        start_s, end_s: seconds from the start of the utterance.
        probability: of its tokens, mean, 0 to 1.
    """

    text: str
    start_s: float
    end_s: float
    probability: float


def loops(text: str, seconds: float) -> bool:
    """Whether the text repeats itself as only a recognizer does that lost its way: more of the
    same than anybody could say in that time. A learner who repeats a phrase is no loop.
    """
    data = text.encode()
    ratio = len(data) / max(1, len(zlib.compress(data)))
    return ratio > LOOP_RATIO and len(text) > seconds * LETTERS_PER_S


def spoken(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces without what describes sound instead of speech: "[BLANK_AUDIO]", "(music)", "♪".

    A tag that never closes goes to the end.
    """
    kept, closing = [], ""
    for piece in pieces:
        text = ""
        for letter in piece.text:
            if closing:
                closing = "" if letter == closing else closing
            elif letter in OPENING:
                closing = CLOSING[OPENING.index(letter)]
            else:
                text += letter
        if text.strip() or not (closing or text != piece.text):
            kept.append(Piece(text, piece.start_s, piece.end_s, piece.probability))
    return kept


def text_of(pieces: Sequence[Piece]) -> str:
    """The pieces as one line."""
    return " ".join("".join(piece.text for piece in pieces).split())


def words_of(pieces: Sequence[Piece], language: str) -> list[RecognizedWord]:
    """Words with times and probabilities, without the punctuation around them.

    In a script without spaces every piece is a word. Punctuation does not count in the
    probability.
    """
    groups: list[list[Piece]] = []
    for piece in pieces:
        if not groups or piece.text[:1].isspace() or language in UNSPACED:
            groups.append([])
        groups[-1].append(piece)
    words = (_word(group) for group in groups)
    return [word for word in words if word is not None]


def _word(group: Sequence[Piece]) -> RecognizedWord | None:
    sounding = [piece for piece in group if any(map(str.isalnum, piece.text))]
    if not sounding:
        return None
    return RecognizedWord(
        text=_bare("".join(piece.text for piece in group)),
        start_s=sounding[0].start_s,
        end_s=sounding[-1].end_s,
        probability=sum(piece.probability for piece in sounding) / len(sounding),
    )


def _bare(text: str) -> str:
    """Without what is no letter, digit or mark at both ends."""
    inside = [index for index, letter in enumerate(text) if category(letter)[0] in "LMN"]
    return text[inside[0] : inside[-1] + 1]
