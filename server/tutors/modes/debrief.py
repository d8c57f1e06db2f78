"""The debrief of an exam: each criterion with the learner's words, and two attempts compared. Pure.

Its words are the data of `examiner.json`; the numbers are those of `server.domain.shown_level`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from server.domain.shown_level import (
    band,
    forms_in,
    level_shown,
    level_words,
    linkers_in,
    quote_with,
    short_quote,
)
from server.protocol.models import LessonFact
from server.tutors.modes.exam_marks import Answer, Marker, kept, words_of
from server.tutors.modes.exam_paper import at_level
from server.tutors.recasts import Recast, find_recast

Word = Callable[[str, Mapping[str, str]], str]
"""A line of the examiner's by its occasion, its fields filled."""
SAME = 0.25  # of a level: less is no difference between two attempts (start value)


@dataclass(frozen=True, slots=True)
class Debrief:
    """What is said, in order, and what of it the notes need."""

    sentences: tuple[str, ...]
    facts: tuple[LessonFact, ...]


def debrief(marker: Marker, answers: Sequence[Answer], word: Word) -> Debrief:
    """Task, coherence, range and accuracy, each with a quote where there is one."""
    tried = [answer for answer in answers if answer.task]
    good = [answer for answer in tried if answer.good]
    if not good:
        return Debrief((word("task_none", {}),), ())
    if all(marker.task(answer.task).kind == "repeat" for answer in tried):
        return _of_repeating(marker, tried, word)
    counts = {"n": str(len(good)), "all": str(len(tried))}
    fullest = max(good, key=lambda answer: len(words_of(answer.text)))
    said = [word("task", counts | {"quote": short_quote(fullest.text, 6)})]
    said.append(_coherence(good, word))
    said += _range(good, word)
    slips = [(answer, slip) for answer in good if (slip := find_recast(answer.text))]
    said.append(_accuracy(slips, word))
    mean, _ = band([level_shown(answer.text) for answer in good])
    said.append(word("band", {"level": level_words(mean)}))
    return Debrief(
        tuple(text for text in said if text), tuple(_slip(slip) for _, slip in slips[:3])
    )


def _coherence(good: Sequence[Answer], word: Word) -> str:
    linkers = linkers_in(" . ".join(answer.text for answer in good))
    if len(linkers) >= 2:
        return word("coherence", {"one": linkers[0], "two": linkers[1]})
    fullest = max(good, key=lambda answer: len(words_of(answer.text)))
    return word("coherence_thin", {"quote": short_quote(fullest.text, 6)})


def _range(good: Sequence[Answer], word: Word) -> list[str]:
    for form in forms_in(" . ".join(answer.text for answer in good)):
        quote = next((q for answer in good if (q := quote_with(answer.text, form))), "")
        if quote:
            return [word("range", {"form": form, "quote": quote})]
    return []


def _accuracy(slips: Sequence[tuple[Answer, Recast]], word: Word) -> str:
    if not slips:
        return word("accuracy_clean", {})
    slip = slips[0][1]
    return word("accuracy", {"said": slip.said, "better": slip.better})


def _slip(slip: Recast) -> LessonFact:
    return LessonFact(
        kind="form", about=slip.why, outcome="wrong", quote=slip.said, better=slip.better
    )


def _of_repeating(marker: Marker, tried: Sequence[Answer], word: Word) -> Debrief:
    models = {a.task: at_level(marker.task(a.task).ask, a.level) for a in tried}
    whole = [a for a in tried if kept(models[a.task], a.text) == 1]
    said = [word("repeated", {"n": str(len(whole)), "all": str(len(tried))})]
    broken = [a for a in tried if 0 < kept(models[a.task], a.text) < 1]
    if broken:
        worst = min(broken, key=lambda a: kept(models[a.task], a.text))
        fields = {"quote": short_quote(worst.text, 12), "model": models[worst.task].rstrip(".")}
        said.append(word("repeated_lost", fields))
    small = [a for a in tried if kept(models[a.task], a.text, small=True) == 1]
    said.append(word("repeated_small", {"n": str(len(small)), "all": str(len(tried))}))
    return Debrief(tuple(said), ())


def worth_repeating(marker: Marker, answers: Sequence[Answer]) -> str:
    """The id of the task to try again: the longest turn of the exam, else the weakest answer to a
    task in which more can be said.
    """
    tried = [answer for answer in answers if answer.task and not answer.second]
    long_turns = [a for a in tried if marker.task(a.task).speak_s >= LONG_TURN_S]
    if long_turns:
        return max(long_turns, key=lambda a: marker.task(a.task).speak_s).task

    def worth(answer: Answer) -> tuple[bool, float]:
        task = marker.task(answer.task)
        if task.kind == "repeat":
            return answer.good, kept(at_level(task.ask, answer.level), answer.text)
        return answer.good, level_shown(answer.text)

    worthwhile = [
        a for a in tried if marker.task(a.task).lift or marker.task(a.task).kind == "repeat"
    ]
    return min(worthwhile or tried, key=worth).task


LONG_TURN_S = 60


def comparison(marker: Marker, first: Answer, second: Answer, word: Word) -> tuple[str, LessonFact]:
    """Both attempts at one task: words, linking words, level; what was better, and where."""
    task = marker.task(first.task)
    if task.kind == "repeat":
        model = at_level(task.ask, first.level)
        before, after = (round(100 * kept(model, a.text)) for a in (first, second))
        fields = {"before": str(before), "after": str(after)}
        text = word("second_repeat", fields)
        gained, unit = float(after - before), "%"
    else:
        counts = [(len(words_of(a.text)), len(linkers_in(a.text))) for a in (first, second)]
        gained, unit = level_shown(second.text) - level_shown(first.text), "level"
        fields = {
            "words_before": str(counts[0][0]),
            "words_after": str(counts[1][0]),
            "links_before": str(counts[0][1]),
            "links_after": str(counts[1][1]),
        }
        better = second.good and gained >= SAME
        worse = not second.good or gained <= -SAME
        text = word(
            "second_better" if better else "second_less" if worse else "second_same", fields
        )
    fact = LessonFact(
        kind="task",
        about=f"{task.name}, second attempt",
        outcome="right" if second.good else "avoided",
        quote=short_quote(second.text),
        better=short_quote(first.text),
        value=round(gained, 2),
        unit=f"{unit} gained",
    )
    return text, fact
