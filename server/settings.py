"""Every setting of the server, by the founding document's environment names; all optional."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """Read from the environment and `.env`; what is unset takes the embedded default.

    Attributes:
        eloquio_token: one token for every request; unset on a loopback bind means an open server.
        allowed_hosts: names in the Host header beside the loopback ones.
        cors_origins: web origins that may call; none by default.
        whisper_model: folder with recognizer weights, instead of the data folder's.
        tutor_llm_base_url, tutor_llm_model: an OpenAI-compatible server ("http://127.0.0.1:11434/v1")
            and the model there that words free talk; both, or the dialogue words it.
        model_hub_url: where `models fetch` downloads from; https, or http on this computer.
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    server_host: str = "127.0.0.1"
    server_port: int = Field(default=8765, ge=0, le=65535)
    health_port: int = Field(default=8766, ge=0, le=65535)
    api_port: int = Field(default=8000, ge=0, le=65535)
    eloquio_data_dir: Path = Field(default_factory=lambda: user_data_path("eloquio", False))
    eloquio_token: SecretStr | None = None
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    log_level: str = "INFO"
    debug: bool = False
    session_timeout_seconds: int = Field(default=3600, ge=1)
    max_turns_per_session: int = Field(default=1000, ge=1)
    send_sample_rate: int = 16_000
    receive_sample_rate: int = 24_000
    whisper_model: Path | None = None
    tutor_llm_base_url: str = ""
    tutor_llm_model: str = ""
    model_hub_url: str = "https://huggingface.co"

    @field_validator("allowed_hosts", "cors_origins", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("model_hub_url")
    @classmethod
    def _sealed(cls, value: str) -> str:
        address = urlsplit(value)
        here = address.hostname in LOOPBACK
        if not address.hostname or address.scheme not in {"https", *(("http",) if here else ())}:
            raise ValueError("MODEL_HUB_URL must begin with https://, or http://127.0.0.1")
        return value.rstrip("/")

    @field_validator("send_sample_rate")
    @classmethod
    def _sixteen(cls, value: int) -> int:
        return _only(value, 16_000, "SEND_SAMPLE_RATE")

    @field_validator("receive_sample_rate")
    @classmethod
    def _twenty_four(cls, value: int) -> int:
        return _only(value, 24_000, "RECEIVE_SAMPLE_RATE")

    @field_validator("tutor_llm_base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        address = urlsplit(value)
        if value and (address.scheme not in ("http", "https") or not address.hostname):
            raise ValueError("TUTOR_LLM_BASE_URL must be like http://127.0.0.1:11434/v1")
        if "@" in address.netloc or address.query or address.fragment:
            raise ValueError("TUTOR_LLM_BASE_URL holds an address only: no name, password or query")
        return value.rstrip("/")

    @property
    def loopback(self) -> bool:
        """Whether only this computer can connect."""
        return self.server_host in LOOPBACK

    @property
    def database_path(self) -> Path:
        """The SQLite file."""
        return self.eloquio_data_dir / "eloquio.sqlite3"

    @property
    def audio_folder(self) -> Path:
        """Where the sound of turns is kept."""
        return self.eloquio_data_dir / "audio"


def _only(value: int, rate: int, name: str) -> int:
    if value != rate:
        raise ValueError(f"{name} can only be {rate}: the wire carries {rate} Hz")
    return value
