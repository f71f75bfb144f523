"""控え of an office in use: made while it is worked in, verified, and only then written down."""

from __future__ import annotations

import contextlib
import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.backups.actions import set_plan
from app.backups.making import make, plan_and_standing
from app.backups.rules import Plan
from app.deadlines.tasks.actions import add_task
from app.deadlines.tasks.rules import TaskInput
from app.errors import NotAllowed, StorageProblem
from app.history.chain import Head
from app.staff.permissions import Actor, Role
from app.storage import second_place
from app.storage.embedded import backup, checking
from app.storage.embedded.backup import list_backups
from app.storage.embedded.engine import open_engine
from app.storage.records import HistoryEntry, Task
from app.storage.restoring import restore
from app.storage.transactions import for_writing
from tests.backups.conftest import Site, add, at, titles


def entries(office, kind):
    with Session(office.engine) as session:
        rows = select(HistoryEntry).where(HistoryEntry.kind == kind).order_by(HistoryEntry.seq)
        return [(one.words, one.details) for one in session.scalars(rows)]


def test_it_is_written_down_once_it_is_verified_and_holds_what_was_saved(site: Site):
    with site.opened() as (office, actor):
        add(office, actor, "先にしたこと")
        kept = make(office, actor)
        _, standing = plan_and_standing(office, actor)
        assert standing.made_at == office.clock.now()
        assert standing.made_file == kept.backup.path.name
        ((_, details),) = entries(office, "backup.made")
    assert details["rows"] == kept.backup.rows
    assert kept.backup.head.seq == details["head"] > 0
    key = site.unlock(site.folder)
    checked = checking.check(kept.backup.path, key.data_key, office.chain_key)
    assert (checked.total, checked.head) == (kept.backup.rows, kept.backup.head)


def test_the_copy_follows_what_is_saved_meanwhile_and_never_begins_anew(site: Site, monkeypatch):
    """Steps of a few pages, and a save of another thread between any two of them."""
    monkeypatch.setattr(backup, "_STEP", 8)
    course: list[tuple[int, int]] = []
    with site.opened() as (office, actor):

        def save(done: int, total: int) -> None:
            course.append((done, total))
            if total - done > 3 * 8:  # the last steps keep savers waiting
                other = threading.Thread(target=add, args=(office, actor, f"途中 {len(course)}"))
                other.start()
                other.join(20)
                assert not other.is_alive()

        kept = make(office, actor, save)
        saved = {one for one in titles(office) if one.startswith("途中")}
    assert len(saved) > 20
    assert [done for done, _ in course] == sorted(done for done, _ in course)
    key = site.unlock(site.folder).data_key
    checked = checking.check(kept.backup.path, key, office.chain_key)
    assert (checked.total, checked.head) == (kept.backup.rows, kept.backup.head)
    copy = open_engine(kept.backup.path, key)
    with Session(copy) as session:
        assert set(session.scalars(select(Task.title))) >= saved
    copy.dispose()


def test_a_save_that_is_given_up_meanwhile_is_in_neither(site: Site, monkeypatch):
    monkeypatch.setattr(backup, "_STEP", 8)
    tried: list[int] = []

    class GivenUp(Exception):
        pass

    with site.opened() as (office, actor):

        def give_up() -> None:
            with contextlib.suppress(GivenUp), office.work(actor) as work:
                for number in range(40):
                    add_task(work, TaskInput(f"取りやめ {number} " + "長い文 " * 30, "", ""))
                work.session.flush()
                raise GivenUp

        def between(done: int, total: int) -> None:
            if total - done > 3 * 8 and len(tried) < 6:
                tried.append(done)
                other = threading.Thread(target=give_up)
                other.start()
                other.join(20)

        kept = make(office, actor, between)
        assert not titles(office)
    assert len(tried) == 6
    copy = open_engine(kept.backup.path, site.unlock(site.folder).data_key)
    with Session(copy) as session:
        assert not session.scalars(select(Task.title)).all()
    copy.dispose()


def test_a_try_that_fails_is_written_down_and_the_old_ones_stay(site: Site, monkeypatch):
    with site.opened() as (office, actor):
        make(office, actor)
        before = list_backups(site.folder)
        with (
            monkeypatch.context() as patch,
            pytest.raises(StorageProblem, match="控えを作れませんでした"),
        ):
            patch.setattr(backup, "_copy", _full)
            make(office, actor)
        standing = plan_and_standing(office, actor)[1]
        assert "そのまま" in standing.failed
        assert list_backups(site.folder) == before
        make(office, actor)
        assert plan_and_standing(office, actor)[1].failed == ""


def _full(*_: object) -> dict[str, int]:
    raise OSError(28, "no space")


def test_an_altered_history_is_said_and_its_copy_is_not_called_verified(site: Site):
    with site.opened() as (office, actor):
        make(office, actor)
        with for_writing(office.engine).begin() as connection:
            connection.execute(text("UPDATE history_entry SET words = 'x' WHERE seq = 2"))
        with pytest.raises(StorageProblem, match="第2番が書き換えられています"):
            make(office, actor)
        standing = plan_and_standing(office, actor)[1]
        assert "第2番" in standing.failed
        assert len(entries(office, "backup.made")) == 1
    assert len(list_backups(site.folder)) == 2  # the data is safe all the same


def test_a_copy_goes_to_the_second_place_and_can_be_put_back_from_there(site: Site, tmp_path):
    usb = tmp_path / "usb"
    usb.mkdir()
    with site.opened() as (office, actor):
        add(office, actor, "写したもの")
        with office.work(actor) as work:
            set_plan(work, Plan(second=str(usb)))
        kept = make(office, actor)
        assert kept.second is not None
        standing = plan_and_standing(office, actor)[1]
        assert standing.second_at == office.clock.now()
    (there,) = usb.iterdir()
    assert sorted(path.suffix for path in there.iterdir()) == [".db", ".keys"]
    assert "群馬" not in there.name
    for path in there.iterdir():
        assert "写したもの".encode() not in path.read_bytes()
    for name in ("teichaku.db", "teichaku.keys"):  # the PC is lost
        (site.folder.path / name).unlink()
    done = restore(site.folder, kept.second, site.unlock, at(10))
    assert done.former is None
    with site.opened(20) as (office, _):
        assert "写したもの" in titles(office)


def test_a_second_place_that_is_away_is_said_with_since_when_and_never_made(site: Site, tmp_path):
    away = tmp_path / "usb"
    with site.opened() as (office, actor):
        with office.work(actor) as work:
            set_plan(work, Plan(second=str(away)))
        first = make(office, actor)
        assert "第二の置き場所" in first.problem
        since = office.clock.now()
        office.clock = at(240)
        make(office, actor)
        standing = plan_and_standing(office, actor)[1]
        assert (standing.second_failed_since, standing.second_at) == (since, None)
        assert standing.made_at == office.clock.now()  # the one on this PC counts
        assert not away.exists()
        away.mkdir()
        make(office, actor)
        assert plan_and_standing(office, actor)[1].second_failed_since is None


def test_generations_in_the_second_place_are_thinned_and_other_files_stay(site: Site, tmp_path):
    usb = tmp_path / "usb"
    (usb / "写真").mkdir(parents=True)
    plan = Plan(daily=0, weekly=0, monthly=0, second=str(usb))
    with site.opened() as (office, actor):
        with office.work(actor) as work:
            set_plan(work, plan)
        for hour in range(5):
            office.clock = at(hour * 60)
            make(office, actor)
        there = second_place.folder_in(usb, office.office_id)
    assert len(list(there.glob("*.db"))) == len(list(there.glob("*.keys"))) == 3
    assert (usb / "写真").is_dir()


def test_only_who_sets_the_office_up_changes_the_plan_and_it_is_told(site: Site):
    with site.opened() as (office, actor):
        helper = Actor(actor.staff_id, actor.name, Role.COUNSELLOR)
        with pytest.raises(NotAllowed), office.work(helper) as work:
            set_plan(work, Plan(hours=1))
        with office.work(actor) as work:
            set_plan(work, Plan(hours=1))
        assert plan_and_standing(office, helper)[0].hours == 1
        ((words, details),) = entries(office, "setting.changed")
    assert (words, details) == ("控えの決まりを変更", {"hours": 1})


def test_a_file_without_a_history_key_is_checked_without_its_chain(site: Site):
    key = site.unlock(site.folder).data_key
    assert checking.check(site.folder.data_file, key).head == Head()
