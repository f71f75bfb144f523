"""The list and its search give the same answers from the embedded file and from the server."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from app.cases import queries
from app.cases.actions import open_episode
from app.cases.queries import (
    PAGE,
    CaseFilter,
    CaseList,
    CaseRow,
    case_list,
    cases_named,
    workers,
)
from app.codes import Service
from app.errors import InvalidInput
from app.people.actions import register
from app.people.names import search_folded
from app.people.queries import similar_people
from app.people.rules import PersonInput
from app.storage.records import Episode, Person
from tests.cases.made_up_texts import PAGES, SORTS, Rows, some_queries, some_rows
from tests.conftest import LONG, OpenedOffice
from tests.served_office import ServedOffice

PERSONS, SEED = 2_000, 20261124
QUERIES, TYPED, TURNED = (400, 100, 50) if LONG in os.environ else (40, 10, 150)
"""Searches, made-up questions, and the rows of a page where a list is turned through."""
COUNTED = 100
"""A tenth of what the list counts, so that many searches find more."""
BAD = ["\0", "\r", "\x01", "\x08", "\x0b", "\x1f", "\ud800", "\udfff", "\ufffe"]


@dataclass(frozen=True)
class Asked:
    """One question to the list."""

    text: str
    sort: str
    descending: bool
    page: tuple[int, int]
    worker: str = ""
    ended_too: bool = True


Orders = dict[tuple[str, bool], list[CaseRow]]
"""The whole list by what it is sorted by, and whether backwards."""


@dataclass(frozen=True)
class Both:
    """Two offices with the same persons and episodes."""

    embedded: OpenedOffice
    server: OpenedOffice
    rows: Rows

    def answers(self, asked: Asked) -> CaseList:
        """What the embedded file says; the server must say the same."""
        ours, theirs = (self._ask(one, asked) for one in (self.embedded, self.server))
        assert ours == theirs, asked
        return ours

    def _ask(self, opened: OpenedOffice, asked: Asked) -> CaseList:
        wanted = CaseFilter(text=asked.text, worker=asked.worker, ended_too=asked.ended_too)
        offset, limit = asked.page
        with opened.office.reading(opened.actor) as reading:
            return case_list(
                reading,
                wanted,
                sort=asked.sort,
                descending=asked.descending,
                offset=offset,
                limit=limit,
            )


def filled(embedded: OpenedOffice, server: OpenedOffice, rows: Rows) -> Both:
    """The same rows with the same ids in both."""
    for opened in (embedded, server):
        with opened.office.work(opened.actor) as work:
            for kind, found in ((Person, rows.persons), (Episode, rows.episodes)):
                always = {"office_id": work.office_id, "version": 1}
                always |= {"created_at": work.now, "updated_at": work.now}
                work.session.execute(insert(kind), [{**row, **always} for row in found])
    return Both(embedded, server, rows)


@pytest.fixture
def both(opened_embedded: OpenedOffice, opened_server: OpenedOffice, _served: ServedOffice) -> Both:
    made = filled(opened_embedded, opened_server, some_rows(SEED, PERSONS))
    _served.admin.execute("ANALYZE person, episode")  # as a server does by itself before long
    return made


def compare_searches(both: Both, seed: int, count: int) -> int:
    """Ask both, and count in Python what must be found; gives how many were found in all."""
    random, hits = Random(seed), 0
    keys = {row["id"]: row["search_key"] for row in both.rows.persons}
    for text in some_queries(seed, both.rows, count):
        sort, page = random.choice(SORTS), random.choice(PAGES)
        found = both.answers(Asked(text, sort, random.random() < 0.5, page))
        folded = search_folded(text)
        expected = [row for row in both.rows.episodes if folded in keys[row["person_id"]]]
        counted = _counted(sum(page)) if folded else len(expected)
        assert found.total == min(len(expected), counted), text
        assert found.more == (len(expected) > counted)
        assert len(found.rows) == max(0, min(page[1], len(expected) - page[0]))
        assert {row.id for row in found.rows} <= {row["id"] for row in expected}
        hits += found.total
    return hits


def _counted(seen: int) -> int:
    counted = COUNTED
    while counted < seen + PAGE:
        counted *= 2
    return counted


def test_searches_and_orders(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "COUNTED", COUNTED)
    assert compare_searches(both, SEED, QUERIES) > QUERIES
    orders: Orders = {}
    for sort in SORTS:
        for descending in (False, True):
            pages = [both.answers(Asked("", sort, descending, (at, 800))) for at in (0, 800, 1600)]
            whole = orders[sort, descending] = [row for page in pages for row in page.rows]
            assert len({row.id for row in whole}) == 2400
    text = st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
        max_size=4,
    )
    sorts, pages_ = st.sampled_from(SORTS), st.sampled_from(PAGES)
    worker = st.sampled_from(sorted(both.rows.workers))

    @settings(max_examples=TYPED, deadline=None, database=None)
    @given(st.builds(Asked, text, sorts, st.booleans(), pages_, worker, st.booleans()))
    def whatever_is_typed(asked: Asked) -> None:
        both.answers(asked)

    whatever_is_typed()

    _choices_and_persons_of_the_same_name(both)
    for descending in (False, True):
        _what_has_no_end_stands_together(orders["end", descending], descending)
    _what_many_have_is_in_order_too(both, orders)


def _choices_and_persons_of_the_same_name(both: Both) -> None:
    with (
        both.embedded.office.reading(both.embedded.actor) as ours,
        both.server.office.reading(both.server.actor) as theirs,
    ):
        assert workers(ours) == workers(theirs) != ()
        for row in both.rows.persons[:100]:
            found = similar_people(ours, row["name"], row["kana"])
            assert found == similar_people(theirs, row["name"], row["kana"])


def _what_has_no_end_stands_together(found: list[CaseRow], descending: bool) -> None:
    lacking = [row.end is None for row in found]
    assert lacking == sorted(lacking, reverse=not descending)
    assert any(lacking)
    assert not all(lacking)


def _what_many_have_is_in_order_too(both: Both, orders: Orders) -> None:
    """A text that is found so often that neither all hits are counted nor all persons read."""
    often = Counter(char for row in both.rows.persons for char in set(row["search_key"]))
    often.pop("\n")
    (text, most), *_ = often.most_common(1)
    assert most > 600 > COUNTED
    holds = {row["id"] for row in both.rows.persons if text in row["search_key"]}
    for sort in SORTS:
        for descending in (False, True):
            whole: list[str] = []
            for at in range(0, 600, TURNED):
                page = Asked(text, sort, descending, (at, TURNED))
                whole += [row.id for row in both.answers(page).rows]
            everything = orders[sort, descending]
            assert whole == [row.id for row in everything if row.person_id in holds][:600]
    for found in (text, both.rows.persons[0]["name"][:1]):
        _palette_is_the_list_by_name(both, found)


def _palette_is_the_list_by_name(both: Both, text: str) -> None:
    listed = both.answers(Asked(text, "name", False, (0, 12))).rows
    for opened in (both.embedded, both.server):
        with opened.office.reading(opened.actor) as reading:
            assert cases_named(reading, text, 12) == listed


@pytest.mark.parametrize("bad", BAD)
def test_unstorable_text_is_refused_before_either_engine(opened: OpenedOffice, bad: str) -> None:
    note = f"山田{bad}太郎"
    with pytest.raises(InvalidInput) as kept, opened.office.work(opened.actor) as work:
        register(work, PersonInput("山田", "ヤマダ", "male", "", note=note))
    with opened.office.reading(opened.actor) as reading:
        assert case_list(reading, CaseFilter(ended_too=True)).total == 0
        if not re.match(r"\s", bad):  # white space is no part of a search
            with pytest.raises(InvalidInput) as asked:
                case_list(reading, CaseFilter(text=note))
            assert str(asked.value) == str(kept.value)
    assert f"3文字目に、保存できない文字（U+{ord(bad):04X}、" in str(kept.value)


def test_texts_as_long_as_the_rules_allow(opened: OpenedOffice) -> None:
    random = Random(SEED)  # a text that repeats itself would be packed small
    kanji = [chr(random.randrange(0x20000, 0x2A6D0)) for _ in range(600)]
    name, kana, number = ("".join(kanji[at : at + length]) for at, length in
                          ((0, 200), (200, 200), (400, 100)))  # fmt: skip
    with opened.office.work(opened.actor) as work:
        person = register(work, PersonInput(name, kana, "male", ""))
        for at in range(20):
            typed = {"start": "R6.4.1", "number": number[at:] + number[:at]}
            open_episode(work, person, Service.COORDINATION, typed)
    with opened.office.reading(opened.actor) as reading:
        assert case_list(reading, CaseFilter(text=number[:50])).total == 20


@pytest.mark.parametrize("long", ["山" * 201, "㍿" * 51, "ﷺ" * 14])
def test_longer_texts_are_refused_at_their_field(opened: OpenedOffice, long: str) -> None:
    with pytest.raises(InvalidInput) as caught, opened.office.work(opened.actor) as work:
        register(work, PersonInput(long, long, "male", ""))
    assert [(p.field, "200文字まで" in p.message) for p in caught.value.problems] == [
        ("name", True),
        ("kana", True),
    ]
    with pytest.raises(InvalidInput) as caught, opened.office.work(opened.actor) as work:
        person = register(work, PersonInput("山田", "", "male", ""))
        open_episode(work, person, Service.COORDINATION, {"start": "R6.4.1", "number": "1" * 101})
    assert [p.field for p in caught.value.problems] == ["number"]
    assert "管理番号は100文字まで" in str(caught.value)
