"""Notes of a conversation: goals, phrases said well, upgrades, one tip, sounds, next steps."""

from server.domain import note_points
from server.domain.mode_notes.source import MOST_POINTS, NoteSource, Noticed, Sections
from server.domain.note_points import Point, fits, folded

UPGRADES = 3


def conversation(source: NoteSource) -> Sections:
    """The points of a talk."""
    said = source.said
    phrases = note_points.phrases(source.unmended(), source.listed("target_vocabulary"))
    corrected = note_points.corrections(said)
    upgrades = _distinct([*corrected, *_recasts(source), *_politer(source)])[:UPGRADES]
    sounded = note_points.sounds(said)[:MOST_POINTS]
    goals = _goals(source)
    grammar = [*upgrades, *_tip(source)]
    steps = note_points.next_steps(upgrades, sounded, phrases[:MOST_POINTS])
    return Sections(
        [*phrases[: MOST_POINTS - len(goals)], *goals], grammar, sounded, steps[:MOST_POINTS]
    )


def _goals(source: NoteSource) -> list[Point]:
    """How many goals were reached, with the words that reached the last one."""
    reached = source.facts("goal")
    asked = len(source.listed("checklist"))
    if not reached or not asked:
        return []
    point = _quoting(f"{len(source.goals)} of {asked} goals; the last with", reached[-1])
    return [point] if fits(point) else []


def _quoting(words: str, entry: Noticed) -> Point:
    return Point(f'{words} "{entry.fact.quote}".', entry.fact.quote, (entry.turn.turn_id,))


def _recasts(source: NoteSource) -> list[Point]:
    """What the tutor mended in the reply."""
    return [_upgrade(entry) for entry in source.facts("form") if entry.fact.outcome == "wrong"]


def _politer(source: NoteSource) -> list[Point]:
    """What is said differently in this situation, with the reason where it fits."""
    found: list[Point] = []
    for entry in source.facts("concept"):
        if entry.fact.better:
            point = _upgrade(entry)
            longer = Point(f"{point.text} {_sentence(entry.fact.about)}", point.quote, point.turns)
            found.append(longer if fits(longer) else point)
    return found


def _tip(source: NoteSource) -> list[Point]:
    """The first tip about manners that something said called for."""
    tips = [
        Point(
            f'About "{entry.fact.quote}": {entry.fact.about}.',
            entry.fact.quote,
            (entry.turn.turn_id,),
        )
        for entry in source.facts("concept")
        if not entry.fact.better
    ]
    return [tip for tip in tips if fits(tip)][:1]


def _upgrade(entry: Noticed) -> Point:
    fact = entry.fact
    text = f'You said "{fact.quote}" \u2192 "{fact.better}".'
    return Point(text, fact.quote, (entry.turn.turn_id,))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _distinct(points: list[Point]) -> list[Point]:
    """Without a second point about the same words."""
    found: dict[str, Point] = {}
    for point in points:
        found.setdefault(folded(point.quote), point)
    return [point for point in found.values() if fits(point)]
