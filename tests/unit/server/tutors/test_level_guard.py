"""The level guard: measured words, and every English line of the packs held to it."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from server.protocol.models import Level
from server.speech.lexicon import Lexicon
from server.storage.builtin_catalog import load_builtin_catalog
from server.tutors.level_guard import BANDS, LineFit, measure_line
from server.tutors.scenario_pack import listed, pack_of, scenario_level
from tests.unit.server.tutors.mode_lines import FORMATS, lines_of_mode
from tests.unit.server.tutors.pack_lines import (
    PackLine,
    lines_of_manners,
    lines_of_pack,
    things_of,
)
from tests.unit.server.tutors.talks import ENGLISH

WORDS = Lexicon("en")
FREQUENCIES = {"the": 7.7, "dog": 5.0, "is": 7.0, "happy": 5.2, "lugubrious": 1.9, "sauce": 4.3}
SCENARIOS = load_builtin_catalog().scenarios
BY_SLUG = {scenario.slug: scenario for scenario in SCENARIOS}
TERMS = {
    "assessment": {"goodbye"},
    "concept_learning": {"pen", "regret"},
    "grammar": set(),
    "pronunciation": {"goodbye", "teen", "th", "tongue", "ty"},
    "reading": set(),
    "test_prep": {"exam", "goodbye", "spell"},
    "vocabulary": {"exam", "goodbye"},
}
"""Rarer words that beginners may hear: courtesy, parts of the mouth and spellings, the exam itself,
what a lesson talks about. They count as out of band all the same."""
TARGETS = {scenario.slug: listed(scenario, "target_vocabulary") for scenario in SCENARIOS}


def zipf(word: str) -> float:
    return FREQUENCIES.get(word, 0.0)


def test_a_planted_hard_word_is_named_and_fails_the_line() -> None:
    fit = measure_line("The dog is lugubrious. Lugubrious!", Level.A1, zipf)
    assert fit == LineFit(5, ("lugubrious",), pytest.approx(0.6))
    assert not fit.fits


def test_a_word_between_the_bands_is_hard_at_a1_and_in_band_at_a2() -> None:
    assert measure_line("The sauce", Level.A1, zipf).hard == ("sauce",)
    assert measure_line("The sauce", Level.A2, zipf).fits


@pytest.mark.parametrize("level", ["B1", "B2", "C1", "C2"])
def test_from_b1_every_word_is_in_band(level: str) -> None:
    assert measure_line("Lugubrious", Level(level), zipf).fits


@pytest.mark.parametrize(
    "line",
    [
        "The dog is Zbigniew.",
        "The dog is 1,984.",
        "The lugubrious dog.",
        "The Lugubrious dog",
        "",
        "...",
    ],
)
def test_names_numbers_and_given_terms_are_not_counted(line: str) -> None:
    assert measure_line(line, Level.A1, zipf, ["a lugubrious tale"]).fits


def test_a_capital_at_the_start_of_a_sentence_makes_no_name() -> None:
    for line in ("Lugubrious dog.", "The dog. Lugubrious!", 'The dog: "Lugubrious"'):
        assert measure_line(line, Level.A1, zipf).hard == ("lugubrious",)


def test_the_first_person_is_no_name() -> None:
    assert measure_line("The dog I'm I", Level.A1, zipf).counted == 4


@drawn(st.text(max_size=200), st.sampled_from(list(BANDS)))
def test_the_share_is_a_share_of_any_text(text: str, level: Level) -> None:
    fit = measure_line(text, level, zipf)
    assert 0.0 <= fit.share <= 1.0
    assert (fit.share == 1.0) == (not fit.hard)
    assert len(fit.hard) <= fit.counted


def test_the_lemma_serves_where_its_form_is_rare() -> None:
    assert WORDS.commonness("spiders") >= WORDS.lexeme("spider").zipf
    assert WORDS.commonness("lugubrious") < 3
    assert Lexicon("af").commonness("water") == 0.0


def band_lines() -> list[tuple[Level, PackLine, list[str]]]:
    """Each line at each level of a band at which it may be said, with the terms given there."""
    lines: list[tuple[PackLine, list[str]]] = [
        (one, []) for one in lines_of_manners(ENGLISH.manners)
    ]
    for slug, pack in ENGLISH.packs.items():
        given = [*TARGETS.get(slug, ()), *things_of(pack)]
        lines += [(one, given) for one in lines_of_pack(pack)]
    return [
        (level, line, given)
        for level in BANDS
        for line, given in lines
        if line.level <= level and line.text
    ]


def test_every_line_that_the_packs_can_say_to_a_beginner_is_in_band() -> None:
    lines = band_lines()
    assert len(lines) > 900
    assert {line.place.split()[0] for _, line, _ in lines} >= set(ENGLISH.packs)
    failing = [
        f"{line.place} at {level}: {line.text} {fit.hard}"
        for level, line, given in lines
        if not (fit := measure_line(line.text, level, WORDS.commonness, given)).fits
    ]
    assert not failing, "\n".join(failing)


def test_even_with_the_things_of_a_pack_counted_the_share_of_known_words_holds() -> None:
    fits = [
        measure_line(line.text, level, WORDS.commonness, TARGETS.get(line.place.split()[0], ()))
        for level, line, _ in band_lines()
    ]
    words = sum(fit.counted for fit in fits)
    known = sum(fit.share * fit.counted for fit in fits)
    assert words > 5_000
    assert known / words >= 0.95


def test_a_scenario_for_beginners_opens_and_asks_in_words_of_their_band() -> None:
    counted, known, openings = 0, 0.0, 0
    for scenario in SCENARIOS:
        level = scenario_level(scenario)
        if level not in BANDS:
            continue
        given = TARGETS[scenario.slug]
        opening = measure_line(
            str(scenario.metadata["opening_line"]), level, WORDS.commonness, given
        )
        assert opening.fits, (scenario.slug, opening.hard)
        openings += 1
        for line in lines_of_pack(pack_of(scenario, ENGLISH.manners)):
            if line.level <= level:
                fit = measure_line(line.text, level, WORDS.commonness, given)
                counted += fit.counted
                known += fit.share * fit.counted
    assert openings >= 27
    assert known / counted >= 0.95


def test_the_guard_knows_the_format_of_every_mode_with_lessons() -> None:
    assert set(FORMATS) == set(TERMS) == set(ENGLISH.lessons)


@pytest.mark.parametrize("mode", FORMATS)
def test_every_lesson_of_a_mode_speaks_to_beginners_in_words_of_their_band(mode: str) -> None:
    lines = list(lines_of_mode(ENGLISH, mode, BY_SLUG))
    assert {line.place.split()[0] for line, _ in lines} == {
        f"{mode}/{slug}" for slug in ENGLISH.lessons[mode]
    }
    for level in BANDS:
        counted, known, failing = 0, 0.0, []
        for line, given in lines:
            if line.level > level:
                continue
            fit = measure_line(line.text, level, WORDS.commonness, given)
            counted += fit.counted
            known += fit.share * fit.counted
            if not fit.fits and not TERMS[mode].issuperset(fit.hard):
                failing.append(f"{line.place} at {level}: {line.text} {fit.hard}")
        assert not failing, "\n".join(failing)
        assert counted > 200
        assert known / counted >= 0.95
