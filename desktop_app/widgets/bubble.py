"""One line of the talk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app import theme
from desktop_app.theme import SPACE
from desktop_app.widgets.buttons import button
from desktop_app.widgets.marks import KINDS, place_marks
from desktop_app.widgets.panes import Pane, row
from desktop_app.widgets.paragraph import SIGNS, Paragraph
from desktop_app.widgets.safe_text import clean

WIDEST = 520


@dataclass(frozen=True, slots=True)
class Note:
    """One remark about the words: what was said, what is better, and why."""

    kind: Literal["good", "fix", "note", "unsure"]
    text: str
    quote: str | None = None
    better: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A line as a bubble shows it."""

    key: str
    mine: bool
    text: str
    pending: bool = False
    cut: bool = False
    notes: tuple[Note, ...] = ()


def shown_words(said: Said) -> str:
    """The text with "…" while it grows and "—" where the learner cut it."""
    text = clean(said.text).strip()
    if said.pending:
        return f"{text} …".strip()
    return f"{text} —".strip() if said.cut else text


def counted(notes: Sequence[Note]) -> str:
    """ "✓ 1 said well · ? 1 to check", empty where there is nothing to say."""
    words = {"good": "said well", "fix": "to check", "unsure": "unsure"}
    numbers = {kind: sum(note.kind == kind for note in notes) for kind in words}
    parts = [f"{SIGNS[KINDS[kind]]} {n} {words[kind]}" for kind, n in numbers.items() if n]
    return "  ·  ".join(parts)


def explained(note: Note) -> str:
    """A remark in one or two lines: "You said → better", then why."""
    head = " → ".join(f"“{part}”" for part in (note.quote, note.better) if part)
    return f"{head}\n{note.text}" if head else note.text


class Bubble(QWidget):
    """The tutor's words left on violet, the learner's right on a surface."""

    def __init__(self, said: Said) -> None:
        super().__init__()
        self._words = Paragraph("", "speech")
        self._notes = Pane(gap=SPACE["xs"])
        self._notes.hide()
        self._footer = button("", "link", self._toggle)
        self._frame = QFrame()
        self._frame.setProperty("bubble", "learner" if said.mine else "tutor")
        inner = QVBoxLayout(self._frame)
        inner.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["m"])
        inner.setSpacing(SPACE["xs"])
        inner.addWidget(self._words)
        inner.addLayout(row(self._footer, None))
        inner.addWidget(self._notes)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        if said.mine:
            box.addStretch(1)
        box.addWidget(self._frame)
        if not said.mine:
            box.addStretch(1)
        self.said = said
        self._room = WIDEST
        self.show_line(said)

    @property
    def words(self) -> Paragraph:
        """The words as they are drawn."""
        return self._words

    @property
    def footer(self) -> QWidget:
        """The button that counts the marks."""
        return self._footer

    def show_line(self, said: Said) -> None:
        """The same line, grown or scored."""
        self.said = said
        self._words.setText(shown_words(said))
        self._words.set_ink("muted" if said.pending else "text")
        marked = place_marks(self._words.text(), [(note.kind, note.quote) for note in said.notes])
        self._words.set_marks(marked)
        count = counted(said.notes)
        self._footer.say(count)
        self._footer.setVisible(bool(count))
        self._fill_notes(said.notes)
        who = "You" if said.mine else "Tutor"
        self.setAccessibleName(
            f"{who}, said: {shown_words(said)}" + (f", {count}" if count else "")
        )

    def set_room(self, width: int) -> None:
        """The width of the transcript in pixels; a bubble takes at most 520 of it (scaled)."""
        self._room = min(theme.look().px(WIDEST), width) - 2 * SPACE["l"] - 2
        self._words.set_limit(self._room)
        for number in range(self._notes.box.count()):
            held = self._notes.box.itemAt(number)
            widget = held.widget() if held is not None else None
            if isinstance(widget, Paragraph):
                widget.set_limit(self._room)

    def _fill_notes(self, notes: Sequence[Note]) -> None:
        while (held := self._notes.box.takeAt(0)) is not None:
            if (widget := held.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for note in notes:
            sign = SIGNS[KINDS[note.kind]] if note.kind in KINDS else "·"
            self._notes.box.addWidget(
                Paragraph(f"{sign} {explained(note)}", "caption", limit=self._room)
            )

    def _toggle(self) -> None:
        self._notes.setVisible(self._notes.isHidden())
        self._footer.setAccessibleDescription(
            "hidden remarks" if self._notes.isHidden() else "remarks shown below"
        )
