"""Printing the recovery code; Qt's printing is loaded only when somebody prints."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.errors import FileProblem
from app.ui.screens.setup.recovery_sheet import Sheet, draw, prepare


def print_sheet(sheet: Sheet, parent: QWidget) -> bool:
    """Ask for a printer and print; False when the person left the question."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

    if not QPrinterInfo.availablePrinterNames():
        raise FileProblem(
            "この PC で使えるプリンターがありません。回復コードは画面に出たままです。"
            "「PDFに保存」を使うか、紙に書き写してください。"
        )
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("定着 回復コード")
    prepare(printer)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("回復コードを印刷する")
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    painter = QPainter()
    if not painter.begin(printer):
        raise FileProblem(
            "印刷を始められませんでした。回復コードは画面に出たままです。"
            "プリンターの電源と用紙を確かめて、もう一度印刷してください。"
        )
    room = printer.pageLayout().paintRectPixels(printer.resolution())
    draw(painter, sheet, QRectF(0, 0, room.width(), room.height()), printer.logicalDpiX())
    painter.end()
    return True
