"""The law of the ear: no sound of a turn is lost or doubled, the tutor can be stopped."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from server.listening.listener import (
    OVER_TUTOR_MS,
    PREROLL_MS,
    ActivityEnded,
    ActivityPaused,
    ActivityResumed,
    ActivityStarted,
    BargeInCandidate,
    BargeInConfirmed,
    BargeInRejected,
    Listener,
    ListeningEvent,
    Patient,
    Speech,
)
from server.listening.vad import SileroVad
from server.protocol.audio import MICROPHONE
from server.protocol.messages import TurnTaking
from tests.fakes.loudness_vad import LoudnessVad

BLOCK = MICROPHONE.block_bytes


def listener(pause_ms: int = 1000, *, barge_in: bool = True) -> Listener:
    rules = TurnTaking(pause_ms=pause_ms, complete_ms=500, barge_in=barge_in)
    return Listener(rules, LoudnessVad())


def sound(ms: int, level: float, start: int = 0) -> bytes:
    """Samples that are all different from their neighbours, so that a gap would show."""
    count = ms * 16
    ramp = (np.arange(start, start + count) % 97) - 48
    return (ramp * level * 400).astype("<i2").tobytes()


def loud(ms: int) -> bytes:
    return sound(ms, 1.0)


def quiet(ms: int) -> bytes:
    return sound(ms, 0.02)


def voice(start_hz: float, end_hz: float, ms: int = 800) -> bytes:
    """A glide with overtones."""
    seconds = np.arange(ms * 16) / 16_000
    hertz = start_hz * (end_hz / start_hz) ** (seconds * 1000 / ms)
    phase = 2 * np.pi * np.cumsum(hertz) / 16_000
    wave = np.sin(phase) + 0.5 * np.sin(2 * phase)
    return (wave * 6000).astype("<i2").tobytes()


def feed(ear: Listener, pcm: bytes, *, tutor: bool = False) -> list[ListeningEvent]:
    events: list[ListeningEvent] = []
    for start in range(0, len(pcm), BLOCK):
        events += ear.feed(pcm[start : start + BLOCK], tutor)
    return events


def without_sound(events: list[ListeningEvent]) -> list[ListeningEvent]:
    return [event for event in events if not isinstance(event, Speech)]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 60)), max_size=20))
def test_each_turn_is_one_piece_of_the_stream_and_no_two_overlap(
    spans: list[tuple[bool, int]],
) -> None:
    stream = b"".join(loud(n * 20) if speech else quiet(n * 20) for speech, n in spans)
    ear, turns, position = listener(300), [], 0
    for start in range(0, len(stream), BLOCK):
        block = stream[start : start + BLOCK]
        position = start + len(block)
        for event in ear.feed(block):
            match event:
                case ActivityStarted(preroll):
                    turns.append([position - len(preroll), preroll])
                case Speech(pcm):
                    turns[-1][1] += pcm
    ends = 0
    for begin, pcm in turns:
        assert stream[begin : begin + len(pcm)] == pcm
        assert begin >= ends
        ends = begin + len(pcm)


def test_the_preroll_holds_half_a_second_and_so_the_first_syllable() -> None:
    ear = listener()
    feed(ear, quiet(2000))
    events = feed(ear, loud(200))
    started = next(event for event in events if isinstance(event, ActivityStarted))
    assert MICROPHONE.milliseconds(len(started.preroll)) == PREROLL_MS
    before = np.abs(np.frombuffer(started.preroll, "<i2")) < 1000
    assert 5000 < int(before.sum()) < len(before)


def test_a_turn_with_a_pause_tells_its_story_in_order() -> None:
    ear = listener()
    events = feed(ear, quiet(500) + loud(1000) + quiet(700) + loud(500) + quiet(1200))
    kinds = [type(event) for event in without_sound(events)]
    assert kinds == [
        ActivityStarted, ActivityPaused, Patient, ActivityResumed,
        ActivityPaused, Patient, ActivityEnded,
    ]  # fmt: skip
    assert not ear.open


def test_speech_over_the_tutor_is_confirmed_and_opens_a_turn_with_its_beginning() -> None:
    ear = listener()
    feed(ear, quiet(4000), tutor=True)
    events = without_sound(feed(ear, loud(600), tutor=True))
    assert [type(event) for event in events] == [
        BargeInCandidate, BargeInConfirmed, ActivityStarted,
    ]  # fmt: skip
    started = events[-1]
    assert isinstance(started, ActivityStarted)
    heard = np.abs(np.frombuffer(started.preroll, "<i2")) > 1000
    assert heard.sum() > 16 * 390


def test_whoever_starts_softly_over_the_tutor_loses_no_sound_of_the_last_second() -> None:
    ear = listener()
    feed(ear, quiet(4000), tutor=True)
    spoken = quiet(2000) + loud(1000)
    started = next(e for e in feed(ear, spoken, tutor=True) if isinstance(e, ActivityStarted))
    assert len(started.preroll) == MICROPHONE.bytes_for(OVER_TUTOR_MS)


def test_a_short_mm_over_the_tutor_is_rejected_also_when_the_sound_is_paused() -> None:
    ear = listener()
    feed(ear, quiet(4000), tutor=True)
    events = feed(ear, loud(300), tutor=True) + feed(ear, quiet(500), tutor=False)
    assert [type(event) for event in events] == [BargeInCandidate, BargeInRejected]
    assert not ear.open


def test_where_interruption_is_off_the_voice_waits_for_the_end_of_the_reply() -> None:
    ear = listener(barge_in=False)
    assert feed(ear, loud(2000), tutor=True) == []
    assert isinstance(feed(ear, loud(100))[0], ActivityStarted)


def test_the_key_opens_a_turn_at_once_and_over_the_tutor_drops_the_reply() -> None:
    ear = listener()
    feed(ear, quiet(600))
    assert [type(event) for event in ear.begin()] == [ActivityStarted]
    assert ear.begin() == []
    assert ear.done() == [ActivityEnded("done")]
    feed(ear, quiet(600), tutor=True)
    assert [type(event) for event in ear.begin()] == [BargeInConfirmed, ActivityStarted]


def test_the_thinking_key_and_the_hint_reach_the_turn() -> None:
    ear = listener()
    feed(ear, loud(500) + quiet(400))
    ear.hold()
    assert ActivityEnded("pause") not in feed(ear, quiet(5000))
    feed(ear, voice(200, 150) + quiet(300))
    ear.hint("complete", pause=2)
    assert feed(ear, quiet(300))[-1] == ActivityEnded("complete")


def test_words_are_complete_only_where_the_voice_fell_or_rose() -> None:
    for start_hz, end_hz, moved in ((200, 150, True), (150, 210, True), (180, 180, False)):
        ear = listener()
        feed(ear, voice(180, 180) + voice(start_hz, end_hz) + quiet(300))
        ear.hint("complete", pause=1)
        assert (ActivityEnded("complete") in feed(ear, quiet(300))) is moved


def test_each_pause_is_judged_by_the_voice_before_it() -> None:
    ear = listener()
    feed(ear, voice(200, 150) + quiet(300) + voice(180, 180) + quiet(300))
    ear.hint("complete", pause=2)
    assert ActivityEnded("complete") not in feed(ear, quiet(300))


def test_a_reset_forgets_turn_and_sound() -> None:
    ear = listener()
    feed(ear, loud(500))
    ear.reset()
    assert not ear.open
    (started,) = ear.begin()
    assert started == ActivityStarted(b"")


def test_silero_hears_no_speech_in_silence_noise_or_hum() -> None:
    noise = np.random.default_rng(3).normal(0, 0.05, 48_000)
    hum = 0.1 * np.sin(np.arange(48_000) * 2 * np.pi * 100 / 16_000)
    for samples in (np.zeros(48_000), noise, hum):
        vad = SileroVad()
        windows = vad.feed((samples * 32767).astype("<i2").tobytes())
        assert len(windows) == 93
        assert max(window.probability for window in windows) < 0.5


def test_silero_cuts_its_windows_across_blocks_and_starts_anew_after_a_reset() -> None:
    pcm = np.random.default_rng(4).integers(-3000, 3000, 16_000).astype("<i2").tobytes()
    whole, blocks = SileroVad(), SileroVad()
    expected = whole.feed(pcm)
    heard = [w for start in range(0, len(pcm), 640) for w in blocks.feed(pcm[start : start + 640])]
    assert heard == expected
    blocks.feed(b"\0" * 100)
    blocks.reset()
    assert blocks.feed(pcm) == expected
