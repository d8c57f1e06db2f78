"""How a step of a talk is put into words, sentence by sentence."""

from collections.abc import AsyncGenerator
from typing import Protocol

from server.protocol.models import LessonFact
from server.tutors.talk import Talk


class Wording(Protocol):
    """The words of one step."""

    @property
    def speed(self) -> float:
        """Of the voice, 1 is natural."""
        ...

    @property
    def facts(self) -> tuple[LessonFact, ...]:
        """What the talk noticed about the turn that it answers."""
        ...

    @property
    def shown(self) -> tuple[str, ...]:
        """Sentences that the voice leaves out."""
        ...

    def sentences(self) -> AsyncGenerator[str, None]:
        """One to three sentences as they come; closing it stops the work. Never fails."""
        ...

    def sent(self, sentence: str) -> Talk:
        """A sentence is on its way to the learner: the talk that this makes."""
        ...


class Wordings(Protocol):
    """Who words the steps of a lesson."""

    def own(self, talk: Talk) -> Wording:
        """The talk's own line: an opening, a line said again, silence."""
        ...

    def answer(self, before: Talk, after: Talk, text: str) -> Wording:
        """The answer to a text, which brought the talk from one moment to the next."""
        ...


class OwnWords:
    """A talk's own line."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    @property
    def speed(self) -> float:
        """As the line says."""
        return self._talk.line.speed

    @property
    def facts(self) -> tuple[LessonFact, ...]:
        """As the line says."""
        return self._talk.line.facts

    @property
    def shown(self) -> tuple[str, ...]:
        """As the line says."""
        return self._talk.line.shown

    async def sentences(self) -> AsyncGenerator[str, None]:
        """All of the line, at once."""
        for sentence in self._talk.line.sentences:
            yield sentence

    def sent(self, sentence: str) -> Talk:
        """The whole step counts from its first sentence on."""
        return self._talk


class TheDialogueSpeaks:
    """Every step in the talk's own words: nothing else is needed."""

    def own(self, talk: Talk) -> OwnWords:
        """Its own line."""
        return OwnWords(talk)

    def answer(self, before: Talk, after: Talk, text: str) -> OwnWords:
        """Its own line."""
        return OwnWords(after)
