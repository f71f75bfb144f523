"""The page of one 年度: cards and at most one form."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app import codes
from app.funding.queries import FundingPage, funding
from app.funding.trips import actions as trips
from app.funding.years import actions as years
from app.funding.years.rules import PARTS
from app.history.viewing import Viewing, of_funding
from app.storage.drafts import Draft as Waiting
from app.storage.work import Reading
from app.ui.desk import Where
from app.ui.notices import Notice
from app.ui.screens.cases.saved_form import SavedForm
from app.ui.screens.network.parts import allowed
from app.ui.screens.record_form import RecordForm, part_subject, parts_of
from app.ui.screens.record_pane import RecordPane
from app.ui.screens.report.funding import cards
from app.ui.screens.report.funding.entries_card import EntriesCard
from app.ui.screens.report.funding.kinds import (
    BUDGET,
    HOURS,
    KINDS,
    LINE,
    NEW_PART,
    SPENDING,
    STAFF,
    SUBSIDY,
    WITHDRAW,
    YEAR,
    line_part,
    money,
)
from app.ui.screens.report.funding.lines_card import ALL, LinesCard
from app.ui.screens.report.funding.spending_forms import SpendingForm, WithdrawForm
from app.ui.screens.report.funding.staff_forms import HoursForm, StaffForm
from app.ui.screens.report.funding.year_forms import (
    BudgetForm,
    LineForm,
    SubsidyForm,
    YearForm,
)
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button, MenuButton
from app.ui.widgets.card import Card
from app.ui.widgets.empty_hint import EmptyHint
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.halves import Halves
from app.ui.widgets.head_layout import FILLER, HeadLayout
from app.ui.widgets.tag import Tag

_FORMS: dict[str, type[RecordForm[FundingPage]]] = {
    YEAR: YearForm,
    SUBSIDY: SubsidyForm,
    BUDGET: BudgetForm,
    LINE: LineForm,
    SPENDING: SpendingForm,
    WITHDRAW: WithdrawForm,
    STAFF: StaffForm,
    HOURS: HoursForm,
}
_FIRST = "{year}の契約がまだありません。まず契約を入れると、予算と支出を記録できます。"
_TAKE = (
    "{month}の支援経過にある交通費{number}件・{fare}を、担当者ごとの旅費の支出にします。"
    "一度取り込んだ交通費は、二度は取り込みません。"
)


class FundingPane(RecordPane[FundingPage]):
    """The record is a 年度, named by its year."""

    shows = (
        *("fundingyear", "fundingline", "fundingstaff", "fundinghours", "spending"),
        "spendingtrip",
    )
    draft_kinds = KINDS

    all_warnings = False
    category, part, chosen = "", "", ""
    """The 費目, the part and the payment that are looked at."""

    def viewing(self, record_id: str) -> Viewing:
        """Who looks at what colleagues are paid is kept."""
        return of_funding(int(record_id))

    def read(self, reading: Reading, record_id: str) -> FundingPage:
        """The money of the 年度."""
        return funding(reading, int(record_id))

    def record_ids(self, data: FundingPage) -> frozenset[str]:
        """The parts that drafts may be about."""
        parts = {
            NEW_PART,
            *(one.id for one in data.spendings),
            *(one.id for one in data.staff),
            *(line_part(line.category, line.part) for line in data.lines),
            *data.subsidies,
        }
        return frozenset(part_subject(self.record_id, one) for one in parts)

    def heard(self, notice: Notice) -> None:
        """Whatever changes in the money is shown; all of a 年度 hangs together.

        Files are shown by their own list, which would be gone in the middle of its work.
        """
        if notice.touches("attachment"):
            return
        if self.record_id and self.isVisible() and notice.touches(*self.shows):
            self.reload()

    def owner_of(self, waiting: Waiting) -> str:
        """The 年度 of a draft."""
        return parts_of(waiting.subject)[0]

    def form_for(self, kind: str, subject: str) -> SavedForm | None:
        """The form of a draft."""
        form = _FORMS[kind](self, kind, subject)
        if not form.begin():
            form.deleteLater()
            return None
        return form

    def edit_part(self, kind: str, part: str) -> None:
        """Open a form about a part of the 年度."""
        self.edit(kind, part_subject(self.record_id, part))

    def show_data(self, data: FundingPage) -> None:
        """The head, what is wrong, the 費目 with their payments, contract, subsidy, staff."""
        if data.year is None:
            self._show_first(data)
            return
        self.content.addWidget(self._head(data))
        if data.warnings and self.all_warnings:
            self.content.addWidget(cards.warnings_card(data))
        elif data.warnings:
            self.content.addWidget(cards.warnings_bar(data, self._show_warnings))
        self.content.addWidget(self._money(data))
        below = Halves((1, 1))
        below.left.addWidget(cards.contract_card(data, lambda: self.edit(YEAR)))
        below.left.addWidget(cards.subsidy_card(data, lambda: self.edit(SUBSIDY), self._papers))
        below.right.addWidget(cards.staff_card(data, self._staff_act))
        if data.waiting:
            below.right.addWidget(cards.waiting_card(data, self._take))
        self.content.addWidget(below)

    def _show_first(self, data: FundingPage) -> None:
        card = Card("はじめに")
        hint = EmptyHint()
        words = _FIRST.format(year=data.period.label)
        hint.set_hint(words + data.edit_refusal, "" if data.edit_refusal else "契約を入れる")
        hint.acted.connect(lambda: self.edit(YEAR))
        card.add(hint)
        if data.copies_from:
            copy = allowed(Button("前年度の契約と予算を写す"), data.edit_refusal)
            copy.clicked.connect(self._copy)
            card.add_to_head(copy)
        self.content.addWidget(card)
        self.content.addWidget(cards.staff_card(data, self._staff_act))

    def _copy(self) -> None:
        year = int(self.record_id)
        self.act(lambda work: years.copy_forward(work, year))

    def _show_warnings(self) -> None:
        self.all_warnings = True
        self.reload()

    def _head(self, data: FundingPage) -> QWidget:
        left = data.budget - data.spent
        line = QWidget()
        tags = FlowLayout(told := QWidget())
        row = HeadLayout(line)
        for words, tone in (
            (f"予算 {money(data.budget)}", Tone.TEXT),
            (f"執行 {money(data.spent)}", Tone.ACCENT),
            (f"残額 {money(left)}", Tone.ERROR if left < 0 else Tone.TEXT),
            (f"年度末見込み {money(data.expected)}", _tone(data)),
        ):
            tags.addWidget(Tag(words, tone))
        row.put(told, FILLER)
        row.put(self._budget(data))
        return line

    def _budget(self, data: FundingPage) -> Button:
        """One button; where 出口支援 and 被疑者等支援 are apart, with a menu."""
        parts = tuple(data.subsidies)
        if len(parts) == 1:
            button = allowed(Button("予算を入れる"), data.edit_refusal)
            button.clicked.connect(lambda: self.edit_part(BUDGET, parts[0]))
            return button
        menu = MenuButton("予算を入れる", _part_words(data))
        menu.chosen.connect(lambda part: self.edit_part(BUDGET, part))
        return allowed(menu, data.edit_refusal)

    def _money(self, data: FundingPage) -> Halves:
        halves = Halves((3, 2))
        entries = EntriesCard(self.desk, data, self._spending_act, self._look_closely)
        lines = LinesCard(data, lambda key: self._look_at(key, entries), entries.focus_entries)
        halves.left.addWidget(lines)
        halves.right.addWidget(entries)
        key = (self.category, self.part)
        lines.choose(key if any(key == (o.category, o.part) for o in data.lines) else ALL)
        return halves

    def _look_at(self, key: tuple[str, str], entries: EntriesCard) -> None:
        self.category, self.part = key
        entries.show_line(key, self.chosen)

    def _look_closely(self, spending_id: str) -> None:
        self.chosen = spending_id

    def _spending_act(self, what: str, spending_id: str) -> None:
        if what == "add":
            self.edit_part(SPENDING, NEW_PART)
        elif what == "line":
            self.edit_part(LINE, line_part(self.category, self.part))
        else:
            self.edit_part(SPENDING if what == "correct" else WITHDRAW, spending_id)

    def _staff_act(self, what: str, staff_id: str) -> None:
        self.edit_part(STAFF if what == "staff" else HOURS, staff_id or NEW_PART)

    def _papers(self) -> None:
        """The screen on which 事業計画書, 所要額調書 and 収支精算書 are written."""
        data = self.data
        if data is not None:
            self.desk.go(Where("report", {"leaf": "figures", "period": data.period}))

    def _take(self, place: int) -> None:
        data = self.data
        if data is None or data.year is None:
            return
        one, year = data.waiting[place], data.year.id
        words = _TAKE.format(month=one.month.label, number=one.number, fare=money(one.fare))
        if not self.desk.asking.confirm(words, yes="取り込む", no="やめる"):
            return
        expected = (one.number, one.fare)
        self.category, self.part = ALL
        self.act(lambda work: trips.take_over(work, year, one.month, expected))


def _tone(data: FundingPage) -> Tone:
    return Tone.ERROR if data.expected > data.budget else Tone.TEXT


def _part_words(data: FundingPage) -> tuple[tuple[str, str], ...]:
    return tuple((part, codes.label(PARTS, part)) for part in data.subsidies)
