"""The list of talks with notes: rows of 64 px, title over date and mode."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from desktop_app import theme
from desktop_app.theme import SPACE
from desktop_app.views.dates import language_words, mode_words, short_day
from desktop_app.widgets.safe_text import clean, reading_direction
from server.protocol.models import Summary

KEY, CAPTION = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class NotesRow(QStyledItemDelegate):
    """Paints one row; words that do not fit end in "…"."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, theme.look().px(64))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        look = theme.look()
        view = option.widget
        state = option.state
        rect = QRect(option.rect).adjusted(2, 2, -2, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = chosen and view.hasFocus()
        painter.setPen(QPen(look.colour("info"), 2) if focused else Qt.PenStyle.NoPen)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if chosen or hovered or focused:
            painter.setBrush(look.colour("accent_soft" if chosen else "sunken"))
            painter.drawRoundedRect(rect, 12, 12)
        inside = rect.adjusted(SPACE["m"], SPACE["s"], -SPACE["m"], -SPACE["s"])
        half = inside.height() // 2
        mirrored = view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        flag = Qt.AlignmentFlag
        side = flag.AlignRight if mirrored else flag.AlignLeft
        side |= flag.AlignAbsolute | flag.AlignVCenter
        for words, role, ink, top in (
            (index.data(), "label", "accent" if chosen else "text", inside.top()),
            (index.data(CAPTION), "caption", "muted", inside.top() + half),
        ):
            face = look.font("label" if role == "label" else "caption")
            painter.setFont(face)
            painter.setPen(look.colour(ink))
            shown = QFontMetrics(face).elidedText(
                str(words), Qt.TextElideMode.ElideRight, inside.width()
            )
            place = QRect(inside.left(), top, inside.width(), half)
            painter.setLayoutDirection(reading_direction(str(words)))
            painter.drawText(place, int(side), shown)
        painter.restore()


class NotesList(QListWidget):
    """Emits the session's id of the row that the learner opens."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Your talks")
        self.setItemDelegate(NotesRow(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._shown: tuple[Summary, ...] = ()
        self.currentItemChanged.connect(self._tell)

    def show_rows(self, rows: Sequence[Summary], opened: str | None) -> None:
        """Shows summaries in order and selects the one that is open."""
        self.blockSignals(True)
        if tuple(rows) != self._shown:
            self._shown = tuple(rows)
            self.clear()
            for summary in rows:
                self.addItem(_item(summary))
        keys = [str(summary.session_id) for summary in rows]
        self.setCurrentRow(keys.index(opened) if opened in keys else -1)
        self.blockSignals(False)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.opened.emit(str(item.data(KEY)))


def _item(summary: Summary) -> QListWidgetItem:
    title = clean(summary.about or summary.notes.title)
    place = f"{language_words(summary.language_code)}, {mode_words(summary.mode_code)}"
    caption = f"{short_day(summary.created_at)} · {place}"
    item = QListWidgetItem(title)
    item.setData(KEY, str(summary.session_id))
    item.setData(CAPTION, clean(caption))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}, {clean(caption)}")
    return item
