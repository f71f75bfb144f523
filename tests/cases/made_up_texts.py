"""Texts as nobody would type them, and the same texts in other spellings; the seed tells all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from app.calendar.partial import PartialDate
from app.cases.stages import ORDER
from app.people import names

KANA = (
    "あいうえおかがきさしすせたっつなのはばぱひふほまみむもやゃゆよらりるれろわをん"
    "アイカガサタナハバパマヤラワンヴー"
)
HALF = "ｱｲｳｶｷｸｻｼｽﾀﾁﾂﾅﾊﾏﾔﾗﾜｦﾝｶﾞﾊﾟｰ"
KANJI = "山田高髙崎﨑辺邉邊斎齋齊斉浜濵徳德吉𠮷広廣沢澤島嶋嶌真眞竜龍国國葛葛\U000e0100辻辻\U000e0101丈𠀋"
MARKS = "\u3099\u309a\u0301\u0308\u200d\ufe0f"
SIGNS = "%_\\/'\"*?[]()-・.,;:&<>|^$#@!=+~`{}％＿￥"
LATIN = "abcxyzABCXYZａｂＡＢäÖßéİıſK0123456789０１２①㈱㍿ﬁ"
FACES = "👪🙂👨\u200d👩\u200d👧🏳️"
SPACES = " \u3000\u00a0\u2003\u200b\t"
RARE = "\ue000\ufffd\U0010ffff\u202e\u05d0\u0627\ufdfaก한글Ж"
WEIGHTED = ((KANA, 6), (HALF, 2), (KANJI, 6), (MARKS, 1), (SIGNS, 2), (LATIN, 3), (FACES, 1),
            (SPACES, 2), (RARE, 1))  # fmt: skip
_KINDS, _WEIGHTS = zip(*WEIGHTED, strict=True)
_VARIANT_OF = {"高": "髙", "崎": "﨑", "辺": "邉", "斎": "齋", "吉": "𠮷", "島": "嶋", "沢": "澤"}
_TO_HIRAGANA = {code + 0x60: code for code in range(0x3041, 0x3097)}
PAGES = ((0, 200), (0, 7), (3, 50), (150, 200), (100_000, 5))
SORTS = ("number", "name", "service", "stage", "start", "end", "worker", "next")


@dataclass(frozen=True)
class Rows:
    """Rows of persons and their episodes, without the office they belong to."""

    persons: tuple[dict[str, Any], ...]
    episodes: tuple[dict[str, Any], ...]

    @property
    def workers(self) -> tuple[str, ...]:
        return tuple({row["worker"] for row in self.episodes})


def some_text(random: Random, longest: int) -> str:
    """Between nothing and `longest` characters from all kinds."""
    length = random.choice((0, 1, 2, 3, 4, 6, 8, longest))
    kinds = random.choices(_KINDS, _WEIGHTS, k=random.randint(0, length))
    return "".join(random.choice(kind) for kind in kinds)


def some_rows(seed: int, count: int) -> Rows:
    """`count` persons, each with one or two episodes."""
    random = Random(seed)
    persons, episodes = [], []
    for at in range(count):
        person_id = f"{at:032x}"
        own = [_episode(random, person_id, f"{at:030x}e{n}") for n in range(random.choice((1, 2)))]
        numbers = tuple(row["number"] for row in own)
        persons.append(_person(random, person_id, numbers))
        episodes += own
    return Rows(tuple(persons), tuple(episodes))


def _person(random: Random, person_id: str, numbers: tuple[str, ...]) -> dict[str, Any]:
    name = names.one_line(some_text(random, 60)) or "匿名"
    kana = names.one_line(some_text(random, 60)) if random.random() < 0.7 else ""
    return {
        "id": person_id,
        "name": name,
        "kana": kana,
        "name_plain": names.plain(name),
        "name_folded": names.folded(name),
        "kana_key": names.katakana(kana) or names.folded(name),
        "search_key": names.search_key(name, kana, numbers),
    }


def _episode(random: Random, person_id: str, episode_id: str) -> dict[str, Any]:
    service = random.choice(tuple(ORDER))
    day = lambda: _some_day(random) if random.random() < 0.5 else None  # noqa: E731
    return {
        "id": episode_id,
        "person_id": person_id,
        "service": str(service),
        "stage": random.choice(ORDER[service]),
        "number": some_text(random, 20).strip(),
        "worker": random.choice(
            ("", "佐藤", "サトウ", "さとう", "Sato", "sato", "😀", "𠮷田", "﨑")
        ),
        "start": _some_day(random),
        **{name: day() for name in ("end", "release", "term_end", "move", "detention_end")},
    }


def _some_day(random: Random) -> PartialDate:
    year, month, day = random.choice((2024, 2025)), random.randint(1, 12), random.randint(1, 28)
    kind = random.random()
    return PartialDate(year, month if kind > 0.1 else None, day if kind > 0.2 else None)


def some_queries(seed: int, rows: Rows, count: int) -> Iterator[str]:
    """Pieces of what is kept, spelled otherwise; a few that are found nowhere, a few signs."""
    random = Random(seed)
    texts = [row[key] for row in rows.persons for key in ("name", "kana")]
    texts += [row["number"] for row in rows.episodes]
    texts = [text for text in texts if text]
    for _ in range(count):
        if random.random() < 0.1:
            yield some_text(random, 4)
            continue
        text = random.choice(texts)
        at = random.randrange(len(text))
        yield spelled_otherwise(random, text[at : at + random.randint(1, 4)])


def spelled_otherwise(random: Random, text: str) -> str:
    """The same characters in another width, case, kana, 異体字 or normal form."""
    match random.randrange(9):
        case 0 | 1 | 2 | 3:
            form = ("NFC", "NFD", "NFKC", "NFKD")[random.randrange(4)]
            return unicodedata.normalize(form, text)
        case 4:
            return text.translate(_TO_HIRAGANA)
        case 5:
            return text.swapcase()
        case 6:
            return "".join(_VARIANT_OF.get(char, char) for char in text)
        case 7:
            return random.choice(SPACES).join(text)
    return text
