"""The beginning of the meter's process: says so where the packages it needs are not installed."""

from typing import Any

from server.domain.errors import TutorError
from server.speech.packages import voice_extra


def open_engine(options: dict[str, Any]) -> Any:
    """Factory of the worker; there are no options.

    Raises:
        TutorUnavailable: the voice extra is not installed.
    """
    if options:
        raise TutorError(f"the meter has no options, so remove {sorted(options)}")
    return voice_extra("server.speech.meter_engine").MeterEngine()
