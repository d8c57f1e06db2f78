"""The law of tempo and hesitations."""

import numpy as np
import pytest

from server.speech import hesitations, tempo
from server.speech.energy import Segment


def spoken(text: str) -> list[float]:
    """Ends of words of half a second."""
    return [n / 2 + 0.5 for n in range(len(text.split()))]


@pytest.mark.parametrize(
    ("text", "language", "after", "place"),
    [
        ("I went home, then I slept.", "en", 3, "clause"),
        ("I went home because I slept.", "en", 3, "clause"),
        ("I went home because I slept.", "en", 1, "inside"),
        ("Fui a casa porque dormí.", "es", 3, "inside"),
        ("Fui a casa. Dormí.", "es", 3, "clause"),
    ],
)
def test_a_pause_is_placed_by_punctuation_and_by_words_that_begin_clauses(
    text: str, language: str, after: int, place: str
) -> None:
    gap = Segment(after * 50 - 5, after * 50 + 15)
    (pause,) = tempo.place_pauses((gap,), spoken(text), text, language)
    assert pause.place == place


def test_without_timed_words_a_pause_has_no_known_place() -> None:
    (pause,) = tempo.place_pauses((Segment(10, 40),), (), "I went home", "en")
    assert pause.place == "unknown"
    assert pause.seconds == pytest.approx(0.3)


def test_energy_peaks_are_counted_as_syllables() -> None:
    level = 50 - 10 * np.cos(np.linspace(0, 2 * np.pi * 6, 150))
    mask, voiced = np.ones(150, dtype=bool), np.full(150, 120.0)
    assert tempo.nuclei_count(level, mask, voiced) == 6
    assert tempo.nuclei_count(level, mask, np.full(150, np.nan)) == 0
    assert tempo.nuclei_count(level, np.zeros(150, dtype=bool), voiced) == 0


def test_summer_is_no_hesitation_and_er_is_one() -> None:
    said = hesitations.plain_words("She, er, teaches every summer. Um... I hum.")
    assert hesitations.fillers(said, "en") == ("er", "um")


@pytest.mark.parametrize(("word", "language"), [("um", "de"), ("um", "pt"), ("er", "de")])
def test_a_word_of_the_language_is_no_filler_there(word: str, language: str) -> None:
    assert not hesitations.is_filler(word, language)


def test_words_said_twice_are_found_across_a_hesitation_but_not_what_is_said_twice_rightly() -> (
    None
):
    said = hesitations.plain_words("I I want the uh the bill, very very good, room 2 2")
    assert hesitations.repetitions(said, "en") == ("i", "the")
