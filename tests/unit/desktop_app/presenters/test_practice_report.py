"""What the practice command prints and keeps, from the events of a talk."""

from uuid import UUID

from desktop_app.presenters import lesson_events as talk
from desktop_app.presenters.practice_report import NOT_ENOUGH, PracticeReport
from server.protocol import messages as wire
from server.protocol.models import Metric, NotesSection, Remark, Role, StudyNotes
from tests.fakes.lesson_parts import session_started

TURN = UUID(int=5)


def notes(*points: str) -> StudyNotes:
    first = NotesSection(
        heading="Phrases to keep", points={str(n): point for n, point in enumerate(points)}
    )
    rest = {str(n): NotesSection(heading=f"Part {n}", points={}) for n in range(1, 4)}
    return StudyNotes(title="Restaurant", subtitle={"0": first, **rest})


def ended(total: float | None, *points: str) -> wire.SessionEnded:
    return wire.SessionEnded(
        reason="ended",
        study_notes=notes(*points),
        status="ok" if total is not None else "too_short",
        metrics={Metric.FLUENCY: None if total is None else 3.5, Metric.GRAMMAR: None},
        bands={} if total is None else {Metric.FLUENCY: (3.0, 4.0)},
        total=total,
    )


def reply(generation: int, *sentences: str) -> list[wire.Transcription]:
    return [
        wire.Transcription(role=Role.ASSISTANT, text=text, final=True, generation=generation)
        for text in sentences
    ]


def words(text: str) -> wire.Transcription:
    return wire.Transcription(role=Role.USER, text=text, final=True, utterance=1, turn_id=TURN)


def report(*events: object) -> tuple[PracticeReport, list[str]]:
    lines: list[str] = []
    made = PracticeReport(lines.append)
    for event in events:
        made.take(event)  # type: ignore[arg-type]
    return made, lines


FEEDBACK = wire.Feedback(
    turn_id=TURN,
    turn_index=1,
    metrics={Metric.GRAMMAR: 3.0, Metric.FLUENCY: None},
    bands={Metric.GRAMMAR: (2.5, 3.5)},
    total=60.4,
    remarks=(
        Remark(metric=Metric.GRAMMAR, kind="fix", text="Agree.", quote="he go", better="he goes"),
    ),
    reasons={},
    evidence={},
)


def test_a_reply_that_is_heard_before_the_words_it_answers_are_stored_is_printed_after_them() -> (
    None
):
    made, lines = report(
        session_started(),
        *reply(1, "Good evening.", "A table?"),
        talk.ReplyHeard(1, 900),
        talk.TurnClosed(1, 1000),
        *reply(2, "Of course."),
        talk.ReplyAudible(2, 730.4),
        talk.ReplyHeard(2, 500),
        words("For two, he go too."),
        FEEDBACK,
        ended(60.0, "a table for two"),
    )
    said = [line for line in lines if line.startswith(("You:", "Tutor:"))]
    assert said == [
        "Tutor:  Good evening. A table?",
        "You:    For two, he go too.",
        "Tutor:  Of course.",
    ]
    kept = made.as_json()
    assert [turn["role"] for turn in kept["turns"]] == ["assistant", "user", "assistant"]
    assert kept["timings"] == [{"turn": 1, "close_to_first_audio_ms": 730}]
    assert kept["turns"][1]["total"] == 60.4
    assert kept["turns"][1]["metrics"] == {"grammar": 3.0, "fluency": None}
    assert kept["turns"][1]["remarks"][0]["better"] == "he goes"
    assert (kept["total"], kept["status"]) == (60.0, "ok")
    assert kept["study_notes"]["subtitle"]["0"]["points"] == {"0": "a table for two"}
    assert kept["bands"] == {"fluency": (3.0, 4.0)}


def test_scores_notes_and_remarks_are_readable() -> None:
    _, lines = report(
        session_started(), talk.TurnClosed(1, 1), words("he go"), FEEDBACK, ended(60.0, "keep")
    )
    text = "\n".join(lines)
    assert "[turn 1] total 60; fluency -, vocabulary -, grammar 3.0 (2.5 to 3.5)" in text
    assert '* "he go" -> "he goes" Agree.' in text
    assert "Total 60 of 100" in text
    assert "  fluency       3.5 (3.0 to 4.0)" in text
    assert "    - keep" in text
    assert "\x1b" not in text


def test_too_little_speech_gives_a_sentence_and_no_number() -> None:
    made, lines = report(session_started(), ended(None))
    assert NOT_ENOUGH in lines
    assert "Total" not in "\n".join(lines)
    assert "Study notes" not in "\n".join(lines)
    assert made.as_json()["total"] is None
    assert made.as_json()["metrics"] == {"fluency": None, "grammar": None}


def test_an_utterance_without_words_is_said_and_makes_no_turn() -> None:
    made, lines = report(talk.TurnClosed(1, 1), words(""))
    assert lines == ["You:    (no words)"]
    assert made.as_json()["turns"] == []


def test_a_cut_reply_and_a_later_score_are_marked_once() -> None:
    later = FEEDBACK.model_copy(update={"total": 61.0})
    made, lines = report(
        *reply(1, "Good evening."), talk.ReplyCut(1, 100), words("he go"), FEEDBACK, later
    )
    assert lines[0] == "Tutor:  Good evening. —"
    assert sum("[turn 1]" in line for line in lines) == 1
    assert made.as_json()["turns"][1]["total"] == 61.0


def test_a_talk_that_never_ended_says_so() -> None:
    made, lines = report(talk.SoundLost("I cannot find a microphone."))
    assert lines == ["! I cannot find a microphone."]
    assert made.as_json()["status"] == "unfinished"
    assert made.as_json()["study_notes"] is None
