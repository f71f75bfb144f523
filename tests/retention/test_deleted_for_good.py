"""保存期間 from the rule to the last row: a 年度 passes, a list, a second person, and nothing is left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select

from app.calendar.fiscal import Period, calendar_year, fiscal_year, half_year, month, quarter
from app.reports.counting.figure_set import as_json
from app.reports.counting.figures import figures
from app.reports.submissions.difference import compared
from app.reports.submissions.snapshot import Snapshot, snapshot
from app.storage.folders import OfficeFolder
from app.storage.records import Base
from tests.retention.due_person import Centre, centre_in_file, centre_on_server
from tests.storage.restricted import CANARY
from tests.throwaway_server import ThrowawayServer

PERIODS: tuple[Period, ...] = (
    *(month(2022, number) for number in (4, 5, 9, 12)),
    *(month(2023, number) for number in (2, 3, 5, 6)),
    *(quarter(2022, 1), half_year(2022, 2), fiscal_year(2022), fiscal_year(2023)),
    *(calendar_year(2022), calendar_year(2023), fiscal_year(2026)),
)
NUMBERED = ("episode", "retention_item")
WHY_RESTRICTED = f"担当限定にした（見られる人: 内側 一。理由: {CANARY}理由）"
"""The history is never rewritten: what somebody typed as a reason stays there."""


@pytest.fixture(scope="module", params=["file", "server"])
def centre(
    request: pytest.FixtureRequest,
    practice_template: OfficeFolder,
    server: ThrowawayServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Centre]:
    with centre_in_file(practice_template, tmp_path_factory.mktemp("due")) as file:
        if request.param == "file":
            yield file
            return
        with centre_on_server(file, server, "retention") as served:
            yield served


def counted(centre: Centre) -> dict[str, tuple[dict[str, object], Snapshot]]:
    with centre.office.reading(centre.director) as reading:
        found = {one.label: figures(reading, one) for one in PERIODS}
        return {label: (as_json(one), snapshot(one)) for label, one in found.items()}


def left(connection: Connection, gone: frozenset[str]) -> dict[str, list[str]]:
    """Table → values of its rows that hold a word of the person or an id of what went."""
    found: dict[str, list[str]] = {}
    for table in Base.metadata.sorted_tables:
        rows = connection.execute(select(table))
        told = [str(value) for row in rows for value in row if value is not None]
        whole = "\n".join(told)
        there = [key for key in (CANARY, *gone) if key in whole]
        if there:
            found[table.name] = [one for one in told if any(key in one for key in there)]
    return found


def test_everything_goes_and_every_figure_stays(centre: Centre) -> None:
    before = counted(centre)
    with centre.office.engine.connect() as connection:
        assert len(left(connection, frozenset())) > 40, "words to look for in most tables"
    listed = centre.proposed()
    gone = centre.removed(listed, centre.agreed(listed))
    assert gone == {*centre.person.ids["episode"], *centre.person.ids["person"]}
    with centre.office.engine.connect() as connection:
        rest = left(connection, centre.person.every)
    # Names and words stand nowhere; ids, and the numbers of the 削除の記録, where they are said to.
    assert set(rest) == {"history_entry", "retention_item", "counted_case", "counted_contact"}
    told = {name: {one for one in some if CANARY in one} for name, some in rest.items()}
    assert told.pop("retention_item") == {f"{CANARY}{table}.number" for table in NUMBERED}
    assert told.pop("history_entry") == {WHY_RESTRICTED}
    assert not any(told.values())
    after = counted(centre)
    for label, (numbers, taken) in before.items():
        assert after[label][0] == numbers, label
        assert compared(taken, after[label][1]) == (), label
