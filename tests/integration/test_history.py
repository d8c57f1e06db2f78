"""Past sessions over REST: listed, heard again, taken away, deleted."""

import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import numpy as np
import pytest
import soundfile

from server.protocol.history import SessionExport
from server.protocol.models import Summary
from server.storage.audio_files import AudioFiles
from tests.integration.conftest import Running

HELLO = {"role": "user", "text": "Hello, a table for two by the window, please."}
PCM = (np.sin(np.arange(16_000) / 8) * 9000).astype("<i2").tobytes()


@pytest.fixture
async def rest(open_server: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{open_server.http}/api/v1") as client:
        yield client


@pytest.fixture
def audio(tmp_path: Path, open_server: Running) -> AudioFiles:
    return AudioFiles(tmp_path / "data" / "audio")


async def opened(rest: httpx.AsyncClient, **metadata: Any) -> str:
    answer = await rest.post("/sessions", json={"metadata": metadata})
    return str(answer.json()["id"])


async def listed(rest: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await rest.get("/sessions", params=query)
    assert answer.status_code == 200
    page: dict[str, Any] = answer.json()
    return page


async def test_sessions_are_listed_newest_first_piece_by_piece(rest: httpx.AsyncClient) -> None:
    made = [await opened(rest) for _ in range(5)]
    seen, query = [], {"limit": 2}
    while True:
        page = await listed(rest, **query)
        seen.append([session["id"] for session in page["sessions"]])
        if page["next"] is None:
            break
        query["before"] = page["next"]
    assert seen == [made[:2:-1], made[2:0:-1], made[:1]]


async def test_a_list_that_ends_with_its_piece_has_no_next(rest: httpx.AsyncClient) -> None:
    assert await listed(rest) == {"sessions": [], "next": None}
    for _ in range(2):
        await opened(rest)
    assert (await listed(rest, limit=2))["next"] is None


async def test_a_listed_session_has_its_title_its_turns_and_its_total(
    rest: httpx.AsyncClient,
) -> None:
    session = await opened(rest, scenario_id="restaurant")
    await rest.post(f"/sessions/{session}/turns", json=HELLO)
    scenarios = (await rest.get("/scenarios")).json()
    slug = (await rest.get(f"/sessions/{session}")).json()["metadata"]["scenario_id"]
    title = next(one["title"] for one in scenarios if one["slug"] == slug)
    [shown] = (await listed(rest))["sessions"]
    assert (shown["scenario_title"], shown["turns"], shown["total"]) == (title, 1, None)
    await rest.post(f"/sessions/{session}/close")
    summary = (await rest.get(f"/sessions/{session}/summary")).json()
    [shown] = (await listed(rest))["sessions"]
    assert (shown["status"], shown["total"]) == ("closed", summary["total"])


async def test_the_list_is_one_users(rest: httpx.AsyncClient) -> None:
    await rest.post("/sessions", json={"user_external_id": "ben"})
    assert (await listed(rest))["sessions"] == []
    [session] = (await listed(rest, user_external_id="ben"))["sessions"]
    assert session["user_external_id"] == "ben"


@pytest.mark.parametrize("query", ["before=yesterday", "before=", "limit=0", "limit=101"])
async def test_a_place_or_limit_that_makes_no_sense_is_refused_by_name(
    rest: httpx.AsyncClient, query: str
) -> None:
    answer = await rest.get(f"/sessions?{query}")
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == query.partition("=")[0]


async def test_a_turn_can_be_heard_again_as_it_was_said(
    rest: httpx.AsyncClient, audio: AudioFiles
) -> None:
    session, turn_id = await opened(rest), uuid4()
    await rest.post(f"/sessions/{session}/turns", json={**HELLO, "turn_id": str(turn_id)})
    await audio.save(UUID(session), turn_id, PCM)
    answer = await rest.get(f"/sessions/{session}/turns/{turn_id}/audio")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/flac")
    samples, rate = soundfile.read(BytesIO(answer.content), dtype="int16")
    assert (rate, samples.tobytes()) == (16_000, PCM)


async def test_a_turn_without_sound_is_not_found_and_says_why(rest: httpx.AsyncClient) -> None:
    session = await opened(rest)
    turn = (await rest.post(f"/sessions/{session}/turns", json=HELLO)).json()["turn_id"]
    for path, field in {
        f"/sessions/{session}/turns/{turn}/audio": "turn_id",
        f"/sessions/{uuid4()}/turns/{turn}/audio": "session_id",
    }.items():
        answer = await rest.get(path)
        assert (answer.status_code, answer.json()["error"]["field"]) == (404, field)


async def test_a_deleted_session_is_gone_with_its_turns_notes_and_sound(
    rest: httpx.AsyncClient, audio: AudioFiles
) -> None:
    session, turn_id = await opened(rest), uuid4()
    await rest.post(f"/sessions/{session}/turns", json={**HELLO, "turn_id": str(turn_id)})
    await audio.save(UUID(session), turn_id, PCM)
    early = await rest.delete(f"/sessions/{session}")
    assert (early.status_code, early.json()["error"]["code"]) == (409, "in_use")
    assert await audio.load(UUID(session), turn_id) == PCM
    await rest.post(f"/sessions/{session}/close")
    gone = await rest.delete(f"/sessions/{session}")
    assert (gone.status_code, gone.content) == (204, b"")
    for path in ("", "/turns", "/summary", f"/turns/{turn_id}/audio"):
        assert (await rest.get(f"/sessions/{session}{path}")).status_code == 404, path
    assert (await rest.delete(f"/sessions/{session}")).status_code == 404
    assert await audio.load(UUID(session), turn_id) is None
    assert (await listed(rest))["sessions"] == []
    hits = await rest.get("/conversations/search", params={"text_search": "window"})
    assert hits.json()["items"] == []
    assert (await rest.get("/summaries")).json()["items"] == []


@pytest.mark.parametrize(
    ("form", "kind", "begins"),
    [
        ("json", "application/json", b"{"),
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbfturn_index,"),
        ("md", "text/markdown; charset=utf-8", b"# "),
    ],
)
async def test_a_session_is_taken_away_as_a_file_with_a_name(
    rest: httpx.AsyncClient, form: str, kind: str, begins: bytes
) -> None:
    session = await opened(rest, scenario_id="restaurant")
    await rest.post(f"/sessions/{session}/turns", json=HELLO)
    answer = await rest.get(f"/sessions/{session}/export", params={"format": form})
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    named = re.fullmatch(
        r'attachment; filename="(eloquio-[a-z0-9-]+)\.(\w+)"', answer.headers["content-disposition"]
    )
    assert named
    assert named[1].endswith(session[:8])
    assert named[2] == form
    assert answer.content.startswith(begins)
    assert "by the window" in answer.content.decode("utf-8")


async def test_an_export_is_json_unasked_and_has_all_turns_and_the_notes(
    rest: httpx.AsyncClient,
) -> None:
    session = await opened(rest)
    await rest.post(f"/sessions/{session}/turns", json=HELLO)
    export = (await rest.get(f"/sessions/{session}/export")).json()
    assert export["notes"] is None
    await rest.post(f"/sessions/{session}/close")
    export = SessionExport.model_validate((await rest.get(f"/sessions/{session}/export")).json())
    assert [turn.text for turn in export.turns] == [HELLO["text"]]
    assert export.session.status == "closed"
    summary = await rest.get(f"/sessions/{session}/summary")
    assert export.notes == Summary.model_validate(summary.json())


async def test_an_export_in_another_form_or_of_no_session_is_refused(
    rest: httpx.AsyncClient,
) -> None:
    session = await opened(rest)
    unknown = await rest.get(f"/sessions/{session}/export?format=exe")
    assert (unknown.status_code, unknown.json()["error"]["field"]) == (422, "format")
    assert (await rest.get(f"/sessions/{uuid4()}/export")).status_code == 404
