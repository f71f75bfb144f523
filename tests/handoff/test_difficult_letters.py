"""Difficult words in letters: they arrive as they were written, or nothing is written at all.

The reader of a letter refuses it whole for one sign or for one text too long; whoever writes must
hear of it before anything is sealed.
"""

from __future__ import annotations

import pytest

from app.errors import InvalidInput
from app.handoff.letters.body import Body, Person, Section, Share, View
from app.handoff.letters.body_form import LONG, MOST_ROWS, SHORT, unreadable
from app.handoff.letters.kinds import LetterKind
from app.storage.records import Disclosure
from tests.cases.one_case import ask
from tests.handoff.real_offices import Two, ask_for_help, at, carry, exchange_at, write
from tests.tricky import FAITHFUL, MARKUP, STORED_FORMULAS

TURNS = FAITHFUL["right to left"]
CONTROLS = FAITHFUL["controls of Latin-1"]
ARRIVING = [
    one for one in (*FAITHFUL.values(), *MARKUP, *STORED_FORMULAS) if one not in (TURNS, CONTROLS)
]


def test_words_arrive_as_they_were_written(two_embedded: Two) -> None:
    two = two_embedded
    facility = FAITHFUL["variant"]
    exchange = ask_for_help(two, facility=facility)
    carry(two, two.here)
    there = exchange_at(two.there)
    said = "\n".join(ARRIVING).strip()
    write(two.here, exchange, LetterKind.QUESTION, text=said)
    carry(two, two.here)
    bodies = [one.body for one in at(two.there, there).kept if one.body is not None]
    assert facility in {body.person.facility for body in bodies if body.person is not None}
    assert said in {body.text for body in bodies}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"お願い{TURNS}", "U+202E"),
        (f"お願い{CONTROLS}", "U+007F"),
    ],
    ids=["turning", "control"],
)
def test_what_the_other_side_would_refuse_is_refused_at_its_field(
    two_embedded: Two, text: str, why: str
) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    carry(two, two.here)
    before = ask(two.here, lambda r: r.session.query(Disclosure).count())
    with pytest.raises(InvalidInput, match="まだ何も送っていません") as caught:
        write(two.here, exchange, LetterKind.QUESTION, text=text)
    assert why in caught.value.by_field()["text"]
    assert len(at(two.here, exchange).letters) == 1
    assert ask(two.here, lambda r: r.session.query(Disclosure).count()) == before


def test_a_record_that_no_letter_holds_is_told_with_the_request(two_embedded: Two) -> None:
    with pytest.raises(InvalidInput) as caught:
        ask_for_help(two_embedded, facility="前橋" + TURNS)
    assert "渡す情報に、文では送れない文字（U+202E）" in caught.value.by_field()["items"]


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (Body(), ""),
        (Body(title="題", text="一\n二", sections=(Section("plan", (("欄", "一\n二"),), "文"),)), ""),
        (Body(title="一\n二"), "title"),
        (Body(next="次" * (SHORT + 1)), "next"),
        (Body(person=Person(name="名\u2066")), "person"),
        (Body(sections=(Section("progress", (("日", "文"),) * (MOST_ROWS + 1)),)), "sections"),
        (Body(sections=(Section("progress", (), "長" * (LONG + 1)),)), "sections"),
        (Body(shares=(Share("interview", "done", "\x85"),)), "shares"),
        (Body(view=View("asked", "0" * 32, None, "所" * (SHORT + 1))), "view"),
        (Body(files=("名\u202e.pdf",)), "files"),
    ],
)  # fmt: skip
def test_each_part_is_read_as_the_reader_will(body: Body, part: str) -> None:
    found, why = unreadable(body)
    assert found == part and bool(why) == bool(part)
