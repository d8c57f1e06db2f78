"""The law of interruption: a candidate at once, a verdict within 640 ms, echo never."""

from hypothesis import given
from hypothesis import strategies as st

from server.listening.barge_in import EARLY_MS, BargeIn, Verdict
from server.listening.vad import WINDOW_MS, Window

QUIET = Window(0.02, -70.0)
ECHO = Window(0.9, -40.0)
LOUD = Window(0.95, -20.0)


def verdicts(barge_in: BargeIn, window: Window, ms: int) -> list[Verdict]:
    heard = [barge_in.feed(window) for _ in range(ms // WINDOW_MS)]
    return [verdict for verdict in heard if verdict is not None]


def settled(window: Window = QUIET) -> BargeIn:
    """After the early phase."""
    barge_in = BargeIn()
    for _ in range(EARLY_MS // WINDOW_MS + 1):
        barge_in.feed(window, echo_db=-10.0)
    return barge_in


def test_the_candidate_comes_with_the_first_window_and_the_verdict_after_416_ms_of_speech() -> None:
    barge_in = settled()
    assert barge_in.feed(LOUD) == "candidate"
    assert barge_in.pending
    assert [barge_in.feed(LOUD) for _ in range(12)] == [None] * 11 + ["confirmed"]
    assert not barge_in.pending


def test_a_soft_onset_pauses_the_tutor_and_does_not_count_as_speech() -> None:
    barge_in = settled()
    assert barge_in.feed(Window(0.1, -30.0)) == "candidate"
    assert [barge_in.feed(LOUD) for _ in range(13)] == [None] * 12 + ["confirmed"]


def test_a_back_channel_is_rejected_after_640_ms() -> None:
    barge_in = settled()
    assert verdicts(barge_in, LOUD, 384) == ["candidate"]
    assert verdicts(barge_in, QUIET, 256) == []
    assert verdicts(barge_in, QUIET, 32) == ["rejected"]


def test_echo_that_the_canceller_names_is_no_candidate() -> None:
    barge_in = settled()
    assert {barge_in.feed(ECHO, echo_db=-42.0) for _ in range(200)} == {None}


def test_steady_echo_is_learned_and_the_learner_over_it_is_heard() -> None:
    barge_in = BargeIn()
    assert verdicts(barge_in, Window(0.3, -40.0), 4000) == ["candidate", "rejected"]
    assert verdicts(barge_in, ECHO, 4000) == []
    assert verdicts(barge_in, Window(0.9, -33.0), 416) == ["candidate", "confirmed"]


def test_in_the_first_three_seconds_twelve_decibels_are_asked_then_six() -> None:
    nine_over = Window(0.9, -31.0)
    early, late = BargeIn(), settled()
    assert {early.feed(nine_over, echo_db=-40.0) for _ in range(10)} == {None}
    assert "candidate" in {late.feed(nine_over, echo_db=-40.0) for _ in range(10)}


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(-96, 0)), max_size=300))
def test_every_candidate_gets_one_verdict_before_the_next(
    sounds: list[tuple[float, float]],
) -> None:
    barge_in, pending = BargeIn(), False
    for probability, level in sounds:
        verdict = barge_in.feed(Window(probability, level))
        if verdict is not None:
            assert (verdict == "candidate") is not pending
            pending = verdict == "candidate"
        assert barge_in.pending is pending
