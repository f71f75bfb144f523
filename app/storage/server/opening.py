"""Opening an office on the server as one person, and letting people in and out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import KeyProblem, StorageProblem
from app.staff.permissions import Actor, Permission, Role
from app.storage import migrate
from app.storage.actors import actor_of, table_of
from app.storage.keys.opening import Unlocked
from app.storage.records import OfficeRecord, Staff
from app.storage.server import access
from app.storage.server.desks import ServerDesks
from app.storage.server.engine import DESK_SECONDS, Login, ServerPlace, open_server_engine
from app.storage.server.making import verifier
from app.storage.work import Office, Work

PASSWORD = "database role"  # noqa: S105 - the purpose of a key


def open_server_office(place: ServerPlace, login: Login, clock: Clock) -> tuple[Office, Actor]:
    """Open with a personal role; which office and who it is, the server says."""
    engine = open_server_engine(place, login, statement_seconds=DESK_SECONDS)
    try:
        _refuse_other_form(engine)
        return _signed_in(engine, clock)
    except BaseException:
        engine.dispose()
        raise


def personal_login(unlocked: Unlocked) -> Login:
    """The login of whoever unlocked this desk's key file: a key of it is the password."""
    return Login(access.login_role(unlocked.slot.staff_id), unlocked.subkey(PASSWORD).hex())


def admit(work: Work, staff_id: str, password: str | None = None) -> Login:
    """Give a person of this office a login (or a new password); theirs from then on."""
    work.require(Permission.MANAGE_KEYS)
    login = Login(access.login_role(staff_id), password or secrets.token_urlsafe(32))
    work.session.execute(
        text("SELECT access.admit(:staff, :verifier)"),
        {"staff": staff_id, "verifier": verifier(work.session.connection(), login)},
    )
    follow_table(work, (staff_id,))
    work.tell("staff.admitted", "サーバーへの接続を許可", subject_kind="staff", subject_id=staff_id)
    return login


def follow_table(work: Work, staff_ids: Sequence[str]) -> None:
    """Give these people's logins the rights of their 役割, as the office's table has it now."""
    work.require(Permission.MANAGE_OFFICE)
    work.session.flush()  # as long as one's own rights are what they were
    table = table_of(work.session.connection(), work.office_id)
    for staff in work.session.scalars(select(Staff).where(Staff.id.in_(staff_ids))).all():
        groups = access.groups_of(Role(staff.role), table)
        work.session.execute(
            text("SELECT access.regroup(:staff, :groups)"),
            {"staff": staff.id, "groups": list(groups)},
        )


def dismiss(work: Work, staff_id: str) -> None:
    """Take a person's login away at once, also from where it is connected."""
    work.require(Permission.MANAGE_KEYS)
    work.session.execute(text("SELECT access.dismiss(:staff)"), {"staff": staff_id})
    work.tell(
        "staff.dismissed", "サーバーへの接続を取り消し", subject_kind="staff", subject_id=staff_id
    )


def _refuse_other_form(engine: Engine) -> None:
    with engine.connect() as connection:
        found = str(
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        )
    migrate.refuse_newer(found)
    if found != migrate.LATEST:
        raise StorageProblem(
            f"サーバーのデータは、前の版のプログラムの形（{found}）です。何も変更していません。"
            "管理者に、サーバーのデータを新しい版に直すよう頼んでください。"
        )


def _signed_in(engine: Engine, clock: Clock) -> tuple[Office, Actor]:
    with Session(engine) as session:
        desk = session.execute(text("SELECT office_id, staff_id FROM access.desk")).one_or_none()
        record = session.get(OfficeRecord, desk.office_id) if desk else None
        staff = session.get(Staff, desk.staff_id) if desk else None
        if record is None or staff is None or not staff.active:
            raise KeyProblem(
                "この鍵の持ち主は、いまは登録されていません。データはそのままです。責任者に確かめてください。"
            )
        key = session.execute(text("SELECT key FROM access.chain")).scalar_one()
        actor = actor_of(session, staff, record)
        return Office(
            engine,
            record.id,
            clock,
            bytes.fromhex(key),
            record.practice,
            desks=ServerDesks(engine, record.id),
        ), actor
