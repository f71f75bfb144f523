"""Taking in the standard ledger with what is known about it: fixed sheets, no checks, raw inserts.

Reads with openpyxl (read-only), keeps texts as they stand, makes one person per name, kana and
birth date, and inserts with executemany. It cannot find its way in another centre's ledger, knows
nothing of duplicates on record, keeps no history and cannot be undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from sqlcipher3.dbapi2 import Connection

from app.storage.records import Activity, Episode, Event, Person
from app.storage.types import new_id
from bench.made_up_rows import columns_of, whole_row

CASES = {
    "コーディネート": ("coordination", 4, "依頼日"),
    "フォローアップ": ("follow_up", 4, "開始日"),
    "相談支援": ("consultation", 4, "受付日"),
    "被疑者等支援": ("suspect_support", 5, "依頼日"),
}
ACTIVITIES, EVENTS = "活動記録", "研修・啓発"
ANONYMOUS = "匿名"
Table = dict[str, Any]


def take_in(connection: Connection, office_id: str, path: Path) -> None:
    """Insert everything in one transaction."""
    book = load_workbook(path, read_only=True, data_only=True)
    people: dict[object, Table] = {}
    episodes, by_number = [], dict[tuple[str, str], Table]()
    for sheet, (service, header, start) in CASES.items():
        for row in _rows(book[sheet], header):
            person = _person(people, row)
            episode = _episode(person["id"], service, row, start)
            by_number[service, str(row["管理番号"])] = episode
            episodes.append(episode)
    services = {sheet: service for sheet, (service, _, _) in CASES.items()}
    activities = [
        _activity(row, by_number, services.get(row["業務"], "other"))
        for row in _rows(book[ACTIVITIES], 3)
    ]
    events = [_event(row) for row in _rows(book[EVENTS], 3)]
    book.close()
    connection.execute("BEGIN IMMEDIATE")
    for record, found in (
        (Person, list(people.values())),
        (Episode, episodes),
        (Activity, activities),
        (Event, events),
    ):
        insert(connection, record, [whole_row(record, office_id, row) for row in found])
    connection.execute("COMMIT")


def insert(connection: Connection, record: Any, rows: Any) -> None:
    """Whole rows into the table of a record."""
    named = ", ".join(f'"{column.name}"' for column in columns_of(record))
    marks = ", ".join("?" for _ in columns_of(record))
    connection.executemany(f"INSERT INTO {record.__tablename__} ({named}) VALUES ({marks})", rows)


def _rows(sheet: Any, header: int) -> Iterator[Table]:
    rows = sheet.iter_rows(min_row=header, values_only=True)
    names = next(rows)
    for row in rows:
        if any(value is not None for value in row[1:]):
            yield dict(zip(names, row, strict=True))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _day(value: object) -> str | None:
    return value.date().isoformat() if isinstance(value, datetime) else None


def _person(people: dict[object, Table], row: Table) -> Table:
    name, kana = _text(row["氏名"]), _text(row["フリガナ"])
    plain = "".join(name.split())
    key: object = (plain, "".join(kana.split()), row["生年月日"])
    if plain == ANONYMOUS:
        key = object()  # nobody knows whether two callers without a name are one
    known = people.get(key)
    if known is None:
        spelt = {"name_plain": plain, "name_folded": plain, "kana_key": kana, "search_key": plain}
        birth = _day(row["生年月日"])
        known = {"id": new_id(), "name": name, "kana": kana, "birth": birth, **spelt}
        people[key] = known
    return known


def _episode(person_id: str, service: str, row: Table, start: str) -> Table:
    return {
        "id": new_id(),
        "person_id": person_id,
        "service": service,
        "number": _text(row["管理番号"]),
        "stage": "closed" if row["終了日"] else "open",
        "start": _day(row[start]),
        "end": _day(row["終了日"]),
        "end_reason": row["終了事由"],
        "worker": _text(row["担当者"]),
        "source_kind": row["依頼元区分"],
        "source": _text(row["依頼元"]),
        "offence": _text(row["罪名"]),
        "dest_kind": row["受入先種別"],
        "dest_name": _text(row["受入先名"]),
        "move": _day(row["移行日"]),
        "note": _text(row["備考"]),
        "elderly": bool(row["高齢"]),
        "physical": bool(row["身体"]),
        "intellectual": bool(row["知的"]),
        "psychiatric": bool(row["精神"]),
        "kept_text": "{}",
    }


def _activity(row: Table, by_number: dict[tuple[str, str], Table], service: str) -> Table:
    episode = by_number.get((service, _text(row["管理番号"])))
    return {
        "id": new_id(),
        "day": _day(row["日付"]),
        "service": service,
        "episode_id": episode and episode["id"],
        "person_id": episode and episode["person_id"],
        "means": _text(row["手段"]),
        "partner": _text(row["相手先"]),
        "minutes": row["所要時間（分）"],
        "content": _text(row["内容"]),
        "worker": _text(row["職員"]),
        "name_text": _text(row["氏名"]),
        "number_text": _text(row["管理番号"]),
    }


def _event(row: Table) -> Table:
    return {
        "id": new_id(),
        "day": _day(row["日付"]),
        "kind": _text(row["区分"]),
        "name": _text(row["名称"]),
        "role": row["主催・参加の別"],
        "venue": _text(row["会場"]),
        "organisations": row["参加機関数"],
        "participants": row["参加人数"],
        "worker": _text(row["担当者"]),
        "note": _text(row["備考"]),
    }
