"""台帳取込: 読む → 列を合わせる → 確かめる → 取り込む."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial, reduce
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import ChangedMeanwhile, LedgerRefused, TeichakuError
from app.ledgers import actions, queries
from app.ledgers.actions import Applied, note_refused
from app.ledgers.columns import UNDECIDED, apply_correction
from app.ledgers.queries import Batch
from app.ledgers.result_sheet import write_result
from app.staff.permissions import Permission
from app.storage.retrying import Tries, retrying
from app.storage.work import Work
from app.ui.desk import AGAIN_SECONDS, Desk, Screen, Where
from app.ui.file_words import file_words
from app.ui.jobs import Progress
from app.ui.notices import Notice
from app.ui.screens.ledger_import.batches import UNDO, batch_words
from app.ui.screens.ledger_import.check_page import CheckPage
from app.ui.screens.ledger_import.done_page import DonePage
from app.ui.screens.ledger_import.map_page import MapPage
from app.ui.screens.ledger_import.read_page import ReadPage
from app.ui.screens.ledger_import.taking import (
    TableKey,
    Taking,
    apply,
    open_ledger,
    plan_ledger,
    table_key,
    tally,
)
from app.ui.screens.ledger_import.words import foot_of_check, foot_of_map, subtitle
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button, let_press, primary_button, secondary_button
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.page import Page
from app.ui.widgets.paragraph import Paragraph, Run
from app.ui.widgets.tab_order import follow_eye

READ, MAP, CHECK, DONE = range(4)
STEPS = ("1 読む", "2 列を合わせる", "3 確かめる", "4 取り込む")
KINDS = "エクセルの台帳 (*.xlsx)"
_FOLDER = "ledger_import/folder"
Change = Callable[[Taking], Taking]


class ImportScreen(Screen):
    """The four steps; `taking` is the ledger on its way, None before one was read."""

    place = "admin"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.taking: Taking | None = None
        self._sent: Taking | None = None
        self._tries = Tries()
        self.step = READ
        self._planning = False
        self._waiting: list[Change] = []
        self._batches: tuple[Batch, ...] = ()
        self.read_page = ReadPage(desk.actor.refusal(Permission.IMPORT_LEDGER))
        self._steps = Paragraph(centered=True)
        self._stack = QStackedWidget()
        self.back = secondary_button("戻る")
        self.remember = secondary_button("この対応づけを覚える")
        self.save_result = secondary_button("結果をExcelで保存")
        self._foot_words = PlainLabel(tone=Tone.MUTED, size="caption", elide=True)
        self.on = primary_button("確かめる")
        self._foot = QWidget()
        self._arrange()
        self._connect()
        self._show_step(READ)

    def open(self, where: Where) -> None:
        """Show the step that was left, with the batches as they are now."""
        self._read_batches()
        file = where.facts.get("file")
        if isinstance(file, Path):
            self.read(file)

    def focus_first(self) -> None:
        """Go to where the step begins."""
        focus = Qt.FocusReason.OtherFocusReason
        if self.step == READ:
            self.read_page.choose.setFocus(focus)
        elif self.step == MAP:
            self.map_page.sheets.setFocus(focus)
        elif self.step == CHECK:
            rows = self.check_page.rows.rows.rowCount()
            self.check_page.focus_rows() if rows else self.on.setFocus(focus)
        else:
            self.done_page.cases.setFocus(focus)

    def go_back(self) -> bool:
        """One step back; says whether there was one."""
        if self.step not in (MAP, CHECK):
            return False
        self._show_step(self.step - 1)
        self.focus_first()
        return True

    def read(self, path: Path) -> None:
        """Read a ledger and plan it; a refused one says why on the first step."""
        self.desk.settings.setValue(_FOLDER, str(path.parent))
        self.read_page.show_refusal("", "")
        desk = self.desk

        def work(progress: Progress) -> Taking:
            workbook = open_ledger(path, progress)
            with desk.office.reading(desk.actor) as reading:
                return plan_ledger(workbook, reading, progress)

        desk.jobs.run(
            work,
            done=self._arrived,
            failed=partial(self._refused, path),
            title="台帳を読んでいます",
            owner=self,
        )

    def _arrange(self) -> None:
        self._page = Page("台帳取込")
        self.staff = self._leads("職員", Where("staff", {"leaf": "people"}))
        self.history = self._leads("履歴を見る", Where("history"), Permission.READ_HISTORY)
        self.backups = self._leads("控えと復元", Where("backups"))
        self.retention = self._leads("保存期間", Where("retention"), Permission.READ_CASES)
        where = Where("subject_access")
        self.requests = self._leads("開示請求", where, Permission.ANSWER_REQUESTS)
        self._page.add_to_head(self._steps)
        self._stack.addWidget(self.read_page)
        self._stack.setMinimumSize(1, 1)
        self._page.add(self._stack, 1)
        row = QHBoxLayout(self._foot)
        lay(row, gap=3)
        for button in (self.back, self.remember, self.save_result):
            row.addWidget(button)
        self._foot_words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._foot_words, 1)
        row.addWidget(self.on)
        self._page.add(self._foot)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(self._page)

    def _leads(self, words: str, where: Where, needs: Permission | None = None) -> Button:
        """A link to another place of 管理."""
        link = Button(words, kind="link")
        link.clicked.connect(lambda: self.desk.go(where))
        if needs is not None and (refused := self.desk.actor.refusal(needs)):
            link.refuse(refused)
        self._page.add_to_head(link)
        return link

    def _connect(self) -> None:
        self.read_page.choose_wanted.connect(self._choose_file)
        self.read_page.dropped.connect(self.read)
        self.read_page.batches.undo_wanted.connect(self._undo)
        self.back.clicked.connect(self.go_back)
        self.remember.clicked.connect(self._remember)
        self.save_result.clicked.connect(self._save_result)
        self.on.clicked.connect(self._go_on)
        self.desk.notices.changed.connect(self._heard)

    @cached_property
    def map_page(self) -> MapPage:
        """列を合わせる; like the steps after it made when it is first wanted."""
        page = MapPage()
        page.kind_chosen.connect(self._decide_kind)
        page.field_chosen.connect(self._decide_field)
        self._take_in(page)
        return page

    @cached_property
    def check_page(self) -> CheckPage:
        """確かめる."""
        page = CheckPage()
        page.row_decided.connect(
            lambda key, choice: self._change(lambda taking: taking.with_row(key, choice))
        )
        page.pair_decided.connect(
            lambda key, choice: self._change(lambda taking: taking.with_pair(key, choice))
        )
        self._take_in(page)
        if self.taking is not None:
            page.show_taking(self.taking)
        return page

    @cached_property
    def done_page(self) -> DonePage:
        """取り込む: what came in."""
        page = DonePage(self.desk.actor.refusal(Permission.IMPORT_LEDGER))
        page.batches.undo_wanted.connect(self._undo)
        page.batches.show_batches(self._batches)
        page.cases_wanted.connect(lambda: self.desk.go(Where("cases")))
        page.figures_wanted.connect(
            lambda month: self.desk.go(Where("report", {"leaf": "figures", "period": month}))
        )
        page.next_wanted.connect(self._start_again)
        self._take_in(page)
        return page

    def _take_in(self, page: QWidget) -> None:
        self._stack.addWidget(page)
        follow_eye(self)

    def _page_of(self, step: int) -> QWidget:
        if step in (READ, MAP):
            return self.read_page if step == READ else self.map_page
        return self.check_page if step == CHECK else self.done_page

    def _choose_file(self) -> None:
        kept = str(self.desk.settings.value(_FOLDER) or "")
        folder = Path(kept) if kept and Path(kept).is_dir() else None
        path = self.desk.asking.choose_open_file("取り込む台帳", KINDS, folder)
        if path is not None:
            self.read(path)

    def _arrived(self, taking: Taking) -> None:
        self._show_taking(taking)
        self._show_step(MAP)
        self.focus_first()

    def _refused(self, path: Path, error: TeichakuError) -> None:
        if not isinstance(error, LedgerRefused):
            self.desk.explain(error)
            return
        self._show_step(READ)
        self.read_page.show_refusal(path.name, error.message)
        code = error.where
        self.desk.write(lambda work: note_refused(work, code), lambda _: None, owner=self)

    def _decide_kind(self, key: TableKey, kind: str) -> None:
        self._change(lambda taking: taking.decided_kind(key, kind))

    def _decide_field(self, key: TableKey, index: int, field: str) -> None:
        sheet, row = key
        self._change(
            lambda taking: taking.with_mapping(
                apply_correction(taking.mapping, sheet, row, index, field), key
            )
        )

    def _change(self, act: Change) -> None:
        """Plan anew on a worker; what is chosen meanwhile waits for its turn."""
        self._waiting.append(act)
        if not self._planning:
            self._plan_waiting()

    def _plan_waiting(self) -> None:
        taking = self.taking
        acts, self._waiting = self._waiting, []
        if taking is None:
            return
        self._planning = True
        self._judge()
        desk = self.desk

        def work() -> Taking:
            now = reduce(lambda now, act: act(now), acts, taking)
            if now.ledger is taking.ledger:
                return now.planned()
            with desk.office.reading(desk.actor) as reading:  # other columns name other records
                return now.compared(reading)

        desk.jobs.run(
            work,
            done=partial(self._changed, taking),
            failed=self._not_changed,
            title="確かめ直しています",
            owner=self,
        )

    def _changed(self, before: Taking, taking: Taking) -> None:
        self._planning = False
        if self.taking is before:
            self._show_taking(taking)
        if self._waiting:
            self._plan_waiting()

    def _not_changed(self, error: TeichakuError) -> None:
        self._planning = False
        self._waiting.clear()
        self._judge()
        self.desk.explain(error)

    def _show_taking(self, taking: Taking) -> None:
        self.taking = taking
        self.map_page.show_taking(taking)
        if "check_page" in vars(self):
            self.check_page.show_taking(taking)
        self._judge()

    def _show_step(self, step: int) -> None:
        self.step = step
        self._stack.setCurrentWidget(self._page_of(step))
        self._foot.setVisible(step in (MAP, CHECK))
        self.save_result.setVisible(step == CHECK)
        runs = []
        for at, words in enumerate(STEPS):
            now = at == step
            tone = Tone.ACCENT if now else Tone.TEXT
            runs.append(Run(words + ("　" if at < DONE else ""), tone, strong=now))
        self._steps.set_words(runs)
        self._judge()

    def _judge(self) -> None:
        """Titles, words and buttons for the step and the plan shown."""
        taking = self.taking if self.step != READ else None
        self._page.set_title("台帳取込", subtitle(taking) if taking else "")
        if taking is None:
            return
        let_press(self.remember, "" if taking.corrected else "直した列があると、覚えられます。")
        undecided = [table.sheet for table in taking.mapping.tables if table.kind == UNDECIDED]
        if self._planning:
            reason = "確かめ直しています。まもなく押せます。"
        elif undecided:
            reason = f"「{undecided[0]}」の業務を選ぶと進めます。"
        elif not taking.mapping.tables:
            reason = "取り込む表がありません。「戻る」で別の台帳を選んでください。"
        else:
            reason = ""
        if self.step == MAP:
            self.on.set_words("確かめる")
            self._foot_words.setText(reason or foot_of_map(taking))
        elif self.step == CHECK:
            counted = tally(taking.plan)
            if not reason and taking.plan.changes_nothing:
                reason = "この台帳はすべて取り込み済みです。変わるところはありません。"
            self.on.set_words(f"{counted.taken:,}行を取り込む")
            self._foot_words.setText(reason or foot_of_check(counted.refused))
        let_press(self.on, reason)

    def _go_on(self) -> None:
        if self.step == MAP:
            self._show_step(CHECK)
            self.focus_first()
        elif self.step == CHECK:
            self._apply()

    def _apply(self) -> None:
        taking, desk = self.taking, self.desk
        if taking is None:
            return
        if self._sent is not taking:
            self._sent, self._tries = taking, Tries()
        tries = self._tries
        self.on.refuse("いま取り込んでいます。")
        self._stack.setEnabled(False)

        def work(progress: Progress) -> Applied:
            return retrying(
                desk.office,
                desk.actor,
                lambda opened: apply(opened, taking, progress),
                tries=tries,
                within=AGAIN_SECONDS,
            )

        desk.jobs.run(
            work,
            done=partial(self._applied, taking),
            failed=self._not_applied,
            title="台帳を取り込んでいます",
            owner=self,
            cancelled=self._let_be,
        )

    def _applied(self, taking: Taking, applied: Applied) -> None:
        self._let_be()
        self.desk.saved()
        self.done_page.show_applied(applied, taking)
        self._show_step(DONE)
        self._read_batches()
        self.focus_first()

    def _not_applied(self, error: TeichakuError) -> None:
        self._let_be()
        self.desk.explain(error)
        if isinstance(error, ChangedMeanwhile):
            self._read_records_again()

    def _let_be(self) -> None:
        self._stack.setEnabled(True)
        self._judge()

    def _read_records_again(self) -> None:
        """Keep what was corrected and chosen, but compare with the records of now."""
        taking = self.taking
        if taking is not None:
            self.desk.read(
                taking.compared,
                self._show_taking,
                owner=self,
            )

    def _remember(self) -> None:
        taking = self.taking
        if taking is None:
            return
        tables = [t for t in taking.mapping.tables if table_key(t) in taking.corrected]

        def keep(work: Work) -> None:
            for table in tables:
                actions.remember_mapping(work, table)

        self.desk.write(keep, lambda _: self._remembered(), owner=self)

    def _remembered(self) -> None:
        self.remember.refuse("覚えました。次に同じ見出しの台帳を読むと、この対応づけで読みます。")
        self._foot_words.setText("対応づけを覚えました。次に同じ見出しの台帳を読むときに使います。")

    def _save_result(self) -> None:
        taking = self.taking
        if taking is None:
            return
        stem = file_words(Path(taking.plan.file_name).stem) or "台帳"
        kept = str(self.desk.settings.value(_FOLDER) or "")
        proposed = Path(kept) / f"{stem}_取込の結果.xlsx"
        chosen = self.desk.asking.choose_save_file(
            "書き出す先", "エクセルブック (*.xlsx)", proposed
        )
        if chosen is None:
            return
        out = (
            chosen if chosen.suffix.lower() == ".xlsx" else chosen.with_name(f"{chosen.name}.xlsx")
        )
        if out != chosen and out.exists() and not self._replace(out):
            return
        self.desk.jobs.run(
            lambda: write_result(taking.plan, out),
            done=self._result_saved,
            failed=self.desk.explain,
            on="pool",
            title="結果を書き出しています",
            owner=self,
        )

    def _result_saved(self, path: Path) -> None:
        self._foot_words.setText(f"「{path.name}」に保存しました（{path.parent}）")
        self.desk.write(
            lambda work: actions.note_result(work, path.name), lambda _: None, owner=self
        )

    def _replace(self, out: Path) -> bool:
        return self.desk.asking.confirm(
            f"「{out.name}」はもうあります。置き換えると、前の中身はなくなります。",
            yes="置き換える",
            danger=True,
        )

    def _undo(self, batch: Batch) -> None:
        sure = self.desk.asking.confirm(
            f"「{batch.file_name}」の取込を戻します。この取込で入った記録がまるごとなくなります。"
            "元のファイルと、ほかの記録はそのままです。",
            yes=UNDO,
            detail=batch_words(batch),
            danger=True,
        )
        if sure:
            self.desk.write(
                lambda work: actions.undo(work, batch.id),
                lambda _: self._undone(),
                owner=self,
                title="取り込みを戻しています",
            )

    def _undone(self) -> None:
        if self.step == DONE:
            self._start_again()
        self._read_batches()

    def _start_again(self) -> None:
        self.taking = None
        self._show_step(READ)
        self.focus_first()

    def _heard(self, notice: Notice) -> None:
        if self.isVisible() and notice.touches("importbatch"):
            self._read_batches()

    def read_again(self) -> None:
        """The imports of before; a file that is being checked stays as it is."""
        self._read_batches()

    def _read_batches(self) -> None:
        if self.desk.actor.may(Permission.READ_CASES):
            self.desk.read(queries.batches, self._show_batches, owner=self, title="")

    def _show_batches(self, batches: tuple[Batch, ...]) -> None:
        self._batches = batches
        self.read_page.batches.show_batches(batches)
        if "done_page" in vars(self):
            self.done_page.batches.show_batches(batches)
