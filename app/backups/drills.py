"""復元の確認 of an opened office: done, compared with what was written down, and written down."""

from __future__ import annotations

from app.backups import queries
from app.backups.making import ON_SERVER
from app.errors import NotAllowed, StorageProblem, TeichakuError
from app.staff.permissions import Actor
from app.storage.drilling import CASES, Drill, drill
from app.storage.work import Office


def try_out(office: Office, actor: Actor, *, cases: int = CASES) -> Drill:
    """Try the newest 控え out; whether it held or not goes into the history."""
    keeper = office.keeper
    if keeper is None:
        raise NotAllowed(ON_SERVER)
    with office.reading(actor) as reading:
        known = {one.file: one.rows for one in queries.made(reading)}
    about = {"subject_kind": "office", "subject_id": office.office_id}
    try:
        done = drill(keeper, office.engine, office.clock, cases=cases)
        if known.get(done.file, done.rows) != done.rows:
            raise StorageProblem(
                f"控え「{done.file}」の件数が、作ったときと違います。データはそのままです。"
                "新しい控えを作って、もう一度確かめてください。",
                where=done.file,
            )
    except TeichakuError as error:
        words = "復元の確認ができなかった"
        office.note(actor, queries.DRILL_FAILED, words, **about, details={"why": error.message})
        raise
    words = f"控え「{done.file}」を試しに戻して確かめた（{done.rows:,}件、ケース{len(done.cases)}件を照合）"
    details = {"file": done.file, "rows": done.rows, "cases": len(done.cases)}
    office.note(actor, queries.DRILLED, words, **about, details=details)
    return done
