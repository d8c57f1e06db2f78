"""Everyday phrases of the languages that have no dialogues, and the words around them."""

from typing import Self

from pydantic import model_validator

from server.tutors.dialogue_pack import Part
from server.tutors.phrase_talk import Phrases

FALLBACK = "en"


class Surroundings(Part):
    """What the tutor says around a phrase, in one mother tongue.

    `right` takes turns; `{heard}`, `{phrase}`, `{meaning}`, `{right}` and `{all}` are filled in.
    """

    listen: str
    read: str
    right: tuple[str, ...]
    closer: str
    heard: str
    heard_as: str
    again: str
    on: str
    silence: str
    task: str
    done: str
    practise: str


class Phrasebook(Part):
    """Data of `phrasebook.json`.

    Attributes:
        said_in: by mother tongue, what surrounds the phrases.
        meanings: by mother tongue, what the phrases mean.
        phrases: by language, the phrases in the order of their meanings; the first greets, the
            last takes leave.
        other: what is said in a language without phrases.
    """

    said_in: dict[str, Surroundings]
    meanings: dict[str, tuple[str, ...]]
    phrases: dict[str, tuple[str, ...]]
    other: Phrases

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if set(self.said_in) != set(self.meanings) or FALLBACK not in self.said_in:
            raise ValueError(
                "said_in and meanings need the same mother tongues, English among them"
            )
        length = len(self.meanings[FALLBACK])
        for kind, table in (("meanings", self.meanings), ("phrases", self.phrases)):
            for code, texts in table.items():
                if len(texts) != length or not all(texts):
                    raise ValueError(f"{kind} of {code!r}: {length} texts are needed, none empty")
        return self

    def mother_tongue(self, code: str) -> str:
        """The language to explain in: the learner's where there is one, else English."""
        return code if code in self.said_in else FALLBACK
