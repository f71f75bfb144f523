"""Prefectures, municipalities, centres, probation offices and prisons (`resources/places/`)."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from app import paths
from app.errors import WrongUse


@dataclass(frozen=True)
class Prefecture:
    """都道府県: JIS X 0401 code and name."""

    code: str
    name: str


@dataclass(frozen=True)
class Center:
    """地域生活定着支援センター; `confirmed` tells whether the name was found in a source."""

    number: int
    prefecture: str
    name: str
    confirmed: bool
    kana: str = ""


@dataclass(frozen=True)
class Municipality:
    """市町村 and the 23 特別区: code without its check digit, name and kana."""

    code: str
    prefecture: str
    name: str
    kana: str


@dataclass(frozen=True)
class Place:
    """A public body: its name, what kind, in which prefecture (code)."""

    name: str
    kind: str
    prefecture: str
    kana: str = ""


def _rows(name: str) -> list[dict[str, str]]:
    with paths.resource("places", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def prefectures() -> tuple[Prefecture, ...]:
    """The 47 prefectures in JIS order."""
    return tuple(Prefecture(row["jisx0401"], row["name"]) for row in _rows("prefectures.csv"))


def prefecture_name(code: str) -> str:
    """The name of a prefecture; '' for no code."""
    return next((one.name for one in prefectures() if one.code == code), "")


@cache
def municipalities() -> tuple[Municipality, ...]:
    """The 1,718 市町村 and 23 特別区; wards of 指定都市 are no municipalities."""
    return tuple(Municipality(**row) for row in _rows("municipalities.csv"))


def municipality_name(code: str) -> str:
    """The name of a municipality; the code itself where it is not in the list, '' for no code."""
    return next((one.name for one in municipalities() if one.code == code), code)


@cache
def centers() -> tuple[Center, ...]:
    """The 48 centres; 北海道 has two."""
    return tuple(
        Center(
            number=int(row["center_no"]),
            prefecture=row["jisx0401"],
            name=row["center_name"],
            confirmed=row["name_status"].startswith("confirmed"),
            kana=row["kana"],
        )
        for row in _rows("centers.csv")
    )


@cache
def probation_offices() -> tuple[Place, ...]:
    """The 50 保護観察所."""
    return tuple(
        Place(row["name"], "保護観察所", row["jisx0401"], row["kana"])
        for row in _rows("probation_offices.csv")
    )


@cache
def facilities() -> tuple[Place, ...]:
    """矯正施設: prisons, detention houses, juvenile training schools and their branches."""
    return tuple(
        Place(row["name"], row["type"], row["jisx0401"], row["kana"])
        for row in _rows("correctional_facilities.csv")
    )


def prefecture_named(typed: str, office_name: str = "") -> str:
    """The code of a prefecture given by number or name, or found at the head of the office's name."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    for prefecture in prefectures():
        if plain and plain in (prefecture.code, prefecture.code.lstrip("0"), prefecture.name):
            return prefecture.code
        if not plain and office_name.startswith(prefecture.name):
            return prefecture.code
    raise WrongUse(
        "都道府県が分かりません。何も作っていません。--prefecture 10 か --prefecture 群馬県 のように指定してください。"
    )


def center_for(prefecture: str, name: str) -> Center | None:
    """The centre of the prefecture; of two (北海道) the one whose town the name tells."""
    here = [center for center in centers() if center.prefecture == prefecture]
    written = "".join(unicodedata.normalize("NFKC", name).split())
    named = [c for c in here if _town(c, here) in written] if len(here) > 1 else here
    return named[0] if len(named) == 1 else None


def _town(center: Center, among: list[Center]) -> str:
    """What only this centre's name says: 北海道地域生活定着支援札幌センター → 札幌."""
    names = [other.name for other in among]
    before, after = _shared(names), _shared([name[::-1] for name in names])
    return center.name[before : len(center.name) - after]


def _shared(names: list[str]) -> int:
    """How many characters all names begin with alike."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    return sum(1 for _ in alike)
