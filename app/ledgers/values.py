"""Reading one cell of each kind: marks, durations, counts, codes, 依頼元, 区分, texts (pure)."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache

from app import codes, paths
from app.calendar.partial import PartialDate
from app.codes import CENTRE_SERVICES, Service
from app.ledgers.cells import CellValue, one_line, plain, shown
from app.ledgers.remembering import remembered
from app.people import names

Value = str | int | bool | PartialDate | None

_YES = frozenset({"○", "◯", "〇", "●", "◎", "レ", "ﾚ", "✓", "✔", "☑", "1", "有", "あり", "有り",
                  "該当", "y", "yes", "true", "o", "はい"})  # fmt: skip
_NO = frozenset({"", "-", "－", "ー", "―", "–", "—", "−", "×", "✕", "✗", "x", "無", "なし", "無し", "0",
                 "空", "空欄", "非該当", "否", "n", "no", "false", "いいえ"})  # fmt: skip
_BRACKET = re.compile(r"[(\[【〔](.*?)[)\]】〕]")

_MINUTES = re.compile(r"(\d{1,4})(?:分間?|min|m)?")
_HOURS = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)(?:時間|hr?)(?:(半)|(\d{1,2})(?:分間?|m)?)?")
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::[0-5]\d)?")
_COUNT = re.compile(
    r"(約|およそ|概ね|おおむね|凡そ)?(\d{1,3}(?:,\d{3}){1,3}|\d{1,12})"
    r"(?:名様?|人|機関|団体|か所|ヶ所|箇所|カ所|社|組)?(程度|以上|余り?|ほど|強|弱|前後)?"
)
_MOST_MINUTES, _MOST_COUNTED = 10_000, 10_000_000
"""A larger number is a slip; the server's whole numbers end at 2,147,483,647."""
_HONORIFIC = re.compile(r"(?:氏|さん|様|殿|君|くん|ちゃん)$")
_LINES = frozenset({"note", "content", "dest_name", "topic"})


def mark(value: CellValue) -> bool | None:
    """Whether a mark is set; None for one whose meaning is not known (△)."""
    return _mark(plain(value))


@remembered
def _mark(plain_text: str) -> bool | None:
    text = plain_text.casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    before = _BRACKET.sub("", text)
    return True if before != text and before in _YES else None


def minutes(value: CellValue) -> int | None:
    """A length of time in minutes; None when it cannot be read.

    Whole numbers are minutes; a number with a fraction (1.5) is hours.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, time):
        return value.hour * 60 + value.minute
    if isinstance(value, timedelta):
        total = int(value.total_seconds() // 60)
        return total if 0 <= total < _MOST_MINUTES else None
    if isinstance(value, int | float):
        whole = float(value).is_integer()
        return int(value if whole else round(value * 60)) if 0 <= value < _MOST_MINUTES else None
    if isinstance(value, datetime):
        return None
    return _spoken_minutes(plain(value).casefold())


@remembered
def _spoken_minutes(text: str) -> int | None:
    if found := _MINUTES.fullmatch(text):
        return int(found[1])
    if found := _CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2])
    if found := _HOURS.fullmatch(text):
        return round(float(found[1]) * 60) + (30 if found[2] else int(found[3] or 0))
    return None


@dataclass(frozen=True)
class Count:
    """A number of people or organisations, and whether it was given as 約."""

    number: int
    approximate: bool


def count(value: CellValue) -> Count | None:
    """A number such as 25名, ３０人, 約77名; None when it cannot be read."""
    found = _COUNT.fullmatch(plain(value))
    number = int(found[2].replace(",", "")) if found is not None else _MOST_COUNTED
    if found is None or number >= _MOST_COUNTED:
        return None
    return Count(number, bool(found[1] or found[3]))


def code(table: str, value: CellValue, service: str = "") -> str | None:
    """The code that a written word means, also with a remark in brackets; None if unknown."""
    return _code(table, plain(value), service)


@remembered
def _code(table: str, text: str, service: str) -> str | None:
    known = codes.table(table)
    inside = _BRACKET.findall(text)
    for word in (text, _BRACKET.sub("", text), *inside):
        for scope in dict.fromkeys((service, "")):
            found = known.code_for(word, scope) if word else None
            if found is not None:
                return found
    return None


def service(value: CellValue) -> str | None:
    """The 業務 of a centre (その他 too) that a word means; None if unknown."""
    return _service(plain(value))


@remembered
def _service(text: str) -> str | None:
    found = code("service", text)
    return found if found in (*CENTRE_SERVICES, Service.OTHER) else None


def kubun_and_area(value: CellValue) -> tuple[str | None, str | None]:
    """区分 with the 広域 role that some ledgers write behind it: 特別(広域受)."""
    text = plain(value)
    area = None
    for word in _BRACKET.findall(text):
        area = area or codes.table("area").code_for(word)
    return codes.table("kubun").code_for(_BRACKET.sub("", text)), area


def area(value: CellValue) -> str | None:
    """The 広域 role; a blank cell means 自県."""
    text = plain(value)
    return "own" if mark(text) is False or text in {"県内", "自"} else code("area", text)


@cache
def _source_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    with paths.resource("ledgers", "source_words.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["kind"], re.compile(row["pattern"])) for row in csv.DictReader(file))


def source_kind(text: str) -> str | None:
    """依頼元の種別 from the name of the 依頼元, first match wins; None for a blank."""
    folded = plain(text)
    if not folded:
        return None
    return next((kind for kind, words in _source_words() if words.search(folded)), "other")


def flags_in(text: str) -> tuple[frozenset[str], bool]:
    """(disability flags named in one cell, whether every word of it was understood)."""
    words = [
        word for word in re.split(r"[・、,/+＋\s]+", unicodedata.normalize("NFKC", text)) if word
    ]
    table = codes.table("flag")
    found = {table.code_for(re.sub(r"(?:障害|障がい|者)$", "", word)) for word in words}
    understood = all(flag is not None for flag in found) or mark(text) is False
    return frozenset(flag for flag in found if flag is not None), understood


def person_name(value: CellValue) -> str:
    """A name in one line, as it is kept."""
    return one_line(value if type(value) is str else shown(value))


@remembered
def without_honorific(name: str) -> str:
    """A name as an activity sheet writes it (大野氏, 田村さん) without 氏, さん …"""
    return _HONORIFIC.sub("", name.strip()) or name


def kana(value: CellValue) -> str:
    """Furigana as full-width katakana with one space between the names."""
    text = one_line(unicodedata.normalize("NFKC", shown(value)))
    return " ".join(names.katakana(part) for part in text.split())


def text(value: CellValue, field: str) -> str:
    """Any other text; line breaks stay only where long text belongs."""
    if value is None:
        return ""
    written = value if type(value) is str else shown(value)
    return written.strip() if field in _LINES else one_line(written)


@remembered
def number_key(number: str) -> str:
    """A 管理番号 for comparing: width, spaces and kinds of dashes do not matter."""
    return re.sub(r"[‐‑‒–—―−ー]", "-", plain(number)).casefold()
