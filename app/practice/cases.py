"""Synthetic episodes and 支援経過 for the practice centre (pure, reproducible from a seed)."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from app.calendar import wareki
from app.calendar.fiscal import fiscal_year_of
from app.calendar.holidays import next_working_day
from app.calendar.partial import PartialDate
from app.codes import Service
from app.practice.people import Somebody, somebody

CO, FU, CN, SU = (
    Service.COORDINATION,
    Service.FOLLOW_UP,
    Service.CONSULTATION,
    Service.SUSPECT_SUPPORT,
)
WORKERS = ("試作", "例示", "模擬", "雛形", "標本")
OWN_SIGNS = {CO: "C", FU: "F", CN: "K", SU: "S"}
NEIGHBOURS_SIGNS = {CO: "コ", FU: "フ", CN: "相", SU: "被"}
"""What stands between the year and the running number of a 管理番号, for each 業務."""
_PRISONS = (
    "前橋刑務所",
    "栃木刑務所",
    "府中刑務所",
    "喜連川社会復帰促進センター",
    "川越少年刑務所",
)
_POLICE = ("前橋警察署", "高崎警察署", "太田警察署", "桐生警察署", "伊勢崎警察署")
_TOWNS = ("前橋市", "高崎市", "桐生市", "伊勢崎市", "太田市", "沼田市", "渋川市", "藤岡市")
_OFFENCES = (
    "窃盗",
    "常習累犯窃盗",
    "詐欺（無銭飲食）",
    "住居侵入・窃盗",
    "傷害",
    "暴行",
    "器物損壊",
)
_TOPICS = ("住まいの確保について", "生活保護の申請方法", "借金の整理", "就労の相談", "年金の手続き")
_PARTNERS = ("栃木県地域生活定着支援センター", "埼玉県地域生活定着支援センター")
_PLACES = (
    ("apartment", "前橋市内 民間アパート"),
    ("group_home", "グループホーム見本の家"),
    ("group_home", "グループホーム例示の家"),
    ("rehabilitation_facility", "更生保護施設 模擬寮"),
    ("self_reliance_home", "自立準備ホーム雛形"),
    ("relief_facility", "救護施設 仮名園"),
    ("nursing_home", "養護老人ホーム 標本荘"),
    ("private_home", "住宅型有料老人ホーム例示"),
    ("serviced_housing", "サ高住 雛形ハイツ"),
    ("hospital", "模擬病院"),
    ("relatives", "長女宅（高崎市）"),
    ("low_cost_lodging", "無料低額宿泊所 架空荘"),
)
_ENDINGS = {
    FU: ("settled", "settled", "declined", "missing", "reoffended", "died"),
    CN: ("advised", "handed_over", "settled", "lost_contact"),
    SU: ("handed_over", "handed_over", "declined", "rearrested", "imprisoned"),
}
_TALK = {
    "interview": (45, 90, "施設内面接。帰住の希望と健康状態を確認。"),
    "visit": (60, 120, "定期訪問。居室の片付けと服薬の様子を確認。"),
    "phone": (5, 30, "受入先より近況の連絡。体調は安定。"),
    "accompany": (90, 240, "福祉事務所へ同行。申請書の記入を手伝う。"),
    "meeting": (60, 120, "合同支援会議。役割分担と次回の日程を確認。"),
    "letter": (10, 30, "調整計画の写しを送付。"),
}
_SHARE = {
    CO: ("interview", "phone", "phone", "meeting", "letter"),
    FU: ("visit", "phone", "phone", "accompany", "visit"),
    CN: ("phone", "interview", "phone", "accompany"),
    SU: ("interview", "phone", "accompany", "meeting"),
}


@dataclass(frozen=True)
class Contact:
    """One made-up 支援経過."""

    day: date
    means: str
    minutes: int
    partner: str
    content: str
    worker: str


@dataclass(frozen=True)
class MadeUpCase:
    """One made-up episode; `values` are fields of the record."""

    person: int
    service: Service
    values: dict[str, Any] = field(default_factory=dict)
    stage: str = ""
    """A stage between the ones that the values show; '' = as the values show."""
    kept: dict[str, str] = field(default_factory=dict)
    """What an old ledger said where it could not be read."""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class MadeUpEvent:
    """One made-up 研修・啓発."""

    day: date
    kind: str
    name: str
    role: str
    venue: str
    organisations: int
    participants: int


@dataclass(frozen=True)
class PracticeData:
    """Everything the practice centre starts with."""

    people: tuple[Somebody, ...]
    cases: tuple[MadeUpCase, ...]
    events: tuple[MadeUpEvent, ...]


class _Maker:
    """Draws cases one after the other from one seeded source of chance."""

    def __init__(self, today: date, seed: int) -> None:
        self.today = today
        self.chance = random.Random(seed)  # noqa: S311 - made-up people, not secrets
        self.people: list[Somebody] = []
        self.cases: list[MadeUpCase] = []

    def person(self) -> int:
        self.people.append(somebody(self.chance, self.today))
        return len(self.people) - 1

    def day(self, days_ago: int) -> date:
        return next_working_day(self.today - timedelta(days=days_ago))

    def keep(
        self, person: int, service: Service, start: date, values: dict[str, Any], stage: str = ""
    ) -> None:
        flags = dict.fromkeys(self.people[person].flags, True)
        end = values.get("end")
        worker = self.chance.choices(WORKERS, (5, 2, 2, 2, 2))[0]
        self.cases.append(
            MadeUpCase(
                person,
                service,
                {
                    "start": PartialDate.of(start),
                    "worker": worker,
                    **flags,
                    **values,
                },
                stage,
                contacts=self._contacts(service, start, end.first if end else self.today, worker),
            )
        )

    def _contacts(
        self, service: Service, start: date, last: date, worker: str
    ) -> tuple[Contact, ...]:
        contacts: list[Contact] = []
        day = max(start, next_working_day(self.today - timedelta(days=760)))
        pause = {CO: 20, FU: 34, CN: 40, SU: 12}[service]
        while day <= min(last, self.today):
            means = self.chance.choice(_SHARE[service])
            least, most, words = _TALK[means]
            contacts.append(
                Contact(
                    day,
                    means,
                    self.chance.randrange(least, most + 1, 5),
                    self.chance.choice(("本人", "受入先", "市町村", "保護観察所", "医療機関")),
                    words,
                    worker,
                )
            )
            day = next_working_day(day + timedelta(days=self.chance.randrange(4, pause * 2)))
        return tuple(contacts)

    def placement(self, moved: date) -> dict[str, Any]:
        kind, name = self.chance.choice(_PLACES)
        return {"dest_kind": kind, "dest_name": name, "move": PartialDate.of(moved)}


def practice_data(today: date, seed: int, signs: Mapping[Service, str] = OWN_SIGNS) -> PracticeData:
    """The practice centre's people, cases and events as of `today`: always the same for a day."""
    maker = _Maker(today, seed)
    for _ in range(84):
        _coordination(maker)
    for _ in range(26):
        _old_follow_up(maker)
    for _ in range(150):
        _consultation(maker)
    for _ in range(26):
        _suspect(maker)
    _oddities(maker)
    events = tuple(_events(maker))
    return PracticeData(tuple(maker.people), tuple(_numbered(maker.cases, signs)), events)


def _oddities(maker: _Maker) -> None:
    """What real ledgers hold: one person under two spellings, a day that does not exist."""
    first = maker.people[0]
    maker.people[0] = replace(first, name="髙橋　柊一", kana="たかはし しゅういち")
    again = replace(maker.people[0], name="高橋 柊一", kana="", birth=None)
    maker.people.append(again)
    start = maker.day(20)
    maker.keep(
        len(maker.people) - 1,
        CN,
        start,
        {"source_kind": "self_family", "source": "本人", "topic": _TOPICS[0]},
    )
    for place, case in enumerate(maker.cases):
        if case.service is CO and "release" not in case.values and "end" not in case.values:
            values = {**case.values, "term_end": None}
            maker.cases[place] = replace(case, values=values, kept={"term_end": "R9.2.30"})
            return


def _numbered(cases: list[MadeUpCase], signs: Mapping[Service, str]) -> Iterator[MadeUpCase]:
    """管理番号 in order of the start: year, letter of the 業務, running number."""
    counts: dict[tuple[int, Service], int] = {}
    for case in sorted(cases, key=lambda case: case.values["start"]):
        start: date = case.values["start"].first
        year = fiscal_year_of(start)
        counts[(year, case.service)] = count = counts.get((year, case.service), 0) + 1
        era = wareki.short(date(year, 5, 1)).split(".")[0]
        number = f"{era}-{signs[case.service]}-{count:03d}"
        yield replace(case, values={"number": number, **case.values})


def _coordination(maker: _Maker) -> None:
    chance = maker.chance
    person = maker.person()
    start = maker.day(chance.randrange(10, 700))
    term_end = start + timedelta(days=chance.randrange(110, 230))
    area = chance.choices(("own", "received", "requested"), (5, 4, 2))[0]
    kubun = "special" if chance.random() < 0.9 else "general"
    source = chance.choice(_PARTNERS) if area == "received" else "前橋保護観察所"
    values: dict[str, Any] = {
        "kubun": kubun,
        "area": area,
        "partner": chance.choice(_PARTNERS) if area != "own" else "",
        "source_kind": "other_center" if area == "received" else "probation_office",
        "source": source,
        "document_no": f"第{chance.randrange(10, 990)}号",
        "facility": chance.choice(_PRISONS),
        "offence": chance.choice(_OFFENCES),
        "sentence": f"拘禁刑{chance.choice(('10月', '1年', '1年6月', '2年', '3年'))}",
        "prison_count": str(chance.randrange(1, 14)),
        "term_end": PartialDate.of(term_end),
        "hope_place": chance.choice(_TOWNS),
        "consent": PartialDate.of(next_working_day(start + timedelta(days=14))),
    }
    released = term_end + timedelta(days=1)
    if chance.random() < 0.14 and start + timedelta(days=50) < maker.today:
        end = next_working_day(start + timedelta(days=chance.randrange(20, 50)))
        reason = chance.choice(("withdrawn", "declined", "declined"))
        maker.keep(person, CO, start, {**values, "end": PartialDate.of(end), "end_reason": reason})
        return
    if released > maker.today:
        near = (released - maker.today).days < 75
        place = maker.placement(released) if near and chance.random() < 0.6 else {}
        stage = "" if place or not near else chance.choice(("plan", "placement"))
        maker.keep(person, CO, start, {**values, **place}, stage)
        return
    placed = maker.placement(released)
    moved = {"release": PartialDate.of(released), "release_reason": "full_term", **placed}
    reason = "other_center" if area == "requested" else "placed"
    done = {**values, **moved, "end": PartialDate.of(released), "end_reason": reason}
    maker.keep(person, CO, start, done)
    if area != "requested":
        _follow_up(maker, person, released, {k: done[k] for k in _CARRIED})


_CARRIED = ("kubun", "area", "facility", "offence", "release", "release_reason", "dest_kind",
            "dest_name", "move")  # fmt: skip


def _follow_up(maker: _Maker, person: int, start: date, carried: dict[str, Any]) -> None:
    chance = maker.chance
    values = {
        **carried,
        "source_kind": "own_center",
        "source": "自センター（コーディネート）",
        "municipality": chance.choice(_TOWNS),
    }
    end = next_working_day(start + timedelta(days=chance.randrange(150, 900)))
    if end < maker.today and chance.random() < 0.5:
        values |= {"end": PartialDate.of(end), "end_reason": chance.choice(_ENDINGS[FU])}
    maker.keep(person, FU, start, values)


def _old_follow_up(maker: _Maker) -> None:
    chance = maker.chance
    person, start = maker.person(), maker.day(chance.randrange(700, 2600))
    carried: dict[str, Any] = {
        "kubun": "special",
        "area": chance.choice(("own", "received")),
        "facility": chance.choice(_PRISONS),
        "offence": chance.choice(_OFFENCES),
        "release": PartialDate.of(start),
        "release_reason": chance.choice(("full_term", "parole")),
        **maker.placement(start),
    }
    _follow_up(maker, person, start, carried)


def _consultation(maker: _Maker) -> None:
    chance = maker.chance
    person = maker.person()
    if chance.random() < 0.04:
        maker.people[person] = replace(
            maker.people[person], name="匿名", kana="", birth=None, flags=frozenset()
        )
    start = maker.day(chance.randrange(0, 700))
    once = chance.random() < 0.5
    kind, who = chance.choice(
        (
            ("self_family", "本人"),
            ("self_family", "家族（長女）"),
            ("lawyer", "弁護士（国選）"),
            ("welfare", "相談支援事業所見本"),
            ("municipality", "高崎市福祉事務所"),
            ("correctional", "前橋刑務所"),
        )
    )
    values: dict[str, Any] = {
        "source_kind": kind,
        "source": who,
        "topic": chance.choice(_TOPICS),
        "continuing": "once" if once else "continuing",
        "municipality": chance.choice(_TOWNS),
    }
    end = start if once else next_working_day(start + timedelta(days=chance.randrange(20, 320)))
    if end <= maker.today and (once or chance.random() < 0.75):
        reason = "advised" if once else chance.choice(_ENDINGS[CN])
        values |= {"end": PartialDate.of(end), "end_reason": reason}
    maker.keep(person, CN, start, values)


def _suspect(maker: _Maker) -> None:
    chance = maker.chance
    person, start = maker.person(), maker.day(chance.choice((1, 3, 5, 8)) if chance.random() < 0.15
                                              else chance.randrange(12, 690))  # fmt: skip
    arrest = start - timedelta(days=chance.randrange(3, 8))
    detention = arrest + timedelta(days=2)
    detention_end = detention + timedelta(days=chance.choice((9, 19)))
    values: dict[str, Any] = {
        "source_kind": chance.choice(("probation_office", "prosecutor", "lawyer")),
        "source": chance.choice(("前橋保護観察所", "前橋地方検察庁")),
        "focus": "planned",
        "facility": chance.choice(_POLICE),
        "offence": chance.choice(_OFFENCES),
        "arrest": PartialDate.of(arrest),
        "detention": PartialDate.of(detention),
        "detention_end": PartialDate.of(detention_end),
        "hope_place": chance.choice(_TOWNS),
    }
    if detention_end < maker.today:
        out = PartialDate.of(detention_end)
        decided = chance.choice(("suspended_prosecution", "summary_fine", "suspended_sentence"))
        values |= {
            "focus": "active",
            "disposition": decided,
            "disposition_date": out,
            "release": out,
            **maker.placement(detention_end),
        }
        end = next_working_day(detention_end + timedelta(days=chance.randrange(60, 260)))
        if end < maker.today:
            values |= {"end": PartialDate.of(end), "end_reason": chance.choice(_ENDINGS[SU])}
    maker.keep(person, SU, start, values)


def _events(maker: _Maker) -> list[MadeUpEvent]:
    names = (
        ("training", "触法障害者支援セミナー", "participant"),
        ("awareness", "大学での講義（司法福祉論）", "lecturer"),
        ("meeting", "再犯防止推進ネットワーク会議", "participant"),
        ("awareness", "地域生活定着支援フォーラム", "host"),
    )
    chance = maker.chance
    return [
        MadeUpEvent(
            maker.day(days),
            *chance.choice(names),
            f"{chance.choice(_TOWNS)}総合福祉会館",
            chance.randrange(3, 28),
            chance.randrange(12, 80),
        )
        for days in range(9, 700, 28)
    ]
