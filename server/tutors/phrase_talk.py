"""Talk in a language of which nothing is known offline: it keeps what the learner says."""

from dataclasses import dataclass, replace

from server.tutors.dialogue_pack import Part
from server.tutors.talk import Advice, Line
from server.tutors.text_patterns import tokens


class Phrases(Part):
    """What it says, in English and never aloud; `{language}` is filled in, `more` takes turns."""

    opening: tuple[str, ...]
    more: tuple[str, ...]
    silence: tuple[str, ...]
    task: str


@dataclass(frozen=True, slots=True)
class PhraseTalk:
    """A `Talk` that understands nothing and says so."""

    phrases: Phrases
    line: Line
    turn: int = 0

    @classmethod
    def begin(cls, phrases: Phrases, language: str) -> "PhraseTalk":
        """The talk with its notice shown."""
        opening = tuple(text.replace("{language}", language) for text in phrases.opening)
        task = phrases.task.replace("{language}", language)
        return cls(phrases.model_copy(update={"task": task}), Line(opening, shown=opening))

    def after(self, text: str) -> "PhraseTalk":
        """Thanks, and asks for more."""
        if not tokens(text):
            return self.after_silence()
        more = self.phrases.more[self.turn % len(self.phrases.more)]
        return replace(self._shown(more), turn=self.turn + 1)

    def after_silence(self) -> "PhraseTalk":
        """Encourages, asking nothing new."""
        return self._shown(*self.phrases.silence)

    def worded(self, sentences: tuple[str, ...]) -> "PhraseTalk":
        """The same step in other words."""
        return replace(self, line=replace(self.line, sentences=sentences, shown=()))

    def repeated(self, *, slower: bool) -> "PhraseTalk":
        """The same line again: it is not spoken, so never slower."""
        return self

    def easier(self) -> "PhraseTalk":
        """There are no simpler words for it."""
        return self

    def hinted(self) -> tuple["PhraseTalk", Advice]:
        """The task, in writing."""
        return self, Advice(self.phrases.task, rung=1)

    def suggestions(self) -> Advice:
        """The task: it knows no replies."""
        return Advice(self.phrases.task)

    def explanation(self) -> Advice:
        """The task, in writing."""
        return Advice(self.phrases.task)

    def resumed(self) -> "PhraseTalk":
        """The same line again."""
        return self

    def _shown(self, *sentences: str) -> "PhraseTalk":
        return replace(self, line=replace(self.line, sentences=sentences, shown=sentences))
