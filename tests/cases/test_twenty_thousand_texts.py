"""Texts in every script people might type: kept, folded, sorted, compared and searched the same.

20,000 of them in the long run, else 4,000.

Hypothesis makes the texts, the same ones in every run; both engines hold them all and answer in
whole tables, and Python says what the answer must be.
"""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    column,
    func,
    insert,
    literal,
    select,
    values,
)

from app.people import names
from app.people.queries import holding
from app.storage.records import Person
from tests.cases import made_up_texts as alphabets
from tests.conftest import LONG, OpenedOffice

TEXTS, QUERIES = (20_000, 1_000) if LONG in os.environ else (4_000, 200)
AT_ONCE, SEED = 200, 20261124
DRAWN_BYTES = 6_000
COMBINED = (
    "カ゛ キ゛ ハ゜ ｶﾞ ﾊﾟ か\u3099 は\u309a ウ\u3099 ヷ ゔ 葛\U000e0100 辻\U000e0101 﨑 髙 𠮷 𠀋 𩸽 "
    "e\u0301 ﬁ ǆ İ ß ſ Ω \u212b 각 \u1100\u1161\u11a8 ㍿ ㌢ ① ﷺ 👨\u200d👩\u200d👧 🏳️\u200d🌈 🇯🇵 "
    "\u202eabc \u200fא \u200bx \u2060 \ufeff \u00ad ゝ 々 〆 ー － ‐ 〜 ～ /% /_ // \\ \\' '' "
    "\" -- % _ / * [a-z] NULL null"
)  # fmt: skip
PIECES = (
    *("".join(kind for kind, _ in alphabets.WEIGHTED)),
    *COMBINED.split(),
    *(" ", "\u3000", "\u00a0", "\u2003", "\t", "\n"),
)
_MANY = 0xE000
"""Of the numbers of two bytes, those below stand for a piece, the others for any character."""


def spelled_out(drawn: bytes) -> list[str]:
    """Texts of one to six pieces; Hypothesis draws bytes a hundred times faster than texts."""
    found, at = [], 0
    while at + 13 <= len(drawn):
        count = 1 + drawn[at] % 6
        numbers = [drawn[at + n] << 8 | drawn[at + n + 1] for n in range(1, 2 * count, 2)]
        found.append("".join(map(_piece, numbers)))
        at += 1 + 2 * count
    return found


def _piece(number: int) -> str:
    code = (number - _MANY) * 0x88 + number % 0x88
    if number < _MANY or code < 0x20 or unicodedata.category(chr(code)) in ("Cs", "Cc", "Cn"):
        return PIECES[number % len(PIECES)]
    return chr(code)


_TEXTS = st.binary(min_size=DRAWN_BYTES, max_size=DRAWN_BYTES).map(spelled_out)


@cache
def texts() -> tuple[str, ...]:
    """The texts, in the order in which they were drawn."""
    found: dict[str, None] = {}

    @settings(
        max_examples=TEXTS,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_TEXTS)
    def draw(drawn: list[str]) -> None:
        found.update(dict.fromkeys(drawn))
        if len(found) >= TEXTS:
            raise _Enough

    with pytest.raises(_Enough):
        draw()
    return tuple(found)[:TEXTS]


class _Enough(Exception):
    """All texts are there."""


def rows() -> list[dict[str, Any]]:
    """A person for every text; the kana is another of the texts."""
    made = []
    for at, text in enumerate(texts()):
        kana = texts()[at * 7 % TEXTS] if at % 3 else ""
        made.append(
            {
                "id": f"{at:032x}",
                "name": text,
                "kana": kana,
                "name_plain": names.plain(text),
                "name_folded": names.folded(text),
                "kana_key": names.katakana(kana) or names.folded(text),
                "search_key": names.search_key(text, kana),
            }
        )
    return made


def load(opened: OpenedOffice, made: list[dict[str, Any]]) -> None:
    """Keep the rows as they are."""
    with opened.office.work(opened.actor) as work:
        always = {"office_id": work.office_id, "version": 1}
        always |= {"created_at": work.now, "updated_at": work.now}
        work.session.execute(insert(Person), [{**row, **always} for row in made])


def ask(opened: OpenedOffice, question: Select[Any]) -> list[Row[Any]]:
    """The whole answer."""
    with opened.office.reading(opened.actor) as reading:
        return list(reading.session.execute(question))


def wanted() -> list[str]:
    """Pieces of the texts in other spellings, and texts that are drawn anew; folded, no repeats."""
    random = Random(SEED)
    found: dict[str, None] = {}
    while len(found) < QUERIES:
        text = random.choice(texts())
        at = random.randrange(len(text))
        piece = alphabets.spelled_otherwise(random, text[at : at + random.randint(1, 3)])
        found[names.search_folded(piece)] = None
    found.pop("", None)
    return list(found)


def pattern(folded: str) -> str:
    """The text between the signs of LIKE."""
    for sign in "/%_":
        folded = folded.replace(sign, f"/{sign}")
    return folded


def holds_sql() -> ColumnElement[bool]:
    """How the product asks, with the pattern taken from a table."""
    return Person.search_key.like(
        literal("%") + column("pattern", String) + literal("%"), escape="/"
    )


def searches(made: list[str]) -> Iterator[Select[Any]]:
    """Many searches in one question: how often each hits, and which."""
    number = func.length(Person.name)
    for at in range(0, len(made), AT_ONCE):
        data = [(at + n, pattern(text)) for n, text in enumerate(made[at : at + AT_ONCE])]
        asked = values(column("place"), column("pattern", String), name="v").data(data).cte("asked")
        yield (
            select(asked.c.place, func.count(), func.sum(number), func.min(Person.id),
                   func.max(Person.id))
            .select_from(asked.join(Person, holds_sql()))
            .group_by(asked.c.place)
            .order_by(asked.c.place)
        )  # fmt: skip


def expected_searches(made: list[str], persons: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """The same in Python."""
    found = []
    for place, text in enumerate(made):
        hits = [row for row in persons if text in row["search_key"]]
        if hits:
            lengths = sum(len(row["name"]) for row in hits)
            found.append((place, len(hits), lengths, hits[0]["id"], hits[-1]["id"]))
    return found


def test_both_engines_and_python_agree(
    opened_embedded: OpenedOffice, opened_server: OpenedOffice
) -> None:
    made, asked = rows(), wanted()
    assert len({row["name"] for row in made}) == TEXTS
    expected = expected_searches(asked, made)
    assert sum(count for _, count, *_ in expected) > TEXTS
    for opened in (opened_embedded, opened_server):
        load(opened, made)
        kept = ask(opened, select(Person.id, Person.name, Person.kana).order_by(Person.id))
        assert [tuple(row) for row in kept] == [(r["id"], r["name"], r["kana"]) for r in made]
        _sorted_alike(opened, made)
        _equal_alike(opened, made)
        found = [tuple(row) for question in searches(asked) for row in ask(opened, question)]
        assert found == expected
        _asked_as_the_product_asks(opened, asked, made)


def _sorted_alike(opened: OpenedOffice, made: list[dict[str, Any]]) -> None:
    for key in ("name", "name_folded", "kana_key", "search_key"):
        order = getattr(Person, key)
        found = [row.id for row in ask(opened, select(Person.id).order_by(order, Person.id))]
        assert found == [row["id"] for row in sorted(made, key=lambda row: (row[key], row["id"]))]


def _equal_alike(opened: OpenedOffice, made: list[dict[str, Any]]) -> None:
    for key in ("name", "name_plain", "name_folded", "kana_key"):
        same = getattr(Person, key)
        found = ask(opened, select(same, func.count(), func.length(same)).group_by(same))
        counts = Counter(row[key] for row in made)
        assert {row[0]: tuple(row[1:]) for row in found} == {
            text: (count, len(text)) for text, count in counts.items()
        }


def _asked_as_the_product_asks(
    opened: OpenedOffice, asked: list[str], made: list[dict[str, Any]]
) -> None:
    for text in asked[:40]:
        question = select(Person.id).where(*holding(opened.office.office_id, text))
        found = {row.id for row in ask(opened, question)}
        assert found == {row["id"] for row in made if text in row["search_key"]}, text
