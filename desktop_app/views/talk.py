"""The Talk place: start, the talk itself, or its result, by the phase of the talk."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from desktop_app.presenters.states import ConversationState, Phase
from desktop_app.views.conversation import ConversationView
from desktop_app.views.intents import ConversationIntents, StartIntents
from desktop_app.views.result import ResultView
from desktop_app.views.start import StartView


class TalkView(QStackedWidget):
    """Emits `notes_wanted` with a session's id."""

    notes_wanted = Signal(str)

    def __init__(self, start: StartIntents, conversation: ConversationIntents) -> None:
        super().__init__()
        self.setAccessibleName("Talk")
        self.start = StartView(start)
        self.conversation = ConversationView(conversation)
        self.result = ResultView(conversation)
        for page in (self.start, self.conversation, self.result):
            self.addWidget(page)
        self.start.notes_wanted.connect(self.notes_wanted)
        self.result.notes_wanted.connect(self.notes_wanted)
        conversation.state_changed.connect(self.render_state)
        self.render_state(conversation.state)

    def render_state(self, state: ConversationState) -> None:
        """Shows the page of the phase; the keyboard follows when the page changes."""
        before = self.currentWidget()
        match state.phase:
            case Phase.IDLE:
                self.setCurrentWidget(self.start)
            case Phase.ENDED:
                self.setCurrentWidget(self.result)
            case _:
                self.setCurrentWidget(self.conversation)
        after = self.currentWidget()
        if after is not None and after is not before:
            self.setFocusProxy(after)
            if self.isVisible():
                after.setFocus()
