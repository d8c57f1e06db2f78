"""The exam clock: it runs from the floor, gives up preparation to one who speaks, and ends at 0."""

from desktop_app.presenters.exam_timer import ExamTimer, left_words
from server.protocol.models import TaskClock


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def running(hands: Hands, prepare_s: int = 0) -> ExamTimer:
    timer = ExamTimer(hands)
    timer.set(TaskClock(prepare_s=prepare_s, speak_s=120))
    assert timer.start()
    return timer


def test_nothing_runs_without_a_clock_or_before_the_floor() -> None:
    timer = ExamTimer(Hands())
    assert not timer.start()
    timer.set(TaskClock(speak_s=30))
    assert timer.left is None
    assert left_words(timer.left) == ""


def test_preparation_comes_first_and_then_the_time_to_speak() -> None:
    hands = Hands()
    timer = running(hands, prepare_s=60)
    hands.now += 20
    assert left_words(timer.left) == "0:40 to prepare"
    hands.now += 88
    assert left_words(timer.left) == "1:12 left"


def test_one_who_begins_early_has_the_whole_time_to_speak() -> None:
    hands = Hands()
    timer = running(hands, prepare_s=60)
    timer.speak()
    assert left_words(timer.left) == "2:00 left"


def test_it_stays_at_zero_and_stops_with_the_answer() -> None:
    hands = Hands()
    timer = running(hands)
    hands.now += 500
    assert left_words(timer.left) == "0:00 left"
    timer.stop()
    assert timer.left is None
