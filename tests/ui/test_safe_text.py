"""Words from others never become markup."""

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QPushButton, QToolTip, QWidget

from desktop_app.widgets.bubble import Bubble, Note, Said
from desktop_app.widgets.buttons import Button
from desktop_app.widgets.chips import Pill
from desktop_app.widgets.goal_list import GoalList
from desktop_app.widgets.notice_bar import NoticeBar
from desktop_app.widgets.paragraph import Paragraph
from desktop_app.widgets.safe_text import LONGEST, ElidedLabel, SafeLabel, clean, set_tooltip

APP = Path(__file__).parents[2] / "desktop_app"
SAFE = APP / "widgets" / "safe_text.py"
BANNED_CALLS = {
    "setHtml",
    "setMarkdown",
    "insertHtml",
    "setToolTip",
    "setWhatsThis",
    "setTextFormat",
}
BANNED_NAMES = {"QLabel", "QTextBrowser", "QTextEdit", "QMessageBox", "QToolTip"}


def breaches(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in BANNED_CALLS | BANNED_NAMES:
                found.append(f"{node.lineno}: {name}")
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.lineno}: {a.name}" for a in node.names if a.name in BANNED_NAMES]
    return found


def test_only_the_safe_module_touches_what_could_draw_markup() -> None:
    found = {
        str(file.relative_to(APP)): breaches(file.read_text("utf-8"))
        for file in APP.rglob("*.py")
        if file != SAFE
    }
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_lint_sees_a_planted_label_and_tooltip() -> None:
    planted = "from PySide6.QtWidgets import QLabel\nQLabel(words)\nw.setToolTip(words)\n"
    assert breaches(planted) == ["1: QLabel", "2: QLabel", "3: setToolTip"]


@pytest.fixture
def red_picture(tmp_path: Path) -> Path:
    picture = QImage(60, 60, QImage.Format.Format_RGB32)
    picture.fill(QColor(255, 0, 0))
    path = tmp_path / "red.png"
    assert picture.save(str(path))
    return path


def has_red(widget: QWidget) -> bool:
    widget.resize(500, 300)
    image = widget.grab().toImage()
    red = QColor(255, 0, 0)
    return any(
        image.pixelColor(x, y) == red
        for x in range(0, image.width(), 4)
        for y in range(0, image.height(), 4)
    )


def widgets_with(words: str) -> dict[str, QWidget]:
    notice = NoticeBar()
    notice.tell(words, words[:20], "check")
    goals = GoalList()
    goals.show_goals([(words, False)])
    note = Note("fix", words, words, words)
    bubble = Bubble(Said("u1", mine=True, text=words, notes=(note,)))
    bubble.footer.click()
    return {
        "label": SafeLabel(words),
        "elided": ElidedLabel(words),
        "paragraph": Paragraph(words),
        "pill": Pill(words),
        "button": Button(words, "outline"),
        "notice": notice,
        "goals": goals,
        "bubble": bubble,
    }


def test_a_picture_named_in_the_words_is_never_drawn(qtbot, red_picture: Path) -> None:
    words = f"<b>hello</b><img src='{red_picture.as_uri()}' width=60 height=60>"
    witness = QLabel(words)
    qtbot.addWidget(witness)
    assert has_red(witness), "the witness must show what a bare label does"
    for name, widget in widgets_with(words).items():
        qtbot.addWidget(widget)
        assert not has_red(widget), name


def test_a_tooltip_cannot_carry_markup(qtbot) -> None:
    widget = QPushButton()
    qtbot.addWidget(widget)
    set_tooltip(widget, "<img src='file:x.png'>")
    assert "<" not in widget.toolTip()
    QToolTip.hideText()


def test_control_and_direction_characters_are_taken_out() -> None:
    assert clean("a\u202eb\x00c\u2066d\ne") == "abcd\ne"


def test_words_beyond_any_lesson_are_cut_before_layout() -> None:
    assert len(clean("x" * 100_000)) == LONGEST
    assert clean("x" * 100_000).endswith("…")


def test_an_ampersand_in_a_button_stays_visible(qtbot) -> None:
    button = Button("Fish & chips", "chip")
    qtbot.addWidget(button)
    assert button.text() == "Fish && chips"
    assert button.accessibleName() == "Fish & chips"
