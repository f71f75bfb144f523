"""これまでの取込: earlier batches, each of which can be taken back as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.clock import JST
from app.ledgers.queries import Batch
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import danger_button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.words import short_day, time_of_day

UNDO = "取り込みを戻す"
_TAKEN_CASES = ("case:import", "case:completes", "case:changes")


class BatchCard(Card):
    """The list of batches; `undo_wanted` carries the batch to take back."""

    undo_wanted = Signal(object)

    def __init__(self, refusal: str) -> None:
        super().__init__("これまでの取込", flush=True)
        self._refusal = refusal
        self._newest = ""
        self._model = ListModel(_columns())
        self.table = ListTable(self._model, row_key=lambda batch: batch.id)
        self._model.setParent(self.table)
        self.table.setAccessibleName("これまでの取込")
        self.table.set_empty_hint(
            "まだ取り込んだ台帳はありません。取り込むとここに並び、まるごと戻せます。"
        )
        self.undo = danger_button(UNDO)
        foot = QHBoxLayout()
        lay(foot, gap=3, margins=(3.5, 1, 3.5, 3))
        note = "戻すと、その台帳から入った記録がまるごとなくなります。元のファイルはそのままです。"
        foot.addWidget(PlainLabel(note, tone=Tone.MUTED, size="caption", elide=True), 1)
        foot.addWidget(self.undo)
        self.add(self.table, 1)
        self.add(foot)
        self.table.row_chosen.connect(lambda _: self._judge())
        self.undo.clicked.connect(self._ask)
        self._judge()

    def show_batches(self, batches: Sequence[Batch]) -> None:
        """Show these batches, newest first; the newest that can be taken back is chosen."""
        self._model.show_rows(tuple(batches))
        newest = batches[0].id if batches else ""
        if batches and (self.table.chosen_row() is None or newest != self._newest):
            self.table.choose_row(0)
        self._newest = newest
        self._judge()

    def _judge(self) -> None:
        batch = self.table.chosen_row()
        if self._refusal:
            self.undo.refuse(self._refusal)
        elif not isinstance(batch, Batch):
            self.undo.refuse("戻す取込を上の一覧から選ぶと押せます。")
        elif batch.undone_at is not None:
            self.undo.refuse("この取込はすでに戻してあります。")
        else:
            self.undo.allow()

    def _ask(self) -> None:
        batch = self.table.chosen_row()
        if isinstance(batch, Batch):
            self.undo_wanted.emit(batch)


def batch_words(batch: Batch) -> str:
    """What a batch brought in, in words."""
    counts = batch.counts
    parts = (
        (sum(counts.get(key, 0) for key in _TAKEN_CASES), "ケース"),
        (counts.get("activity:import", 0), "支援経過"),
        (counts.get("event:import", 0), "研修・啓発"),
    )
    return "　".join(f"{word} {number:,}件" for number, word in parts if number)


def _columns() -> tuple[Column, ...]:
    def when(batch: Batch) -> Cell:
        local = batch.at.astimezone(JST)
        return Cell(f"{short_day(local.date())} {time_of_day(batch.at)}")

    def state(batch: Batch) -> Cell:
        undone = batch.undone_at is not None
        return Cell(tags=(("戻した", Tone.MUTED) if undone else ("取込済み", Tone.GOOD),))

    return (
        Column("日時", "at", Kind.DATE, width=156, cell=when, sortable=False),
        Column("ファイル", "file_name", width=260, sortable=False),
        Column("入ったもの", "counts", Kind.MUTED, stretch=True, cell=batch_words, sortable=False),
        Column("状態", "undone_at", Kind.TAG, width=96, cell=state, sortable=False),
    )
