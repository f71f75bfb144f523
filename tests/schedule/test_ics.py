"""予定 for another calendar: readable by any, and never with the name of a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.schedule import ics
from app.schedule.entry import Entry

STAMP = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
ENTRY = Entry(
    id="a1b2",
    version=3,
    day=date(2026, 12, 1),
    start=600,
    end=690,
    kind="interview",
    title="髙橋さんと面接",
    place="髙橋宅",
    workers=("試作",),
    state="planned",
    note="髙橋さんの希望で午前",
    episode_id="e1",
    number="R8-C-001",
    name="髙橋 はるな",
    service="coordination",
    activity_id=None,
    closed_note="",
)
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)


def read(data: bytes) -> list[tuple[str, str]]:
    """Name and value of every line, unfolded and unescaped as a calendar would."""
    text = data.decode()
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    return [(line.partition(":")[0], unescaped(line.partition(":")[2])) for line in lines]


def unescaped(value: str) -> str:
    """The text behind a value."""
    text, rest = "", iter(value)
    for char in rest:
        escaped = next(rest) if char == "\\" else ""
        text += {"n": "\n", "N": "\n"}.get(escaped, escaped) if escaped else char
    return text


def event(entry: Entry, office: str = "群馬県センター") -> dict[str, str]:
    """The lines of one event."""
    return dict(read(ics.calendar(office, (entry,), STAMP)))


def test_an_event_holds_kind_number_times_and_office_only() -> None:
    found = event(ENTRY)
    assert found["SUMMARY"] == "面接 R8-C-001"
    assert found["DESCRIPTION"] == "群馬県センター"
    assert (found["DTSTART"], found["DTEND"]) == ("20261201T010000Z", "20261201T023000Z")
    assert found["DTSTAMP"] == "20261124T000000Z" and found["UID"] == "a1b2@teichaku"
    text = ics.calendar("群馬県センター", (ENTRY,), STAMP).decode()
    assert "髙橋" not in text and "はるな" not in text and "希望" not in text


def test_a_number_into_which_the_name_was_written_is_left_out() -> None:
    for number in ("R8-髙橋", "はるな 1", "R8 髙橋　はるな"):
        assert event(replace(ENTRY, number=number))["SUMMARY"] == "面接"


def test_whole_days_and_entries_without_an_end() -> None:
    whole = event(replace(ENTRY, start=None, end=None, kind="leave", day=date(2026, 12, 31)))
    assert whole["DTSTART;VALUE=DATE"] == "20261231" and whole["DTEND;VALUE=DATE"] == "20270101"
    assert whole["TRANSP"] == "OPAQUE"
    assert event(replace(ENTRY, start=None, end=None))["TRANSP"] == "TRANSPARENT"
    assert event(replace(ENTRY, start=0, end=None))["DTSTART"] == "20261130T150000Z"
    assert event(replace(ENTRY, start=0, end=None))["DTEND"] == "20261130T160000Z"


def test_a_calendar_that_took_it_before_hears_of_the_change() -> None:
    assert event(ENTRY)["SEQUENCE"] == "2" and event(ENTRY)["STATUS"] == "CONFIRMED"
    assert event(replace(ENTRY, state="cancelled"))["STATUS"] == "CANCELLED"


@given(words)
def test_every_text_comes_back_and_no_line_is_too_long(office: str) -> None:
    data = ics.calendar(office, (ENTRY,), STAMP)
    for line in data.split(b"\r\n"):
        assert len(line) <= ics.LONGEST_LINE
        line.decode()  # no sign is cut in two
    kept = office.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in kept if char in "\n\t" or (char >= " " and char != "\x7f"))
    assert dict(read(data))["DESCRIPTION"] == kept


@given(words.filter(lambda text: text.isprintable()))
def test_folded_pieces_make_the_line_again(line: str) -> None:
    pieces = list(ics.folded(line))
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])


def test_many_entries_are_many_events() -> None:
    entries = [replace(ENTRY, id=str(n), day=ENTRY.day + timedelta(days=n)) for n in range(3)]
    lines: list[Any] = read(ics.calendar("x", entries, STAMP))
    assert lines[0] == ("BEGIN", "VCALENDAR") and lines[-1] == ("END", "VCALENDAR")
    assert [value for name, value in lines if name == "UID"] == [f"{n}@teichaku" for n in range(3)]
