"""A full disk while a 会議, a 同意, a つなぎ or a 端緒 is saved: said at once, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from app.cases.queries import cases_named
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.storage.folders import OfficeFolder
from app.storage.records import Base, Consent, HistoryEntry, Meeting, Referral, Signal
from app.ui.desk import Where
from app.ui.window import MainWindow
from tests.ui.program.test_commands import window_of

__all__ = ["window_of"]
_NO_LIMIT = 1_073_741_823
LONG = "ひのきの間で話した。" * 900
"""More than the free room in the pages of the file."""


@contextmanager
def full_disk(engine: Engine) -> Iterator[None]:
    """The engine's own word for a full disk: the file may not grow."""
    pages = [1]

    def begin(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages[0]}")

    event.listen(engine, "begin", begin)  # each connection has a limit of its own
    yield
    pages[0] = _NO_LIMIT


def section(window: Any, key: str) -> Any:
    """The form of a section of the first case."""
    with window.desk.office.reading(window.desk.actor) as reading:
        episode = cases_named(reading, "齋藤", 1)[0].id
    window.show_where(Where("cases", {"episode": episode}))
    found = next(one for one in window.shown.pane.summary.sections if one.key == key)
    found.add_one.click()
    return found


def consent(window: Any, whom: str) -> tuple[Any, dict[str, Any]]:
    """A new 同意, and what is typed into it."""
    here = section(window, "consents")
    return here, {
        "given_on": "R8.11.20",
        "organisation_id": whom,
        "items": ("identity",),
        "purpose": "住まいの調整",
        "wording": LONG,
    }


def referral(window: Any, whom: str) -> tuple[Any, dict[str, Any]]:
    """A new つなぎ."""
    here = section(window, "referrals")
    asked = {"kind": "participation", "organisation_id": whom, "asked": "日中の居場所"}
    return here, {**asked, "situation": LONG}


def meeting(window: Any, whom: str) -> tuple[Any, dict[str, Any]]:
    """A new 会議."""
    window.show_where(Where("meetings", {"new": True}))
    typed = {"kind": "case", "day": "12/1", "start": "10:00", "agenda": LONG}
    return window.shown.leaf.pane, typed


def signal(window: Any, whom: str) -> tuple[Any, dict[str, Any]]:
    """A new 端緒."""
    window.show_where(Where("network", {"leaf": "signals", "new": True}))
    return window.shown.leaf.pane, {"source_kind": "water_utility", "text": LONG}


Begin = Callable[[MainWindow, str], tuple[Any, dict[str, Any]]]


def counted(window: Any, *kinds: type[Base]) -> list[int]:
    with window.desk.office.reading(window.desk.actor) as reading:
        return [reading.session.scalar(select(func.count()).select_from(k)) or 0 for k in kinds]


@pytest.mark.parametrize(
    ("begin", "kind"),
    [(meeting, Meeting), (consent, Consent), (referral, Referral), (signal, Signal)],
)
def test_it_is_said_and_what_was_typed_is_saved_once_there_is_room(
    window_of: Any, folder: OfficeFolder, asking: Any, begin: Begin, kind: type[Base]
) -> None:
    window = window_of(folder)
    with window.desk.office.work(window.desk.actor) as work:
        whom = organisations.add(work, OrganisationInput("participation", "見本サロン"))
    here, typed = begin(window, whom)
    form = here.form
    for key, value in typed.items():
        form.rows[key].set_value(value)
    before = counted(window, kind, HistoryEntry)
    with full_disk(window.desk.office.engine):
        form.save()
    words = asking.said[-1][1]
    assert "ディスクの空きが足りない" in words and "もう一度" in words
    assert counted(window, kind, HistoryEntry) == before
    assert here.form is form and form.dirty and not form.saving
    assert form.save_button.isEnabled()
    assert all(form.rows[key].value() == value for key, value in typed.items())
    form.save()
    assert here.form is None
    assert counted(window, kind)[0] == before[0] + 1
