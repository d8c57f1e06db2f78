"""A scripted learner: what it says at each stage lies in `learners.json`."""

import json
from pathlib import Path

from server.protocol.models import Level, Scenario
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_book import DialogueBook
from server.tutors.modes.vocabulary import VocabularyTalk
from server.tutors.scenario_pack import checklist, scenario_level
from tests.fakes.lessons import lesson

BOOK = DialogueBook.installed()
LEARNERS: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "learners.json").read_text("utf-8")
)
_SEEDS = json.loads(Path("resources/catalog/scenarios.json").read_text("utf-8"))
SCENARIOS = {
    seed["slug"]: Scenario(**{k: v for k, v in seed.items() if k in Scenario.model_fields})
    for seed in _SEEDS
    if seed["mode_code"] in ("conversation", "vocabulary")
}
Spoken = Dialogue | VocabularyTalk
LONGEST_TALK = 70


def begun(slug: str, level: Level | None = None) -> Spoken:
    """The talk of a scenario at its own level, or another."""
    about = SCENARIOS[slug]
    own = level or scenario_level(about) or Level.B1
    talk = BOOK.open(lesson(about, own, mode=about.mode_code))
    assert isinstance(talk, Dialogue | VocabularyTalk)
    return talk


def without_scenario(mode: str, level: Level) -> Spoken:
    """Free talk of a mode."""
    talk = BOOK.open(lesson(None, level, mode=mode))
    assert isinstance(talk, Dialogue | VocabularyTalk)
    return talk


def dialogue_of(talk: Spoken) -> Dialogue:
    """The dialogue within a talk."""
    return talk.dialogue if isinstance(talk, VocabularyTalk) else talk


def reply(talk: Spoken, slug: str) -> str:
    """What this learner says now: a mended mistake, its own line, or for a word what fits."""
    state = dialogue_of(talk).state
    if state.retry is not None:
        return state.retry.better
    own = LEARNERS[slug].get(state.at)
    return own or talk.suggestions().replies[state.turn % 3]


def whole(slug: str) -> list[tuple[str, Spoken]]:
    """The talk of a learner to its end: each reply with the talk after it."""
    talk, turns = begun(slug), list[tuple[str, Spoken]]()
    while not talk.line.closing and len(turns) < LONGEST_TALK:
        text = reply(talk, slug)
        talk = talk.after(text)
        turns.append((text, talk))
    return turns


def all_goals(slug: str) -> tuple[int, ...]:
    """Every index of the scenario's checklist."""
    return tuple(range(len(checklist(SCENARIOS[slug]))))
