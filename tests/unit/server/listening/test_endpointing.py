"""The law of turn ends, over any sequence of probabilities."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from server.listening.endpointing import (
    DOUBT,
    DOUBT_MS,
    HOLD_MS,
    UNSAID_MS,
    Ended,
    EndpointEvent,
    Endpointing,
    HalfSpent,
    Paused,
    Resumed,
    Started,
)
from server.protocol.messages import Completeness, TurnTaking

WINDOW_MS = 32.0
BUDGET_MS = 1600


def rules(pause_ms: int = BUDGET_MS, complete_ms: int = 500) -> TurnTaking:
    return TurnTaking(pause_ms=pause_ms, complete_ms=complete_ms, barge_in=True)


class Stream:
    """Feeds an endpointing window by window and keeps (time, event)."""

    def __init__(self, turn_taking: TurnTaking) -> None:
        self.machine = Endpointing(turn_taking)
        self.now_ms = 0.0
        self.events: list[tuple[float, EndpointEvent]] = []

    def feed(self, probability: float, ms: float = WINDOW_MS) -> list[EndpointEvent]:
        heard: list[EndpointEvent] = []
        for _ in range(round(ms / WINDOW_MS)):
            self.now_ms += WINDOW_MS
            events = self.machine.feed(probability, self.now_ms)
            self.note(events)
            heard += events
        return heard

    def note(self, events: list[EndpointEvent]) -> None:
        self.events += [(self.now_ms, event) for event in events]

    def hint(self, completeness: Completeness) -> None:
        """For the last pause there was."""
        pauses = [event.pause for _, event in self.events if isinstance(event, Paused)]
        self.machine.hint(completeness, pauses[-1] if pauses else 0)

    def say(self, ms: float = 640) -> list[EndpointEvent]:
        return self.feed(0.95, ms)

    def rest(self, ms: float) -> list[EndpointEvent]:
        return self.feed(0.02, ms)


@given(st.lists(st.floats(0, 1), max_size=400), st.sampled_from([0, 300, 1000, 2500]))
def test_starts_and_ends_alternate_whatever_is_heard(
    probabilities: list[float], pause_ms: int
) -> None:
    stream = Stream(rules(pause_ms))
    for probability in probabilities:
        stream.feed(probability)
    turns = [event for _, event in stream.events if isinstance(event, Started | Ended)]
    assert all(isinstance(event, Started) for event in turns[::2])
    assert all(isinstance(event, Ended) for event in turns[1::2])
    inside = [event for _, event in stream.events if isinstance(event, Paused | Resumed)]
    for event, following in pairwise(inside):
        assert isinstance(event, Paused) or isinstance(following, Paused)


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.integers(1, BUDGET_MS // int(WINDOW_MS) - 1)),
        min_size=1,
        max_size=12,
    )
)
def test_a_pause_within_the_budget_never_closes_the_turn(spans: list[tuple[int, int]]) -> None:
    stream = Stream(rules())
    stream.say()
    for speech, silence in spans:
        stream.feed(0.9, speech * WINDOW_MS)
        stream.rest(silence * WINDOW_MS)
    assert not any(isinstance(event, Ended) for _, event in stream.events)
    assert stream.machine.open


@given(st.floats(0.5, 1), st.integers(0, 49))
def test_one_window_of_speech_at_any_moment_of_a_pause_starts_it_anew(
    probability: float, windows: int
) -> None:
    stream = Stream(rules())
    stream.say()
    stream.rest(windows * WINDOW_MS)
    stream.feed(probability)
    assert not any(isinstance(event, Ended) for event in stream.rest(BUDGET_MS - WINDOW_MS))
    assert stream.rest(WINDOW_MS)[-1] == Ended("pause")


def test_a_turn_starts_at_two_speech_windows_of_three_and_not_at_one() -> None:
    stream = Stream(rules())
    for probability in (0.9, 0.1, 0.1, 0.9, 0.1):
        assert stream.feed(probability) == []
    assert stream.feed(0.9) == [Started()]


def test_the_events_of_a_pause_come_in_order_and_once() -> None:
    stream = Stream(rules())
    stream.say()
    said_ms = stream.now_ms
    stream.rest(3000)
    after = [(round(at - said_ms), event) for at, event in stream.events[1:]]
    assert after == [(224, Paused(1)), (800, HalfSpent()), (1600, Ended("pause"))]


def test_weak_speech_goes_on_but_does_not_begin() -> None:
    stream = Stream(rules())
    assert stream.feed(0.4, 640) == []
    stream.say(96)
    assert stream.feed(0.4, 3200) == []
    stream.rest(320)
    assert stream.feed(0.4, 320) == []
    assert stream.feed(0.5) == [Resumed()]


def test_evidence_of_completeness_closes_early() -> None:
    stream = Stream(rules())
    stream.say()
    stream.rest(224)
    stream.hint("complete")
    assert stream.rest(256) == []
    assert stream.rest(WINDOW_MS) == [Ended("complete")]


def test_a_late_hint_is_worth_the_next_window_and_a_hint_without_a_pause_nothing() -> None:
    stream = Stream(rules())
    stream.say()
    stream.hint("complete")
    stream.rest(960)
    stream.hint("complete")
    assert stream.rest(WINDOW_MS) == [Ended("complete")]


def test_a_hint_dies_when_speech_returns() -> None:
    stream = Stream(rules())
    stream.say()
    stream.rest(320)
    stream.hint("complete")
    stream.say(64)
    assert Ended("complete") not in stream.rest(BUDGET_MS)


def test_a_hint_for_one_pause_says_nothing_of_the_next() -> None:
    stream = Stream(rules())
    for _ in range(2):
        stream.say()
        stream.rest(416)
    pauses = [event.pause for _, event in stream.events if isinstance(event, Paused)]
    assert len(pauses) == 2
    stream.machine.hint("complete", pauses[0])
    assert stream.rest(BUDGET_MS - 448) == [HalfSpent()]
    stream.machine.hint("complete", pauses[1])
    assert stream.rest(WINDOW_MS) == [Ended("complete")]


def test_pauses_of_different_turns_have_different_numbers() -> None:
    stream = Stream(rules())
    for _ in range(2):
        stream.say()
        stream.rest(BUDGET_MS)
    assert [event for _, event in stream.events if isinstance(event, Paused)] == [
        Paused(1),
        Paused(2),
    ]


def test_an_unfinished_clause_stretches_the_budget_up_to_five_seconds() -> None:
    for pause_ms, expected_ms in ((1600, 2400), (4000, 5000), (6000, 6000)):
        stream = Stream(rules(pause_ms))
        stream.say()
        said_ms = stream.now_ms
        stream.rest(256)
        stream.hint("incomplete")
        stream.rest(8000)
        assert stream.events[-1][1] == Ended("pause")
        assert 0 <= stream.events[-1][0] - said_ms - expected_ms < WINDOW_MS


def test_the_thinking_key_gives_fifteen_seconds_a_press_for_one_pause() -> None:
    stream = Stream(rules())
    stream.say()
    stream.rest(640)
    stream.hint("complete")
    stream.machine.hold()
    stream.machine.hold()
    assert Ended("pause") not in stream.rest(2 * HOLD_MS)
    stream.say(64)
    assert stream.rest(BUDGET_MS)[-1] == Ended("pause")


def test_done_closes_now_and_without_a_budget_nothing_else_does() -> None:
    stream = Stream(rules(pause_ms=0))
    stream.say()
    stream.rest(320)
    stream.hint("complete")
    assert stream.rest(60_000) == []
    assert stream.machine.done() == [Ended("done")]
    assert stream.machine.done() == []


def test_a_turn_opened_by_key_waits_for_the_first_word() -> None:
    stream = Stream(rules())
    stream.note(stream.machine.begin(stream.now_ms))
    assert stream.machine.begin(stream.now_ms) == []
    assert stream.rest(UNSAID_MS - 320) == []
    assert stream.say(64) == []
    assert stream.rest(BUDGET_MS)[-1] == Ended("pause")


def test_a_turn_opened_by_key_in_which_nothing_is_said_ends_as_unsaid() -> None:
    stream = Stream(rules())
    stream.machine.begin(0)
    assert stream.rest(UNSAID_MS + 64) == [Ended("unsaid")]


def test_a_soft_onset_at_the_end_of_the_budget_puts_off_the_close_but_not_for_long() -> None:
    stream = Stream(rules())
    stream.say()
    stream.rest(BUDGET_MS - WINDOW_MS)
    assert stream.feed(DOUBT, DOUBT_MS) == []
    assert stream.feed(0.5) == [Resumed()]
    stream.rest(BUDGET_MS - WINDOW_MS)
    assert Ended("pause") in stream.feed(DOUBT, DOUBT_MS + WINDOW_MS)
