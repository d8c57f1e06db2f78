"""A grammar lesson ready to be held, and the record of one learner's way through it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from server.protocol.models import LessonFact, Level
from server.tutors.dialogue_pack import Levelled
from server.tutors.line_composer import variants
from server.tutors.modes.grammar_forms import FormReader, Heard, Slip, Use
from server.tutors.modes.grammar_lesson import Goal, GrammarLesson, Item
from server.tutors.text_patterns import Pattern, spaced, tokens


@dataclass(frozen=True, slots=True)
class Record:
    """What happened so far.

    Attributes:
        uses: right ones, each phrase once.
        asked: items put to the learner; `done` those answered.
        pending: the slip that the learner was prompted to mend, after so many `tries`.
        due: a form just corrected, to be elicited again.
        mended: slips that the learner mended, as said and as mended.
        explained: what the notes were told once: rules and exceptions.
    """

    uses: tuple[Use, ...] = ()
    asked: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    pending: Slip | None = None
    tries: int = 0
    due: str | None = None
    mended: tuple[Slip, ...] = ()
    explained: frozenset[str] = frozenset()

    def fresh(self, heard: Heard) -> tuple[Use, ...]:
        """The right uses of a turn that were not said before in the same words."""
        said = {(use.form, use.quote.lower()) for use in self.uses}
        return tuple(use for use in heard.uses if (use.form, use.quote.lower()) not in said)


class Course:
    """The lesson with everything compiled."""

    def __init__(self, lesson: GrammarLesson, reader: FormReader) -> None:
        self.lesson = lesson
        self.reader = reader
        self._accepts = {
            item.id: [Pattern(source) for source in item.accepts] for item in lesson.every_item()
        }
        self._replies = [
            ([Pattern(p) for p in one.match], [Pattern(p) for p in one.unless], one.react)
            for one in lesson.replies
        ]

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.id: item for item in self.lesson.every_item()}

    def item(self, name: str) -> Item:
        """A question by its id."""
        return self._items[name]

    def answers(self, item: Item, heard: Heard) -> bool:
        """Whether a turn answers a question: by a form that it wants, or by its content."""
        text = spaced(tokens(heard.text))
        accepted = any(pattern.found(text) for pattern in self._accepts[item.id])
        return accepted or any(use.form in item.wants for use in heard.uses)

    def reply_to(self, text: str) -> Levelled | None:
        """A reaction to content."""
        said = spaced(tokens(text))
        for match, unless, react in self._replies:
            if any(p.found(said) for p in match) and not any(p.found(said) for p in unless):
                return react
        return None

    def next_item(self, record: Record) -> str | None:
        """The next question: first for a form just corrected, last for goals still open."""
        still = [item for item in self.lesson.items if item.id not in record.asked]
        still = [item for item in still if not (item.unless_mended and record.mended)]
        if record.due is not None and not (still and record.due in still[0].wants):
            for item in (*still, *self.lesson.forms[record.due].again):
                if record.due in item.wants and item.id not in record.asked:
                    return item.id
        if still:
            return still[0].id
        return next((item.id for item in self._spares_for_goals(record)), None)

    def _spares_for_goals(self, record: Record) -> Sequence[Item]:
        short = {
            form
            for number, goal in enumerate(self.lesson.goals)
            if number not in self.goals(record)
            for form in (*goal.forms, *goal.any_of)
        }
        return [
            item
            for item in self.lesson.spares()
            if item.id not in record.asked and short & set(item.wants)
        ]

    def goals(self, record: Record) -> tuple[int, ...]:
        """Indexes of the checklist reached."""
        return tuple(
            number for number, goal in enumerate(self.lesson.goals) if _reached(goal, record)
        )

    def told(
        self, record: Record, level: Level, pieces: Sequence[tuple[str, str]]
    ) -> tuple[Record, tuple[LessonFact, ...]]:
        """For the notes: rules and exceptions met in pieces (form, words) for the first time."""
        facts: list[LessonFact] = []
        seen = set(record.explained)
        for name, quote in pieces:
            form = self.lesson.forms[name]
            if name not in seen:
                seen.add(name)
                rule = variants(form.rule, level)[0][0]
                facts.append(_aside("rule", form.name, quote, rule))
            words = set(tokens(quote))
            for word, note in form.exceptions.items():
                if word in words and word not in seen:
                    seen.add(word)
                    facts.append(_aside("exception", form.name, quote, note))
        return replace(record, explained=frozenset(seen)), tuple(facts)


def _aside(unit: str, about: str, quote: str, text: str) -> LessonFact:
    return LessonFact(kind="form", about=about, quote=quote, better=text, unit=unit)


def _reached(goal: Goal, record: Record) -> bool:
    if goal.or_mended and record.mended:
        return True
    used = [use.form for use in record.uses]
    return (
        all(used.count(form) >= count for form, count in goal.forms.items())
        and (
            not goal.any_of or sum(used.count(f) for f in goal.any_of) >= max(goal.any_of.values())
        )
        and set(goal.items) <= record.done
    )
