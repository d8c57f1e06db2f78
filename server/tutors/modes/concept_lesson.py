"""The data of a concept lesson: a dialogue of questions and what its answers show; format:
resources/dialogues.
"""

from typing import Literal, Self

from pydantic import model_validator

from server.protocol.models import Level
from server.tutors.dialogue_pack import Pack, Part

MOST_WORDS = 8  # of a name or a check: a bullet of the notes has eighteen with the learner's words
CHECKS = 3

Shown = Literal["boundary", "own words", "example", "transfer"]
"""What an answer is to the concept: a case at its edge, the idea explained back, a sentence that
shows it, its use in a new situation.
"""


class Step(Part):
    """What the answer to a stage shows.

    Attributes:
        stage: whose answer it is.
        shows: what it is to the concept.
        about: its name in the notes.
        check: a question that the notes ask about the learner's words; without its mark, may be
            empty.
    """

    stage: str
    shows: Shown
    about: str
    check: str = ""


class Misconception(Part):
    """A wrong idea that intents detect and a question about a counter-example answers.

    Attributes:
        counter: the aside that asks it; the intents that `follow` to it from elsewhere detect the
            idea.
        about: what to look at again, for the notes.
    """

    counter: str
    about: str


class ConceptLesson(Part):
    """One concept.

    Attributes:
        level: of the lesson; without a scenario a learner gets the one nearest below their level.
        concept: its name.
    """

    level: Level
    concept: str
    talk: Pack
    steps: tuple[Step, ...]
    misconceptions: tuple[Misconception, ...]

    @model_validator(mode="after")
    def _leads_to_the_concept(self) -> Self:
        slug, stages = self.talk.slug, {stage.id: stage for stage in self.talk.stages}
        for name in (*(s.stage for s in self.steps), *(m.counter for m in self.misconceptions)):
            if name not in stages:
                raise ValueError(f"{slug}: {name} is no stage of its talk")
        missing = {"boundary", "own words", "transfer"} - {step.shows for step in self.steps}
        if missing:
            raise ValueError(f"{slug}: no step shows {sorted(missing)}")
        if sum(bool(step.check) for step in self.steps) < CHECKS:
            raise ValueError(f"{slug}: fewer than {CHECKS} steps have a check")
        return self

    @model_validator(mode="after")
    def _counters_what_it_detects(self) -> Self:
        asides = {stage.id for stage in self.talk.stages if stage.aside}
        counters = {one.counter for one in self.misconceptions}
        detecting = [one for one in self.talk.intents if one.only_at != (one.follow,)]
        undetected = counters - {intent.follow for intent in detecting}
        if not counters or undetected:
            raise ValueError(f"{self.talk.slug}: no intent detects {sorted(undetected)}")
        if counters - asides:
            raise ValueError(f"{self.talk.slug}: {sorted(counters - asides)} should be asides")
        return self

    @model_validator(mode="after")
    def _names_are_short(self) -> Self:
        names = [name for step in self.steps for name in (step.about, step.check)]
        for name in (*names, *(one.about for one in self.misconceptions)):
            if len(name.split()) > MOST_WORDS or "?" in name:
                raise ValueError(f"{self.talk.slug}: {MOST_WORDS} words, without a mark: {name}")
        return self
