"""The practice centre with its neighbours: both sides of every exchange can be tried alone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from app.clock import fixed
from app.handoff.carrying.rounds import go_round
from app.handoff.exchange.state import Phase
from app.handoff.overview.queries import exchange_list, exchange_page
from app.practice import neighbours
from app.practice.neighbours import CENTRE, PARTNER, PROBATION, folders_beside, open_with_neighbours
from app.staff.queries import office_facts
from app.storage.folders import OfficeFolder

CLOCK = fixed(datetime(2026, 11, 24, 9))


def test_three_offices_that_know_each_other(tmp_path: Path) -> None:
    folder = OfficeFolder(tmp_path / "練習")
    seen = {}
    for which in (CENTRE, PARTNER, PROBATION):
        office, actor = open_with_neighbours(folder, CLOCK, which)
        with office.reading(actor) as reading:
            lines = exchange_list(reading)
            seen[which] = (office_facts(reading).kind, [(one.partner, one.phase) for one in lines])
            assert all(exchange_page(reading, one.id).lanes for one in lines)
        done = go_round(office, actor, folders_beside(folder).shared)
        assert done.held == () and {one.code for one in done.left} <= {"not_for_us"}
        office.close()
    assert [kind for kind, _ in seen.values()] == ["centre", "centre", "probation"]
    phases = [phase for _, phase in seen[CENTRE][1]]
    assert sorted(phases) == sorted([Phase.ACCEPTED.words, Phase.ASKED.words, Phase.ASKED.words])
    assert [partner for partner, _ in seen[PROBATION][1]] == ["見本県地域生活定着支援センター"]


def test_neighbours_that_were_cut_off_are_made_anew_and_nothing_is_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, made = OfficeFolder(tmp_path / "練習"), []

    def make(found: neighbours.Folders, _: object) -> None:
        for place in (found.centre.path, found.partner.path):
            place.mkdir()
        found.partner.key_file.write_text("{}")
        made.append(len(made))
        if len(made) == 1:
            raise KeyboardInterrupt
        found.centre.key_file.write_text("{}")

    monkeypatch.setattr(neighbours, "_make", make)
    monkeypatch.setattr(neighbours, "open_practice", lambda *_: (None, None))
    with pytest.raises(KeyboardInterrupt):
        open_with_neighbours(folder, CLOCK)
    folder.path.rmdir()
    for _ in range(2):
        open_with_neighbours(folder, CLOCK)
    assert made == [0, 1], "made anew once, then taken as complete"
    assert {path.name for path in tmp_path.iterdir()} == {
        "練習",
        "練習-partner",
        "練習-partner-old1",
    }
