"""How much a connection may ask for."""

from hypothesis import given
from hypothesis import strategies as st

from server.api.token_bucket import TokenBucket


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_burst_is_free_and_the_next_waits() -> None:
    bucket = TokenBucket(10, 3, Clock())
    assert [bucket.refuse() for _ in range(4)] == [False, False, False, True]


def test_a_refused_request_costs_nothing() -> None:
    clock = Clock()
    bucket = TokenBucket(8, 1, clock)
    bucket.take()
    assert bucket.refuse()
    clock.now += 0.125
    assert not bucket.refuse()


@given(st.lists(st.floats(0, 5), min_size=1, max_size=50))
def test_waiting_as_told_never_beats_the_rate(gaps: list[float]) -> None:
    clock = Clock()
    bucket = TokenBucket(10, 5, clock)
    began = clock.now
    for taken, gap in enumerate(gaps, start=1):
        clock.now += gap
        clock.now += bucket.take()
        assert taken <= 5 + (clock.now - began) * 10 + 1e-6
