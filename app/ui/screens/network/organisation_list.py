"""The list of 関係機関, narrowed by kind, place, need, and whom they take in."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtCore import Signal

from app import codes, places
from app.network.directory.queries import DirectoryFilter, DirectoryRow, directory
from app.network.fitting.queries import Fitting
from app.network.listed.actions import prefill
from app.network.listed.queries import missing
from app.network.offers.rules import ACCEPTS, DOMAINS, is_old_news
from app.network.organisations.rules import KINDS
from app.staff.permissions import Permission
from app.storage.work import Reading
from app.ui.desk import Desk
from app.ui.screens.network.found_list import FoundList
from app.ui.tables import Align, Cell, Column, Kind, Page, Sort
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipFilter, ChipMenu
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.words import near_day

_NOTHING = "まだ関係機関がありません。「機関を登録」で加えるか、全国の一覧から登録してください。"
_NO_HIT = "この条件に合う機関はありません。条件を外すと見つかることがあります。"
_WIDER = "条件を外して探す"


class OrganisationList(FoundList):
    """`print_wanted` asks for 連絡先一覧 of what is listed."""

    name, search_words, new_words = "organisations", "名称・かな・種別・電話", "機関を登録"
    title = "関係機関"
    first_sort: ClassVar[Sort] = Sort("name")
    narrow_hides = ("kind", "place")
    print_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        self._today = desk.office.clock.today()
        super().__init__(desk)
        self.fitting: Fitting | None = None
        self._shown = DirectoryFilter(prefecture=desk.prefecture)
        self.group = ChipMenu("分類", _groups())
        self.kind = ChipMenu("種別", _kinds(""))
        self.prefecture = ChipMenu("都道府県", _prefectures(desk.prefecture), none_words="全国")
        self.domain = ChipMenu("分野", codes.table(DOMAINS).choices())
        self.accepts = ChipMenu("受け入れ", codes.table(ACCEPTS).choices())
        self.vacant = ChipFilter("空きあり")
        self.closed = ChipFilter("閉鎖も")
        self.prints = Button("連絡先一覧", kind="link")
        self.prints.clicked.connect(self.print_wanted)
        self.prefecture.choose(desk.prefecture)
        self.whose = NoticeBar(parent=self)
        self.whose.acted.connect(self.forget_person)
        self.unlisted = NoticeBar(parent=self)
        self.unlisted.acted.connect(self._take_listed)
        self.add_bars((self.whose, self.unlisted))
        self.add_chips(
            (self.group, self.kind, self.prefecture, self.domain, self.accepts, self.vacant,
             self.closed, self.prints)
        )  # fmt: skip
        refusal = desk.actor.refusal(Permission.EDIT_NETWORK)
        if refusal:
            self.new.refuse(refusal)
        self.group.chosen.connect(self._choose_group)
        for menu in (self.kind, self.prefecture, self.domain, self.accepts):
            menu.chosen.connect(lambda _: self.ask())
        for box in (self.vacant, self.closed):
            box.switched.connect(lambda _: self.ask())

    @property
    def shown(self) -> DirectoryFilter:
        """What the list shows now."""
        return self._shown

    def columns(self) -> tuple[Column, ...]:
        """Name, kind, place, free places."""
        today = self._today
        return (
            Column("名称", "name", width=140, stretch=True, cell=_name_cell),
            Column("種別", "kind", Kind.TAG, width=104, cell=_kind_cell),
            Column("所在", "place", Kind.MUTED, width=66, cell=_place_cell),
            Column(
                "空き",
                "vacancy",
                width=102,
                align=Align.RIGHT,
                cell=lambda row: _vacancy_cell(row, today),
            ),
        )

    def prepare(self) -> None:
        """Take down what the chips say."""
        self._shown = self.wanted()

    def wanted(self) -> DirectoryFilter:
        """What the chips, the search line and the needs of a person describe."""
        chosen = (self.domain.code,) if self.domain.code else ()
        fitting = self.fitting
        return DirectoryFilter(
            text=self.search.text,
            kinds=(self.kind.code,) if self.kind.code else _of_group(self.group.code),
            prefecture=self.prefecture.code,
            domains=chosen or (fitting.domains if fitting is not None else ()),
            accepts=(self.accepts.code,) if self.accepts.code else (),
            flags=fitting.flags if fitting is not None else (),
            vacant=self.vacant.isChecked(),
            closed_too=self.closed.isChecked(),
        )

    def fetch(self, reading: Reading, offset: int, limit: int, sort: Sort) -> Page:
        """One page of the directory."""
        found = directory(
            reading,
            self._shown,
            sort=sort.key or "name",
            descending=sort.descending,
            offset=offset,
            limit=limit,
        )
        return Page(found.rows, found.total)

    def hint(self) -> tuple[str, str]:
        """Nothing on record, or nothing that fits."""
        if self._shown == DirectoryFilter():
            return _NOTHING, "" if self.new.reason else self.new_words
        return _NO_HIT, _WIDER

    def act_on_hint(self) -> None:
        """Begin a new one, or look everywhere with the same words."""
        if self._shown == DirectoryFilter():
            self.new_wanted.emit()
        else:
            self.clear_filters()

    def clear_filters(self) -> None:
        """Look everywhere, with the words of the search line."""
        self.fitting = None
        self._say_whose()
        for menu in (self.group, self.kind, self.prefecture, self.domain, self.accepts):
            menu.blockSignals(True)
            menu.choose("")
            menu.blockSignals(False)
        self.kind.set_choices(_kinds(""))
        for box in (self.vacant, self.closed):
            box.blockSignals(True)
            box.setChecked(False)
            box.blockSignals(False)
        self.ask()

    def fit_person(self, fitting: Fitting) -> None:
        """Show what answers the open needs of a person."""
        self.clear_filters()
        self.fitting = fitting
        self.search.field.clear()
        self.prefecture.choose(fitting.prefecture)
        self._say_whose()
        self.ask()

    def forget_person(self) -> None:
        """The list is about nobody any more."""
        self.fitting = None
        self._say_whose()
        self.ask()

    def look_for_unlisted(self) -> None:
        """Offer what the lists of the country hold and the centre does not."""
        if not self.new.reason:
            self.desk.read(missing, self._offer_listed, owner=self, title="")

    def _offer_listed(self, keys: tuple[str, ...]) -> None:
        words = f"全国の一覧（保護観察所・矯正施設・定着支援センター）に、未登録の機関が{len(keys):,}件あります。"
        self.unlisted.set_notice("", words if keys else "", "一覧から登録" if keys else "")

    def _take_listed(self) -> None:
        def kept(_: int) -> None:
            self.unlisted.set_notice("", "")
            self.ask()

        self.desk.write(prefill, kept, owner=self, title="登録しています")

    def _say_whose(self) -> None:
        fitting = self.fitting
        if fitting is None:
            self.whose.set_notice("", "")
            return
        needs = "、".join(codes.label(DOMAINS, one) for one in fitting.domains)
        flags = "、".join(codes.label("flag", one) for one in fitting.flags)
        words = f"必要な支援は{needs or 'アセスメントにまだありません'}。"
        if flags:
            words += f"区分は{flags}（区分の記載がない機関も出します）。"
        self.whose.set_notice(f"{fitting.name}さんの資源", words, "解除")

    def _choose_group(self, group: str) -> None:
        self.kind.blockSignals(True)
        self.kind.set_choices(_kinds(group))
        self.kind.blockSignals(False)
        self.ask()


def _groups() -> tuple[tuple[str, str], ...]:
    return tuple((heading, heading) for heading, _ in codes.table(KINDS).grouped() if heading)


def _of_group(group: str) -> tuple[str, ...]:
    return tuple(row.code for row in codes.table(KINDS) if group and row.group == group)


def _kinds(group: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (row.code, row.label) for row in codes.table(KINDS) if not group or row.group == group
    )


def _prefectures(own: str) -> tuple[tuple[str, str], ...]:
    every = [(one.code, one.name) for one in places.prefectures()]
    return tuple(sorted(every, key=lambda one: one[0] != own))


def _name_cell(row: DirectoryRow) -> Cell:
    closed = f"{row.name}（閉鎖）"
    return Cell(
        closed if row.closed_on else row.name,
        tone=Tone.MUTED if row.closed_on else None,
        hint=row.name,
    )


def _kind_cell(row: DirectoryRow) -> Cell:
    needs = "・".join(codes.label(DOMAINS, one) for one in row.domains)
    return Cell(codes.label(KINDS, row.kind), hint=f"社会資源: {needs}" if needs else "")


def _place_cell(row: DirectoryRow) -> Cell:
    return Cell(
        places.municipality_name(row.municipality) or places.prefecture_name(row.prefecture)
    )


def _vacancy_cell(row: DirectoryRow, today: date) -> Cell:
    if row.vacancy is None or row.vacancy_on is None:
        return Cell()
    old = is_old_news(row.vacancy_on, today)
    tone = Tone.MUTED if old or not row.vacancy else Tone.GOOD
    words = f"{row.vacancy} ({near_day(row.vacancy_on, today)})"
    return Cell(words, tone=tone, hint="確かめてから日がたっています。" if old else "")
