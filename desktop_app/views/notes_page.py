"""One talk's study notes to read: title, four sections, bullets."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop_app import theme
from desktop_app.theme import SPACE
from desktop_app.views.dates import day_words, language_words, mode_words
from desktop_app.widgets.buttons import button
from desktop_app.widgets.panes import Pane, row
from desktop_app.widgets.paragraph import Paragraph
from server.protocol.models import Summary

WIDEST = 680


class NotesPage(Pane):
    """At most 680 px wide (scaled), whatever the window."""

    def __init__(self) -> None:
        super().__init__(gap=SPACE["m"])
        self._summary: Summary | None = None
        self.title = Paragraph("", "title")
        self._facts = Paragraph("", "caption", "muted")
        self._copy = button("Copy", "text", self._to_clipboard)
        self._sections = Pane(gap=SPACE["s"])
        self._page = Pane(
            self.title,
            row(self._facts, self._copy, gap=SPACE["s"]),
            self._sections,
            None,
            gap=SPACE["s"],
        )
        self.box.setContentsMargins(SPACE["xl"], SPACE["s"], SPACE["xl"], SPACE["xl"])
        holder = row(self._page, None)
        holder.setStretch(0, 1000)
        self.box.addLayout(holder)

    def show_summary(self, summary: Summary) -> None:
        """Shows a summary; one that is too short says so instead of its sections."""
        self._page.setMaximumWidth(theme.look().px(WIDEST))
        if summary == self._summary:
            return
        self._summary = summary
        self.title.setText(summary.about or summary.notes.title)
        facts = [
            day_words(summary.created_at),
            language_words(summary.language_code),
            mode_words(summary.mode_code),
        ]
        if summary.total is not None:
            facts.append(f"total {round(summary.total)}")
        self._facts.setText(" · ".join(facts))
        self._copy.setVisible(summary.status == "ok")
        while (held := self._sections.box.takeAt(0)) is not None:
            if (widget := held.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if summary.status == "too_short":
            words = "Too short for notes. About a minute of talk is enough."
            self._sections.box.addWidget(Paragraph(words, "speech", "muted"))
            return
        for section in summary.notes.subtitle.values():
            self._add_section(section.heading, list(section.points.values()))

    def _add_section(self, heading: str, points: list[str]) -> None:
        self._sections.box.addSpacing(SPACE["s"])
        self._sections.box.addWidget(Paragraph(heading, "section"))
        if not points:
            self._sections.box.addWidget(Paragraph("Nothing this time.", "body", "muted"))
        for point in points:
            dot = Paragraph("•", "speech", "accent")
            dot.setProperty("decoration", True)
            bullet = Pane()
            words = Paragraph(point, "speech")
            for part in (dot, words):
                part.setAlignment(Qt.AlignmentFlag.AlignTop)
            line = row(dot, words, gap=SPACE["s"])
            line.setStretch(1, 1)
            bullet.box.addLayout(line)
            self._sections.box.addWidget(bullet)

    def _to_clipboard(self) -> None:
        if self._summary is not None:
            QGuiApplication.clipboard().setText(plain_notes(self._summary))


def plain_notes(summary: Summary) -> str:
    """The notes as plain text: title, then each heading with its points."""
    lines = [summary.about or summary.notes.title]
    for section in summary.notes.subtitle.values():
        lines += ["", section.heading, *(f"- {point}" for point in section.points.values())]
    return "\n".join(lines) + "\n"
