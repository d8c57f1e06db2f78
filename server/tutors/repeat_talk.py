"""Listen, repeat, read: practice of everyday phrases in a language without dialogues.

The tutor says a phrase, the learner repeats it; at the end three phrases are read without a model.
What stands around a phrase is shown in the learner's mother tongue, not spoken: the voice is that
of the language to learn.
"""

from dataclasses import dataclass, replace
from typing import Literal

from server.protocol.models import LessonFact
from server.tutors.alike import likeness
from server.tutors.phrasebook import Surroundings
from server.tutors.talk import Advice, Line

SLOW = 0.75
RIGHT, CLOSE = 0.8, 0.55  # likeness; start values
TRIES = 2
READ = 3


@dataclass(frozen=True, slots=True)
class RepeatRules:
    """What stays the same: the phrases to repeat with their meanings, and the goodbye."""

    words: Surroundings
    phrases: tuple[str, ...]
    meanings: tuple[str, ...]
    goodbye: str


@dataclass(frozen=True, slots=True)
class RepeatTalk:
    """A `Talk`.

    Attributes:
        step: phrases first heard, then read; `len(phrases)` and up are the readings.
        tried: how often the phrase was missed.
        right: phrases that were understood; `missed` those that the practice went on from.
        improvised: the last line was not the practice's own, so that its answer is no repetition.
    """

    rules: RepeatRules
    line: Line
    step: int = 0
    tried: int = 0
    right: frozenset[int] = frozenset()
    missed: frozenset[int] = frozenset()
    improvised: bool = False

    @classmethod
    def begin(cls, rules: RepeatRules) -> "RepeatTalk":
        """The practice with its first phrase said."""
        return cls(rules, Line(())).asked()

    def after(self, text: str) -> "RepeatTalk":
        """Compares what was said with the phrase, then goes on or says it slowly again."""
        if not text.strip():
            return self.after_silence()
        parting = self.step > 0 and self._meant(text) == self.rules.goodbye
        if self.line.closing or parting:
            return self.close(())
        return self.asked() if self.improvised else self._compared(text)

    def after_silence(self) -> "RepeatTalk":
        """The same phrase, slowly; nothing is counted."""
        if self.line.closing:
            return self
        return self.asked((self.rules.words.silence,), speed=SLOW)

    def worded(self, sentences: tuple[str, ...]) -> "RepeatTalk":
        """The same step in other words, after which any answer brings the phrase back."""
        return replace(
            self, line=replace(self.line, sentences=sentences, shown=()), improvised=True
        )

    def repeated(self, *, slower: bool) -> "RepeatTalk":
        """The same line again."""
        return replace(self, line=replace(self.line, speed=SLOW if slower else 1.0, facts=()))

    def easier(self) -> "RepeatTalk":
        """There is nothing simpler: the same line slowly."""
        return self.repeated(slower=True)

    def hinted(self) -> tuple["RepeatTalk", Advice]:
        """The phrase and what it means."""
        return self, self.explanation()

    def suggestions(self) -> Advice:
        """The phrase itself is the reply."""
        return Advice(self.rules.words.listen, replies=(self._phrase,))

    def explanation(self) -> Advice:
        """The phrase and what it means."""
        task = self.rules.words.task.replace("{phrase}", self._phrase)
        return Advice(task.replace("{meaning}", self.rules.meanings[self._number]), rung=1)

    def resumed(self) -> "RepeatTalk":
        """The same phrase after an absence."""
        return self if self.line.closing else self.asked()

    # --- steps --------------------------------------------------------------------------------

    @property
    def _reading(self) -> bool:
        return self.step >= len(self.rules.phrases)

    @property
    def _number(self) -> int:
        """The phrase of this step; the readings take the longest ones, understood ones first."""
        if not self._reading:
            return self.step
        order = sorted(
            range(len(self.rules.phrases)),
            key=lambda n: (n in self.missed, -len(self.rules.phrases[n]), n),
        )
        return order[min(self.step - len(self.rules.phrases), READ - 1)]

    @property
    def _phrase(self) -> str:
        return self.rules.phrases[self._number]

    def _meant(self, text: str) -> str | None:
        """Which of the phrases was said, the one that is asked first among equals."""
        known = (self._phrase, *self.rules.phrases, self.rules.goodbye)
        best = max(known, key=lambda phrase: likeness(text, phrase))
        return best if likeness(text, best) >= RIGHT else None

    def _compared(self, text: str) -> "RepeatTalk":
        alike = likeness(text, self._phrase)
        if self._meant(text) == self._phrase:
            return self._right(text, alike)
        fact = self._fact(text, alike, "wrong")
        if self.tried + 1 < TRIES:
            return self._again(text, alike, fact)
        missed = self.missed | {self._number}
        return self._moved(missed=missed, before=self.rules.words.on, fact=fact)

    def _right(self, text: str, alike: float) -> "RepeatTalk":
        fact = self._fact(text, alike, "helped" if self.tried else "right")
        praise = self.rules.words.right[self.step % len(self.rules.words.right)]
        return self._moved(
            right=self.right | {self._number},
            missed=self.missed - {self._number},
            before=praise,
            fact=fact,
        )

    def _moved(
        self,
        *,
        missed: frozenset[int],
        before: str,
        fact: LessonFact,
        right: frozenset[int] | None = None,
    ) -> "RepeatTalk":
        """The next step, or the goodbye."""
        right = self.right if right is None else right
        now = replace(self, step=self.step + 1, tried=0, right=right, missed=missed)
        ended = now.step >= len(now.rules.phrases) + READ
        return now.close((before,), fact) if ended else now.asked((before,), fact)

    def _again(self, text: str, alike: float, fact: LessonFact) -> "RepeatTalk":
        words = self.rules.words
        heard = words.heard_as.replace("{heard}", text.strip()) if alike >= CLOSE else words.heard
        before = (words.closer, heard) if alike >= CLOSE else (heard,)
        tried = replace(self, tried=self.tried + 1)
        return tried.said((*before, words.again), fact, speed=SLOW)

    def asked(
        self, before: tuple[str, ...] = (), fact: LessonFact | None = None, *, speed: float = 1.0
    ) -> "RepeatTalk":
        """The phrase of this step, to be repeated, or to be read."""
        words = self.rules.words
        if self._reading and not self.tried:
            shown = (*before, words.read, self._phrase)
            return self._with(
                Line(shown, facts=_facts(fact), shown=shown, speed=speed, expected=self._phrase)
            )
        listen = () if self.step else (words.listen,)
        return self.said((*before, *listen), fact, speed=speed)

    def said(
        self, before: tuple[str, ...], fact: LessonFact | None, *, speed: float
    ) -> "RepeatTalk":
        """Shown words, then the phrase aloud, then its meaning."""
        meaning = f"({self.rules.meanings[self._number]})"
        line = Line(
            (*before, self._phrase, meaning),
            facts=_facts(fact),
            shown=(*before, meaning),
            speed=speed,
            expected=self._phrase,
        )
        return self._with(line)

    def close(self, before: tuple[str, ...], fact: LessonFact | None = None) -> "RepeatTalk":
        """How it went, what to practise again, and goodbye."""
        words, all_of = self.rules.words, len(self.rules.phrases)
        done = words.done.replace("{right}", str(len(self.right))).replace("{all}", str(all_of))
        shown = (*before, done) if self.step else before
        if self.missed:
            hardest = self.rules.phrases[min(self.missed)]
            shown = (*shown, words.practise.replace("{phrase}", hardest))
        line = Line((*shown, self.rules.goodbye), closing=True, facts=_facts(fact), shown=shown)
        return self._with(line)

    def _with(self, line: Line) -> "RepeatTalk":
        return replace(self, line=line, improvised=False)

    def _fact(
        self, text: str, alike: float, outcome: Literal["right", "wrong", "helped"]
    ) -> LessonFact:
        return LessonFact(
            kind="sound",
            about=self._phrase,
            outcome=outcome,
            quote=text.strip(),
            better=self._phrase,
            value=round(100 * alike),
            unit="%",
        )


def _facts(fact: LessonFact | None) -> tuple[LessonFact, ...]:
    return (fact,) if fact is not None else ()
