"""はじめの合言葉: what a person connects with once; the desk then makes a password of its own."""

from __future__ import annotations

import secrets
import unicodedata

from sqlalchemy import Engine, select, text

from app.errors import NotFound
from app.staff.permissions import Permission
from app.storage.records import OfficeRecord, Staff
from app.storage.server import access, invitation
from app.storage.server.engine import Login, ServerPlace, open_server_engine
from app.storage.server.invitation import Invitation
from app.storage.server.making import let_in, verifier
from app.storage.server.opening import admit
from app.storage.transactions import for_writing
from app.storage.work import Reading, Work

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS, _GROUP = 16, 4  # 80 bits, tried only against the server
_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_starting() -> str:
    """A fresh はじめの合言葉 as it is printed."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP))


def starting_password(typed: str) -> str:
    """The password behind a typed はじめの合言葉: without hyphens, look-alikes made one."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(char for char in plain if char.isalnum() and char != "ー").translate(_LOOKALIKE)


def start(work: Work, staff_id: str) -> str:
    """A はじめの合言葉 for somebody; where they connected until now, they no longer can."""
    work.require(Permission.MANAGE_KEYS)
    work.session.flush()
    starting = new_starting()
    admit(work, staff_id, starting_password(starting))
    return starting


def start_again(work: Work, name: str) -> str:
    """A new はじめの合言葉 for somebody known; where they connected until now, they no longer can."""
    work.require(Permission.MANAGE_KEYS)
    found = _named(work, name)
    if not found or found[0].id == work.actor.staff_id:
        raise _nobody()
    return start(work, found[0].id)


def start_again_by_admin(place: ServerPlace, admin: Login, office_id: str, name: str) -> str:
    """The same through the server's administrator, when no manager can sign in any more."""
    engine = open_server_engine(place, admin)
    try:
        with for_writing(engine).begin() as connection:
            rows = connection.execute(
                select(Staff.id, Staff.name, Staff.role).where(
                    Staff.office_id == office_id, Staff.active
                )
            ).all()
            wanted = invitation.name_digest(office_id, name)
            found = [row for row in rows if invitation.name_digest(office_id, row.name) == wanted]
            if not found:
                raise _nobody()
            starting = new_starting()
            login = Login(access.login_role(found[0].id), starting_password(starting))
            let_in(connection, office_id, found[0].id, found[0].role, login)
    finally:
        engine.dispose()
    return starting


def choose_own_password(engine: Engine, login: Login) -> None:
    """Give one's own role the password of `login`; what it was before opens nothing any more."""
    with for_writing(engine).begin() as connection:
        quoted = connection.dialect.identifier_preparer.quote(login.role)
        connection.exec_driver_sql(
            f"ALTER ROLE {quoted} PASSWORD '{verifier(connection, login)}'".replace("%", "%%")
        )


def invite(reading: Reading, place: ServerPlace) -> Invitation:
    """A fresh signed invitation that knows everybody who may connect now."""
    reading.require(Permission.MANAGE_OFFICE)
    office = reading.get(OfficeRecord, reading.office_id)
    seed = bytes.fromhex(
        reading.session.execute(text("SELECT seed FROM access.signer")).scalar_one()
    )
    staff = reading.session.scalars(select(Staff).filter_by(office_id=office.id, active=True))
    unsigned = Invitation(
        host=place.host,
        port=place.port,
        database=place.database,
        certificate=place.certificate.read_text("ascii"),
        office_id=office.id,
        office=office.name,
        people={invitation.name_digest(office.id, one.name): one.id for one in staff},
        public_key=invitation.public_key_of(seed),
    )
    return invitation.sign(unsigned, seed)


def _named(work: Work, name: str) -> list[Staff]:
    wanted = invitation.name_digest(work.office_id, name)
    everybody = work.session.scalars(select(Staff).filter_by(office_id=work.office_id, active=True))
    return [one for one in everybody if invitation.name_digest(work.office_id, one.name) == wanted]


def _nobody() -> NotFound:
    return NotFound(
        "その氏名の人は登録されていないか、あなた自身です。何も変えていません。氏名を確かめてください。"
    )
