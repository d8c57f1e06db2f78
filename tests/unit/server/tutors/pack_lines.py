"""Every line that the English packs can say, for the tests that hold for all of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.protocol.models import Level
from server.tutors.dialogue_pack import LADDER, Levelled, Pack
from server.tutors.manners import Manners

_FIELD = re.compile(r"\"?\{[a-z_.]+\}\"?")


@dataclass(frozen=True, slots=True)
class PackLine:
    """A line, where it stands, and the level from which it may be said; fields are left out: they
    hold a thing of the pack, measured by itself, or the learner's own words.
    """

    place: str
    level: Level
    text: str


def lines_of_manners(manners: Manners) -> Iterator[PackLine]:
    """Occasions, small answers and frames."""
    for occasion, lines in manners.lines.items():
        yield from lines_of(f"general {occasion}", lines)
    for answer in manners.answers:
        yield from lines_of(f"general {answer.id}", answer.react)
    for frame, parts in manners.frames.items():
        for name, lines in parts.items():
            yield from lines_of(f"general {frame} {name}", lines)


def lines_of_pack(pack: Pack) -> Iterator[PackLine]:
    """Opening, questions, ladder, suggested replies, reactions, descriptions, closing."""
    yield from lines_of(f"{pack.slug} opening", pack.opening)
    for stage in pack.stages:
        place = f"{pack.slug} {stage.id}"
        for name in ("ask", "react", "replies"):
            yield from lines_of(f"{place} {name}", getattr(stage, name))
        for rung in LADDER[1:] if stage.hints else ():
            yield from lines_of(f"{place} {rung}", getattr(stage.hints, rung))
    for intent in pack.intents:
        yield from lines_of(f"{pack.slug} {intent.id}", intent.react)
    for slot, values in pack.slots.items():
        for name, value in values.items():
            yield PackLine(f"{pack.slug} {slot} {name}", Level.A1, value.about)
    yield from lines_of(f"{pack.slug} closing", pack.closing)


def things_of(pack: Pack) -> list[str]:
    """What the pack is about: its slots' values, as the tutor and as the learner names them."""
    return [
        term
        for values in pack.slots.values()
        for value in values.values()
        for term in (value.say, *value.forms)
    ]


def lines_of(place: str, lines: Levelled) -> Iterator[PackLine]:
    """One levelled line in all its variants."""
    for level, texts in lines.items():
        for text in texts:
            yield PackLine(place, level, _FIELD.sub("", text))
