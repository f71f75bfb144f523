"""Whatever the window shows of somebody is in the history, each with what it was about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from sqlalchemy import select

from app.cases.queries import CaseFilter, case_list
from app.storage.records import Attachment, Episode, HistoryEntry, Meeting, Referral, Signal
from app.ui import searches
from app.ui.desk import Where
from app.ui.window import MainWindow, SignedIn


class Looked:
    """The window, and what the history says since it was asked last."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._seq = 0
        self.since()

    def one(self, kind: type[Any], *conditions: Any) -> Any:
        """A record of this kind."""
        desk = self.window.desk
        with desk.office.reading(desk.actor) as reading:
            found = reading.session.scalars(select(kind).where(*conditions).limit(1)).one()
            reading.session.expunge_all()
        return found

    def since(self) -> list[tuple[str, str | None]]:
        """(kind, subject) of the entries since the last time."""
        desk = self.window.desk
        with desk.office.reading(desk.actor) as reading:
            rows = reading.session.scalars(
                select(HistoryEntry).where(HistoryEntry.seq > self._seq).order_by(HistoryEntry.seq)
            ).all()
            self._seq = rows[-1].seq if rows else self._seq
            return [(row.kind, row.subject_id) for row in rows]


@pytest.fixture
def looked(
    dressed: Any, practice: SignedIn, jobs: Any, asking: Any, settings: QSettings
) -> Iterator[Looked]:
    practice.office.seen.forget()
    window = MainWindow(practice, jobs, asking, settings)
    window.show()
    yield Looked(window)
    window.close()


def test_a_case_with_its_paper_and_its_files(looked: Looked, qtbot: Any) -> None:
    file = looked.one(
        Attachment, Attachment.owner_kind == "episode", Attachment.removed_at.is_(None)
    )
    case = file.owner_id
    looked.window.show_where(Where("cases", {"episode": case}))
    assert set(looked.since()) == {("view.list", None), ("view.case", case)}
    pane = looked.window.shown.pane  # type: ignore[union-attr]
    pane.print_paper("face")
    qtbot.waitUntil(lambda: pane.preview.printed is not None)
    assert looked.since() == [("view.paper", case)]
    pane.preview.reject()
    section = next(one for one in pane.summary.sections if one.key == "attachments")
    shown = next(row for _, row in section.list.model.loaded_rows() if row.id == file.id)
    section.list.taking_out.show_outside = lambda path: None
    section.list.taking_out.open(shown)
    ((kind, subject),) = looked.since()
    assert kind in ("attachment.viewed", "attachment.opened") and subject == file.id


@pytest.mark.parametrize(
    ("place", "fact", "kind", "told"),
    [
        ("meetings", "meeting", Meeting, "view.meeting"),
        ("network", "referral", Referral, "view.referral"),
        ("network", "signal", Signal, "view.signal"),
    ],
)
def test_a_record_beside_its_list(
    looked: Looked, place: str, fact: str, kind: type[Any], told: str
) -> None:
    record = looked.one(kind)
    looked.window.show_where(Where(place, {fact: record.id}))
    seen = looked.since()
    assert (told, record.id) in seen and ("view.list", None) in seen
    looked.window.shown.read_again()  # type: ignore[union-attr]
    looked.window.desk.office.seen.forget()
    looked.window.shown.read_again()  # type: ignore[union-attr]
    assert looked.since() == []


def test_the_places_with_names(looked: Looked) -> None:
    for place in ("schedule", "today", "cases"):
        looked.window.show_where(Where(place))
    assert looked.since() == [("view.list", None)] * 2  # 今日 was open from the beginning
    looked.window.show_where(Where("report"))  # numbers, and the cases behind the first of them
    assert [kind for kind, _ in looked.since()] == ["view.figure"]


def test_a_search_is_told_when_it_stands_or_leads_somewhere(
    looked: Looked, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = looked.window.desk
    with desk.office.reading(desk.actor) as reading:
        row = case_list(reading, CaseFilter(), limit=1).rows[0]
    field = looked.window.top.search.field
    for length in range(1, 3):
        field.setText(row.name[:length])
    assert looked.since() == []  # no key of it
    looked.window.palette_search._take(f"case:{row.id}")
    seen = looked.since()
    assert seen[0] == ("view.search", None) and ("view.case", row.id) in seen
    monkeypatch.setattr(searches, "PAUSE_MS", 1)
    looked.window.show_where(Where("cases"))
    found = looked.window.shown.list  # type: ignore[union-attr]
    found._searches._pause.setInterval(1)
    looked.since()
    found.search.field.setText(row.name[:2])
    qtbot.waitUntil(lambda: ("view.search", None) in looked.since())


def test_a_person_beside_another_and_a_new_case(looked: Looked) -> None:
    mine, other = (row.person_id for row in _two(looked))
    case = looked.one(Episode, Episode.person_id == mine)
    looked.window.show_where(Where("cases", {"episode": case.id}))
    looked.since()
    pane = looked.window.shown.pane  # type: ignore[union-attr]
    section = next(one for one in pane.summary.sections if one.key == "same_person")
    section.side_by_side(other)
    section.dialog.reject()
    assert looked.since() == [("view.person", other)]
    pane.begin(mine)
    assert looked.since() == [("view.person", mine)]


def _two(looked: Looked) -> Any:
    desk = looked.window.desk
    with desk.office.reading(desk.actor) as reading:
        rows = case_list(reading, CaseFilter(), limit=20).rows
    return rows[0], next(row for row in rows if row.person_id != rows[0].person_id)
