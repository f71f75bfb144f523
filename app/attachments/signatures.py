"""The kinds of files that may be attached, each known by its ending and by how its content begins."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_HEAD = 1024
"""A PDF may begin with other bytes; readers look this far for its mark."""
_MOST_NAMES = 20_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})


@dataclass(frozen=True)
class FileKind:
    """One kind: its word, media type, endings, and whether some bytes are one."""

    label: str
    media_type: str
    endings: tuple[str, ...]
    recognises: Callable[[bytes], bool]


def has_macros(content: bytes) -> bool:
    """Whether an Office document carries a program of its own."""
    if content.startswith(_OLE):
        return "_VBA_PROJECT".encode("utf-16-le") in content
    return any(name.lower().endswith("vbaproject.bin") for name in _names(content))


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_HEAD]


def _webp(content: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP"


def _heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in _HEIC


def _names(content: bytes) -> tuple[str, ...]:
    """The names inside a ZIP file; none when it is no such file, or one that cannot be trusted."""
    if not content.startswith(b"PK\x03\x04"):
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return ()
    return tuple(names) if len(names) <= _MOST_NAMES else ()


def _ole(*streams: str) -> Callable[[bytes], bool]:
    marks = [stream.encode("utf-16-le") for stream in streams]
    return lambda content: content.startswith(_OLE) and any(mark in content for mark in marks)


_locked = _ole("EncryptedPackage")
"""What Office makes of a document that is closed with a password."""


def _office(folder: str) -> Callable[[bytes], bool]:
    def recognises(content: bytes) -> bool:
        names = _names(content)
        inside = "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)
        return inside or _locked(content)

    return recognises


def _open_document(kind: str) -> Callable[[bytes], bool]:
    mark = f"mimetypeapplication/vnd.oasis.opendocument.{kind}".encode()
    return lambda content: mark in content[:128] and "content.xml" in _names(content)


def _text(content: bytes) -> bool:
    """Text in a coding of Japanese files: no other program takes it for something else."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _reads(content, "utf-16")
    return _reads(content, "utf-8-sig") or _reads(content, "cp932") or _jis(content)


def _jis(content: bytes) -> bool:
    return b"\x1b" in content and _reads(content, "iso2022_jp")


def _reads(content: bytes, coding: str) -> bool:
    try:
        words = content.decode(coding)
    except UnicodeDecodeError:
        return False
    return _CONTROL.search(words) is None and ("\x1b" not in words)


_XML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
KINDS: tuple[FileKind, ...] = (
    FileKind("PDF", "application/pdf", ("pdf",), _pdf),
    FileKind("画像", "image/jpeg", ("jpg", "jpeg", "jpe"), _begins(b"\xff\xd8\xff")),
    FileKind("画像", "image/png", ("png",), _begins(b"\x89PNG\r\n\x1a\n")),
    FileKind("画像", "image/gif", ("gif",), _begins(b"GIF87a", b"GIF89a")),
    FileKind("画像", "image/tiff", ("tif", "tiff"), _begins(b"II*\x00", b"MM\x00*")),
    FileKind("画像", "image/bmp", ("bmp",), _begins(b"BM")),
    FileKind("画像", "image/webp", ("webp",), _webp),
    FileKind("画像", "image/heic", ("heic", "heif"), _heic),
    FileKind("Word", f"{_XML}.wordprocessingml.document", ("docx",), _office("word/")),
    FileKind("Excel", f"{_XML}.spreadsheetml.sheet", ("xlsx",), _office("xl/")),
    FileKind("PowerPoint", f"{_XML}.presentationml.presentation", ("pptx",), _office("ppt/")),
    FileKind("Word", "application/msword", ("doc",), _ole("WordDocument")),
    FileKind("Excel", "application/vnd.ms-excel", ("xls",), _ole("Workbook", "Book")),
    FileKind("PowerPoint", "application/vnd.ms-powerpoint", ("ppt",), _ole("PowerPoint Document")),
    FileKind("文書", f"{_ODF}.text", ("odt",), _open_document("text")),
    FileKind("表", f"{_ODF}.spreadsheet", ("ods",), _open_document("spreadsheet")),
    FileKind("文書", "application/rtf", ("rtf",), _begins(b"{\\rtf")),
    FileKind("テキスト", "text/plain", ("txt", "text", "md"), _text),
    FileKind("表", "text/csv", ("csv", "tsv"), _text),
)
