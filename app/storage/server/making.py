"""Preparing a database on the server, done once by its administrator.

That is a superuser, or a login with CREATEDB and CREATEROLE: the latter becomes a member of the
role that owns everything, and of the one that lets people in.

The database has C collation: text sorts and folds as in the embedded file, whatever the server's
own language is.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from app.clock import Clock
from app.errors import NotAllowed, StorageProblem
from app.staff.office_kind import OfficeKind
from app.staff.permissions import Actor, Role
from app.storage import migrate
from app.storage.actors import table_of
from app.storage.opening import FirstStaff, NewOffice, first_records
from app.storage.server import access
from app.storage.server.engine import Login, ServerPlace, driver_connection, open_server_engine
from app.storage.transactions import for_writing
from app.storage.types import new_id
from app.storage.work import Office

MAINTENANCE = "postgres"


def prepare_database(place: ServerPlace, admin: Login) -> None:
    """Make roles, database, every table and its policies; refused where the database exists."""
    outside = ServerPlace(place.host, place.port, MAINTENANCE, place.certificate)
    engine = open_server_engine(outside, admin)
    # CREATE DATABASE cannot run inside a transaction.
    autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
    try:
        with enough_powers(admin), autocommit.connect() as connection:
            quoted = connection.dialect.identifier_preparer.quote(place.database)
            found = text("SELECT count(*) FROM pg_database WHERE datname = :name")
            if connection.execute(found, {"name": place.database}).scalar_one():
                raise StorageProblem(
                    "サーバーに、同じ名前のデータベースがすでにあります。上書きはしていません。"
                    "別の名前を選ぶか、今あるデータを開いてください。"
                )
            _run(connection, *access.GROUP_ROLES)
            connection.exec_driver_sql(
                f"CREATE DATABASE {quoted} OWNER {access.OWNER} TEMPLATE template0"
                " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            )
            connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {quoted} FROM PUBLIC")
            connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {quoted} TO {access.DESK}")
    finally:
        engine.dispose()
    finish_database(place, admin)


def add_office(
    place: ServerPlace, admin: Login, new: NewOffice, staff: FirstStaff, clock: Clock
) -> tuple[str, Actor, Login]:
    """Keep a new office with its first person; gives its id, the person and their login.

    `staff.passphrase` is not used: the login's password is made here and belongs in the keyring.
    """
    engine = open_server_engine(place, admin)
    actor = Actor(new_id(), staff.name, staff.role, OfficeKind(new.kind))
    login = Login(access.login_role(actor.staff_id), secrets.token_urlsafe(32))
    chain_key = secrets.token_bytes(32)
    try:
        office_id = first_records(engine, new, staff, actor.staff_id, clock)
        with Office(engine, office_id, clock, chain_key).work(actor) as work:
            connection = work.session.connection()
            connection.execute(
                text("INSERT INTO access.chain VALUES (:office, :key)"),
                {"office": office_id, "key": chain_key.hex()},
            )
            connection.execute(
                text("INSERT INTO access.signer VALUES (:office, :seed)"),
                {"office": office_id, "seed": secrets.token_bytes(32).hex()},
            )
            let_in(connection, office_id, actor.staff_id, str(staff.role), login)
            work.tell("office.created", f"「{new.name}」のデータを作成", subject_kind="office")
    finally:
        engine.dispose()
    return office_id, actor, login


@contextmanager
def enough_powers(admin: Login) -> Iterator[None]:
    """Say what an administrator lacks who is no superuser, where the server refuses a step."""
    try:
        yield
    except NotAllowed as error:
        raise StorageProblem(
            f"サーバーが、管理者の利用者「{admin.role}」にはできない操作として断りました。"
            "事業所のデータは変わっていません。データベースの管理者（スーパーユーザー）に次を実行してもらい、"
            f"もう一度行ってください: GRANT {access.OWNER}, {access.KEEPER}, {access.DESK},"
            f" {access.READ}, {access.WRITE}, {access.MANAGE}"
            f' TO "{admin.role}" WITH ADMIN OPTION;',
            where=admin.role,
        ) from error


def upgrade_database(place: ServerPlace, admin: Login) -> None:
    """Bring an existing database to this program's form, as its owner, whole or not at all."""
    engine = open_server_engine(place, admin)
    try:
        with enough_powers(admin), for_writing(engine).begin() as connection:
            _run_as_owner(connection)
            _run(connection, *access.FOR_OWN_TABLE)
    finally:
        engine.dispose()


def let_in(connection: Connection, office_id: str, staff_id: str, role: str, login: Login) -> None:
    """Give a person a login, as the administrator, with the rights their office's table gives."""
    connection.execute(
        text("SELECT access.admit_role(:office, :staff, :role, :verifier)"),
        {
            "office": office_id,
            "staff": staff_id,
            "role": role,
            "verifier": verifier(connection, login),
        },
    )
    groups = access.groups_of(Role(role), table_of(connection, office_id))
    connection.execute(
        text("SELECT access.regroup_role(:login, :groups)"),
        {"login": login.role, "groups": list(groups)},
    )


def verifier(connection: Connection, login: Login) -> str:
    """What the server keeps instead of the password, made here: the password is never sent."""
    raw = driver_connection(connection)
    made = raw.pgconn.encrypt_password(
        login.password.encode(), login.role.encode(), b"scram-sha-256"
    )
    return made.decode("ascii")


def finish_database(place: ServerPlace, admin: Login) -> None:
    """Fill an empty database with tables and policies, in one transaction."""
    engine = open_server_engine(place, admin)
    try:
        with enough_powers(admin), for_writing(engine).begin() as connection:
            _run(connection, *access.ACCESS_SCHEMA)
            _run_as_owner(connection)
            _run(connection, *access.FOR_MANAGERS, *access.FOR_OWN_TABLE)
    finally:
        engine.dispose()


def _run_as_owner(connection: Connection) -> None:
    _run(connection, f"SET LOCAL ROLE {access.OWNER}", access.UNFORCE_EVERY_TABLE, *access.MAY)
    migrate.run_revisions(connection, migrate.SCRIPTS, migrate.LATEST)
    _run(connection, access.FORCE_EVERY_TABLE, "RESET ROLE")


def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        # The driver reads a percent sign as a place for a value.
        connection.exec_driver_sql(statement.replace("%", "%%"))
