"""What was read against what is written: words read right, left out, added and replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from server.tutors.modes.spoken_form import same_sound, sounds, spoken
from server.tutors.sentences import split_sentences

LONGEST_HEARD = 700  # words of one part that are compared
_FUNCTION = "a an the of to in on at and is are was i it he she we you they"
_SMALL = frozenset(_FUNCTION.split())


@dataclass(frozen=True, slots=True)
class Miscue:
    """One difference.

    Attributes:
        heard: what was said instead or in addition; empty for an omission.
        written: what the text has; empty for an insertion.
        before: the word read just before, or "".
    """

    kind: Literal["omission", "insertion", "substitution"]
    heard: str
    written: str
    before: str

    @property
    def small(self) -> bool:
        """Whether only a function word is concerned, which a recognizer often mishears."""
        return (self.written or self.heard) in _SMALL


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a part was read.

    Attributes:
        right: words of the part that were read right, in order.
        reached: index behind the last of them.
        words: words of the part.
    """

    right: tuple[str, ...]
    reached: int
    words: int
    miscues: tuple[Miscue, ...]

    @property
    def accuracy(self) -> float:
        """Share of the part's words read right, 0 to 1."""
        return len(self.right) / self.words if self.words else 0.0


def compare(part: str, heard: str) -> Reading:
    """Aligns a reading with its part by the fewest differences.

    What is said before the first word read right or after the last one is no miscue, nor is a word
    said twice; names may be spelled in any similar way.
    """
    written = spoken(part)
    names = _names(part)
    said = _joined(spoken(heard)[:LONGEST_HEARD], written)
    steps = _aligned(written, said, names)
    hits = [n for n, (i, j) in enumerate(steps) if i is not None and j is not None
            and _alike(written[i], said[j], names)]  # fmt: skip
    if not hits:
        return Reading((), 0, len(written), ())
    right = tuple(written[i] for n in hits if (i := steps[n][0]) is not None)
    last = steps[hits[-1]][0]
    miscues = _miscues(steps[hits[0] : hits[-1] + 1], written, said, names)
    left_out = [word for i, word in enumerate(written) if i < (steps[hits[0]][0] or 0)]
    head = [Miscue("omission", "", word, "") for word in left_out]
    return Reading(right, (last or 0) + 1, len(written), (*head, *miscues))


def rest_of(part: str, reached: int) -> str:
    """The part from the sentence that holds its word number `reached` on."""
    sentences, seen = split_sentences(part), 0
    for number, sentence in enumerate(sentences):
        seen += len(spoken(sentence))
        if reached < seen:
            return " ".join(sentences[number:])
    return sentences[-1]


def _names(part: str) -> frozenset[str]:
    """Words with a capital inside a sentence."""
    return frozenset(
        word.strip(".,!?;:\"'()").lower()
        for sentence in split_sentences(part)
        for word in sentence.split()[1:]
        if word[:1].isupper() and len(word) > 1
    )


def _alike(written: str, said: str, names: frozenset[str]) -> bool:
    if same_sound(written) == same_sound(said):
        return True
    return written in names and bool(said) and written[0] == said[0]


def _joined(said: list[str], written: Sequence[str]) -> list[str]:
    """Words written apart or together as the part has them: "every one" for "everyone"."""
    known = set(sounds(written))
    pairs = {a + b: (a, b) for a, b in pairwise(written)}
    joined: list[str] = []
    for word in said:
        if joined and joined[-1] not in known and joined[-1] + word in known:
            joined[-1] += word
        elif word not in known and word in pairs:
            joined += pairs[word]
        else:
            joined.append(word)
    return joined


Step = tuple[int | None, int | None]


def _aligned(written: Sequence[str], said: Sequence[str], names: frozenset[str]) -> list[Step]:
    """Levenshtein's alignment; a word that differs costs a little less than leaving one out and
    adding another, so that a substitution stays one miscue.
    """
    rows = [[1.0 * j for j in range(len(said) + 1)]]
    for i, word in enumerate(written, start=1):
        row = [1.0 * i]
        for j, other in enumerate(said, start=1):
            change = 0.0 if _alike(word, other, names) else 1.5
            row.append(min(rows[i - 1][j - 1] + change, rows[i - 1][j] + 1, row[j - 1] + 1))
        rows.append(row)
    i, j = len(written), len(said)
    steps: list[Step] = []
    while i or j:
        change = 0.0 if i and j and _alike(written[i - 1], said[j - 1], names) else 1.5
        if i and j and rows[i][j] == rows[i - 1][j - 1] + change:
            i, j = i - 1, j - 1
            steps.append((i, j))
        elif j and rows[i][j] == rows[i][j - 1] + 1:
            j -= 1
            steps.append((None, j))
        else:
            i -= 1
            steps.append((i, None))
    return steps[::-1]


def _miscues(
    steps: Sequence[Step], written: Sequence[str], said: Sequence[str], names: frozenset[str]
) -> list[Miscue]:
    found: list[Miscue] = []
    before = ""
    for i, j in steps:
        if i is None and j is not None:
            upcoming = {word for word in written if same_sound(word) == same_sound(said[j])}
            if not upcoming:
                found.append(Miscue("insertion", said[j], "", before))
        elif j is None and i is not None:
            found.append(Miscue("omission", "", written[i], before))
        elif i is not None and j is not None:
            if not _alike(written[i], said[j], names):
                found.append(Miscue("substitution", said[j], written[i], before))
            before = said[j]
    return found
