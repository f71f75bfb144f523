"""What was blackened is in no byte of the paper, whatever was selected."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.reports.papers.render import render
from app.reports.papers.subject_records import records_paper
from app.storage.work import Reading
from app.subject_access.grounds.rules import PROPOSED, THIRD
from app.subject_access.items.item import Item, Line, read_out
from app.subject_access.marking.rules import (
    BAR,
    Span,
    State,
    as_kept,
    blackened,
    read_spans,
    settled,
    without,
)
from app.subject_access.package import Marked, Package, RequestFacts
from app.subject_access.rules import Kind
from tests.conftest import OpenedOffice
from tests.subject_access.made import pdf_words

WORDS = st.text("亜伊宇江於加気久計己左之寸世曽多千川天止", min_size=8, max_size=60)
"""Characters that stand nowhere else on the paper: one that is found was not blackened."""
REQUEST = RequestFacts(
    id="r", version=1, person_id="p", name="例示 一郎", kind=Kind.DISCLOSURE, number="R8-1",
    requester="self", requester_name="", identified="提示", received_on=date(2026, 11, 20),
    addressee="prefecture", forwarded="", asked="すべて", since=None, until=None, rule="",
    due_on=None, extended_until=None, extended_why="", worker="", result="", decided_on=None,
    decided_why="", note="", recorded_at=datetime(2026, 11, 20, tzinfo=UTC),
)  # fmt: skip


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    """A text in which no character stands twice in and out of the spans, and spans in any order."""
    text = draw(WORDS)
    place = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(place, place), min_size=1, max_size=5))
    return text, tuple(Span(min(pair), max(pair), THIRD) for pair in pairs)


@given(texts())
def test_only_what_is_outside_of_the_spans_is_left(made: tuple[str, tuple[Span, ...]]) -> None:
    text, spans = made
    inside = {at for span in spans for at in range(span.start, span.end)}
    kept = [text[at] for at in range(len(text)) if at not in inside]
    left = blackened(text, spans)
    assert left.replace(BAR, "") == "".join(kept)
    assert BAR * 2 not in left  # two that touch are one, so that no count tells a length
    assert set(left.split(BAR)) <= {
        text[a:b] for a in range(len(text) + 1) for b in range(a, len(text) + 1)
    }


@given(texts())
def test_spans_are_kept_and_taken_back(made: tuple[str, tuple[Span, ...]]) -> None:
    text, spans = made
    once = settled(spans, len(text))
    assert settled(once, len(text)) == once == read_spans(as_kept(once))
    assert blackened(text, once) == blackened(text, spans)
    assert without(once, 0, len(text)) == ()
    first = once[:1]
    for span in first:
        assert blackened(text, without(once, span.start, span.end)).count(BAR) == len(
            settled((Span(o.start, o.end) for o in once[1:]), len(text))
        )


def package_of(text: str, spans: tuple[Span, ...], withheld: str) -> Package:
    told, _ = read_out([Line("", text)])
    item = Item("activity:1", "支援経過", "支援経過", None, "", "", date(2026, 5, 1), told)
    other = replace(item, key="activity:2", text=withheld)
    return Package(
        REQUEST,
        (
            Marked(item, State.PART, "", settled(spans, len(told))),
            Marked(other, State.WITHHOLD, THIRD),
        ),
        PROPOSED,
        (),
    )


def streams(pdf: bytes) -> bytes:
    """Every stream of a PDF as it is after its filters, and the bytes around them."""
    found = [pdf]
    for one in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        ascii85 = one.strip().endswith(b"~>")
        data = base64.a85decode(b"<~" + one.strip(), adobe=True) if ascii85 else one
        try:
            found.append(zlib.decompressobj().decompress(data))
        except zlib.error:
            found.append(data)
    return b"\n".join(found)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(texts(), WORDS)
def test_what_is_blackened_or_withheld_is_in_no_byte_of_the_paper(
    opened_embedded: OpenedOffice, made: tuple[str, tuple[Span, ...]], withheld: str
) -> None:
    text, spans = made
    inside = {at for span in spans for at in range(span.start, span.end)}
    outside = {text[at] for at in range(len(text)) if at not in inside}
    secret = ({text[at] for at in inside} | set(withheld)) - outside
    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        paper = records_paper(reading, package_of(text, spans, withheld))
    pdf = render(paper).data
    seen = pdf_words(pdf)
    raw = streams(pdf)
    names = raw.upper()
    for char in secret:
        assert char not in seen
        assert named_by_a_font(char) not in names
        for coded in ("utf-8", "utf-16-be", "cp932"):
            assert (char * 2).encode(coded) not in raw  # two of them: one may stand there by chance
    for char in outside:
        assert char in seen
        assert named_by_a_font(char) in names  # so that the check above can fail


def named_by_a_font(char: str) -> bytes:
    """A font holds only the characters that are drawn, and its table names each."""
    return f"<{ord(char):04X}>".encode()


def test_the_title_of_an_item_given_in_part_tells_neither_its_day_nor_its_writer(
    opened_embedded: OpenedOffice,
) -> None:
    found = package_of("亜伊宇", (Span(0, 1, THIRD),), "加")
    marked = found.items[0]
    item = replace(marked.item, day_words="R8.5.1", source="筆者 某")

    def told(reading: Reading, state: State) -> str:
        one = replace(marked, item=item, state=state)
        return "".join(records_paper(reading, replace(found, items=(one,))).texts())

    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        part, whole = told(reading, State.PART), told(reading, State.GIVE)
    assert "R8.5.1" not in part and "筆者" not in part
    assert "R8.5.1" in whole and "筆者" in whole


@pytest.mark.parametrize("length", [1, 2, 50])
def test_the_bar_is_as_long_whatever_was_below_it(length: int) -> None:
    assert blackened("亜" * length, (Span(0, length),)) == BAR
