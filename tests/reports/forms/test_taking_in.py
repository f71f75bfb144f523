"""A workbook becomes a form, or one sentence says why not; what is not filled keeps its bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.errors import FileProblem
from app.reports.forms.apart import bundle_apart
from app.reports.forms.bundle import write_bundle
from app.reports.forms.excel import fill, try_out
from app.reports.forms.form import Form, Input, PeriodKind, format_of, load_form, load_forms
from app.reports.forms.moved import Fate, compare, follow
from app.reports.forms.proposals import proposals
from app.reports.forms.taking_in import LARGEST, check_workbook, read_workbook
from app.reports.xlsx import cells
from tests.reports.forms.made_forms import Made, workbook

WORKS = ("コーディネート", "フォローアップ", "相談支援")


def put(cell: str, figure: str, name: str = "") -> Input:
    return Input(name or cell, cell, figure, format_of(figure))


def made_form(data: bytes, *inputs: Input) -> Form:
    return Form(
        id="own_made",
        title="見本県 月次",
        edition="令和8年度",
        period=PeriodKind.MONTH,
        sheet="報告",
        official=False,
        template=data,
        inputs=inputs
        or (put("B2", "$center"), put("F2", "$ym"), put("B5", "works.コーディネート.carried")),
        registered=True,
        valid_from=date(2026, 4, 1),
    )


def without(data: bytes, part: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info, old.read(info))
    return buffer.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
REFUSED = {
    "マクロ付き.xlsm": (workbook(), "マクロ付き"),
    "古い.xls": (OLD, r"古い形（\.xls）"),
    "秘密.xlsx": (OLD + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
    "表.csv": ("業務,新規\n".encode("cp932"), r"Excelブック（\.xlsx）ではありません"),
    "表.ods": (
        b"PK\3\4" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "OpenDocument",
    ),
    "文書.xlsx": (b"%PDF-1.7", r"Excelブック（\.xlsx）ではありません"),
    "空.xlsx": (b"", "空です"),
    "途中.xlsx": (workbook()[:4000], "壊れています"),
    "欠け.xlsx": (without(workbook(), "xl/worksheets/sheet1.xml"), "sheet1.xml"),
    "大きい.xlsx": (b"PK" + b"\0" * LARGEST, "上限 5 MB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_a_form_says_why_and_what_to_do(name: str, tmp_path: Path) -> None:
    data, reason = REFUSED[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FileProblem, match=reason) as refused:
        read_workbook(tmp_path / name)
    assert name in refused.value.message and "そのまま" in refused.value.message
    assert (tmp_path / name).read_bytes() == data


def test_the_sheet_is_seen_as_it_is() -> None:
    found = check_workbook("見本県.xlsx", workbook(Made(named=True)))
    assert found.sheets == ("報告", "記入要領")
    hidden = workbook(more=lambda book, sheet: book.get_worksheet_by_name("記入要領").hide())
    assert check_workbook("見本県.xlsx", hidden).sheets == ("報告",)
    view = found.view("報告")
    assert view.anchor((2, 4)) == (2, 2) and view.area_of((2, 3)) == ((2, 2), (2, 4))
    assert "数式" in view.refusal((5, 5)) and "数式" in view.refusal((8, 3))
    assert not view.refusal((5, 2)) and not view.hint((5, 2))
    assert "保護" in view.hint((4, 1)) and view.look((4, 1)).ground == "DDEBF7"
    assert view.look((2, 6)).day and not view.look((5, 2)).day
    assert view.labels((6, 3)) == ("フォローアップ", "新規")
    assert view.names[(5, 2)] == "欄_コーディネート_1"
    assert view.texts[(1, 1)].startswith("見本県")


def test_what_was_not_filled_comes_out_byte_for_byte(tmp_path: Path) -> None:
    form = made_form(workbook())
    values = {"B2": "見本センター", "F2": date(2026, 10, 1), "B5": 7}
    fill(form, values, tmp_path / "報告.xlsx")
    with (
        zipfile.ZipFile(io.BytesIO(form.template_bytes())) as before,
        zipfile.ZipFile(tmp_path / "報告.xlsx") as after,
    ):
        assert before.namelist() == after.namelist()
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
        kept = {name for name in before.namelist() if "drawing" in name or "chart" in name}
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    assert len(kept) == 4 and not kept & changed
    sheet = openpyxl.load_workbook(tmp_path / "報告.xlsx")["報告"]
    assert (sheet["B2"].value, sheet["B5"].value, sheet["C5"].value) == ("見本センター", 7, None)
    assert sheet["F2"].value.date() == date(2026, 10, 1)
    first = (tmp_path / "報告.xlsx").read_bytes()
    fill(form, values, tmp_path / "報告.xlsx")
    assert (tmp_path / "報告.xlsx").read_bytes() == first


@pytest.mark.parametrize(
    ("cell", "reason"), [("E5", "数式"), ("C8", "数式"), ("C2", "結合セルの中")]
)
def test_a_cell_that_cannot_be_filled_is_found_out_before_the_form_is_kept(
    cell: str, reason: str
) -> None:
    with pytest.raises(FileProblem, match=reason):
        try_out(made_form(workbook(), put(cell, "works.相談支援.new")))
    try_out(made_form(workbook()))


def test_a_form_goes_to_a_neighbour_in_one_file(tmp_path: Path) -> None:
    form = made_form(workbook(), put("C5", "works.コーディネート.new", '新"規\n一般'))
    out = tmp_path / "様式.zip"
    write_bundle(out, form)
    first = out.read_bytes()
    write_bundle(out, form)
    assert out.read_bytes() == first
    with zipfile.ZipFile(out) as archive:
        assert sorted(archive.namelist()) == ["form.toml", "template.xlsx"]
    found, _ = bundle_apart(out)
    assert (found.title, found.edition, found.inputs) == (form.title, form.edition, form.inputs)
    assert (found.valid_from, found.template_bytes()) == (form.valid_from, form.template_bytes())
    other = tmp_path / "ほか.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(FileProblem, match=r"form\.toml と template\.xlsx"):
        bundle_apart(other)
    with pytest.raises(FileProblem, match="開けません"):
        bundle_apart(tmp_path / "ない.zip")


def inputs_of(works: tuple[str, ...]) -> tuple[Input, ...]:
    figures = ("carried", "new", "closed")
    return tuple(
        put(cells.address((5 + at, 2 + column)), f"works.{work}.{figure}")
        for at, work in enumerate(works)
        for column, figure in enumerate(figures)
    )


@pytest.mark.parametrize("named", [False, True])
def test_a_new_edition_tells_which_cells_moved(named: bool) -> None:
    old = check_workbook("前.xlsx", workbook(Made(named=named))).view("報告")
    turned = Made(top=6, works=(WORKS[1], WORKS[0], WORKS[2]), named=named)
    new = check_workbook("後.xlsx", workbook(turned)).view("報告")
    moved = compare((put("B2", "$center"), *inputs_of(WORKS)), old, new)
    assert moved[0].fate is Fate.SAME
    assert {one.fate for one in moved[1:]} == {Fate.MOVED}
    where = {one.entry.figure: one.cell for one in moved}
    assert where["works.コーディネート.new"] == "C8" and where["works.フォローアップ.new"] == "C7"
    assert len(follow(moved)) == 10


def test_words_that_changed_and_lines_that_went_are_told() -> None:
    old = check_workbook("前.xlsx", workbook()).view("報告")
    fewer = Made(works=WORKS[:2], heads=("前月末", "新たに開始", "終了", "月末"))
    new = check_workbook("後.xlsx", workbook(fewer)).view("報告")
    fates = {one.entry.figure: one for one in compare(inputs_of(WORKS), old, new)}
    assert fates["works.コーディネート.carried"].fate is Fate.SAME
    changed = fates["works.コーディネート.new"]
    assert (changed.fate, changed.before[1], changed.after[1]) == (
        Fate.RELABELLED,
        "新規",
        "新たに開始",
    )
    # where the line stood there is the total now: an array formula
    assert fates["works.相談支援.new"].fate is Fate.GONE
    assert fates["works.相談支援.new"].cell == ""
    assert compare(inputs_of(WORKS), old, old) == tuple(
        one for one in compare(inputs_of(WORKS), old, old) if one.fate is Fate.SAME
    )


@pytest.mark.parametrize(
    ("form_id", "least"), [("prefecture_form_a", 80), ("monthly_builtin", 160)]
)
def test_what_the_words_of_a_form_propose_is_never_wrong(form_id: str, least: int) -> None:
    form = load_form(form_id)
    paths = {path for each in load_forms() for path in each.paths() if "@" not in path}
    view = check_workbook("様式.xlsx", form.template_bytes()).view(form.sheet)
    right = {entry.cell: entry.figure for entry in form.inputs}
    found = proposals(view, paths, ["C9"])
    assert len(found) >= least
    assert {one.cell: one.figure for one in found}.items() <= right.items()
    assert "C9" not in {one.cell for one in found}
