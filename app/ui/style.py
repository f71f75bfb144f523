"""The style sheet, written from the tokens; parts name themselves by the property `part`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.paths import resource
from app.ui.tokens import Size, Tone

if TYPE_CHECKING:
    from app.ui.theme import Theme


def _icon(name: str) -> str:
    return resource("icons", name).as_posix()


def _length(theme: Theme, length: float) -> str:
    return f"{theme.px(length)}px"


def style_sheet(theme: Theme) -> str:
    """The whole style sheet for the theme's colours and scale."""
    return "\n".join(
        (_words(theme), _grounds(theme), _buttons(theme), _fields(theme), _lists(theme))
    )


def _words(t: Theme) -> str:
    c = t.colors
    tones = "\n".join(f'QLabel[tone="{tone.value}"] {{ color: {c.tone(tone)}; }}' for tone in Tone)
    sizes = {
        "caption": Size.CAPTION,
        "mark": Size.MARK,
        "title": Size.TITLE,
        "big": Size.BIG,
    }
    rules = "\n".join(
        f'QLabel[textSize="{name}"] {{ font-size: {_length(t, size)}; '
        f"min-height: {_length(t, size * Size.LINE_HEIGHT)}; }}"
        for name, size in sizes.items()
    )
    body = _length(t, Size.BODY * Size.LINE_HEIGHT)
    return f"""
QLabel {{ background: transparent; color: {c.text}; min-height: {body}; }}
QLabel[strong="true"] {{ font-weight: bold; }}
QLabel:disabled {{ color: {c.muted}; }}
{rules}
{tones}
QLabel[part="keycap"] {{ color: {c.muted}; border: {Size.LINE}px solid {c.line};
  border-radius: {_length(t, Size.RADIUS_SMALL)}; background: {c.surface};
  padding: 0 {t.gap(1)}px; font-size: {_length(t, Size.CAPTION)};
  min-height: {_length(t, Size.TAG)}; }}
QLabel[part="count"] {{ color: {c.muted}; font-size: {_length(t, Size.CAPTION)}; }}
QLabel[part="late"] {{ color: {c.error}; background: {c.error_ground}; font-weight: bold;
  border-radius: {_length(t, Size.RADIUS_CONTROL)}; padding: 0 {t.gap(1)}px;
  font-size: {_length(t, Size.CAPTION)}; }}
QToolTip {{ color: {c.text}; background: {c.surface}; border: {Size.LINE}px solid {c.line};
  padding: {t.gap(1)}px; }}
"""


def _grounds(t: Theme) -> str:
    c = t.colors
    line = f"{Size.LINE}px solid {c.line}"
    radius = _length(t, Size.RADIUS)
    return f"""
QFrame[part="card"] {{ background: {c.surface}; border: {line}; border-radius: {radius}; }}
QFrame[part="card"]:focus {{ border-color: {c.accent}; }}
QFrame[part="notice"] {{ background: {c.warning_ground}; border: none; border-radius: {radius}; }}
QFrame[part="top"] {{ background: {c.surface}; border: none; border-bottom: {line}; }}
QFrame[part="places"] {{ background: {c.surface}; border: none; border-right: {line}; }}
QFrame[part="status"] {{ background: {c.surface}; border: none; border-top: {line}; }}
QWidget[part="rule"] {{ background: {c.line}; border: none; max-height: {Size.LINE}px;
  min-height: {Size.LINE}px; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget[part="scrolled"] {{ background: transparent; }}
QDialog {{ background: {c.surface}; }}
QScrollBar:vertical {{ background: transparent; width: {t.gap(2.5)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {t.gap(2.5)}px; margin: 0; }}
QScrollBar::handle {{ background: {c.line}; border-radius: {t.gap(1)}px;
  min-height: {t.gap(8)}px; min-width: {t.gap(8)}px; }}
QScrollBar::handle:hover {{ background: {c.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QSplitter::handle {{ background: transparent; }}
QProgressBar {{ background: {c.hover}; border: none; border-radius: {t.gap(1)}px;
  max-height: {t.gap(2)}px; color: transparent; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: {t.gap(1)}px; }}
QMenu {{ background: {c.surface}; color: {c.text}; border: {line}; padding: {t.gap(1)}px; }}
QMenu::item {{ padding: {t.gap(1.5)}px {t.gap(6)}px {t.gap(1.5)}px {t.gap(5)}px;
  border-radius: {_length(t, Size.RADIUS_SMALL)}; }}
QMenu::item:selected {{ background: {c.selection}; }}
QMenu::item:disabled {{ color: {c.muted}; }}
QMenu::separator {{ height: {Size.LINE}px; background: {c.line}; margin: {t.gap(1)}px; }}
"""


def _buttons(t: Theme) -> str:
    c = t.colors
    side = t.gap(3)
    line = f"{Size.LINE}px solid"
    radius = _length(t, Size.RADIUS_CONTROL)
    chip = t.px(Size.CHIP)
    return f"""
QPushButton {{ background: {c.surface}; color: {c.text}; border: {line} {c.line};
  border-radius: {radius}; padding: 0 {side}px; min-height: {t.px(Size.CONTROL) - 2}px; }}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:pressed {{ background: {c.selection}; }}
QPushButton:focus {{ border: {Size.RING}px solid {c.accent}; padding: 0 {side - 1}px;
  min-height: {t.px(Size.CONTROL) - 2 * Size.RING}px; outline: none; }}
QPushButton[refused="true"] {{ color: {c.muted}; background: {c.ground};
  border-color: {c.line}; }}
QPushButton:disabled {{ color: {c.muted}; background: {c.ground}; }}
QPushButton[part="primary"] {{ background: {c.accent}; color: {c.on_accent};
  border-color: {c.accent}; font-weight: bold; }}
QPushButton[part="primary"]:hover {{ background: {c.accent_hover}; }}
QPushButton[part="primary"]:focus {{ border: {Size.RING}px solid {c.text}; }}
QPushButton[part="primary"][refused="true"], QPushButton[part="primary"]:disabled {{
  background: {c.ground}; color: {c.muted}; border-color: {c.line}; }}
QPushButton[part="danger"] {{ color: {c.error}; border-color: {c.error}; }}
QPushButton[part="danger"]:disabled {{ color: {c.muted}; border-color: {c.line}; }}
QPushButton[part="link"] {{ color: {c.accent}; border: {line} transparent;
  background: transparent; padding: 0 {t.gap(1)}px; min-height: {chip}px; }}
QPushButton[part="link"][refused="true"], QPushButton[part="link"]:disabled {{
  color: {c.muted}; }}
QPushButton[part="link"]:hover {{ background: {c.selection}; }}
QPushButton[part="link"]:focus {{ border: {line} {c.accent}; padding: 0 {t.gap(1)}px; }}
QPushButton[part="plain"] {{ border: {line} transparent; background: transparent; }}
QPushButton[part="plain"]:hover {{ background: {c.hover}; }}
QPushButton[part="plain"]:focus {{ border: {line} {c.accent}; padding: 0 {side}px; }}
QPushButton[part="chip"] {{ border-radius: {chip // 2}px; padding: 0 {t.gap(2.5)}px;
  min-height: {chip - 2}px; max-height: {chip - 2}px; font-size: {_length(t, Size.CAPTION)}; }}
QPushButton[part="chip"]:checked {{ background: {c.selection}; color: {c.accent};
  border: {line} {c.accent}; font-weight: bold; }}
QPushButton[part="chip"]:focus {{ border: {line} {c.accent}; }}
QPushButton[part="chip"]:checked:focus {{ border: {Size.RING}px solid {c.accent};
  padding: 0 {t.gap(2.5) - 1}px; min-height: {chip - 4}px; max-height: {chip - 4}px; }}
QPushButton[capped="true"] {{ text-align: left; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QPushButton[part="place"] {{ text-align: left; border: {line} transparent; background: transparent;
  padding: 0 {t.gap(2)}px; min-height: {t.px(Size.PLACE) - 2}px; }}
QPushButton[part="place"]:hover {{ background: {c.hover}; }}
QPushButton[part="place"]:checked {{ background: {c.selection}; color: {c.accent};
  font-weight: bold; }}
QPushButton[part="place"]:focus {{ border: {line} {c.accent}; }}
"""


def _fields(t: Theme) -> str:
    c = t.colors
    line = f"{Size.LINE}px solid"
    radius = _length(t, Size.RADIUS_CONTROL)
    height = t.px(Size.CONTROL) - 2
    kinds = ("QLineEdit", "QPlainTextEdit", "QComboBox")
    mark = "dark" if t.dark else "light"

    def each(state: str) -> str:
        return ", ".join(kind + state for kind in kinds)

    return f"""
{each("")} {{ background: {c.field}; color: {c.text}; border: {line} {c.edge};
  border-radius: {radius}; padding: 0 {t.gap(2)}px;
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLineEdit, QComboBox {{ min-height: {height}px; }}
QPlainTextEdit {{ padding: {t.gap(1)}px {t.gap(1)}px; }}
{each(":focus")} {{ border: {Size.RING}px solid {c.accent}; padding: 0 {t.gap(2) - 1}px; }}
QLineEdit:focus, QComboBox:focus {{ min-height: {height - 2}px; }}
QPlainTextEdit:focus {{ padding: {t.gap(1) - 1}px; }}
{each('[wrong="true"]')} {{ border-color: {c.error}; }}
{each(":disabled")} {{ color: {c.muted}; background: {c.ground}; }}
QLineEdit:read-only, QPlainTextEdit[readOnly="true"] {{ background: {c.ground}; }}
QComboBox {{ padding-left: {t.gap(2.5)}px; }}
QComboBox:focus {{ padding-left: {t.gap(2.5) - 1}px; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: none; background: transparent;
  padding: 0; min-height: 0; }}
QComboBox::drop-down {{ border: none; width: {t.gap(6)}px; }}
QComboBox::down-arrow {{ image: url("{_icon("chevron-down.svg")}");
  width: {t.gap(3)}px; height: {t.gap(3)}px; }}
QComboBox QAbstractItemView, QListView {{ background: {c.surface}; color: {c.text}; border: {line} {c.line};
  selection-background-color: {c.selection}; selection-color: {c.text}; outline: none; }}
QComboBox QAbstractItemView::item, QListView::item {{ min-height: {t.px(Size.ROW)}px;
  padding: 0 {t.gap(2)}px; }}
QFrame[part="search"] {{ background: {c.ground}; border: {line} {c.edge}; border-radius: {radius}; }}
QFrame[part="search"][focused="true"] {{ border: {Size.RING}px solid {c.accent}; }}
QFrame[part="search"] QLineEdit {{ border: none; background: transparent; }}
QCheckBox, QRadioButton {{ color: {c.text}; spacing: {t.gap(1.5)}px;
  min-height: {_length(t, Size.CONTROL - 8)}; border: {line} transparent;
  border-radius: {_length(t, Size.RADIUS_SMALL)}; padding-right: {t.gap(1)}px; }}
QCheckBox:focus, QRadioButton:focus {{ border: {line} {c.accent}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {c.muted}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {_length(t, Size.ICON - 2)};
  height: {_length(t, Size.ICON - 2)}; border: {line} {c.muted}; background: {c.field};
  border-radius: {t.gap(0.75)}px; }}
QRadioButton::indicator {{ border-radius: {_length(t, Size.ICON / 2)}; }}
QCheckBox::indicator:checked, QRadioButton::indicator:checked {{ background: {c.accent};
  border-color: {c.accent}; }}
QCheckBox::indicator:checked {{ image: url("{_icon(f"check-{mark}.svg")}"); }}
QRadioButton::indicator:checked {{ image: url("{_icon(f"dot-{mark}.svg")}"); }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {c.line}; }}
QCheckBox::indicator:checked:disabled {{ background: {c.muted}; }}
"""


def _lists(t: Theme) -> str:
    c = t.colors
    line = f"{Size.LINE}px solid {c.line}"
    return f"""
QTableView {{ background: transparent; border: none; outline: none; color: {c.text};
  selection-background-color: {c.selection}; selection-color: {c.text}; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{ background: transparent; color: {c.muted}; border: none;
  border-bottom: {line}; padding: 0 {t.px(Size.CELL_PADDING)}px; font-weight: bold;
  font-size: {_length(t, Size.CAPTION)}; min-height: {_length(t, Size.HEADER - 1)}; }}
QHeaderView[edge="true"]::section:first {{ padding-left: {t.px(Size.CARD_PADDING)}px; }}
QHeaderView[edge="true"]::section:last {{ padding-right: {t.px(Size.CARD_PADDING)}px; }}
QHeaderView::down-arrow {{ image: url("{_icon("chevron-down.svg")}");
  width: {t.gap(2.5)}px; height: {t.gap(2.5)}px; }}
QHeaderView::up-arrow {{ image: url("{_icon("chevron-up.svg")}");
  width: {t.gap(2.5)}px; height: {t.gap(2.5)}px; }}
QTableCornerButton::section {{ background: transparent; border: none; }}
"""
