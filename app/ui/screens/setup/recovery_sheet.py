"""The sheet of paper with the recovery code: to the printer or into a PDF file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from app.errors import FileProblem
from app.ui.theme import theme
from app.ui.words import long_day

_MARGIN_MM = 20
_MM = 25.4
_MARKS = "①②③④⑤⑥⑦"  # not to be taken for a character of the code
ADVICE = (
    "この紙は、合言葉を忘れたとき、PC を入れ替えたとき、職員が急に来られなくなったときに、"
    "データを開くためのただ一つの手段です。",
    "鍵のかかる場所（耐火金庫など）にしまい、写真を撮ったり、メールで送ったりしないでください。",
    "「0」は数字のゼロ、「1」は数字のいちです。英字の I・L・O・U は使っていません。",
)


@dataclass(frozen=True)
class Sheet:
    """What stands on the paper."""

    office_name: str
    code: str
    day: date


def write_pdf(sheet: Sheet, path: Path) -> None:
    """Write the sheet as a PDF of one A4 page; FileProblem when it cannot be written."""
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(held)
    writer.setTitle("回復コード")
    prepare(writer)
    painter = QPainter(writer)
    draw(painter, sheet, _room(writer), writer.logicalDpiX())
    painter.end()
    try:
        path.write_bytes(held.data().data())
    except OSError as error:
        raise FileProblem(
            "PDFを書けませんでした。回復コードは画面に出たままです。"
            "別のフォルダーを選ぶか、印刷してください。",
            where=str(path),
        ) from error


def prepare(device: QPagedPaintDevice) -> None:
    """A4 upright with margins."""
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageOrientation(QPageLayout.Orientation.Portrait)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    device.setPageMargins(margins, QPageLayout.Unit.Millimeter)


def draw(painter: QPainter, sheet: Sheet, room: QRectF, dpi: int) -> None:
    """Draw the sheet into `room`, whose unit is 1/dpi inch."""

    def mm(length: float) -> float:
        return length * dpi / _MM

    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    wrapped = int(left) | int(Qt.TextFlag.TextWordWrap)
    top = room.top()

    def line(text: str, size_mm: float, *, bold: bool = False, after: float = 4) -> None:
        nonlocal top
        font = theme().font(bold=bold)
        font.setPixelSize(round(mm(size_mm)))
        painter.setFont(font)
        area = QRectF(room.left(), top, room.width(), room.bottom() - top)
        needed = painter.boundingRect(area, wrapped, text)
        painter.drawText(needed, wrapped, text)
        top += needed.height() + mm(after)

    line("定着 回復コード", 8, bold=True, after=6)
    line(sheet.office_name, 4.5, after=2)
    line(f"作成 {long_day(sheet.day)}", 4, after=8)
    for mark, group in zip(_MARKS, sheet.code.split("-"), strict=True):
        line(f"{mark}　{group}", 9, bold=True, after=3)
    top += mm(6)
    for sentence in ADVICE:
        line(sentence, 4)


def _room(device: QPdfWriter) -> QRectF:
    painted = device.pageLayout().paintRectPixels(device.resolution())
    return QRectF(0, 0, painted.width(), painted.height())
