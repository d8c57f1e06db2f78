"""The main job in the terminal: recordings through the real child, as the command prints it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import orjson
import pytest
import soundfile

ROOT = Path(__file__).parents[2]
JFK = (
    "and so my fellow americans ask not what your country can do for you"
    " ask what you can do for your country"
)


def eloquio(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command without a display."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    return subprocess.run(
        [sys.executable, "-m", "desktop_app", *arguments],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in hidden},
    )


def word_error_rate(heard: str, said: str) -> float:
    """Levenshtein distance over words, by the number of words said."""
    one, two = re.findall(r"[a-z']+", heard.lower()), said.split()
    row = list(range(len(two) + 1))
    for at, word in enumerate(one, 1):
        row, last = [at, *row[1:]], row
        for by, other in enumerate(two, 1):
            row[by] = min(last[by] + 1, row[by - 1] + 1, last[by - 1] + (word != other))
    return row[-1] / len(two)


@pytest.mark.voice
@pytest.mark.corpus
def test_a_real_recording_is_understood_answered_scored_and_noted(
    shared_data: Path, tmp_path: Path
) -> None:
    kept, voice = tmp_path / "out.json", tmp_path / "out.wav"
    ran = eloquio(
        "practice",
        *("--microphone", str(shared_data / "speech" / "jfk.flac")),
        *("--fast", "--json", str(kept), "--speaker", str(voice)),
    )
    assert ran.returncode == 0, ran.stderr
    talk = orjson.loads(kept.read_bytes())
    heard = " ".join(turn["text"] for turn in talk["turns"] if turn["role"] == "user")
    assert word_error_rate(heard, JFK) <= 0.15
    assert 0 < talk["total"] <= 100
    assert talk["turns"][-1]["role"] == "assistant"
    assert [timing["turn"] for timing in talk["timings"]] == list(
        range(1, len(talk["timings"]) + 1)
    )
    assert list(talk["study_notes"]["subtitle"]) == ["0", "1", "2", "3"]
    assert f"Total {talk['total']:.0f} of 100" in ran.stdout
    assert "\x1b" not in ran.stdout
    samples, rate = soundfile.read(voice)
    assert rate == 24_000
    assert len(samples) > rate  # the greeting and the answer
    assert np.abs(samples).max() > 0.05


@pytest.mark.voice
def test_silence_is_not_enough_speech_and_gets_no_number(tmp_path: Path) -> None:
    silence, kept = tmp_path / "silence.wav", tmp_path / "out.json"
    soundfile.write(silence, np.zeros(3 * 16_000), 16_000)
    ran = eloquio("practice", "--microphone", str(silence), "--fast", "--json", str(kept))
    assert ran.returncode == 0, ran.stderr
    assert "Not enough speech" in ran.stdout
    assert "Total" not in ran.stdout
    talk = orjson.loads(kept.read_bytes())
    assert talk["total"] is None
    assert talk["status"] == "too_short"
    assert all(value is None for value in talk["metrics"].values())
    assert [turn["role"] for turn in talk["turns"]] == ["assistant"]


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [("--language", "klingon", "klingon"), ("--scenario", "restuarant", "did you mean restaurant")],
)
def test_an_unknown_name_gives_the_servers_sentence_and_status_2(
    tmp_path: Path, option: str, value: str, words: str
) -> None:
    silence = tmp_path / "silence.wav"
    soundfile.write(silence, np.zeros(16_000), 16_000)
    ran = eloquio("practice", "--microphone", str(silence), "--fast", option, value)
    assert ran.returncode == 2
    assert words in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert ran.stdout == ""


@pytest.mark.voice
def test_without_a_display_the_demo_prints_a_whole_talk() -> None:
    ran = eloquio()
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert sum(line.startswith("You:") for line in lines) >= 3
    assert sum(line.startswith("Tutor:") for line in lines) >= 4
    assert any(re.match(r"Total \d+ of 100", line) for line in lines)
    assert any(line.startswith("Study notes: ") for line in lines)
    assert sum(line.startswith("    - ") for line in lines) >= 4
