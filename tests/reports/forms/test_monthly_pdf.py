"""The PDF of the built-in form says the same as the workbook, on one page, with no markup."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from reportlab.pdfgen.canvas import Canvas

from app.errors import FileProblem, InvalidInput
from app.reports.forms.excel import fill
from app.reports.forms.form import PRACTICE_LINE, load_form, report_values
from app.reports.forms.layouts.all import layout_of
from app.reports.forms.layouts.layout import OWN_FORM_LINE, Computed, Layout
from app.reports.forms.pdf import write_form_pdf


def monthly() -> Layout:
    found = layout_of("monthly_builtin")
    assert found is not None
    return found


def values_of(figures: dict[str, Any], **typed: str) -> dict[str, Any]:
    form = load_form("monthly_builtin")
    headers = {
        "ym": date(2024, 10, 1),
        "center": typed.get("office_name", "見本センター"),
        "reporter": typed.get("reporter", ""),
    }
    return report_values(form, figures, headers, free={"特記事項": typed.get("remarks", "")})


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float, float, float]]:
    """Every string put on the page: text, left, right, height above the bottom."""
    seen: list[tuple[str, float, float, float]] = []

    class Recording(Canvas):
        def drawString(self, x: float, y: float, text: str, *a: Any, **k: Any) -> None:
            seen.append((text, x, x + self._width(text), y))
            super().drawString(x, y, text, *a, **k)

        def drawRightString(self, x: float, y: float, text: str, *a: Any, **k: Any) -> None:
            seen.append((text, x - self._width(text), x, y))
            super().drawRightString(x, y, text, *a, **k)

        def drawCentredString(self, x: float, y: float, text: str, *a: Any, **k: Any) -> None:
            half = self._width(text) / 2
            seen.append((text, x - half, x + half, y))
            super().drawCentredString(x, y, text, *a, **k)

        def _width(self, text: str) -> float:
            width: float = self.stringWidth(text, self._fontname, self._fontsize)
            return width

    monkeypatch.setattr("app.reports.forms.pdf.Canvas", Recording)
    return seen


def write(path: Path, figures: dict[str, Any], *, practice: bool = False, **typed: str) -> bytes:
    form, values = load_form("monthly_builtin"), values_of(figures, **typed)
    write_form_pdf(path, form, values, "令和6年10月", practice=practice)
    return path.read_bytes()


def test_it_is_one_a4_landscape_page_with_embedded_fonts(
    months: dict[str, Any], tmp_path: Path
) -> None:
    data = write(tmp_path / "報告.pdf", months["2024-10"])
    assert len(re.findall(rb"/Type /Page\b", data)) == 1
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data)
    assert box is not None
    assert [round(float(side)) for side in box.groups()] == [842, 595]
    assert len(re.findall(rb"/FontFile2", data)) >= 2
    assert set(re.findall(rb"/BaseFont /([\w+-]+)", data)) <= {
        b"AAAAAA+BIZUDPGothic-Bold",
        b"AAAAAA+BIZUDPGothic-Regular",
        b"AAAAAB+BIZUDPGothic-Regular",
        b"AAAAAB+BIZUDPGothic-Bold",
    }
    assert len(data) < 200_000


def test_the_same_numbers_stand_in_pdf_and_workbook(
    months: dict[str, Any], tmp_path: Path, drawn: list[tuple[str, float, float, float]]
) -> None:
    figures = months["2024-10"]
    write(tmp_path / "報告.pdf", figures)
    form = load_form("monthly_builtin")
    values = report_values(form, figures, {})
    fill(form, values, tmp_path / "報告.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "報告.xlsx")[form.sheet]
    texts = {text for text, *_ in drawn}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.data_type == "s":
                assert set(cell.value.split("\n")) <= texts
    numbers = Counter(text for text, *_ in drawn if re.fullmatch(r"[\d,]+", text))
    in_workbook = Counter(f"{v:,}" for v in values.values() if isinstance(v, int))
    totals = Counter(
        f"{table.shown(at, column, values):,}"
        for table in monthly().tables
        for at, row in enumerate(table.rows)
        for column, cell in enumerate(row.cells)
        if isinstance(cell, Computed)
    )
    assert numbers == in_workbook + totals


def test_totals_come_to_the_figures(every_period: list[dict[str, Any]]) -> None:
    handling, _, _, activities, destinations, *_ = monthly().tables
    for figures in every_period:
        values = values_of(figures)
        assert handling.shown(4, 3, values) == figures["total"]["open"]
        assert handling.shown(4, 4, values) == figures["total"]["supported_episodes"]
        works = ("コーディネート", "フォローアップ", "被疑者等支援")
        for column, work in enumerate(works):
            total = figures["works"][work]["destination_total"]
            assert destinations.shown(18, column, values) == total
        assert activities.shown(5, 7, values) == figures["activities"]["total_count"]
        assert activities.shown(5, 8, values) == figures["activities"]["total_minutes"]


def test_nothing_leaves_the_page_or_runs_into_the_next_column(
    months: dict[str, Any], tmp_path: Path, drawn: list[tuple[str, float, float, float]]
) -> None:
    name = "とても長い名前の" * 8 + "地域生活定着支援センター"
    write(tmp_path / "報告.pdf", months["2024-10"], office_name=name, reporter=name)
    for text, left, right, height in drawn:
        assert 28 <= left < right <= 842 - 28, text
        assert 20 <= height <= 595 - 20, text
    lines: dict[float, list[tuple[float, float, str]]] = {}
    for text, left, right, height in drawn:
        lines.setdefault(round(height, 1), []).append((left, right, text))
    for line in lines.values():
        line.sort()
        for (_, end, first), (start, _, second) in pairwise(line):
            assert end <= start, (first, second)


def test_text_is_drawn_as_it_is_never_read_as_markup(
    months: dict[str, Any], tmp_path: Path, drawn: list[tuple[str, float, float, float]]
) -> None:
    hostile = '<b>A</b> &amp; <a href="x">髙﨑</a>'
    write(tmp_path / "報告.pdf", months["2024-10"], office_name=hostile, remarks=hostile)
    assert [text for text, *_ in drawn].count(hostile) == 2
    assert b"/Annots" not in (tmp_path / "報告.pdf").read_bytes()


def test_a_character_without_a_glyph_is_shown_as_missing(
    months: dict[str, Any], tmp_path: Path, drawn: list[tuple[str, float, float, float]]
) -> None:
    write(tmp_path / "報告.pdf", months["2024-10"], office_name="𓀀\n野")
    assert "〓 野" in [text for text, *_ in drawn]


def test_a_character_the_first_font_lacks_is_drawn_by_the_second(
    months: dict[str, Any], tmp_path: Path, drawn: list[tuple[str, float, float, float]]
) -> None:
    data = write(tmp_path / "報告.pdf", months["2024-10"], office_name="𠮷野")
    assert [text for text, *_ in drawn if text in ("𠮷", "野")] == ["𠮷", "野"]
    assert b"NotoSansJP" in data


def test_practice_is_marked_and_only_then(
    months: dict[str, Any], tmp_path: Path, drawn: list[tuple[str, float, float, float]]
) -> None:
    write(tmp_path / "報告.pdf", months["2024-10"])
    assert OWN_FORM_LINE in [text for text, *_ in drawn]
    assert not any("練習" in text for text, *_ in drawn)
    write(tmp_path / "練習.pdf", months["2024-10"], practice=True)
    marks = [text for text, *_ in drawn if "練習" in text]
    assert marks == ["練習用", PRACTICE_LINE]


def test_the_file_names_no_author(months: dict[str, Any], tmp_path: Path) -> None:
    data = write(tmp_path / "報告.pdf", months["2024-10"], reporter="見本 蓬夫")
    assert re.search(rb"/Author \(\)", data)
    assert re.search(rb"/Creator \(\)", data)


def test_remarks_that_do_not_fit_are_refused_not_cut(
    months: dict[str, Any], tmp_path: Path
) -> None:
    write(tmp_path / "報告.pdf", months["2024-10"], remarks="1\n2\n3")
    with pytest.raises(InvalidInput, match="3行"):
        write(tmp_path / "長い.pdf", months["2024-10"], remarks="あ" * 400)
    with pytest.raises(FileProblem, match=r"\.pdf"):
        write(tmp_path / "報告.xlsx", months["2024-10"])
    assert [found.name for found in tmp_path.iterdir()] == ["報告.pdf"]
