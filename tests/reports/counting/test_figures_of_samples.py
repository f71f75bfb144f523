"""The figures of the sample ledgers equal the right answers, every month and year, all of it.

Read here without the importer: counting alone is on trial.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from app.calendar.fiscal import Period, calendar_year, fiscal_year, parse_month
from app.codes import Flag, table
from app.reports.counting.counted_rows import FLAG_BITS, ActivityRow, CaseRow, EventRow
from app.reports.counting.figure_set import as_json
from app.reports.counting.tree import count

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SHEETS = ("コーディネート", "フォローアップ", "相談支援", "被疑者等支援")
KINDS = ("months", "fiscal_years", "calendar_years")
START = ("依頼日", "開始日", "受付日")


@cache
def expected(ledger: str) -> dict[str, Any]:
    """The right answers for a ledger."""
    text = (SAMPLES / f"{ledger}.expected.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def code(name: str, word: object, service: str = "") -> str | None:
    """The code a word of a ledger means; None for an empty cell."""
    if not word:
        return None
    found = table(name).code_for(str(word), service)
    assert found is not None, (name, word)
    return found


def sheet(book: python_calamine.CalamineWorkbook, name: str, key: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the words of the header row that has `key`."""
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    at = next(number for number, row in enumerate(rows) if key in row)
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if any(row)]


def day(cell: object) -> str | None:
    """A date cell as a stored day."""
    return cell.isoformat()[:10] if isinstance(cell, date) else None


def squeezed(name: str) -> str:
    """A name without its spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split())


@cache
def standard() -> tuple[list[CaseRow], list[ActivityRow], list[EventRow]]:
    """The cases, activities and events of the clean ledger."""
    book = python_calamine.CalamineWorkbook.from_path(str(SAMPLES / "ledger_standard_r6.xlsx"))
    cases = []
    for name in SHEETS:
        service = code("service", name) or ""
        for number, row in enumerate(sheet(book, name, "管理番号")):
            cases.append(_case(f"{service}-{number}", service, row))
    activities = [
        ActivityRow(
            f"a{number}",
            None,
            code("service", row["業務"]) or "",
            day(row["日付"]) or "",
            code("means", row["手段"]) or "",
            int(row["所要時間（分）"]),
        )
        for number, row in enumerate(sheet(book, "活動記録", "手段"))
    ]
    events = [
        EventRow(
            f"e{number}",
            day(row["日付"]) or "",
            code("event_kind", row["区分"]) or "",
            int(row["参加人数"] or 0),
            int(row["参加機関数"] or 0),
        )
        for number, row in enumerate(sheet(book, "研修・啓発", "区分"))
    ]
    return cases, activities, events


def _case(key: str, service: str, row: dict[str, Any]) -> CaseRow:
    anonymous = row["氏名"].startswith("匿名")
    who = f"{squeezed(row['氏名'])}|{squeezed(row['フリガナ'])}|{row['生年月日']}"
    return CaseRow(
        id=key,
        number=row["管理番号"],
        person_id=key if anonymous else who,
        anonymous=anonymous,
        sex=code("sex", row["性別"]) or "unknown",
        service=service,
        start=next(day(row[name]) or "" for name in START if name in row),
        end=day(row["終了日"]),
        kubun=code("kubun", row.get("区分")),
        area=code("area", row.get("広域")),
        source_kind=code("source_kind", row["依頼元区分"]),
        flags=flag_bits(name for name in row if row[name] == "○"),
        dest_kind=code("dest_kind", row["受入先種別"]),
        move=day(row["移行日"]),
        end_reason=code("end_reason", row["終了事由"], service),
        disposition=code("disposition", row.get("処分")),
        disposition_date=day(row.get("処分日")),
        focus=code("focus", row.get("重点実施区分")),
    )


def flag_bits(words: Iterable[str]) -> int:
    """The marks named by their words."""
    codes = {table("flag").code_for(word) for word in words}
    return sum(FLAG_BITS[flag] for flag in Flag if flag.value in codes)


def periods(ledger: str) -> list[tuple[str, str]]:
    """(kind, key) of every period with a right answer."""
    return [(kind, key) for kind in KINDS for key in expected(ledger)[kind]]


def period(kind: str, key: str) -> Period:
    """The period behind a key of expected.json."""
    if kind == "months":
        return parse_month(key)
    return fiscal_year(int(key)) if kind == "fiscal_years" else calendar_year(int(key))


@pytest.mark.parametrize(("kind", "key"), periods("ledger_standard_r6"))
def test_clean_ledger(kind: str, key: str) -> None:
    year = fiscal_year(2024)
    figures = count(period(kind, key), *standard(), covered=year, activities_covered=year)
    assert as_json(figures) == expected("ledger_standard_r6")[kind][key]


FOLDS = str.maketrans(
    "髙﨑邉邊齋齊斉濵德𠮷廣澤嶋眞栁黑桒瀧", "高崎辺辺斎斎斎浜徳吉広沢島真柳黒桑滝"
)
IN_ROWS = ("works", "total")
NOT_IN_ROWS = frozenset({"disposition", "focus_supported"})


@cache
def messy() -> list[CaseRow]:
    """The imported and merged rows of the lived-in ledger: a later sheet overrides."""
    rows = [
        row
        for row in expected("ledger_messy_r5")["rows"]
        if row["disposition"] in ("import", "merge")
    ]
    latest: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: sheet_age(row["sheet"])):
        kept = latest.setdefault(row["episode"], {"name": row["name_raw"], "work": row["work"]})
        values = {name: value for name, value in row["values"].items() if value is not None}
        kept.update(values, name=row["name_raw"])
    people = same_people(latest)
    return [messy_case(key, people[key], row) for key, row in latest.items()]


def sheet_age(name: str) -> int:
    """The year a sheet is of; the one for several years stands alone."""
    found = re.search(r"R(\d)$", name)
    return int(found[1]) if found else 0


def same_people(rows: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Episode to person: same number and folded name, or same plain name and full birth date."""
    leader = {key: key for key in rows}

    def top(key: str) -> str:
        while leader[key] != key:
            key = leader[key]
        return key

    seen: dict[tuple[str, str], str] = {}
    for key, row in rows.items():
        plain = squeezed(row["name"])
        if plain.startswith("匿名"):
            continue
        marks = (
            [("number", f"{row['number']}|{plain.translate(FOLDS)}")] if row.get("number") else []
        )
        if len(row.get("birth") or "") == 10:
            marks.append(("birth", f"{row['birth']}|{plain}"))
        for mark in marks:
            leader[top(key)] = top(seen.setdefault(mark, key))
    return {key: top(key) for key in rows}


def messy_case(key: str, person: str, row: dict[str, Any]) -> CaseRow:
    """One episode of the lived-in ledger."""
    service = code("service", row["work"]) or ""
    return CaseRow(
        id=key,
        number=row.get("number") or "",
        person_id=person,
        anonymous=squeezed(row["name"]).startswith("匿名"),
        sex=code("sex", row.get("sex")) or "unknown",
        service=service,
        start=stored(row["start"]) or "",
        end=stored(row.get("end")),
        kubun=code("kubun", row.get("kubun")),
        area=code("area", row.get("area")),
        source_kind=code("source_kind", row.get("source_kind")),
        flags=flag_bits(row["flags"]),
        dest_kind=code("dest_kind", row.get("dest_kind")),
        move=stored(row.get("move")),
        end_reason=code("end_reason", row.get("end_reason"), service),
    )


def stored(text: str | None) -> str | None:
    """A day or month of expected.json as a stored day."""
    return (
        f"{text}-00-00-00"[:10] if text and len(text) == 4 else f"{text}-00"[:10] if text else None
    )


@pytest.mark.parametrize(("kind", "key"), periods("ledger_messy_r5"))
def test_lived_in_ledger(kind: str, key: str) -> None:
    found = as_json(count(period(kind, key), messy(), (), ()))
    for part in IN_ROWS:
        assert without(found[part]) == without(expected("ledger_messy_r5")[kind][key][part])


def without(node: Any) -> Any:
    """Figures without those whose fields the rows of expected.json do not tell."""
    if not isinstance(node, dict):
        return node
    return {name: without(below) for name, below in node.items() if name not in NOT_IN_ROWS}
