"""The conversation presenter: intents go to the talk, one state comes back; no pixels."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from PySide6.QtCore import QCoreApplication

from desktop_app.audio.ears import Ears
from desktop_app.backend.address import ServerFailed
from desktop_app.backend.voice import ConnectionLost
from desktop_app.presenters.conversation import ConversationPresenter, start_message
from desktop_app.presenters.conversation_state import BEGIN_AGAIN, TYPE_INSTEAD
from desktop_app.presenters.lesson import Lesson
from desktop_app.presenters.lesson_events import LessonEvent
from desktop_app.presenters.states import ConversationState, LessonChoice, Phase
from server.protocol import messages as wire
from server.protocol.models import Level, NotesSection, StudyNotes
from tests.fakes.lesson_parts import (
    ScriptedVoice,
    SteppedMicrophone,
    SteppedSpeaker,
    session_started,
)
from tests.fakes.scripted_listener import ScriptedListener

NOTES = StudyNotes(
    title="Notes",
    subtitle={str(n): NotesSection(heading=f"Section {n}", points={}) for n in range(4)},
)
ENDED = wire.SessionEnded(
    reason="ended", study_notes=NOTES, status="too_short", metrics={}, bands={}, total=None
)
READY = wire.State(turn="ready", tutor="local")


class Desk:
    """A presenter with a talk whose socket and devices are in the test's hands."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.opened = 0
        self.states: list[ConversationState] = []
        self.listener = ScriptedListener({})
        self.presenter = ConversationPresenter(self.open)
        self.presenter.state_changed.connect(self.states.append)

    async def open(self, tell: Callable[[LessonEvent], None]) -> Lesson:
        self.opened += 1
        if self.failure is not None:
            raise self.failure
        self.voice = ScriptedVoice()
        self.microphone = SteppedMicrophone()
        self.speaker = SteppedSpeaker()
        listener: object = self.listener
        return Lesson(
            self.voice,
            self.microphone,
            self.speaker,
            lambda _taking: Ears(listener, None, threaded=False),  # type: ignore[arg-type]
            tell,
        )

    @property
    def phase(self) -> Phase:
        return self.presenter.state.phase

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():
                await asyncio.sleep(0)

    async def give_floor(self) -> None:
        """The talk is open, the microphone captures, the learner has the floor."""
        self.presenter.begin(LessonChoice())
        await self.until(lambda: hasattr(self, "voice"))
        self.microphone.capture(bytes(640))
        self.voice.say(session_started(), READY)
        await self.until(lambda: self.phase is Phase.LISTENING)


@pytest.fixture
async def desk(qapp: QCoreApplication) -> AsyncIterator[Desk]:
    assert qapp is not None
    made = Desk()
    yield made
    await made.presenter.aclose()


def test_the_choice_goes_up_by_code_level_and_slug() -> None:
    choice = LessonChoice("fr", "de", "debate", Level.B1, None, "basic-swiss")
    assert start_message(choice) == wire.StartSession(
        target_language="fr",
        mother_language="de",
        user_level="B1",
        teaching_mode="debate",
        voice="basic-swiss",
    )


async def test_a_talk_from_begin_to_result(desk: Desk) -> None:
    await desk.give_floor()
    desk.presenter.toggle()
    await desk.until(lambda: len(desk.voice.of(wire.ActivityStart)) == 1)
    desk.presenter.toggle()
    await desk.until(lambda: desk.phase is Phase.THINKING)
    desk.presenter.end()
    await desk.until(lambda: bool(desk.voice.of(wire.EndSession)))
    assert desk.phase is Phase.ENDING
    desk.voice.say(ENDED)
    await desk.until(lambda: desk.phase is Phase.ENDED)
    assert desk.presenter.state.summary is not None
    desk.presenter.close_result()
    assert desk.presenter.state == ConversationState()
    assert desk.states[0].phase is Phase.PREPARING


async def test_a_new_talk_waits_until_the_old_one_has_let_its_devices_go(desk: Desk) -> None:
    await desk.give_floor()
    old = desk.speaker
    desk.presenter.end()
    desk.voice.say(ENDED)
    await desk.until(lambda: desk.phase is Phase.ENDED)
    desk.presenter.begin(LessonChoice(mode="debate"))
    await desk.until(lambda: desk.opened == 2)
    assert old.log[-1] == "close"
    assert desk.phase is Phase.PREPARING


async def test_begin_twice_is_one_talk(desk: Desk) -> None:
    desk.presenter.begin(LessonChoice())
    desk.presenter.begin(LessonChoice())
    await desk.until(lambda: desk.opened > 0)
    assert desk.opened == 1


@pytest.mark.parametrize(
    "failure", [ServerFailed("The tutor is not running yet."), ConnectionLost("Nobody answers.")]
)
async def test_a_talk_that_cannot_begin_says_why_and_can_be_tried_again(
    desk: Desk, failure: Exception
) -> None:
    desk.failure = failure
    desk.presenter.begin(LessonChoice(mode="debate"))
    await desk.until(lambda: desk.phase is Phase.PAUSED)
    notice = desk.presenter.state.notice
    assert notice is not None
    assert (notice.text, notice.action_id) == (str(failure), BEGIN_AGAIN)
    desk.failure = None
    desk.presenter.act_on_notice(BEGIN_AGAIN)
    await desk.until(lambda: desk.opened == 2)
    assert desk.presenter.state.choice.mode == "debate"


async def test_a_refusal_shows_the_servers_sentence(desk: Desk) -> None:
    desk.presenter.begin(LessonChoice())
    await desk.until(lambda: hasattr(desk, "voice"))
    desk.voice.say(wire.Error(code="not_found", message="No scenario is called so."))
    await desk.until(lambda: desk.phase is Phase.PAUSED)
    assert desk.presenter.state.notice is not None
    assert desk.presenter.state.notice.text == "No scenario is called so."


async def test_typing_closes_the_microphone_and_speaking_opens_it_again(desk: Desk) -> None:
    await desk.give_floor()
    desk.presenter.act_on_notice(TYPE_INSTEAD)
    assert desk.phase is Phase.READY
    await desk.until(lambda: desk.presenter.state.text_mode)
    desk.microphone.capture(b"\x01\x01" * 320)
    await desk.until(lambda: len(desk.listener.blocks) == 2)
    assert desk.listener.blocks[1] == bytes(640)
    desk.presenter.type_text("  Hello.  ")
    await desk.until(lambda: bool(desk.voice.of(wire.Text)))
    (sent,) = desk.voice.of(wire.Text)
    assert isinstance(sent, wire.Text)
    assert sent.text == "Hello."
    desk.presenter.set_text_mode(False)
    await asyncio.sleep(0)
    desk.microphone.capture(b"\x01\x01" * 320)
    await desk.until(lambda: len(desk.listener.blocks) == 3)
    assert desk.listener.blocks[2] != bytes(640)


async def test_mute_survives_text_mode(desk: Desk) -> None:
    await desk.give_floor()
    desk.presenter.mute()
    desk.presenter.set_text_mode(True)
    desk.presenter.set_text_mode(False)
    assert desk.phase is Phase.MUTED
    desk.presenter.toggle()
    assert desk.phase is Phase.LISTENING


async def test_help_is_asked_by_its_name_and_shown(desk: Desk) -> None:
    await desk.give_floor()
    desk.presenter.hint()
    desk.presenter.ask("slower")
    await desk.until(lambda: len(desk.voice.of(wire.Ask)) == 2)
    assert desk.voice.of(wire.Ask) == [wire.Ask(what="hint"), wire.Ask(what="slower")]
    given = wire.HelpGiven(what="hint", rung=1, text="Say a drink.")
    desk.voice.say(given)
    await desk.until(lambda: desk.presenter.state.help == given)


async def test_closing_the_window_in_a_talk_leaves_nothing_running(desk: Desk) -> None:
    await desk.give_floor()
    await desk.presenter.aclose()
    assert desk.voice.closed
    assert desk.microphone.closed
    assert desk.phase is Phase.IDLE
    assert len(asyncio.all_tasks()) == 1


async def test_without_a_talk_the_keys_do_nothing(desk: Desk) -> None:
    presenter = desk.presenter
    presenter.toggle()
    presenter.hold()
    presenter.end()
    presenter.hint()
    presenter.type_text("Hello")
    assert desk.opened == 0
    assert presenter.state == ConversationState()


async def test_what_is_typed_reaches_the_talk_and_is_gone_once_it_is_sent(desk: Desk) -> None:
    await desk.give_floor()
    desk.presenter.keep_draft("A coffee")
    assert desk.presenter.state.draft == "A coffee"
    desk.presenter.type_text("A coffee, please.")
    await desk.until(lambda: bool(desk.voice.of(wire.Text)))
    assert desk.presenter.state.draft == ""
