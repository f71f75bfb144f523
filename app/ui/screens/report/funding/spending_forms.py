"""The forms of a payment: new, corrected with a reason, taken back with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from PySide6.QtWidgets import QWidget

from app import codes
from app.calendar import wareki
from app.calendar.fiscal import fiscal_year_of
from app.cases.contacts.rules import read_yen
from app.funding.queries import FundingPage
from app.funding.rules import too_dear
from app.funding.spending import actions
from app.funding.spending.queries import SpendingFacts
from app.funding.spending.rules import (
    DEAR,
    EQUIPMENT,
    EXPENSES,
    ITEMS,
    PARTS,
    STAFF_COST,
    SpendingInput,
)
from app.funding.terms import dear_from
from app.funding.years.rules import parts_of
from app.storage.work import Work
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.network.pane_form import PaneForm
from app.ui.screens.record_pane import RecordPane
from app.ui.screens.report.funding.kinds import NEW_PART, money
from app.ui.theme import Tone
from app.ui.widgets.field_row import choice_field, date_field, lines_field, text_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import ReasonLine

_MOST_DIGITS = 6
_NONE = (("", "選んでください"),)
_WITHDRAW = "{day}「{what}」{amount}を取り消します。記録は理由と並んで読めるまま残り、執行額には数えません。"
_TRIPS = "取り込んだ支援経過の交通費は、もう一度取り込めるようになります。"


def found_in(data: FundingPage | None, spending_id: str) -> SpendingFacts | None:
    """A payment that stands."""
    rows = data.spendings if data is not None else ()
    return next((one for one in rows if one.id == spending_id and not one.withdrawn), None)


class SpendingForm(PaneForm[FundingPage]):
    """One payment; a correction asks why."""

    title, watched = "支出", ("payee", "what")

    def __init__(self, pane: RecordPane[FundingPage], kind: str, subject: str) -> None:
        super().__init__(pane, kind, subject)
        self.rows["category"].changed.connect(self._fit_category)
        for key in ("category", "amount", "units"):
            self.rows[key].changed.connect(self._warn_of_price)
        self.rows["reason"].setVisible(self.part_id != NEW_PART)
        self._fit_category()

    def rows_form(self) -> Form:
        """What was paid to whom for what."""
        data: FundingPage | None = self.pane.data
        form = Form(self.columns_in(self.pane.width()))
        reader = date_reader(self.desk.office.clock.today(), past=True)
        form.add(date_field("day", "支払日", reader, placeholder=DATE_EXAMPLE))
        form.add(text_field("amount", "金額（円）", placeholder="例 1,240"))
        form.add(choice_field("category", "費目", (*_NONE, *codes.table(EXPENSES).choices())))
        form.add(choice_field("item", "内訳", (("", "なし"),)))
        form.add(text_field("payee", "支払先"))
        form.add(text_field("what", "内容", placeholder="例 10月分の電話代"))
        people = tuple((one.id, one.facts.name) for one in (data.staff if data else ()))
        form.add(choice_field("staff_id", "だれの分（名簿）", (("", "なし"), *people)))
        form.add(text_field("month", "対象の月", placeholder="例 R8.10（空なら支払日の月）"))
        form.add(text_field("units", "数量", placeholder="空なら1"))
        divided = data is not None and data.year is not None and data.year.facts.divided
        older = tuple(data.subsidies) if data is not None else ()
        parts = dict.fromkeys((*parts_of(divided=divided), *older))
        choices = tuple((code, codes.label(PARTS, code)) for code in parts)
        form.add(choice_field("part", "区分", choices)).setVisible(len(choices) > 1)
        form.add(lines_field("reason", "訂正の理由（あとから読めます）", lines=1), wide=True)
        return form

    def newest(self, data: FundingPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The payment on record; a new one is of today, in the 費目 that is chosen."""
        if data is None or data.year is None or data.edit_refusal:
            return None
        if self.part_id != NEW_PART:
            one = found_in(data, self.part_id)
            return None if one is None else (asdict(one.typed()) | {"reason": ""}, (one.version,))
        today = self.desk.office.clock.today()
        day = today if fiscal_year_of(today) == data.period.first.year else data.period.last
        part = parts_of(divided=data.year.facts.divided)[0]
        typed = SpendingInput(wareki.short(min(day, today)), "", "", "", "", part=part)
        chosen = getattr(self.pane, "category", "")
        return asdict(typed) | {"category": chosen, "reason": ""}, ()

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key in ("category", "part"):
            return codes.label(EXPENSES if key == "category" else PARTS, value or None)
        if key == "staff_id":
            data: FundingPage | None = self.pane.data
            names = {one.id: one.facts.name for one in (data.staff if data else ())}
            return names.get(value, "")
        if key == "item":
            return codes.label(ITEMS, value or None, str(self.rows["category"].value()))
        return str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the payment."""
        values = {key: str(row.value()) for key, row in self.rows.items()}
        reason = values.pop("reason")
        typed = SpendingInput(**values)
        data: FundingPage | None = self.pane.data
        year = data.year.id if data is not None and data.year is not None else ""
        record, versions = self.part_id, self.versions
        if not versions:
            return lambda work: actions.add(work, year, typed)
        return lambda work: actions.correct(work, record, versions[0], typed, reason)

    def start_from(self, values: Mapping[str, Any]) -> None:
        """Fill the rows; the items offered are those of the 費目."""
        self._offer_items(str(values.get("category", self.rows["category"].value())))
        super().start_from(values)
        self._fit_category()

    def _offer_items(self, category: str) -> None:
        items = codes.table(ITEMS).choices(category)
        self.rows["item"].editor.set_choices((("", "なし"), *items))  # type: ignore[attr-defined]
        self.rows["item"].setVisible(bool(items))

    def _fit_category(self) -> None:
        """Only what a 費目 needs is asked."""
        category = str(self.rows["category"].value())
        self._offer_items(category)
        table = codes.table(EXPENSES)
        for key in ("staff_id", "month"):
            self.rows[key].setVisible(category in table.marked(STAFF_COST))
        self.rows["units"].setVisible(category in table.marked(EQUIPMENT))

    def _warn_of_price(self) -> None:
        """Equipment that will not count says so before it is saved."""
        category, data = str(self.rows["category"].value()), self.pane.data
        amount = read_yen(str(self.rows["amount"].value())) or 0
        units = str(self.rows["units"].value())
        number = (int(units) if units.isdecimal() and len(units) <= _MOST_DIGITS else 0) or 1
        limit = dear_from(data.period.first) if data is not None else 0
        dear = category in codes.table(EXPENSES).marked(EQUIPMENT)
        dear = dear and bool(limit) and too_dear(amount, number, limit)
        self.rows["amount"].set_note(DEAR.format(limit=limit) if dear else "", Tone.WARNING)


class WithdrawForm(PaneForm[FundingPage]):
    """Takes a wrong payment back."""

    title, watched = "支出の取消し", ("reason",)

    def rows_form(self) -> Form:
        """Why."""
        form = Form(1)
        form.add(text_field("reason", "理由（あとから読めます）", placeholder="例 二重に入れた"))
        self.save_button.set_words("取り消す")
        return form

    def bars(self) -> tuple[QWidget, ...]:
        """What is taken back."""
        one = found_in(self.pane.data, self.part_id)
        if one is None:
            return ()
        day, amount = wareki.short(one.facts.day), money(one.facts.amount)
        words = _WITHDRAW.format(day=day, what=one.facts.what, amount=amount)
        return (ReasonLine(words + (_TRIPS if one.trips else "")),)

    def newest(self, data: FundingPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The payment as it stands."""
        one = found_in(data, self.part_id)
        if one is None or data is None or data.edit_refusal:
            return None
        return {"reason": ""}, (one.version,)

    def action(self) -> Callable[[Work], Any]:
        """Take it back."""
        reason, record = str(self.rows["reason"].value()), self.part_id
        version = self.versions[0]
        return lambda work: actions.withdraw(work, record, version, reason)
