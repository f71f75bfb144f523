"""The right side of 様式: facts of a form, its sheet, and what goes into which cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.calendar import wareki
from app.calendar.fiscal import KINDS, month_of
from app.reports.counting.figure_set import FigureSet
from app.reports.counting.figures import figures
from app.reports.forms.catalogue import Offer, catalogue, figure_words
from app.reports.forms.own import actions
from app.reports.forms.own.queries import FormPage, form_page
from app.reports.forms.own.rules import Facts
from app.reports.forms.proposals import proposals
from app.reports.xlsx import cells
from app.storage.work import Reading, Work
from app.ui.desk import Desk
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.network.pane_form import PaneForm
from app.ui.screens.record_pane import RecordPane
from app.ui.screens.report.own_forms.cells_editor import CellsEditor, inputs_of, kept_of
from app.ui.screens.report.own_forms.offer_dialog import OfferDialog
from app.ui.screens.report.titles import origin_words
from app.ui.theme import Tone, theme
from app.ui.widgets.card import Card
from app.ui.widgets.field_row import FieldRow, choice_field, date_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph, ReasonLine

KIND = "form_cells"
_AROUND_FORM, _AROUND_VIEW = 196, 84
"""Height of all that stands above and below the sheet (at scale 1)."""
_LEAST_SHEET = 240
_COLUMNS = 5
_CELL = "cell "
_GUESSED = "{}か所に入れました。1つずつ確かめ、違うものは選び直すか外してから保存してください。"
_NO_GUESS = "はっきり分かる見出しの欄はありませんでした。セルを選んで入れてください。"
_NARROW = 640


class FormCells(PaneForm["FormPage"]):
    """A registered form: its facts and its cells, saved together."""

    title = "様式"

    def rows_form(self) -> Form:
        """Facts in one line, the sheet below."""
        pane = self.pane
        data = pane.data
        assert isinstance(pane, FormPane) and data is not None
        wide = pane.width() >= theme().px(_NARROW)
        form = Form(_COLUMNS if wide else 2)
        today = self.desk.office.clock.today()
        form.add(text_field("title", "様式の名前"))
        form.add(text_field("edition", "版", placeholder="例 令和8年度"))
        form.add(
            date_field("valid_from", "いつの報告から", date_reader(today), placeholder=DATE_EXAMPLE)
        )
        form.add(choice_field("period", "期間", tuple(KINDS.items())))
        form.add(choice_field("sheet", "シート", [(name, name) for name in data.sheets]))
        self.editor = CellsEditor()
        self.editor.turned.connect(lambda: pane.fit(self.editor))
        self.editor.show_view(data.view)
        form.add(FieldRow("cells", "入れるセル", self.editor), wide=True)
        self.editor.wanted.connect(lambda more: pane.offer(self.editor, more=more))
        self.editor.guessing.connect(lambda: pane.propose(self))
        form.rows["sheet"].changed.connect(self._turn_sheet)
        pane.fit(self.editor)
        return form

    def focus_first(self) -> None:
        """Whoever goes through the list with the arrows stays there."""

    def leave(self) -> None:
        """Esc: what is typed is asked about; otherwise back to the list."""
        pane = self.pane
        if self.dirty or not isinstance(pane, FormPane):
            super().leave()
        else:
            pane.left.emit()

    def newest(self, data: FormPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The form as on record."""
        if data is None:
            return None
        form = data.form
        day = "" if form.valid_from is None else wareki.short(form.valid_from)
        values = {
            "title": form.title,
            "edition": form.edition,
            "valid_from": day,
            "period": form.period.value,
            "sheet": form.sheet,
            "cells": kept_of(form.inputs),
        }
        return values, (data.version,)

    def action(self) -> Callable[[Work], Any]:
        """Keep facts and cells."""
        row = {key: entry.value() for key, entry in self.rows.items()}
        facts = Facts(*(row[key] for key in ("title", "edition", "valid_from", "period", "sheet")))
        inputs, version = inputs_of(row["cells"]), self.versions[0]
        return lambda work: actions.change(work, self.record_id, version, facts, inputs)

    def fields_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Each cell is compared by itself: two people may point at one form."""
        fields = {key: value for key, value in values.items() if key != "cells"}
        held = values["cells"]
        return fields | {f"{_CELL}{cell}": held.get(cell) for cell in self._every_cell(held)}

    def rows_of(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The cells together again."""
        rows = {key: value for key, value in fields.items() if not key.startswith(_CELL)}
        held = {
            key.removeprefix(_CELL): value
            for key, value in fields.items()
            if key.startswith(_CELL) and value
        }
        return rows | {"cells": held}

    def label_of(self, key: str) -> str:
        """A cell by its address."""
        cell = key.removeprefix(_CELL)
        return super().label_of(key) if cell == key else f"セル {cell}"

    def words_of(self, key: str, value: Any) -> str:
        """What goes into a cell, as words for a question."""
        if key == "cells":
            return "、".join(sorted(value))
        if key.startswith(_CELL):
            return figure_words(value[1]) if value else "何も入れない"
        return str(value)

    def _every_cell(self, held: Iterable[str]) -> frozenset[str]:
        view = self.editor.grid.sheet.view
        rows, columns = (0, 0) if view is None else (view.rows, view.columns)
        shown = {
            cells.address((row, column))
            for row in range(1, rows + 1)
            for column in range(1, columns + 1)
        }
        return frozenset(shown.union(held, self._start["cells"], self.editor.value()))

    def _turn_sheet(self) -> None:
        sheet, record = str(self.rows["sheet"].value()), self.record_id
        view = self.editor.grid.sheet.view
        if view is not None and view.name != sheet and sheet:
            self.desk.read(
                lambda reading: form_page(reading, record, sheet),
                lambda page: self.editor.show_view(page.view),
                owner=self,
            )


class FormPane(RecordPane["FormPage"]):
    """Shows any form; one that is registered can be changed."""

    left = Signal()
    """Esc on a sheet on which nothing was changed."""

    shows = ("ownform",)
    draft_kinds = (KIND,)
    empty = (
        "左の一覧から様式を選ぶと、シートがここに出ます。都道府県から届いたExcelの様式は、"
        "「様式を登録する」で加えると、セルを指すだけで数が入るようになります。"
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._known: tuple[FigureSet, tuple[Offer, ...]] | None = None
        self.viewer: CellsEditor | None = None
        self.dialog: OfferDialog | None = None

    def read(self, reading: Reading, record_id: str) -> FormPage:
        """The form and its sheet."""
        return form_page(reading, record_id)

    def show_data(self, data: FormPage) -> None:
        """The form to be changed, or only to be looked at with the reason."""
        self.viewer = None
        if not data.refusal:
            if self.form is None or not self.form.dirty:
                self._close_form()
                self._open_kind(KIND, data.key)
            return
        card = Card()
        card.setAccessibleName(data.form.title)
        card.add(Paragraph(data.form.title, tone=Tone.MUTED, strong=True))
        card.add(ReasonLine(f"{origin_words(data.form)}　{data.refusal}"))
        viewer = self.viewer = CellsEditor()
        viewer.turned.connect(lambda: self.fit(viewer))
        self.viewer.show_view(data.view)
        self.viewer.set_value(kept_of(data.form.inputs))
        self.viewer.refuse(data.refusal)
        self.fit(self.viewer)
        card.add(self.viewer)
        self.content.addWidget(card)
        self._learn(self.viewer)

    def form_for(self, kind: str, subject: str) -> FormCells | None:
        """The form with what is on record."""
        form = FormCells(self, kind, subject)
        if not form.begin():
            form.deleteLater()
            return None
        self._learn(form.editor)
        return form

    def offer(self, editor: CellsEditor, *, more: bool) -> None:
        """Ask what goes into the chosen cell."""

        def ask() -> None:
            assert self._known is not None
            found, offers = self._known
            if more:
                offers = tuple(one for one in offers if not one.figure.startswith("$"))
            now = "" if more else editor.figure
            self.dialog = OfferDialog(offers, found, editor.cell, now, self.window())
            self.dialog.taken.connect(lambda figure: editor.put(figure, more=more))
            self.dialog.open()

        if self._known is not None:
            ask()
        else:
            self._read_offers(ask)

    def propose(self, form: FormCells) -> None:
        """Put what the words on the sheet name for certain; it is saved only when looked through."""

        def put() -> None:
            assert self._known is not None
            view = form.editor.grid.sheet.view
            if view is None:
                return
            paths = [one.figure for one in self._known[1]]
            count = form.editor.put_all(proposals(view, paths, form.editor.value()))
            form.notice.set_notice(
                "見出しからの候補", _GUESSED.format(count) if count else _NO_GUESS
            )
            self.fit(form.editor)

        if self._known is not None:
            put()
        else:
            self._read_offers(put)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sheet takes the height that is left."""
        super().resizeEvent(event)
        for editor in self.findChildren(CellsEditor):
            self.fit(editor)

    def fit(self, editor: CellsEditor) -> None:
        """Give the sheet the height that is left beside the other parts."""
        around = _AROUND_VIEW if editor is self.viewer else _AROUND_FORM
        left = self.height() - theme().px(around) - self._told_height()
        editor.setFixedHeight(max(left, theme().px(_LEAST_SHEET) + editor.below))

    def _told_height(self) -> int:
        """Height of what is said above and below the fields."""
        form = self.form
        bars = () if form is None else (form.notice, form.newer)
        return sum(bar.sizeHint().height() + theme().gap(3) for bar in bars if not bar.isHidden())

    def focus_first(self) -> None:
        """The sheet has the keyboard."""
        editor = next(iter(self.findChildren(CellsEditor)), None)
        if editor is not None:
            editor.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """While another place is shown nothing that a figure counts is kept: it is read when asked for."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._known = None

    def _learn(self, editor: CellsEditor) -> None:
        """Sentences of what stands in the cells."""

        def tell() -> None:
            assert self._known is not None
            editor.sentences = {one.figure: one.sentence for one in self._known[1]}

        if self._known is not None:
            tell()
        else:
            self._read_offers(tell, editor)

    def _read_offers(self, then: Callable[[], None], owner: QWidget | None = None) -> None:
        today = self.desk.office.clock.today()

        def keep(found: tuple[FigureSet, tuple[Offer, ...]]) -> None:
            self._known = found
            then()

        self.desk.read(
            partial(_offers, month_of(today).previous()),
            keep,
            owner=owner or self,
            title="集計の項目を読み込んでいます",
        )


def _offers(period: Any, reading: Reading) -> tuple[FigureSet, tuple[Offer, ...]]:
    found = figures(reading, period)
    return found, catalogue(found)
