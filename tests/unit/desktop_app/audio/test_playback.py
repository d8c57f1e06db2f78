"""What waits, what was handed over and what a pause takes back add up, whatever happens."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.audio.playback import Playback
from server.protocol.audio import TUTOR

BLOCK = TUTOR.bytes_for(20)


def loud(milliseconds: int) -> bytes:
    return b"\x10\x20" * (TUTOR.bytes_for(milliseconds) // 2)


def test_a_reply_starts_only_when_the_jitter_buffer_is_full() -> None:
    playback = Playback(lambda _g: None, start_ms=60)
    playback.write(1, loud(40))
    assert playback.read(BLOCK) == bytes(BLOCK)
    playback.write(1, loud(20))
    assert playback.read(BLOCK) != bytes(BLOCK)


def test_a_reply_shorter_than_the_jitter_buffer_is_played_once_it_is_finished() -> None:
    told: list[int] = []
    playback = Playback(told.append, start_ms=60)
    playback.write(1, loud(20))
    playback.finish(1)
    assert playback.read(BLOCK) != bytes(BLOCK)
    assert told == [1]
    assert playback.over(1)
    assert playback.handed_ms(1) == 20
    assert playback.underruns == 0


def test_a_gap_in_the_middle_is_an_underrun_and_lengthens_the_buffer() -> None:
    playback = Playback(lambda _g: None, start_ms=60)
    playback.write(1, loud(60))
    for _ in range(4):
        playback.read(BLOCK)
    assert playback.underruns == 1
    playback.write(1, loud(60))
    assert playback.read(BLOCK) == bytes(BLOCK)  # now it wants 100 ms
    playback.write(1, loud(40))
    assert playback.read(BLOCK) != bytes(BLOCK)


def test_a_pause_takes_back_what_was_not_heard_and_a_resume_repeats_it() -> None:
    playback = Playback(lambda _g: None, start_ms=0)
    sound = bytes(range(256)) * 30
    playback.write(1, sound)
    first = playback.read(BLOCK)
    playback.read(BLOCK)
    playback.pause(BLOCK)
    assert playback.handed_ms(1) == 20
    assert playback.read(BLOCK) == bytes(BLOCK)
    playback.resume()
    again = playback.read(BLOCK)
    assert again[480:] == sound[BLOCK + 480 : 2 * BLOCK]  # after the 10 ms fade-in
    assert first[480:] == sound[480:BLOCK]


def test_silence_that_was_inserted_is_not_taken_back_as_speech() -> None:
    playback = Playback(lambda _g: None, start_ms=0)
    playback.write(1, loud(20))
    playback.read(BLOCK)
    playback.read(BLOCK)
    playback.read(BLOCK)
    playback.pause(2 * BLOCK)
    assert playback.handed_ms(1) == 20


def test_a_flush_forgets_what_waits_and_keeps_the_count_of_what_was_handed_over() -> None:
    playback = Playback(lambda _g: None, start_ms=0)
    playback.write(1, loud(100))
    playback.read(BLOCK)
    playback.flush()
    assert not playback.waiting
    assert playback.handed_ms(1) == 20
    assert playback.read(BLOCK) == bytes(BLOCK)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(1, 400)),
        st.tuples(st.just("read"), st.integers(1, 40)),
        st.tuples(st.just("pause"), st.integers(0, 2000)),
        st.tuples(st.just("resume"), st.just(0)),
    ),
    max_size=60,
)


@given(STEPS)
def test_nothing_is_lost_or_doubled_by_pauses(steps: list[tuple[str, int]]) -> None:
    """What was heard (handed over minus taken back) and what waits is always what was written."""
    playback = Playback(lambda _g: None, start_ms=0)
    written = 0
    for name, size in steps:
        if name == "write":
            playback.write(1, loud(size))
            written += len(loud(size))
        elif name == "read":
            assert len(playback.read(TUTOR.bytes_for(size))) == TUTOR.bytes_for(size)
        elif name == "pause":
            playback.pause(TUTOR.bytes_for(size))
        else:
            playback.resume()
    playback.resume()
    playback.finish(1)
    for _ in range(2000):
        if playback.over(1):
            break
        playback.read(BLOCK)
    assert TUTOR.bytes_for(round(playback.handed_ms(1) * 1000) / 1000) == written
