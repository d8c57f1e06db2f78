"""The tutor's own sound leaves the microphone; the reference stays ahead of its echo."""

import numpy as np
import pytest

from desktop_app.audio.echo import EchoReference, HalfDuplexGate, make_canceller
from server.protocol.audio import MICROPHONE, TUTOR

BLOCK = MICROPHONE.block_bytes
PLAYED = TUTOR.bytes_for(20)


def speechlike(seconds: float, rate: int, seed: int) -> np.ndarray:
    """Noise shaped like syllables: 4 Hz bursts, falling spectrum."""
    random = np.random.default_rng(seed)
    noise = np.cumsum(random.standard_normal(int(seconds * rate)))
    noise -= np.convolve(noise, np.ones(400) / 400, "same")
    at = np.arange(len(noise)) / rate
    shaped = noise * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * at)) ** 2
    return shaped / np.abs(shaped).max() * 9000


def decibels(samples: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(samples.astype(float) ** 2) + 1e-9))


@pytest.mark.parametrize("backlog_ms", [0, 400])
def test_echo_is_cancelled_even_when_the_stream_starts_with_a_backlog(backlog_ms: int) -> None:
    """20 dB after 3 s, with 80 ms of room and a reference queue that began too long."""
    far = speechlike(9, TUTOR.rate, 3).astype("<i2")
    at_microphone = 0.5 * far[::3][: 9 * 8000].repeat(2)[: 9 * MICROPHONE.rate]
    delay = np.zeros(MICROPHONE.rate * 80 // 1000)
    near = np.concatenate([delay, at_microphone]).astype("<i2")[: 9 * MICROPHONE.rate]
    reference = EchoReference(lambda: 100.0)
    canceller = make_canceller(reference)
    assert canceller is not None
    reference.played(bytes(TUTOR.bytes_for(backlog_ms)))
    clean = []
    for number in range(9 * 50 - 1):
        reference.played(far[number * 480 : (number + 1) * 480].tobytes())
        block = near[number * 320 : (number + 1) * 320].tobytes()
        clean.append(np.frombuffer(canceller.process(block, 0.0, 0.1), "<i2"))
    cleaned = np.concatenate(clean)
    late = slice(4 * MICROPHONE.rate, len(cleaned))
    assert decibels(near[late]) - decibels(cleaned[late]) > 20
    assert reference.cuts == (1 if backlog_ms else 0)


def test_the_backlog_is_cut_to_below_the_latency_and_not_touched_within_it() -> None:
    reference = EchoReference(lambda: 180.0)
    for _ in range(11):
        reference.played(b"\x01\x00" * (PLAYED // 2))
    reference.take(BLOCK, waiting_ms=0)
    assert reference.cuts == 0
    for _ in range(5):
        reference.played(b"\x01\x00" * (PLAYED // 2))
    reference.take(BLOCK, waiting_ms=200)
    assert reference.cuts == 0  # the microphone is as far behind
    reference.take(BLOCK, waiting_ms=0)
    assert reference.cuts == 1


def test_a_short_reference_is_silence_not_an_error() -> None:
    assert EchoReference(lambda: 180.0).take(BLOCK, 0) == bytes(BLOCK)


def test_without_a_canceller_the_microphone_is_closed_while_the_tutor_sounds() -> None:
    gate = HalfDuplexGate()
    speech = b"\x05\x00" * 320
    assert gate.process(speech, 0, 0.2) == bytes(BLOCK)
    silent = [gate.process(speech, 0, 0.0) for _ in range(11)]
    assert silent[:10] == [bytes(BLOCK)] * 10  # 200 ms
    assert silent[10] == speech
    assert gate.half_duplex
