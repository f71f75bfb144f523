"""連絡先一覧: the 関係機関 of a list with telephone, address and 担当者."""

from __future__ import annotations

from app import codes, places
from app.network.directory.queries import ContactLine, DirectoryFilter, contact_lines
from app.network.organisations.rules import KINDS
from app.reports.papers.about import day_words
from app.reports.papers.paper import Block, Column, Grid, Paper, Words
from app.staff.queries import office_facts
from app.storage.work import Reading

TITLE = "関係機関 連絡先一覧"
HIDDEN = "（印刷しません）"
_COLUMNS = (
    Column("種別", 1.5),
    Column("名称", 2.5),
    Column("電話・FAX", 1.5),
    Column("所在", 2.7),
    Column("担当者", 2.3),
)


def contact_list(reading: Reading, wanted: DirectoryFilter, *, hidden_too: bool = False) -> Paper:
    """The list by 分類; an address that stays out of print is there only with `hidden_too`."""
    headings = {row.code: row.group for row in codes.table(KINDS)}
    groups: dict[str, list[ContactLine]] = {}
    for line in contact_lines(reading, wanted):
        groups.setdefault(headings.get(line.kind, ""), []).append(line)
    office = office_facts(reading)
    blocks: tuple[Block, ...] = tuple(
        Grid(
            _COLUMNS,
            tuple(_row(line, hidden_too) for line in lines),
            f"{heading}（{len(lines):,}件）",
        )
        for heading, lines in groups.items()
    )
    return Paper(
        title=TITLE,
        office=office.name,
        made=day_words(reading.clock.today()),
        blocks=blocks or (Words("", "この条件に合う関係機関はありません。"),),
        practice=office.practice,
        landscape=True,
    )


def _row(line: ContactLine, hidden_too: bool) -> tuple[str, ...]:
    numbers = [line.phone, f"FAX {line.fax}" if line.fax else "", line.mail]
    shown = not line.hidden_address or hidden_too or not line.address
    prefecture = places.prefecture_name(line.prefecture)
    town = places.municipality_name(line.municipality)
    where = f"{prefecture}{town}{line.address}" if shown else f"{prefecture}{HIDDEN}"
    return (
        codes.label(KINDS, line.kind),
        line.name,
        "\n".join(number for number in numbers if number),
        where,
        "\n".join(line.people),
    )
