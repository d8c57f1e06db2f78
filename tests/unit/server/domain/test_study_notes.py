"""The law of study notes (N1 to N10 of the teaching page): exact shape, every point from a turn."""

from collections.abc import Sequence
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from server.domain.note_points import folded
from server.domain.study_notes import HEADINGS, WrittenNotes, write_notes
from server.protocol.models import (
    Evaluation,
    Metric,
    MetricScore,
    Remark,
    Role,
    Scenario,
    Turn,
)
from tests.fakes.evidence import ENGLISH, MODE, SESSION, turn

WORDS = st.sampled_from(
    ["I", "went", "to", "the", "market", "yesterday", "apples", "are", "good", "um", "We", "like"]
)
SENTENCES = st.builds(
    lambda words, end: " ".join(words) + end,
    st.lists(WORDS, min_size=1, max_size=25),
    st.sampled_from([".", "?", ""]),
)
KINDS = st.sampled_from(get_args(Remark.model_fields["kind"].annotation))


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    text = " ".join(draw(st.lists(SENTENCES, max_size=3)))
    said = text.split()
    remarks = []
    for kind in draw(st.lists(KINDS, max_size=3)):
        start = draw(st.integers(0, max(0, len(said) - 1)))
        quote = " ".join(said[start : start + draw(st.integers(1, 12))])
        better = draw(SENTENCES) if kind == "fix" else None
        metric = draw(st.sampled_from(Metric))
        made = Remark(metric=metric, kind=kind, text="Why.", quote=quote or None, better=better)
        remarks.append(made)
    score = MetricScore(score=3.0, low=2.5, high=3.5, evidence=("2.4 syllables a second",))
    metrics = dict.fromkeys(Metric, score)
    evaluation = Evaluation(metrics=metrics, total=60.0, remarks=tuple(remarks))
    made_turn = turn(text, draw(st.none() | st.just(evaluation)))
    return made_turn.model_copy(update={"role": draw(st.sampled_from(Role))})


def notes_of(said: Sequence[Turn], scenario: Scenario | None = None) -> WrittenNotes:
    return write_notes(SESSION, ENGLISH, MODE, scenario, said)


@given(st.lists(turns(), max_size=6))
def test_n1_the_shape_is_exact_and_every_point_has_text(said: list[Turn]) -> None:
    notes = notes_of(said).notes
    assert set(notes.model_dump()) == {"title", "subtitle"}
    assert notes.title == "Session abc12345 Study Notes \u2014 English (Conversation)"
    assert tuple(section.heading for section in notes.subtitle.values()) == HEADINGS
    assert all(text.strip() for s in notes.subtitle.values() for text in s.points.values())


@given(st.lists(turns(), max_size=6))
def test_n2_every_point_quotes_what_the_learner_said_in_its_turns(said: list[Turn]) -> None:
    written = notes_of(said)
    texts = {each.turn_id: each.text for each in said if each.role is Role.USER}
    keys = {f"{n}.{p}" for n, s in written.notes.subtitle.items() for p in s.points}
    assert set(written.evidence) == keys
    for source in written.evidence.values():
        assert source.turns
        assert all(folded(source.quote) in folded(texts[turn_id]) for turn_id in source.turns)


@given(st.lists(turns(), max_size=12))
def test_n3_few_points_and_short_ones(said: list[Turn]) -> None:
    for section in notes_of(said).notes.subtitle.values():
        assert len(section.points) <= 5
        assert all(len(text.split()) <= 18 for text in section.points.values())


@given(st.lists(turns(), max_size=6))
def test_n10_a_model_phrase_never_holds_an_uncorrected_error(said: list[Turn]) -> None:
    written = notes_of(said)
    by_id = {each.turn_id: each for each in said}
    for key, source in written.evidence.items():
        evaluation = by_id[source.turns[0]].evaluation
        if not key.startswith("0."):
            continue
        if evaluation is None:
            assert "(not checked)" in written.notes.subtitle["0"].points[key[2:]]
            continue
        kinds = {r.kind for r in evaluation.remarks if r.metric is Metric.GRAMMAR}
        assert kinds <= {"good"}


@given(st.lists(turns(), max_size=6))
def test_the_same_turns_give_the_same_notes(said: list[Turn]) -> None:
    assert notes_of(said) == notes_of(said)


def test_n6_a_session_without_words_is_too_short_and_empty() -> None:
    for said in ([], [turn("", None)], [turn("yes", None)]):
        written = notes_of(said)
        assert written.status == "too_short"
        assert [section.points for section in written.notes.subtitle.values()] == [{}, {}, {}, {}]
        assert written.evidence == {}


def test_n4_a_correction_says_what_was_said_what_to_say_and_why() -> None:
    fix = Remark(
        metric=Metric.GRAMMAR, kind="fix", text="Depend takes on.", quote="depends of",
        better="depends on",
    )  # fmt: skip
    said = turn("It depends of the weather.", Evaluation(metrics={}, total=None, remarks=(fix,)))
    written = notes_of([said])
    expected = 'You said "depends of" \u2192 "depends on". Depend takes on.'
    assert written.notes.subtitle["1"].points == {"0": expected}
    assert written.notes.subtitle["0"].points == {}
    step = 'Say three sentences of your own with "depends on": 2 minutes.'
    assert written.notes.subtitle["3"].points == {"0": step}
    assert written.evidence["1.0"].turns == (said.turn_id,)


def test_n7_two_learners_who_said_different_things_share_no_point() -> None:
    score = MetricScore(score=3.0, low=2.5, high=3.5, evidence=("2.4 syllables a second",))
    grammar = Evaluation(metrics={Metric.GRAMMAR: score}, total=60.0)
    one = notes_of([turn("I went to the market.", grammar)]).notes
    two = notes_of([turn("We like green apples.", grammar)]).notes

    def points(notes: object) -> set[str]:
        sections = getattr(notes, "subtitle").values()  # noqa: B009 - typed as object on purpose
        return {text for section in sections for text in section.points.values()}

    assert points(one)
    assert not points(one) & points(two)


def test_the_words_of_the_scenario_come_first() -> None:
    scenario = Scenario(
        id=SESSION.id, slug="s", mode_code="conversation", title="t", prompt="p",
        metadata={"target_vocabulary": ["bill"]},
    )  # fmt: skip
    score = MetricScore(score=3.0, low=2.5, high=3.5)
    checked = Evaluation(metrics={Metric.GRAMMAR: score}, total=60.0)
    said = turn("It was a very long and very nice day. Can I have the bill?", checked)
    assert notes_of([said], scenario).notes.subtitle["0"].points["0"] == "Can I have the bill?"


def test_another_language_is_no_phrase_to_practise() -> None:
    nothing = MetricScore(score=None, reason="not in the target language")
    evaluation = Evaluation(metrics=dict.fromkeys(Metric, nothing), total=None)
    written = notes_of([turn("Quiero una mesa para dos.", evaluation)])
    assert written.status == "too_short"
