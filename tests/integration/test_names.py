"""What a client may call a language, a mode, a scenario and a voice: the same at every door."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import orjson
import pytest
import soundfile

from desktop_app import practice
from desktop_app.preferences import Preferences, PreferencesFile, config_folder
from server.protocol.codec import Version
from server.protocol.errors import ErrorCode
from server.protocol.messages import Error, GetScenarios, Scenarios, SessionStarted, StartSession
from tests.fakes.client import connected
from tests.integration.conftest import Running, running

RESTAURANT, TENSES = "Restaurant Conversation", "Verb Tenses Practice"

# language as typed, its code; mode as typed, its code; scenario as typed, its slug
KNOWN = [
    ("fr-FR", "fr", "conversation", "conversation", "restaurant", "restaurant"),
    ("pt_BR", "pt", "CONVERSATION", "conversation", RESTAURANT, "restaurant"),
    ("zh-Hans-CN", "zh", "Conversation", "conversation", "job_interview", "job_interview"),
    ("cmn-CN", "zh", "test_prep", "test_prep", None, None),
    ("spanish", "es", "Test Preparation", "test_prep", None, None),
    ("Español", "es", "test-prep", "test_prep", None, None),
    ("no", "nb", "conversation", "conversation", "Job Interview", "job_interview"),
    ("iw", "he", "conversation", "conversation", None, None),
    ("in", "id", "conversation", "conversation", None, None),
    ("tl-PH", "fil", "conversation", "conversation", None, None),
    ("sr-Latn-RS", "sr", "conversation", "conversation", None, None),
    ("de-x-foo", "de", "vocabulary", "vocabulary", None, None),
    ("english", "en", "grammar", "grammar", TENSES, "verb_tenses_practice"),
    ("中文", "zh", "reading", "reading", None, None),
    ("francais", "fr", "assessment", "assessment", None, None),
    ("EN", "en", "pronunciation", "pronunciation", "DIFFICULT_SOUNDS", "difficult_sounds"),
    ("en", "en", "conversation", "conversation", "ID", "restaurant"),
]
# what is asked for, its field, words of the refusal
UNKNOWN = [
    ({"language": "spannish"}, "language", "did you mean Spanish (es)"),
    ({"language": "yue"}, "language", "'yue'"),
    ({"language": "nn"}, "language", "'nn'"),
    ({"language": "klingon"}, "language", "get_languages lists all"),
    ({"mode": "grammer"}, "mode", "did you mean grammar"),
    ({"scenario": "restorant"}, "scenario", "did you mean restaurant"),
    ({"scenario": TENSES}, "scenario", "belongs to the teaching mode 'grammar'"),
]
SOCKET_FIELDS = {
    "language": "target_language", "mode": "teaching_mode", "scenario": "scenario_id"
}  # fmt: skip
REST_FIELDS = {
    "language": "language_code", "mode": "mode_code", "scenario": "metadata.scenario_id"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class House:
    """One server for all rows."""

    server: Running
    rest: httpx.AsyncClient
    ids: dict[str, str]

    def scenario(self, named: str | None) -> str | None:
        """ "ID" stands for the restaurant's id."""
        return self.ids["restaurant"] if named == "ID" else named


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with (
        running(tmp_path / "data") as server,
        httpx.AsyncClient(base_url=f"{server.http}/api/v1") as rest,
    ):
        ids = {one["slug"]: one["id"] for one in (await rest.get("/scenarios")).json()}
        yield House(server, rest, ids)


def start(language: str, mode: str, scenario: str | None) -> StartSession:
    return StartSession(
        target_language=language,
        mother_language=language,
        teaching_mode=mode,
        scenario_id=scenario,
    )


@pytest.mark.parametrize("version", [Version.V1, Version.V2])
async def test_every_known_name_opens_a_lesson(house: House, version: Version) -> None:
    for language, code, mode, mode_code, scenario, slug in KNOWN:
        async with connected(house.server.ws, version) as client:
            await client.send(start(language, mode, house.scenario(scenario)))
            started = await client.until(SessionStarted)
            assert (started.language.code, started.teaching_mode.code) == (code, mode_code)
            assert (started.scenario.slug if started.scenario else None) == slug


@pytest.mark.parametrize("version", [Version.V1, Version.V2])
async def test_every_unknown_name_is_refused_and_the_socket_goes_on(
    house: House, version: Version
) -> None:
    for asked, kind, words in UNKNOWN:
        wanted = {"language": "en", "mode": "conversation", "scenario": None, **asked}
        async with connected(house.server.ws, version) as client:
            await client.send(start(**wanted))  # type: ignore[arg-type] # a row of the table
            refused = await client.until(Error)
            assert (refused.code, refused.field) == (ErrorCode.NOT_FOUND, SOCKET_FIELDS[kind])
            assert words in refused.message
            await client.send(start("en", "conversation", "restaurant"))
            await client.until(SessionStarted)


async def test_mother_language_and_voice_are_resolved_too(house: House) -> None:
    async with connected(house.server.ws) as client:
        for message, field, words in (
            (StartSession(mother_language="germn"), "mother_language", "German (de)"),
            (StartSession(voice="tone-agian"), "voice", "did you mean tone-again"),
        ):
            await client.send(message)
            refused = await client.until(Error)
            assert (refused.code, refused.field) == (ErrorCode.NOT_FOUND, field)
            assert words in refused.message
        await client.send(StartSession(mother_language="de-AT", voice="The same tone"))
        started = await client.until(SessionStarted)
        assert started.voice is not None
        assert started.voice.id == "tone-again"


async def test_without_a_choice_the_tutors_own_voice_speaks(house: House) -> None:
    async with connected(house.server.ws) as client:
        await client.send(StartSession())
        voice = (await client.until(SessionStarted)).voice
    listed = (await house.rest.get("/voices", params={"language_code": "Spanish"})).json()
    assert voice is not None
    assert voice.model_dump() == listed[0]


async def test_rest_opens_and_lists_by_the_same_names(house: House) -> None:
    for language, code, mode, mode_code, scenario, slug in KNOWN:
        metadata = {"scenario_id": house.scenario(scenario)} if scenario else {}
        body = {"language_code": language, "mode_code": mode, "metadata": metadata}
        opened = await house.rest.post("/sessions/open", json=body)
        assert opened.status_code == 201, opened.text
        session = opened.json()
        assert (session["language_code"], session["mode_code"]) == (code, mode_code)
        assert session["metadata"].get("scenario_id") == slug
        query = {"language_code": language, "mode_code": mode}
        listed = await house.rest.get("/scenarios", params=query)
        canonical = {"language_code": code, "mode_code": mode_code}
        assert listed.json() == (await house.rest.get("/scenarios", params=canonical)).json()
        assert {one["mode_code"] for one in listed.json()} == {mode_code}
        voices = await house.rest.get("/voices", params={"language_code": language})
        assert voices.status_code == 200


async def test_rest_refuses_the_same_names(house: House) -> None:
    for asked, kind, words in UNKNOWN:
        wanted = {"language": "en", "mode": "conversation", "scenario": None, **asked}
        body = {
            "language_code": wanted["language"],
            "mode_code": wanted["mode"],
            "metadata": {"scenario_id": wanted["scenario"]},
        }
        answers = [(await house.rest.post("/sessions/open", json=body), REST_FIELDS[kind])]
        if kind != "scenario":
            query = {"language_code": wanted["language"], "mode_code": wanted["mode"]}
            field = {"language": "language", "mode": "teaching_mode"}[kind]
            answers.append((await house.rest.get("/scenarios", params=query), field))
        for answer, field in answers:
            error = answer.json()["error"]
            assert (answer.status_code, error["code"]) == (404, "not_found")
            assert error["field"] == field
            assert words in error["message"]


async def test_scenarios_are_asked_by_the_same_names_on_the_socket(house: House) -> None:
    async with connected(house.server.ws) as client:
        await client.send(GetScenarios(teaching_mode="Grammar", target_language="English"))
        items = (await client.until(Scenarios)).items
        assert {one.mode_code for one in items} == {"grammar"}
        await client.send(GetScenarios(target_language="spannish"))
        assert "Spanish (es)" in (await client.until(Error)).message


async def test_practice_takes_the_same_names(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    silence = tmp_path / "silence.wav"
    soundfile.write(silence, np.zeros(8_000), 16_000)
    PreferencesFile(config_folder()).save(Preferences(server_url=house.server.http))
    title = "Restaurant Conversation · Spanish · B1 · scripted tutor"
    for language, scenario in (("es-MX", RESTAURANT), ("Español", house.ids["restaurant"])):
        kept = tmp_path / "out.json"
        given = practice.Practice(
            (silence,), start(language, "conversation", scenario), fast=True, json=kept
        )
        assert await asyncio.to_thread(practice.run, given) == 0
        assert title in capsys.readouterr().out
        assert orjson.loads(kept.read_bytes())["turns"]
    for language, scenario, words in (
        ("spannish", None, "Spanish (es)"),
        ("en", "restorant", "did you mean restaurant"),
    ):
        given = practice.Practice((silence,), start(language, "conversation", scenario), fast=True)
        assert await asyncio.to_thread(practice.run, given) == practice.WRONG_INPUT
        assert words in capsys.readouterr().err
