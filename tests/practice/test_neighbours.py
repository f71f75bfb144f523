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
from app.storage.keys.slots import KeyFile, write

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


def keys_of(centre: int) -> bytes:
    """A key file of a centre of this number."""
    return write(KeyFile(f"{centre:032x}", 1, ()), b"k" * 32)


def make(found: neighbours.Folders, _: object) -> None:
    """Two of the three folders, without offices in them."""
    for place in (found.centre.path, found.partner.path):
        place.mkdir(exist_ok=True)
    found.partner.key_file.write_text("{}")
    if not found.centre.key_file.exists():
        found.centre.key_file.write_bytes(keys_of(1))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[OfficeFolder]:
    """The centre, once for each time that neighbours were made for it."""
    times: list[OfficeFolder] = []

    def make_and_tell(found: neighbours.Folders, clock: object) -> None:
        times.append(found.centre)
        make(found, clock)

    monkeypatch.setattr(neighbours, "_make", make_and_tell)
    monkeypatch.setattr(neighbours, "_knows_somebody", lambda *_: False)
    monkeypatch.setattr(neighbours, "open_practice", lambda *_: (None, None))
    return times


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_neighbours_that_were_cut_off_are_made_anew_and_nothing_is_deleted(
    tmp_path: Path, made: list[OfficeFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = OfficeFolder(tmp_path / "練習")

    def cut_off(found: neighbours.Folders, clock: object) -> None:
        make(found, clock)
        found.centre.key_file.unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(neighbours, "_make", cut_off)
        open_with_neighbours(folder, CLOCK)
    folder.path.rmdir()
    for _ in range(2):
        open_with_neighbours(folder, CLOCK)
    assert made == [folder], "made anew once, then taken as complete"
    assert names_in(tmp_path) == {"練習", "練習-partner", "練習-partner-old1"}


def test_a_centre_made_after_another_was_removed_gets_neighbours_that_know_it(
    tmp_path: Path, made: list[OfficeFolder]
) -> None:
    folder = OfficeFolder(tmp_path / "練習")
    open_with_neighbours(folder, CLOCK)
    folder.key_file.write_bytes(keys_of(2))
    for _ in range(2):
        open_with_neighbours(folder, CLOCK)
    assert made == [folder, folder], "made for each centre once"
    assert names_in(tmp_path) == {"練習", "練習-partner", "練習-partner-old1"}
    folders_beside(folder).whole.write_text("")  # as it was left before the centre was noted in it
    open_with_neighbours(folder, CLOCK)
    assert made == [folder, folder]
