"""担当限定 in one place: what hangs on a restricted person is not there for who may not see it.

In the embedded file every table of `BEHIND` is covered by a view of the same name on the reader's
own connection, so that no query can forget it. That is no secrecy by encryption: whoever can open
the file with another program, or knows its key, reads everything. On a server the policies of
migration 0017 do the same for each person's login, whatever program asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Engine, Select, event, func, select
from sqlalchemy.orm import Session

from app.staff.permissions import Actor, Role

READER_OPTION = "teichaku_reader"
"""Whose eyes a transaction of the embedded file has; None: everybody's."""
_COVERED = "teichaku_covered"

_CASE = {"episode_id": "episode"}
_PERSON = {"person_id": "person"}
_BOTH = {**_PERSON, **_CASE}
BEHIND: dict[str, dict[str, str]] = {
    "person": {},
    "person_merge": {"kept_id": "person", "gone_id": "person"},
    "restriction": _PERSON,
    "restriction_staff": {"restriction_id": "restriction"},
    "episode": _PERSON,
    **dict.fromkeys(("certificate", "related_person", "health", "consent", "signal"), _PERSON),
    "retention_hold": _PERSON,
    **dict.fromkeys(("exchange", "application", "received_paper", "stay", "activity"), _BOTH),
    "life_event": {**_BOTH, "led_to": "episode"},
    **dict.fromkeys(
        (
            *("stage_move", "case_date", "requirement", "assessment", "plan", "placement"),
            *("release_plan", "selection", "aftercare_measure", "settled_deadline"),
            "handover",
        ),
        _CASE,
    ),
    "need": {"assessment_id": "assessment"},
    "plan_item": {"plan_id": "plan"},
    "activity_revision": {"activity_id": "activity"},
    "referral": {**_BOTH, "signal_id": "signal"},
    "referral_step": {"referral_id": "referral"},
    "disclosure": {
        **_BOTH,
        "signal_id": "signal",
        "consent_id": "consent",
        "referral_id": "referral",
    },
    "disclosure_end": {"disclosure_id": "disclosure", "consent_id": "consent"},
    "letter": {"exchange_id": "exchange", "disclosure_id": "disclosure"},
    "letter_body": {"letter_id": "letter"},
    "letter_mark": {"letter_id": "letter"},
    "meeting": {},
    "meeting_person": {
        "meeting_id": "meeting",
        **_BOTH,
        "signal_id": "signal",
        "activity_id": "activity",
    },
    "meeting_member": {"meeting_id": "meeting"},
    "task": _BOTH,
    "meeting_decision": {"meeting_id": "meeting", **_PERSON, "task_id": "task"},
    "appointment": {**_BOTH, "activity_id": "activity"},
    "attachment": {**_PERSON, "owner_id": "any"},
    "attachment_part": {"attachment_id": "attachment"},
    "subject_request": _PERSON,
    "subject_mark": {"request_id": "subject_request"},
    "subject_release": {"request_id": "subject_request"},
    "retention_item": {"target_id": "any"},
    "imported_row": {"target_id": "any"},
    "note_text": {"id": "any"},
    "history_entry": {"subject_id": "any"},
}
"""Table → the columns that lead to what may be hidden, parents before children.

A meeting is hidden as a whole where anybody who is discussed is: its minutes tell of all. So are
the tasks that were agreed there.
"""
_LAST = ("retention_item", "imported_row", "note_text", "history_entry", "attachment_part")
"""Nothing hangs on rows of these."""

_RESTRICTED = (
    "SELECT r.person_id FROM main.restriction r WHERE r.lifted_at IS NULL AND NOT EXISTS (SELECT 1"
    " FROM main.restriction_staff s WHERE s.restriction_id = r.id AND s.staff_id = ?)"
)
_ANY = "SELECT EXISTS (SELECT 1 FROM main.restriction WHERE lifted_at IS NULL)"
_HIDDEN = "(SELECT id FROM temp.hidden_record)"
_MERGED = """SELECT m.gone_id FROM main.person_merge m WHERE m.undone_at IS NULL
  AND m.kept_id IN (SELECT id FROM temp.hidden_record)"""
_OF_MEETINGS = (
    """SELECT meeting_id FROM main.meeting_person
      WHERE person_id IN (SELECT id FROM temp.hidden_record)
      OR episode_id IN (SELECT id FROM temp.hidden_record)
      OR signal_id IN (SELECT id FROM temp.hidden_record)""",
    """SELECT task_id FROM main.meeting_decision WHERE task_id IS NOT NULL
      AND meeting_id IN (SELECT id FROM temp.hidden_record)""",
)
_WRITES = re.compile(r'^(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) ("?)(\w+)\b\2(?!\.)')


def eyes_of(engine: Engine, actor: Actor) -> Engine:
    """The same engine and pool, as this person sees the data; センター長 sees everything."""
    if actor.role is Role.DIRECTOR:
        return engine
    return engine.execution_options(**{READER_OPTION: actor.staff_id})


def with_eyes_of(connection: Connection, actor: Actor | None) -> Connection:
    """This very connection, from its next transaction on as this person (or nobody) sees the data."""
    whole = actor is None or actor.role is Role.DIRECTOR
    reader = None if actor is None or whole else actor.staff_id
    return connection.execution_options(**{READER_OPTION: reader})


def cover(connection: Connection, begin: str) -> None:
    """In a transaction of the embedded file that was begun by `begin`: hide what is hidden.

    Where no case is restricted nothing lies between a query and its table.
    """
    reader = connection.get_execution_options().get(READER_OPTION)
    wanted = reader is not None and bool(connection.exec_driver_sql(_ANY).scalar())
    if not wanted and not connection.info.get(_COVERED):
        return
    read_only = bool(connection.exec_driver_sql("PRAGMA query_only").scalar())
    connection.exec_driver_sql("PRAGMA query_only = OFF")
    if bool(connection.info.get(_COVERED)) != wanted:
        # Views made inside a transaction would go with it where it is given up.
        connection.exec_driver_sql("ROLLBACK")
        (_put_views if wanted else _take_views)(connection)
        connection.info[_COVERED] = wanted
        connection.exec_driver_sql(begin)
    if wanted:
        _fill(connection, str(reader))
    if read_only:
        connection.exec_driver_sql("PRAGMA query_only = ON")


def follow_writes(engine: Engine) -> None:
    """From now on changes reach the tables below the views."""
    event.listen(engine, "before_cursor_execute", _below, retval=True)


def hidden_cases(session: Session) -> frozenset[str]:
    """Ids of the cases and their persons that the reader of this session may not see."""
    bind = session.get_bind()
    if bind.get_execution_options().get(READER_OPTION) is None:
        return frozenset()
    if bind.dialect.name == "postgresql":
        found = session.execute(select(func.access.hidden_cases()))
    elif covered(session):
        found = session.connection().exec_driver_sql("SELECT id FROM temp.hidden_record")
    else:
        return frozenset()
    return frozenset(str(row[0]) for row in found)


def covered(session: Session) -> bool:
    """Whether anything is hidden from the reader of this session in the embedded file."""
    return bool(session.connection().info.get(_COVERED))


def counted_beside(session: Session, statement: Select[Any], known: Iterable[str]) -> list[Any]:
    """What the statement gives of hidden cases, for what is only counted; its first column is the id.

    `known` are the ids that it gave the reader. The server shows no name, number or word there.
    """
    served = session.get_bind().dialect.name == "postgresql"
    if not (hidden_cases(session) if served else covered(session)):
        return []
    schema = {None: "counted" if served else "main"}
    found = session.connection().execute(
        statement, execution_options={"schema_translate_map": schema}
    )
    shown = set(known)
    return [row for row in found if row[0] not in shown]


def whole(session: Session, statement: Select[int, str]) -> Select[int, str]:
    """The statement over the tables themselves, for what shows nobody's data."""
    if session.get_bind().dialect.name == "postgresql":
        return statement
    return statement.execution_options(schema_translate_map={None: "main"})


def _below(
    connection: Connection, _cursor: object, statement: str, values: object, *_: object
) -> tuple[str, object]:
    if connection.info.get(_COVERED):
        statement = _WRITES.sub(r"\1 main.\2\3\2", statement, count=1)
    return statement, values


def _put_views(connection: Connection) -> None:
    connection.exec_driver_sql(
        "CREATE TEMP TABLE hidden_record (id TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID"
    )
    for table, columns in BEHIND.items():
        hidden = {"id": "", **columns} if table not in _LAST else columns
        shown = " AND ".join(f"({c} IS NULL OR {c} NOT IN {_HIDDEN})" for c in hidden)
        connection.exec_driver_sql(
            f'CREATE TEMP VIEW "{table}" AS SELECT * FROM main."{table}" WHERE {shown}'  # noqa: S608
        )


def _take_views(connection: Connection) -> None:
    for table in BEHIND:
        connection.exec_driver_sql(f'DROP VIEW temp."{table}"')
    connection.exec_driver_sql("DROP TABLE temp.hidden_record")


def _fill(connection: Connection, reader: str) -> None:
    """The hidden records, from the persons down; few, and found through indexes."""
    connection.exec_driver_sql("DELETE FROM temp.hidden_record")
    _hide(connection, _RESTRICTED, reader)
    while _hide(connection, _MERGED):
        pass
    for table, columns in BEHIND.items():
        if table == "meeting":
            _hide(connection, _OF_MEETINGS[0])
        elif table == "meeting_decision":
            _hide(connection, _OF_MEETINGS[1])
        if table not in _LAST:
            for column in columns:
                _hide(
                    connection,
                    f'SELECT id FROM main."{table}" WHERE {column} IN {_HIDDEN}',  # noqa: S608
                )


def _hide(connection: Connection, found: str, *values: str) -> int:
    return connection.exec_driver_sql(
        f"INSERT OR IGNORE INTO temp.hidden_record {found}",
        values,
    ).rowcount
