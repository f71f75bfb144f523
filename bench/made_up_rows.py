"""Rows of made-up people, cases and contacts in the stored form, reproducible from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from app.cases.stages import CLOSED, ORDER
from app.codes import CENTRE_SERVICES, Flag, Service, table
from app.people import names
from app.storage.note_texts import folded_note
from app.storage.records import Activity, Episode, Event, NoteText, Person

TODAY = date(2026, 4, 15)
YEARS = 10
STAMP = "2026-04-15T00:00:00.000000"
WORKERS = ("試作", "例示", "模擬", "雛形", "標本", "見本", "仮名", "架空")
BUSY, BUSY_CONTACTS = 20, 500
"""So many cases have so many contacts."""
_FAMILY = (
    ("桑", "くわ"), ("梓", "あずさ"), ("榧", "かや"), ("楠", "くす"), ("樟", "くすのき"),
    ("葛", "くず"), ("椿", "つばき"), ("樫", "かし"), ("柾", "まさ"), ("榎", "えのき"),
    ("栃", "とち"), ("槙", "まき"), ("柊", "ひいらぎ"), ("萱", "かや"), ("菱", "ひし"),
    ("藤", "ふじ"), ("芦", "あし"), ("蓮", "はす"), ("笹", "ささ"), ("濵", "はま"),
    ("廣", "ひろ"), ("眞", "ま"), ("栁", "やなぎ"), ("髙", "たか"),
)  # fmt: skip
_ENDING = (
    ("原", "はら"), ("田", "た"), ("川", "かわ"), ("野", "の"), ("山", "やま"), ("沢", "さわ"),
    ("村", "むら"), ("瀬", "せ"), ("木", "き"), ("畑", "はた"), ("沼", "ぬま"), ("根", "ね"),
    ("井", "い"), ("本", "もと"), ("岡", "おか"), ("﨑", "さき"),
)  # fmt: skip
_GIVEN = (
    ("澪", "みお"), ("岳", "たけ"), ("霧", "きり"), ("朔", "さく"), ("楓", "ふう"), ("渓", "けい"),
    ("錫", "すず"), ("霜", "しも"), ("苔", "こけ"), ("蓬", "よもぎ"), ("碧", "あお"), ("汐", "しお"),
    ("藍", "あい"), ("稲", "いな"), ("雫", "しずく"), ("嶺", "みね"),
)  # fmt: skip
_MEN = (
    ("夫", "お"),
    ("助", "すけ"),
    ("治", "じ"),
    ("造", "ぞう"),
    ("一", "いち"),
    ("太郎", "たろう"),
)
_WOMEN = (("子", "こ"), ("江", "え"), ("代", "よ"), ("枝", "え"))
_LETTER = dict(zip(CENTRE_SERVICES, "CFKS", strict=True))
_WORDS = (
    "施設内面接。帰住の希望と健康状態を確認。",
    "定期訪問。居室の片付けと服薬の様子を確認。",
    "受入先より近況の連絡。体調は安定。",
    "福祉事務所へ同行。申請書の記入を手伝う。",
    "合同支援会議。役割分担と次回の日程を確認。",
)
_KUBUN = (Service.COORDINATION, Service.FOLLOW_UP)
Row = tuple[object, ...]


@cache
def columns_of(record: type) -> tuple[Any, ...]:
    """The columns of a mapped record."""
    return tuple(record.__table__.columns)  # type: ignore[attr-defined]


@cache
def _defaults(record: type) -> dict[str, object]:
    found: dict[str, object] = {}
    for column in columns_of(record):
        default = column.default
        scalar = default.arg if default is not None and default.is_scalar else None
        found[column.name] = scalar
    found |= {"version": 1, "created_at": STAMP, "updated_at": STAMP}
    return {name: value for name, value in found.items() if name in record.__table__.columns}  # type: ignore[attr-defined]


def whole_row(record: type, office_id: str, values: dict[str, Any]) -> Row:
    """Every column of a record in order: what is given, else its default."""
    return tuple({**_defaults(record), **values, "office_id": office_id}.values())


@cache
def _codes(name: str, service: str = "") -> tuple[str, ...]:
    return tuple(code for code, _ in table(name).choices(service))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def busy_cases(episodes: int) -> range:
    """Which of the episodes have very many contacts: from all over the file."""
    return range(1, episodes, max(1, episodes // BUSY))[:BUSY]


class Rows:
    """Everything of one office: about four persons for five episodes, over ten years."""

    def __init__(
        self, chance: random.Random, office_id: str, episodes: int, contacts_each: int
    ) -> None:
        self.chance, self.office_id, self.contacts_each = chance, office_id, contacts_each
        self.people = max(1, episodes * 4 // 5)
        self.cases = [self._case(at) for at in range(episodes)]
        self.cases.sort(key=lambda case: case["start"])
        self._number()
        self._notes: list[Row] = []

    @property
    def numbered(self) -> list[dict[str, Any]]:
        """The episodes with their ids."""
        return [{"id": _key("b", at), **case} for at, case in enumerate(self.cases)]

    def persons(self) -> Iterator[Row]:
        """The persons, found by the numbers of all their episodes."""
        numbers: dict[str, list[str]] = {}
        for case in self.cases:
            numbers.setdefault(case["person_id"], []).append(case["number"])
        for at in range(self.people):
            key = _key("a", at)
            yield self._row(Person, key, self._person(tuple(numbers.get(key, ()))))

    def episodes(self) -> Iterator[Row]:
        """The episodes in order of their start."""
        for at, case in enumerate(self.cases):
            yield self._row(Episode, _key("b", at), case)

    def activities(self) -> Iterator[Row]:
        """The contacts of all episodes in order of their day, as a centre records them."""
        chance, found = self.chance, []
        busy = busy_cases(len(self.cases))
        for at, case in enumerate(self.cases):
            first = date.fromisoformat(case["start"])
            last = date.fromisoformat(case["end"]) if case["end"] else TODAY
            span = max(1, (last - first).days)
            for _ in range(BUSY_CONTACTS if at in busy else self.contacts_each):
                found.append((first + timedelta(days=chance.randrange(span)), at))
        found.sort()
        for number, (day, at) in enumerate(found):
            contact = self._contact(day, at)
            self._note(_key("c", number), contact)
            yield self._row(Activity, _key("c", number), contact)

    def notes(self) -> Iterator[Row]:
        """What the search reads of the contacts; after them."""
        yield from self._notes

    def events(self) -> Iterator[Row]:
        """研修・啓発, one every ten days."""
        for at in range(YEARS * 36):
            values = {
                "day": _iso(self._day_before()),
                "kind": self._pick("event_kind"),
                "name": "地域生活定着支援フォーラム",
                "participants": self.chance.randrange(200),
                "organisations": self.chance.randrange(30),
            }
            yield self._row(Event, _key("d", at), values)

    def _note(self, key: str, contact: dict[str, object]) -> None:
        folded = _folded(str(contact["content"]), str(contact["partner"]))
        values: dict[str, object] = {"day": contact["day"], "kind": "activity", "folded": folded}
        self._notes.append(self._row(NoteText, key, values))

    def _row(self, record: type, key: str, values: dict[str, object]) -> Row:
        return whole_row(record, self.office_id, {**values, "id": key})

    def _pick(self, name: str, service: str = "") -> str:
        return self.chance.choice(_codes(name, service))

    def _day_before(self) -> date:
        return TODAY - timedelta(days=self.chance.randrange(YEARS * 365))

    def _person(self, numbers: tuple[str, ...]) -> dict[str, object]:
        chance = self.chance
        woman = chance.random() < 0.18
        parts = (_FAMILY, _ENDING, _GIVEN, _WOMEN if woman else _MEN)
        (a, ka), (b, kb), (c, kc), (d, kd) = (chance.choice(part) for part in parts)
        name, kana = f"{a}{b}　{c}{d}", f"{ka}{kb} {kc}{kd}"
        return {
            "name": name,
            "kana": kana,
            "name_plain": names.plain(name),
            "name_folded": names.folded(name),
            "kana_key": names.katakana(kana),
            "search_key": names.search_key(name, kana, numbers),
            "sex": "female" if woman else "male",
            "birth": _iso(TODAY - timedelta(days=365 * 20 + chance.randrange(365 * 65))),
            "anonymous": chance.random() < 0.03,
        }

    def _case(self, at: int) -> dict[str, Any]:
        chance = self.chance
        service = chance.choices(CENTRE_SERVICES, (30, 30, 32, 8))[0]
        start = self._day_before()
        age = (TODAY - start).days
        ended = age > 3 and chance.random() < (0.5 if age < 400 else 0.98)
        end = start + timedelta(days=chance.randrange(1, min(age, 700))) if ended else None
        values: dict[str, Any] = {
            "person_id": _key("a", chance.randrange(self.people)),
            "service": service.value,
            "start": _iso(start),
            "end": _iso(end),
            "end_reason": self._pick("end_reason", service.value) if ended else None,
            "stage": CLOSED if ended else chance.choice(ORDER[service][:-1]),
            "worker": chance.choice(WORKERS),
            "source_kind": self._pick("source_kind"),
            "source": "前橋保護観察所",
            "document_no": f"第{at % 990}号",
            "facility": "前橋刑務所",
            "offence": "窃盗",
            "kept_text": "{}",
            **{flag.value: chance.random() < 0.3 for flag in Flag},
        }
        return values | self._days(service, start, ended)

    def _days(self, service: Service, start: date, ended: bool) -> dict[str, Any]:
        chance, values = self.chance, dict[str, Any]()
        ahead = start + timedelta(days=chance.randrange(60, 230))
        if service in _KUBUN:
            values |= {"kubun": self._pick("kubun"), "area": self._pick("area")}
        if service is Service.COORDINATION:
            values |= {"term_end": _iso(ahead), "release": _iso(ahead + timedelta(days=1))}
        if service is Service.SUSPECT_SUPPORT:
            values |= {"focus": self._pick("focus"), "detention_end": _iso(ahead)}
            if ended:
                values |= {"release": _iso(ahead), "disposition": self._pick("disposition")}
                values["disposition_date"] = _iso(ahead)
        if service is Service.FOLLOW_UP or (ended and chance.random() < 0.7):
            values |= {"dest_kind": self._pick("dest_kind"), "dest_name": "グループホーム見本の家"}
            values["move"] = _iso(start if service is Service.FOLLOW_UP else ahead)
        return values

    def _number(self) -> None:
        """管理番号 in order of the start: year, letter of the 業務, running number."""
        counts: dict[tuple[int, str], int] = {}
        for case in self.cases:
            start = date.fromisoformat(case["start"])
            year = start.year - (start.month < 4)
            letter = _LETTER[Service(case["service"])]
            counts[year, letter] = count = counts.get((year, letter), 0) + 1
            era = f"R{year - 2018}" if year >= 2019 else f"H{year - 1988}"
            case["number"] = f"{era}-{letter}-{count:04d}"

    def _contact(self, day: date, at: int) -> dict[str, object]:
        case, chance = self.cases[at], self.chance
        return {
            "day": _iso(day),
            "service": case["service"],
            "episode_id": _key("b", at),
            "person_id": case["person_id"],
            "means": self._pick("means"),
            "minutes": chance.choice((None, 5, 20, 60, 90)),
            "partner": "本人",
            "content": chance.choice(_WORDS),
            "worker": case["worker"],
        }


@cache
def _folded(*texts: str) -> str:
    return folded_note(texts)


def _key(kind: str, at: int) -> str:
    return f"{kind}{at:031x}"
