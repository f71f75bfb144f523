"""The look of the window: one theme object, light or dark, at one of a few scales."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from app.ui.fonts import families, load_fonts
from app.ui.tokens import DARK, LIGHT, Palette, Size, Tone

__all__ = ["DARK", "LIGHT", "Palette", "Size", "Theme", "Tone", "lay", "margins_of", "theme"]

_STEPS = "layoutSteps"


class Theme(QObject):
    """Holds the palette and the scale, and dresses the application in them."""

    changed = Signal()
    scale_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.colors: Palette = LIGHT
        self.scale = 1.0
        self.touch = False
        self._styled = False

    @property
    def dark(self) -> bool:
        """Whether the dark colours are shown."""
        return self.colors is DARK

    def apply(self, app: QApplication) -> None:
        """Dress the application: style, fonts, palette and style sheet."""
        load_fonts()
        if not self._styled:
            app.setStyle("Fusion")
            self._styled = True
        app.setEffectEnabled(Qt.UIEffect.UI_AnimateCombo, False)
        self._dress(app)

    def set_dark(self, dark: bool) -> None:
        """Change between light and dark while the program runs."""
        wanted = DARK if dark else LIGHT
        if wanted is not self.colors:
            self.colors = wanted
            self._refresh()

    def set_touch(self, touch: bool) -> None:
        """Use the higher rows that a finger can hit."""
        if touch != self.touch:
            self.touch = touch
            self._refresh()

    def set_scale(self, scale: float) -> None:
        """Show everything `scale` times as large, within the steps offered."""
        wanted = min(Size.SCALES, key=lambda step: abs(step - scale))
        if wanted == self.scale:
            return
        self.scale = wanted
        self._refresh()
        self.scale_changed.emit(wanted)

    def step(self, steps: int) -> None:
        """Go `steps` sizes up (or down, when negative)."""
        place = Size.SCALES.index(self.scale) + steps
        self.set_scale(Size.SCALES[max(0, min(place, len(Size.SCALES) - 1))])

    def px(self, length: float) -> int:
        """A length of `Size` in pixels of this scale, never below one."""
        return max(1, round(length * self.scale))

    def gap(self, steps: float) -> int:
        """`steps` of the 4 px grid in pixels of this scale."""
        return round(steps * Size.GRID * self.scale)

    def row_height(self, two_lines: bool = False) -> int:
        """The height of a row in a list."""
        if two_lines:
            return self.px(Size.ROW_TWO_LINES)
        return self.px(Size.ROW_TOUCH if self.touch else Size.ROW)

    def font(self, size: float = Size.BODY, bold: bool = False) -> QFont:
        """The program's type at a size of `Size`."""
        font = QFont(families())
        font.setPixelSize(self.px(size))
        font.setBold(bold)
        return font

    def color(self, tone: Tone) -> QColor:
        """The colour of words of this tone."""
        return QColor(self.colors.tone(tone))

    def _refresh(self) -> None:
        app = cast(QApplication | None, QApplication.instance())
        if app is not None:
            self._dress(app)
        self.changed.emit()

    def _dress(self, app: QApplication) -> None:
        from app.ui.style import style_sheet

        app.setFont(self.font())
        app.setPalette(_qt_palette(self.colors))
        sheet = style_sheet(self)
        # setting even the same sheet polishes every widget again
        if app.styleSheet() != sheet:
            app.setStyleSheet(sheet)
        for widget in app.allWidgets():
            layout = widget.layout()
            if layout is not None:
                _rescale(layout)


def _qt_palette(colors: Palette) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: colors.ground,
        role.WindowText: colors.text,
        role.Base: colors.field,
        role.AlternateBase: colors.surface,
        role.Text: colors.text,
        role.Button: colors.surface,
        role.ButtonText: colors.text,
        role.Highlight: colors.selection,
        role.HighlightedText: colors.text,
        role.ToolTipBase: colors.surface,
        role.ToolTipText: colors.text,
        role.PlaceholderText: colors.muted,
        role.Accent: colors.accent,
        role.Link: colors.accent,
    }
    for name, value in pairs.items():
        palette.setColor(name, QColor(value))
    for name in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(colors.muted))
    return palette


def lay(
    layout: QLayout, *, gap: float = 2, margins: tuple[float, float, float, float] = (0,) * 4
) -> None:
    """Give a layout its spacing and margins (left, top, right, bottom) in grid steps.

    The steps are remembered, so that a change of scale moves everything along.
    """
    layout.setProperty(_STEPS, [gap, *margins])
    _space(layout, gap, margins)


def margins_of(length: float) -> tuple[float, float, float, float]:
    """The same margin on all four sides, from a length of `Size`, in grid steps."""
    steps = length / Size.GRID
    return (steps, steps, steps, steps)


def _rescale(layout: QLayout) -> None:
    steps = layout.property(_STEPS)
    if steps is not None:
        gap, *margins = steps
        _space(layout, gap, margins)
    for index in range(layout.count()):
        item = layout.itemAt(index)
        inner = item.layout() if item is not None else None
        if inner is not None:
            _rescale(inner)


def _space(layout: QLayout, gap: float, margins: Sequence[float]) -> None:
    pixels = theme().gap
    layout.setSpacing(pixels(gap))
    layout.setContentsMargins(*map(pixels, margins))


_theme: Theme | None = None


def theme() -> Theme:
    """The one theme of the program."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme


def repolish(widget: QWidget) -> None:
    """Let the style sheet see a changed property of a widget."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
