"""The beginning of the meter's process: says so where the packages it needs are not installed."""

from pathlib import Path
from typing import Any

from server.speech.packages import voice_extra


def open_engine(options: dict[str, Any]) -> Any:
    """Factory of the worker; options: `data_folder` and `weights` of Whisper base, either may be
    None.

    Raises:
        TutorUnavailable: the voice extra is not installed.
    """
    folder, weights = options["data_folder"], options["weights"]
    return voice_extra("server.speech.meter_engine").MeterEngine(
        Path(folder) if folder else None, Path(weights) if weights else None
    )
