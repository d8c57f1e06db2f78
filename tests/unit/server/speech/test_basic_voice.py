"""The law of espeak-ng as a program, against a stand-in for the program that writes WAV."""

import struct
import sys
from pathlib import Path

import pytest

from server.domain.errors import TutorUnavailable
from server.speech.basic_voice import BasicVoice, EspeakProgram

SCRIPT = """#!{python}
import sys
voice = sys.argv[sys.argv.index("-v") + 1]
if voice == "xx":
    sys.exit("no such voice")
said = sys.stdin.buffer.read()
speed = int(sys.argv[sys.argv.index("-s") + 1])
head = {head!r}
sys.stdout.buffer.write(head + b"\\x10\\x27" * (len(said) * 22050 // speed))
"""
HEAD = b"RIFF\xff\xff\xff\x7fWAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 22050, 44100, 2, 16)
HEAD += b"data\xff\xff\xff\x7f"


@pytest.fixture
def voice(tmp_path: Path) -> BasicVoice:
    program = tmp_path / "espeak-ng"
    program.write_text(SCRIPT.format(python=sys.executable, head=HEAD))
    program.chmod(0o755)
    return BasicVoice(EspeakProgram(str(program)))


def test_the_text_goes_in_and_24_khz_come_out_in_pieces(voice: BasicVoice) -> None:
    order = {"text": "é" * 80, "voice": "es", "speed": 1.0}
    pieces = [pcm for _, pcm in voice.handle("speak", order, b"")]
    assert len(b"".join(pieces)) == pytest.approx(160 / 160 * 48_000, rel=0.001)
    assert [len(pcm) for pcm in pieces[:-1]] == [24_000] * (len(pieces) - 1)


def test_a_voice_that_fails_is_a_sentence(voice: BasicVoice) -> None:
    with pytest.raises(TutorUnavailable, match="failed with the voice 'xx': no such voice"):
        list(voice.handle("speak", {"text": "a", "voice": "xx", "speed": 1.0}, b""))
    with pytest.raises(TutorUnavailable, match="cannot be run"):
        EspeakProgram("/no/such/espeak-ng").sound("a", "es", 160)
    with pytest.raises(TutorUnavailable, match="does not know 'sing'"):
        list(voice.handle("sing", {}, b""))
