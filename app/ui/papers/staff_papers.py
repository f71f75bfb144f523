"""帳票 of the staff: 業務日報 of a day and 旅費・移動一覧 of a month, to look at, print and save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.calendar import wareki
from app.calendar.fiscal import Period, month_of
from app.calendar.typing import read_date
from app.cases.contacts.queries import recording_workers
from app.cases.rules import read_past_day
from app.errors import TeichakuError
from app.reports.papers import daily_report, travel_sheet
from app.reports.papers.paper import Paper
from app.reports.travel import listing
from app.reports.travel.actions import write_travel_book
from app.schedule.queries import workers
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.dialogs import Choice, Dialog
from app.ui.file_words import file_words
from app.ui.papers.preview import PaperPreview
from app.ui.screens.cases.field_rows import date_reader
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button
from app.ui.widgets.editors import ChoiceEditor, DateReader
from app.ui.widgets.field_row import FieldRow, choice_field, date_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph

DAILY, TRAVEL = "daily", "travel"
TITLES = {DAILY: daily_report.TITLE, TRAVEL: listing.TITLE}
_ABOUT = {
    DAILY: "その日の支援経過と予定を1枚にまとめます。決裁欄が付きます。",
    TRAVEL: "移動時間・距離・交通費のある支援経過を、精算のために並べます。氏名は出ません。",
}
_KINDS = "エクセルブック (*.xlsx)"
_KEPT_FOLDER = "papers/folder"
_RECENT = timedelta(days=62)


def names_offered(reading: Reading) -> tuple[str, ...]:
    """Who may have something to report: those who plan, and those who recorded of late."""
    today = reading.clock.today()
    recent = recording_workers(reading, today - _RECENT, today)
    return tuple(dict.fromkeys((*workers(reading), *recent)))


def month_reader(today: date) -> DateReader:
    """Reads a month as people write it."""

    def read(text: str) -> tuple[bool, str]:
        found = read_month(text, today)
        return (True, found.label) if found else (False, "月は R8.11 のように入力してください。")

    return read


def read_month(text: str, today: date) -> Period | None:
    """The month that was typed: R8.11, 2026/11, 11月; None when it is none."""
    words = text.strip()
    if words.rstrip("月").isdecimal() and words.endswith("月"):
        words = f"{words}1日"
    value = read_date(words, today=today).value
    return month_of(value.first) if value is not None and value.month is not None else None


class StaffPapersDialog(Dialog):
    """Asks who and when; Enter looks at the paper, the list of ways is an Excel book too.

    `written` carries the path of a book that was written.
    """

    written = Signal(object)

    def __init__(self, desk: Desk, kind: str, parent: QWidget | None = None) -> None:
        choices = (Choice("no", "閉じる", safe=True), Choice("ok", "見る", kind="primary"))
        super().__init__(TITLES[kind], _ABOUT[kind], choices, parent=parent)
        self.desk, self.kind = desk, kind
        self.preview: PaperPreview | None = None
        self.today = desk.office.clock.today()
        self.form = Form(1)
        self.who = self.form.add(choice_field("worker", "担当", [(desk.worker, desk.worker)]))
        self.when = self.form.add(self._when())
        self.form.finished.connect(self.look)
        self.said = Paragraph(tone=Tone.GOOD)
        self.said.hide()
        self.excel = Button("Excelに保存", key_cap="Ctrl S")
        self.excel.clicked.connect(self.save_book)
        self.excel.setVisible(kind == TRAVEL)
        row = QHBoxLayout()
        lay(row, gap=2)
        row.addWidget(self.excel)
        row.addStretch(1)
        for part in (self.form, self.said):
            self.body.addWidget(part)
        self.body.addLayout(row)
        desk.read(names_offered, self._offer, owner=self, title="")
        self.when.setFocus()

    def give(self, key: str) -> None:
        """Look at the paper, or close."""
        if key == "ok":
            self.look()
        else:
            super().give(key)

    def look(self) -> None:
        """Show the paper before it is printed or saved."""
        if not self.form.check():
            return
        worker, text = str(self.who.value()), str(self.when.value())
        if self.kind == DAILY:
            day = read_past_day(text, self.today).value
            if day is None or not day.is_full:
                self.when.show_error("日まで入力してください（例: 11/24）。")
                return
            first = day.first
            name = (
                f"{TITLES[DAILY]}_{file_words(wareki.short(first))}_{file_words(_joined(worker))}"
            )
            self._preview(name, lambda reading: daily_report.daily_report(reading, first, worker))
            return
        period = self._month()
        if period is not None:
            name = self._book_name(period, worker)
            self._preview(name, lambda reading: travel_sheet.travel_sheet(reading, period, worker))

    def save_book(self) -> None:
        """Keep the list of ways as an Excel book where the person says."""
        period, worker = self._month(), str(self.who.value())
        if self.kind != TRAVEL or period is None:
            return
        folder = self.desk.settings.value(_KEPT_FOLDER) or QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        proposed = Path(str(folder)) / f"{self._book_name(period, worker)}.xlsx"
        path = self.desk.asking.choose_save_file("Excelに保存", _KINDS, proposed)
        if path is None:
            return
        out = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
        self.desk.settings.setValue(_KEPT_FOLDER, str(out.parent))
        self.excel.refuse("いま書き出しています。")
        self.desk.write(
            lambda work: write_travel_book(work, period, worker, out),
            self._saved,
            failed=self._failed,
            owner=self,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S keeps the book."""
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_S and self.excel.isVisible():
            self.excel.click()
            return
        super().keyPressEvent(event)

    def _when(self) -> FieldRow:
        if self.kind == DAILY:
            row = date_field(
                "when", "日", date_reader(self.today, past=True), placeholder="例 11/24"
            )
            row.set_value(wareki.short(self.today))
        else:
            row = date_field("when", "月", month_reader(self.today), placeholder="例 R8.11")
            row.set_value(wareki.short(self.today).rpartition(".")[0])
        return row

    def _month(self) -> Period | None:
        if not self.form.check():
            return None
        found = read_month(str(self.when.value()), self.today)
        if found is None:
            self.when.show_error("月を入力してください（例: R8.11）。")
        return found

    def _preview(self, name: str, make: Callable[[Reading], Paper]) -> None:
        self.said.hide()
        self.preview = PaperPreview(self.desk, make, name, self.parentWidget())
        self.preview.open()

    def _book_name(self, period: Period, worker: str) -> str:
        return f"{TITLES[TRAVEL]}_{file_words(period.label)}_{file_words(_joined(worker))}"

    def _offer(self, names: Sequence[str]) -> None:
        editor = self.who.editor
        if isinstance(editor, ChoiceEditor):
            offered = dict.fromkeys((self.desk.worker, *names))
            editor.set_choices([(name, name) for name in offered if name])

    def _saved(self, out: Path) -> None:
        self.excel.allow()
        self.said.set_words(f"「{out.name}」に保存しました。")
        self.said.show()
        self.written.emit(out)

    def _failed(self, error: TeichakuError) -> None:
        self.excel.allow()
        self.desk.explain(error)


def _joined(name: str) -> str:
    return "".join(name.split())
