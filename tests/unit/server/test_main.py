"""What must not be served with."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from server.__main__ import refuse
from server.settings import Settings


def settings(**more: object) -> Settings:
    return Settings(eloquio_data_dir=Path("unused"), **more)


def test_a_loopback_server_without_anything_may_run() -> None:
    assert refuse(settings(), embedded=False) is None


@pytest.mark.parametrize(
    ("chosen", "embedded", "words"),
    [
        ({}, True, "ELOQUIO_TOKEN"),
        ({"server_host": "0.0.0.0"}, False, "SERVER_HOST"),
        ({"cors_origins": "*", "eloquio_token": SecretStr("t")}, False, "CORS_ORIGINS"),
    ],
)
def test_a_refusal_names_the_setting_to_change(
    chosen: dict[str, object], embedded: bool, words: str
) -> None:
    refusal = refuse(settings(**chosen), embedded=embedded)
    assert refusal is not None
    assert words in refusal


def test_lists_are_separated_by_commas() -> None:
    assert settings(cors_origins="https://a.example, https://b.example").cors_origins == (
        "https://a.example",
        "https://b.example",
    )


@pytest.mark.parametrize("name", ["send_sample_rate", "receive_sample_rate"])
def test_a_sample_rate_that_the_wire_does_not_carry_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match=name.upper()):
        settings(**{name: 44_100})


@pytest.mark.parametrize("url", ["http://hub.example", "ftp://127.0.0.1", "hub", "https://"])
def test_models_are_fetched_over_https_or_from_this_computer_only(url: str) -> None:
    with pytest.raises(ValidationError, match="MODEL_HUB_URL"):
        settings(model_hub_url=url)
    assert settings(model_hub_url="http://127.0.0.1:9/").model_hub_url == "http://127.0.0.1:9"
    assert settings().model_hub_url.startswith("https://")


def test_the_founding_names_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SERVER_HOST": "127.0.0.1",
        "SERVER_PORT": "1",
        "HEALTH_PORT": "2",
        "API_PORT": "3",
        "SESSION_TIMEOUT_SECONDS": "4",
        "MAX_TURNS_PER_SESSION": "5",
        "LOG_LEVEL": "DEBUG",
        "DEBUG": "true",
    }.items():
        monkeypatch.setenv(name, value)
    read = settings()
    assert (read.server_port, read.health_port, read.api_port) == (1, 2, 3)
    assert (read.session_timeout_seconds, read.max_turns_per_session) == (4, 5)
    assert (read.log_level, read.debug) == ("DEBUG", True)
