"""Definitions as they are written in a .toml file: read, and refused word by word where wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TypeVar

from app import paths
from app.codes import CENTRE_SERVICES, Service
from app.errors import FileProblem
from app.reports.counting.definition import OWN, Definition, Step, steps
from app.reports.counting.vocabulary import (
    FIELDS,
    SERVICE,
    UNITS_OF,
    Base,
    Condition,
    FieldWords,
    Population,
    Unit,
    bases_of,
)

K = TypeVar("K", bound=StrEnum)
_KEYS = frozenset(
    ("id", "label", "population", "period", "unit", "services", "where", "edition", "valid_from")
)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_OWN_NAME = re.compile(r"[^\s.+@{}$\"'\\]{1,64}")
_DAY_RULE = "day"
_ACTIVITY_SERVICES = (*CENTRE_SERVICES, Service.OTHER)


@cache
def standard() -> tuple[Definition, ...]:
    """The definitions that come with the program."""
    file = paths.bundled("forms") / "figures" / "standard.toml"
    return read_definitions(file.read_bytes(), file.name)


def read_definitions(data: bytes, name: str) -> tuple[Definition, ...]:
    """The definitions in a file; the first word that is not in the vocabulary refuses it all."""
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as cause:  # also numbers and brackets without end
        reason = "TOML（UTF-8）として読めません"
        if isinstance(cause, tomllib.TOMLDecodeError):
            at = re.search(r"line ([0-9]+)", str(cause))
            reason += f"（{at[1]}行目あたり）" if at else ""
        raise _refused(name, reason) from cause
    figures = raw.get("figure")
    if not isinstance(figures, list) or not figures:
        raise _refused(name, "[[figure]] が1つもありません")
    if strange := sorted(set(raw) - {"figure", "edition", "valid_from"}):
        raise _refused(name, f"「{strange[0]}」という項目は使えません")
    whole: dict[str, object] = {key: raw[key] for key in ("edition", "valid_from") if key in raw}
    found = tuple(_One(name, at, whole, one).read() for at, one in enumerate(figures, 1))
    seen: set[tuple[str, date]] = set()
    for definition in found:
        for path in definition.ids:
            if (path, definition.valid_from) in seen:
                raise _refused(name, f"id「{path}」が同じ日から2回あります")
            seen.add((path, definition.valid_from))
    return found


class _One:
    """One [[figure]] on its way to a definition; what is wrong is said with its place."""

    def __init__(self, file: str, at: int, whole: Mapping[str, object], raw: object) -> None:
        self._file, self._at = file, at
        self._raw: Mapping[str, object] = {}
        if not isinstance(raw, dict):
            raise self._wrong("[[figure]] の書き方が違います")
        self._raw = {**whole, **raw}
        if strange := sorted(set(raw) - _KEYS):
            raise self._wrong(f"「{strange[0]}」という項目は使えません")

    def read(self) -> Definition:
        """The definition."""
        population = self._choice("population", tuple(Population))
        base = self._base(population)
        unit = self._choice("unit", UNITS_OF[population])
        services = self._services(population)
        found = Definition(
            paths=tuple(self._path(text, population) for text in self._ids()),
            label=self._text("label"),
            base=base,
            unit=unit,
            services=services,
            where=tuple(self._conditions(population, services)),
            edition=self._text("edition"),
            valid_from=self._day(),
        )
        marked = any(condition.field == "flags" for condition in found.where)
        if unit is Unit.MARKS and not marked:
            raise self._wrong('unit「marks」には where = { flags = "any4" } が要ります')
        return found

    def _ids(self) -> tuple[str, ...]:
        value = self._raw.get("id")
        texts = value if isinstance(value, list) else [value]
        if not texts or not all(isinstance(text, str) and text for text in texts):
            raise self._wrong("id がありません")
        return tuple(map(str, texts))

    def _path(self, text: str, population: Population) -> tuple[Step, ...]:
        path = steps(text)
        own = path[0].name == OWN
        for step in path:
            if step.field and step.field != SERVICE:
                self._field(step.field, population, f"id「{text}」の ")
            elif not step.field and not (_OWN_NAME if own else _NAME).fullmatch(step.name):
                signs = (
                    "空白と . + @ { } $ は使えません" if own else "英小文字と数字と _ だけ使えます"
                )
                raise self._wrong(f"id「{text}」の名前には{signs}")
        return path

    def _base(self, population: Population) -> Base:
        if population is Population.CASES:
            return self._choice("period", bases_of(population))
        if self._text("period") != _DAY_RULE:
            raise self._unknown("period", self._text("period"), (_DAY_RULE,))
        return Base(population.value)

    def _services(self, population: Population) -> tuple[Service, ...]:
        value = self._raw.get("services", [])
        known = _ACTIVITY_SERVICES if population is Population.ACTIVITIES else CENTRE_SERVICES
        if not isinstance(value, list):
            raise self._wrong('services は ["coordination"] のように書いてください')
        if value and population is Population.EVENTS:
            raise self._wrong("研修・啓発（events）に services は使えません")
        for one in value:
            if one not in known:
                raise self._unknown("services", one, known)
        return tuple(map(Service, value))

    def _conditions(
        self, population: Population, services: tuple[Service, ...]
    ) -> Iterator[Condition]:
        value = self._raw.get("where", {})
        if not isinstance(value, dict):
            raise self._wrong('where は { kubun = "special" } のように書いてください')
        for name, codes in value.items():
            words = self._field(name, population, "where の ")
            known = [code for code, _ in words.codes]
            for service in services or ("",):
                known += [code for code, _ in words.choices(service)]
            wanted = codes if isinstance(codes, list) else [codes]
            if not wanted:
                raise self._wrong(f"where の {name} に値がありません")
            for code in wanted:
                if code not in known:
                    raise self._unknown(f"where の {name}", code, tuple(dict.fromkeys(known)))
            yield Condition(name, tuple(map(str, wanted)))

    def _field(self, name: str, population: Population, place: str) -> FieldWords:
        words = FIELDS.get(name)
        if words is None or words.population is not population:
            fitting = tuple(key for key, one in FIELDS.items() if one.population is population)
            raise self._unknown(f"{place}項目", name, fitting)
        return words

    def _choice(self, key: str, known: tuple[K, ...]) -> K:
        value = self._text(key)
        found = next((one for one in known if one.value == value), None)
        if found is None:
            raise self._unknown(key, value, known)
        return found

    def _text(self, key: str) -> str:
        value = self._raw.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(f"{key} がありません")
        return value.strip()

    def _day(self) -> date:
        value = self._raw.get("valid_from")
        if type(value) is not date:
            raise self._wrong("valid_from は 2025-04-01 のような日付で書いてください")
        return value

    def _unknown(self, key: str, value: object, known: tuple[str, ...]) -> FileProblem:
        names = "、".join(known)
        return self._wrong(f"{key}「{value}」は使えません。使えるのは {names} です")

    def _wrong(self, reason: str) -> FileProblem:
        value = self._raw.get("id")
        named = (
            value
            if isinstance(value, str)
            else value[0]
            if isinstance(value, list) and value
            else ""
        )
        place = f"{self._at}番目の [[figure]]" + (f"（id {named}）" if named else "")
        return _refused(self._file, f"{place}：{reason}")


def _refused(name: str, reason: str) -> FileProblem:
    return FileProblem(
        f"数え方の定義「{name}」に誤りがあり、使えません。{reason}。"
        "何も変えていません。直してから、もう一度選んでください。",
        where=name,
    )
