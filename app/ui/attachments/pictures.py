"""Pages of a PDF and pictures, drawn without leaving the program; for a worker's thread.

Whoever made the file is not known, so that a process of its own reads it; only pixels come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QImage, QImageReader

from app.attachments.queries import Content
from app.errors import FileProblem
from app.foreign import apart
from app.foreign.apart import Tick, no_tick
from app.foreign.frames import Garbled
from app.foreign.readers import Part
from app.foreign.shapes import a_count, a_flag
from app.ui.attachments.picture_reading import LARGEST, pixel_format

_PDF = "application/pdf"
_HIGHEST = 6 * LARGEST + 1
"""A page may be so much higher than wide."""
_MOST_PAGES = 1_000_000
_STOPPED = {
    "costly": "この添付は大きすぎるため、ここでは表示できません。ファイルはそのままです。"
    "ほかのソフトで開いてみてください。",
    "failed": "この添付は、ここでは表示できません。ファイルはそのままです。"
    "表示する処理が途中で止まりました。ほかのソフトで開いてみてください。",
    "not_started": "表示するための処理を始められませんでした。ファイルはそのままです。"
    "ほかのソフトを閉じるか、PCを再起動して、もう一度開いてください。",
}


@dataclass(frozen=True)
class Drawn:
    """One page, and how many there are."""

    image: QImage
    number: int
    pages: int


def can_show(media_type: str) -> bool:
    """Whether the program shows this kind of file by itself."""
    known = {bytes(name.data()).decode() for name in QImageReader.supportedMimeTypes()}
    return media_type == _PDF or media_type in known & _IMAGES


_IMAGES = frozenset(
    f"image/{name}" for name in ("jpeg", "png", "gif", "tiff", "bmp", "webp", "heic")
)


def draw(content: Content, number: int, width: int, tick: Tick = no_tick) -> Drawn:
    """Page `number` (from 0) at most `width` pixels wide; FileProblem when it cannot be drawn."""
    facts = {"kind": content.media_type, "number": number, "width": min(width, LARGEST)}
    parts: list[Part] = []
    try:
        reader = "pdf_page" if content.media_type == _PDF else "picture"
        apart.read(reader, facts, content.data, parts.append, tick)
        return _drawn(parts, number)
    except apart.Refused as refusal:
        raise FileProblem(refusal.message) from refusal
    except apart.Stopped as stopped:
        raise FileProblem(_STOPPED[stopped.cause]) from stopped
    except Garbled as garbled:
        raise FileProblem(_STOPPED["failed"]) from garbled


def _drawn(parts: list[Part], number: int) -> Drawn:
    told: Any = parts[0] if parts else None
    pixels = b"".join(part for part in parts[1:] if isinstance(part, bytes))
    if not isinstance(told, dict):
        raise Garbled("no picture")
    width = a_count(told.get("width"), LARGEST + 1, 1)
    height = a_count(told.get("height"), _HIGHEST, 1)
    stride = a_count(told.get("stride"), 4 * (width + 64), 4 * width)
    if len(pixels) != stride * height:
        raise Garbled("other pixels")
    shown = pixel_format(alpha=a_flag(told.get("alpha")))
    image = QImage(pixels, width, height, stride, shown).copy()
    return Drawn(image, number, a_count(told.get("pages"), _MOST_PAGES, 1))
