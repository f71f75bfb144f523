"""The other cards of 経費: what is wrong, the contract, the subsidy, the staff, 旅費 that waits."""

from __future__ import annotations

from collections.abc import Callable

from app import codes
from app.calendar import wareki
from app.funding.queries import FundingPage
from app.funding.register.queries import StaffFacts
from app.funding.register.rules import POSTS, QUALIFICATIONS, REQUIRED
from app.funding.rules import Settlement
from app.funding.terms import rule_on
from app.funding.years.rules import PARTS, PROCUREMENT
from app.ui.screens.network.parts import FactLines, allowed
from app.ui.screens.report.funding.kinds import money
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.paragraph import Paragraph, ReasonLine

_NO_STAFF = "名簿に職員を加えると、資格と勤務時間から、社会福祉士等のいない日や按分を確かめます。"


def warnings_bar(page: FundingPage, show: Callable[[], None]) -> NoticeBar:
    """How much somebody should look at, and the first of it."""
    bar = NoticeBar()
    more = len(page.warnings) > 1
    number = f"確かめること {len(page.warnings)}件"
    bar.set_notice(number, page.warnings[0], "すべて見る" if more else "")
    bar.acted.connect(show)
    return bar


def warnings_card(page: FundingPage) -> Card:
    """All that somebody should look at."""
    card = Card("確かめること", caption=f"{len(page.warnings)}件")
    for words in page.warnings:
        card.add(Paragraph(f"・{words}"))
    return card


def contract_card(page: FundingPage, edit: Callable[[], None]) -> Card:
    """Who, how much, how long, how many people."""
    card = Card("契約")
    if page.year is None:
        return card
    button = allowed(Button("訂正", kind="plain"), page.edit_refusal)
    button.clicked.connect(edit)
    card.add_to_head(button)
    one = page.year.facts
    card.add(
        FactLines(
            (
                ("受託者", one.operator),
                ("契約額", "未記入" if one.amount is None else money(one.amount)),
                ("期間", f"{wareki.short(one.since)}から{wareki.short(one.until)}まで"),
                ("契約の方法", codes.label(PROCUREMENT, one.procurement)),
                ("計画の職員", f"{one.staff_count}人" if one.staff_count else ""),
                ("職員の計画", one.staff_plan),
                ("事業計画", one.plan),
                ("備考", one.note),
            )
        )
    )
    return card


def subsidy_card(page: FundingPage, edit: Callable[[], None], papers: Callable[[], None]) -> Card:
    """What the subsidy comes to as things stand, and what of it nobody has verified."""
    card = Card("補助の精算（いままでの執行で）")
    button = allowed(Button("条件", kind="plain"), page.edit_refusal)
    button.clicked.connect(edit)
    card.add_to_head(button)
    for part, made in page.settlements.items():
        if len(page.settlements) > 1:
            card.add(PlainLabel(codes.label(PARTS, part), strong=True))
        card.add(FactLines(_settled(made)))
    first = page.period.first
    words = dict.fromkeys(rule_on("subsidy", first, part).unverified for part in page.settlements)
    card.add(ReasonLine("".join(words)))
    to_papers = Button("書類をつくる（集計へ）", kind="link")
    to_papers.set_hint(
        "事業計画書・所要額調書・収支精算書は、集計の画面で様式を選んで書き出します。"
    )
    to_papers.clicked.connect(papers)
    card.add(to_papers)
    return card


def waiting_card(page: FundingPage, take: Callable[[int], None]) -> Card:
    """Ways of the 支援経過 that nothing has paid yet; `take` gets the place in `page.waiting`."""
    number = sum(one.number for one in page.waiting)
    card = Card("まだ取り込んでいない旅費", caption=f"支援経過{number}件")
    for at, one in enumerate(page.waiting):
        words = f"{one.month.label}　{one.number}件　{money(one.fare)}を取り込む"
        button = allowed(Button(words), page.edit_refusal)
        button.clicked.connect(lambda _=False, place=at: take(place))
        card.add(button)
    return card


def staff_card(page: FundingPage, act: Callable[[str, str], None]) -> Card:
    """The register; `act` gets staff or hours and the person's id ('' for a new one)."""
    card = Card("職員名簿", caption=f"{len(page.staff)}人")
    button = allowed(Button("職員を加える", kind="plain", icon_name="plus"), page.edit_refusal)
    button.clicked.connect(lambda: act("staff", ""))
    card.add_to_head(button)
    if not page.staff:
        card.add(ReasonLine(_NO_STAFF))
        return card
    card.add(ReasonLine(_qualified_words(page)))
    model = ListModel(_COLUMNS)
    table = ListTable(model, edge=False, fit=True, two_lines=True, row_key=lambda row: row.id)
    table.setAccessibleName("職員名簿")
    model.show_rows(page.staff)
    card.add(table)
    hours = allowed(Button("勤務時間"), page.edit_refusal)
    change = allowed(Button("訂正"), page.edit_refusal)
    for one in (change, hours):
        card.add_to_head(one)
        if not page.edit_refusal:
            one.refuse("名簿から人を選んでください。")
    if not page.edit_refusal:
        table.row_chosen.connect(lambda _: _allow(change, hours))
        table.row_opened.connect(lambda row: act("staff", row.id))
        change.clicked.connect(lambda: act("staff", _id_in(table)))
        hours.clicked.connect(lambda: act("hours", _id_in(table)))
    return card


def _qualified_words(page: FundingPage) -> str:
    """Which rule is looked at, whether it is kept, and what of it nobody has verified."""
    rule = rule_on("qualified", page.period.first)
    table = codes.table(QUALIFICATIONS)
    who = "・".join(row.label for row in table if REQUIRED in row.marks)
    kept = "いない日があります。" if page.gaps else "この年度は毎日います。"
    words = f"社会福祉士等（{who}）が毎日{rule.values['least']}人以上いるか：{kept}"
    return words + rule.unverified


def _allow(*buttons: Button) -> None:
    for button in buttons:
        button.allow()


def _id_in(table: ListTable) -> str:
    row = table.chosen_row()
    return "" if row is None else str(row.id)


def _settled(made: Settlement) -> tuple[tuple[str, str], ...]:
    base = "分からないので、差引額のままにしています" if made.base is None else money(made.base)
    more = made.difference
    return (
        ("総事業費", money(made.total)),
        ("対象経費", money(made.eligible)),
        ("収入額", f"寄附金その他 {money(made.income)}" if made.income else ""),
        ("補助基準額", base),
        ("選定額", money(made.chosen)),
        ("国庫補助", f"{money(made.grant)}（{made.terms.words}）"),
        ("自己負担", money(made.own)),
        ("受入済", f"{money(made.received)}（{_still(more)}）" if made.received else ""),
    )


def _still(more: int) -> str:
    if more == 0:
        return "過不足なし"
    return f"あと{money(more)}" if more > 0 else f"返す額{money(-more)}"


def _name(one: StaffFacts) -> Cell:
    facts = one.facts
    days = f"{wareki.short(facts.since)}〜{wareki.short(facts.until) if facts.until else ''}"
    return Cell(facts.name, f"{codes.label(POSTS, facts.post)}　{days}")


def _qualified(one: StaffFacts) -> Cell:
    words = "・".join(codes.label(QUALIFICATIONS, code) for code in one.facts.qualifications)
    return Cell(words or "資格なし", tone=None if words else Tone.MUTED)


def _time(one: StaffFacts) -> Cell:
    if one.facts.dedicated:
        return Cell("専任")
    whole = sum(worked.whole for worked in one.hours.values())
    own = sum(worked.own for worked in one.hours.values())
    if not whole:
        return Cell("時間の記録なし", tone=Tone.WARNING)
    return Cell(f"{own / whole:.0%}", f"{len(one.hours)}か月分")


_COLUMNS = (
    Column("氏名", "name", Kind.STRONG, 190, cell=_name, sortable=False),
    Column("資格", "qualified", width=120, stretch=True, cell=_qualified, sortable=False),
    Column("この事業", "time", width=104, cell=_time, sortable=False),
)
