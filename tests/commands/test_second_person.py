"""A command that needs two persons: both 合言葉, or the recovery code where nobody else could."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from app.commands.second import add_second, confirmed
from app.errors import NotAllowed, WrongPassphrase, WrongUse
from app.staff.permissions import Role
from app.staff.second import actions
from app.staff.second.rules import Act
from app.storage.keys import NewStaff, PassphraseOnly, add_staff_slot, unlock_with_passphrase
from app.storage.records import Staff
from tests.conftest import PASSPHRASE, OpenedOffice

THEIRS = "べつの人の合言葉 さざんか あけび"


def given(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_second(parser)
    return parser.parse_args(words)


def colleague(opened: OpenedOffice, name: str) -> None:
    with opened.office.work(opened.actor) as work:
        staff = work.add(Staff(name=name, role=str(Role.ADMIN), active=True))
        work.tell("staff.added", "試し")
    assert opened.folder is not None
    opened.office.folder = opened.folder
    mine = unlock_with_passphrase(opened.folder, opened.actor.staff_id, PASSPHRASE, None)
    add_staff_slot(opened.folder, mine, NewStaff(staff.id, name, THEIRS), PassphraseOnly())


def confirm(opened: OpenedOffice, *words: str) -> None:
    request = confirmed(given(*words), opened.office, opened.actor, Act.WIPE)
    with opened.office.work(opened.actor) as work:
        actions.use(work, Act.WIPE, request)


def test_the_second_person_gives_name_and_passphrase(
    opened_embedded: OpenedOffice, tmp_path: Path
) -> None:
    colleague(opened_embedded, "管理 係")
    secret = tmp_path / "theirs.txt"
    secret.write_text("ちがう合言葉 ちがう", encoding="utf-8")
    by_person = ("--second", "管理 係", "--second-passphrase-file", str(secret))
    with pytest.raises(WrongPassphrase):
        confirm(opened_embedded, *by_person)
    secret.write_text(THEIRS, encoding="utf-8")
    confirm(opened_embedded, *by_person)
    with pytest.raises(NotAllowed, match="確認できる人: 管理 係"):
        confirm(opened_embedded, "--second", "別 人", "--second-passphrase-file", str(secret))


def test_the_code_or_a_person_and_not_both(opened_embedded: OpenedOffice, tmp_path: Path) -> None:
    code = tmp_path / "code.txt"
    code.write_text("正しい", encoding="utf-8")
    opened_embedded.office.recovery_opens = lambda typed: typed == "正しい"
    with pytest.raises(WrongUse):
        confirm(opened_embedded)
    with pytest.raises(WrongUse):
        confirm(opened_embedded, "--second", "管理 係")
    confirm(opened_embedded, "--recovery-file", str(code))
