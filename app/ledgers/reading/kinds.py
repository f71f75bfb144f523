"""What a file that is no .xlsx is, so that the refusal can name it."""

from __future__ import annotations

_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_PROBE = 4096


def _utf16(word: str) -> bytes:
    return word.encode("utf-16-le")


def is_zip(data: bytes) -> bool:
    """Whether the first bytes are those of a zip (an .xlsx is one)."""
    return data.startswith((_ZIP, _EMPTY_ZIP))


def kind_of_other(data: bytes) -> str:
    """The refusal code for a file that is not a zip."""
    if not data:
        return "empty"
    if data.startswith(_CFB):
        return _kind_of_compound(data)
    if data.startswith(b"%PDF"):
        return "pdf"
    return _kind_of_text(data[:_PROBE])


def _kind_of_compound(data: bytes) -> str:
    if _utf16("EncryptedPackage") in data:
        return "password"
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return "xls"
    return "not_zip"


def _kind_of_text(head: bytes) -> str:
    if head[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00"):
        return "xls"  # sheets of Excel 2-4 have no compound file around them
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", errors="replace").encode()
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<html" in lowered or b"<!doctype html" in lowered or b"<table" in lowered:
        return "html"
    if lowered.startswith(b"<"):
        return "xml_table"
    if b"\0" in head or not any(mark in head for mark in (b",", b"\t", b";")):
        return "not_zip"
    return "csv"
