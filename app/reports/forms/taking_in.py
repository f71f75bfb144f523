"""A workbook that is to become a form: refused with one clear sentence, or ready to be pointed at."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import FileProblem
from app.reports.xlsx import safety
from app.reports.xlsx.package import Package, read_package
from app.reports.xlsx.refused import BrokenTemplateError
from app.reports.xlsx.sheet_view import SheetView, view_sheet

LARGEST = 5 * 1024 * 1024
_LARGEST_UNPACKED = 40 * 1024 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError),
    *(KeyError, IndexError, ValueError, OverflowError, RuntimeError),
)
"""What reading a package that somebody bent may end in."""
MOST_SHEETS = 60
"""Each is read whole: some 6 ms on a slow machine."""
_SHEETS = (
    f"シートが多すぎます（上限 {MOST_SHEETS} 枚）。使わないシートを削除して保存し直してください"
)
_SAVE_AGAIN = "Excelで開き、「Excelブック（.xlsx）」として保存し直したものを選んでください"


@dataclass(frozen=True)
class Workbook:
    """A workbook that can be a form: its bytes and the sheets that may be filled."""

    name: str
    data: bytes = field(repr=False)
    sheets: tuple[str, ...]

    def view(self, sheet: str) -> SheetView:
        """How one of its sheets looks."""
        try:
            return view_sheet(read_package(self.data), self.data, sheet)
        except (BrokenTemplateError, KeyError) as cause:
            reason = getattr(cause, "reason", f"シート「{sheet}」がありません")
            raise refused(self.name, reason) from cause


def read_workbook(path: Path) -> Workbook:
    """The workbook in a file of our own making; one from elsewhere is read by `apart`."""
    return check_workbook(path.name, file_bytes(path))


def file_bytes(path: Path) -> bytes:
    """The bytes of a file that is no larger than a form may be; the file is only read."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise refused(path.name, "ファイルではありません")
        if facts.st_size > LARGEST:
            raise _too_large(path.name, facts.st_size)
        return path.read_bytes()
    except OSError as cause:
        raise refused(
            path.name, "ファイルを開けません。ほかのソフトで開いていれば閉じてください"
        ) from cause


def check_workbook(name: str, data: bytes) -> Workbook:
    """The workbook in these bytes, or FileProblem that says why it cannot be a form."""
    if len(data) > LARGEST:
        raise _too_large(name, len(data))
    _refuse_other_kinds(name, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            unpacked = sum(info.file_size for info in infos)
            if unpacked > _LARGEST_UNPACKED:
                raise _too_large(name, unpacked, _LARGEST_UNPACKED, "広げると ")
            safety.refuse_names(infos)
            safety.refuse_parts({info.filename: archive.read(info) for info in infos})
        package = read_package(data)
        if len(package.sheets) > MOST_SHEETS:
            raise BrokenTemplateError(_SHEETS)
        safety.refuse_far_values(package.sheets, package.parts)
        # a sheet that cannot be read would be found out only when the report is due
        shown = (sheet for sheet in package.sheets if sheet not in package.hidden)
        sheets = tuple(sheet for sheet in shown if _has_words(package, data, sheet))
    except BrokenTemplateError as cause:
        way = "" if "ください" in cause.reason or "選" in cause.reason else f"。{_SAVE_AGAIN}"
        raise refused(name, f"{cause.reason}{way}") from cause
    except _BROKEN as cause:
        raise refused(name, f"中身が壊れています。{_SAVE_AGAIN}") from cause
    if not sheets:
        raise refused(name, "文字のあるシートがありません")
    return Workbook(name, data, sheets)


def refused(name: str, reason: str) -> FileProblem:
    """Why a file cannot be a form: what happened, what is safe, what to do."""
    return FileProblem(
        f"「{name}」は様式にできません。ファイルと、登録済みの様式はそのままです。{reason}。",
        where=name,
    )


def _has_words(package: Package, data: bytes, sheet: str) -> bool:
    return bool(view_sheet(package, data, sheet).texts)


def _refuse_other_kinds(name: str, data: bytes) -> None:
    ending = Path(name).suffix.lower()
    if data.startswith(_OLD_OFFICE):
        if _ENCRYPTED in data:
            raise refused(
                name, "開くときのパスワードがかかっています。Excelで解除して保存してください"
            )
        raise refused(name, f"古い形（.xls）のExcelです。{_SAVE_AGAIN}")
    if ending in {".xlsm", ".xltm"}:
        raise refused(name, f"マクロ付きの様式は使えません。{_SAVE_AGAIN}")
    if _OPEN_DOCUMENT in data[:120]:
        raise refused(name, f"OpenDocument形式（.ods）の表です。{_SAVE_AGAIN}")
    if ending == ".csv" or (data and not data.startswith(b"PK")):
        raise refused(name, f"Excelブック（.xlsx）ではありません。{_SAVE_AGAIN}")
    if not data:
        raise refused(name, "中身が空です。様式のファイルを選び直してください")
    if ending == ".xlsb":
        raise refused(name, f"バイナリ形式（.xlsb）のExcelです。{_SAVE_AGAIN}")


def _too_large(name: str, size: int, limit: int = LARGEST, how: str = "") -> FileProblem:
    return refused(
        name,
        f"大きすぎます（{how}{size / 1024 / 1024:.0f} MB、上限 {limit // 1024 // 1024} MB）。"
        "画像などを減らして保存し直してください",
    )
