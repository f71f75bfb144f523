"""Which files may be attached, and what becomes of their names."""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from pathlib import PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app import codes
from app.attachments.rules import (
    LARGEST,
    LONGEST_NAME,
    OWNER_TABLE,
    PART,
    OwnerKind,
    check_file,
    check_reason,
    clean_name,
    label_of,
    size_words,
)
from app.attachments.signatures import KINDS
from app.errors import FileProblem, InvalidInput
from app.storage.text import refuse_unstorable
from tests.attachments.files import GOOD, TYPES, archive, ole, pdf

_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³"
}
_odd = st.sampled_from(
    [*'<>:"|?*/\\. \t\n\x00\x7f\u3000\u200b\u202e\ufeff\ud800\u0301', "CON", "nul", "COM¹", ".pdf"]
)
names = st.lists(st.one_of(_odd, st.characters(), st.just("長")), max_size=120).map("".join)


@given(names)
@example("..\\..\\C:\\Windows\\con.pdf")
@example("同意書\u202efdp.exe")
@example("か\u200b\u3099.pdf")
@example("CON .txt")
@example("a" * 300 + "." * 20 + ".pdf")
@example("\U00020bb7" * 90 + ".jpeg")
def test_a_cleaned_name_can_be_kept_by_every_system(name: str) -> None:
    cleaned = clean_name(name)
    assert cleaned
    assert not set(cleaned) & set('<>:"/\\|?*')
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs") for c in cleaned)
    assert cleaned == cleaned.strip() and not cleaned.endswith(".")
    assert not cleaned.startswith(".")
    assert cleaned.split(".")[0].rstrip().upper() not in _DEVICES
    assert len(cleaned.encode("utf-16-le")) // 2 <= LONGEST_NAME
    assert len(cleaned.encode()) <= 255
    assert PureWindowsPath(cleaned).parts == (cleaned,)
    assert refuse_unstorable(cleaned) == cleaned
    assert clean_name(cleaned) == cleaned


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("同意書.pdf", "同意書.pdf"),
        ("山田　太郎 様.pdf", "山田　太郎 様.pdf"),
        ("/home/x/写真.jpg", "写真.jpg"),
        ("C:\\Users\\x\\写真.jpg", "写真.jpg"),
        ("R8:11:24 面接?.docx", "R8_11_24 面接_.docx"),
        ("ハ\u3099ス.pdf", "バス.pdf"),
        ("con.pdf", "_con.pdf"),
        ("COM1.2026.pdf", "_COM1.2026.pdf"),
        ("コン.pdf", "コン.pdf"),
        (".pdf", "添付.pdf"),
        ("...", "添付"),
        ("報告. .pdf", "報告.pdf"),
        ("あ" * 100 + ".pdf", "あ" * 76 + ".pdf"),
    ],
)
def test_names_people_have(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_is_taken_under_its_own_ending(name: str) -> None:
    checked = check_file(f"/x/{name}", GOOD[name])
    assert checked.name == name
    assert checked.size == len(GOOD[name])
    assert checked.sha256 == sha256(GOOD[name]).hexdigest()
    assert label_of(checked.media_type) != "ファイル"


def test_every_ending_is_tried() -> None:
    tried = {name.rpartition(".")[2].lower() for name in GOOD}
    untried = {kind.endings for kind in KINDS if not tried & set(kind.endings)}
    assert not untried


def _family(name: str) -> str:
    """Kinds whose content cannot be told from each other by looking at it have one family."""
    ending = name.rpartition(".")[2].lower()
    kind = next(kind for kind in KINDS if ending in kind.endings)
    return "text" if kind.media_type.startswith("text/") else kind.media_type


def _fits(name: str, other: str) -> bool:
    """Whether what is called `name` may hold what `GOOD` calls `other`."""
    if name.endswith(("docx", "xlsx", "pptx")) and other.startswith("locked"):
        return True  # closed with a password: nobody sees what is inside
    plain = all(byte in b"\t\n\r" or 32 <= byte < 127 for byte in GOOD[other])
    return _family(name) == _family(other) or (_family(name) == "text" and plain)


@pytest.mark.parametrize(("name", "other"), [(n, o) for n in GOOD for o in GOOD if not _fits(n, o)])
def test_content_under_the_ending_of_another_kind_is_refused(name: str, other: str) -> None:
    with pytest.raises(FileProblem, match="中身が合いません"):
        check_file(name, GOOD[other])


@pytest.mark.parametrize(
    "name", ["a.exe", "a.pdf.exe", "a.lnk", "a.zip", "a.docm", "a.xlsm", "a.html", "a.js", "無題"]
)
def test_other_kinds_are_refused_whatever_is_in_them(name: str) -> None:
    with pytest.raises(FileProblem, match="添付できません") as refused:
        check_file(name, pdf())
    assert "PDF・画像" in refused.value.message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", archive(TYPES, "word/document.xml", "word/vbaProject.bin")),
        ("a.xlsx", archive(TYPES, "xl/workbook.xml", "xl/vbaProject.bin")),
        ("a.xls", ole("Workbook", "_VBA_PROJECT_CUR")),
        ("a.doc", ole("WordDocument", "_VBA_PROJECT")),
    ],
)
def test_documents_with_programs_in_them_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileProblem, match="マクロ"):
        check_file(name, content)


@pytest.mark.parametrize("content", [b"MZ\x90\x00" + bytes(99), b"PK\x03\x04broken", b"\x00", b"{"])
@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.odt", "a.doc", "a.png"])
def test_rubbish_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileProblem, match="中身が合いません"):
        check_file(name, content)


@given(st.binary(max_size=200))
def test_no_content_at_all_breaks_the_check(content: bytes) -> None:
    for kind in KINDS:
        kind.recognises(content)
        kind.recognises(b"PK\x03\x04" + content)


def test_twenty_megabytes_are_taken_and_one_byte_more_is_not() -> None:
    whole = check_file("a.pdf", pdf(size=LARGEST))
    assert whole.size == LARGEST
    parts = list(whole.parts())
    assert b"".join(parts) == whole.content
    assert max(map(len, parts)) == PART
    with pytest.raises(FileProblem, match="20MBを超えています"):
        check_file("a.pdf", pdf(size=LARGEST + 1))


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileProblem, match="中身が空"):
        check_file("a.pdf", b"")


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0B"), (1023, "1023B"), (1024, "1KB"), (38 * 1024, "38KB"), (LARGEST, "20MB")],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_words(size) == words


def test_a_reason_is_needed() -> None:
    assert check_reason(" 別人の書類 ") == "別人の書類"
    for wrong in ("", " \n", "長" * 501):
        with pytest.raises(InvalidInput):
            check_reason(wrong)


def test_every_kind_of_owner_has_a_word() -> None:
    assert {row.code for row in codes.table(OWNER_TABLE)} == set(OwnerKind)
