"""Two offices in one database, each with a row in every table, and logins of every role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, String, Text

from app.clock import Clock
from app.staff.permissions import Role
from app.storage.opening import FirstStaff, NewOffice
from app.storage.records import (
    Activity,
    Base,
    Episode,
    Event,
    ImportBatch,
    ImportedRow,
    LedgerLayout,
    Person,
    Restriction,
    RetentionProposal,
    RetentionRule,
    SavedMapping,
    SecondRequest,
    Setting,
    Staff,
    StageMove,
)  # fmt: skip
from app.storage.records.base import OfOffice
from app.storage.records.person_certificate import Certificate
from app.storage.server.engine import Login, ServerPlace
from app.storage.server.making import add_office
from app.storage.server.opening import admit, open_server_office
from app.storage.types import CleanText, Moment, PartialDay, new_id
from tests.served_office import ServedOffice
from tests.throwaway_server import ThrowawayServer

DATABASE = "two"
OFFICE_TABLES = sorted(Base.metadata.tables)
WORDS = dict.fromkeys(("name", "name_plain", "name_folded", "kana_key", "search_key"), "x")


@dataclass(frozen=True)
class Two:
    """Two offices in one database; a 相談員, a 閲覧 and a 管理 of the first; ids of the second."""

    server: ThrowawayServer
    served: ServedOffice
    other: Login
    other_office: str
    logins: dict[Role, Login]
    theirs: dict[str, str]
    """table → id of a row of the other office."""

    @property
    def place(self) -> ServerPlace:
        return self.served.place

    def psql(self, role: Role, sql: str) -> list[str]:
        """The rows that psql prints; fails the test when psql fails."""
        done = self.server.psql(self.logins[role], DATABASE, sql)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    def refused(self, role: Role, sql: str) -> str:
        """What psql says to a statement that must fail."""
        done = self.server.psql(self.logins[role], DATABASE, sql)
        assert done.returncode != 0, f"let pass: {sql}\n{done.stdout}"
        return done.stderr


def made_two(server: ThrowawayServer) -> Iterator[Two]:
    """Both offices, closed at the end."""
    served = ServedOffice.make(server, DATABASE, "群馬県地域生活定着支援センター", "10")
    other_office, _, other = add_office(
        served.place,
        server.admin,
        NewOffice(kind="centre", name="長野県地域生活定着支援センター", prefecture="20"),
        FirstStaff("別 人", Role.DIRECTOR, ""),
        Clock(),
    )
    filled = _fill(served.place, other)
    theirs = {"office": other_office, **filled, **_put(served.admin, other_office, filled)}
    _put(served.admin, served.office_id, _fill(served.place, served.login))
    office, actor = open_server_office(served.place, served.login, Clock())
    logins = {}
    for role in Role:
        with office.work(actor) as work:
            staff = work.add(Staff(name="試作", role=str(role), active=True))
            work.session.flush()
            logins[role] = admit(work, staff.id)
    office.close()
    yield Two(server, served, other, other_office, logins, theirs)
    served.close()


def _fill(place: ServerPlace, login: Login) -> dict[str, str]:
    """One row in every table of case data; gives its id by table."""
    office, actor = open_server_office(place, login, Clock())
    with office.work(actor) as work:
        rows: dict[str, str] = {}

        def keep(record: Base) -> str:
            rows[record.__tablename__] = work.add(record).id  # type: ignore[type-var]
            work.session.flush()
            return rows[record.__tablename__]

        person = keep(Person(**WORDS))
        episode = keep(Episode(person_id=person, service="x", stage="x", start="2026-04-01"))
        keep(Certificate(person_id=person, kind="x"))
        keep(StageMove(episode_id=episode, from_stage="x", to_stage="y", by="x", source="hand"))
        contact = Activity(day="2026-04-01", service="x", episode_id=episode, means="x")
        contact.content = "x"  # makes a row of note_text too
        rows["note_text"] = keep(contact)
        keep(Event(day="2026-04-01", kind="x", name="x"))
        batch = keep(ImportBatch(file_name="x", sha256="x", by="x", counts={}))
        keep(ImportedRow(batch_id=batch, sheet="x", row=1, disposition="x"))
        keep(LedgerLayout(name="x", batch_id=batch, layout={}))
        keep(SavedMapping(signature="x", mapping={}))
        keep(Setting(name="x", value=1))
        keep(SecondRequest(act="x", about="x", asked_by=actor.staff_id, until=datetime(2026, 4, 1)))
        keep(Restriction(person_id=person, by="x", reason="x", lifted_at=datetime(2026, 4, 1)))
        keep(RetentionRule(kind="x", counted_from="x", source="x", set_by=actor.staff_id))
        keep(
            RetentionProposal(
                by=actor.staff_id, as_of=date(2026, 4, 1), cases=0, persons=0, counts={},
                digest="x", state="x",
            )
        )  # fmt: skip
        for kind in _in_order():
            if kind.__tablename__ not in {*rows, "office", "staff", *PUT} and issubclass(
                kind, OfOffice
            ):
                keep(kind(**made_up(kind, rows)))
        work.tell("test.filled", "試し")
    office.close()
    return rows


def _in_order() -> list[type[Base]]:
    kinds = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    return [kinds[table.name] for table in Base.metadata.sorted_tables]


def made_up(kind: type[Base], rows: dict[str, str]) -> dict[str, Any]:
    """A value for every column that needs one, and the parents that are there."""
    made: dict[str, Any] = {}
    for column in kind.__table__.columns:
        parents = [key.column.table.name for key in column.foreign_keys]
        if parents:
            made[column.name] = rows[parents[0]]
        elif not (column.nullable or column.default or column.name in FILLED_BY_WORK):
            made[column.name] = SAMPLES[type(column.type)]
    return made


PUT: dict[str, dict[str, Any]] = {
    "counted_case": {
        "person_id": "x", "anonymous": False, "sex": "x", "service": "x", "start": "2026-04-00",
        "flags": 0,
    },
    "counted_contact": {"service": "x", "day": "2026-04-00", "means": "x"},
    "second_answer": {"answered_by": "x", "agreed": False, "how": "recovery"},
}  # fmt: skip
"""What is counted is written while something is deleted on two persons' word, and at no other time;
nobody answers for themselves."""


def _put(admin: Any, office_id: str, filled: dict[str, str]) -> dict[str, str]:
    """A row of each, put there past every policy."""
    made = {}
    for table, values in PUT.items():
        row = {"id": new_id(), "office_id": office_id, "created_at": "2026-04-01", **values}
        if table == "second_answer":
            row["request_id"] = filled["second_request"]
        names, places = ", ".join(row), ", ".join(["%s"] * len(row))
        admin.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", list(row.values()))
        made[table] = row["id"]
    return made


FILLED_BY_WORK = ("id", "office_id", "created_at", "updated_at", "version")
SAMPLES: dict[type, Any] = {
    String: "x",
    CleanText: "x",
    Text: "x",
    Moment: datetime(2026, 4, 1),
    Integer: 1,
    Boolean: False,
    Date: date(2026, 4, 1),
    PartialDay: "2026-04-01",
    JSON: {},
    LargeBinary: b"x",
}
