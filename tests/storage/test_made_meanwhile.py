"""What comes between asking and doing: a file made meanwhile, keys gone already, nobody hidden."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from app.backups.rules import Plan
from app.cases.actions import open_episode
from app.clock import JST
from app.codes import Service
from app.errors import FileProblem
from app.people.actions import register
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage import migrate, restricting
from app.storage.embedded.backup import generations, keys_of, let_old_go
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.records import Episode, Staff
from app.storage.whole.reading import Newcomer
from tests.conftest import OpenedOffice

KEY = bytes(range(32))


def test_a_data_file_that_somebody_made_meanwhile_is_left_alone(
    folder: OfficeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = migrate.create_schema

    def made_meanwhile(*given: object) -> None:
        make(*given)  # type: ignore[arg-type]
        folder.data_file.write_bytes(b"somebody else's")

    monkeypatch.setattr(migrate, "create_schema", made_meanwhile)
    with pytest.raises(FileProblem, match="上書きはしていません") as said:
        migrate.create_data_file(folder, KEY)
    assert said.value.where == str(folder.data_file)
    assert [path.name for path in folder.path.iterdir()] == [folder.data_file.name]
    assert folder.data_file.read_bytes() == b"somebody else's"


def test_an_old_backup_goes_also_where_its_keys_are_gone(tmp_path: Path) -> None:
    made = [tmp_path / f"teichaku-20260101-09{minute:02}00.db" for minute in range(12)]
    for path in made:
        path.write_bytes(b"copy")
        keys_of(path).write_bytes(b"keys")
    keys_of(made[0]).unlink()
    let_old_go(tmp_path, made[-1], Plan(), datetime(2028, 11, 1, 9, 0, tzinfo=JST))
    kept = generations(tmp_path)
    assert made[0] not in kept and made[-1] in kept and len(kept) < len(made)
    assert {path.name for path in tmp_path.glob("*.keys")} == {keys_of(one).name for one in kept}


def test_where_no_case_is_restricted_nothing_lies_over_the_tables(
    opened_embedded: OpenedOffice,
) -> None:
    office = opened_embedded.office
    with office.work(opened_embedded.actor) as work:
        staff = work.add(Staff(name="外側 二郎", role="counsellor", active=True))
        work.tell("staff.added", "試し")
        other = Actor(staff.id, "外側 二郎", Role.COUNSELLOR)
    with office.reading(other) as reading:
        assert not restricting.covered(reading.session)
        assert restricting.hidden_cases(reading.session) == frozenset()


def test_a_change_names_the_case_and_the_person_it_belongs_to(
    opened_embedded: OpenedOffice,
) -> None:
    with opened_embedded.office.work(opened_embedded.actor) as work:
        person = register(work, PersonInput("見本 陽", "", "male", ""))
        case = open_episode(work, person, Service.CONSULTATION, {"start": "R8.11.2"})
    with opened_embedded.office.work(opened_embedded.actor) as work:
        work.touch(work.get(Episode, case))
        work.tell("test.touched", "試し")
        assert {case, person} <= set(work.change().ids)


def test_the_first_passphrase_of_a_taken_in_office_stands_in_no_repr() -> None:
    assert repr(Newcomer("ひらけ とびら もくれん", PassphraseOnly())) == "Newcomer()"
