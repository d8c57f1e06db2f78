"""Colours, type and spacing as tokens, and the one style sheet made from them.

The only file with colour literals. Contrast of every pair is computed by a test: 4.5 for text, 3.0
for the edges of controls (WCAG 2.2, 1.4.3 and 1.4.11).
"""

from dataclasses import asdict, dataclass
from importlib.resources import as_file, files
from string import Template
from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

ThemeName = Literal["system", "light", "dark", "contrast"]
Role = Literal["display", "title", "section", "speech", "body", "label", "caption", "phone"]

SPACE: Final = {"xs": 4, "s": 8, "m": 12, "l": 16, "xl": 24, "xxl": 32}
RADIUS: Final = {"small": 6, "card": 12}
TYPE: Final[dict[str, tuple[int, int, int]]] = {
    "display": (32, 600, 40),
    "title": (20, 600, 28),
    "section": (17, 600, 24),
    "speech": (17, 400, 26),
    "body": (15, 400, 22),
    "label": (15, 500, 22),
    "caption": (13, 400, 18),
    "phone": (20, 400, 28),
}
"""Role: pixels at 100 %, weight, line height in pixels."""

FONT_FILES: Final = (
    "Inter_400Regular.ttf",
    "Inter_500Medium.ttf",
    "Inter_600SemiBold.ttf",
    "NotoSans_400Regular.ttf",
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme. Each `x_soft` is the ground on which ink `x` is written."""

    bg: str
    sunken: str
    surface: str
    raised: str
    border: str
    border_strong: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    tutor: str
    tutor_soft: str
    good: str
    good_soft: str
    check: str
    check_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    fluency: str
    vocabulary: str
    grammar: str
    pronunciation: str


LIGHT: Final = Tokens(
    bg="#F6F4F0", sunken="#EDEAE4", surface="#FFFFFF", raised="#FFFFFF",
    border="#D5D0C7", border_strong="#857F75", text="#1D2125", muted="#595F66",
    accent="#0F6B66", on_accent="#FFFFFF", accent_soft="#DDEFEC",
    tutor="#5546B0", tutor_soft="#E9E6F8", good="#1C7043", good_soft="#DFF1E6",
    check="#8A5300", check_soft="#FBEFD9", bad="#B3261E", bad_soft="#FBE4E1",
    info="#1F5FA8", info_soft="#E1ECF8", fluency="#0F6B66", vocabulary="#9A5200",
    grammar="#5546B0", pronunciation="#A8326B",
)  # fmt: skip
DARK: Final = Tokens(
    bg="#14181B", sunken="#101315", surface="#1C2226", raised="#252C31",
    border="#343D43", border_strong="#7D8A92", text="#E8ECEE", muted="#A6B1B8",
    accent="#5CC8BF", on_accent="#06221F", accent_soft="#173735",
    tutor="#B0A4F5", tutor_soft="#2A2547", good="#6FD19A", good_soft="#173526",
    check="#E9B45C", check_soft="#3A2D14", bad="#FF9C92", bad_soft="#43201D",
    info="#8DBDF5", info_soft="#17293D", fluency="#5CC8BF", vocabulary="#E9B45C",
    grammar="#B0A4F5", pronunciation="#F39AC1",
)  # fmt: skip
CONTRAST: Final = Tokens(
    bg="#000000", sunken="#000000", surface="#000000", raised="#000000",
    border="#FFFFFF", border_strong="#FFFFFF", text="#FFFFFF", muted="#FFFFFF",
    accent="#5FF0E4", on_accent="#000000", accent_soft="#000000",
    tutor="#D3CBFF", tutor_soft="#000000", good="#7CF5B0", good_soft="#000000",
    check="#FFD34D", check_soft="#000000", bad="#FFB0A8", bad_soft="#000000",
    info="#9FD0FF", info_soft="#000000", fluency="#5FF0E4", vocabulary="#FFD34D",
    grammar="#D3CBFF", pronunciation="#FFB0DC",
)  # fmt: skip
THEMES: Final = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}

INKS: Final = (
    "text", "muted", "accent", "on_accent", "tutor", "good", "check", "bad", "info",
    "fluency", "vocabulary", "grammar", "pronunciation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What is applied now: a theme and a text size of 100 to 200 percent."""

    name: str
    tokens: Tokens
    percent: int = 100

    def colour(self, token: str, alpha: int = 255) -> QColor:
        """The token's colour; alpha is 0 to 255."""
        colour = QColor(str(getattr(self.tokens, token)))
        colour.setAlpha(alpha)
        return colour

    def px(self, pixels: float) -> int:
        """A length that grows with the text: heights and widths of what holds words."""
        return round(pixels * self.percent / 100)

    def font(self, role: Role) -> QFont:
        """The face of a role at the present text size."""
        size, weight, _ = TYPE[role]
        first, second = ("Noto Sans", "Inter") if role == "phone" else ("Inter", "Noto Sans")
        face = QFont([first, second])
        face.setPixelSize(self.px(size))
        face.setWeight(QFont.Weight(weight))
        return face

    def line(self, role: Role) -> int:
        """Line height of a role in pixels at the present text size."""
        return self.px(TYPE[role][2])


_PROPERTY: Final = "eloquio_look"


def look() -> Look:
    """The look applied to the running application; light at 100 % before `apply`."""
    app = QApplication.instance()
    applied = app.property(_PROPERTY) if app is not None else None
    return applied if isinstance(applied, Look) else Look("light", LIGHT)


def resolve(app: QApplication, theme: ThemeName) -> str:
    """The theme to draw: "system" follows the desktop, light where it does not say."""
    if theme != "system":
        return theme
    hints = app.styleHints()
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def load_fonts() -> None:
    """Adds the shipped faces to the application once."""
    if "Inter" in QFontDatabase.families():
        return
    for name in FONT_FILES:
        with as_file(files("resources") / "fonts" / name) as path:
            if QFontDatabase.addApplicationFont(str(path)) < 0:
                raise FileNotFoundError(f"{name} cannot be read; install the package again")


def apply(app: QApplication, theme: ThemeName, text_percent: int = 100) -> Look:
    """Draws the whole application in a theme and text size, at once, without a restart.

    Args:
        text_percent: 100 to 200; values outside are brought to the nearest end.
    """
    name = resolve(app, theme)
    new = Look(name, THEMES[name], min(200, max(100, text_percent)))
    load_fonts()
    app.setProperty(_PROPERTY, new)
    app.setStyle("Fusion")
    app.setFont(new.font("body"))
    app.setPalette(palette(new))
    app.setStyleSheet(style_sheet(new))
    return new


def palette(look: Look) -> QPalette:
    """Every role of QPalette from the tokens: what the style sheet does not reach."""
    made = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: "bg", role.WindowText: "text", role.Base: "surface",
        role.AlternateBase: "sunken", role.Text: "text", role.Button: "surface",
        role.ButtonText: "text", role.BrightText: "bad", role.Highlight: "accent",
        role.HighlightedText: "on_accent", role.Link: "info", role.LinkVisited: "tutor",
        role.ToolTipBase: "raised", role.ToolTipText: "text", role.PlaceholderText: "muted",
        role.Light: "raised", role.Midlight: "surface", role.Mid: "border",
        role.Dark: "border_strong", role.Shadow: "border_strong", role.Accent: "accent",
    }  # fmt: skip
    for key, token in colours.items():
        made.setColor(key, look.colour(token))
    for key in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, key, look.colour("muted"))
    return made


_EDGES: Final = """
QFrame[bubble="tutor"] {{ border: 1px solid {tutor} }}
QLabel[pill="true"] {{ border: 1px solid {accent} }}
QToolButton[kind="rail"]:checked {{ border: 2px solid {accent} }}
QToolButton[kind="rail"]:focus {{ border: 2px solid {info} }}
"""
"""Edges where the soft grounds of high contrast are black."""


def style_sheet(look: Look) -> str:
    """The one style sheet, from `resources/style.qss` with tokens and scaled lengths filled in."""
    values = asdict(look.tokens)
    for pixels in (12, 13, 14, 15, 17, 20, 28, 32, 44, 52):
        values[f"px{pixels}"] = f"{look.px(pixels)}px"
    written = Template((files("resources") / "style.qss").read_text("utf-8")).substitute(values)
    roles = [
        f'*[role="{role}"]{{font-size:{look.px(size)}px;font-weight:{weight}}}'
        for role, (size, weight, _) in TYPE.items()
    ]
    inks = [f'QLabel[ink="{ink}"]{{color:{values[ink]}}}' for ink in INKS]
    drawn = _EDGES.format(**values) if look.name == "contrast" else ""
    return "\n".join([written, *roles, *inks, drawn])
