"""A dialogue made of a vocabulary lesson: its words, step by step, between its questions. Pure."""

from collections.abc import Mapping, Sequence

from server.protocol.models import Level
from server.tutors.dialogue_pack import Hints, Intent, Levelled, Pack, SlotValue, Stage
from server.tutors.modes.recall_schedule import Step, schedule
from server.tutors.modes.vocabulary_lesson import Frames, VocabularyLesson, Word

TARGET = "target_word"
_SENTENCES = ("+ + {}", "+ {} +", "{} + +")  # three words or more
_LONG_FORMS = ("+ {}", "{} +")  # the same where the form itself has two


def stage_of(word: int, step: Step) -> str:
    """The id of a word's step."""
    return f"word_{word}.{step}"


def pack_of_words(lesson: VocabularyLesson, frames: Frames) -> Pack:
    """The whole talk; a word said in a sentence before its second step needs that step no more."""
    talk = lesson.talk
    own_questions = [stage for stage in talk.stages if not stage.aside]
    asides = [stage for stage in talk.stages if stage.aside]
    stages: list[Stage] = []
    for entry in schedule(len(lesson.words), len(own_questions)):
        if isinstance(entry, int):
            stages.append(own_questions[entry])
        else:
            stages.append(_stage(lesson, *entry, frames))
    sentences_at = (
        *(stage.id for stage in talk.stages),
        *(stage_of(n, step) for n in range(len(lesson.words)) for step in ("use", "own")),
    )
    intents = [*talk.intents]
    for number, word in enumerate(lesson.words):
        intents += _intents(number, word, frames, sentences_at)
    stages += _uses(lesson, frames)
    intents += _counted(lesson, sentences_at)
    return Pack(
        slug=talk.slug,
        opening=talk.opening,
        first=talk.first,
        slots={**talk.slots, TARGET: _targets(lesson)},
        even_negated=(*talk.even_negated, TARGET),
        stages=(*stages, *asides),
        intents=tuple(intents),
        tips=talk.tips,
        closing=talk.closing,
        max_turns=talk.max_turns,
    )


def _uses(lesson: VocabularyLesson, frames: Frames) -> list[Stage]:
    """Asks at the end for the uses that are still missing."""
    if lesson.uses is None:
        return []
    return [
        _sentence(
            f"uses_{number}",
            word,
            lesson.words[(number + 1) % len(lesson.words)],
            frames,
            goal=lesson.uses.goal,
        )
        for number in range(lesson.uses.times)
        for word in (lesson.words[number % len(lesson.words)],)
    ]


def _counted(lesson: VocabularyLesson, sentences_at: tuple[str, ...]) -> list[Intent]:
    """Target words in sentences of three words or more; once it is asked for, any of them."""
    if lesson.uses is None:
        return []
    shapes = tuple(shape.format(f"{{{TARGET}}}") for shape in _SENTENCES)
    names = tuple(f"uses_{number}" for number in range(lesson.uses.times))
    everywhere = Intent(
        id="uses", match=shapes, counts=TARGET, completes=names, only_at=sentences_at
    )
    asked = [Intent(id=name, match=shapes, completes=(name,), only_at=(name,)) for name in names]
    return [everywhere, *asked]


def _sentence(
    name: str, word: Word, other: Word, frames: Frames, *, goal: int | None = None
) -> Stage:
    """Asks for a sentence with a word: about the learner's life, or any where a goal needs it."""
    fields = {"word": word.word, "other": other.word}
    answers = word.own_answers
    return Stage(
        id=name,
        goal=goal,
        tale=True,
        ask=word.own if goal is None else _filled(frames.more, fields),
        hints=_sentence_hints(answers, fields, frames),
        replies=_replies(answers),
    )


def _sentence_hints(answers: Sequence[str], fields: Mapping[str, str], frames: Frames) -> Hints:
    return Hints(
        rephrase=_filled(frames.with_word, fields),
        choices=_filled(frames.either, fields),
        starter=_filled(frames.begin, {"start": " ".join(answers[0].split()[:2])}),
        model=_filled(frames.model, {"word": answers[0].rstrip(".")}),
    )


def _targets(lesson: VocabularyLesson) -> dict[str, SlotValue]:
    taught = {word.word: SlotValue(say=word.word, forms=word.forms) for word in lesson.words}
    return taught | {name: SlotValue(say=name, forms=f) for name, f in lesson.also.items()}


def _stage(lesson: VocabularyLesson, number: int, step: Step, frames: Frames) -> Stage:
    words, pairs = lesson.words, lesson.pairs
    word, other = words[number], words[(number + 1) % len(words)]
    fields = {
        "word": word.word,
        "other": other.word,
        "letter": word.word[0],
        "letters": str(sum(letter.isalpha() for letter in word.word)),
        "better": word.together.better,
    }
    if step == "meaning":
        return Stage(
            id=stage_of(number, step),
            ask=_joined(word.means, frames.which),
            hints=Hints(
                rephrase=_joined(word.means, _filled(frames.letter, fields)),
                choices=_filled(frames.either, fields),
                starter=_filled(frames.start, fields),
                model=_filled(frames.model, fields),
            ),
            replies=_replies(tuple(text.format(**fields) for text in frames.found)),
        )
    if step == "together":
        begin = {"start": word.together.better.split()[0]}
        return Stage(
            id=stage_of(number, step),
            goal=pairs.goal if pairs and number < pairs.times else None,
            ask=word.together.ask,
            hints=Hints(
                rephrase=_filled(frames.pair, fields),
                choices=word.together.ask,
                starter=_filled(frames.begin, begin),
                model=_filled(frames.model, {"word": word.together.better}),
            ),
            replies=_replies(tuple(text.format(**fields) for text in frames.paired)),
        )
    if step == "own":
        return _sentence(stage_of(number, step), word, other, frames)
    return Stage(
        id=stage_of(number, step),
        ask=word.use,
        hints=_sentence_hints(word.use_answers, fields, frames),
        replies=_replies(word.use_answers),
    )


def _intents(number: int, word: Word, frames: Frames, sentences_at: Sequence[str]) -> list[Intent]:
    meaning, use, together, own = (
        stage_of(number, "meaning"),
        stage_of(number, "use"),
        stage_of(number, "together"),
        stage_of(number, "own"),
    )
    fields = {"word": word.word, "letter": word.word[0], "better": word.together.better}
    sentences = tuple(
        shape.format(form)
        for form in word.forms
        for shape in (_LONG_FORMS if " " in form else _SENTENCES)
    )
    used = _filled(frames.used, fields)
    found = [
        Intent(
            id=meaning,
            match=word.forms,
            only_at=(meaning,),
            completes=(meaning,),
            react=_filled(frames.yes, fields),
        ),
        Intent(id=use, match=word.forms, only_at=(use,), completes=(use,), react=used),
        Intent(
            id=together,
            match=word.together.right,
            only_at=(together,),
            completes=(together,),
            react=_filled(frames.yes, {"word": word.together.better}),
        ),
        Intent(id=own, match=sentences, only_at=(own,), completes=(own,), react=word.react or used),
        Intent(
            id=f"word_{number}.early",
            match=sentences,
            only_at=tuple(name for name in sentences_at if name not in (use, own)),
            completes=(use,),
        ),
    ]
    if word.near:
        close = _filled(frames.close, fields)
        found.append(
            Intent(
                id=f"{meaning}.near",
                match=word.near,
                unless=word.forms,
                only_at=(meaning,),
                react=close,
            )
        )
    if word.together.wrong:
        found.append(
            Intent(
                id=wrong_pair(number),
                match=word.together.wrong,
                unless=word.together.right,
                only_at=(together,),
                react=_filled(frames.we_say, fields),
            )
        )
    return found


def wrong_pair(number: int) -> str:
    """The id of the intent that a word is put together with what it does not go with."""
    return f"word_{number}.wrong_pair"


def _replies(texts: tuple[str, ...]) -> Levelled:
    return {Level.A1: texts}


def _filled(lines: Levelled, fields: Mapping[str, str]) -> Levelled:
    return {
        level: tuple(text.format_map(fields) for text in texts) for level, texts in lines.items()
    }


def _joined(first: Levelled, second: Levelled) -> Levelled:
    """Each variant of the first followed by one of the second, by level."""
    return {
        level: tuple(
            f"{text} {ends[n % len(ends)]}" for n, text in enumerate(first[_nearest(first, level)])
        )
        for level in sorted({*first, *second})
        for ends in (second[_nearest(second, level)],)
    }


def _nearest(lines: Levelled, level: Level) -> Level:
    return max(key for key in lines if key <= level)
