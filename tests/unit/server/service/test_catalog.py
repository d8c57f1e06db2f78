"""What a client may call things."""

from contextlib import suppress
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.errors import InvalidRequest, NotFound
from server.protocol.models import Language, Level, TeachingMode
from server.service.catalog import Catalog
from server.storage.builtin_catalog import load_builtin_catalog
from tests.fakes.catalog import MemoryCatalog

BUILTIN = load_builtin_catalog()


def built(repository: MemoryCatalog | None = None) -> Catalog:
    return Catalog(
        repository or MemoryCatalog(),
        BUILTIN.aliases,
        BUILTIN.whisper_codes,
        BUILTIN.pause_budgets,
    )


def mode(code: str) -> TeachingMode:
    return next(mode for mode in BUILTIN.modes if mode.code == code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fr-FR", "fr"),
        ("pt_BR", "pt"),
        ("zh-Hans-CN", "zh"),
        ("cmn-CN", "zh"),
        ("spanish", "es"),
        ("no", "nb"),
        ("iw", "he"),
        ("in", "id"),
        ("tl-PH", "fil"),
        ("sr-Latn-RS", "sr"),
        ("de-x-foo", "de"),
        ("EN", "en"),
        ("english", "en"),
        (" Español ", "es"),
        ("中文", "zh"),
        ("中文\uff08普通话\uff09", "zh"),
        ("Chinese (Mandarin)", "zh"),
        ("norwegian", "nb"),
        ("Tiếng Việt", "vi"),
        ("ar_EG", "ar"),
    ],
)
async def test_a_language_is_known_by_many_names(text: str, code: str) -> None:
    assert (await built().resolve_language(text)).code == code


async def test_every_language_is_known_by_all_its_names_and_every_alias_by_its_own() -> None:
    catalog = built()
    for language in BUILTIN.languages:
        for name in (language.code, language.label, language.native_name):
            for typed in (name, name.upper(), f" {name.lower()} "):
                assert (await catalog.resolve_language(typed)).code == language.code, typed
    for alias, code in BUILTIN.aliases.items():
        assert (await catalog.resolve_language(alias.upper())).code == code, alias


@pytest.mark.parametrize(
    ("text", "code"), [("francais", "fr"), ("Espanol", "es"), ("turkce", "tr"), ("cestina", "cs")]
)
async def test_a_native_name_may_be_typed_without_its_accents(text: str, code: str) -> None:
    assert (await built().resolve_language(text)).code == code


@pytest.mark.parametrize("text", ["yue", "klingon", "", "-", "xx-en", "nn"])
async def test_an_unknown_language_is_not_found(text: str) -> None:
    with pytest.raises(NotFound) as refused:
        await built().resolve_language(text)
    assert refused.value.field == "language"


async def test_a_misspelt_language_is_met_with_the_nearest() -> None:
    with pytest.raises(NotFound, match=r"did you mean .*Spanish \(es\)"):
        await built().resolve_language("spannish")


async def test_a_language_of_the_owners_wins_over_its_base() -> None:
    repository = MemoryCatalog()
    await repository.create_language(Language(code="fr-CA", label="French (Canada)"))
    assert (await built(repository).resolve_language("FR_ca")).label == "French (Canada)"
    assert (await built(repository).resolve_language("fr-CH")).code == "fr"


@given(
    st.sampled_from(BUILTIN.languages),
    st.sampled_from(["{}", "{}-XX", "{}-x-foo", "{}_Zzzz_ZZ"]),
    st.sampled_from([str.upper, str.lower, str.title]),
)
async def test_any_tag_of_a_known_language_leads_to_it(language, form, case) -> None:  # type: ignore[no-untyped-def]
    tag = form.format(case(language.code))
    assert (await built().resolve_language(tag)) == language


@given(st.text(max_size=40))
async def test_any_text_resolves_or_is_not_found(text: str) -> None:
    found = None
    with suppress(NotFound):
        found = await built().resolve_language(text)
    assert found is None or found in BUILTIN.languages


@pytest.mark.parametrize("text", ["test_prep", "TEST_PREP", "Test Preparation", "test-prep"])
async def test_a_mode_is_known_by_code_and_name(text: str) -> None:
    assert (await built().resolve_mode(text)).code == "test_prep"


async def test_a_misspelt_mode_is_met_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="did you mean grammar"):
        await built().resolve_mode("grammer")


@pytest.mark.parametrize("text", ["restaurant", "Restaurant Conversation", " RESTAURANT "])
async def test_a_scenario_is_known_by_slug_and_title(text: str) -> None:
    found = await built().resolve_scenario(text, mode("conversation"))
    assert found.slug == "restaurant"
    same = await built().resolve_scenario(str(found.id), mode("conversation"))
    assert same == found


async def test_every_scenario_is_known_by_slug_title_and_id() -> None:
    catalog = built()
    for scenario in BUILTIN.scenarios:
        spaced = scenario.slug.replace("_", " ")
        for name in (scenario.slug, spaced, scenario.title.upper(), str(scenario.id)):
            found = await catalog.resolve_scenario(name, mode(scenario.mode_code))
            assert found == scenario, name


async def test_a_scenario_of_another_mode_says_so() -> None:
    with pytest.raises(NotFound, match="belongs to the teaching mode 'grammar'"):
        await built().resolve_scenario("verb_tenses_practice", mode("conversation"))


async def test_a_misspelt_scenario_is_met_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="did you mean restaurant"):
        await built().resolve_scenario("restorant", mode("conversation"))
    with pytest.raises(NotFound, match="get_scenarios"):
        await built().resolve_scenario("zzz", mode("conversation"))


async def test_of_two_scenarios_with_one_title_the_language_decides() -> None:
    repository = MemoryCatalog()
    english = await repository.get_scenario("restaurant")
    spanish = english.model_copy(
        update={"id": uuid4(), "slug": "restaurante", "language_code": "es"}
    )
    await repository.create_scenario(spanish)
    spanish_language = await repository.create_language(Language(code="es-MX", label="Mexican"))
    catalog = built(repository)
    for language, wanted in ((spanish_language, spanish), (None, english)):
        found = await catalog.resolve_scenario(english.title, mode("conversation"), language)
        assert found == wanted


@pytest.mark.parametrize(
    ("text", "level"),
    [("beginner", "A2"), ("Intermediate", "B1"), (" advanced", "C1"), ("a1", "A1"), ("C2", "C2")],
)
def test_a_level_is_a_word_or_a_band(text: str, level: str) -> None:
    assert built().resolve_level(text) is Level(level)


@pytest.mark.parametrize("text", ["", "expert", "A3", "B"])
def test_an_unknown_level_is_refused_with_what_may_be_said(text: str) -> None:
    with pytest.raises(InvalidRequest, match="beginner"):
        built().resolve_level(text)


@pytest.mark.parametrize(
    ("code", "level", "pause_ms", "complete_ms", "barge_in"),
    [
        ("conversation", "A1", 2500, 0, True),
        ("conversation", "A2", 2050, 0, True),
        ("conversation", "B2", 1300, 800, True),
        ("conversation", "C2", 1000, 800, True),
        ("grammar", "B2", 1750, 800, True),
        ("pronunciation", "A1", 1200, 0, False),
        ("pronunciation", "C1", 1200, 800, False),
        ("vocabulary", "C1", 1200, 800, True),
        ("test_prep", "B1", 0, 0, True),
        ("reading", "B1", 2000, 800, True),
        ("assessment", "A2", 2500, 0, True),
    ],
)
def test_patience_depends_on_mode_and_level(
    code: str, level: str, pause_ms: int, complete_ms: int, barge_in: bool
) -> None:
    taking = built().turn_taking(mode(code), Level(level))
    assert (taking.pause_ms, taking.complete_ms, taking.barge_in) == (
        pause_ms,
        complete_ms,
        barge_in,
    )


def test_a_mode_of_the_owners_is_as_patient_as_a_conversation() -> None:
    own = mode("grammar").model_copy(update={"code": "grammar_intensive"})
    catalog = built()
    for level in Level:
        assert catalog.turn_taking(own, level) == catalog.turn_taking(mode("conversation"), level)


@pytest.mark.parametrize(
    ("code", "whisper"),
    [("nb", "no"), ("fil-PH", "tl"), ("EN_us", "en"), ("ga", None), ("q", None)],
)
def test_the_recognizer_has_its_own_codes(code: str, whisper: str | None) -> None:
    assert built().whisper_code(code) == whisper
