"""Polite words to screen readers, at most one in two seconds, the newest wins."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

GAP_MS = 2_000


class Announcer(QObject):
    """Speaks for one page."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._waiting: str | None = None
        self._last: str | None = None
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._send)

    @property
    def last(self) -> str | None:
        """What was announced last."""
        return self._last

    def announce(self, words: str) -> None:
        """Announces now, or when two seconds have passed since the last words."""
        if words in (self._waiting, self._last) and self._waiting is None:
            return
        self._waiting = words
        past = self._since.elapsed() if self._since.isValid() else GAP_MS
        if past >= GAP_MS:
            self._send()
        elif not self._timer.isActive():
            self._timer.start(int(GAP_MS - past))

    def _send(self) -> None:
        if self._waiting is None:
            return
        self._last, self._waiting = self._waiting, None
        self._since.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._page, self._last))
