"""An exam's clock over the offline lesson: silence until zero is not a turn without words."""

from server.domain.events import TutorDone
from tests.fakes.lessons import lesson
from tests.unit.server.tutors.modes.sittings import catalogued
from tests.unit.server.tutors.room import LOUD, TURN, Room, text_of


async def test_an_utterance_without_any_sound_moves_an_exam_on_and_a_noise_does_not() -> None:
    room = Room("")
    await room.enter(lesson(catalogued("exam_personal_questions"), "B1", mode="test_prep"))
    try:
        await room.session.send_text(TURN, "Yes, I am ready.")
        first = text_of(await room.until(TutorDone))
        await room.session.activity_start(1, TURN)
        room.hear(*[LOUD] * 20)
        await room.session.activity_end()
        again = text_of(await room.until(TutorDone))
        await room.session.activity_start(2, TURN)
        await room.session.activity_end()
        after = text_of(await room.until(TutorDone))
    finally:
        await room.session.aclose()
    question = first.split(". ")[-1]
    assert question in again
    assert question not in after
    assert "take your time" not in after.lower()
