"""Concept learning: one question a turn leads to an idea; wrong ideas meet a counter-example."""

from dataclasses import dataclass, replace

from server.domain.ports import Lesson
from server.protocol.models import LessonFact, Level
from server.tutors import dialogue_moves as moves
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_facts import quoted
from server.tutors.dialogue_pack import LONGEST_LINE
from server.tutors.dialogue_state import has_ladder, rung_text, said
from server.tutors.language_book import LanguageBook
from server.tutors.modes.concept_lesson import ConceptLesson, Step
from server.tutors.sentences import WORD_CAPS, count_words, split_sentences
from server.tutors.talk import Advice, Line

MODE = "concept_learning"
MISCONCEPTION = "misconception"
SELF_CHECK = "self-check"


@dataclass(frozen=True, slots=True)
class ConceptTalk:
    """A dialogue about an idea; it notices what each answer shows of it.

    The idea comes first, then the form (pedagogy.md section 5): errors are mended in sentences that
    show or explain the idea, and never beside a counter-example.

    Attributes:
        countered: the stages left for a counter-example, each with it; one stage leads to it once.
    """

    dialogue: Dialogue
    lesson: ConceptLesson
    line: Line
    countered: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def begin(cls, dialogue: Dialogue, lesson: ConceptLesson) -> "ConceptTalk":
        """The talk with its opening line said."""
        return cls(dialogue, lesson, dialogue.line)

    def after(self, text: str) -> "ConceptTalk":
        """The talk once the learner has said this."""
        before = self._mending(mended=self.dialogue.state.at in self._showing)
        moved = before.after(text)
        if moved.state.at in self._counters:
            before = self._mending(mended=False)
            moved = before.after(text)
        way = before.state.at, moved.state.at
        countering = moved.state.at in self._counters and moved.state.at != before.state.at
        if countering and way in self.countered:
            again = replace(before.state, turn=before.state.turn + 1)
            moved = replace(before, state=moves.help_up(before.rules, again, "no_problem"))
        moved = self._honest(_eased(before, moved))
        facts = (*moved.line.facts, *self._shown(text, moved), *self._misled(text, moved))
        return replace(
            self,
            dialogue=moved,
            line=replace(moved.line, facts=facts),
            countered=self.countered | ({way} if countering else set()),
        )

    def after_silence(self) -> "ConceptTalk":
        """The same question, one rung easier."""
        return self._with(self.dialogue.after_silence())

    def repeated(self, *, slower: bool) -> "ConceptTalk":
        """The same line again."""
        return self._with(self.dialogue.repeated(slower=slower))

    def easier(self) -> "ConceptTalk":
        """The same question in simpler words."""
        return self._with(self.dialogue.easier())

    def hinted(self) -> tuple["ConceptTalk", Advice]:
        """The next rung, in writing."""
        dialogue, advice = self.dialogue.hinted()
        return replace(self, dialogue=dialogue), advice

    def suggestions(self) -> Advice:
        """Three replies that fit the question asked."""
        return self.dialogue.suggestions()

    def resumed(self) -> "ConceptTalk":
        """The same point after an absence."""
        return self._with(self.dialogue.resumed())

    def explanation(self) -> Advice:
        """Why the last sentence was mended, or what the task is."""
        return self.dialogue.explanation()

    def _with(self, dialogue: Dialogue) -> "ConceptTalk":
        return replace(self, dialogue=dialogue, line=dialogue.line)

    def _honest(self, moved: Dialogue) -> Dialogue:
        """The closing line tells what was found: without it the tutor only says goodbye."""
        explained = {step.stage for step in self.lesson.steps if step.shows == "own words"}
        if not moved.line.closing or explained <= moved.state.answered:
            return moved
        return replace(moved, state=moves.farewell(moved.rules, moved.state))

    @property
    def _counters(self) -> frozenset[str]:
        return frozenset(one.counter for one in self.lesson.misconceptions)

    @property
    def _showing(self) -> frozenset[str]:
        """Stages that are answered with a sentence about the idea."""
        return frozenset(s.stage for s in self.lesson.steps if s.shows != "boundary")

    def _mending(self, *, mended: bool) -> Dialogue:
        return replace(self.dialogue, rules=replace(self.dialogue.rules, mended=mended))

    def _shown(self, text: str, moved: Dialogue) -> list[LessonFact]:
        """What the answers closed by this turn show, each with its check."""
        closed = moved.state.answered - self.dialogue.state.answered
        facts: list[LessonFact] = []
        for step in self.lesson.steps:
            if step.stage in closed:
                facts.append(self._fact(step, text))
                if step.check:
                    facts.append(_fact(step.check, text, SELF_CHECK))
        return facts

    def _fact(self, step: Step, text: str) -> LessonFact:
        helped = self.dialogue.state.rung and step.stage == self.dialogue.state.at
        fact = _fact(step.about, text, step.shows)
        return fact.model_copy(update={"outcome": "helped" if helped else "right"})

    def _misled(self, text: str, moved: Dialogue) -> list[LessonFact]:
        """A wrong idea detected, or given up in the answer to its counter-example."""
        was, now = self.dialogue.state, moved.state
        facts: list[LessonFact] = []
        for one in self.lesson.misconceptions:
            fact = _fact(one.about, text, MISCONCEPTION)
            if now.at == one.counter != was.at:
                facts.append(fact.model_copy(update={"outcome": "wrong"}))
            elif one.counter in now.answered - was.answered:
                facts.append(fact.model_copy(update={"outcome": "right"}))
        return facts


def _eased(before: Dialogue, moved: Dialogue) -> Dialogue:
    """The same dialogue, but a question understood and still open comes in easier words.

    What was said to the answer stays; behind the last rung the talk goes on.
    """
    rules, was, now = before.rules, before.state, moved.state
    is_open = now.at == was.at and now.at not in now.answered and not now.line.closing
    aside = now.retry is not None or not has_ladder(rules, now)
    if not is_open or aside or now.rung or now.turn == was.turn:
        return moved
    if was.rung >= len(rules.ladder):
        return replace(moved, state=moves.help_up(rules, replace(now, rung=was.rung), "redirect"))
    rung = max(was.rung + 1, moves.REPHRASE)
    said_before = now.line.sentences[: -len(split_sentences(now.asked))]
    easier = tuple(split_sentences(rung_text(rules, now, rung)))
    whole = (*said_before, *easier)
    fits = len(whole) <= LONGEST_LINE and count_words(" ".join(whole)) <= WORD_CAPS[rules.level]
    return replace(moved, state=said(rules, now, whole if fits else easier, rung=rung))


def _fact(about: str, text: str, unit: str) -> LessonFact:
    return LessonFact(kind="concept", about=about, quote=quoted(text), unit=unit)


class ConceptLearning:
    """The lesson of a scenario, or the one nearest to the learner's level."""

    def __init__(self, book: LanguageBook) -> None:
        self._book = book
        self._lessons = {
            slug: ConceptLesson.model_validate_json(text)
            for slug, text in sorted(book.lessons.get(MODE, {}).items())
        }

    def begin(self, lesson: Lesson) -> ConceptTalk | Dialogue:
        """The talk at its opening line; a scenario without a lesson here is talked through."""
        slug = lesson.scenario.slug if lesson.scenario else self._nearest(lesson.level)
        if slug is None or slug not in self._lessons:
            return self._book.dialogue(lesson)
        about = self._lessons[slug]
        dialogue = self._book.dialogue(lesson, written=about.talk, mended=False)
        return ConceptTalk.begin(dialogue, about)

    def _nearest(self, level: Level) -> str | None:
        """The lesson at the highest level up to the learner's own."""
        every = [(lesson.level, slug) for slug, lesson in self._lessons.items()]
        below = [entry for entry in every if entry[0] <= level] or every
        return max(below)[1] if below else None
