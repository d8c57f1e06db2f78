"""Talk in a language without a dialogue: kind phrases that keep the learner speaking."""

from dataclasses import dataclass, replace

from server.tutors.dialogue_pack import Part
from server.tutors.talk import Advice, Line
from server.tutors.text_patterns import tokens

SLOW = 0.75


class Phrases(Part):
    """Data of one language in `phrases.json`; every `more` asks one open question."""

    opening: tuple[str, ...]
    more: tuple[str, ...]
    silence: tuple[str, ...]
    goodbye: tuple[str, ...]
    goodbye_words: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    task: str


@dataclass(frozen=True, slots=True)
class PhraseTalk:
    """A `Talk` that listens and asks on; it understands a goodbye, nothing else."""

    phrases: Phrases
    line: Line
    turn: int = 0

    @classmethod
    def begin(cls, phrases: Phrases) -> "PhraseTalk":
        """The talk with its greeting said."""
        return cls(phrases, Line(phrases.opening))

    def after(self, text: str) -> "PhraseTalk":
        """Asks on, or says goodbye to a short goodbye."""
        words = tokens(text)
        if not words:
            return self.after_silence()
        parting = len(words) <= 4 and not set(words).isdisjoint(self.phrases.goodbye_words)
        if parting or self.line.closing:
            return replace(self, line=Line(self.phrases.goodbye, closing=True))
        more = self.phrases.more[self.turn % len(self.phrases.more)]
        return replace(self, line=Line((more,)), turn=self.turn + 1)

    def after_silence(self) -> "PhraseTalk":
        """Encourages, asking nothing new."""
        return replace(self, line=replace(self.line, sentences=self.phrases.silence))

    def worded(self, sentences: tuple[str, ...]) -> "PhraseTalk":
        """The same step in other words."""
        return replace(self, line=replace(self.line, sentences=sentences))

    def repeated(self, *, slower: bool) -> "PhraseTalk":
        """The same line again."""
        return replace(self, line=replace(self.line, speed=SLOW if slower else 1.0))

    def easier(self) -> "PhraseTalk":
        """There are no simpler words for it: the same line slowly."""
        return self.repeated(slower=True)

    def hinted(self) -> tuple["PhraseTalk", Advice]:
        """The task, in writing."""
        return self, Advice(self.phrases.task, rung=1)

    def suggestions(self) -> Advice:
        """Replies that fit anywhere."""
        return Advice(self.phrases.task, replies=self.phrases.replies)

    def explanation(self) -> Advice:
        """The task, in writing."""
        return Advice(self.phrases.task)

    def resumed(self) -> "PhraseTalk":
        """The same line again."""
        return self
