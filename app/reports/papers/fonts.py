"""The fonts of printed papers: BIZ UDPGothic, and per character Noto Sans JP where it has no glyph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFont

from app.paths import resource

REGULAR, BOLD, STANDBY = "BIZUDPGothic-Regular", "BIZUDPGothic-Bold", "NotoSansJP-Regular"
NO_GLYPH = "〓"
"""Printed where no font has the character; the person is told which ones."""
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_BREAKS = str.maketrans({"\t": " ", **dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n")})
_VOICED_APART = re.compile("[\u3041-\u30ff][\u3099\u309a]")
_KANJI = "\u3005\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHOSEN_FORM = re.compile(f"[{_KANJI}][\ufe00-\ufe02\U000e0100-\U000e01ef]")
"""A kanji with the number of one of its forms (異体字セレクタ)."""
_MOST_NAMED = 20

rl_config.useA85 = 0
"""A PDF holds bytes, not their spelling in letters: a fifth smaller, and written in two thirds of the time."""

_plain_map = ttfonts.makeToUnicodeCMap
_CUT_CODE = re.compile("^(<[0-9A-F]{2}> <)([0-9A-F]{5,6})>$", re.MULTILINE)


def _whole_map(font: str, subset: list[int]) -> str:
    """Which characters the glyphs of a PDF are, for searching and reading aloud.

    The library writes 𠮷 (U+20BB7) as five digits, which readers take for U+20BB; it takes two halves.
    """
    return _CUT_CODE.sub(
        lambda code: f"{code[1]}{chr(int(code[2], 16)).encode('utf-16-be').hex().upper()}>",
        _plain_map(font, subset),
    )


def register() -> None:
    """Make the fonts known to the PDF library; they are embedded and subset."""
    ttfonts.makeToUnicodeCMap = _whole_map
    known = pdfmetrics.getRegisteredFontNames()
    for name in (REGULAR, BOLD, STANDBY):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(resource("fonts", f"{name}.ttf"))))


def printable(text: str) -> str:
    """Text as it is printed: half-width kana joined to full width, signs without a picture gone.

    Half-width kana are put together because a line may otherwise break before their ﾞ and ﾟ, and
    so are kana whose ゛ and ゜ were kept apart. Variation selectors choose a form the fonts do not
    hold; the plain character is printed, see `plainer`. 外字 have a picture, though no font of ours
    has it: they stay and are `missing`.
    """
    whole = "".join(
        unicodedata.normalize("NFKC", part) if half else part for half, part in _half_width(text)
    )
    joined = _VOICED_APART.sub(lambda two: unicodedata.normalize("NFC", two[0]), whole)
    return "".join(
        char
        for char in joined.translate(_BREAKS)
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


def plainer(text: str) -> frozenset[str]:
    """The kanji whose chosen form no font has: they are printed in their usual form."""
    return frozenset(_CHOSEN_FORM.findall(text))


def unprinted(texts: Iterable[str]) -> str:
    """What a paper says below about characters it does not show as they were typed; '' for none."""
    whole = list(texts)
    lost = frozenset().union(*map(missing, whole))
    other = frozenset().union(*map(plainer, whole))
    parts = [f"〓は字形のない文字です: {_numbers(lost)}"] if lost else []
    parts += [f"標準の字形で印刷した異体字: {_numbers(other)}"] if other else []
    return "。".join(parts)


def _numbers(found: frozenset[str]) -> str:
    said = [" ".join(f"U+{ord(one):04X}" for one in char) for char in sorted(found)]
    more = len(said) - _MOST_NAMED
    return "・".join(said[:_MOST_NAMED]) + (f" ほか{more}字" if more > 0 else "")


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
