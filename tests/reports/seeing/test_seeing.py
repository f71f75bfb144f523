"""動き: one pass finds what the figures of every month find, and each mark is its set."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendar.fiscal import month
from app.calendar.partial import PartialDate
from app.clock import JST
from app.codes import CENTRE_SERVICES, Service, label
from app.errors import FileProblem, NotAllowed
from app.reports.counting.counted_rows import CaseRow
from app.reports.counting.figure import Base
from app.reports.counting.figures import figures
from app.reports.counting.standing import partial
from app.reports.counting.tree import count
from app.reports.seeing.actions import write_seeing
from app.reports.seeing.months import SeenRow, by_month, case_of
from app.reports.seeing.plot import Plot, counted_axis, neighbour
from app.reports.seeing.queries import contents, months_until, seeing
from app.reports.seeing.rules import Facts, plots
from app.staff.permissions import Actor, Role
from app.storage.records import Activity, Episode, Person, SettledDeadline, Task

EXAMPLES = int(os.environ.get("TEICHAKU_PLOTS", "8"))
UNTIL = month(2026, 10)
MONTHS = months_until(UNTIL)
DAYS = st.integers(0, 1100).map(lambda days: (date(2024, 3, 1) + timedelta(days=days)).isoformat())
STORED = DAYS.flatmap(
    lambda day: st.sampled_from((day, day, day, f"{day[:7]}-00", f"{day[:4]}-00-00"))
)
CASES = st.lists(
    st.builds(
        lambda service, start, end, move, dest: (service.value, start, end, move, dest),
        st.sampled_from(CENTRE_SERVICES),
        STORED,
        st.none() | STORED,
        st.none() | STORED,
        st.sampled_from((None, "group_home", "strange")),
    ),
    max_size=25,
)


@given(CASES)
@settings(max_examples=EXAMPLES, deadline=None)
def test_one_pass_finds_what_the_figures_of_each_month_find(rows: list[Any]) -> None:
    seen = [
        case_of(SeenRow(str(at), f"R-{at}", service, start, end, move, dest, ""))
        for at, (service, start, end, move, dest) in enumerate(rows)
    ]
    counted = [
        CaseRow(str(at), f"R-{at}", str(at), False, "male", service, start, end,
                dest_kind=dest, move=move)
        for at, (service, start, end, move, dest) in enumerate(rows)
    ]  # fmt: skip
    cells = by_month(seen, MONTHS)
    names = {
        Base.OPEN: "open",
        Base.NEW: "new",
        Base.CLOSED: "closed",
        Base.MOVED: "destination_total",
    }
    for at, period in enumerate(MONTHS):
        found = count(period, counted, (), ())
        for (base, service), months in cells.items():
            path = f"works.{label('service', service)}.{names[base]}"
            wanted = [member.id for member in found.members(path)]
            assert [one.row.id for one in months[at]] == wanted, (period.label, path)
    _marks_hold_together(plots(Facts(MONTHS, tuple(seen))))


def _marks_hold_together(made: tuple[Plot, ...]) -> None:
    """Marks lie within their axes, know their series, and are as long as they count."""
    for plot in made:
        keys = [mark.key for mark in plot.marks]
        assert len(set(keys)) == len(keys)
        for mark in plot.marks:
            assert plot.xs.first <= mark.x0 <= mark.x1 <= plot.xs.last
            assert plot.ys.first <= mark.y0 <= mark.y1 <= plot.ys.last
            assert plot.series_of(mark).label and mark.sentence and mark.number
            if not mark.is_dot:
                length = mark.x1 - mark.x0 if plot.ys.names else mark.y1 - mark.y0
                assert length == mark.number


@given(st.integers(0, 100_000), st.integers(-5_000, 0))
@settings(max_examples=EXAMPLES, deadline=None)
def test_an_axis_has_few_round_ticks_and_room_for_all(most: int, least: int) -> None:
    axis = counted_axis(most, least)
    assert axis.first <= least and axis.last >= max(most, 1)
    assert 2 <= len(axis.ticks) <= 10
    assert (axis.ticks[0].at, axis.ticks[-1].at) == (axis.first, axis.last)


def day(text: str) -> PartialDate:
    return partial(text)


def _fill(office: Any, actor: Actor) -> None:
    """Two coordinations that moved, one that goes on, contacts, due dates and tasks."""
    with office.work(actor) as work:
        person = work.add(
            Person(name="種田 ゆう", name_plain="種田ゆう", name_folded="種田ゆう",
                   kana_key="タネダユウ", search_key="種田ゆう")
        )  # fmt: skip
        made = {}
        work.session.flush()
        for number, start, end, move in (
            ("C-1", "2026-01-10", None, "2026-04-20"),
            ("C-2", "2026-02-10", "2026-09-30", "2026-04-00"),
            ("C-3", "2026-10-31", None, None),
        ):
            made[number] = work.add(
                Episode(person_id=person.id, service="coordination", stage="x", number=number,
                        start=day(start), end=day(end) if end else None, worker="相原 渉",
                        move=day(move) if move else None,
                        dest_kind="group_home" if move else None)
            )  # fmt: skip
        work.session.flush()
        for means, withdrawn in (("visit", None), ("phone", datetime(2026, 11, 1, tzinfo=JST))):
            work.add(
                Activity(day=day("2026-10-05"), service="coordination", means=means,
                         episode_id=made["C-1"].id, person_id=person.id, worker="相原 渉",
                         withdrawn_at=withdrawn)
            )  # fmt: skip
        said = (
            ("beyond", "2026-12-01", "done"),
            ("late", "2026-08-01", "done"),
            ("not_for_us", "2026-08-02", "not_applicable"),
        )
        for rule, due, state in said:
            work.add(
                SettledDeadline(episode_id=made["C-1"].id, rule=rule, state=state, by="s",
                                due=date.fromisoformat(due))
            )  # fmt: skip
            work.session.flush()
        work.add(Task(title="電話", due=date(2026, 10, 1)))
        work.add(Task(title="済", due=date(2026, 10, 2), done_at=datetime(2026, 10, 2, tzinfo=JST)))
        work.tell("test", "入れた")


def numbers(plot: Plot) -> dict[str, int]:
    return {mark.key: mark.number for mark in plot.marks}


@pytest.mark.parametrize("opened", ["embedded", "server"], indirect=True)
def test_marks_of_an_office_and_the_cases_behind_them(opened: Any, tmp_path: Path) -> None:
    office, actor = opened.office, opened.actor
    _fill(office, actor)
    with office.reading(actor) as reading:
        found = {plot.key: plot for plot in seeing(reading, UNTIL).plots}
        march = figures(reading, month(2026, 3))
        assert numbers(found["in_hand"])["2026-03.coordination"] == march.number(
            "works.コーディネート.open"
        )
        assert numbers(found["flow"]) == {
            "2026-01.new": 1, "2026-02.new": 1, "2026-09.closed": 1, "2026-10.new": 1,
        }  # fmt: skip
        # the day of the second move is known to the month only: counted, but not timed
        (dot,) = found["until_move"].marks
        assert dot.said == "令和8年4月 移行 C-1 100日" and "1件" in found["until_move"].note
        assert numbers(found["destinations"]) == {"group_home": 2}
        assert numbers(found["load"]) == {"相原 渉.coordination": 2, "相原 渉.contacts": 1}
        kept = numbers(found["kept"])
        assert kept["2026-08.late"] == 1 and kept["2026-10.in_time"] == 1
        assert kept["2026-10.open"] >= 1
        mark = next(one for one in found["load"].marks if one.series == "contacts")
        (entry,) = contents(reading, mark).entries
        assert (entry.number, entry.words, entry.name) == ("C-1", "訪問", "種田 ゆう")
        cases = contents(reading, found["destinations"].marks[0])
        assert [one.number for one in cases.entries] == ["C-1", "C-2"] and cases.total == 2
        assert "受入先種別が「グループホーム」" in cases.sentence
    with office.work(actor) as work:
        write_seeing(work, UNTIL, tmp_path / "seeing.pdf")
    with office.work(actor) as work, pytest.raises(FileProblem, match=r"\.pdf"):
        write_seeing(work, UNTIL, tmp_path / "seeing.xlsx")
    words = "".join(
        page.get_textpage().get_text_bounded()
        for page in pypdfium2.PdfDocument(tmp_path / "seeing.pdf")
    )
    assert "担当1" in words and "グループホーム" in words
    assert not any(name in words for name in ("種田", "相原", "C-1"))
    clerk = Actor(actor.staff_id, "x", Role.ADMIN)
    with pytest.raises(NotAllowed), office.reading(clerk) as reading:
        seeing(reading, UNTIL)


def test_arrows_reach_every_bar() -> None:
    rows = [
        case_of(SeenRow(f"{service}{at}", "", service.value, "2025-01-05", None, None, None, "a"))
        for service in CENTRE_SERVICES
        for at in range(3)
    ]
    in_hand = plots(Facts(MONTHS, tuple(rows)))[0]
    reached, waiting = set(), [in_hand.marks[-1]]
    while waiting:
        mark = waiting.pop()
        if mark.key not in reached:
            reached.add(mark.key)
            steps = ((1, 0), (-1, 0), (0, 1), (0, -1))
            waiting += [neighbour(in_hand.marks, mark, *step) for step in steps]
    assert len(reached) == len(in_hand.marks) > 80
    first = in_hand.marks[0]
    assert neighbour(in_hand.marks, first, 0, 1).series == "follow_up"
    assert neighbour(in_hand.marks, first, 1, 0).key == "2025-02.coordination"
    assert neighbour(in_hand.marks, first, -1, 0) is first


def test_in_a_month_with_very_many_moves_a_dot_stands_for_cases_of_like_days():
    cases = tuple(
        case_of(
            SeenRow(str(at), f"R-{at}", Service.COORDINATION.value, f"2026-01-{at % 28 + 1:02d}",
                    None, "2026-04-20", "group_home", "")
        )
        for at in range(100)
    )  # fmt: skip
    plot = next(one for one in plots(Facts(months_until(month(2026, 4), 1), cases))
                if one.key == "until_move")  # fmt: skip
    counted = [one.id for mark in plot.marks for one in mark.members]
    assert len(plot.marks) == 25 and sorted(counted) == sorted(seen.row.id for seen in cases)
    assert all(mark.number == 4 for mark in plot.marks) and "1点が4件まで" in plot.title
    assert "ほか 3件" in plot.marks[0].said and "のコーディネート4件。" in plot.marks[0].sentence


def test_a_mark_that_keeps_fewer_members_still_tells_its_number():
    cases = tuple(
        case_of(SeenRow(str(at), "", Service.FOLLOW_UP.value, "2026-01-01", None, None, None, ""))
        for at in range(7)
    )
    (mark,) = plots(Facts(months_until(month(2026, 4), 1), cases))[0].marks
    short = mark.shortened(3)
    assert (short.number, len(short.members), short.said) == (7, 3, mark.said)
