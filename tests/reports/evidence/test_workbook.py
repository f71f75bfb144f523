"""The office's workbook shows the grounds of every figure, as text, the same bytes each time."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from app.calendar.fiscal import month
from app.reports.counting.counted_rows import ActivityRow, CaseRow
from app.reports.counting.tree import count
from app.reports.evidence.evidence import Entered, Evidence, evidence
from app.reports.evidence.workbook import workbook
from app.reports.submissions.snapshot import packed, snapshot, unpacked

NEW = "works.コーディネート.new"
PERSONS = "works.コーディネート.supported_persons"


def found() -> Evidence:
    cases = [
        CaseRow("a", "=1+1", "p", False, "male", "coordination", "2024-04-02"),
        CaseRow("b", "6-002", "p", False, "male", "coordination", "2024-04-03"),
        CaseRow("c", "6-003", "q", False, "male", "coordination", "2024-05-01"),
    ]
    acts = [ActivityRow(f"x{at}", "a", "coordination", "2024-04-05", "phone", 30) for at in (1, 2)]
    whole = count(month(2024, 4), cases, [*acts, acts[0]._replace(id="y", episode_id=None)], [])
    paths = (NEW, PERSONS, "activities.total_minutes")
    taken = snapshot(whole, frozenset(paths))
    entered = [Entered(path, f"B{at}", path, whole.number(path)) for at, path in enumerate(paths)]
    return evidence(taken, entered, office="見本センター", form="月次　2026年版", note="=備考")


def test_every_figure_has_its_rule_its_cases_and_those_left_out() -> None:
    grounds = {one.path: one for one in found().grounds}
    assert grounds[NEW].counted == ("=1+1", "6-002")
    assert grounds[NEW].sentence.startswith("依頼日が R6.4.1〜R6.4.30 の間にある")
    assert grounds[NEW].left_out == (("6-003", "依頼日が R6.5.1 で、期間より後です。"),)
    assert grounds[PERSONS].counted == ("=1+1・6-002",)
    assert grounds["activities.total_minutes"].counted == (
        "（ケースなし） 30分",
        "（番号なし） 60分",
    )


def test_the_file_holds_no_formula_and_is_the_same_each_time() -> None:
    data = workbook(found())
    assert data == workbook(found())
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["提出した値", "根拠", "足りないもの", "後からの記録"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    values = [cell.value for cell in cells]
    assert "=1+1" in values and "=備考" in values
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [package.read(name) for name in package.namelist()]
    assert not any(b"<f>" in part or b"<f " in part for part in parts)


def test_a_snapshot_comes_back_as_it_was_kept() -> None:
    whole = count(
        month(2024, 4),
        [CaseRow("a", "1", "p", False, "male", "coordination", "2024-04-02")],
        [],
        [],
    )
    taken = snapshot(whole, frozenset({NEW}))
    data, digest = packed(taken)
    assert packed(taken) == (data, digest)
    back = unpacked(data, digest)
    assert back == taken
    assert [gap.paths for gap in back.missing] == [gap.paths for gap in taken.missing] != []


def by_calamine(path: Path, _: Path) -> list[list[object]]:
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("根拠").to_python()


def by_libreoffice(path: Path, folder: Path) -> list[list[object]]:
    """As LibreOffice reads it, when it is there."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ("--headless", "--convert-to", "xlsx", "--outdir", str(folder / "again"), str(path))
    subprocess.run(("soffice", profile, *convert), check=True, capture_output=True, timeout=120)
    return by_calamine(folder / "again" / path.name, folder)


READERS = [by_calamine] + ([by_libreoffice] if shutil.which("soffice") else [])


@pytest.mark.parametrize("read", READERS)
def test_other_programs_read_it(
    read: Callable[[Path, Path], list[list[object]]], tmp_path: Path
) -> None:
    path = tmp_path / "根拠.xlsx"
    path.write_bytes(workbook(found()))
    rows = read(path, tmp_path)
    head = next(row for row in rows if row[0] == "コーディネート・新規")
    assert head[1:3] == [2, found().grounds[0].sentence]
    assert "=1+1" in {cell for row in rows for cell in row}
