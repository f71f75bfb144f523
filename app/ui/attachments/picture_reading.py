"""One picture as its pixels; runs in the reading process, so that it imports next to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from app.errors import FileProblem
from app.foreign.frames import in_pieces
from app.foreign.readers import Facts, Part

LARGEST = 4096
"""Pixels in either direction of what is drawn."""
_BROKEN = (
    "この画像は、ここでは表示できません。ファイルはそのままです。"
    "大きすぎるか、中身が壊れています。ほかのソフトで開いてみてください。"
)


def picture(facts: Facts, data: bytes) -> Iterator[Part]:
    """In the reading process: one picture, as its pixels."""
    image, pages = _read(data, str(facts["kind"]), int(facts["number"]), int(facts["width"]))
    alpha = image.hasAlphaChannel()
    image = image.convertToFormat(pixel_format(alpha=alpha))
    yield {
        "width": image.width(),
        "height": image.height(),
        "stride": image.bytesPerLine(),
        "alpha": alpha,
        "pages": pages,
    }
    yield from in_pieces(bytes(image.constBits()))


def pixel_format(*, alpha: bool) -> QImage.Format:
    """How the pixels lie on their way."""
    return QImage.Format.Format_ARGB32_Premultiplied if alpha else QImage.Format.Format_RGB32


def _read(data: bytes, media_type: str, number: int, width: int) -> tuple[QImage, int]:
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    # the kind that was checked when the file was added, and no other that its bytes may play
    reader = QImageReader(buffer, media_type.rpartition("/")[2].encode())
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    pages = max(1, reader.imageCount()) if media_type == "image/tiff" else 1
    if number:
        reader.jumpToImage(number)
    size = reader.size()
    if size.isValid():
        turned = QImageIOHandler.Transformation.TransformationRotate90 in reader.transformation()
        room = QSize(LARGEST, width) if turned else QSize(width, LARGEST)
        if size.width() > room.width() or size.height() > room.height():
            reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise FileProblem(_BROKEN)
    return image, pages
