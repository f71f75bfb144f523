"""Cell formats: which are struck through and which show a number as a date."""

from __future__ import annotations

from typing import NamedTuple

from app.ledgers.reading import limits
from app.ledgers.reading.archive import Archive
from app.ledgers.reading.refusals import refused
from app.ledgers.reading.serials import Shown, shown_by_code, shown_by_id
from app.ledgers.reading.xml_pass import Attributes, plain_name, stream


class Styles(NamedTuple):
    """By the index that a cell's `s` attribute names."""

    struck: tuple[bool, ...] = (False,)
    shown: tuple[Shown, ...] = (Shown.GENERAL,)


def read_styles(archive: Archive) -> Styles:
    """The formats of the workbook; a book without styles has one plain format."""
    if not archive.has("xl/styles.xml"):
        return Styles()
    lines = _Lines()
    stream(archive.chunks("xl/styles.xml"), lines.start, lines.end)
    return lines.styles()


def number(text: str | None, default: int = 0) -> int:
    """A small count or index from an attribute; anything else is damage."""
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise refused("damaged")
    return int(text)


class _Lines:
    def __init__(self) -> None:
        self.section = ""
        self.fonts: list[bool] = []
        self.formats: list[tuple[int, int]] = []
        self.codes: dict[int, str] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        name = plain_name(tag)
        if name in ("fonts", "cellXfs", "cellStyleXfs", "dxfs", "numFmts"):
            self.section = name
        elif name == "font" and self.section == "fonts":
            self.fonts.append(False)
        elif name == "strike" and self.section == "fonts" and self.fonts:
            self.fonts[-1] = attributes.get("val", "1") not in ("0", "false", "off")
        elif name == "xf" and self.section == "cellXfs":
            font = number(attributes.get("fontId"))
            self.formats.append((font, number(attributes.get("numFmtId"))))
        elif name == "numFmt" and self.section == "numFmts":
            self.codes[number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        if max(len(self.fonts), len(self.formats), len(self.codes)) > limits.MAX_STYLES:
            raise refused("too_many_styles")

    def end(self, tag: str) -> None:
        if plain_name(tag) == self.section:
            self.section = ""

    def styles(self) -> Styles:
        if not self.formats:
            return Styles()
        if any(font >= max(len(self.fonts), 1) for font, _ in self.formats):
            raise refused("bad_index")
        fonts = self.fonts or [False]
        custom = {key: shown_by_code(code) for key, code in self.codes.items()}
        return Styles(
            tuple(fonts[font] for font, _ in self.formats),
            tuple(custom.get(key) or shown_by_id(key) for _, key in self.formats),
        )
