"""データの消去: keys first, every file named, the certificate outside, and never half asked."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app import paths
from app.backups.actions import set_plan
from app.backups.making import make
from app.backups.rules import Plan
from app.backups.wiping.actions import agree_to_wipe
from app.backups.wiping.ending import end_office
from app.errors import FileProblem, InvalidInput, KeyProblem, NotAllowed, StorageProblem
from app.reports.papers.wipe_certificate import certificate
from app.staff.permissions import Actor, Role
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage import second_place
from app.storage.folders import OfficeFolder
from app.storage.keys.keyring_store import open_keyring
from app.storage.opening import FirstStaff, NewOffice, create_office
from app.storage.wiping import wipe
from tests.backups.conftest import PASSPHRASE, START, Site, add, at
from tests.conftest import MemoryKeyring

NAME = "群馬県地域生活定着支援センター"


def agreed(office, actor, name=NAME, **how):
    with office.work(actor) as work:
        request = second.ask(work, Act.WIPE, name)
    with office.work(actor) as work:
        second.agree_alone(work, request, lambda: True)
    with office.work(actor) as work:
        return agree_to_wipe(work, name, request, **how)


def test_everything_of_the_office_is_gone_and_named_and_what_is_not_ours_stays(
    site: Site, tmp_path
):
    usb = tmp_path / "usb"
    usb.mkdir()
    own = site.folder.path / "backups" / "わたしの写真.txt"
    with site.opened() as (office, actor):
        with office.work(actor) as work:
            set_plan(work, Plan(second=str(usb)))
        add(office, actor, "消えるもの")
        make(office, actor)
        facts = agreed(office, actor)
    anchors = paths.anchors_folder() / f"{facts.office_id}.json"
    assert anchors.exists()
    other = usb / "写真"
    other.mkdir()
    (other / "x.jpg").write_bytes(b"x")
    out = tmp_path / "証明書.pdf"
    wiped = end_office(site.folder, facts, out)
    assert not site.folder.path.exists()
    assert not anchors.exists()
    assert not second_place.folder_in(usb, facts.office_id).exists()
    assert (other / "x.jpg").exists()
    assert not own.exists()
    assert {one.name for one in wiped.gone} >= {"teichaku.db", "teichaku.keys", "teichaku.anchor"}
    assert [one.name.endswith(".keys") for one in wiped.gone[:3]] == [True, True, True]
    assert wiped.left == ()
    said = "\n".join(certificate(facts, wiped).texts())
    for one in wiped.gone:
        assert one.name in said and one.sha256[:16] in said
    assert "消えるもの" not in said
    assert out.read_bytes().startswith(b"%PDF")


def test_the_half_of_the_key_in_the_keyring_goes_too(
    tmp_path, memory_keyring: MemoryKeyring, monkeypatch
):
    monkeypatch.setattr(
        "app.storage.keys.keyring_store.PRODUCT_BACKENDS",
        frozenset({f"{MemoryKeyring.__module__}.{MemoryKeyring.__qualname__}"}),
    )
    allowed = frozenset({f"{MemoryKeyring.__module__}.{MemoryKeyring.__qualname__}"})
    store = open_keyring(memory_keyring, allowed=allowed)
    monkeypatch.setattr("app.storage.wiping.open_keyring", lambda: store)
    folder = OfficeFolder(tmp_path / "office")
    office, actor, recovery = create_office(
        folder,
        NewOffice("centre", NAME, "10"),
        FirstStaff("例示 樹", Role.DIRECTOR, PASSPHRASE),
        store,
        at(0),
    )
    recovery.confirm(recovery.code)
    assert len(memory_keyring.secrets) == 1
    facts = agreed(office, actor)
    office.close()
    wiped = end_office(folder, facts, tmp_path / "証明書.pdf")
    assert wiped.secrets == 1
    assert memory_keyring.secrets == {}


def test_a_second_place_that_is_away_is_said_to_remain(site: Site, tmp_path):
    usb = tmp_path / "usb"
    usb.mkdir()
    with site.opened() as (office, actor):
        with office.work(actor) as work:
            set_plan(work, Plan(second=str(usb)))
        make(office, actor)
        facts = agreed(office, actor)
    shutil.move(usb, tmp_path / "in a drawer")
    wiped = end_office(site.folder, facts, tmp_path / "証明書.pdf")
    ((what, why),) = wiped.left
    assert what == str(usb)
    assert "残っています" in why
    assert not site.folder.path.exists()


def test_the_name_must_be_typed_and_somebody_else_agree(site: Site):
    with site.opened() as (office, actor):
        with pytest.raises(InvalidInput, match=NAME):
            agreed_name(office, actor, "群馬県")
        helper = Actor(actor.staff_id, actor.name, Role.COUNSELLOR)
        with pytest.raises(NotAllowed), office.work(helper) as work:
            agree_to_wipe(work, NAME, "0" * 32)
        with office.work(actor) as work:
            waiting = second.ask(work, Act.WIPE)
        with pytest.raises(NotAllowed), office.work(actor) as work:
            agree_to_wipe(work, NAME, waiting)
        with pytest.raises(NotAllowed, match="サーバーの管理者"):
            agreed(office, actor, served=True)
    assert site.folder.data_file.exists()


def agreed_name(office, actor, typed):
    with office.work(actor) as work:
        request = second.ask(work, Act.WIPE)
    with office.work(actor) as work:
        second.agree_alone(work, request, lambda: True)
    with office.work(actor) as work:
        agree_to_wipe(work, typed, request)


@pytest.mark.parametrize("where", ["inside", "no such folder", "no pdf"])
def test_where_no_certificate_can_be_written_nothing_is_destroyed(site: Site, tmp_path, where):
    out = {
        "inside": site.folder.path / "証明書.pdf",
        "no such folder": tmp_path / "none" / "証明書.pdf",
        "no pdf": tmp_path / "証明書.txt",
    }[where]
    with site.opened() as (office, actor):
        facts = agreed(office, actor)
    before = {path.name for path in site.folder.path.iterdir()}
    with pytest.raises(FileProblem):
        end_office(site.folder, facts, out)
    assert {path.name for path in site.folder.path.iterdir()} == before
    with site.opened(10) as (office, _):
        assert office.clock.local().replace(tzinfo=None) > START


def test_a_file_that_cannot_be_removed_is_named_with_the_reason(site: Site, tmp_path, monkeypatch):
    with site.opened() as (office, actor):
        facts = agreed(office, actor)
    real = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.name == "teichaku.db":
            raise PermissionError(13, "使用中です")
        real(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        wiped = end_office(site.folder, facts, tmp_path / "証明書.pdf")
    ((what, why),) = wiped.left
    assert what.endswith("teichaku.db")
    assert why == "使用中です"
    assert not site.folder.key_file.exists()  # without a key the rest is noise


def wiped(site: Site, tmp_path, second=""):
    """The office of the site, destroyed."""
    with site.opened() as (office, _):
        office_id = office.office_id
    return wipe(site.folder, office_id, second)


def test_what_was_a_key_is_noise_before_its_name_is_gone(site: Site, tmp_path):
    """Whoever still has the blocks of the disk finds no key in them."""
    same = tmp_path / "the same blocks"
    os.link(site.folder.key_file, same)
    keys = same.read_bytes()
    assert wiped(site, tmp_path).left == ()
    after = same.read_bytes()
    assert len(after) == len(keys)
    assert sum(one == other for one, other in zip(keys, after, strict=True)) < len(keys) // 4


def test_keys_that_nobody_can_read_any_more_are_destroyed_like_others(site: Site, tmp_path):
    with site.opened() as (office, _):
        office_id = office.office_id
    site.folder.key_file.write_bytes(b"{}")
    done = wipe(site.folder, office_id, "")
    assert (done.left, done.secrets) == ((), 0)
    assert not site.folder.path.exists()


def test_a_keyring_that_does_not_answer_is_named_and_the_files_go(
    site: Site, tmp_path, monkeypatch
):
    def away():
        raise KeyProblem("鍵の保管場所を使えません。データはそのままです。")

    monkeypatch.setattr("app.storage.wiping.open_keyring", away)
    monkeypatch.setattr("app.storage.wiping._names_in", lambda path: {"half of a key"})
    done = wiped(site, tmp_path)
    assert done.left == (("PC の鍵の保管場所", "鍵の保管場所を使えません。データはそのままです。"),)
    assert done.secrets == 0
    assert not site.folder.path.exists()


def test_a_folder_that_cannot_be_listed_is_left_as_it_is(site: Site, tmp_path, monkeypatch):
    def unreadable(*_: object) -> None:
        raise OSError(13, "denied")

    before = {path.name for path in site.folder.path.iterdir()} | {"teichaku.lock"}
    with monkeypatch.context() as patch, pytest.raises(StorageProblem) as caught:
        patch.setattr("app.storage.wiping.files_of", unreadable)
        wiped(site, tmp_path)
    assert "何も消していません" in caught.value.message
    assert caught.value.where == str(site.folder.path)
    assert before <= {path.name for path in site.folder.path.iterdir()}


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (PermissionError(13, "使用中です"), "使用中です"),
        (OSError("read back"), "空のフォルダーが残りました"),
    ],
)
def test_a_folder_that_stays_is_named_with_the_reason(
    site: Site, tmp_path, monkeypatch, error, why
):
    def held(*_: object) -> None:
        raise error

    monkeypatch.setattr("app.storage.wiping._remove_folders", held)
    assert wiped(site, tmp_path).left == ((str(site.folder.path), why),)


def test_a_file_whose_reason_nobody_gives_is_named_all_the_same(site: Site, tmp_path, monkeypatch):
    real = second_place.digest

    def broken(path: Path) -> str:
        if path.name == "teichaku.db":
            raise OSError("the disk says nothing")
        return real(path)

    monkeypatch.setattr(second_place, "digest", broken)
    assert wiped(site, tmp_path).left == ((str(site.folder.data_file), "消せませんでした"),)


def test_the_noise_is_on_the_disk_before_the_name_is_gone(site: Site, tmp_path, monkeypatch):
    """Else a lost power could bring the key back that was said to be destroyed."""
    keys, real = site.folder.key_file.stat(), os.fsync
    before, synced = site.folder.key_file.read_bytes(), []

    def sync(handle: int) -> None:
        if os.fstat(handle).st_ino == keys.st_ino:
            synced.append(site.folder.key_file.read_bytes())
        real(handle)

    with site.opened() as (office, _):
        office_id = office.office_id
    monkeypatch.setattr(os, "fsync", sync)
    wipe(site.folder, office_id, "")
    (noise,) = synced
    assert len(noise) == len(before) and noise != before
