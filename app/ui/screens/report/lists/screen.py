"""一覧表: conditions and columns above, the cases below, kept lists in a choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import TeichakuError
from app.history.viewing import Viewing, of_list
from app.reports.lists.actions import Copied, Written, copy_rows, keep_list, remove_list
from app.reports.lists.queries import KeptList, ListRow, kept_lists, list_page, words_offered
from app.reports.lists.rules import Condition, ListDefinition
from app.reports.lists.vocabulary import (
    FIELD,
    FIELDS,
    Field,
    Kind,
    ListColumn,
    Shape,
    shown,
)
from app.staff.permissions import Permission
from app.ui import tables
from app.ui.desk import Desk, Screen, Where
from app.ui.notices import Notice
from app.ui.screens.report.lists.columns_dialog import ColumnsDialog
from app.ui.screens.report.lists.condition_dialog import ConditionDialog
from app.ui.screens.report.lists.keeping_dialog import KeepingDialog
from app.ui.screens.report.lists.writing_dialog import WritingDialog
from app.ui.screens.report.writing import WrittenNote
from app.ui.table_clipboard import copy_table
from app.ui.tables import ListModel, Page, Sort
from app.ui.theme import Tone, lay
from app.ui.widgets import page as pages
from app.ui.widgets.buttons import Button, MenuButton, primary_button, secondary_button
from app.ui.widgets.card import Card
from app.ui.widgets.editors import ChoiceEditor
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.tab_order import follow_eye

_CHANGES = ("person", "episode", "activity", "stagemove", "settleddeadline")
_LISTS = "savedlist"
_UNKEPT = "（保存していない一覧）"
_OVER, _NEW, _REMOVE = "over", "new", "remove"
_NO_HIT = "この条件に合うケースはありません。条件を外すと見つかることがあります。"
_NO_CASE = "ケースがまだありません。ケースの画面で登録すると、ここに出ます。"
_ALL_OFF = "条件をすべて外す"


class ListsScreen(Screen):
    """A list as it is being made; what is shown is always what would be written."""

    place = "report"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.definition = ListDefinition()
        self.kept: tuple[KeptList, ...] = ()
        self.dialog: ConditionDialog | ColumnsDialog | KeepingDialog | WritingDialog | None = None
        self._chosen = ""
        self._viewing: Viewing | None = None
        self.choice = ChoiceEditor((("", _UNKEPT),))
        self.choice.combo.setMinimumContentsLength(20)
        self.choice.combo.setAccessibleName("一覧を選ぶ")
        self.keep = MenuButton("保存", ())
        self.copy = secondary_button("写す")
        self.copy.set_hint("氏名などの列を除いて、表として写します。")
        self.write = primary_button("Excelへ書き出す")
        self.add_condition = MenuButton("＋ 条件", [(field.key, field.label) for field in FIELDS])
        self.add_condition.setProperty("part", "chip")
        self.columns_button = secondary_button("列を選ぶ")
        self.chips: list[Button] = []
        self._flow_holder = QWidget()
        self._flow = FlowLayout(self._flow_holder, gap=1.5)
        self.count = PlainLabel(tone=Tone.MUTED)
        self.note = WrittenNote()
        self.card = Card(flush=True)
        self.table: ListTable | None = None
        self._arrange()
        self._connect()
        self._show_definition()
        self._judge()

    def open(self, where: Where) -> None:
        """Show the list as it stands; `list` names a kept one."""
        self._viewing = of_list("一覧表")
        self._read_kept(str(where.facts.get("list", "")))
        self.ask()

    def read_again(self) -> None:
        """Ask for the rows again."""
        self.ask()

    def focus_first(self) -> None:
        """Go to the cases."""
        if self.table is not None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> bool:
        """Ctrl+S: keep the list in place of the chosen one, or under a new name."""
        if self.keep.reason:
            return False
        self._keep(_OVER if self._chosen else _NEW)
        return True

    def show_definition(self, definition: ListDefinition) -> None:
        """Show another list."""
        before = self.definition
        rebuilt = (definition.columns, definition.sort, definition.descending) != (
            before.columns,
            before.sort,
            before.descending,
        )
        self.definition = definition
        self._show_definition(table=rebuilt)
        self.ask()

    def ask(self) -> None:
        """Ask for the rows of the list as it stands."""
        table = self.table
        if table is None or self._viewing is None:
            return
        desk, viewing, wanted = self.desk, self._viewing, self.definition

        def fetch(offset: int, limit: int, sort: Sort) -> Page:
            asked = replace(wanted, sort=sort.key or wanted.sort, descending=sort.descending)
            with desk.line.waiting(), desk.office.reading(desk.actor, viewing) as reading:
                found = list_page(reading, asked, offset=offset, limit=limit)
            return Page(found.rows, found.total)

        table.rows.set_fetch(fetch)

    def edit_condition(self, key: str) -> None:
        """Ask for the values of one condition."""
        field = FIELD[key]
        if field.kind is not Kind.WORDS:
            self._open_condition(field, ())
            return
        self.desk.read(
            lambda reading: words_offered(reading, key),
            lambda words: self._open_condition(field, words),
            owner=self,
            title="",
        )

    def edit_columns(self) -> None:
        """Ask for the columns."""
        dialog = ColumnsDialog(self.definition.columns, self)
        dialog.accepted.connect(lambda: self._take_columns(dialog))
        self.dialog = dialog
        dialog.open()

    def copy_rows(self) -> None:
        """Put the rows on the clipboard."""
        wanted = self.definition
        self.copy.refuse("いま写しています。")
        self.desk.write(
            lambda work: copy_rows(work, wanted),
            self._copied,
            owner=self,
            failed=self._not_copied,
        )

    def ask_writing(self) -> None:
        """Ask how the list is to leave."""
        dialog = WritingDialog(self.desk, self._title(), self.definition, self)
        dialog.written.connect(self._written)
        self.dialog = dialog
        dialog.open()

    def _arrange(self) -> None:
        page = pages.Page("一覧表")
        page.put_beside_title(self.choice)
        for button in (self.keep, self.copy, self.write):
            page.add_to_head(button)
        second = QHBoxLayout()
        lay(second, gap=2)
        second.addWidget(self._flow_holder, 1)
        second.addWidget(self.count, 0, Qt.AlignmentFlag.AlignVCenter)
        second.addWidget(self.columns_button, 0, Qt.AlignmentFlag.AlignTop)
        page.add(second)
        page.add(self.note)
        page.add(self.card, 1)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(page)

    def _connect(self) -> None:
        self.choice.changed.connect(self._choose_kept)
        self.keep.chosen.connect(self._keep)
        self.copy.clicked.connect(self.copy_rows)
        self.write.clicked.connect(self.ask_writing)
        self.add_condition.chosen.connect(self.edit_condition)
        self.columns_button.clicked.connect(self.edit_columns)
        self.desk.notices.changed.connect(self._heard)

    def _heard(self, notice: Notice) -> None:
        if not self.isVisible():
            return
        if notice.touches(_LISTS):
            self._read_kept("")
        if notice.touches(*_CHANGES):
            self.ask()

    def _judge(self) -> None:
        """Which buttons may be pressed, or why not."""
        actor = self.desk.actor
        for button, permission in (
            (self.keep, Permission.RECORD_ACTIVITY),
            (self.copy, Permission.MAKE_REPORT),
            (self.write, Permission.MAKE_REPORT),
        ):
            reason = actor.refusal(permission)
            if reason:
                button.refuse(reason)
            else:
                button.allow()

    def _show_definition(self, *, table: bool = True) -> None:
        while self._flow.count():
            self._flow.takeAt(0)
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = [self._chip(one) for one in self.definition.conditions]
        for part in (*self.chips, self.add_condition):
            self._flow.addWidget(part)
            part.show()
        if table or self.table is None:
            self._make_table()
        self._show_hint()
        follow_eye(self)

    def _chip(self, one: Condition) -> Button:
        chip = Button(one.words, parent=self._flow_holder)
        chip.setProperty("part", "chip")
        chip.set_hint("押すと、この条件を変えるか外せます。")
        chip.clicked.connect(lambda: self.edit_condition(one.field))
        return chip

    def _make_table(self) -> None:
        old = self.table
        columns = [_column(at, one) for at, one in enumerate(self.definition.shown)]
        order = Sort(self.definition.sort, self.definition.descending)
        model = ListModel(columns, jobs=self.desk.jobs, sort=order)
        self.table = ListTable(model, row_key=lambda row: row.case_id)
        model.setParent(self.table)
        self.table.setAccessibleName("一覧表")
        self.table.remember(self.desk.settings, "report/lists", order=False)
        model.loaded.connect(self._loaded)
        model.failed.connect(self.desk.explain)
        model.sort_changed.connect(self._sorted)
        self.table.row_opened.connect(self._open_case)
        self.table.hint_acted.connect(self._all_off)
        self.card.add(self.table, 1)
        if old is not None:
            old.hide()
            old.deleteLater()

    def _show_hint(self) -> None:
        if self.table is not None:
            some = bool(self.definition.conditions)
            self.table.set_empty_hint(_NO_HIT if some else _NO_CASE, _ALL_OFF if some else "")

    def _loaded(self) -> None:
        if self.table is not None:
            self.count.setText(f"{self.table.rows.rowCount():,}件")

    def _sorted(self, key: str, descending: bool) -> None:
        self.definition = replace(self.definition, sort=key, descending=descending)

    def _open_case(self, row: ListRow) -> None:
        self.desk.go(Where("cases", {"episode": row.case_id}))

    def _all_off(self) -> None:
        self.show_definition(replace(self.definition, conditions=()))

    def _open_condition(self, field: Field, words: tuple[str, ...]) -> None:
        before = self.definition.condition(field.key)
        today = self.desk.office.clock.today()
        dialog = ConditionDialog(field, before, words, today, self)
        dialog.accepted.connect(lambda: self._take_condition(dialog))
        self.dialog = dialog
        dialog.open()

    def _take_condition(self, dialog: ConditionDialog) -> None:
        if dialog.answer in ("ok", "off"):
            self.show_definition(self.definition.with_condition(dialog.field.key, dialog.values))

    def _take_columns(self, dialog: ColumnsDialog) -> None:
        if dialog.answer == "ok":
            self.show_definition(replace(self.definition, columns=dialog.columns))

    def _copied(self, found: Copied) -> None:
        self._judge()
        copy_table(found.head, [[shown(value) for value in row] for row in found.rows])
        more = f"（ほか {found.left_out:,}件は写していません）" if found.left_out else ""
        self.count.setText(
            f"{len(found.rows):,}件を写しました（30秒のあいだ貼り付けられます）。氏名などの列は除いています{more}"
        )

    def _not_copied(self, error: TeichakuError) -> None:
        self._judge()
        self.desk.explain(error)

    def _written(self, found: Written) -> None:
        self.note.show_path(found.path)
        self.note.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _title(self) -> str:
        return next((one.name for one in self.kept if one.id == self._chosen), "一覧表")

    def _read_kept(self, wanted: str) -> None:
        self.desk.read(
            kept_lists, lambda found: self._take_kept(found, wanted), owner=self, title=""
        )

    def _take_kept(self, found: tuple[KeptList, ...], wanted: str) -> None:
        self.kept = found
        ids = {one.id for one in found}
        chosen = wanted if wanted in ids else self._chosen if self._chosen in ids else ""
        self.choice.blockSignals(True)
        self.choice.combo.clear()
        self.choice.set_choices([("", _UNKEPT), *((one.id, _kept_words(one)) for one in found)])
        self.choice.set_value(chosen)
        self.choice.blockSignals(False)
        if wanted and chosen == wanted:
            self._choose_kept()
        self._chosen = chosen
        self._offer_keeping()

    def _choose_kept(self) -> None:
        self._chosen = self.choice.value()
        found = next((one for one in self.kept if one.id == self._chosen), None)
        self._offer_keeping()
        if found is None:
            return
        if found.definition is None:
            self.desk.asking.inform(
                "この一覧は、いまの版では読めない条件か列を使っています。一覧はそのままです。"
                "条件と列を選び直して、保存してください。"
            )
            return
        self.show_definition(found.definition)

    def _offer_keeping(self) -> None:
        found = next((one for one in self.kept if one.id == self._chosen), None)
        entries = [(_NEW, "新しい名前で保存")]
        if found is not None:
            entries = [(_OVER, f"「{found.name}」に上書き"), *entries, (_REMOVE, "この一覧を削除")]
        self.keep.set_entries(entries)

    def _keep(self, act: str) -> None:
        found = next((one for one in self.kept if one.id == self._chosen), None)
        if act == _REMOVE and found is not None:
            self._remove(found)
            return
        over = found if act == _OVER else None
        name, own = (over.name, over.own) if over is not None else ("", True)
        dialog = KeepingDialog(name, own=own, parent=self)
        dialog.accepted.connect(lambda: self._kept_as(dialog, over))
        self.dialog = dialog
        dialog.open()

    def _kept_as(self, dialog: KeepingDialog, over: KeptList | None) -> None:
        if dialog.answer != "ok":
            return
        made, name, own = self.definition, dialog.name, dialog.own
        which = {"list_id": over.id, "version": over.version} if over is not None else {}
        self.desk.write(
            lambda work: keep_list(work, name, made, own=own, **which),  # type: ignore[arg-type]
            self._kept_now,
            owner=self,
        )

    def _kept_now(self, list_id: str) -> None:
        self._chosen = list_id
        self._read_kept("")

    def _remove(self, found: KeptList) -> None:
        whose = "自分の一覧" if found.own else "事業所の全員が使う一覧"
        sure = self.desk.asking.confirm(
            f"{whose}「{found.name}」を削除します。ケースの記録はそのままです。",
            yes="削除する",
            danger=True,
        )
        if sure:
            self.desk.write(
                lambda work: remove_list(work, found.id, found.version),
                lambda _: self._kept_now(""),
                owner=self,
            )


def _kept_words(one: KeptList) -> str:
    return f"{one.name}　{'自分だけ' if one.own else '事業所'}"


def _column(at: int, one: ListColumn) -> tables.Column:
    kinds = {Shape.DAY: tables.Kind.DATE, Shape.NUMBER: tables.Kind.NUMBER}
    return tables.Column(
        one.label,
        one.key,
        kinds.get(one.shape, tables.Kind.TEXT),
        width=one.width,
        cell=_words(at),
        sortable=one.sortable,
    )


def _words(at: int) -> Callable[[ListRow], str]:
    return lambda row: shown(row.values[at])
