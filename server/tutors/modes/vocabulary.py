"""Vocabulary: words by spaced recall: meaning, use, what they go with, a sentence of one's own."""

from dataclasses import dataclass, replace
from typing import Literal

from server.domain.ports import Lesson
from server.protocol.models import LessonFact, Level
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_facts import quoted
from server.tutors.dialogue_pack import Pack
from server.tutors.language_book import LanguageBook
from server.tutors.modes.recall_schedule import STEPS, Step
from server.tutors.modes.vocabulary_lesson import Frames, VocabularyLesson, Word
from server.tutors.modes.vocabulary_pack import pack_of_words, stage_of
from server.tutors.talk import Advice, Line
from server.tutors.text_patterns import Pattern, spaced, tokens

MODE = "vocabulary"
FRAMES = "frames"


@dataclass(frozen=True, slots=True)
class VocabularyTalk:
    """A dialogue whose stages are steps of words; it notices how each step went."""

    dialogue: Dialogue
    words: tuple[Word, ...]
    line: Line

    @classmethod
    def begin(cls, dialogue: Dialogue, words: tuple[Word, ...]) -> "VocabularyTalk":
        """The talk with its opening line said."""
        return cls(dialogue, words, dialogue.line)

    def after(self, text: str) -> "VocabularyTalk":
        """The talk once the learner has said this."""
        step = self._step()
        moved = self.dialogue.after(text)
        fact = self._fact(*step, text, moved) if step else None
        facts = moved.line.facts + ((fact,) if fact else ())
        return replace(self, dialogue=moved, line=replace(moved.line, facts=facts))

    def after_silence(self) -> "VocabularyTalk":
        """The same question, one rung easier."""
        return self._with(self.dialogue.after_silence())

    def repeated(self, *, slower: bool) -> "VocabularyTalk":
        """The same line again."""
        return self._with(self.dialogue.repeated(slower=slower))

    def easier(self) -> "VocabularyTalk":
        """The same question with one more clue."""
        return self._with(self.dialogue.easier())

    def hinted(self) -> tuple["VocabularyTalk", Advice]:
        """The next rung, in writing."""
        dialogue, advice = self.dialogue.hinted()
        return replace(self, dialogue=dialogue), advice

    def suggestions(self) -> Advice:
        """Three replies that fit the question asked."""
        return self.dialogue.suggestions()

    def resumed(self) -> "VocabularyTalk":
        """The same point after an absence."""
        return self._with(self.dialogue.resumed())

    def explanation(self) -> Advice:
        """Why the last sentence was mended; else the meaning and the company of the word asked."""
        step = self._step()
        if self.dialogue.state.recast is not None or step is None or step[1] == "meaning":
            return self.dialogue.explanation()
        word = step[0]
        meaning = word.means[max(level for level in word.means if level <= self._level)][0]
        return Advice(f"{word.word}: {meaning} We say: {word.together.better}.")

    @property
    def _level(self) -> Level:
        return self.dialogue.rules.level

    def _with(self, dialogue: Dialogue) -> "VocabularyTalk":
        return replace(self, dialogue=dialogue, line=dialogue.line)

    def _step(self) -> tuple[Word, Step] | None:
        at = self.dialogue.state.at
        steps = {stage_of(n, s): (w, s) for n, w in enumerate(self.words) for s in STEPS}
        return None if self.line.closing or self.dialogue.state.retry else steps.get(at)

    def _fact(self, word: Word, step: Step, text: str, moved: Dialogue) -> LessonFact | None:
        """How a step went: once it is over, or where a word was put together wrongly."""
        at = self.dialogue.state.at
        wrong = word.together.wrong if step == "together" else ()
        said = spaced(tokens(text))
        outcome: Literal["right", "wrong", "helped", "avoided"]
        if at in moved.state.answered:
            outcome = "helped" if self.dialogue.state.rung else "right"
        elif any(Pattern(source).found(said) for source in wrong):
            outcome = "wrong"
        elif at in moved.state.passed:
            outcome = "avoided"
        else:
            return None
        return LessonFact(
            kind="word",
            about=word.word,
            outcome=outcome,
            quote=quoted(text),
            better=word.together.better if step == "together" else "",
            value=word.frequency,
            unit="Zipf",
        )


class Vocabulary:
    """The lesson of a scenario, or the one nearest to the learner's level."""

    def __init__(self, book: LanguageBook) -> None:
        texts = dict(book.lessons.get(MODE, {}))
        frames = texts.pop(FRAMES, None)
        self._book = book
        self._lessons: dict[str, tuple[VocabularyLesson, Pack]] = {}
        if frames is None:
            return
        wording = Frames.model_validate_json(frames)
        for slug, text in sorted(texts.items()):
            lesson = VocabularyLesson.model_validate_json(text)
            self._lessons[slug] = lesson, pack_of_words(lesson, wording)

    def begin(self, lesson: Lesson) -> VocabularyTalk | Dialogue:
        """The talk at its opening line; a scenario without words of its own is talked through."""
        slug = lesson.scenario.slug if lesson.scenario else self._nearest(lesson.level)
        if slug is None or slug not in self._lessons:
            return self._book.dialogue(lesson)
        words, pack = self._lessons[slug]
        return VocabularyTalk.begin(self._book.dialogue(lesson, written=pack), words.words)

    def _nearest(self, level: Level) -> str | None:
        """The lesson at the highest level up to the learner's own."""
        fitting = [(words.level, slug) for slug, (words, _) in self._lessons.items()]
        below = [entry for entry in fitting if entry[0] <= level] or fitting
        return max(below)[1] if below else None
