"""Writing データ一式: agreed to by a second person, written beside, read back, then put in place."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from app.errors import FileProblem, NotAllowed
from app.history.chain import Head
from app.staff.permissions import Permission, Role, role_label
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage import safe_files, unfinished
from app.storage.appending import head_of
from app.storage.keys.recovery import new_code
from app.storage.records import OfficeRecord
from app.storage.whole.writing import About, Told, write_whole_office
from app.storage.work import Work

ENDING = ".teichaku-whole"
_SEES_ALL = (
    "だけが書き出せます。ほかの役割には見えないケースがあり、それが抜けるためです。"
    "何も書いていません。"
)


@dataclass(frozen=True)
class Exported:
    """The file, what is in it, and the 引継ぎコード that opens it; it is shown once."""

    path: Path
    rows: int
    files: int
    size: int
    sha256: str
    head: Head
    code: str = field(repr=False)


def export_whole(
    work: Work, out: Path, request_id: str, told: Told = lambda done, total: None
) -> Exported:
    """Write everything of the office into one sealed file; an old file of that name stays till the end."""
    work.require(Permission.MANAGE_OFFICE)
    if work.actor.role is not Role.DIRECTOR:
        raise NotAllowed(f"{role_label(Role.DIRECTOR, work.actor.kind)}{_SEES_ALL}")
    second.use(work, Act.WHOLE_EXPORT, request_id)
    if not out.name.endswith(ENDING):
        raise FileProblem(
            f"「{out.name}」には書き出せません。何も書いていません。名前の終わりを {ENDING} にしてください。",
            where=out.name,
        )
    record = work.get(OfficeRecord, work.office_id)
    about = About(
        work.office_id,
        record.name,
        record.kind,
        work.now,
        work.actor.staff_id,
        head_of(work.session, work.office_id),
        work.chain_key,
    )
    code = new_code()
    with _beside(out) as file:
        listed = write_whole_office(work.session.connection(), about, file, code, told)
    with out.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    rows, files = sum(one.rows for one in listed.tables), len(listed.entries)
    size = out.stat().st_size
    work.tell(
        "office.exported",
        f"事業所のデータ一式を書き出した（{rows:,}件、{size / 1_000_000:,.1f}MB）",
        subject_kind="office",
        subject_id=work.office_id,
        details={"rows": rows, "size": size, "sha256": digest},
    )
    return Exported(out, rows, files, size, digest, about.head, code)


@contextlib.contextmanager
def _beside(out: Path) -> Iterator[BinaryIO]:
    mark = secrets.token_hex(8)
    temporary = out.with_name(f".teichaku-{mark}.tmp")
    try:
        with unfinished.noted(out.parent, mark):
            try:
                handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
                with os.fdopen(handle, "wb") as file:
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                safe_files.replace(temporary, out)
            finally:
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise FileProblem(
            f"「{out.name}」を書き出せませんでした。前からあるファイルと記録はそのままです。"
            "保存先に書き込めるか、空きがあるかを確かめてください。",
            where=out.name,
        ) from error
