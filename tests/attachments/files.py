"""Made-up files of every kind that may be attached, as small as they can be."""

from __future__ import annotations

import io
import zipfile

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
TYPES = "[Content_Types].xml"


def archive(*names: str, first: tuple[str, str] | None = None) -> bytes:
    """A ZIP file with empty entries; `first` is (name, content) of the one before them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        if first is not None:
            made.writestr(*first)
        for name in names:
            made.writestr(name, b"")
    return out.getvalue()


def ole(*streams: str) -> bytes:
    """What begins like an old Office document and names these streams."""
    return OLE + bytes(512) + b"".join(one.encode("utf-16-le") + bytes(64) for one in streams)


def pdf(words: str = "", size: int = 0) -> bytes:
    """What begins and ends like a PDF."""
    content = b"%PDF-1.4\n%" + words.encode() + b"\n"
    return content + b"x" * max(0, size - len(content) - 6) + b"\n%%EOF"


_ODF = "application/vnd.oasis.opendocument"
GOOD: dict[str, bytes] = {
    "a.pdf": pdf(),
    "a.jpg": b"\xff\xd8\xff\xe0" + bytes(9),
    "a.JPEG": b"\xff\xd8\xff\xe1" + bytes(9),
    "a.png": b"\x89PNG\r\n\x1a\n" + bytes(9),
    "a.gif": b"GIF89a" + bytes(9),
    "a.tif": b"II*\x00" + bytes(9),
    "b.tiff": b"MM\x00*" + bytes(9),
    "a.bmp": b"BM" + bytes(9),
    "a.webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "a.heic": b"\x00\x00\x00\x18ftypheic" + bytes(9),
    "a.docx": archive(TYPES, "word/document.xml"),
    "a.xlsx": archive(TYPES, "xl/workbook.xml"),
    "a.pptx": archive(TYPES, "ppt/presentation.xml"),
    "locked.docx": ole("EncryptedPackage", "EncryptionInfo"),
    "locked.xlsx": ole("EncryptedPackage", "EncryptionInfo"),
    "a.doc": ole("WordDocument", "1Table"),
    "a.xls": ole("Workbook"),
    "b.xls": ole("Book"),
    "a.ppt": ole("PowerPoint Document"),
    "a.odt": archive("content.xml", first=("mimetype", f"{_ODF}.text")),
    "a.ods": archive("content.xml", first=("mimetype", f"{_ODF}.spreadsheet")),
    "a.rtf": b"{\\rtf1\\ansi }",
    "a.txt": "覚え書き\r\n".encode(),
    "bom.txt": "覚え書き".encode("utf-8-sig"),
    "sjis.txt": "覚え書き\t一\r\n".encode("cp932"),
    "wide.txt": "覚え書き".encode("utf-16"),
    "jis.txt": "覚え書き".encode("iso2022_jp"),
    "a.csv": "氏名,日\r\n見本,1\r\n".encode("cp932"),
}
