"""The state of a database on the server: not there, begun, ready, in use; and letting people in.

An office is in use once somebody of it has a login. Until then its records can be taken away and
copied again: nobody but the server's administrator can read them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select, text

from app.errors import StorageProblem
from app.storage.copying import tables
from app.storage.records import Staff
from app.storage.server import access
from app.storage.server.engine import Login, ServerPlace, open_server_engine
from app.storage.server.making import (
    MAINTENANCE,
    finish_database,
    let_in,
    prepare_database,
    upgrade_database,
)
from app.storage.server.starting import new_starting, starting_password
from app.storage.transactions import for_writing

_KEEP_CHAIN = """INSERT INTO access.chain VALUES (:office, :key)
  ON CONFLICT (office_id) DO UPDATE SET key = excluded.key"""
_KEEP_SIGNER = """INSERT INTO access.signer VALUES (:office, :key)
  ON CONFLICT (office_id) DO NOTHING"""


@dataclass(frozen=True)
class Started:
    """Somebody who may connect, and their はじめの合言葉."""

    staff_id: str
    name: str
    starting: str


@contextmanager
def administering(place: ServerPlace, admin: Login) -> Iterator[Engine]:
    """The database as its administrator sees it."""
    engine = open_server_engine(place, admin)
    try:
        yield engine
    finally:
        engine.dispose()


def ready_database(place: ServerPlace, admin: Login) -> None:
    """Make the database, or finish one that was begun; refused where it is somebody else's."""
    outside = ServerPlace(place.host, place.port, MAINTENANCE, place.certificate)
    with administering(outside, admin) as engine, engine.connect() as connection:
        _refuse_weak_admin(connection, admin)
        owner = connection.execute(
            text("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = :name"),
            {"name": place.database},
        ).scalar_one_or_none()
    if owner is None:
        prepare_database(place, admin)
        return
    if owner != access.OWNER:
        raise StorageProblem(
            "サーバーに、同じ名前の別のデータベースがすでにあります。上書きはしていません。"
            "--database に別の名前を指定してください。",
            where=place.database,
        )
    with administering(place, admin) as engine, engine.connect() as connection:
        begun = connection.execute(text("SELECT to_regclass('public.alembic_version')")).scalar()
    if begun is None:
        finish_database(place, admin)
    else:
        upgrade_database(place, admin)


def refuse_filled(engine: Engine) -> None:
    """Raise StorageProblem when the database holds an office."""
    with engine.connect() as connection:
        if connection.execute(text("SELECT EXISTS (SELECT FROM office)")).scalar_one():
            raise StorageProblem(
                "サーバーのこのデータベースには、すでに事業所のデータがあります。上書きはしていません。"
                "つなぐなら招待ファイルを使い、別に作るなら --database に別の名前を指定してください。"
            )


def in_use(connection: Connection, office_id: str) -> bool:
    """Whether somebody of the office has a login."""
    found = text("SELECT EXISTS (SELECT FROM access.desk WHERE office_id = :office)")
    return bool(connection.execute(found, {"office": office_id}).scalar_one())


def let_everybody_in(engine: Engine, office_id: str, chain_key: bytes) -> tuple[Started, ...]:
    """Begin the office's life on the server: keys, and a はじめの合言葉 for each active person."""
    started = []
    with for_writing(engine).begin() as connection:
        for statement, key in ((_KEEP_CHAIN, chain_key), (_KEEP_SIGNER, secrets.token_bytes(32))):
            connection.execute(text(statement), {"office": office_id, "key": key.hex()})
        staff = select(Staff.id, Staff.name, Staff.role).where(
            Staff.office_id == office_id, Staff.active
        )
        people = connection.execute(staff.order_by(Staff.id)).all()
        _drop_left_roles(connection, [access.login_role(row.id) for row in people])
        for row in people:
            starting = new_starting()
            login = Login(access.login_role(row.id), starting_password(starting))
            let_in(connection, office_id, row.id, row.role, login)
            started.append(Started(row.id, row.name, starting))
    return tuple(started)


def _drop_left_roles(connection: Connection, logins: list[str]) -> None:
    """Logins outlive a database that was dropped; they must not if another one may need them."""
    known = text("SELECT rolname FROM pg_roles WHERE rolname = ANY (:logins)")
    left = connection.execute(known, {"logins": logins}).scalars().all()
    others = text(
        "SELECT count(*) FROM pg_database WHERE pg_get_userbyid(datdba) = :owner"
        " AND datname <> current_database()"
    )
    if left and connection.execute(others, {"owner": access.OWNER}).scalar_one():
        raise StorageProblem(
            "このサーバーの別のデータベースで、この事業所の人がつなぐことになっています。何も開いていません。"
            "そちらが今のデータなら、そちらを使ってください。要らないなら、サーバーの管理者に消してもらい、"
            "もう一度行ってください。"
        )
    for login in left:
        connection.exec_driver_sql(f"DROP ROLE {login}")


def hold_still(connection: Connection) -> None:
    """Let nobody save until the transaction ends."""
    names = ", ".join(f"public.{table.name}" for table in tables())
    connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")


def let_everybody_out(connection: Connection, office_id: str) -> None:
    """Take all logins of the office away: from then on nobody can use what is on the server."""
    roles = text("SELECT role_name FROM access.desk WHERE office_id = :office")
    for (role,) in connection.execute(roles, {"office": office_id}).all():
        connection.execute(text("SELECT access.dismiss_role(:role)"), {"role": role})


_POWERS = (
    ("rolcreatedb", "CREATEDB", "データベースを作る"),
    ("rolcreaterole", "CREATEROLE", "利用者を作る"),
    ("rolinherit", "INHERIT", "入っているグループの権限を使う"),
)


def _refuse_weak_admin(connection: Connection, admin: Login) -> None:
    """Refuse before anything is made; a superuser may do everything."""
    asked = text(
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolinherit FROM pg_roles"
        " WHERE rolname = current_user"
    )
    has = connection.execute(asked).one()._mapping
    missing = [(name, what) for key, name, what in _POWERS if not has[key]]
    if missing and not has["rolsuper"]:
        names = "、".join(f"{what}権限（{name}）" for name, what in missing)
        wanted = " ".join(name for name, _ in missing)
        raise StorageProblem(
            f"--admin-file の利用者「{admin.role}」には、{names}がありません。何も作っていません。"
            "データベースの管理者に次を実行してもらうか、サーバーの管理者（スーパーユーザー。"
            "ふつうは postgres）を書いたファイルを指定してください: "
            f'ALTER ROLE "{admin.role}" {wanted};'
        )
