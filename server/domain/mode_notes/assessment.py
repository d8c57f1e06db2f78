"""Notes of an assessment: levels with intervals, what can be done, what would raise it, a plan."""

from collections.abc import Sequence
from uuid import UUID

from server.domain import note_points
from server.domain.mode_notes.source import MOST_POINTS, NoteSource, Noticed, Sections
from server.domain.note_points import Point, fits
from server.domain.shown_level import FORMS, band, forms_in, level_words
from server.domain.shown_level import short_quote as short
from server.protocol.models import Metric, Turn

NEARLY = 0.5  # of a level below the session's own
SKILLS = {Metric.FLUENCY: "Fluency", Metric.VOCABULARY: "Vocabulary", Metric.GRAMMAR: "Grammar",
          Metric.PRONUNCIATION: "Pronunciation"}  # fmt: skip


def assessment(source: NoteSource) -> Sections:
    """The points of an assessment."""
    tasks = [n for n in source.facts("task") if n.fact.quote and n.fact.value is not None]
    shown = [n for n in tasks if n.fact.outcome == "right"]
    mean = band([n.fact.value or 0 for n in shown])[0] if shown else 0.0
    corrected = note_points.corrections(source.said)[:MOST_POINTS]
    sounded = note_points.sounds(source.said)
    return Sections(
        _kept(_can_do(tasks, mean)),
        corrected,
        sounded,
        _kept([*_levels(shown, source.said), *_plan(shown, mean)]),
    )


def _can_do(tasks: Sequence[Noticed], mean: float) -> list[Point]:
    """Yes, nearly or not yet, task by task, beside the level of all of them."""
    return [
        Point(
            f'{_judged(n, mean)}: {n.fact.about} ("{short(n.fact.quote, 7)}").',
            short(n.fact.quote, 7),
            (n.turn.turn_id,),
        )
        for n in tasks
    ]


def _judged(noticed: Noticed, mean: float) -> str:
    if noticed.fact.outcome != "right":
        return "Not yet"
    return "Yes" if (noticed.fact.value or 0) >= mean - NEARLY else "Nearly"


def _levels(shown: Sequence[Noticed], said: Sequence[Turn]) -> list[Point]:
    """The level that the tasks show with its interval, then that of each skill that was scored."""
    if not shown:
        return []
    mean, half = band([n.fact.value or 0 for n in shown])
    best = max(shown, key=lambda n: n.fact.value or 0)
    quote = short(best.fact.quote, 5)
    level = f"{level_words(mean)} ({level_words(mean - half)} to {level_words(mean + half)})"
    points = [Point(f'Speaking: {level}, highest in "{quote}".', quote, (best.turn.turn_id,))]
    skills = [_skill(metric, name, said) for metric, name in SKILLS.items()]
    weakest = sorted((skill for skill in skills if skill is not None), key=lambda skill: skill[0])
    return [*points, *(point for _, point in weakest[:2])]


def _skill(metric: Metric, name: str, said: Sequence[Turn]) -> tuple[float, Point] | None:
    """The mean of a skill over the judged turns, shown with the turn that says most about it."""
    scored = [
        (found.score, turn)
        for turn in said
        if turn.evaluation is not None
        and (found := turn.evaluation.metrics.get(metric)) is not None
        and found.score is not None
    ]
    if not scored:
        return None
    mean, half = band([score for score, _ in scored])
    quote = short(max(scored, key=lambda entry: len(entry[1].text))[1].text, 5)
    turns: tuple[UUID, ...] = tuple(
        t.turn_id for _, t in scored if note_points.contains(t.text, quote)
    )
    words = f"{level_words(mean - half)} to {level_words(mean + half)}"
    return mean, Point(f'{name}: {words}, as in "{quote}".', quote, turns[:1])


def _plan(shown: Sequence[Noticed], mean: float) -> list[Point]:
    """What would raise the level, and two weeks of it, each on something that was said."""
    if not shown:
        return []
    used = forms_in(" . ".join(n.turn.text for n in shown))
    missing = [name for name, level, _ in FORMS if name not in used and level >= round(mean)]
    order = sorted(shown, key=lambda n: n.fact.value or 0)
    quote = short(order[0].fact.quote, 5)
    points = []
    if missing:
        text = f'Week 1: say "{quote}" again daily, adding {missing[0]}: 5 minutes.'
        points.append(Point(text, quote, (order[0].turn.turn_id,)))
    other = short(order[-1].fact.quote, 5)
    text = f'Week 2: tell more about "{other}", one sentence longer each day: 5 minutes.'
    points.append(Point(text, other, (order[-1].turn.turn_id,)))
    return points


def _kept(points: Sequence[Point]) -> list[Point]:
    return [point for point in points if fits(point)]
