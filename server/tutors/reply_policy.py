"""The rules of a tutor's turn, held over what a language model writes. Pure.

Word cap, one question and nothing after it (pedagogy.md section 4), three sentences, spoken words
only, nothing of the instruction. What comes before a broken rule may be said; what broke it never.
"""

import re

from server.domain.errors import TutorRefused
from server.tutors.dialogue_pack import LONGEST_LINE
from server.tutors.reply_text import QUESTION, plain, sentences_of, spoken_words

LONGEST_RAW = 6_000  # characters, thoughts included
TELLTALE = 6  # words in a row that only the instruction can have taught

_SPEAKER = re.compile(r"(?:learner|student|user|you|tutor|teacher|assistant) ?:", re.IGNORECASE)
_ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)
_BROKEN = re.compile(r"```|~~~|\ufffd|\x00|</?(?:learner|situation)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_ENDS = (".", "!", "?", "\u2026", "\u3002", "\uff01", "\uff1f")
LONGEST_WORD = 40


def asks(sentence: str) -> bool:
    """Whether it ends in a question."""
    return any(found.end() == len(sentence.rstrip()) for found in QUESTION.finditer(sentence))


class ReplyPolicy:
    """Takes the pieces of one reply and gives the sentences that may be said.

    Attributes:
        over: the turn is complete: whatever follows is not wanted.
        left: words that may still be said.
    """

    def __init__(self, words: int, instruction: str, *, latin: bool = False) -> None:
        """`latin`: the language is written in Latin letters, and so must the reply be."""
        self.over = False
        self.left = words
        self._raw = ""
        self._seen = 0
        self._given = 0
        self._latin = latin
        told = _words(instruction)
        self._telltales = {tuple(told[n : n + TELLTALE]) for n in range(len(told) - TELLTALE + 1)}

    def feed(self, piece: str) -> list[str]:
        """The sentences that a piece completes.

        Raises:
            TutorRefused: the reply broke a rule; sentences given before stay good.
        """
        self._raw += piece
        if len(self._raw) > LONGEST_RAW:
            raise TutorRefused("The model writes without end: choose another TUTOR_LLM_MODEL.")
        broken = _BROKEN.search(self._raw)
        complete, rest = sentences_of(plain(self._raw[: broken.start()] if broken else self._raw))
        if broken and rest.endswith(_ENDS):
            complete, rest = [*complete, rest], ""
        given = self._admitted(complete)
        if broken and not self.over:
            self._end("is not made of spoken words")
        elif not self.over and (spoken_words(rest) > self.left or _longest(rest) > LONGEST_WORD):
            self._end("is longer than the level allows")
        return given

    def finish(self) -> list[str]:
        """The last sentence, once the model has ended."""
        complete, rest = sentences_of(plain(self._raw + "\n"))
        return self._admitted([*complete, rest] if rest else complete)

    def _admitted(self, complete: list[str]) -> list[str]:
        fresh, self._seen = complete[self._seen :], len(complete)
        given: list[str] = []
        for sentence in fresh:
            if self.over:
                break
            try:
                said = self._checked(sentence)
            except TutorRefused:
                if not self._given:
                    raise
                self.over = True
                break
            if said is None:
                break
            self._given += 1
            given.append(said)
        return given

    def _checked(self, sentence: str) -> str | None:
        """The sentence as it may be said, or None where the turn ends before it."""
        if _SPEAKER.match(sentence):
            self._end("speaks for the learner")
            return None
        question = QUESTION.search(sentence)
        said = sentence if question is None else sentence[: question.end()]
        self._refuse_unspeakable(said)
        words = spoken_words(said)
        if words > self.left:
            self._end("is longer than the level allows")
            return None
        self.left -= words
        self.over = question is not None or self._given + 1 == LONGEST_LINE
        return said

    def _refuse_unspeakable(self, said: str) -> None:
        letters = [sign for sign in said if sign.isalpha()]
        if not letters or _longest(said) > LONGEST_WORD or _ADDRESS.search(said):
            raise TutorRefused("The model's reply is not made of spoken words.")
        foreign = sum(ord(sign) > 0x24F and not 0x1E00 <= ord(sign) <= 0x1EFF for sign in letters)
        if self._latin and 2 * foreign > len(letters):
            raise TutorRefused("The model's reply is in another script.")
        words = _words(said)
        runs = {tuple(words[n : n + TELLTALE]) for n in range(len(words) - TELLTALE + 1)}
        if not runs.isdisjoint(self._telltales):
            raise TutorRefused("The model's reply tells its instruction.")

    def _end(self, fault: str) -> None:
        if not self._given:
            raise TutorRefused(f"The model's reply {fault}.")
        self.over = True


def _longest(text: str) -> int:
    return max(map(len, _words(text)), default=0)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
