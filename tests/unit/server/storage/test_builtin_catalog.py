"""The built-in catalogue: the founding rows to the digit, and what was added to them."""

import csv
from collections import Counter
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from server.protocol.models import Level, Scenario
from server.storage.builtin_catalog import load_builtin_catalog

BUILTIN = load_builtin_catalog()

FOUNDING_WEIGHTS = {  # fluency, vocabulary, grammar, pronunciation
    "conversation": (0.3, 0.25, 0.25, 0.2),
    "grammar": (0.15, 0.2, 0.45, 0.2),
    "pronunciation": (0.2, 0.15, 0.2, 0.45),
    "vocabulary": (0.2, 0.45, 0.2, 0.15),
    "test_prep": (0.25, 0.25, 0.3, 0.2),
    "concept_learning": (0.2, 0.3, 0.3, 0.2),
    "reading": (0.15, 0.4, 0.25, 0.2),
    "assessment": (0.25, 0.25, 0.25, 0.25),
}
FOUNDING_LANGUAGES = {
    "en": ("English", "C2"),
    "es": ("Spanish", "B2"),
    "fr": ("French", "B2"),
    "de": ("German", "B1"),
    "it": ("Italian", "B1"),
    "pt": ("Portuguese", "B1"),
    "zh": ("Chinese (Mandarin)", "A2"),
    "ja": ("Japanese", "A2"),
    "ko": ("Korean", "A1"),
    "ar": ("Arabic", "A2"),
    "ru": ("Russian", "B1"),
    "hi": ("Hindi", "A2"),
}
FOUNDING_PROMPTS = {
    "restaurant": "You are at a restaurant. Practice ordering food, asking about menu items, and "
    "interacting with the waiter.",
    "job_interview": "You are in a job interview. Practice answering questions about your "
    "experience, skills, and career goals.",
    "verb_tenses_practice": "Practice using different verb tenses in context through guided "
    "exercises and conversation.",
    "difficult_sounds": "Practice pronunciation of commonly difficult English sounds and word "
    "stress patterns.",
    "academic_vocabulary": "Learn and practice academic vocabulary through contextual usage and "
    "examples.",
}


def test_the_eight_modes_weigh_as_the_founding_document_says() -> None:
    weights = {
        mode.code: (
            mode.rubric.weights.fluency,
            mode.rubric.weights.vocabulary,
            mode.rubric.weights.grammar,
            mode.rubric.weights.pronunciation,
        )
        for mode in BUILTIN.modes
    }
    assert weights == FOUNDING_WEIGHTS
    assert list(weights) == list(FOUNDING_WEIGHTS)
    for mode in BUILTIN.modes:
        assert (mode.rubric.scales.min, mode.rubric.scales.max) == (0, 5)
        assert sum(weights[mode.code]) == pytest.approx(1, abs=1e-9)


def test_the_founding_twelve_come_first_with_their_labels_and_levels() -> None:
    first = {
        language.code: (language.label, language.level_cefr) for language in BUILTIN.languages[:12]
    }
    assert first == FOUNDING_LANGUAGES
    assert list(first) == list(FOUNDING_LANGUAGES)


def test_every_language_is_said_honestly() -> None:
    assert len({language.code for language in BUILTIN.languages}) == 68
    by_code = {language.code: language for language in BUILTIN.languages}
    for language in BUILTIN.languages:
        assert language.offline is not None
        assert language.native_name
        assert language.offline.recognizer == (language.code in BUILTIN.whisper_codes)
    assert {c for c, lang in by_code.items() if lang.direction == "rtl"} == {"ar", "he", "fa", "ur"}
    voices = {code: lang.offline.voice for code, lang in by_code.items() if lang.offline}
    assert {code for code, voice in voices.items() if voice == "neural"} == {"en"}
    assert {code for code, voice in voices.items() if voice == "none"} == {"th", "my", "fil", "gl"}
    assert set(BUILTIN.whisper_codes) == set(by_code) - {"ga"}
    # wordfreq answers for these with a neighbour's list, or needs a segmenter that is not shipped.
    for code in ("af", "gl", "zh", "ja", "ko"):
        offline = by_code[code].offline
        assert offline is not None
        assert not offline.vocabulary


def test_no_alias_hides_a_code() -> None:
    codes = {language.code for language in BUILTIN.languages}
    assert not codes & set(BUILTIN.aliases)
    assert set(BUILTIN.aliases.values()) <= codes


def test_scenarios_keep_the_founding_five_and_span_every_mode() -> None:
    by_slug = {scenario.slug: scenario for scenario in BUILTIN.scenarios}
    assert len(by_slug) == 70
    assert {slug: by_slug[slug].prompt for slug in FOUNDING_PROMPTS} == FOUNDING_PROMPTS
    assert {by_slug[slug].language_code for slug in FOUNDING_PROMPTS} == {"en"}
    assert by_slug["academic_vocabulary"].metadata["domains"] == [
        "academic",
        "formal",
        "technical",
    ]
    assert min(Counter(scenario.mode_code for scenario in BUILTIN.scenarios).values()) >= 8
    for mode in FOUNDING_WEIGHTS:
        levels = {s.metadata["level"] for s in BUILTIN.scenarios if s.mode_code == mode}
        assert levels >= {"A1", "A2", "B1", "B2", "C1"}


@pytest.mark.parametrize("scenario", BUILTIN.scenarios, ids=lambda scenario: scenario.slug)
def test_a_scenario_is_whole(scenario: Scenario) -> None:
    assert scenario.id == uuid5(NAMESPACE_URL, f"eloquio:scenario:{scenario.slug}")
    assert 3 <= len(scenario.metadata["checklist"]) <= 5
    assert Level(scenario.metadata["level"])
    for name in ("goal", "tutor_role", "learner_role", "opening_line", "target_vocabulary"):
        assert scenario.metadata[name]
    assert scenario.metadata["opening_line"].count("?") == 1


def test_every_mode_has_a_patience_for_every_level() -> None:
    assert set(BUILTIN.pause_budgets) == set(FOUNDING_WEIGHTS)
    for by_level in BUILTIN.pause_budgets.values():
        seconds = [by_level[level] for level in Level]
        assert seconds == sorted(seconds, reverse=True)
        assert by_level[Level.C1] == by_level[Level.C2]


@pytest.mark.corpus
def test_the_catalogue_says_what_the_research_tables_say(shared_data: Path) -> None:
    with (shared_data / "languages.csv").open(encoding="utf-8", newline="") as table:
        languages = {row["code"]: row for row in csv.DictReader(table)}
    assert list(languages) == [language.code for language in BUILTIN.languages]
    for language in BUILTIN.languages:
        row = languages[language.code]
        assert (language.native_name, language.direction, language.tier) == (
            row["native_name"],
            row["direction"],
            int(row["tier"]),
        )
        assert BUILTIN.whisper_codes.get(language.code, "") == row["whisper_code"]
    with (shared_data / "scenarios.csv").open(encoding="utf-8", newline="") as table:
        scenarios = list(csv.DictReader(table))
    for row, scenario in zip(scenarios, BUILTIN.scenarios, strict=True):
        assert (scenario.mode_code, scenario.slug, scenario.title) == (
            row["mode_code"],
            row["slug"],
            row["title"],
        )
        assert scenario.metadata["opening_line"] == row["opening_line"]
        assert "|".join(scenario.metadata["checklist"]) == row["checklist"]
