"""Every levelled line of every English lesson, by mode, whatever the mode's format."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, TypeAdapter

from server.protocol.models import Level, Scenario
from server.tutors.dialogue_pack import Levelled, Pack
from server.tutors.language_book import LanguageBook
from server.tutors.modes.concept_lesson import ConceptLesson
from server.tutors.modes.drill_pack import Drill, DrillLines
from server.tutors.modes.exam_paper import Paper, Wording
from server.tutors.modes.grammar_lesson import GrammarLesson, one_lower
from server.tutors.modes.reading_lesson import ReadingLesson, ReadingLines
from server.tutors.modes.vocabulary_lesson import Frames, VocabularyLesson
from server.tutors.scenario_pack import listed
from tests.unit.server.tutors.pack_lines import PackLine, lines_of, things_of

Read = Callable[[str], object]
_LINES = TypeAdapter(dict[str, Levelled])
FORMATS: dict[str, tuple[Read, dict[str, Read]]] = {
    "assessment": (Paper.model_validate_json, {"examiner": Wording.model_validate_json}),
    "concept_learning": (ConceptLesson.model_validate_json, {}),
    "grammar": (GrammarLesson.model_validate_json, {"lines": _LINES.validate_json}),
    "pronunciation": (Drill.model_validate_json, {"lines": DrillLines.model_validate_json}),
    "reading": (ReadingLesson.model_validate_json, {"wording": ReadingLines.model_validate_json}),
    "test_prep": (Paper.model_validate_json, {"examiner": Wording.model_validate_json}),
    "vocabulary": (VocabularyLesson.model_validate_json, {"frames": Frames.model_validate_json}),
}
"""By mode: how a lesson is read, and the files of the mode that are no lesson."""

PLAIN = {"before_replies", "means", "own_answers", "replies", "use_answers"}
"""Fields that hold for every level where they are no mapping."""


def lines_of_mode(
    book: LanguageBook, mode: str, scenarios: Mapping[str, Scenario]
) -> Iterator[tuple[PackLine, list[str]]]:
    """The lines with the terms that their lesson is there to teach."""
    lesson, others = FORMATS[mode]
    for slug, text in book.lessons[mode].items():
        read = others.get(slug, lesson)(text)
        targets = listed(scenarios[slug], "target_vocabulary") if slug in scenarios else ()
        given = [*targets, *_taught(read)]
        floor = _floor(read)
        for line in _levelled(f"{mode}/{slug}", read):
            yield replace(line, level=max(line.level, floor)), given


def _floor(lesson: object) -> Level:
    """The level of the simplest talk about a lesson, whatever the learner's."""
    with_floor = isinstance(lesson, GrammarLesson | ReadingLesson)
    return one_lower(lesson.level) if with_floor else Level.A1


def _levelled(place: str, part: object) -> Iterator[PackLine]:
    """Looks for lines at any depth: mappings from levels to texts, and plain ones."""
    if isinstance(part, Mapping) and part and all(isinstance(key, Level) for key in part):
        if all(isinstance(texts, tuple) for texts in part.values()):
            yield from lines_of(place, part)
        return
    yield from _plain(place, part)
    for name, value in _inside(part):
        yield from _levelled(f"{place} {name}", value)


def _plain(place: str, part: object) -> Iterator[PackLine]:
    for name, value in _inside(part):
        if name in PLAIN and not isinstance(value, Mapping):
            said = (value,) if isinstance(value, str) else value
            texts = tuple(text for text in said if isinstance(text, str))
            yield from lines_of(f"{place} {name}", {Level.A1: texts})


def _inside(part: object) -> list[tuple[str, Any]]:
    """What a part is made of, by name or number."""
    match part:
        case BaseModel():
            return [(name, getattr(part, name)) for name in type(part).model_fields]
        case Mapping():
            return [(str(key), value) for key, value in part.items()]
        case tuple():
            return [(str(number), value) for number, value in enumerate(part)]
        case _:
            return []


def _taught(part: object) -> Iterable[str]:
    """The words that a lesson is about, beside its scenario's own."""
    match part:
        case Drill():
            for step in part.steps:
                yield from (step.model, *step.other, *step.several)
                yield step.pattern.replace("-", "")
            spelled = (word for line in _levelled("", part) for word in line.text.split())
            yield from (word for word in spelled if "-" in word)
        case VocabularyLesson():
            yield from (form for word in part.words for form in (word.word, *word.forms))
            yield from (word.together.better for word in part.words)
            yield from things_of(part.talk)
        case ConceptLesson():
            yield from things_of(part.talk)
        case ReadingLesson():
            yield part.text
            yield from (new.word for each in part.parts for new in each.new)
        case GrammarLesson():
            yield from (form.name for form in part.forms.values())
        case Pack():
            yield from things_of(part)
        case _:
            return
