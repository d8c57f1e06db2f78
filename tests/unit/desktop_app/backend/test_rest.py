"""REST answers become nouns; everything else becomes one exception with a sentence."""

from uuid import uuid4

import httpx
import pytest

from desktop_app.backend.address import Backend
from desktop_app.backend.rest import BackendError, RestClient
from server.protocol.errors import ErrorCode
from server.protocol.requests import Page
from tests.fakes.page_states import SETTINGS
from tests.fakes.wire import CONVERSATION, ENGLISH, RESTAURANT, SPANISH

BACKEND = Backend("http://127.0.0.1:8000", "secret")


def client(answer: httpx.Response | Exception, seen: list[httpx.Request]) -> RestClient:
    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return RestClient(lambda: BACKEND, httpx.MockTransport(handle))


async def test_lists_of_the_catalogue_are_arrays_of_nouns() -> None:
    seen: list[httpx.Request] = []
    body = [language.model_dump(mode="json") for language in (ENGLISH, SPANISH)]
    async with client(httpx.Response(200, json=body), seen) as rest:
        assert await rest.list_languages() == [ENGLISH, SPANISH]
    assert str(seen[0].url) == "http://127.0.0.1:8000/api/v1/languages"
    assert seen[0].headers["Authorization"] == "Bearer secret"


async def test_modes_and_scenarios_are_asked_by_their_founding_names() -> None:
    seen: list[httpx.Request] = []
    async with client(
        httpx.Response(200, json=[CONVERSATION.model_dump(mode="json")]), seen
    ) as rest:
        assert await rest.list_modes() == [CONVERSATION]
    async with client(httpx.Response(200, json=[RESTAURANT.model_dump(mode="json")]), seen) as rest:
        assert await rest.list_scenarios("conversation", "en") == [RESTAURANT]
    assert seen[0].url.path == "/api/v1/teaching-modes"
    assert dict(seen[1].url.params) == {"mode_code": "conversation", "language_code": "en"}


async def test_voices_are_asked_by_the_language_they_speak() -> None:
    seen: list[httpx.Request] = []
    body = [voice.model_dump(mode="json") for voice in SETTINGS.voices]
    async with client(httpx.Response(200, json=body), seen) as rest:
        assert await rest.list_voices("en") == list(SETTINGS.voices)
    assert seen[0].url.path == "/api/v1/voices"
    assert dict(seen[0].url.params) == {"language_code": "en"}


async def test_a_page_of_notes_and_of_turns_is_read() -> None:
    seen: list[httpx.Request] = []
    empty = {"items": [], "page": 2, "page_size": 50, "total": 50}
    async with client(httpx.Response(200, json=empty), seen) as rest:
        assert await rest.list_summaries(page=2) == Page(items=[], page=2, page_size=50, total=50)
        session = uuid4()
        await rest.list_turns(session)
    assert seen[1].url.path == f"/api/v1/sessions/{session}/turns"


async def test_a_refusal_carries_the_servers_own_words() -> None:
    refusal = {
        "error": {
            "code": "not_found",
            "message": "No mode dancing.",
            "field": "mode_code",
            "retryable": False,
        }
    }
    async with client(httpx.Response(404, json=refusal), []) as rest:
        with pytest.raises(BackendError, match="No mode dancing") as refused:
            await rest.list_scenarios("dancing")
    assert refused.value.detail.code is ErrorCode.NOT_FOUND


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(502, text="<html>"), "status 502"),
        (httpx.Response(200, json={"weather": "fine"}), "could not be read"),
        (httpx.Response(200, text="not JSON"), "could not be read"),
        (httpx.ConnectError("refused"), "does not answer"),
        (httpx.ReadTimeout("slow"), "does not answer"),
    ],
)
async def test_whatever_goes_wrong_is_one_exception_with_a_sentence(
    answer: httpx.Response | Exception, words: str
) -> None:
    async with client(answer, []) as rest:
        with pytest.raises(BackendError, match=words):
            await rest.list_languages()


async def test_before_the_server_runs_it_says_so_without_asking() -> None:
    async with RestClient(lambda: None) as rest:
        with pytest.raises(BackendError, match="not running yet") as refused:
            await rest.list_languages()
    assert refused.value.detail.retryable
