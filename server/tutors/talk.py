"""A talk between tutor and learner, at one moment: what an engine of words must offer."""

from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

from server.protocol.models import LessonFact, TaskClock


@dataclass(frozen=True, slots=True)
class Line:
    """What the tutor says in one turn.

    Attributes:
        sentences: one to three, in order, more in the debrief of an exam and beside a text to
            be read; at most one asks, and it is the last.
        goals: indexes of the scenario's checklist reached so far.
        facts: what it notices about the turn that it answers.
        closing: the tutor has said goodbye.
        speed: of the voice, 1 is natural.
        clock: how long the learner has to prepare and to answer; None without an exam clock.
        settled: it follows words that closed the question asked, and the question was one that a
            short answer closes.
        shown: sentences that are only shown: the voice leaves them out.
        expected: the text that the learner is now to read or repeat.
    """

    sentences: tuple[str, ...]
    goals: tuple[int, ...] = ()
    facts: tuple[LessonFact, ...] = ()
    closing: bool = False
    speed: float = 1.0
    clock: TaskClock | None = None
    settled: bool = False
    shown: tuple[str, ...] = ()
    expected: str | None = None

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Advice:
    """Written help: rung of the hint ladder (0 where it is none), and replies to choose from."""

    text: str
    rung: int = 0
    replies: tuple[str, ...] = ()


class Talk(Protocol):
    """Immutable: every step gives a new talk, so that an answer can be prepared and thrown away."""

    @property
    def line(self) -> Line:
        """What the tutor says now."""
        ...

    def after(self, text: str) -> Self:
        """The talk once the learner has said this; any text, in any script."""
        ...

    def after_silence(self) -> Self:
        """The talk once a turn had no words: the same question, one rung easier."""
        ...

    def repeated(self, *, slower: bool) -> Self:
        """The same line again."""
        ...

    def easier(self) -> Self:
        """The same question in simpler words."""
        ...

    def hinted(self) -> tuple[Self, Advice]:
        """The next rung of the ladder, in writing."""
        ...

    def suggestions(self) -> Advice:
        """Three replies to choose from."""
        ...

    def resumed(self) -> Self:
        """The same point after an absence."""
        ...

    def explanation(self) -> Advice:
        """Why the last sentence was mended, or what the task is."""
        ...


@runtime_checkable
class OpenTalk(Talk, Protocol):
    """A talk whose steps may be said in other words than its own."""

    def worded(self, sentences: tuple[str, ...]) -> Self:
        """The same step said in these words instead: what they ask is what is open now."""
        ...


@runtime_checkable
class VoiceTalk(Talk, Protocol):
    """A talk to which typed words are less than spoken ones."""

    def after_typed(self, text: str) -> Self:
        """The talk once the learner has typed this."""
        ...


@runtime_checkable
class TimedTalk(Talk, Protocol):
    """A talk whose questions have a clock."""

    def out_of_time(self) -> Self:
        """The talk once the time of a question is over and nothing was said to it."""
        ...


def answered(talk: Talk, text: str, *, typed: bool) -> Talk:
    """The talk once the learner has said or typed this."""
    if typed and isinstance(talk, VoiceTalk):
        return talk.after_typed(text)
    return talk.after(text)
