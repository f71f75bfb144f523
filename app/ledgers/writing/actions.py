"""台帳出力: written to a file and into the history."""

from __future__ import annotations

from pathlib import Path

from app.errors import FieldProblem, FileProblem, InvalidInput
from app.ledgers.reading.own import read_workbook
from app.ledgers.writing.book import build
from app.ledgers.writing.queries import ledger_to_write
from app.reports.output import write_whole
from app.staff.office_kind import not_offered
from app.staff.permissions import Permission
from app.staff.queries import office_kind
from app.storage.work import Work


def export_ledger(work: Work, out: Path) -> int:
    """Write the ledger to `out` and give back the number of records in it; the file holds names."""
    work.require(Permission.EXPORT_LEDGER)
    if refused := not_offered(office_kind(work), "admin"):
        raise InvalidInput((FieldProblem("office", refused),))
    if out.suffix.lower() != ".xlsx":
        raise FileProblem(
            f"「{out.name}」には書き出せません。何も書いていません。名前の終わりを .xlsx にしてください。",
            where=out.name,
        )
    ledger = ledger_to_write(work)
    data = build(ledger, work.clock.today())
    write_whole(out, data, lambda draft: _read_back(draft, len(ledger.tables)))
    work.tell(
        "ledger.exported",
        f"台帳を書き出し（{len(ledger.records)}件、氏名を含む）",
        subject_kind="office",
        details={"records": len(ledger.records)},
    )
    return len(ledger.records)


def _read_back(draft: Path, tables: int) -> None:
    sheets = read_workbook(draft).sheets
    if not 0 < len(sheets) <= tables:
        raise FileProblem(
            "書き出した台帳を読み返せませんでした。前からあるファイルはそのままです。"
        )
