"""What a reading lesson notices: pace, miscues, new words, answers, ideas told. Pure."""

from collections.abc import Iterable, Sequence

from server.protocol.models import LessonFact
from server.tutors.dialogue_facts import quoted
from server.tutors.dialogue_state import State
from server.tutors.modes.miscues import Miscue, Reading
from server.tutors.modes.reading_lesson import NewWord, ReadingLesson
from server.tutors.modes.reading_pack import RETELL, idea_stage, question_stages
from server.tutors.text_patterns import tokens

HELPED_FROM = 2  # rung of the ladder from which an answer was helped
AROUND = 2  # words of the reading on each side of a new word
_STOPS = ".!?:;"
_WEIGHT = {"substitution": 0, "omission": 1, "insertion": 2}


def gravest(miscues: Sequence[Miscue]) -> Miscue | None:
    """The one to speak about: content words only, another word before one left out."""
    grave = [miscue for miscue in miscues if not miscue.small]
    return min(grave, key=lambda miscue: _WEIGHT[miscue.kind], default=None)


def reading_facts(reading: Reading, text: str, part: int) -> tuple[LessonFact, ...]:
    """The pace fact, its value the words read right, and a fact for each content miscue."""
    pace = LessonFact(
        kind="pace",
        about=f"part {part + 1}",
        outcome="right" if gravest(reading.miscues) is None else "wrong",
        quote=quoted(text),
        value=float(len(reading.right)),
        unit=f"of {reading.reached} words",
    )
    said = f" {' '.join(tokens(text))} "
    return (
        pace,
        *(
            _miscue(miscue, said)
            for miscue in reading.miscues
            if not miscue.small and (miscue.heard or miscue.before)
        ),
    )


def _miscue(miscue: Miscue, said: str) -> LessonFact:
    quote = miscue.heard or miscue.before
    return LessonFact(
        kind="miscue",
        about=miscue.kind,
        outcome="wrong",
        quote=quote if f" {quote} " in said else "",
        better=miscue.written,
    )


def word_facts(new: Iterable[NewWord], reading: Reading, text: str) -> tuple[LessonFact, ...]:
    """The new words that were read, with the words around them."""
    heard = text.split()
    plain = [" ".join(tokens(word)) for word in heard]
    facts = []
    for entry in new:
        stem = entry.word.lower().removeprefix("to ").split()[-1]
        at = next((n for n, word in enumerate(plain) if _is_form(word, stem)), None)
        if at is not None and plain[at] in reading.right:
            quote = _around(heard, at)
            facts.append(LessonFact(kind="word", about=entry.word, outcome="right", quote=quote))
    return tuple(facts)


def _around(heard: Sequence[str], at: int) -> str:
    """A word with its neighbours, within its sentence."""
    start = next((n + 1 for n in range(at - 1, -1, -1) if heard[n][-1] in _STOPS), 0)
    stop = next((n + 1 for n in range(at, len(heard)) if heard[n][-1] in _STOPS), len(heard))
    words = heard[max(start, at - AROUND) : min(stop, at + AROUND + 1)]
    return " ".join(words).strip(" .,!?;:\"'")


def _is_form(word: str, stem: str) -> bool:
    return word == stem or (len(stem) > 3 and word.startswith(stem.removesuffix("e")))


def answer_facts(
    lesson: ReadingLesson, before: State, after: State, text: str
) -> tuple[LessonFact, ...]:
    """A question closed by this turn, with the line that answers it; ideas told in it."""
    done = after.answered - before.answered
    facts = []
    for question in lesson.questions:
        if done & set(question_stages(question)):
            helped = before.rung >= HELPED_FROM
            facts.append(
                LessonFact(
                    kind="answer",
                    about=question.id.replace("_", " "),
                    outcome="helped" if helped else "right",
                    quote=quoted(text),
                    better=question.line,
                    unit=question.kind,
                )
            )
        elif before.at in question_stages(question) and before.at in after.passed:
            facts.append(
                LessonFact(
                    kind="answer",
                    about=question.id.replace("_", " "),
                    outcome="avoided",
                    quote=quoted(text),
                    better=question.line,
                    unit=question.kind,
                )
            )
    for number, idea in enumerate(lesson.retelling.ideas):
        if idea_stage(number) in done:
            free = before.at == RETELL and before.rung < HELPED_FROM
            facts.append(
                LessonFact(
                    kind="answer",
                    about=idea.say,
                    outcome="right" if free else "helped",
                    quote=quoted(text),
                    unit="idea",
                )
            )
    return tuple(facts)
