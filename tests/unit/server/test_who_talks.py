"""Which tutor talks, why, and where the learner's words go."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from server.bootstrap import Engines, assemble
from server.settings import Settings
from server.tutors.chat_model import ChatModel
from server.tutors.rules_assessor import RulesAssessor
from server.tutors.scripted import ScriptedTutor
from tests.fakes.judging import WordsMeter
from tests.fakes.llm_server import Answer, llm_server


async def told(folder: Path, chat_model: ChatModel | None = None, **more: object) -> list[str]:
    """What `--check` prints: choices, then parts."""
    engines = Engines(ScriptedTutor(), WordsMeter(), RulesAssessor(), (), chat_model)
    async with assemble(Settings(eloquio_data_dir=folder, **more), engines) as built:
        ready, parts = await built.use_cases.health.report()
        assert ready
        return [*built.choices, *(f"{part}: {words}" for part, words in parts.items())]


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({}, "nothing leaves this computer"),
        ({"tutor_llm_base_url": "http://127.0.0.1:1/v1"}, "TUTOR_LLM_MODEL is missing"),
        ({"tutor_llm_model": "small"}, "TUTOR_LLM_BASE_URL is missing"),
        (
            {"tutor_llm_base_url": "http://127.0.0.1:1/v1/", "tutor_llm_model": "small"},
            "small at http://127.0.0.1:1/v1 words free talk",
        ),
        (
            {"tutor_llm_base_url": "http://llm.example/v1", "tutor_llm_model": "small"},
            "goes there, not encrypted",
        ),
    ],
)
async def test_the_check_says_who_talks_and_why(
    tmp_path: Path, chosen: dict[str, object], words: str
) -> None:
    lines = await told(tmp_path, **chosen)
    assert words in lines[0]
    assert ("nothing leaves" in lines[0]) == ("words free talk" not in lines[0])


async def test_the_check_says_whether_the_models_server_is_there(tmp_path: Path) -> None:
    async with llm_server(Answer("Hello.")) as server:
        there = await told(tmp_path, ChatModel(server.url, "small"))
    assert there[-1] == f"free_talk: {server.url} answers (200)"
    gone = await told(tmp_path, ChatModel(server.url, "small"))
    why = "does not answer (ConnectError): the dialogue talks instead"
    assert gone[-1] == f"free_talk: {server.url} {why}"


@pytest.mark.parametrize(
    "url", ["ftp://a.example", "localhost:11434", "http://me:secret@a.example/v1", "http://a/?k=v"]
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="TUTOR_LLM_BASE_URL"):
        Settings(tutor_llm_base_url=url)
