"""Any change to a written history shows where it begins."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.history.chain import ALTERED, MISSING, START, Break, Head, Link, check, mac

TAMPERS = int(os.environ.get("TEICHAKU_TAMPERS", "100"))
"""The long run is 1,000 and more."""
ACTS = ("cut", "drop", "swap", "swap content", "insert", "mac", "rechained", "move")
KEY = b"\x07" * 32


def chain(length: int, words: str = "備考を訂正") -> list[tuple[Link, str]]:
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
            words=words,
            details={"fields": ["note"]},
            operation_id=str(seq),
        )
        previous = mac(KEY, previous, link)
        entries.append((link, previous))
    return entries


def test_an_untouched_chain_is_whole() -> None:
    entries = chain(30)
    done = check(KEY, entries, [Head(30, entries[-1][1]), Head(7, entries[6][1]), Head()])
    assert done.broken is None
    assert done.head == Head(30, entries[-1][1])


@settings(max_examples=TAMPERS, deadline=None)
@given(
    st.integers(1, 29),
    st.sampled_from(
        [*["at", "actor_id", "kind", "subject_id", "words", "details", "operation_id"], *ACTS]
    ),
    st.text(min_size=1, max_size=9),
)
def test_every_tampering_is_located(place: int, what: str, other: str) -> None:
    entries = chain(30)
    link, found = entries[place - 1]
    why = ALTERED
    if what == "at":
        entries[place - 1] = (replace(link, at=link.at + timedelta(microseconds=1)), found)
    elif what == "details":
        entries[place - 1] = (replace(link, details={"fields": [other]}), found)
    elif what == "cut":
        del entries[place:]
        place, why = place + 1, MISSING
    elif what == "drop":
        del entries[place - 1]
        why = MISSING
    elif what == "swap":
        entries[place - 1], entries[place] = entries[place], entries[place - 1]
        why = MISSING
    elif what == "move":
        entries.append(entries.pop(place - 1))
        why = MISSING
    elif what == "swap content":
        after = entries[place]
        entries[place - 1] = (replace(after[0], seq=place), after[1])
        entries[place] = (replace(link, seq=place + 1), found)
    elif what == "insert":
        entries.insert(place - 1, (replace(link, words=link.words + other), found))
        entries[place:] = [(replace(one, seq=one.seq + 1), m) for one, m in entries[place:]]
    elif what == "mac":
        entries[place - 1] = (link, "0" * 64)
    elif what == "rechained":
        entries = chain(30, words=other)
        place = 30
    else:
        entries[place - 1] = (replace(link, **{what: f"{getattr(link, what)}{other}"}), found)
    head = Head(30, chain(30)[-1][1])
    assert check(KEY, entries, [head]).broken == Break(place, why)


def test_another_key_is_found_at_the_first_entry() -> None:
    assert check(b"other", chain(3)).broken == Break(1, ALTERED)


def test_an_empty_history_is_whole_unless_more_was_known() -> None:
    assert check(KEY, []).broken is None
    assert check(KEY, [], [Head(4, "f" * 64)]).broken == Break(1, MISSING)
