"""What a transaction is on every engine: readers that cannot write, writers that take turns."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, String, bindparam, func, select
from sqlalchemy.orm import Session

WRITE_OPTION = "teichaku_write"
_TURN = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("of", type_=String), 0)))


def for_writing(engine: Engine) -> Engine:
    """The same engine and pool, whose transactions may write."""
    return engine.execution_options(**{WRITE_OPTION: True})


def is_writing(connection: Connection) -> bool:
    """Whether the connection's transactions may write."""
    return bool(connection.get_execution_options().get(WRITE_OPTION, False))


def take_turn(session: Session, office_id: str, at: str = "history") -> None:
    """Wait until no other transaction appends to the office's history; held until the end.

    `at` names another thing that only one may do at a time; those who do not are not held up.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_TURN, {"of": f"{at} {office_id}"})
    # In the embedded file a writer is alone from its first statement on.
