"""A dialogue made of a reading lesson: its parts, its questions, the retelling. Pure."""

from server.protocol.models import Level
from server.tutors.dialogue_pack import Hints, Intent, Levelled, Pack, SlotValue, Stage
from server.tutors.modes.reading_lesson import Question, ReadingLesson, ReadingLines
from server.tutors.text_patterns import tokens

BEFORE = "before"
RETELL = "retell"
CITED = 4  # words of the text in a row that make a citation
LONGEST_LESSON = 80  # learner turns, start value
_LEVELS = list(Level)


def read_stage(part: int) -> str:
    """The id of the stage at which a part is read."""
    return f"read_{part}"


def idea_stage(idea: int) -> str:
    """The id of the stage that asks for an idea which a retelling left out."""
    return f"idea_{idea}"


def question_stages(question: Question) -> tuple[str, ...]:
    """The ids of a question's stages: one, or one for each thing asked for."""
    if not question.things:
        return (question.id,)
    return tuple(f"{question.id}_{number}" for number in range(question.times))


def pack_of_text(lesson: ReadingLesson, lines: ReadingLines) -> Pack:
    """The whole talk; parts are judged by the mode itself, and so have no intents."""
    stages: list[Stage] = [] if lesson.opens_reading else [_before(lesson)]
    intents: list[Intent] = []
    for number in range(len(lesson.parts)):
        ask = lines.read if number else lines.first
        stages.append(Stage(id=read_stage(number), goal=lesson.reading_goal, ask=ask))
        for question in lesson.questions:
            if question.after == number + 1:
                stages += _asked(question)
    for question in lesson.questions:
        stages += _asked(question) if question.after == 0 else []
        intents.append(_answer(question))
    stages += _retelling(lesson)
    intents += _ideas(lesson, lines)
    return Pack(
        slug=lesson.slug,
        opening=lesson.opening,
        first=stages[0].id,
        slots={q.id: _things(q) for q in lesson.questions if q.things},
        stages=tuple(stages),
        intents=tuple(intents),
        closing=lesson.closing,
        max_turns=LONGEST_LESSON,
        floor=_LEVELS[max(_LEVELS.index(lesson.level) - 1, 0)],
        lines={"redirect": lines.look_again, "unclear": lines.look_again},
    )


def _before(lesson: ReadingLesson) -> Stage:
    return Stage(
        id=BEFORE,
        ask=lesson.opening,
        any_answer={Level.A1: 1},
        react=lesson.before_react,
        hints=lesson.before_hints,
        replies={Level.A1: lesson.before_replies},
    )


def _asked(question: Question) -> list[Stage]:
    return [
        Stage(
            id=name,
            goal=question.goal,
            tale=question.kind != "literal",
            ask=question.more if number and question.more else question.ask,
            hints=question.hints,
            replies={Level.A1: question.replies},
        )
        for number, name in enumerate(question_stages(question))
    ]


def _answer(question: Question) -> Intent:
    names = question_stages(question)
    if question.things:
        return Intent(
            id=question.id,
            match=(f"{{{question.id}}}",),
            counts=question.id,
            completes=names,
            only_at=names,
            react=question.react,
        )
    return Intent(
        id=question.id,
        match=_citations(question) or question.match,
        unless=question.unless,
        completes=names,
        only_at=names,
        react=question.react,
    )


def _citations(question: Question) -> tuple[str, ...]:
    """Every run of four words of the sentences that may be cited."""
    runs: list[str] = []
    for sentence in question.cite:
        words = tokens(sentence)
        runs += [" ".join(words[at : at + CITED]) for at in range(len(words) - CITED + 1)]
    return tuple(dict.fromkeys(runs))


def _things(question: Question) -> dict[str, SlotValue]:
    return {
        forms.split("|")[0]: SlotValue(say=forms.split("|")[0], forms=tuple(forms.split("|")))
        for forms in question.things
    }


def _retelling(lesson: ReadingLesson) -> list[Stage]:
    told = lesson.retelling
    first = _tale(RETELL, told.goal, told.ask, told.hints, told.replies)
    return [
        first,
        *(
            _tale(idea_stage(number), told.goal, idea.ask, idea.hints, idea.replies)
            for number, idea in enumerate(told.ideas)
        ),
    ]


def _tale(
    name: str,
    goal: int | None,
    ask: Levelled,
    hints: Hints,
    replies: tuple[str, str, str],
) -> Stage:
    return Stage(id=name, goal=goal, tale=True, ask=ask, hints=hints, replies={Level.A1: replies})


def _ideas(lesson: ReadingLesson, lines: ReadingLines) -> list[Intent]:
    ideas = lesson.retelling.ideas
    places = (RETELL, *(idea_stage(number) for number in range(len(ideas))))
    return [
        Intent(
            id=idea_stage(number),
            match=idea.match,
            unless=idea.unless,
            completes=(RETELL, idea_stage(number)),
            only_at=places,
            react=_turned(lines.told, number),
        )
        for number, idea in enumerate(ideas)
    ]


def _turned(lines: Levelled, by: int) -> Levelled:
    """The same variants from another one on, so that two ideas in a turn are not answered alike."""
    return {
        level: (*texts[by % len(texts) :], *texts[: by % len(texts)])
        for level, texts in lines.items()
    }
