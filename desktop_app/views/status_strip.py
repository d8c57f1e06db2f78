"""The line at the foot of the window: microphone, tutor, and whether the work is saved."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout
from typing_extensions import override

from desktop_app import theme
from desktop_app.presenters.states import ConversationState, SettingsState
from desktop_app.theme import SPACE
from desktop_app.widgets.icons import IconLabel
from desktop_app.widgets.safe_text import ElidedLabel

SAVED = {
    "saved": ("Saved on this computer", "muted"),
    "saving": ("Saving…", "muted"),
    "unsaved": ("Not saved yet", "check"),
}


class StatusStrip(QFrame):
    """28 px."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "strip")
        self._chosen = "No microphone"
        self._talk: ConversationState | None = None
        self._picture = IconLabel("mic", "muted", 16)
        self.microphone = ElidedLabel()
        self.tutor = ElidedLabel()
        self.saved = ElidedLabel()
        box = QHBoxLayout(self)
        box.setContentsMargins(SPACE["xl"], 0, SPACE["xl"], 0)
        box.setSpacing(SPACE["s"])
        box.addWidget(self._picture)
        box.addWidget(self.microphone)
        box.addSpacing(SPACE["l"])
        box.addWidget(self.tutor)
        box.addStretch(1)
        box.addWidget(self.saved)
        self._fit()

    def render_devices(self, settings: SettingsState) -> None:
        """The microphone that a talk would use, where none is in use."""
        none = "Microphone" if settings.microphones else "No microphone"
        self._chosen = settings.microphone or none
        if self._talk is not None:
            self.render_state(self._talk)

    def render_state(self, state: ConversationState) -> None:
        """Shows the talk's devices and whether it is kept."""
        self._talk = state
        name = state.microphone_name or self._chosen
        self.microphone.setText(f"{name}, off" if state.muted else name)
        self._picture.show_icon("mic-off" if state.muted else "mic", "muted")
        self.tutor.setText(state.tutor_name)
        words, ink = SAVED[state.saved]
        self.saved.setText(words)
        self.saved.set_ink(ink)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(theme.look().px(28))
