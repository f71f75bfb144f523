"""The whole money of a 年度: contract, 費目, payments, staff, what is settled, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from app import codes
from app.calendar import wareki
from app.calendar.fiscal import Period, fiscal_year
from app.funding import terms
from app.funding.register.queries import StaffFacts, days_without, register
from app.funding.register.rules import POSTS, QUALIFICATIONS
from app.funding.rules import Forecast, Settlement, forecast
from app.funding.spending.queries import SpendingFacts, spendings
from app.funding.trips.queries import Waiting, changed_since, waiting
from app.funding.years.rules import (
    EXPENSES,
    PARTS,
    PROCUREMENT,
    CheckedYear,
    Subsidy,
    YearInput,
    parts_of,
    subsidy_of,
)
from app.staff.permissions import Permission
from app.storage.records import FundingLine, FundingYear
from app.storage.work import Reading

OCCASIONAL = "occasional"
"""The mark of a 費目 that is paid now and then."""
_MOST_GAPS = 3


@dataclass(frozen=True)
class YearFacts:
    """The contract of a 年度."""

    id: str
    version: int
    facts: CheckedYear

    def typed(self) -> YearInput:
        """As it would be typed."""
        one = self.facts
        return YearInput(
            operator=one.operator,
            amount="" if one.amount is None else f"{one.amount:,}",
            since=wareki.short(one.since),
            until=wareki.short(one.until),
            procurement=one.procurement,
            staff_count="" if one.staff_count is None else str(one.staff_count),
            staff_plan=one.staff_plan,
            divided=one.divided,
            plan=one.plan,
            note=one.note,
        )


@dataclass(frozen=True)
class Line:
    """One 費目 of one part: budget, spent, what counts, what it comes to."""

    category: str
    part: str
    budget: int
    spent: int
    eligible: int
    planned_rest: int | None
    remark: str
    forecast: Forecast

    @property
    def left(self) -> int:
        """残額."""
        return self.budget - self.spent

    @property
    def over(self) -> int:
        """By how much it will run over its budget; 0 when it will not."""
        return max(0, self.forecast.total - self.budget)

    @property
    def label(self) -> str:
        """The 費目 as written."""
        return codes.label(EXPENSES, self.category)


@dataclass(frozen=True)
class FundingPage:
    """Everything about the money of one 年度."""

    period: Period
    year: YearFacts | None
    subsidies: Mapping[str, Subsidy]
    """Of each part that is settled."""
    lines: tuple[Line, ...]
    spendings: tuple[SpendingFacts, ...]
    staff: tuple[StaffFacts, ...]
    waiting: tuple[Waiting, ...]
    settlements: Mapping[str, Settlement]
    warnings: tuple[str, ...]
    gaps: tuple[tuple[date, date], ...]
    """Days on which there are too few 社会福祉士等."""
    edit_refusal: str
    copies_from: bool = False
    """Whether the contract and the budget of the 年度 before can be copied."""

    @property
    def budget(self) -> int:
        """The whole budget."""
        return sum(line.budget for line in self.lines)

    @property
    def spent(self) -> int:
        """All that was spent."""
        return sum(line.spent for line in self.lines)

    @property
    def expected(self) -> int:
        """What the whole comes to."""
        return sum(line.forecast.total for line in self.lines)


def funding(reading: Reading, year: int) -> FundingPage:
    """The money of a 年度."""
    reading.require(Permission.READ_FUNDING)
    return _page(reading, year)


def form_values(reading: Reading, year: int) -> dict[str, int | str]:
    """What forms call `$operator`, `$budget.…`, `$actual.…`, `$spent.…`, `$subsidy.…`, `$remark.…`.

    Yen; empty where no contract is on record. 執行額 on a form (`actual`) is what counts for the
    subsidy; the rest is told in the remark beside it.
    """
    reading.require(Permission.READ_FUNDING)
    page = _page(reading, year)
    if page.year is None:
        return {}
    found: dict[str, int | str] = {"operator": page.year.facts.operator}
    for category, label in codes.table(EXPENSES).choices():
        own = [line for line in page.lines if line.category == category]
        found[f"budget.{label}"] = sum(line.budget for line in own)
        found[f"actual.{label}"] = sum(line.eligible for line in own)
        found[f"spent.{label}"] = sum(line.spent for line in own)
        found[f"remark.{label}"] = " ".join(filter(None, map(_remark, own)))
        found[f"remark.積算_{label}"] = " ".join(line.remark for line in own if line.remark)
    return found | _contract_values(page, page.year.facts) | _subsidy_values(page)


def _contract_values(page: FundingPage, year: CheckedYear) -> dict[str, int | str]:
    found: dict[str, int | str] = {
        "remark.契約期間": f"{wareki.long(year.since)}から{wareki.long(year.until)}まで",
        "remark.契約の方法": codes.label(PROCUREMENT, year.procurement),
        "remark.事業計画": year.plan,
        "remark.職員": "\n".join(filter(None, (year.staff_plan, *map(_staff_words, page.staff)))),
        "remark.補助の条件": "、".join(_terms_words(page, part) for part in page.settlements),
    }
    for name, value in (("契約額", year.amount), ("職員数", year.staff_count)):
        if value is not None:
            found[f"budget.{name}"] = value
    return found


def _subsidy_values(page: FundingPage) -> dict[str, int | str]:
    settled = tuple(page.settlements.values())
    planned = tuple(_planned(page, part) for part in page.settlements)
    sums = {
        "総事業費": sum(one.total for one in settled),
        "対象経費": sum(one.eligible for one in settled),
        "寄附金その他の収入額": sum(one.income for one in settled),
        "差引額": sum(one.net for one in settled),
        "選定額": sum(one.chosen for one in settled),
        "国庫補助所要額": sum(one.grant for one in settled),
        "国庫補助受入済額": sum(one.received for one in settled),
        "差引過不足額": sum(one.difference for one in settled),
        "対象経費の自己負担額": sum(one.own for one in settled),
        "計画総事業費": sum(one.total for one in planned),
        "計画差引額": sum(one.net for one in planned),
        "計画選定額": sum(one.chosen for one in planned),
        "計画所要額": sum(one.grant for one in planned),
        "計画自己負担額": sum(one.own for one in planned),
    }
    found: dict[str, int | str] = {f"subsidy.{name}": value for name, value in sums.items()}
    bases = [one.base for one in settled]
    if None not in bases:
        found["subsidy.補助基準額"] = sum(base or 0 for base in bases)
    return found


def _planned(page: FundingPage, part: str) -> Settlement:
    """What the subsidy of a part would come to if its budget were spent, all of it eligible."""
    budget = sum(line.budget for line in page.lines if line.part == part)
    return replace(page.settlements[part], total=budget, eligible=budget)


def _staff_words(one: StaffFacts) -> str:
    facts = one.facts
    qualified = "・".join(codes.label(QUALIFICATIONS, code) for code in facts.qualifications)
    kind = "専任" if facts.dedicated else "兼務"
    days = f"、{wareki.short(facts.until)}まで" if facts.until else ""
    told = f"{qualified or '資格なし'}、{kind}{days}"
    return f"{codes.label(POSTS, facts.post)}　{facts.name}（{told}）"


def _terms_words(page: FundingPage, part: str) -> str:
    words = page.settlements[part].terms.words
    return words if len(page.settlements) == 1 else f"{codes.label(PARTS, part)} {words}"


def funding_years(reading: Reading) -> tuple[int, ...]:
    """The 年度 for which a contract is on record, the newest first."""
    reading.require(Permission.READ_FUNDING)
    found = select(FundingYear.fiscal_year).where(FundingYear.office_id == reading.office_id)
    return tuple(reading.session.scalars(found.order_by(FundingYear.fiscal_year.desc())))


def _page(reading: Reading, year: int) -> FundingPage:
    period = fiscal_year(year)
    staff = register(reading, period)
    row = reading.session.scalar(
        select(FundingYear).where(
            FundingYear.office_id == reading.office_id, FundingYear.fiscal_year == year
        )
    )
    facts = None if row is None else _facts(row)
    first, last = (
        (period.first, period.last) if facts is None else (facts.facts.since, facts.facts.until)
    )
    gaps = _gaps(staff, first, last)
    refusal = reading.actor.refusal(Permission.EDIT_FUNDING)
    waits = waiting(reading, period)
    if row is None or facts is None:
        before = year - 1 in funding_years(reading)
        return FundingPage(
            period, None, {}, (), (), staff, waits, {}, (), gaps, refusal, copies_from=before
        )
    paid = spendings(
        reading,
        row.id,
        {one.id: one for one in staff},
        dear_from=terms.dear_from(first),
        rounding=terms.share_rounding(first),
    )
    standing = [one for one in paid if not one.withdrawn]
    kept = _lines(reading, row.id)
    parts = _parts(facts.facts.divided, kept, standing)
    today = reading.clock.today()
    settled = parts_of(divided=facts.facts.divided)
    every = (
        _line(kept.get((category, part)), category, part, standing, facts.facts, today)
        for category, _ in codes.table(EXPENSES).choices()
        for part in parts
    )
    lines = tuple(one for one in every if one.part in settled or one.budget or one.spent)
    subsidies = {
        part: subsidy_of(row.subsidy.get(part), terms.proposed_terms(part, first)) for part in parts
    }
    settlements = {part: _settled(part, subsidies[part], lines) for part in parts}
    warnings = (
        *_money_warnings(facts.facts, lines),
        *_spending_warnings(standing, changed_since(reading, row.id)),
        *_staff_warnings(facts.facts, staff, gaps, today),
    )
    return FundingPage(
        period=period,
        year=facts,
        subsidies=subsidies,
        lines=lines,
        spendings=paid,
        staff=staff,
        waiting=waits,
        settlements=settlements,
        warnings=warnings,
        gaps=gaps,
        edit_refusal=refusal,
    )


def _gaps(staff: Sequence[StaffFacts], first: date, last: date) -> tuple[tuple[date, date], ...]:
    """Days of the contract on which there are too few 社会福祉士等."""
    least, dedicated = terms.least_qualified(first), terms.dedicated_only(first)
    return days_without(staff, first, last, least, dedicated_only=dedicated)


def _facts(row: FundingYear) -> YearFacts:
    return YearFacts(
        row.id,
        row.version,
        CheckedYear(
            operator=row.operator,
            amount=row.amount,
            since=row.since,
            until=row.until,
            procurement=row.procurement,
            staff_count=row.staff_count,
            staff_plan=row.staff_plan,
            divided=row.divided,
            plan=row.plan,
            note=row.note,
        ),
    )


def _lines(reading: Reading, year_id: str) -> dict[tuple[str, str], FundingLine]:
    rows = reading.session.scalars(
        select(FundingLine).where(
            FundingLine.office_id == reading.office_id, FundingLine.year_id == year_id
        )
    )
    return {(row.category, row.part): row for row in rows}


def _parts(
    divided: bool,
    kept: Mapping[tuple[str, str], FundingLine],
    standing: Iterable[SpendingFacts],
) -> tuple[str, ...]:
    """Those the 年度 is settled in, and others in which something stands from before."""
    used = {part for (_, part), line in kept.items() if line.budget}
    used |= {one.facts.part for one in standing} | set(parts_of(divided=divided))
    return tuple(code for code, _ in codes.table(PARTS).choices() if code in used)


def _line(
    kept: FundingLine | None,
    category: str,
    part: str,
    standing: Iterable[SpendingFacts],
    year: CheckedYear,
    today: date,
) -> Line:
    own = [one for one in standing if (one.facts.category, one.facts.part) == (category, part)]
    spent = sum(one.facts.amount for one in own)
    budget = kept.budget if kept else 0
    planned = kept.planned_rest if kept else None
    return Line(
        category=category,
        part=part,
        budget=budget,
        spent=spent,
        eligible=sum(one.counted.eligible for one in own),
        planned_rest=planned,
        remark=kept.remark if kept else "",
        forecast=forecast(
            spent,
            budget,
            planned,
            (year.since, year.until, today),
            occasional=category in codes.table(EXPENSES).marked(OCCASIONAL),
        ),
    )


def _settled(part: str, subsidy: Subsidy, lines: Iterable[Line]) -> Settlement:
    own = [line for line in lines if line.part == part]
    return Settlement(
        total=sum(line.spent for line in own),
        eligible=sum(line.eligible for line in own),
        income=subsidy.income,
        base=subsidy.base,
        received=subsidy.received,
        terms=subsidy.terms,
    )


def _remark(line: Line) -> str:
    left_out = line.spent - line.eligible
    words = f"対象外{left_out:,}円を除く。" if left_out else ""
    return words + line.remark


def _money_warnings(year: CheckedYear, lines: Sequence[Line]) -> Iterable[str]:
    budget = sum(line.budget for line in lines)
    if year.amount is not None and budget > year.amount:
        yield (
            f"予算の合計{budget:,}円が、契約額{year.amount:,}円を"
            f"{budget - year.amount:,}円こえています。"
        )
    if any(line.part not in parts_of(divided=year.divided) for line in lines):
        yield "補助の区分を変える前の予算や支出が残っています。いまの区分に移してください。"
    for line in lines:
        if line.over and (line.budget or line.spent):
            yield (
                f"{line.label}は、年度末の見込み{line.forecast.total:,}円が"
                f"予算{line.budget:,}円を{line.over:,}円こえます。"
            )


def _spending_warnings(
    standing: Sequence[SpendingFacts], changed: Mapping[str, int]
) -> Iterable[str]:
    for one in standing:
        day = wareki.short(one.facts.day)
        if one.facts.amount and not one.counted.eligible and one.counted.why:
            yield f"{day}「{one.facts.what}」：{one.counted.why}"
        if changed.get(one.id):
            yield (
                f"{day}「{one.facts.what}」は、取り込んだあとに支援経過の交通費が"
                f"{changed[one.id]}件変わっています。"
            )
    bare = sum(not one.clips and not one.trips for one in standing)
    if bare:
        yield f"証憑のない支出が{bare}件あります。"


def _staff_warnings(
    year: CheckedYear,
    staff: Sequence[StaffFacts],
    gaps: Sequence[tuple[date, date]],
    today: date,
) -> Iterable[str]:
    for first, last in gaps[:_MOST_GAPS]:
        days = f"{wareki.short(first)}から{wareki.short(last)}まで"
        yield f"{wareki.short(first) if first == last else days}、社会福祉士等がいません。"
    if len(gaps) > _MOST_GAPS:
        yield f"社会福祉士等のいない期間が、ほかに{len(gaps) - _MOST_GAPS}つあります。"
    day = min(max(today, year.since), year.until)
    here = sum(
        one.facts.since <= day and (one.facts.until is None or day <= one.facts.until)
        for one in staff
    )
    if year.staff_count is not None and here < year.staff_count:
        yield (f"計画の職員は{year.staff_count}人ですが、{wareki.short(day)}の名簿は{here}人です。")
