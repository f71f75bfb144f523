"""復元の確認: put back in a scratch folder, opened, compared with the data, wiped, and put on paper."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.backups.drills import try_out
from app.backups.making import make, plan_and_standing
from app.errors import StorageProblem, TeichakuError
from app.history.kinds import Sort, sort_of
from app.practice.office import PASSPHRASE
from app.reports.papers.drill_sheet import drill_sheet, write_sheet
from app.storage.embedded import driver
from app.storage.embedded.backup import keys_of
from app.storage.folders import OfficeFolder
from app.storage.keys.opening import read_slots
from app.storage.opening import open_office
from app.storage.records import Episode
from tests.backups.conftest import Site, at
from tests.conftest import NOW


@pytest.fixture
def practised(tmp_path, practice_template):
    """The practice centre with a 控え of it."""
    folder = OfficeFolder(tmp_path / "practice")
    shutil.copytree(practice_template.path, folder.path)
    (staff,) = {slot.staff_id for slot in read_slots(folder) if slot.staff_id}
    office, actor = open_office(folder, staff, PASSPHRASE, None, NOW)
    made = make(office, actor).backup
    yield office, actor, made
    office.close()


def test_cases_of_the_copy_are_the_same_as_in_the_data(practised):
    office, actor, made = practised
    done = try_out(office, actor, cases=8)
    assert (done.file, done.rows, done.entries) == (made.path.name, made.rows, made.head.seq)
    assert (done.taken_at, done.size) == (made.taken_at, made.size)
    assert len(done.cases) == 8 < done.of_cases
    assert all(one.same >= 2 and one.edited == 0 for one in done.cases)
    assert not (made.path.parent.parent / "drill").exists()
    assert plan_and_standing(office, actor)[1].drilled_at == office.clock.now()


def test_what_was_edited_since_is_no_difference(practised):
    office, actor, _ = practised
    with office.work(actor) as work:
        for episode in work.session.scalars(select(Episode)):
            episode.number = f"{episode.number} 改"
            work.touch(episode)
        work.tell("case.corrected", "番号を直した")
    done = try_out(office, actor, cases=3)
    assert all(one.edited >= 1 and one.same >= 1 for one in done.cases)


def test_a_copy_that_says_something_else_is_told_with_the_number_of_the_case(practised):
    office, actor, made = practised
    assert office.keeper is not None
    connection = driver.connect(made.path, office.keeper.key)
    connection.execute("UPDATE person SET name = 'だれか'")
    connection.close()
    with pytest.raises(StorageProblem, match="同じではありません"):
        try_out(office, actor, cases=1)
    standing = plan_and_standing(office, actor)[1]
    assert standing.drill_failed
    assert standing.drilled_at is None
    assert sort_of("backup.drill_failed") is Sort.FAILED
    assert not (made.path.parent.parent / "drill").exists()


@pytest.mark.parametrize("spoil", ["page", "keys", "rows"])
def test_a_copy_that_would_not_open_one_day_is_found_today(practised, spoil, request):
    office, actor, made = practised
    assert office.keeper is not None
    if spoil == "page":
        content = bytearray(made.path.read_bytes())
        content[-1000] ^= 1
        made.path.write_bytes(content)
    elif spoil == "keys":
        stranger = request.getfixturevalue("stranger")
        shutil.copy(stranger.folder.key_file, keys_of(made.path))
    else:
        connection = driver.connect(made.path, office.keeper.key)
        connection.execute("DELETE FROM operation WHERE id = (SELECT min(id) FROM operation)")
        connection.close()
    with pytest.raises(TeichakuError):
        try_out(office, actor)
    assert plan_and_standing(office, actor)[1].drill_failed


def test_without_any_copy_it_says_what_to_do_first(site: Site):
    with site.opened() as (office, actor), pytest.raises(StorageProblem, match="先に"):
        try_out(office, actor)


def test_the_result_is_a_paper_without_names(practised, tmp_path):
    office, actor, _ = practised
    done = try_out(office, actor)
    with office.reading(actor) as reading:
        said = "\n".join(drill_sheet(reading, done).texts())
        names = set(reading.session.execute(text("SELECT name FROM person")).scalars())
    assert done.file in said
    assert not any(name in said for name in names)
    out = tmp_path / "確認.pdf"
    with office.work(actor) as work:
        write_sheet(work, done, out)
    assert out.read_bytes().startswith(b"%PDF")
    with Session(office.engine) as session:
        kinds = session.execute(text("SELECT kind FROM history_entry ORDER BY seq DESC LIMIT 2"))
        assert list(kinds.scalars()) == ["paper.left", "backup.drilled"]


def test_the_newest_is_tried(practised):
    office, actor, _ = practised
    moment = NOW.now() + timedelta(hours=3)
    office.clock = at(180)
    newest = make(office, actor).backup
    assert moment == office.clock.now()
    assert try_out(office, actor).file == newest.path.name


def test_what_a_killed_drill_left_is_no_obstacle_and_goes(practised):
    office, actor, made = practised
    left = made.path.parent.parent / "drill"
    left.mkdir()
    (left / "teichaku.db").write_bytes(b"half")
    assert try_out(office, actor, cases=1).file == made.path.name
    assert not left.exists()


def test_a_disk_that_fails_in_a_drill_leaves_nothing_and_says_so(practised, monkeypatch):
    def broken(*_: object) -> None:
        raise OSError(5, "input/output error")

    office, actor, made = practised
    with monkeypatch.context() as patch, pytest.raises(StorageProblem) as caught:
        patch.setattr("app.storage.drilling.copy_whole", broken)
        try_out(office, actor)
    assert "データも控えもそのまま" in caught.value.message
    assert caught.value.where == str(made.path)
    assert not (made.path.parent.parent / "drill").exists()
