"""What is shown of an attachment was drawn in a process of its own; what cannot be is said."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage
from reportlab.pdfgen import canvas

from app.attachments.queries import Content
from app.errors import FileProblem
from app.foreign import apart
from app.foreign.readers import Part
from app.ui.attachments.pictures import draw


def picture(kind: str, image: QImage) -> Content:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)  # type: ignore[call-overload]
    return Content(f"絵.{kind}", f"image/{kind}", bytes(held.data()))


def coloured(colour: QColor) -> QImage:
    image = QImage(300, 200, QImage.Format.Format_ARGB32)
    image.fill(colour)
    return image


def document(pages: int) -> Content:
    out = io.BytesIO()
    made = canvas.Canvas(out, pagesize=(200, 400))
    for _ in range(pages):
        made.rect(0, 0, 200, 400, fill=1)
        made.showPage()
    made.save()
    return Content("a.pdf", "application/pdf", out.getvalue())


def test_a_picture_is_drawn_as_wide_as_there_is_room() -> None:
    drawn = draw(picture("png", coloured(QColor(200, 40, 90))), 0, 150)
    assert (drawn.image.width(), drawn.image.height(), drawn.pages) == (150, 100, 1)
    assert drawn.image.pixelColor(70, 50) == QColor(200, 40, 90)


def test_what_shows_through_still_does() -> None:
    drawn = draw(picture("png", coloured(QColor(255, 0, 0, 0))), 0, 300)
    assert drawn.image.hasAlphaChannel() and drawn.image.pixelColor(5, 5).alpha() == 0


def test_a_page_of_a_pdf_is_drawn_and_counted() -> None:
    drawn = draw(document(3), 2, 100)
    assert (drawn.image.width(), drawn.image.height()) == (100, 200)
    assert (drawn.number, drawn.pages) == (2, 3)
    assert drawn.image.pixelColor(50, 100) == QColor(0, 0, 0)


def _claims(width: int, height: int) -> bytes:
    """A small PNG that says it is huge."""
    head = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1_000)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("application/pdf", b"%PDF-1.7\nnothing"),
        ("image/png", b"\x89PNG\r\n\x1a\nnothing"),
        ("image/png", _claims(100_000, 100_000)),
    ],
)
def test_a_broken_file_is_said_to_be_one(kind: str, data: bytes) -> None:
    with pytest.raises(FileProblem, match="ここでは表示できません。ファイルはそのままです。"):
        draw(Content("a", kind, data), 0, 200)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [{"width": 2, "height": 2, "stride": 8, "alpha": False, "pages": 1}, b"1234567"],
        [{"width": 2, "height": 2, "stride": 4, "alpha": False, "pages": 1}, b"12345678"],
        [
            {"width": 5_000, "height": 1, "stride": 20_000, "alpha": False, "pages": 1},
            b"1" * 20_000,
        ],
        [{"width": 1, "height": 1, "stride": 4, "alpha": 1, "pages": 1}, b"1234"],
        [{"width": 1, "height": 1, "stride": 4, "alpha": False, "pages": 0}, b"1234"],
        [["width"], b"1234"],
    ],
)
def test_pixels_that_are_no_picture_are_not_shown(
    monkeypatch: pytest.MonkeyPatch, parts: list[Part]
) -> None:
    monkeypatch.setattr(
        apart, "read", lambda name, facts, data, take, tick: [take(part) for part in parts]
    )
    with pytest.raises(FileProblem, match="途中で止まりました"):
        draw(Content("a.png", "image/png", b""), 0, 100)
