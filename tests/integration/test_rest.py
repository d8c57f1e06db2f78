"""The founding document's REST calls, as written, against a real server."""

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.integration.conftest import Running

BEGINNER_GUIDED = {
    "code": "BEGINNER_GUIDED",
    "name": "Beginner (Guided)",
    "description": "Structured practice with hints",
    "rubric": {
        "weights": {"fluency": 0.25, "vocabulary": 0.25, "grammar": 0.25, "pronunciation": 0.25},
        "scales": {"min": 0, "max": 5},
    },
}
AIRPORT = {
    "mode_code": "conversation",
    "title": "Airport Check-in with Children",
    "prompt": "You are at an airport checking in for your flight. Practice the conversation.",
    "language_code": "en",
    "metadata": {"level": "intermediate"},
}
FRENCH = {"code": "fr-FR", "label": "French (France)", "level_cefr": "B2"}
OPEN = {
    "user_external_id": "user_123",
    "mode_code": "conversation",
    "language_code": "en",
    "metadata": {"user_level": "intermediate"},
}
HELLO = {"role": "user", "text": "Hello, I would like to practice my English conversation skills."}


@pytest.fixture
async def rest(open_server: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{open_server.http}/api/v1") as client:
        yield client


async def opened(rest: httpx.AsyncClient) -> str:
    answer = await rest.post("/sessions/open", json=OPEN)
    assert answer.status_code == 201
    return str(answer.json()["id"])


async def test_teaching_modes_are_created_and_listed(rest: httpx.AsyncClient) -> None:
    made = await rest.post("/teaching-modes", json=BEGINNER_GUIDED)
    assert made.status_code == 201
    modes = (await rest.get("/teaching-modes")).json()
    assert len(modes) == 9
    assert modes[0]["rubric"]["weights"] == {
        "fluency": 0.3, "vocabulary": 0.25, "grammar": 0.25, "pronunciation": 0.2,
    }  # fmt: skip
    assert (await rest.post("/teaching-modes", json=BEGINNER_GUIDED)).status_code == 409


async def test_scenarios_and_languages_are_created(rest: httpx.AsyncClient) -> None:
    scenario = await rest.post("/scenarios", json=AIRPORT)
    assert scenario.status_code == 201
    assert scenario.json()["slug"] == "airport_check_in_with_children"
    assert (await rest.post("/languages", json=FRENCH)).status_code == 201
    assert "fr-FR" in [language["code"] for language in (await rest.get("/languages")).json()]
    of_grammar = (await rest.get("/scenarios", params={"mode_code": "grammar"})).json()
    assert {one["mode_code"] for one in of_grammar} == {"grammar"}


async def test_a_session_is_opened_talked_in_read_searched_closed_and_summed_up(
    rest: httpx.AsyncClient,
) -> None:
    session = await opened(rest)
    assert (await rest.get(f"/sessions/{session}")).json()["status"] == "active"
    early = await rest.get(f"/sessions/{session}/summary")
    assert (early.status_code, early.json()["error"]["code"]) == (409, "not_ready")
    turn = await rest.post(f"/sessions/{session}/turns", json=HELLO)
    assert (turn.status_code, turn.json()["turn_index"]) == (201, 0)
    assert set(turn.json()["evaluation"]["metrics"]) == {
        "fluency", "vocabulary", "grammar", "pronunciation",
    }  # fmt: skip
    page = (await rest.get(f"/sessions/{session}/turns?page=1&page_size=20")).json()
    assert (page["total"], page["items"][0]["text"]) == (1, HELLO["text"])
    query = {"user_external_id": "user_123", "text_search": "PRACTICE"}
    found = (await rest.get("/conversations/search", params=query)).json()["items"]
    assert [hit["text"] for hit in found] == [HELLO["text"]]
    other = {**query, "user_external_id": "somebody_else"}
    assert not (await rest.get("/conversations/search", params=other)).json()["items"]
    closed = await rest.post(f"/sessions/{session}/close")
    assert closed.json()["status"] == "closed"
    assert (await rest.post(f"/sessions/{session}/close")).json() == closed.json()
    summary = (await rest.get(f"/sessions/{session}/summary")).json()
    assert set(summary["notes"]) == {"title", "subtitle"}
    listed = await rest.get("/summaries?user_external_id=user_123&page=1&page_size=20")
    assert [item["session_id"] for item in listed.json()["items"]] == [session]
    assert listed.json()["total"] == 1


async def test_a_turn_sent_twice_is_one_and_a_closed_session_takes_no_more(
    rest: httpx.AsyncClient,
) -> None:
    session = await opened(rest)
    turn = {**HELLO, "turn_id": str(uuid4())}
    first = (await rest.post(f"/sessions/{session}/turns", json=turn)).json()
    assert (await rest.post(f"/sessions/{session}/turns", json=turn)).json() == first
    await rest.post(f"/sessions/{session}/close")
    late = await rest.post(f"/sessions/{session}/turns", json=HELLO)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "session_closed")


async def test_a_corrected_turn_is_scored_again_and_a_closed_sessions_notes_are_rewritten(
    rest: httpx.AsyncClient,
) -> None:
    session = await opened(rest)
    wrong = {"role": "user", "text": "Yesterday he go to the market because he need a bread."}
    turn = (await rest.post(f"/sessions/{session}/turns", json=wrong)).json()
    await rest.post(f"/sessions/{session}/close")
    before = (await rest.get(f"/sessions/{session}/summary")).json()
    right = {"text": "Yesterday he went to the market because he needed some bread."}
    path = f"/sessions/{session}/turns/{turn['turn_id']}/correct"
    answer = await rest.post(path, json=right)
    corrected = answer.json()
    assert (answer.status_code, corrected["text"]) == (200, right["text"])
    assert corrected["details"]["earlier_texts"] == [wrong["text"]]
    assert corrected["evaluation"] is not None
    assert corrected["evaluation"] != turn["evaluation"]
    assert (await rest.post(path, json=right)).json() == corrected
    assert (await rest.get(f"/sessions/{session}/turns")).json()["items"] == [corrected]
    after = (await rest.get(f"/sessions/{session}/summary")).json()
    assert after["notes"] != before["notes"] or after["total"] != before["total"]
    missing = await rest.post(f"/sessions/{session}/turns/{uuid4()}/correct", json=right)
    assert (missing.status_code, missing.json()["error"]["field"]) == (404, "turn_id")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "field"),
    [
        ("POST", "/sessions/open", {**OPEN, "mode_code": "nope"}, 404, "mode_code"),
        ("POST", "/sessions/open", {**OPEN, "language_code": "tlh"}, 404, "language_code"),
        ("POST", "/sessions/open", {**OPEN, "surprise": 1}, 422, "surprise"),
        ("POST", "/teaching-modes", {**BEGINNER_GUIDED, "code": "no spaces"}, 422, "code"),
        ("POST", "/teaching-modes", {**BEGINNER_GUIDED, "rubric": {}}, 422, "rubric.weights"),
        ("POST", "/languages", {"code": "  ", "label": "x"}, 422, "code"),
        ("POST", "/scenarios", {**AIRPORT, "prompt": "x" * 4001}, 422, "prompt"),
        ("GET", f"/sessions/{uuid4()}", None, 404, "session_id"),
        ("GET", "/summaries?page=0", None, 422, "page"),
        ("GET", "/conversations/search", None, 422, "text_search"),
    ],
)
async def test_a_refusal_names_the_field(
    rest: httpx.AsyncClient, method: str, path: str, body: Any, status: int, field: str
) -> None:
    answer = await rest.request(method, path, json=body)
    assert answer.status_code == status
    assert answer.json()["error"]["field"] == field
    assert answer.json()["error"]["message"]


async def test_a_wrong_method_is_told_the_right_ones(rest: httpx.AsyncClient) -> None:
    for path, allowed in {
        "/sessions/open": "POST",
        "/languages": "GET, POST",
        f"/sessions/{uuid4()}": "DELETE, GET",
    }.items():
        answer = await rest.put(path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert (await rest.get("/sessions/not-a-uuid")).status_code == 404


async def test_a_body_over_64_kib_is_refused(rest: httpx.AsyncClient) -> None:
    answer = await rest.post("/scenarios", json={**AIRPORT, "prompt": "x" * 70_000})
    assert answer.status_code == 413


async def test_every_route_but_liveness_needs_the_token(locked_server: Running) -> None:
    free = {"/healthz", "/readyz", "/health"}
    async with httpx.AsyncClient(base_url=locked_server.http) as client:
        paths = (await client.get("/openapi.json")).json()["paths"]
        assert len(paths) >= 13
        for path, methods in paths.items():
            for method in methods:
                concrete = re.sub(r"\{\w+_id\}", str(uuid4()), path)
                answer = await client.request(method, concrete, json={})
                if path in free:
                    assert answer.status_code == 200
                    continue
                assert answer.status_code == 401, (method, path)
                assert answer.headers["www-authenticate"] == "Bearer"


async def test_health_says_one_word_to_strangers_and_more_to_the_owner(
    open_server: Running,
) -> None:
    async with httpx.AsyncClient(base_url=open_server.http) as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        assert (await client.get("/readyz")).status_code == 200
        health = (await client.get("/health")).json()
        assert health["status"] == "healthy"
        assert set(health["parts"]) == {"storage", "tutor"}
        assert (await client.get("/status")).json()["parts"] == health["parts"]
        assert "eloquio_active_sessions" in (await client.get("/metrics")).text
        assert (await client.get("/docs")).status_code == 200
