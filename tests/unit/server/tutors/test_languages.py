"""The languages with dialogues beside English: every pack walked, scripted learners, manners."""

import json
from pathlib import Path

import pytest

from server.domain.ports import Lesson
from server.protocol.models import Level
from server.tutors.dialogue import Dialogue
from server.tutors.dialogue_book import DialogueBook
from server.tutors.pack_check import faults_of_manners, faults_of_pack
from server.tutors.scenario_pack import checklist, scenario_level
from server.tutors.sentences import WORD_CAPS, count_words
from server.tutors.validate_pack import faults, main
from tests.fakes.lessons import lesson
from tests.unit.server.tutors.modes.lessons import SCENARIOS

BOOK = DialogueBook.installed()
CODES = sorted(set(BOOK.languages) - {"en"})
LEARNERS: dict[str, dict[str, dict[str, str]]] = json.loads(
    Path(__file__).with_name("language_learners.json").read_text("utf-8")
)
PACKS = [(code, slug) for code in CODES for slug in sorted(BOOK.languages[code].packs)]
LEARNED = [(code, slug) for code in CODES for slug in LEARNERS[code]]
MODES = sorted({scenario.mode_code for scenario in SCENARIOS.values()})
MANNERLY: dict[str, tuple[str, str, str, str, str]] = {
    "es": ("¿Puede repetir?", "más despacio", "no te entiendo", "no sé", "adiós"),
    "fr": ("Répétez, svp", "plus lentement", "je ne comprends pas", "je sais pas", "au revoir"),
    "de": ("Noch einmal bitte", "langsamer bitte", "verstehe ich nicht", "Keine Ahnung", "tschüss"),
    "it": ("Può ripetere?", "più piano", "non capisco", "non lo so", "arrivederci"),
    "pt": ("Pode repetir?", "mais devagar", "não entendi", "não sei", "adeus"),
}
IRRELEVANT = "Zebra Zirkus Xylophon Kiwi Wolga"
LONGEST_TALK = 40


def lesson_in(code: str, slug: str | None, mode: str = "conversation") -> Lesson:
    """A lesson in a language at its scenario's level."""
    about = SCENARIOS[slug] if slug else None
    level = (scenario_level(about) if about else None) or Level.A1
    return lesson(about, level, mode=mode, language=code)


def opened(code: str, slug: str | None, mode: str = "conversation") -> Dialogue:
    """The talk of such a lesson."""
    talk = BOOK.open(lesson_in(code, slug, mode))
    assert isinstance(talk, Dialogue)
    return talk


def replied(talk: Dialogue, code: str, slug: str | None) -> str:
    """What the scripted learner says now, or the first suggestion."""
    own = LEARNERS[code].get(slug or "", {}).get(talk.state.at)
    return talk.suggestions().replies[0] if talk.state.checking or own is None else own


def test_five_languages_have_manners_and_free_talk() -> None:
    assert sorted(LEARNERS) == CODES
    for code in CODES:
        assert not list(faults_of_manners(BOOK.languages[code].manners)), code
        assert {"free_talk", "restaurant", *LEARNERS[code]} <= set(BOOK.languages[code].packs)
        assert len(LEARNERS[code]) >= 3


@pytest.mark.parametrize(("code", "slug"), PACKS)
def test_replies_and_models_answer_their_question_and_every_goal_has_one(
    code: str, slug: str
) -> None:
    book = BOOK.languages[code]
    tasks = checklist(SCENARIOS[slug]) if slug in SCENARIOS else ()
    assert not list(faults_of_pack(book.packs[slug], book.manners, tasks))


@pytest.mark.parametrize(("code", "slug"), PACKS)
def test_a_learner_comes_to_the_end_within_the_caps_and_reaches_every_goal(
    code: str, slug: str
) -> None:
    about = None if slug == "free_talk" else slug
    talk, turns = opened(code, about), 0
    while not talk.line.closing and turns < LONGEST_TALK:
        talk, turns = talk.after(replied(talk, code, about)), turns + 1
        assert count_words(talk.line.text) <= WORD_CAPS[talk.rules.level], talk.line.text
        assert talk.line.text.count("?") <= 1 or '?"' in talk.line.text, talk.line.text
    assert talk.line.closing
    assert talk.line.goals == tuple(range(len(talk.rules.checklist)))


@pytest.mark.parametrize(("code", "slug"), LEARNED)
def test_learners_who_say_it_their_own_way_need_no_turn_twice(code: str, slug: str) -> None:
    talk = opened(code, slug)
    own = LEARNERS[code][slug]
    for stage in own:
        assert talk.state.at == stage, (stage, talk.line.text)
        talk = talk.after(own[stage])
    assert talk.line.closing, talk.line.text


@pytest.mark.parametrize(("code", "slug"), [pair for pair in PACKS if pair[1] != "free_talk"])
def test_what_has_nothing_to_do_with_the_task_reaches_no_goal(code: str, slug: str) -> None:
    talk = opened(code, slug)
    for _ in range(LONGEST_TALK):
        talk = talk.after(IRRELEVANT) if not talk.line.closing else talk
    assert talk.line.goals == ()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("mode", MODES)
def test_every_mode_is_held_in_the_language_and_not_in_english(code: str, mode: str) -> None:
    slug = next(s for s, about in SCENARIOS.items() if about.mode_code == mode)
    for talk in (opened(code, slug, mode), opened(code, None, mode)):
        own = BOOK.languages[code].packs.get(slug, BOOK.languages[code].packs["free_talk"])
        starts = {
            text
            for pack in (own, BOOK.languages[code].packs["free_talk"])
            for texts in pack.opening.values()
            for text in texts
        }
        assert talk.line.text in starts
        assert talk.after("I am agree with you").state.recast is None
        assert talk.rules.helped == (mode not in ("assessment", "test_prep"))


@pytest.mark.parametrize("code", CODES)
def test_asking_again_not_knowing_and_leaving_are_understood_in_the_language(code: str) -> None:
    repeat, slower, easier, dont_know, goodbye = MANNERLY[code]
    talk = opened(code, "first_meeting")
    asked = talk.line
    assert talk.after(repeat).line.sentences == asked.sentences
    assert talk.after(slower).line.speed < 1
    rephrased = talk.rules.stage("name").hints
    assert rephrased is not None
    assert talk.after(easier).line.text == rephrased.rephrase[Level.A1][0]
    assert rephrased.rephrase[Level.A1][0] in talk.after(dont_know).line.text
    assert talk.after(goodbye).line.closing


def test_accents_and_joined_words_are_read_as_they_are_typed_in_haste() -> None:
    reading = BOOK.languages["fr"].manners.reading
    assert reading.words("L'ADDITION, s'il vous plaît") == [
        "l",
        "addition",
        "s",
        "il",
        "vous",
        "plait",
    ]
    spanish = BOOK.languages["es"].manners.reading
    assert spanish.is_question("Cómo es la paella", spanish.words("Cómo es la paella"))
    assert not spanish.is_question("Como mucha fruta", spanish.words("Como mucha fruta"))


def test_the_validator_names_the_place_of_each_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = Path("resources/dialogues/es")
    assert main([str(whole / "general.json"), str(whole / "conversation/restaurant.json")]) == 0
    folder = tmp_path / "es" / "conversation"
    folder.mkdir(parents=True)
    (tmp_path / "es" / "general.json").write_text((whole / "general.json").read_text("utf-8"))
    pack = json.loads((whole / "conversation/restaurant.json").read_text("utf-8"))
    pack["stages"][0]["replies"][1] = "Zebra"
    del pack["stages"][3]["goal"]
    broken = folder / "restaurant.json"
    broken.write_text(json.dumps(pack), "utf-8")
    capsys.readouterr()
    assert main([str(broken)]) == 1
    told = capsys.readouterr().out
    assert "stages[0] drink at A1: the reply 'Zebra' does not answer the question" in told
    assert "none reaches goal 2" in told
    pack["stages"][1]["colour"] = 1
    broken.write_text(json.dumps(pack), "utf-8")
    assert any(fault.startswith("stages.1.colour:") for fault in faults(broken))
    assert any("cannot be read" in fault for fault in faults(folder / "gone.json"))
