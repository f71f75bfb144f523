"""Reads for 台帳出力: the layout, every record, and where each stood in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app import codes
from app.cases.fields import of_service
from app.codes import CENTRE_SERVICES, Service
from app.ledgers.columns import CASE_KINDS, Column
from app.ledgers.on_record.queries import EPISODE_FIELDS, EVENT_FIELDS
from app.ledgers.writing.sheet_names import free_name
from app.ledgers.writing.sheets import (
    ACTIVITY,
    EPISODE,
    EVENT,
    OutRecord,
    OutTable,
)
from app.staff.permissions import Permission
from app.storage.records import (
    Activity,
    Episode,
    Event,
    ImportBatch,
    ImportedRow,
    LedgerLayout,
    OfficeRecord,
    Person,
)
from app.storage.work import Reading


@dataclass(frozen=True)
class Place:
    """Where a record stood in a ledger, with the cells that mean nothing to the program."""

    sheet: str
    row: int
    extra: Mapping[str, str]


@dataclass(frozen=True)
class LedgerToWrite:
    """Everything 台帳出力 writes."""

    office_name: str
    practice: bool
    tables: tuple[OutTable, ...]
    records: tuple[OutRecord, ...]
    places: Mapping[str, tuple[Place, ...]]


def ledger_to_write(reading: Reading) -> LedgerToWrite:
    """All cases, activities and events with the newest layout (our own where none was taken in)."""
    reading.require(Permission.EXPORT_LEDGER)
    office = reading.get(OfficeRecord, reading.office_id)
    return LedgerToWrite(
        office_name=office.name,
        practice=office.practice,
        tables=_tables(reading),
        records=(*_episodes(reading), *_activities(reading), *_events(reading)),
        places=_places(reading),
    )


def _tables(reading: Reading) -> tuple[OutTable, ...]:
    found = reading.session.scalars(
        select(LedgerLayout.layout)
        .join(ImportBatch, ImportBatch.id == LedgerLayout.batch_id)
        .where(LedgerLayout.office_id == reading.office_id, ImportBatch.undone_at.is_(None))
        .order_by(LedgerLayout.created_at.desc(), LedgerLayout.id.desc())
        .limit(1)
    ).first()
    tables = tuple(_table(one) for one in found["tables"]) if found else ()
    taken = {table.sheet for table in tables}
    own = (one for one in own_tables() if not _covered(one.kind, tables))
    return (*tables, *(replace(one, sheet=free_name(one.sheet, taken)) for one in own))


def _covered(kind: str, tables: tuple[OutTable, ...]) -> bool:
    return any(t.kind == kind or (t.kind == "mixed" and kind in CASE_KINDS) for t in tables)


def _table(saved: Mapping[str, Any]) -> OutTable:
    return OutTable(
        sheet=saved["sheet"],
        kind=saved["kind"],
        title=saved["title"],
        year=saved["year"],
        header_rows=tuple(saved["header_rows"]),
        columns=tuple(
            Column(column["index"], tuple(column["texts"]), column["field"])
            for column in saved["columns"]
        ),
    )


_PERSON = (("name", "氏名"), ("kana", "フリガナ"), ("sex", "性別"), ("birth", "生年月日"))
_ACTIVITY = (
    ("day", "日付"), ("number", "管理番号"), ("name", "氏名"), ("service", "業務"),
    ("means", "手段"), ("partner", "相手先"), ("minutes", "所要時間（分）"), ("content", "内容"),
    ("worker", "職員"),
)  # fmt: skip
_EVENT = (
    ("day", "日付"), ("kind", "区分"), ("name", "名称"), ("role", "主催・参加の別"), ("venue", "会場"),
    ("organisations", "参加機関数"), ("participants", "参加人数"), ("worker", "担当者"), ("note", "備考"),
)  # fmt: skip


def own_tables() -> tuple[OutTable, ...]:
    """Our own layout: one sheet for each 業務, activities and events."""
    tables = []
    for service in CENTRE_SERVICES:
        fields = [(field.name, field.label(service)) for field in of_service(service)]
        head = fields[:2]
        columns = (("row_no", "No."), *head, *_PERSON, *fields[2:])
        tables.append(_own(str(service), codes.label("service", service), columns))
    tables.append(_own(ACTIVITY, "活動記録", _ACTIVITY))
    tables.append(_own(EVENT, "研修・啓発", _EVENT))
    return tuple(tables)


def _own(kind: str, sheet: str, columns: tuple[tuple[str, str], ...]) -> OutTable:
    return OutTable(
        sheet=sheet,
        kind=kind,
        title=f"{sheet}　台帳",
        year=None,
        header_rows=(3,),
        columns=tuple(Column(index, (words,), name) for index, (name, words) in enumerate(columns)),
    )


def _episodes(reading: Reading) -> list[OutRecord]:
    columns = [getattr(Episode, name) for name in EPISODE_FIELDS]
    rows = reading.session.execute(
        select(
            Episode.id, Episode.service, Episode.kept_text, Person.name, Person.kana, Person.sex,
            Person.birth, Person.birth_text, *columns,
        )
        .join(Person, Person.id == Episode.person_id)
        .where(Episode.office_id == reading.office_id)
        .order_by(Episode.start, Episode.number, Episode.id)
    )  # fmt: skip
    return [
        OutRecord(
            id=row[0],
            kind=EPISODE,
            service=row[1],
            values=dict(zip(EPISODE_FIELDS, row[8:], strict=True)),
            person=dict(zip(("name", "kana", "sex", "birth", "birth_text"), row[3:8], strict=True)),
            kept=row[2] or {},
        )
        for row in rows
    ]


def _activities(reading: Reading) -> list[OutRecord]:
    names = (
        "day", "means", "partner", "minutes", "minutes_text", "content", "worker", "name_text",
        "number_text",
    )  # fmt: skip
    rows = reading.session.execute(
        select(
            Activity.id, Activity.service, Episode.number, Person.name,
            *(getattr(Activity, name) for name in names),
        )
        .outerjoin(Episode, Episode.id == Activity.episode_id)
        .outerjoin(Person, Person.id == Activity.person_id)
        .where(Activity.office_id == reading.office_id, Activity.withdrawn_at.is_(None))
        .order_by(Activity.day, Activity.id)
    )  # fmt: skip
    return [
        OutRecord(
            id=row[0],
            kind=ACTIVITY,
            service=row[1],
            values={"number": row[2], **dict(zip(names, row[4:], strict=True))},
            person={"name": row[3]},
        )
        for row in rows
    ]


def _events(reading: Reading) -> list[OutRecord]:
    columns = [getattr(Event, name) for name in EVENT_FIELDS]
    rows = reading.session.execute(
        select(Event.id, *columns)
        .where(Event.office_id == reading.office_id)
        .order_by(Event.day, Event.id)
    )
    return [
        OutRecord(
            id=event_id,
            kind=EVENT,
            service=str(Service.OTHER),
            values=dict(zip(EVENT_FIELDS, values, strict=True)),
        )
        for event_id, *values in rows
    ]


def _places(reading: Reading) -> dict[str, tuple[Place, ...]]:
    """Where each record stood; of several batches the newest word for a sheet counts."""
    rows = reading.session.execute(
        select(ImportedRow.target_id, ImportedRow.sheet, ImportedRow.row, ImportedRow.extra)
        .join(ImportBatch, ImportBatch.id == ImportedRow.batch_id)
        .where(
            ImportedRow.office_id == reading.office_id,
            ImportBatch.undone_at.is_(None),
            ImportedRow.target_kind.in_((EPISODE, ACTIVITY, EVENT)),
        )
        .order_by(ImportBatch.created_at, ImportBatch.id, ImportedRow.row, ImportedRow.id)
    )
    found: dict[str, dict[str, Place]] = {}
    for target, sheet, row, extra in rows:
        found.setdefault(target, {})[sheet] = Place(sheet, row, extra)
    return {target: tuple(places.values()) for target, places in found.items()}
