"""The files of a submission: the one for the 都道府県 is asked for, the 根拠 lie beside it."""

from __future__ import annotations

from pathlib import Path

from app.ui.desk import Desk
from app.ui.screens.report.places import EXCEL, PDF, ask_place, may_replace


def ask_out(desk: Desk, title: str, name: str) -> Path | None:
    """Where the workbook goes, once both it and the 根拠 beside it may be replaced."""
    out = ask_place(desk, title, name.removesuffix(".xlsx"), EXCEL)
    if out is None:
        return None
    beside = office_copy_of(out)
    return None if beside.exists() and not may_replace(desk, beside) else out


def ask_pdf(desk: Desk, title: str, name: str) -> Path | None:
    """Where a PDF goes that is named like the workbook `name`."""
    return ask_place(desk, title, name.removesuffix(".xlsx"), PDF)


def office_copy_of(out: Path) -> Path:
    """The 根拠 beside a file."""
    return out.with_name(f"{out.stem}_根拠（事業所の控え）.xlsx")
