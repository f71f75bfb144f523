"""The look: readable pairs, one place for numbers, light, dark and scale at run time."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont, QFontMetrics, QRawFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.paths import resource
from app.ui.fonts import families, load_fonts
from app.ui.theme import DARK, LIGHT, Palette, Size, Tone, lay, theme
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable

APP = Path(__file__).resolve().parents[2] / "app"
UI = APP / "ui"
READ_ONLY = {APP / "ledgers" / "values.py", APP / "reports" / "papers" / "fonts.py"}
"""Their signs are looked for in what others wrote; nobody is shown them."""
NUMBERS_ALLOWED = {"tokens.py"}
LITERALS = (
    re.compile(r"[\"']#[0-9A-Fa-f]{3,8}[\"']"),
    re.compile(r"#[0-9A-Fa-f]{6}\b"),
    re.compile(r"(?<![\w}])\d+(\.\d+)?px"),
    re.compile(r"setContentsMargins\(\s*[1-9]"),
    re.compile(r"setSpacing\(\s*[1-9]"),
    re.compile(r"setPixelSize\(\s*\d|setPointSize"),
    re.compile(r"set(Fixed|Minimum|Maximum)(Width|Height|Size)\(\s*([2-9]|\d\d)"),
    re.compile(r"QColor\(\s*\d"),
)


def literals(text: str) -> list[str]:
    return [found[0] for pattern in LITERALS for found in pattern.finditer(text)]


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_its_ground(palette: Palette) -> None:
    too_weak = {
        pair: round(contrast(getattr(palette, pair[0]), getattr(palette, pair[1])), 2)
        for pair in palette.readable_pairs()
        if contrast(getattr(palette, pair[0]), getattr(palette, pair[1])) < 4.5
    }
    assert too_weak == {}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_sign_can_be_seen_on_its_ground(palette: Palette) -> None:
    """Edges of fields, boxes, the focus ring: 3:1, what AA asks of what is no text."""
    found = {
        pair: round(contrast(getattr(palette, pair[0]), getattr(palette, pair[1])), 2)
        for pair in palette.seen_pairs()
    }
    assert len(found) == 16
    assert {pair: ratio for pair, ratio in found.items() if ratio < 3} == {}


def test_the_contrast_formula_knows_black_on_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") < 4.5


def test_no_colour_size_or_margin_is_written_outside_the_tokens() -> None:
    found = {
        str(path.relative_to(UI)): literals(path.read_text(encoding="utf-8"))
        for path in UI.rglob("*.py")
        if path.name not in NUMBERS_ALLOWED
    }
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "text",
    [
        'QColor("#1F5FBF")',
        "border: 1px solid",
        "layout.setContentsMargins(4, 4, 4, 4)",
        "font.setPixelSize(13)",
        "w.setFixedWidth(168)",
    ],
)
def test_the_search_for_literals_finds_them(text: str) -> None:
    assert literals(text)


def test_changing_to_dark_changes_words_already_on_screen(dressed: object, qtbot) -> None:
    label = PlainLabel("期限", tone=Tone.ERROR)
    qtbot.addWidget(label)
    label.show()
    assert label.palette().color(label.foregroundRole()) == QColor(LIGHT.error)
    theme().set_dark(True)
    assert label.palette().color(label.foregroundRole()) == QColor(DARK.error)


def test_a_larger_scale_moves_words_rows_and_margins_along(dressed: object, qtbot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column, inner = QVBoxLayout(page), QHBoxLayout()
    lay(column, gap=2, margins=(4, 3, 2, 1))
    lay(inner, gap=3)
    label = PlainLabel("今日", size="title")
    inner.addWidget(label)
    column.addLayout(inner)
    page.show()
    before = label.fontMetrics().height()
    theme().set_scale(1.25)
    assert label.fontMetrics().height() > before
    assert label.fontInfo().pixelSize() == round(Size.TITLE * 1.25)
    assert column.contentsMargins().left() == 20
    assert inner.spacing() == 15
    assert theme().row_height() == round(Size.ROW * 1.25)


def test_steps_stay_within_the_scales_offered(dressed: object) -> None:
    theme().step(100)
    assert theme().scale == max(Size.SCALES)
    theme().step(-100)
    assert theme().scale == min(Size.SCALES)


def test_the_gallery_fits_the_common_screen_in_both_colours(gallery, qtbot) -> None:
    frame = gallery.build()
    qtbot.addWidget(frame)
    frame.show()
    for dark, ground in ((False, LIGHT.ground), (True, DARK.ground)):
        theme().set_dark(dark)
        for key in ("today", "cases", "admin"):
            assert frame.go(key)
            picture = frame.grab().toImage()
            assert (picture.width(), picture.height()) == (1366, 768)
            assert picture.pixelColor(1360, 700) == QColor(ground)
    frame.close()


def test_a_wider_row_of_a_touch_screen(dressed: object) -> None:
    theme().set_touch(True)
    assert theme().row_height() == Size.ROW_TOUCH
    theme().set_touch(False)
    assert theme().row_height() == Size.ROW


def test_lists_follow_the_scale(gallery, qtbot) -> None:
    table: ListTable = gallery.case_table()
    qtbot.addWidget(table)
    theme().set_scale(1.4)
    assert table.verticalHeader().defaultSectionSize() == round(Size.ROW * 1.4)
    assert table.columnWidth(0) == round(104 * 1.4)


@pytest.mark.parametrize("char", ["𠮷", "髙", "﨑", "①", "〒", "槗"])
def test_rare_characters_of_names_have_a_shape(dressed: object, char: str) -> None:
    load_fonts()
    shapes = [QRawFont.fromFont(QFont(family)) for family in families()]
    assert any(shape.supportsCharacter(ord(char)) for shape in shapes)
    assert QFontMetrics(theme().font()).inFontUcs4(ord(char))


def written(path: Path) -> Iterator[str]:
    """The words in a file of the program that are not about the program itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    about = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in about:
            yield node.value


def test_every_letter_on_a_screen_is_one_of_our_own_type(dressed: object) -> None:
    """Where the PC lacks it too, an empty box would stand in its place."""
    ours = [QRawFont(str(file), 12) for file in resource("fonts").glob("*.ttf")]
    files = set(APP.rglob("*.py")) - READ_ONLY
    lacking = {
        f"{letter} in {path.relative_to(APP)}"
        for path in files
        for letter in set("".join(written(path)))
        if unicodedata.category(letter)[0] not in "CM"  # none has a shape of its own
        and unicodedata.category(letter) not in ("Zl", "Zp")
        and not any(type_.supportsCharacter(ord(letter)) for type_ in ours)
    }
    assert lacking == set()


def test_a_minus_on_a_screen_is_the_wide_one() -> None:
    """The narrow one is so thin that at 13 pixels nothing of it was drawn (seen under Wine): 4, not －4."""
    thin = {str(path) for path in UI.rglob("*.py") if "\N{MINUS SIGN}" in "".join(written(path))}
    assert thin == set()
