"""The fonts of printed papers: BIZ UDPGothic, and per character Noto Sans JP where it has no glyph."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.paths import resource

REGULAR, BOLD, STANDBY = "BIZUDPGothic-Regular", "BIZUDPGothic-Bold", "NotoSansJP-Regular"
NO_GLYPH = "〓"
"""Printed where no font has the character; the person is told which ones."""
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def register() -> None:
    """Make the fonts known to the PDF library; they are embedded and subset."""
    known = pdfmetrics.getRegisteredFontNames()
    for name in (REGULAR, BOLD, STANDBY):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(resource("fonts", f"{name}.ttf"))))


def printable(text: str) -> str:
    """Text as it is printed: half-width kana joined to full width, signs without a picture gone.

    Half-width kana are put together because a line may otherwise break before their ﾞ and ﾟ.
    Variation selectors choose a form the fonts do not hold; the plain character is printed.
    """
    whole = "".join(
        unicodedata.normalize("NFKC", part) if half else part for half, part in _half_width(text)
    )
    return "".join(
        char
        for char in whole.replace("\t", " ")
        if char == "\n" or not (_is_invisible(char) or _is_selector(char))
    )


def runs(text: str, *, bold: bool = False) -> tuple[tuple[str, str], ...]:
    """(font, text) pieces of printable text, in order; what no font has is 〓 in the first font."""
    register()
    first = BOLD if bold else REGULAR
    chosen = ((_font_of(char, first), char) for char in printable(text))
    marked = ((font or first, char if font else NO_GLYPH) for font, char in chosen)
    return tuple(
        (font, "".join(char for _, char in piece))
        for font, piece in groupby(marked, key=lambda pair: pair[0])
    )


def missing(text: str) -> frozenset[str]:
    """The characters that no font has: they are printed as 〓 and must be named to the person."""
    register()
    return frozenset(char for char in printable(text) if _font_of(char, REGULAR) is None)


def markup(text: str, *, bold: bool = False) -> str:
    """Text for the paragraph library: every character of the person's is escaped."""
    first = BOLD if bold else REGULAR
    pieces = []
    for font, piece in runs(text, bold=bold):
        safe = escape(piece).replace("\n", "<br/>")
        pieces.append(safe if font == first else f'<font name="{font}">{safe}</font>')
    return "".join(pieces)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is, in points."""
    pieces = runs(text, bold=bold)
    return float(sum(pdfmetrics.stringWidth(piece, font, size) for font, piece in pieces))


def _half_width(text: str) -> Iterator[tuple[bool, str]]:
    for half, chars in groupby(text, key=lambda char: "\uff61" <= char <= "\uff9f"):
        yield half, "".join(chars)


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in _INVISIBLE and _font_of(char, REGULAR) is None


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


@cache
def _glyphs(font: str) -> Any:
    register()
    return pdfmetrics.getFont(font).face.charToGlyph


def _font_of(char: str, first: str) -> str | None:
    if char == "\n":
        return first
    code = ord(char)
    return next((font for font in (first, STANDBY) if code in _glyphs(font)), None)
