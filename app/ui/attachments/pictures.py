"""Pages of a PDF and pictures, drawn without leaving the program; for a worker's thread."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from app.attachments.queries import Content
from app.errors import FileProblem
from app.reports.papers.pages import draw_fitting, page_count

_PDF = "application/pdf"
_LARGEST = 4096
"""Pixels in either direction of what is drawn."""


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


def draw(content: Content, number: int, width: int) -> Drawn:
    """Page `number` (from 0) at most `width` pixels wide; FileProblem when it cannot be drawn."""
    width = min(width, _LARGEST)
    if content.media_type == _PDF:
        pages = page_count(content.data)
        picture = draw_fitting(content.data, number, width)
        image = QImage(
            picture.pixels,
            picture.width,
            picture.height,
            picture.stride,
            QImage.Format.Format_RGB32,
        ).copy()
        return Drawn(image, number, pages)
    return _draw_image(content, number, width)


def _draw_image(content: Content, number: int, width: int) -> Drawn:
    held = QByteArray(content.data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    # the kind that was checked when the file was added, and no other that its bytes may play
    reader = QImageReader(buffer, content.media_type.rpartition("/")[2].encode())
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    pages = max(1, reader.imageCount()) if content.media_type == "image/tiff" else 1
    if number:
        reader.jumpToImage(number)
    size = reader.size()
    if size.isValid():
        turned = QImageIOHandler.Transformation.TransformationRotate90 in reader.transformation()
        room = QSize(_LARGEST, width) if turned else QSize(width, _LARGEST)
        if size.width() > room.width() or size.height() > room.height():
            reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise FileProblem(
            "この画像は、ここでは表示できません。ファイルはそのままです。"
            "大きすぎるか、中身が壊れています。ほかのソフトで開いてみてください。"
        )
    return Drawn(image, number, pages)
