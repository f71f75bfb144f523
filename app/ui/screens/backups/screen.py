"""控えと復元: the 控え there are, making one, trying one out, and the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from app.backups import queries
from app.backups.drills import try_out
from app.backups.making import ON_SERVER, Kept
from app.backups.rules import Plan, Standing
from app.clock import JST
from app.errors import TeichakuError
from app.reports.papers.drill_sheet import TITLE, drill_sheet
from app.staff.permissions import Permission
from app.storage import second_place
from app.storage.drilling import Drill
from app.storage.embedded.backup import generations, list_backups, moment_of
from app.storage.work import Reading
from app.ui.backups.watch import BackupWatch
from app.ui.backups.words import moment_words, state_words
from app.ui.desk import Desk, Screen, Where
from app.ui.palette.commands import Command
from app.ui.papers.preview import PaperPreview
from app.ui.screens.backups.ending_card import EndingCard
from app.ui.screens.backups.plan_card import PlanCard
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.buttons import Button, primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Page, Scrolled
from app.ui.widgets.paragraph import Paragraph
from app.ui.widgets.tab_order import follow_eye

_ABOUT = "データが壊れたり PC を失ったりしたときに、ここにある控えから戻します"
_HOW = (
    "控えから戻すときは、定着を終了してもう一度開き、合言葉を入れる画面の「控えから戻す」を選びます。"
    "いまのデータは消さずに残し、控えを確かめ終えてから入れ替えます。"
)
_ABOUT_SERVED = "サーバーのデータの控えは、サーバーの管理者が取ります"
_ASK_SERVED = (
    "管理者に、月に一度確かめてください。毎晩の控えが取れているか。試しに戻せたか。"
    "控えを、暗号化したディスクの、サーバーとは別の場所にも置いているか。"
)
_HERE, _SECOND = "この PC", "第二の置き場所"
_RUNNING = "控えを作っています。終わるまでお待ちください。"


@dataclass(frozen=True)
class Row:
    """One 控え: when, where, how large, and how many rows it had when it was verified."""

    path: Path
    taken_at: datetime
    place: str
    size: int
    rows: int | None


@dataclass(frozen=True)
class Look:
    """What the place shows."""

    plan: Plan
    standing: Standing
    rows: tuple[Row, ...]


class BackupsScreen(Screen):
    """Reached from 管理, from the reminder on 今日 and by Ctrl+K."""

    place = "backups"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.watch: BackupWatch | None = None
        self.drilled: Drill | None = None
        self.preview: PaperPreview | None = None
        self.make_button = primary_button("いま控えを作る")
        self.make_button.clicked.connect(self.make)
        self.drill_button = Button("復元の確認")
        self.drill_button.set_hint("最新の控えを試しに戻して開き、いまのデータと比べます。")
        self.drill_button.clicked.connect(self.drill)
        self.state = Paragraph()
        self.model = ListModel(_columns(desk.office.clock.today()), parent=self)
        self.table = ListTable(self.model, fit=True, row_key=lambda row: row.path)
        self.table.setAccessibleName("控え")
        self.table.remember(desk.settings, "backups")
        self.table.set_empty_hint("控えはまだありません。", "いま控えを作る")
        self.table.hint_acted.connect(self.make)
        self.plan = PlanCard(desk)
        self.plan.kept.connect(self.read_again)
        self.ending = EndingCard(desk)
        self._arrange()
        self._allow()

    def open(self, where: Where) -> None:
        """Show what there is."""
        if self.watch is None:
            self.watch = getattr(self.window(), "backups", None)
            if self.watch is not None:
                self.watch.changed.connect(self.read_again)
                self.ending.ended.connect(self.window().ending)  # type: ignore[attr-defined]
        self.read_again()

    def read_again(self) -> None:
        """The files as they lie there now."""
        keeper = self.desk.office.keeper
        if keeper is not None:
            self.desk.read(lambda reading: _look(reading, list_backups(keeper.folder)),
                           self._show, owner=self)  # fmt: skip

    def make(self) -> None:
        """Make one now."""
        if self.watch is None or self.make_button.reason:
            return
        self.make_button.refuse(_RUNNING)
        self.watch.make(self._made, self._failed, title="控えを作っています", cancelled=self._allow)

    def drill(self) -> None:
        """Try the newest out, and show the result as a paper."""
        if self.drill_button.reason:
            return
        desk = self.desk
        self.drill_button.refuse("確かめています。")
        desk.jobs.run(
            lambda: try_out(desk.office, desk.actor),
            done=self._tried,
            failed=self._failed,
            on="pool",
            title="控えを試しに戻しています",
            owner=self,
        )

    def commands(self) -> Iterator[Command]:
        """What can be done here."""
        yield Command("backups.make", "いま控えを作る", "管理", self.make, "ひかえ バックアップ")
        yield Command("backups.drill", "復元の確認", "管理", self.drill, "ふくげん 訓練")

    def focus_first(self) -> None:
        """The button that is used most."""
        self.make_button.setFocus()

    def _made(self, kept: Kept) -> None:
        self._allow()
        self.read_again()
        if kept.problem:
            self.desk.asking.inform(kept.problem)

    def _tried(self, done: Drill) -> None:
        self._allow()
        self.drilled = done
        self.read_again()
        name = f"{TITLE}_{done.taken_at:%Y%m%d}"
        self.preview = PaperPreview(
            self.desk, lambda reading: drill_sheet(reading, done), name, self
        )
        self.preview.open()

    def _failed(self, error: TeichakuError) -> None:
        self._allow()
        self.read_again()
        self.desk.explain(error)

    def _show(self, look: Look) -> None:
        clock = self.desk.office.clock
        self.state.set_words(state_words(look.standing, clock.now(), clock.today()))
        self.model.show_rows(look.rows)
        self.plan.show_plan(look.plan)

    def _allow(self) -> None:
        self.make_button.allow()
        self.drill_button.allow()
        if self.desk.office.keeper is None:
            self.make_button.refuse(ON_SERVER)
            self.drill_button.refuse(ON_SERVER)
            return
        refusal = self.desk.actor.refusal(Permission.MANAGE_OFFICE)
        if refusal:
            self.drill_button.refuse(refusal)

    def _arrange(self) -> None:
        served = self.desk.office.keeper is None
        page = Page("控えと復元", _ABOUT_SERVED if served else _ABOUT)
        page.add_to_head(self.drill_button)
        page.add_to_head(self.make_button)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(page)
        scroll = Scrolled()
        page.add(scroll, 1)
        card = Card("控え", gap=2)
        scroll.add(card)
        card.add(self.state)
        card.add(self.table)
        how = _ASK_SERVED if served else _HOW
        card.add(Paragraph(how, size=Size.CAPTION, tone=Tone.MUTED))
        scroll.add(self.plan)
        scroll.add(self.ending)
        scroll.end()
        if served:
            self.state.set_words(ON_SERVER)
            self.table.hide()
            self.plan.hide()
        follow_eye(self)


def _look(reading: Reading, here: tuple[Path, ...]) -> Look:
    plan = queries.plan(reading)
    known = {one.file: one.rows for one in queries.made(reading)}
    there: tuple[Path, ...] = ()
    if plan.second:
        there = generations(second_place.folder_in(Path(plan.second), reading.office_id))
    rows = [
        Row(path, moment_of(path), place, path.stat().st_size, known.get(path.name))
        for place, found in ((_HERE, here), (_SECOND, there))
        for path in found
    ]
    rows.sort(key=lambda row: row.taken_at, reverse=True)
    return Look(plan, queries.standing(reading), tuple(rows))


def _columns(today: date) -> tuple[Column, ...]:
    return (
        Column("日時", "taken_at", width=130, sortable=False,
               cell=lambda row: moment_words(row.taken_at.astimezone(JST), today)),
        Column("置き場所", "place", width=140, sortable=False),
        Column("大きさ", "size", Kind.NUMBER, width=100, sortable=False,
               cell=lambda row: f"{row.size / 1_000_000:,.1f} MB"),
        Column("件数", "rows", Kind.NUMBER, width=110, sortable=False,
               cell=lambda row: "" if row.rows is None else f"{row.rows:,}件"),
        Column("ファイル", "path", Kind.MUTED, width=240, stretch=True, sortable=False,
               cell=lambda row: Cell(row.path.name, hint=str(row.path))),
    )  # fmt: skip
