"""The SQLAlchemy engine over PostgreSQL: verified TLS, SCRAM, and a time limit on every wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext

from app.errors import ConnectionLost, TeichakuError
from app.storage.pool import EndingPool
from app.storage.server import faults
from app.storage.server.limited import LONGER, LimitedConnection
from app.storage.transactions import is_writing

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 30
DESK_SECONDS = 7
"""The limit for one statement of a desk, where somebody waits in front of the window."""
LOCK_SECONDS = 5
IDLE_SECONDS = 60
UNANSWERED_MS = 8000
_STATEMENT = "statement_seconds"
_OPTIONS = " ".join(
    f"-c {name}={value}"
    for name, value in (
        ("lock_timeout", LOCK_SECONDS * 1000),
        ("idle_in_transaction_session_timeout", IDLE_SECONDS * 1000),
        ("search_path", "public"),
        ("timezone", "UTC"),
    )
)


@dataclass(frozen=True)
class ServerPlace:
    """Where the office's database is, and the certificate its server must show."""

    host: str
    port: int
    database: str
    certificate: Path
    """PEM of the authority that signed the server's certificate (or of the certificate itself)."""


@dataclass(frozen=True)
class Login:
    """A database role and its password."""

    role: str
    password: str = field(repr=False)


def open_server_engine(
    place: ServerPlace, login: Login, *, statement_seconds: int = STATEMENT_SECONDS
) -> Engine:
    """Connect as one role; ConnectionLost, KeyProblem or StorageProblem when that fails."""
    url = URL.create(
        "postgresql+psycopg",
        username=login.role,
        password=login.password,
        host=place.host,
        port=place.port,
        database=place.database,
    )
    engine = create_engine(
        url,
        connect_args=_connect_arguments(place, statement_seconds),
        poolclass=EndingPool,
        pool_size=2,
        max_overflow=3,
        pool_timeout=CONNECT_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        use_native_hstore=False,  # asks the catalogue for a type that no table has
    )
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _explain)
    try:
        engine.connect().close()
    except ConnectionLost as error:
        engine.dispose()
        raise faults.unreachable(place.host, place.port) from error
    except BaseException:
        engine.dispose()
        raise
    return engine


def _connect_arguments(place: ServerPlace, statement_seconds: int) -> dict[str, str | int]:
    return {
        "sslmode": "verify-full",
        "sslrootcert": str(place.certificate),
        "sslcertmode": "disable",
        "ssl_min_protocol_version": "TLSv1.2",
        "gssencmode": "disable",
        # A server that is not the office's own must not be able to ask for the bare password.
        "require_auth": "scram-sha-256",
        "channel_binding": "require",
        "connect_timeout": CONNECT_SECONDS,
        "tcp_user_timeout": UNANSWERED_MS,
        "keepalives": 1,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 2,
        "application_name": "teichaku",
        "options": f"{_OPTIONS} -c statement_timeout={statement_seconds * 1000}",
        _STATEMENT: statement_seconds,
    }


def _connect(_dialect: object, _record: object, given: list[Any], named: dict[str, Any]) -> Any:
    wanted = dict(named)
    seconds = wanted.pop(_STATEMENT)
    made = LimitedConnection.connect(*given, **wanted)
    made.answer_seconds = seconds + LONGER
    return made


def driver_connection(connection: Connection) -> psycopg.Connection[Any]:
    """The driver's own connection below SQLAlchemy's."""
    return cast("psycopg.Connection[Any]", connection.connection.dbapi_connection)


def _begin(connection: Connection) -> None:
    raw, writing = driver_connection(connection), is_writing(connection)
    # Part of the BEGIN that the driver sends before the first statement: no round trip of its own.
    raw.read_only = not writing
    raw.isolation_level = (
        psycopg.IsolationLevel.READ_COMMITTED if writing else psycopg.IsolationLevel.REPEATABLE_READ
    )


def _explain(context: ExceptionContext) -> TeichakuError | None:
    original = context.original_exception
    if not isinstance(original, psycopg.Error):
        return None
    return faults.translate(original, lost=context.is_disconnect)
