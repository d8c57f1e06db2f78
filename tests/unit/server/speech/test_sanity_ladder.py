"""What any listener would say: the ladder that every version must climb."""

import random
from dataclasses import replace

import pytest

from server.domain.evidence import TurnEvidence
from server.domain.scoring import evaluate
from server.protocol.models import Evaluation, Metric
from server.speech.text_evidence import TextMeter
from tests.fakes.evidence import ENGLISH, RUBRIC, speech

METER = TextMeter()
RICH = (
    "I think that if we had more time we would have visited the museum, "
    "which is famous for its unprecedented collection of paintings."
)
SIMPLE = "She works in Paris and teaches children every summer."
BROKEN = "me want the the food is"


def spoken(text: str, **measures: float) -> Evaluation:
    """The same voice for every text."""
    measured = METER.measure(text, "en")
    sound = speech(text, **measures)  # type: ignore[arg-type]
    return evaluate(TurnEvidence(measured, sound), RUBRIC, ENGLISH)


def total(text: str, **measures: float) -> float:
    value = spoken(text, **measures).total
    assert value is not None
    return value


@pytest.mark.parametrize(("rate", "fit"), [(1.2, -45.0), (1.6, -32.0), (2.6, -25.0), (1.9, -12.0)])
def test_broken_is_below_simple_and_simple_below_rich(rate: float, fit: float) -> None:
    voice = {"rate": rate, "fit": fit}
    broken, food = total(BROKEN, **voice), total("I want food", **voice)
    simple, rich = total(SIMPLE, **voice), total(RICH, **voice)
    assert broken < food < simple < rich


def test_word_salad_is_below_the_sentence_it_was_made_of() -> None:
    sentences = [
        "I went to the market with my mother and we bought some apples.",
        "He has been working in the same office since he was twenty.",
        "Could you tell me where the nearest station is, please?",
        "My sister likes to read books when it is raining outside.",
    ]
    shuffler = random.Random(7)  # noqa: S311 - not for secrets
    for sentence in sentences:
        words = sentence.lower().replace(".", "").replace(",", "").replace("?", "").split()
        salads = [" ".join(shuffler.sample(words, len(words))) for _ in range(5)]
        scores = sorted(total(salad) for salad in salads)
        assert scores[2] < total(sentence) - 8
        assert scores[-1] <= total(sentence)


def test_hard_word_salad_is_below_broken() -> None:
    assert total("happy the on running because seven was they quickly") < total(BROKEN)


def test_one_word_repeated_is_at_most_one_in_vocabulary() -> None:
    score = spoken("summer " * 9).metrics[Metric.VOCABULARY].score
    assert score is not None
    assert score <= 1


def test_another_language_has_no_number() -> None:
    evaluation = spoken("Quiero una mesa para dos personas por favor")
    assert evaluation.total is None
    for metric in (Metric.VOCABULARY, Metric.GRAMMAR):
        assert evaluation.metrics[metric].reason == "not in the target language"


def test_silence_has_no_number() -> None:
    silent = replace(speech(""), speech_s=0.0, span_s=0.0)
    evaluation = evaluate(TurnEvidence(METER.measure("", "en"), silent), RUBRIC, ENGLISH)
    assert evaluation.total is None
    assert evaluation.remarks == ()


def test_every_fix_quotes_the_learner_and_says_something_else() -> None:
    for text in (BROKEN, "Yesterday I go to school and he don't like it.", "I am agree."):
        remarks = spoken(text).remarks
        assert remarks
        for remark in remarks:
            assert remark.quote is not None
            assert remark.quote in text
            assert remark.kind != "fix" or (remark.better and remark.better != remark.quote)


def test_a_right_sentence_is_praised_for_what_it_shows() -> None:
    assert [remark.kind for remark in spoken(SIMPLE).remarks] == ["good"]


def test_the_same_text_gives_identical_evidence() -> None:
    assert METER.measure(RICH, "en") == TextMeter().measure(RICH, "en")
