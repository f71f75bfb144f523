"""A hostile file is refused by name or read harmlessly, within 2 s and 300 MB, and left as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import LedgerRefused
from app.ledgers.reading import limits
from app.ledgers.reading.own import read_workbook
from app.ledgers.reading.refusals import CODES, refused
from app.ledgers.reading.workbook import Workbook
from tests.conftest import examples
from tests.ledgers.reading.hostile import all_cases

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
MAX_CPU = 2.0
CASES = {case.name: case for case in all_cases()}

Read = Callable[[bytes], Workbook]


def _read_in_child(paths: list[Path]) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, str(HERE / "reading_child.py")],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="session")
def hostile_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every hostile file by the name of its case, written once."""
    folder = tmp_path_factory.mktemp("hostile")
    files = {}
    for number, case in enumerate(CASES.values()):
        files[case.name] = folder / f"{number}.xlsx"
        files[case.name].write_bytes(case.make())
    return files


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited and read as on Linux")
def test_every_hostile_file_ends_as_it_must_within_time_and_memory(
    hostile_files: dict[str, Path],
) -> None:
    cases = all_cases()
    assert len(hostile_files) == len(cases) >= 100
    results = _read_in_child([hostile_files[case.name] for case in cases])
    assert len(results) == len(cases)
    wrong = [
        (case.name, result)
        for case, result in zip(cases, results, strict=True)
        if result["code"] not in case.codes or float(str(result["cpu"])) > MAX_CPU
    ]
    assert wrong == []


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_refused_by_its_own_name(
    hostile_files: dict[str, Path], name: str
) -> None:
    try:
        read_workbook(hostile_files[name])
        code = None
    except LedgerRefused as error:
        code = error.where
    assert code in CASES[name].codes


def test_the_good_book_the_cases_are_made_from_is_read(make: ModuleType, read: Read) -> None:
    book = read(make.workbook())
    assert [cell.value for cell in book.sheets[0].rows[0].cells] == ["氏名", 5]


def test_a_refusal_leaves_the_file_and_says_so(make: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "マクロ.xlsx"
    data = make.with_part("xl/vbaProject.bin")
    path.write_bytes(data)
    with pytest.raises(LedgerRefused) as caught:
        read_workbook(path)
    assert path.read_bytes() == data
    assert (caught.value.where, caught.value.code) == ("macro", "ledger_refused")
    assert "マクロを含むブックです。ファイルはそのままです。Excelで" in caught.value.message


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_refusal_says_what_happened_what_is_safe_and_what_to_do(code: str) -> None:
    message = refused(code).message
    assert message.count("ファイルはそのままです。") == 1
    happened, remedy = message.split("ファイルはそのままです。")
    assert happened.endswith("。") and remedy.endswith("。")
    assert "！" not in message and "!" not in message


def test_the_bounds_that_a_refusal_names_are_those_that_hold() -> None:
    for code, most in (
        ("file_too_large", f"{limits.MAX_FILE_BYTES / 2**20:g}MB"),
        ("too_many_entries", f"{limits.MAX_ENTRIES:,}"),
        ("too_many_sheets", f"{limits.MAX_SHEETS:,}枚"),
        ("too_many_rows", f"{limits.MAX_USED_ROWS:,}行"),
        ("too_many_columns", f"{limits.MAX_USED_COLUMNS:,}列"),
    ):
        assert f"(上限{most})" in refused(code).message


@pytest.mark.parametrize("bit", [0x0001, 0x0040, 0x2000])
def test_every_mark_of_an_encrypted_part_is_known(make: ModuleType, read: Read, bit: int) -> None:
    data = bytearray(make.workbook())
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.index(mark) + at
        flags = int.from_bytes(data[place : place + 2], "little") | bit
        data[place : place + 2] = flags.to_bytes(2, "little")
    with pytest.raises(LedgerRefused) as caught:
        read(bytes(data))
    assert caught.value.where == "encrypted_entry"


def test_a_password_is_named_with_the_way_on(make: ModuleType, read: Read) -> None:
    with pytest.raises(LedgerRefused, match="Excelでパスワードを外して保存し直してください。"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))


def test_no_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "ない.xlsx", "missing"), (tmp_path, "unreadable")):
        with pytest.raises(LedgerRefused) as caught:
            read_workbook(path)
        assert caught.value.where == code


def test_a_file_above_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    with path.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    with pytest.raises(LedgerRefused) as caught:
        read_workbook(path)
    assert caught.value.where == "file_too_large"


EDITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6)


def _edited(data: bytes, edits: list[tuple[float, int]]) -> bytes:
    changed = bytearray(data)
    for place, value in edits:
        changed[int(place * len(changed))] = value
    return bytes(changed)


def _refused_or_read(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        read_workbook(path)
    except LedgerRefused as error:
        assert error.where in CODES


@settings(
    max_examples=examples(300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits=EDITS, cut=st.floats(0.5, 1))
def test_bytes_changed_anywhere_never_raise_anything_else(
    make: ModuleType, tmp_path: Path, edits: list[tuple[float, int]], cut: float
) -> None:
    data = _edited(make.workbook(), edits)
    _refused_or_read(tmp_path / "a.xlsx", data[: int(len(data) * cut)] if cut < 0.9 else data)


@settings(
    max_examples=examples(400),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    name=st.sampled_from(["types", "root", "book", "links", "styles", "strings", "sheet"]),
    edits=EDITS,
)
def test_changed_xml_in_a_sound_zip_never_raises_anything_else(
    make: ModuleType, tmp_path: Path, name: str, edits: list[tuple[float, int]]
) -> None:
    good = make.parts()[make.NAMES[name]]
    data = make.workbook(**{name: _edited(good.encode(), edits)})
    _refused_or_read(tmp_path / "a.xlsx", data)


TOKENS = [
    "<row>",
    "</row>",
    '<row r="2">',
    '<row hidden="1">',
    '<c r="A2">',
    "<c>",
    "</c>",
    "<c/>",
    '<c t="s">',
    '<c t="e">',
    '<c t="d">',
    '<c t="b">',
    '<c t="str">',
    '<c t="inlineStr">',
    "<v>",
    "</v>",
    "<v/>",
    "<f>",
    "</f>",
    "<is><t>字</t></is>",
    "0",
    "-1",
    "1e5",
    "#SPILL!",
    "2024-04-01",
    "_x0000_",
    "&#10;",
]
CELLS = st.builds(
    "<c{}><v>{}</v></c>".format,
    st.sampled_from(["", ' t="s"', ' t="e"', ' t="d"', ' t="b"', ' t="str"', ' t="n" s="0"']),
    st.sampled_from(["", "0", "1", "-1", "1e5", "字", "#SPILL!", "2024-04-01", "T9", "9999999999"]),
)


@settings(
    max_examples=examples(300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    tokens=st.lists(st.sampled_from(TOKENS), max_size=14)
    | st.lists(CELLS, max_size=6).map(lambda cells: ["<row>", *cells, "</row>"])
)
def test_rows_of_any_shape_never_raise_anything_else(
    make: ModuleType, tmp_path: Path, tokens: list[str]
) -> None:
    _refused_or_read(tmp_path / "a.xlsx", make.workbook(sheet=make.sheet("".join(tokens))))
