"""Synthetic people for the practice centre (pure, reproducible from a seed)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from app.calendar.partial import PartialDate

_FAMILY = (
    ("蓬田", "よもぎだ"), ("桑畑", "くわはた"), ("榧野", "かやの"), ("梓川", "あずさがわ"),
    ("楠瀬", "くすせ"), ("樟山", "くすやま"), ("葛城", "かつらぎ"), ("髙﨑", "たかさき"),
    ("椿原", "つばきはら"), ("杠", "ゆずりは"), ("樫村", "かしむら"), ("柾木", "まさき"),
    ("榎並", "えなみ"), ("栃尾", "とちお"), ("槙原", "まきはら"), ("柊野", "ひいらぎの"),
    ("萱沼", "かやぬま"), ("菱田", "ひしだ"), ("藤縄", "ふじなわ"), ("茅根", "ちのね"),
    ("芦沢", "あしざわ"), ("蓮実", "はすみ"), ("笹川", "ささがわ"), ("渡邉", "わたなべ"),
    ("齋藤", "さいとう"), ("濵田", "はまだ"), ("澤田", "さわだ"), ("廣瀬", "ひろせ"),
    ("𠮷岡", "よしおか"), ("眞壁", "まかべ"), ("栁沼", "やぎぬま"), ("德丸", "とくまる"),
)  # fmt: skip
_MEN = (
    ("栃造", "とちぞう"), ("椋一", "りょういち"), ("岳", "たけ"), ("霧夫", "きりお"),
    ("柊", "しゅう"), ("朔", "さく"), ("楓太", "ふうた"), ("渓", "けい"), ("錫助", "すずすけ"),
    ("霜治", "しもじ"), ("苔吉", "こけきち"), ("榧造", "かやぞう"), ("蓬夫", "よもぎお"),
    ("碧彦", "あおひこ"), ("汐太郎", "しおたろう"), ("藍介", "あいすけ"), ("柾雄", "まさお"),
    ("稲三", "いなぞう"), ("雫次", "しずくじ"), ("砂男", "すなお"),
)  # fmt: skip
_WOMEN = (
    ("澪子", "みおこ"), ("汀", "みぎわ"), ("楢江", "ならえ"), ("凪", "なぎ"), ("菫代", "すみよ"),
    ("澪江", "みおえ"), ("雫枝", "しずえ"), ("栃恵", "とちえ"), ("嶺音", "みねね"), ("藍香", "あいか"),
)  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    """A made-up person."""

    name: str
    kana: str
    sex: str
    birth: PartialDate | None
    flags: frozenset[str]


def somebody(chance: random.Random, today: date) -> Somebody:
    """One made-up person; older people are the majority, a few birth dates are vague or unknown."""
    woman = chance.random() < 0.18
    family, family_kana = chance.choice(_FAMILY)
    given, given_kana = chance.choice(_WOMEN if woman else _MEN)
    space = chance.choice(("　", " ", "　"))
    age = chance.choice((24, 33, 41, 47, 52, 58, 63, 66, 68, 70, 71, 73, 75, 78, 81, 84))
    born = today - timedelta(days=round(age * 365.25) + chance.randrange(365))
    birth: PartialDate | None = PartialDate.of(born)
    vague = chance.random()
    if vague < 0.03:
        birth = None
    elif vague < 0.06:
        birth = PartialDate(born.year, born.month)
    return Somebody(
        name=f"{family}{space}{given}",
        kana=f"{family_kana} {given_kana}",
        sex="female" if woman else "male",
        birth=birth,
        flags=_flags(chance, age),
    )


def _flags(chance: random.Random, age: int) -> frozenset[str]:
    flags = {"elderly"} if age >= 65 else set[str]()
    for flag, share in (
        ("physical", 0.2),
        ("intellectual", 0.22 if age < 65 else 0.1),
        ("psychiatric", 0.35 if age < 65 else 0.15),
        ("developmental", 0.1 if age < 50 else 0.02),
    ):
        if chance.random() < share:
            flags.add(flag)
    if not flags:
        flags.add(chance.choice(("intellectual", "psychiatric")))
    if chance.random() < 0.08:
        flags.add("suspected")
    return frozenset(flags)
