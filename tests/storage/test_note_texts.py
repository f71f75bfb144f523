"""What people write is searched as it stands now: new, changed, emptied and deleted, of every kind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.clock import fixed
from app.storage.records import Activity, Episode, Meeting, NoteText, Person, Signal, Staff
from app.storage.types import stored_day
from app.storage.work import Work
from tests.conftest import OpenedOffice

WORDS = dict.fromkeys(("name", "name_plain", "name_folded", "kana_key", "search_key"), "見本")
LATE = fixed(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))


@pytest.fixture
def opened(opened_embedded: OpenedOffice) -> OpenedOffice:
    opened_embedded.office.clock = LATE
    return opened_embedded


def keep(work: Work, record: Any) -> str:
    kept: str = work.add(record).id
    work.session.flush()
    return kept


def rows(opened: OpenedOffice) -> dict[str, tuple[str, str, str]]:
    with opened.office.reading(opened.actor) as reading:
        found = reading.session.execute(
            select(NoteText.id, NoteText.kind, NoteText.day, NoteText.folded)
        )
        return {row.id: (row.kind, stored_day(row.day), row.folded) for row in found}


def filled(opened: OpenedOffice) -> dict[str, str]:
    """A record of every kind that is searched, and three without words of their own."""
    with opened.office.work(opened.actor) as work:
        made = {"person": keep(work, Person(note="ﾒﾓ", **WORDS))}
        who: dict[str, Any] = {"person_id": made["person"], "service": "x", "stage": "x"}
        made["episode"] = keep(work, Episode(start="2026-04-00", note="経過", **who))
        contact: dict[str, Any] = {"service": "x", "means": "x", "day": "2026-05-02"}
        made["activity"] = keep(
            work, Activity(episode_id=made["episode"], content="話した", partner="市", **contact)
        )
        made["meeting"] = keep(
            work, Meeting(kind="x", day=date(2026, 6, 3), title="会議", agenda="議題", minutes="")
        )
        made["signal"] = keep(
            work,
            Signal(
                received_on=date(2026, 7, 4),
                source_kind="x",
                about="心配",
                answer="返事",
                state="x",
            ),
        )
        keep(work, Activity(person_id=made["person"], content="ケースのない話", **contact))
        keep(work, Episode(start="2026-04-01", note="", **who))
        keep(work, Staff(name="一人", role="counsellor", active=True))
    return made


def test_every_kind_is_found_by_its_own_words_and_day(opened: OpenedOffice) -> None:
    made = filled(opened)
    assert rows(opened) == {
        made["person"]: ("person", "2026-11-24", "メモ"),
        made["episode"]: ("episode", "2026-04-00", "経過"),
        made["activity"]: ("activity", "2026-05-02", "話シタ\n市"),
        made["meeting"]: ("meeting", "2026-06-03", "会議\n議題"),
        made["signal"]: ("signal", "2026-07-04", "心配\n返事"),
    }


def test_what_is_changed_is_found_anew_and_what_is_emptied_no_more(opened: OpenedOffice) -> None:
    made = filled(opened)
    with opened.office.work(opened.actor) as work:
        work.get(Episode, made["episode"]).note = ""
        work.get(Meeting, made["meeting"]).minutes = "決定"
        work.get(Activity, made["activity"]).day = "2026-05-03"
        work.session.delete(work.get(Signal, made["signal"]))
        work.get(Person, made["person"]).sex = "male"
    found = rows(opened)
    assert set(found) == {made["person"], made["meeting"], made["activity"]}
    assert found[made["meeting"]][2] == "会議\n議題\n決定"
    assert found[made["activity"]][1] == "2026-05-03"


def test_a_contact_that_is_taken_off_its_case_is_found_no_more(opened: OpenedOffice) -> None:
    made = filled(opened)
    with opened.office.work(opened.actor) as work:
        work.get(Activity, made["activity"]).episode_id = None
    assert made["activity"] not in rows(opened)
