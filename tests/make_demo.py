"""`python -m tests.make_demo`: speaks the demo's learner again, into resources/demo/*.flac.

A guest in a restaurant at A2 with a few typical mistakes of Spanish speakers. Our own words, spoken
by the English voice of the `voice` extra.
"""

import asyncio
from pathlib import Path

import numpy as np
import soundfile
import soxr
from platformdirs import user_data_path

from server.protocol.audio import MICROPHONE, TUTOR
from server.speech.synthesizer import WorkerSynthesizer

FOLDER = Path(__file__).parents[1] / "resources" / "demo"
SPEED = 0.95
EDGE = np.zeros(MICROPHONE.rate * 3 // 10, np.float32)
TURNS = {
    "1-drink": "Good evening. I want a glass of red wine, please.",
    "2-allergy": "No, thank you. I can eat everything.",
    "3-questions": "What is in the chicken curry? And the pasta, it is very hot?",
    "4-order": "I would like the curry, please. My friend have tried it yesterday.",
}


async def main() -> None:
    """Writes one file a turn."""
    voice = WorkerSynthesizer(user_data_path("eloquio", False))
    await voice.start()
    try:
        for name, text in TURNS.items():
            pcm = b"".join([piece async for piece in voice.speak(text, "en", SPEED)])
            spoken = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
            heard = soxr.resample(spoken, TUTOR.rate, MICROPHONE.rate)
            path = FOLDER / f"{name}.flac"
            soundfile.write(path, np.concatenate([EDGE, heard, EDGE]), MICROPHONE.rate)
    finally:
        await voice.aclose()


if __name__ == "__main__":
    asyncio.run(main())
