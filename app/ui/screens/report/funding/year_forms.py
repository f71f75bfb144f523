"""The forms of the contract, the conditions of the subsidy, the budget and one 費目."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from PySide6.QtWidgets import QWidget

from app import codes
from app.calendar import wareki
from app.cases.contacts.rules import read_yen
from app.funding.queries import FundingPage, Line
from app.funding.rules import ROUNDING_WORDS
from app.funding.terms import rule_on
from app.funding.years import actions
from app.funding.years.rules import (
    EXPENSES,
    PARTS,
    PROCUREMENT,
    LineInput,
    SubsidyInput,
    YearInput,
)
from app.storage.work import Work
from app.ui.screens.cases.field_rows import DATE_EXAMPLE, date_reader
from app.ui.screens.network.pane_form import PaneForm
from app.ui.screens.record_pane import RecordPane
from app.ui.screens.report.funding.kinds import money
from app.ui.theme import Tone
from app.ui.widgets.field_row import (
    check_field,
    choice_field,
    date_field,
    lines_field,
    text_field,
)
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import ReasonLine

_DIVIDED = "出口支援と被疑者等支援を、分けて精算する"
_UNKNOWN = "公式の補助要綱は確かめていません。交付要綱・契約の条件に合わせて直してください。"
_SUBSIDY = ("base", "income", "received", "rate", "rounding", "unit")


class YearForm(PaneForm[FundingPage]):
    """The contract of a 年度, new or corrected."""

    title, watched = "契約", ("staff_plan", "plan", "note")

    def rows_form(self) -> Form:
        """Who, how much, from when to when."""
        form = Form(self.columns_in(self.pane.width()))
        today = self.desk.office.clock.today()
        form.add(text_field("operator", "受託者", placeholder="センターを運営する法人など"))
        form.add(text_field("amount", "契約額（円、税込）", placeholder="例 20,000,000"))
        reader = date_reader(today)
        form.add(date_field("since", "始まりの日", reader, placeholder=DATE_EXAMPLE))
        form.add(date_field("until", "終わりの日", reader, placeholder=DATE_EXAMPLE))
        choices = (("", "選んでください"), *codes.table(PROCUREMENT).choices())
        form.add(choice_field("procurement", "契約の方法", choices))
        form.add(text_field("staff_count", "計画の職員数", placeholder="例 6"))
        form.add(lines_field("staff_plan", "職員の計画", lines=2), wide=True)
        form.add(lines_field("plan", "事業計画（事業計画書に載ります）", lines=3), wide=True)
        form.add(check_field("divided", "補助の区分", _DIVIDED), wide=True)
        form.add(lines_field("note", "備考", lines=2), wide=True)
        return form

    def newest(self, data: FundingPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """The contract on record; a new one is of the whole 年度."""
        if data is None or data.edit_refusal:
            return None
        if data.year is not None:
            return asdict(data.year.typed()), (data.year.version,)
        first, last = (wareki.short(day) for day in (data.period.first, data.period.last))
        return asdict(YearInput("", since=first, until=last)), (0,)

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key == "procurement":
            return codes.label(PROCUREMENT, value or None)
        return ("分ける" if value else "分けない") if key == "divided" else str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the contract."""
        typed = YearInput(**{key: row.value() for key, row in self.rows.items()})
        year, version = int(self.record_id), self.versions[0]
        return lambda work: actions.write(work, year, version, typed)


class OfYearForm(PaneForm[FundingPage]):
    """Base of the forms about a contract that is on record."""

    def newest(self, data: FundingPage | None) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """What is on record, with the version of the contract."""
        if data is None or data.year is None or data.edit_refusal:
            return None
        values = self.values_of(data)
        return None if values is None else (values, (data.year.version,))

    def values_of(self, data: FundingPage) -> Mapping[str, Any] | None:
        """The values of the rows; None when what they are about is gone."""
        raise NotImplementedError

    @property
    def year_id(self) -> str:
        """The contract's id."""
        data: FundingPage | None = self.pane.data
        return data.year.id if data is not None and data.year is not None else ""


class SubsidyForm(OfYearForm):
    """What the subsidy of each part is computed from."""

    title = "補助の条件"

    def parts(self) -> tuple[str, ...]:
        """The parts that are settled."""
        data: FundingPage | None = self.pane.data
        return tuple(data.subsidies) if data is not None else ()

    def bars(self) -> tuple[QWidget, ...]:
        """What nobody has verified."""
        data: FundingPage | None = self.pane.data
        first = data.period.first if data is not None else self.desk.office.clock.today()
        rules = [rule_on("subsidy", first, part) for part in self.parts()]
        rules += [rule_on(kind, first) for kind in ("equipment", "share")]
        words = dict.fromkeys(rule.unverified for rule in rules)
        return (ReasonLine(_UNKNOWN + "".join(words)),)

    def rows_form(self) -> Form:
        """For each part: amounts, rate, rounding."""
        form = Form(self.columns_in(self.pane.width()))
        several = len(self.parts()) > 1
        for part in self.parts():
            word = f"{codes.label(PARTS, part)}　" if several else ""
            form.add(text_field(f"{part}.base", f"{word}補助基準額（円）", placeholder="分かれば"))
            form.add(text_field(f"{part}.income", f"{word}寄附金その他の収入額（円）"))
            form.add(text_field(f"{part}.received", f"{word}国庫補助受入済額（円）"))
            form.add(text_field(f"{part}.rate", f"{word}補助率", placeholder="例 3/4"))
            ways = [(str(code), words) for code, words in ROUNDING_WORDS.items()]
            form.add(choice_field(f"{part}.rounding", f"{word}端数", ways))
            form.add(text_field(f"{part}.unit", f"{word}端数の単位（円）", placeholder="例 1000"))
        return form

    def values_of(self, data: FundingPage) -> Mapping[str, Any] | None:
        """As kept, or as proposed."""
        if tuple(data.subsidies) != self.parts():
            return None
        return {
            f"{part}.{name}": words
            for part, one in data.subsidies.items()
            for name, words in (
                ("base", "" if one.base is None else f"{one.base:,}"),
                ("income", f"{one.income:,}"),
                ("received", f"{one.received:,}"),
                ("rate", f"{one.terms.numerator}/{one.terms.denominator}"),
                ("rounding", str(one.terms.rounding)),
                ("unit", str(one.terms.unit)),
            )
        }

    def words_of(self, key: str, value: Any) -> str:
        """A value as words."""
        if key.endswith(".rounding"):
            return {str(code): words for code, words in ROUNDING_WORDS.items()}[value]
        return str(value)

    def action(self) -> Callable[[Work], Any]:
        """Keep the conditions."""
        typed = {
            part: SubsidyInput(*(self.rows[f"{part}.{name}"].value() for name in _SUBSIDY))
            for part in self.parts()
        }
        year, version = self.year_id, self.versions[0]
        return lambda work: actions.set_subsidy(work, year, version, typed)


class BudgetForm(OfYearForm):
    """The budget of every 費目 of one part."""

    title = "予算（円）"

    def __init__(self, pane: RecordPane[FundingPage], kind: str, subject: str) -> None:
        super().__init__(pane, kind, subject)
        self.edited.connect(self._add_up)

    def begin(self) -> bool:
        """Fill the rows, and say what they come to."""
        begun = super().begin()
        self._add_up()
        return begun

    def rows_form(self) -> Form:
        """One field for each 費目."""
        form = Form(self.columns_in(self.pane.width()))
        for category, label in codes.table(EXPENSES).choices():
            form.add(text_field(category, label))
        form.take_blocks()
        return form

    def bars(self) -> tuple[QWidget, ...]:
        """Which part the amounts are of."""
        return (ReasonLine(f"{codes.label(PARTS, self.part_id)}の予算です。"),)

    def values_of(self, data: FundingPage) -> Mapping[str, Any] | None:
        """The budget as kept."""
        if self.part_id not in data.subsidies:
            return None
        kept = {line.category: line.budget for line in data.lines if line.part == self.part_id}
        return {key: f"{kept[key]:,}" if kept.get(key) else "" for key in self.rows}

    def action(self) -> Callable[[Work], Any]:
        """Keep the budget."""
        typed = {key: str(row.value()) for key, row in self.rows.items()}
        year, version, part = self.year_id, self.versions[0], self.part_id
        return lambda work: actions.set_budget(work, year, version, part, typed)

    def _add_up(self) -> None:
        """The sum of what stands there, and what the contract leaves."""
        data: FundingPage | None = self.pane.data
        if data is None or data.year is None:
            return
        other = sum(line.budget for line in data.lines if line.part != self.part_id)
        total = other + sum(read_yen(str(row.value())) or 0 for row in self.rows.values())
        amount = data.year.facts.amount
        self.advice.set_tone(Tone.WARNING if amount and total > amount else Tone.MUTED)
        words = f"合計 {money(total)}"
        if amount:
            left = amount - total
            words += (
                f"（契約額まであと{money(left)}）"
                if left >= 0
                else f"（契約額を{money(-left)}こえます）"
            )
        self.advice.set_words(words)


class LineForm(OfYearForm):
    """What is still to be spent of a 費目, and what papers say beside it."""

    title, watched = "見込みと備考", ("remark",)

    def rows_form(self) -> Form:
        """Two fields."""
        form = Form(1)
        form.add(
            text_field(
                "planned_rest",
                "これからの予定（円）",
                placeholder="空なら、いままでの割合で見込みます",
            )
        )
        form.add(lines_field("remark", "備考（精算書に載ります）", lines=2))
        return form

    def bars(self) -> tuple[QWidget, ...]:
        """Which 費目, and how it is reckoned now."""
        line = self._line(self.pane.data)
        if line is None:
            return ()
        words = f"{line.label}：予算{money(line.budget)}、執行{money(line.spent)}。"
        return (ReasonLine(words + line.forecast.how),)

    def values_of(self, data: FundingPage) -> Mapping[str, Any] | None:
        """As kept."""
        line = self._line(data)
        if line is None:
            return None
        rest = "" if line.planned_rest is None else f"{line.planned_rest:,}"
        return {"planned_rest": rest, "remark": line.remark}

    def action(self) -> Callable[[Work], Any]:
        """Keep both."""
        typed = LineInput(*(str(self.rows[key].value()) for key in ("planned_rest", "remark")))
        category, _, part = self.part_id.partition(":")
        year, version = self.year_id, self.versions[0]
        return lambda work: actions.note_line(work, year, version, category, part, typed)

    def _line(self, data: FundingPage | None) -> Line | None:
        wanted = tuple(self.part_id.split(":"))
        lines = data.lines if data is not None else ()
        return next((one for one in lines if (one.category, one.part) == wanted), None)
