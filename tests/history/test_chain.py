"""Any change to a written history shows where it begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.history.chain import START, Link, first_break, mac

KEY = b"\x07" * 32


def chain(length: int) -> list[tuple[Link, str]]:
    entries: list[tuple[Link, str]] = []
    previous = START
    for seq in range(1, length + 1):
        link = Link(
            office_id="o",
            seq=seq,
            at=datetime(2026, 4, 1, tzinfo=UTC) + timedelta(minutes=seq),
            actor_id="a",
            kind="episode.corrected",
            subject_kind="episode",
            subject_id="e",
            words="備考を訂正",
            details={"fields": ["note"]},
            operation_id=str(seq),
        )
        previous = mac(KEY, previous, link)
        entries.append((link, previous))
    return entries


def test_an_untouched_chain_is_whole() -> None:
    assert first_break(KEY, chain(30)) is None


@given(
    st.integers(1, 29), st.sampled_from(["words", "details", "seq", "drop", "swap", "mac", "key"])
)
def test_every_tampering_is_located(place: int, what: str) -> None:
    entries = chain(30)
    link, found = entries[place - 1]
    if what == "words":
        entries[place - 1] = (replace(link, words="開始日を訂正"), found)
    elif what == "details":
        entries[place - 1] = (replace(link, details={}), found)
    elif what == "seq":
        entries[place - 1] = (replace(link, seq=link.seq + 100), found)
    elif what == "drop":
        del entries[place - 1]
    elif what == "swap":
        entries[place - 1], entries[place] = entries[place], entries[place - 1]
    elif what == "mac":
        entries[place - 1] = (link, "0" * 64)
    key = b"other" if what == "key" else KEY
    broken = first_break(key, entries)
    expected = {"key": 1, "seq": place + 100}.get(
        what, place + 1 if what in ("drop", "swap") else place
    )
    assert broken == expected
