"""Which files may be attached, to what, and under which name (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from app.attachments.signatures import KINDS, FileKind, has_macros
from app.errors import FieldProblem, FileProblem, InvalidInput
from app.staff.permissions import Permission

OWNER_TABLE = "attachment_owner"
"""Table of codes: the words for `OwnerKind`."""
LARGEST = 20 * 1024 * 1024
PART = 512 * 1024
"""Bytes kept in one row."""
LONGEST_NAME = 80
"""UTF-16 units of a file name with its ending: at most 240 bytes in UTF-8, short enough for any disk."""
LONGEST_REASON = 500
_NO_STEM = "添付"
_FORBIDDEN = frozenset('<>:"|?*/\\')
_PORTS = frozenset(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³")
_RESERVED = frozenset({"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}) | _PORTS
_LONGEST_ENDING = 4


class OwnerKind(StrEnum):
    """What a file may belong to: each is the name of a record's table."""

    ACTIVITY = "activity"
    EPISODE = "episode"
    PERSON = "person"
    APPLICATION = "application"
    CONSENT = "consent"
    MEETING = "meeting"
    REFERRAL = "referral"
    SIGNAL = "signal"
    RECEIVED_PAPER = "received_paper"
    LETTER = "letter"
    SPENDING = "spending"


def seen_with(kind: OwnerKind) -> Permission:
    """What files of such records need to be seen: receipts go with 経費."""
    return Permission.READ_FUNDING if kind is OwnerKind.SPENDING else Permission.READ_CASES


@dataclass(frozen=True)
class Owner:
    """The record that a file belongs to."""

    kind: OwnerKind
    id: str


class Way(StrEnum):
    """How a file is taken out of the data to be read."""

    VIEWED = "viewed"
    OPENED = "opened"
    SAVED = "saved"


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    sha256: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    def parts(self) -> Iterator[bytes]:
        """The content cut for storing."""
        for start in range(0, self.size, PART):
            yield self.content[start : start + PART]


def check_file(name: str, content: bytes) -> CheckedFile:
    """The file with its cleaned name, or FileProblem: too large, empty, or not of a kind we keep."""
    cleaned = clean_name(name)
    if not content:
        raise _refused(cleaned, "中身が空です", "元のファイルを開いて確かめてください")
    if len(content) > LARGEST:
        raise too_large(name, len(content))
    kind = _kind(cleaned)
    if not kind.recognises(content):
        raise _refused(
            cleaned,
            f"名前の終わり（{_ending(cleaned)}）と中身が合いません",
            "作ったソフトで開いて、保存し直してください",
        )
    if has_macros(content):
        raise _refused(
            cleaned,
            "マクロ（自動で動くプログラム）を含むため添付できません",
            "マクロのない形式か、PDFで保存し直してください",
        )
    return CheckedFile(cleaned, kind.media_type, content, sha256(content).hexdigest())


def check_name(name: str) -> None:
    """FileProblem when files of this ending are never kept, whatever is in them."""
    _kind(clean_name(name))


def too_large(name: str, size: int) -> FileProblem:
    """The refusal of a file above `LARGEST`."""
    return _refused(
        clean_name(name),
        f"{size_words(LARGEST)}を超えています（{size_words(size)}）",
        "ページを分けるか、画像を小さくして保存し直してください",
    )


def check_reason(reason: str) -> str:
    """Why a file is taken away, without spaces around it; InvalidInput without one."""
    plain = reason.strip()
    if not plain:
        raise InvalidInput((FieldProblem("reason", "取り除く理由を入力してください。"),))
    if len(plain) > LONGEST_REASON:
        sentence = f"理由は{LONGEST_REASON}文字までです（いま{len(plain):,}文字）。"
        raise InvalidInput((FieldProblem("reason", sentence),))
    return plain


def clean_name(name: str) -> str:
    """A name that every system can keep: no path, no forbidden or hidden character, not too long."""
    plain = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(_harmless(character) for character in plain)
    plain = _trimmed(unicodedata.normalize("NFC", plain))
    ending = _ending(plain)
    stem = _trimmed(plain[: len(plain) - len(ending)].lstrip(".")) or _NO_STEM
    if stem.split(".")[0].rstrip().upper() in _RESERVED:
        stem = f"_{stem}"
    return f"{_cut(stem, LONGEST_NAME - _units(ending))}{ending}"


def label_of(media_type: str) -> str:
    """「PDF」「画像」…: the word for a kind of file."""
    return next((kind.label for kind in KINDS if kind.media_type == media_type), "ファイル")


def size_words(size: int) -> str:
    """「512B」「38KB」「1.2MB」."""
    if size < 1024:
        return f"{size}B"
    if size < 1024 * 1024:
        return f"{size // 1024}KB"
    return f"{size / 1024 / 1024:.1f}MB".replace(".0MB", "MB")


def _kind(cleaned: str) -> FileKind:
    ending = _ending(cleaned).removeprefix(".").lower()
    for kind in KINDS:
        if ending in kind.endings:
            return kind
    raise _refused(
        cleaned,
        f"この種類（{_ending(cleaned) or '名前に終わりがない'}）は添付できません",
        "PDF・画像・Word・Excel・PowerPoint・テキストで保存し直してください",
    )


def _ending(name: str) -> str:
    """「.pdf」; '' where there is none."""
    _, dot, ending = name.rpartition(".")
    return f".{ending}" if dot and 1 <= len(ending) <= _LONGEST_ENDING else ""


def _harmless(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn"):
        return " " if character in "\t\n\r" else ""
    return "_" if character in _FORBIDDEN else character


def _trimmed(text: str) -> str:
    """Without spaces around it, and without the dots at its end that Windows would take away."""
    text = text.strip()
    while text.endswith("."):
        text = text.rstrip(".").rstrip()
    return text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cut(stem: str, room: int) -> str:
    while _units(stem) > room:
        stem = stem[:-1]
    return _trimmed(stem) or _NO_STEM


def _refused(name: str, why: str, way_on: str) -> FileProblem:
    return FileProblem(
        f"「{name}」は{why}。加えていません。元のファイルはそのままです。{way_on}。", where=name
    )
