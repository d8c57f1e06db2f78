"""Packages of the `voice` extra, loaded inside a worker process only."""

from importlib import import_module
from typing import Any

from server.domain.errors import TutorUnavailable


def voice_extra(module: str) -> Any:
    """The module. Raises TutorUnavailable where it is not installed or cannot be loaded."""
    try:
        return import_module(module)
    except ImportError as exc:
        raise TutorUnavailable(
            f"{module} cannot be loaded ({exc}); install the voice extra (`uv sync --extra voice`)"
        ) from exc
