"""Notes of exams and assessments: from the facts of the talk, each point quoted, none canned."""

import pytest

from server.domain.note_points import contains
from server.domain.study_notes import WrittenNotes, write_notes
from server.protocol.models import Role, Turn, TurnDetails
from tests.fakes.evidence import ENGLISH, MODE, SESSION, turn
from tests.unit.server.tutors.modes.exam_learners import ASSESSMENTS, EXAMS
from tests.unit.server.tutors.modes.sittings import catalogued, sitting

ALL = EXAMS | ASSESSMENTS
PEOPLE = (
    "Ana Ben Chloe David Eva Farid Grace Hugo Ines Jan Kim Luis Mia Noor Olga Pau Qi Rosa Sam Tom"
)
PLACES = (
    "Rome Lyon Oslo Cairo Lima Kyoto Porto Delhi Quito Perth Malmo Turin Nice Cork Bern Graz Lodz "
    "Brno Riga Faro"
)


def talk_of(slug: str, texts: list[str]) -> list[Turn]:
    talk = sitting(slug, ALL[slug][0])
    turns = []
    for text in texts:
        if talk.line.closing:
            break
        talk = talk.after(text)
        details = TurnDetails(goals=talk.line.goals, facts=talk.line.facts)
        reply = turn(talk.line.text, None)
        turns += [
            turn(text, None),
            reply.model_copy(update={"role": Role.ASSISTANT, "details": details}),
        ]
    return turns


def notes_of(slug: str, turns: list[Turn]) -> WrittenNotes:
    about = catalogued(slug)
    mode = MODE.model_copy(update={"code": about.mode_code})
    return write_notes(SESSION, ENGLISH, mode, about, turns)


def texts_of(written: WrittenNotes, section: int) -> list[str]:
    return list(written.notes.subtitle[str(section)].points.values())


@pytest.mark.parametrize("slug", list(ALL))
def test_every_point_is_short_and_quotes_a_turn(slug: str) -> None:
    turns = talk_of(slug, ALL[slug][1])
    written = notes_of(slug, turns)
    said = {one.turn_id: one.text for one in turns if one.role is Role.USER}
    for section in range(4):
        assert len(texts_of(written, section)) <= 5
        assert all(len(text.split()) <= 18 for text in texts_of(written, section))
    for source in written.evidence.values():
        assert source.quote
        assert all(contains(said[turn_id], source.quote) for turn_id in source.turns)


@pytest.mark.parametrize("slug", [slug for slug in EXAMS if slug != "exam_listen_and_repeat"])
def test_an_exam_gives_a_band_and_a_habit(slug: str) -> None:
    steps = texts_of(notes_of(slug, talk_of(slug, EXAMS[slug][1])), 3)
    assert any(text.startswith("Estimated, unofficial: ") for text in steps)
    assert sum(text.startswith("Habit: ") for text in steps) == 1


def test_an_exam_gives_a_better_answer_built_on_the_learners_own() -> None:
    written = notes_of(
        "ielts_style_part_1", talk_of("ielts_style_part_1", EXAMS["ielts_style_part_1"][1])
    )
    models = texts_of(written, 0)
    assert models
    assert all(written.evidence[f"0.{n}"].quote in text for n, text in enumerate(models))


def test_an_exam_compares_both_attempts() -> None:
    long = EXAMS["exam_short_presentation"][1]
    turns = talk_of("exam_short_presentation", [*long, "Yes, please.", f"{long[1]} He is my hero."])
    steps = texts_of(notes_of("exam_short_presentation", turns), 3)
    assert any(text.startswith("Second attempt") for text in steps)


@pytest.mark.parametrize("slug", list(ASSESSMENTS))
def test_an_assessment_gives_its_level_with_an_interval_what_can_be_done_and_a_plan(
    slug: str,
) -> None:
    written = notes_of(slug, talk_of(slug, ASSESSMENTS[slug][1]))
    assert all(text.startswith(("Yes: ", "Nearly: ", "Not yet: ")) for text in texts_of(written, 0))
    steps = texts_of(written, 3)
    assert steps[0].startswith("Speaking: ")
    assert " to " in steps[0]
    assert any(text.startswith("Week 2: ") for text in steps)


def test_n7_twenty_learners_share_no_point_unless_they_said_the_same() -> None:
    owners: dict[str, set[str]] = {}
    for person, place in zip(PEOPLE.split(), PLACES.split(), strict=True):
        texts = [
            f"My name is {person} and I come from {place}.",
            f"{person}'s room in {place} has a big window and a table.",
            f"Last year I went to {place} with {person} and I met my friend.",
            f"I think {place} is better because {person} lives there.",
            f"Sorry, I am {person} from {place} and I cannot sleep, could you stop it please?",
        ]
        written = notes_of("full_level_assessment", talk_of("full_level_assessment", texts))
        for section in range(4):
            for text in texts_of(written, section):
                owners.setdefault(text, set()).add(person)
    assert owners
    assert all(len(people) == 1 for people in owners.values())


def test_n6_a_sitting_without_words_is_too_short() -> None:
    assert (
        notes_of("full_level_assessment", talk_of("full_level_assessment", ["no"])).status
        == "too_short"
    )
