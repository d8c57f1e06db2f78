"""Real time for v1 clients."""

import pytest

from server.api.pacing import AHEAD_S, Pacing
from server.domain.turns import ReplySound

TENTH = bytes(4_800)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def piece(index: int, generation: int = 1) -> ReplySound:
    return ReplySound(generation, index * 2_400, TENTH)


def test_audio_runs_at_most_300_ms_ahead_of_real_time() -> None:
    clock = Clock()
    pacing = Pacing(clock)
    for index in range(10):
        pacing.queued(piece(index))
    assert pacing.early_by(piece(0)) <= 0
    assert pacing.early_by(piece(5)) == pytest.approx(0.5 - AHEAD_S)
    clock.now += 0.5
    assert pacing.early_by(piece(8)) <= 0


def test_heard_is_what_real_time_allows() -> None:
    clock = Clock()
    pacing = Pacing(clock)
    pacing.queued(piece(0))
    pacing.queued(piece(1))
    clock.now += 0.125
    assert pacing.heard_ms == 125
    clock.now += 9
    assert pacing.heard_ms == 200


def test_a_reply_is_played_once_it_is_complete_and_its_time_has_passed() -> None:
    clock = Clock()
    pacing = Pacing(clock)
    pacing.queued(piece(0))
    clock.now += 1
    assert not pacing.played
    pacing.complete = True
    assert pacing.played
    pacing.forget(1)
    assert not pacing.played


def test_a_new_reply_starts_its_own_time() -> None:
    clock = Clock()
    pacing = Pacing(clock)
    pacing.queued(piece(0))
    pacing.complete = True
    clock.now += 5
    pacing.queued(piece(0, generation=2))
    assert not pacing.complete
    assert pacing.heard_ms == 0
