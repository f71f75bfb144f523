"""Pages of a PDF as pictures, for looking at them before they are printed.

PDFium works for one thread at a time; a lock keeps it so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import pypdfium2

from app.errors import FileProblem
from app.foreign.frames import in_pieces
from app.foreign.readers import Facts, Part

POINTS_PER_INCH = 72
_turn = Lock()
_HIGHEST = 6
"""A page is drawn at most this many times as high as wide."""


@dataclass(frozen=True)
class PagePicture:
    """One page: width and height in pixels, bytes of a line, and its pixels as B, G, R, unused."""

    width: int
    height: int
    stride: int
    pixels: bytes = field(repr=False)


def draw_pages(data: bytes, dots_per_inch: float) -> tuple[PagePicture, ...]:
    """Draw every page at this resolution."""
    with _opened(data) as document:
        return tuple(_draw(document[number], dots_per_inch) for number in range(len(document)))


def draw_page(data: bytes, number: int, dots_per_inch: float) -> PagePicture:
    """Draw page `number` (from 0) at this resolution."""
    with _opened(data) as document:
        return _draw(document[number], dots_per_inch)


def draw_fitting(data: bytes, number: int, width: int) -> PagePicture:
    """Draw page `number` (from 0) `width` pixels wide; less where it would be far too high."""
    with _opened(data) as document:
        page = document[number]
        across, down = page.get_size()
        scale = min(width / max(across, 1), width * _HIGHEST / max(down, 1))
        return _draw(page, scale * POINTS_PER_INCH)


def fitting(facts: Facts, data: bytes) -> Iterator[Part]:
    """In the reading process: one page of a PDF that somebody else made."""
    pages = page_count(data)
    picture = draw_fitting(data, int(facts["number"]), int(facts["width"]))
    yield {
        "width": picture.width,
        "height": picture.height,
        "stride": picture.stride,
        "alpha": False,
        "pages": pages,
    }
    yield from in_pieces(picture.pixels)


def page_count(data: bytes) -> int:
    """How many pages the PDF has."""
    with _opened(data) as document:
        return len(document)


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _turn:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _unreadable() from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise _unreadable() from error
        finally:
            document.close()


def _draw(page: pypdfium2.PdfPage, dots_per_inch: float) -> PagePicture:
    bitmap = page.render(scale=dots_per_inch / POINTS_PER_INCH, prefer_bgrx=True)
    picture = PagePicture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    bitmap.close()
    page.close()
    return picture


def _unreadable() -> FileProblem:
    return FileProblem(
        "このPDFは、ここでは表示できません。ファイルはそのままです。"
        "合言葉がかかっているか、中身が壊れています。ほかのソフトで開いてみてください。"
    )
