"""Sending pages to a printer; Qt's printing is loaded only when somebody prints."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtWidgets import QWidget

from app.errors import FileProblem
from app.reports.papers.pages import draw_page, page_count

_DOTS, _COARSE = 300, 18
_KEEP = Qt.AspectRatioMode.KeepAspectRatio


def print_pages(data: bytes, parent: QWidget) -> bool:
    """Ask for a printer and print a PDF; False when the person left the question."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

    if not QPrinterInfo.availablePrinterNames():
        raise FileProblem(
            "この PC で使えるプリンターがありません。何も印刷していません。"
            "「PDFに保存」で保存して、ほかの PC で印刷してください。"
        )
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("定着")  # the queue of a printer is seen by everybody in the house
    printer.setFullPage(True)
    if lies(data):
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("印刷する")
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    painter = QPainter()
    if not painter.begin(printer):
        raise FileProblem(
            "印刷を始められませんでした。プリンターの電源と用紙を確かめて、"
            "もう一度印刷してください。「PDFに保存」もできます。"
        )
    paint(painter, data, QRect(0, 0, printer.width(), printer.height()), printer.newPage)
    painter.end()
    return True


def lies(data: bytes) -> bool:
    """Whether the sheet is wider than high."""
    first = draw_page(data, 0, _COARSE)
    return first.width > first.height


def paint(painter: QPainter, data: bytes, room: QRect, new_page: Callable[[], object]) -> None:
    """Draw every page as large as the sheet allows, keeping its shape."""
    for number in range(page_count(data)):
        if number:
            new_page()
        picture = draw_page(data, number, _DOTS)
        image = QImage(
            picture.pixels,
            picture.width,
            picture.height,
            picture.stride,
            QImage.Format.Format_RGB32,
        )
        size = image.size().scaled(room.size(), _KEEP)
        painter.drawImage(QRect(room.topLeft(), size), image)
