"""独自の集計: an office defines a figure without code; it is kept in editions and never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendar.fiscal import fiscal_year, month
from app.errors import ChangedMeanwhile, FileProblem, InvalidInput, NotAllowed
from app.reports.counting.figure_set import FigureSet, as_json
from app.reports.counting.figures import figures
from app.reports.counting.own import actions
from app.reports.counting.own.queries import OwnEdition, own_figures
from app.reports.counting.own.rules import (
    Chosen,
    check_chosen,
    chosen_in,
    name_for,
    read_own,
    sentence_of,
)
from app.reports.counting.tree import count
from app.reports.counting.vocabulary import UNITS_OF, Population, bases_of
from app.staff.permissions import Actor, Role
from app.storage.records import HistoryEntry
from tests.conftest import OpenedOffice, examples

HOMES = Chosen(
    label='住まいが"決まった"人',
    period="moved",
    unit="persons",
    services=("coordination",),
    where={"dest_kind": ("apartment", "public_housing"), "kubun": ("special",)},
    edition="令和6年度版",
    valid_from=date(2024, 4, 1),
)
FILE = """
edition = "県の通知"
valid_from = 2024-04-01
[[figure]]
id = "own.行き先.{dest_kind}"
label = "行き先"
population = "cases"
period = "moved"
unit = "cases"
[[figure]]
id = "own.talks"
label = "研修の参加者"
population = "events"
period = "day"
unit = "participants"
"""


def listed(opened: OpenedOffice) -> tuple[OwnEdition, ...]:
    with opened.office.reading(opened.actor) as reading:
        return own_figures(reading).editions


def counted(opened: OpenedOffice, period: Any) -> FigureSet:
    with opened.office.reading(opened.actor) as reading:
        return figures(reading, period)


def test_from_the_form_to_the_figures_and_out_of_use(opened: OpenedOffice) -> None:
    office, actor = opened.office, opened.actor
    assert "own" not in as_json(counted(opened, month(2024, 9)))
    with office.work(actor) as work:
        actions.define(work, HOMES)
    (one,) = listed(opened)
    assert chosen_in(one.definition) == HOMES and one.newest
    assert sentence_of(one.definition, month(2024, 9)) == (
        "移行日が R6.9.1〜R6.9.30 の間にある、受入先種別のあるコーディネートのうち、"
        "受入先種別が「アパート」か「公営住宅」のもののうち、区分が「特別調整」のものの"
        "実人数（同じ人は1人）。"
    )
    path = f"own.{one.figure_id}"
    assert path == "own.住まいが”決まった”人"
    with pytest.raises(InvalidInput, match="同じ呼び名"), office.work(actor) as work:
        actions.define(work, HOMES)
    assert as_json(counted(opened, month(2024, 9)))["own"] == {one.figure_id: 0}
    assert path not in counted(opened, month(2024, 3)).paths()  # before it was counted so

    later = Chosen(**{**vars(HOMES), "split": "dest_kind", "valid_from": date(2025, 4, 1)})
    with office.work(actor) as work:
        actions.define(work, later, edition_of=one.figure_id)
    with pytest.raises(InvalidInput, match="同じ日から数える版"), office.work(actor) as work:
        actions.define(work, later, edition_of=one.figure_id)
    assert path in counted(opened, fiscal_year(2024)).paths()
    assert f"{path}.アパート" in counted(opened, fiscal_year(2025)).paths()

    newest = listed(opened)[0]
    with office.work(actor) as work:
        actions.withdraw(work, newest.id, newest.version)
    today = office.clock.today()
    past, now = fiscal_year(2025), fiscal_year(today.year + 1)
    assert f"{path}.アパート" in counted(opened, past).paths()
    assert f"{path}.アパート" not in counted(opened, now).paths()
    with pytest.raises(ChangedMeanwhile), office.work(actor) as work:
        actions.bring_back(work, newest.id, newest.version)
    withdrawn = next(row for row in listed(opened) if row.id == newest.id)
    with office.work(actor) as work:
        actions.bring_back(work, withdrawn.id, withdrawn.version)
    assert f"{path}.アパート" in counted(opened, now).paths()
    with office.reading(actor) as reading:
        kinds = [
            entry.kind
            for entry in reading.session.query(HistoryEntry).order_by(HistoryEntry.seq)
            if entry.subject_kind == "ownfigure"
        ]
    assert kinds == [
        "figure.defined", "figure.edition_added", "figure.withdrawn", "figure.brought_back",
    ]  # fmt: skip


def test_a_file_is_taken_in_as_a_whole_or_not_at_all(opened_embedded: OpenedOffice) -> None:
    office, actor = opened_embedded.office, opened_embedded.actor
    with office.work(actor) as work:
        assert actions.take_in(work, FILE.encode(), "県.toml") == 2
    found = counted(opened_embedded, month(2024, 9))
    assert found.figure("own.talks").label == "研修の参加者"
    assert found.figure("own.行き先.アパート").label == "行き先・アパート"
    for text, error in (
        (FILE.replace("own.talks", "total.new").replace("2024", "2025"), FileProblem),
        (FILE.replace("own.行き先", "own.別のもの"), InvalidInput),
    ):
        with pytest.raises(error), office.work(actor) as work:
            actions.take_in(work, text.encode(), "県.toml")
    assert len(listed(opened_embedded)) == 2


def test_what_is_missing_is_said_at_its_field_and_who_may_not_is_told(
    opened_embedded: OpenedOffice,
) -> None:
    office = opened_embedded.office
    with pytest.raises(InvalidInput) as refused, office.work(opened_embedded.actor) as work:
        actions.define(work, Chosen(label=" "))
    assert set(refused.value.by_field()) == {"label", "edition", "valid_from"}
    counsellor = Actor("s", "x", Role.COUNSELLOR)
    with pytest.raises(NotAllowed), office.work(counsellor) as work:
        actions.define(work, HOMES)
    with office.reading(counsellor) as reading:
        assert "できるのはセンター長・事務です" in own_figures(reading).refusal


CODES = {
    "cases": {"kubun": ("special", "general"), "sex": ("male", "female"), "flags": ("elderly",)},
    "activities": {"means": ("phone", "visit")},
    "events": {"kind": ("training",)},
}


@st.composite
def choices(draw: st.DrawFn) -> Chosen:
    """Anything the form can choose, under any name."""
    population = draw(st.sampled_from(tuple(Population)))
    fields = CODES[population]
    where = {
        name: tuple(draw(st.lists(st.sampled_from(fields[name]), min_size=1, unique=True)))
        for name in draw(st.lists(st.sampled_from(sorted(fields)), unique=True))
    }
    base = draw(st.sampled_from(bases_of(population)))
    services = () if population == "events" else ("coordination", "consultation")
    return Chosen(
        label=draw(st.text(min_size=1, max_size=20).filter(str.strip)),
        population=population.value,
        period=base.value if population == "cases" else "day",
        unit=draw(st.sampled_from([one for one in UNITS_OF[population] if one != "marks"])).value,
        services=services[: draw(st.integers(0, 2))],
        where=where,
        split=draw(st.sampled_from(("", *fields))),
        edition="版",
        valid_from=draw(st.dates(date(2000, 1, 1), date(2099, 12, 31))),
    )


@settings(deadline=None, max_examples=examples(60))
@given(choices())
def test_what_is_chosen_is_kept_counted_and_said_whatever_it_is_called(chosen: Chosen) -> None:
    kept = read_own(check_chosen(chosen, name_for(chosen.label)))
    assert chosen_in(kept) == replace(chosen, label=chosen.label.strip())
    assert sentence_of(kept, month(2024, 4)).endswith("。")
    found = count(month(2099, 12), (), (), (), own=(kept,))
    paths = [path for path in found.paths() if path.startswith("own.")]
    assert paths and all(found.number(path) == 0 for path in paths)
    assert all(len(path.split(".")) == 2 + bool(chosen.split) for path in paths)
