"""One 年度 of a centre on both engines: what counts, what is refused, what stays readable."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest

from app.attachments import actions as attachments
from app.attachments import queries as files
from app.attachments.rules import Owner, OwnerKind, Way, check_file
from app.calendar.fiscal import fiscal_year, parse_month
from app.cases.contacts.actions import record_activity, withdraw_activity
from app.cases.contacts.queries import contacts_between
from app.cases.contacts.rules import ActivityInput
from app.codes import Service
from app.errors import Busy, ChangedMeanwhile, InvalidInput, NotAllowed
from app.funding.queries import FundingPage, Line, form_values, funding
from app.funding.register import actions as register
from app.funding.register.rules import StaffInput
from app.funding.spending import actions as spending
from app.funding.spending.rules import SpendingInput, check_spending
from app.funding.trips import actions as trips
from app.funding.trips.queries import trips_of
from app.funding.years import actions as years
from app.funding.years.rules import LineInput, SubsidyInput, YearInput
from app.staff.permissions import Role
from tests.attachments.files import pdf
from tests.cases.one_case import as_role, ask, begin, do
from tests.conftest import OpenedOffice

YEAR = YearInput("社会福祉法人みなもの会", "20,000,000", procurement="proposal", staff_count="2")
PAY = SpendingInput("R8.10.25", "salary", "例示 樹", "10月分の給料", "300,000円")
DESK = SpendingInput("R8.9.1", "equipment", "見本事務機", "複合機", "300,000")


def page(opened: OpenedOffice) -> FundingPage:
    found: FundingPage = ask(opened, lambda reading: funding(reading, 2026))
    return found


def line(found: FundingPage, category: str, part: str = "whole") -> Line:
    return next(one for one in found.lines if (one.category, one.part) == (category, part))


def begun(opened: OpenedOffice, typed: YearInput = YEAR) -> str:
    return str(do(opened, lambda work: years.write(work, 2026, 0, typed)))


def wrong(opened: OpenedOffice, act: object) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        do(opened, act)  # type: ignore[arg-type]
    return caught.value.by_field()


def test_a_year_of_money(opened: OpenedOffice) -> None:
    year = begun(opened)
    budget = {"salary": "400,000", "equipment": "500000", "travel": "1,000"}
    do(opened, lambda work: years.set_budget(work, year, 1, "whole", budget))
    terms = {"whole": SubsidyInput(base="400,000", income="1,000", received="100000")}
    do(opened, lambda work: years.set_subsidy(work, year, 2, terms))
    half = StaffInput("例示 樹", "counsellor", "R8.4.1", dedicated=False, qualifications=("csw",))
    person = do(opened, lambda work: register.add(work, half))
    paid = do(opened, lambda work: spending.add(work, year, replace(PAY, staff_id=person)))
    do(opened, lambda work: spending.add(work, year, DESK))
    do(opened, lambda work: spending.add(work, year, replace(DESK, amount="299,999")))
    found = page(opened)
    assert line(found, "salary").eligible == 0  # no hours yet: nothing counts, and it is said
    assert any("10月分の給料" in one and "勤務時間がない" in one for one in found.warnings)
    hours = {date(2026, 10, 1): ("160", "120時間")}
    do(opened, lambda work: register.set_hours(work, person, 1, hours))
    found = page(opened)
    assert (line(found, "salary").spent, line(found, "salary").eligible) == (300_000, 225_000)
    assert (line(found, "equipment").spent, line(found, "equipment").eligible) == (599_999, 299_999)
    assert (found.budget, line(found, "salary").left) == (901_000, 100_000)
    assert all(one.budget - one.spent == one.left for one in found.lines)
    assert any("単価300,000円以上の備品は" in one for one in found.warnings)
    made = found.settlements["whole"]
    assert (made.total, made.eligible, made.net, made.chosen) == (
        899_999,
        524_999,
        523_999,
        400_000,
    )
    assert (made.grant, made.difference, made.own) == (300_000, 200_000, 224_999)
    values = ask(opened, lambda reading: form_values(reading, 2026))
    assert (values["budget.給料"], values["actual.給料"], values["spent.給料"]) == (
        400_000, 225_000, 300_000,
    )  # fmt: skip
    assert values["remark.給料"] == "対象外75,000円を除く。"
    assert (values["subsidy.補助基準額"], values["subsidy.国庫補助所要額"]) == (400_000, 300_000)
    assert (values["subsidy.計画総事業費"], values["subsidy.計画所要額"]) == (901_000, 300_000)
    assert values["remark.職員"] == "相談員　例示 樹（社会福祉士、兼務）"
    assert (values["operator"], values["budget.契約額"]) == (YEAR.operator, 20_000_000)
    assert ask(opened, lambda reading: form_values(reading, 2025)) == {}
    owner = Owner(OwnerKind.SPENDING, paid)
    receipt = check_file("領収書.txt", "控え".encode())
    assert "証憑のない支出が3件あります。" in found.warnings
    do(opened, lambda work: attachments.add(work, owner, receipt))
    assert "証憑のない支出が2件あります。" in page(opened).warnings
    assert next(one for one in page(opened).spendings if one.id == paid).clips == 1
    _corrected(opened, paid)


def _corrected(opened: OpenedOffice, paid: str) -> None:
    """A correction keeps what stood before; what was taken back is counted nowhere."""
    one = next(one for one in page(opened).spendings if one.id == paid)
    typed = replace(one.typed(), amount="320,000")
    assert set(wrong(opened, lambda work: spending.correct(work, paid, 1, typed, " "))) == {
        "reason"
    }
    do(opened, lambda work: spending.correct(work, paid, 1, typed, "明細の見まちがい"))
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda work: spending.withdraw(work, paid, 1, "二重"))
    one = next(one for one in page(opened).spendings if one.id == paid)
    assert (one.facts.amount, one.counted.eligible) == (320_000, 240_000)
    assert [(old.reason, old.words) for old in one.earlier] == [
        ("明細の見まちがい", ("金額　300,000円",))
    ]
    do(opened, lambda work: spending.withdraw(work, paid, 2, "二重"))
    found = page(opened)
    assert line(found, "salary").spent == 0
    assert "二重" in next(one for one in found.spendings if one.id == paid).withdrawn
    assert wrong(opened, lambda work: spending.correct(work, paid, 3, typed, "また"))


def test_every_way_is_paid_once(opened: OpenedOffice) -> None:
    year = begun(opened, replace(YEAR, divided=True))
    case = begin(opened)
    suspect = begin(opened, Service.SUSPECT_SUPPORT)
    way = ActivityInput(
        "R8.10.5", "visit", "60", "", "面接", place="見本刑務所", worker="例示 樹", fare="480"
    )
    for episode, typed in (
        (case, way), (case, replace(way, day="R8.10.31", fare="1,000")),
        (suspect, replace(way, fare="600")), (case, replace(way, worker="試作 澪江", fare="300")),
        (case, replace(way, fare="")), (case, replace(way, day="R8.11.1", fare="90")),
    ):  # fmt: skip
        do(opened, lambda work, e=episode, t=typed: record_activity(work, e, t))
    october = parse_month("2026-10")
    assert [(one.month.label, one.number, one.fare) for one in page(opened).waiting] == [
        ("令和8年10月", 4, 2_380), ("令和8年11月", 1, 90),
    ]  # fmt: skip
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda work: trips.take_over(work, year, october, (3, 2_380)))
    assert do(opened, lambda work: trips.take_over(work, year, october, (4, 2_380))) == 3
    assert wrong(opened, lambda work: trips.take_over(work, year, october, (4, 2_380)))
    found = page(opened)
    paid = {(one.facts.payee, one.facts.part): one for one in found.spendings}
    assert {key: (one.facts.amount, one.trips) for key, one in paid.items()} == {
        ("例示 樹", "exit"): (1_480, 2), ("例示 樹", "entry"): (600, 1),
        ("試作 澪江", "exit"): (300, 1),
    }  # fmt: skip
    assert [one.month.label for one in found.waiting] == ["令和8年11月"]
    assert not any("証憑のない" in one for one in found.warnings)  # the ways are the evidence
    own = paid["例示 樹", "entry"]
    evidence = ask(opened, lambda reading: trips_of(reading, own.id))
    assert [(one.fare, one.changed, one.trip.place) for one in evidence] == [
        (600, False, "見本刑務所")
    ]
    typed = replace(own.typed(), amount="700")
    assert "amount" in wrong(
        opened, lambda work: spending.correct(work, own.id, own.version, typed, "ちがう")
    )
    activity = evidence[0].trip.activity_id
    do(opened, lambda work: withdraw_activity(work, activity, 1, "行っていない"))
    assert any("支援経過の交通費が1件変わって" in one for one in page(opened).warnings)
    left = paid["例示 樹", "exit"]
    do(opened, lambda work: spending.withdraw(work, left.id, left.version, "やり直す"))
    assert [(one.number, one.fare) for one in page(opened).waiting] == [(2, 1_480), (1, 90)]
    whole = ask(
        opened, lambda r: contacts_between(r, october.first, october.last, worker="例示 樹")
    )
    assert sum(one.fare or 0 for one in whole) == 1_480  # the withdrawn way is no way


def test_a_day_without_a_social_worker_is_named(opened: OpenedOffice) -> None:
    begun(opened)
    first = StaffInput("例示 樹", "counsellor", "R7.4.1", "R8.6.30", qualifications=("csw",))
    second = StaffInput("試作 澪江", "counsellor", "R8.4.1", "", True, ("psw",), "R8.7.3")
    clerk = StaffInput("見本 環", "clerk", "R8.4.1", qualifications=("care_worker",))
    for typed in (first, second, clerk):
        made = do(opened, lambda work, one=typed: register.add(work, one))
    assert page(opened).gaps == ((date(2026, 7, 1), date(2026, 7, 2)),)
    assert "R8.7.1からR8.7.2まで、社会福祉士等がいません。" in page(opened).warnings
    do(opened, lambda work: register.remove(work, made, 1))
    assert [one.facts.name for one in page(opened).staff] == ["例示 樹", "試作 澪江"]
    assert "計画の職員は2人ですが、R8.11.24の名簿は1人です。" in page(opened).warnings
    assert set(wrong(opened, lambda w: register.add(w, replace(first, until="R7.3.31")))) == {
        "until"
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": ""}, "day"), ({"day": "R8.3.31"}, "day"), ({"day": "R8.12.1"}, "day"),
        ({"category": "pay"}, "category"), ({"item": "fuel"}, "item"), ({"part": "exit"}, "part"),
        ({"amount": "0"}, "amount"), ({"amount": "三百"}, "amount"), ({"payee": " "}, "payee"),
        ({"what": ""}, "what"), ({"month": "R8.3"}, "month"), ({"units": "x"}, "units"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_names_its_field(
    opened_embedded: OpenedOffice, change: dict[str, str], field: str
) -> None:
    year = begun(opened_embedded)
    typed = replace(PAY, **change)  # type: ignore[arg-type]
    assert set(wrong(opened_embedded, lambda work: spending.add(work, year, typed))) == {field}


def test_who_may_and_who_may_not(opened_embedded: OpenedOffice) -> None:
    clerk, counsellor, auditor = (
        as_role(opened_embedded, role) for role in (Role.CLERK, Role.COUNSELLOR, Role.AUDITOR)
    )
    year = do(opened_embedded, lambda work: years.write(work, 2026, 0, YEAR), clerk)
    for actor in (counsellor, auditor):
        with pytest.raises(NotAllowed):
            do(opened_embedded, lambda work: spending.add(work, year, PAY), actor)
    with pytest.raises(NotAllowed):
        ask(opened_embedded, lambda reading: funding(reading, 2026), counsellor)
    assert ask(opened_embedded, lambda reading: funding(reading, 2026), auditor).edit_refusal
    with pytest.raises(ChangedMeanwhile):  # another desk wrote the 年度 for the first time
        do(opened_embedded, lambda work: years.write(work, 2026, 0, YEAR), clerk)


def test_receipts_are_for_who_may_see_money(opened_embedded: OpenedOffice) -> None:
    year = begun(opened_embedded)
    paid = do(opened_embedded, lambda work: spending.add(work, year, DESK))
    owner = Owner(OwnerKind.SPENDING, paid)
    receipt = check_file("領収書.pdf", pdf())
    key = do(opened_embedded, lambda work: attachments.add(work, owner, receipt))
    counsellor, auditor = (
        as_role(opened_embedded, Role.COUNSELLOR),
        as_role(opened_embedded, Role.AUDITOR),
    )
    for closed in (
        lambda reading: files.of_owner(reading, owner),
        lambda reading: files.counts(reading, owner.kind, [paid]),
        lambda reading: files.content(reading, key),
    ):
        with pytest.raises(NotAllowed):
            ask(opened_embedded, closed, counsellor)
        ask(opened_embedded, closed, auditor)
    for act in (
        lambda work: attachments.add(work, owner, check_file("二枚目.pdf", pdf("x"))),
        lambda work: attachments.remove(work, key, "違う紙"),
        lambda work: attachments.take_out(work, key, Way.SAVED),
    ):
        with pytest.raises(NotAllowed):
            do(opened_embedded, act, counsellor)


def test_a_contract_lies_within_its_year(opened_embedded: OpenedOffice) -> None:
    for change, field in (
        ({"operator": ""}, "operator"), ({"since": "R8.3.31"}, "since"),
        ({"until": "R9.4.1"}, "until"), ({"since": "R8.6.1", "until": "R8.5.1"}, "until"),
        ({"procurement": ""}, "procurement"), ({"amount": "いろいろ"}, "amount"),
    ):  # fmt: skip
        typed = replace(YEAR, **change)  # type: ignore[arg-type]
        assert set(wrong(opened_embedded, lambda w, t=typed: years.write(w, 2026, 0, t))) == {field}
    year = begun(opened_embedded, replace(YEAR, since="R8.6.1"))
    do(opened_embedded, lambda w: years.set_budget(w, year, 1, "whole", {"travel": "100"}))
    note = LineInput("250", "出張がふえる見込み")
    do(opened_embedded, lambda w: years.note_line(w, year, 2, "travel", "whole", note))
    found = page(opened_embedded)
    assert (line(found, "travel").forecast.total, line(found, "travel").over) == (250, 150)
    assert "旅費は、年度末の見込み250円が予算100円を150円こえます。" in found.warnings
    assert found.period == fiscal_year(2026) and found.year is not None
    assert found.year.facts.since == date(2026, 6, 1)
    bad = {"whole": SubsidyInput(rate="5/4", unit="0")}
    assert set(wrong(opened_embedded, lambda w: years.set_subsidy(w, year, 3, bad))) == {
        "whole.rate", "whole.unit",
    }  # fmt: skip


def test_a_year_begins_with_what_stood_in_the_one_before(opened: OpenedOffice) -> None:
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda work: years.copy_forward(work, 2027))
    before = begun(opened)
    do(opened, lambda work: years.set_budget(work, before, 1, "whole", {"travel": "5,000"}))
    terms = {"whole": SubsidyInput("9", "8", "7", "10/10", "up", "1")}
    do(opened, lambda work: years.set_subsidy(work, before, 2, terms))
    assert ask(opened, lambda reading: funding(reading, 2027)).copies_from
    do(opened, lambda work: years.copy_forward(work, 2027))
    found: FundingPage = ask(opened, lambda reading: funding(reading, 2027))
    assert found.year is not None and line(found, "travel").budget == 5_000
    assert (found.year.facts.since, found.year.facts.operator) == (date(2027, 4, 1), YEAR.operator)
    own = found.subsidies["whole"]
    assert (own.base, own.income, own.received, own.terms.words) == (9, 0, 0, "10/10")
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda work: years.copy_forward(work, 2027))


def test_what_is_paid_after_the_year_is_for_its_last_month() -> None:
    typed = replace(PAY, day="R9.4.10", staff_id="x")
    checked = check_spending(typed, 2026, ("whole",), date(2027, 4, 20))
    assert checked.month == date(2027, 3, 1)
    assert check_spending(PAY, 2026, ("whole",), date(2027, 4, 20)).month is None
    with pytest.raises(InvalidInput) as caught:
        check_spending(replace(PAY, day="R9.6.1"), 2026, ("whole",), date(2027, 6, 20))
    assert "R9.5.31まで" in caught.value.by_field()["day"]


def test_a_year_that_is_divided_later_keeps_what_stood_there(opened: OpenedOffice) -> None:
    year = begun(opened)
    do(opened, lambda work: years.set_budget(work, year, 1, "whole", {"travel": "5,000"}))
    paid = do(opened, lambda work: spending.add(work, year, PAY))
    do(opened, lambda work: years.write(work, 2026, 2, replace(YEAR, divided=True)))
    found = page(opened)
    assert list(found.settlements) == ["whole", "exit", "entry"]
    assert any("いまの区分に移してください" in one for one in found.warnings)
    assert [(one.category, one.budget, one.spent) for one in found.lines if one.part == "whole"] == [
        ("salary", 0, 300_000), ("travel", 5_000, 0),
    ]  # fmt: skip
    assert set(wrong(opened, lambda work: spending.correct(work, paid, 1, PAY, "分ける"))) == {
        "part"
    }
    moved = replace(PAY, part="entry")
    do(opened, lambda work: spending.correct(work, paid, 1, moved, "分ける"))
    do(opened, lambda work: years.set_budget(work, year, 3, "whole", {"travel": ""}))
    do(opened, lambda work: years.set_budget(work, year, 4, "exit", {"travel": "5,000"}))
    found = page(opened)
    assert list(found.settlements) == ["exit", "entry"]
    assert not any("いまの区分に移してください" in one for one in found.warnings)
    assert (line(found, "travel", "exit").budget, line(found, "salary", "entry").spent) == (
        5_000, 300_000,
    )  # fmt: skip
    assert wrong(opened, lambda work: years.set_budget(work, year, 5, "whole", {"travel": "1"}))


def test_two_desks_that_take_over_one_month_pay_its_ways_once(opened: OpenedOffice) -> None:
    year, october = begun(opened), parse_month("2026-10")
    case = begin(opened)
    way = ActivityInput("R8.10.5", "visit", "60", "", "面接", "例示 樹", place="駅", fare="480")
    do(opened, lambda work: record_activity(work, case, way))
    start = Barrier(2)

    def take(_: int) -> str:
        start.wait(10)
        try:
            do(opened, lambda work: trips.take_over(work, year, october, (1, 480)))
        except (InvalidInput, ChangedMeanwhile, Busy) as refused:
            return type(refused).__name__
        return "paid"

    with ThreadPoolExecutor(2) as desks:
        outcome = sorted(desks.map(take, range(2)))
    assert outcome in (["InvalidInput", "paid"], ["Busy", "paid"])
    found = page(opened)
    assert [one.facts.amount for one in found.spendings] == [480] and not found.waiting
