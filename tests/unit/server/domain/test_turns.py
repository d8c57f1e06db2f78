"""The turn tracker: any order of events, and the three rules that hold it together."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from server.domain.events import (
    ReplyHeard,
    SpeechStarted,
    SpeechStopped,
    TurnHinted,
    TutorAudio,
    TutorDone,
    TutorFailed,
    TutorHelp,
    TutorInterrupted,
    TutorText,
    Typed,
    UserText,
)
from server.domain.turns import (
    FloorChanged,
    LearnerTurn,
    NothingSaid,
    Outcome,
    ReplyCut,
    ReplyOpened,
    ReplySent,
    ReplySentence,
    ReplySound,
    TurnTracker,
    TutorTurn,
)
from server.protocol.models import LessonFact

SECOND = bytes(48_000)  # of 24 kHz s16le
TENTH = bytes(4_800)

words = st.lists(
    st.sampled_from(["hello", "two", "coffees", "please", "thanks"]), min_size=1, max_size=6
).map(" ".join)
small = st.integers(1, 4)
events = st.one_of(
    st.builds(SpeechStarted, small, st.uuids()),
    st.builds(SpeechStopped, small),
    st.builds(Typed, st.uuids(), words),
    st.builds(ReplyHeard, small, st.integers(0, 3_000), st.booleans()),
    st.builds(UserText, small, words | st.just(" "), st.booleans()),
    st.builds(TutorText, words),
    st.just(TutorAudio(TENTH)),
    st.just(TutorDone((0,))),
    st.just(TutorInterrupted()),
    st.just(TutorFailed("no voice")),
    st.just(TurnHinted(1, "complete")),
    st.just(TutorHelp("hint", "try")),
)


def fed(tracker: TurnTracker, *given_events: object) -> list[Outcome]:
    return [outcome for event in given_events for outcome in tracker.feed(event)]  # type: ignore[arg-type]


def of(kind: type, outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if isinstance(outcome, kind)]


def reply(*sentences: str) -> list[object]:
    pieces: list[object] = []
    for sentence in sentences:
        pieces += [TutorText(sentence), TutorAudio(SECOND)]
    return [*pieces, TutorDone()]


@given(st.lists(events, max_size=60))
def test_turn_numbers_rise_by_one_and_no_words_are_lost(order: list[object]) -> None:
    tracker, outcomes = TurnTracker(), []
    expected: list[str] = []
    awaited: set[int] = set()
    for event in order:
        match event:
            case SpeechStarted(utterance=n):
                awaited.add(n)
            case Typed(text=text):
                expected.append(text)
            case UserText(utterance=n, text=text, final=True) if n in awaited:
                awaited.discard(n)
                expected += [text] if text.strip() else []
            case _:
                pass
        outcomes += fed(tracker, event)
    outcomes += tracker.finish()
    turns = [o for o in outcomes if isinstance(o, LearnerTurn | TutorTurn)]
    assert [turn.number for turn in turns] == list(range(len(turns)))
    assert [turn.text for turn in turns if isinstance(turn, LearnerTurn)] == expected


@given(st.lists(events, max_size=60))
def test_sound_belongs_to_one_open_reply_and_nothing_follows_its_cut(
    order: list[object],
) -> None:
    tracker, opened, over = TurnTracker(), 0, set()
    samples = 0
    for event in [*order]:
        for outcome in fed(tracker, event):
            match outcome:
                case ReplyOpened(generation):
                    assert generation == opened + 1
                    opened, samples = generation, 0
                case ReplySound(generation, sample, pcm):
                    assert generation == opened
                    assert generation not in over
                    assert sample == samples
                    samples += len(pcm) // 2
                case ReplyCut(generation):
                    assert generation not in over
                    over.add(generation)
                case ReplySent(generation, sent):
                    assert generation not in over
                    assert sent == samples
                case _:
                    pass


@given(st.lists(events, max_size=60))
def test_no_reply_begins_while_the_learner_speaks(order: list[object]) -> None:
    tracker, speaking = TurnTracker(), False
    for event in order:
        for outcome in fed(tracker, event):
            if isinstance(outcome, FloorChanged):
                speaking = outcome.floor == "listening"
            assert not (speaking and isinstance(outcome, ReplyOpened))


def test_a_spoken_turn_is_answered() -> None:
    tracker, turn = TurnTracker(), uuid4()
    outcomes = fed(
        tracker,
        SpeechStarted(1, turn),
        SpeechStopped(1),
        UserText(1, "a coffee please", final=True),
        *reply("Of course."),
        ReplyHeard(1, 1_000, cut=False),
    )
    floors = [outcome.floor for outcome in outcomes if isinstance(outcome, FloorChanged)]
    assert floors == ["listening", "thinking", "speaking", "ready"]
    assert of(LearnerTurn, outcomes)[0] == LearnerTurn(
        0, turn, "a coffee please", UserText(1, "a coffee please", final=True)
    )
    assert of(TutorTurn, outcomes) == [TutorTurn(1, 1, "Of course.", False, 1_000, ())]
    assert not of(ReplyCut, outcomes)


def test_a_reply_is_stored_as_what_was_heard() -> None:
    tracker = TurnTracker()
    fed(tracker, *reply("One two three four.", "Five six seven eight."))
    outcomes = fed(tracker, ReplyHeard(1, 1_500, cut=True))
    assert of(TutorTurn, outcomes) == [
        TutorTurn(0, 1, "One two three four. Five six", True, 1_500, ())
    ]
    assert of(ReplyCut, outcomes) == [ReplyCut(1, "learner")]


def test_a_reply_of_which_nothing_was_heard_is_no_turn() -> None:
    tracker = TurnTracker()
    fed(tracker, *reply("Good evening."))
    outcomes = fed(tracker, ReplyHeard(1, 0, cut=True))
    assert of(ReplyCut, outcomes)
    assert not of(TutorTurn, outcomes)


def test_a_reply_cut_after_its_end_keeps_all_its_words() -> None:
    tracker = TurnTracker()
    fed(tracker, *reply("Good evening."))
    outcomes = fed(tracker, ReplyHeard(1, 5_000, cut=True))
    assert [turn.text for turn in of(TutorTurn, outcomes)] == ["Good evening."]  # type: ignore[union-attr]


def test_what_an_engine_still_sends_of_a_cut_reply_is_dropped() -> None:
    tracker = TurnTracker()
    fed(tracker, TutorText("A long story"), TutorAudio(TENTH))
    fed(tracker, SpeechStarted(1, uuid4()))
    late = fed(tracker, TutorAudio(TENTH), TutorText("about bears"), TutorInterrupted())
    assert not late
    answer = fed(tracker, SpeechStopped(1), UserText(1, "stop", final=True), *reply("Sure."))
    assert of(ReplyOpened, answer) == [ReplyOpened(2)]
    assert of(ReplySentence, answer) == [ReplySentence(2, "Sure.")]


def test_a_stale_reply_does_not_begin_under_a_new_utterance() -> None:
    tracker = TurnTracker()
    fed(tracker, SpeechStarted(1, uuid4()), SpeechStopped(1), UserText(1, "one", final=True))
    fed(tracker, SpeechStarted(2, uuid4()))
    assert not fed(tracker, TutorText("Stale"), TutorAudio(TENTH), TutorInterrupted())
    answer = fed(tracker, SpeechStopped(2), UserText(2, "two", final=True), *reply("Fresh."))
    assert of(ReplySentence, answer) == [ReplySentence(1, "Fresh.")]


def test_an_utterance_without_words_is_said_to_be_one() -> None:
    tracker, turn = TurnTracker(), UUID(int=7)
    outcomes = fed(tracker, SpeechStarted(1, turn), SpeechStopped(1), UserText(1, "  ", final=True))
    assert of(NothingSaid, outcomes) == [NothingSaid(1, turn)]
    assert tracker.floor == "ready"
    assert not tracker.awaits_words


def test_a_failed_engine_gives_the_floor_back() -> None:
    tracker = TurnTracker()
    fed(tracker, Typed(uuid4(), "hello"), TutorText("Wel"), TutorAudio(TENTH))
    outcomes = fed(tracker, TutorFailed("the voice is gone"))
    assert of(ReplyCut, outcomes) == [ReplyCut(1, "tutor")]
    assert tracker.floor == "ready"
    assert of(ReplyOpened, fed(tracker, *reply("Again."))) == [ReplyOpened(2)]


def test_the_same_utterance_started_twice_is_one() -> None:
    tracker, turn = TurnTracker(), uuid4()
    fed(tracker, SpeechStarted(3, turn))
    assert not fed(tracker, SpeechStarted(3, turn))
    outcomes = fed(tracker, SpeechStopped(3), UserText(3, "once", final=True))
    assert len(of(LearnerTurn, outcomes)) == 1


def test_what_a_reply_noticed_is_kept_with_it_even_when_the_reply_went_unheard() -> None:
    noticed = (LessonFact(kind="form", about="past simple", outcome="right", quote="went"),)
    tracker = TurnTracker()
    outcomes = fed(tracker, TutorText("Good.", noticed), ReplyHeard(1, 0, True))
    assert not [outcome for outcome in outcomes if isinstance(outcome, TutorTurn)]
    done = [TutorInterrupted(), TutorText("And then?"), TutorAudio(TENTH), TutorDone()]
    outcomes = fed(tracker, *done, ReplyHeard(2, 100, False))
    assert [o.facts for o in outcomes if isinstance(o, TutorTurn)] == [noticed]


def test_the_text_to_read_goes_with_the_turns_that_follow_it_until_the_next_reply() -> None:
    tracker = TurnTracker()
    fed(tracker, TutorText("Read this."), TutorDone(expected="A cat sat."))
    first = fed(tracker, Typed(uuid4(), "A cat sat"), TutorText("Well done."), TutorDone())
    second = fed(tracker, Typed(uuid4(), "Thanks"))
    assert [o.expected for o in first + second if isinstance(o, LearnerTurn)] == [
        "A cat sat.",
        None,
    ]
