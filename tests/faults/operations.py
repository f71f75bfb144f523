"""The operations under test, as data: what is there before, and what is done step by step."""

from __future__ import annotations

import argparse
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from app.backups import making
from app.backups.whole import actions as whole
from app.backups.wiping.actions import agree_to_wipe
from app.backups.wiping.ending import end_office
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.commands.letter import files as letter_files
from app.errors import StorageProblem
from app.handoff.accepting.actions import AcceptInput, accept
from app.handoff.arriving.actions import take_in
from app.handoff.exchange.queries import standings
from app.handoff.letters.kinds import ExchangeKind
from app.handoff.partners.actions import make_own_keys
from app.handoff.partners.queries import partners
from app.handoff.writing import actions as writing
from app.handoff.writing.rules import BasisInput, WriteInput
from app.ledgers import actions as ledgers
from app.ledgers.layout import find_mapping
from app.ledgers.on_record.queries import existing
from app.ledgers.plan import make_plan
from app.ledgers.queries import saved_mappings
from app.ledgers.read_ledger import read_ledger as rows_of
from app.ledgers.reading.own import read_workbook
from app.network.listed.actions import prefill
from app.reports.forms.actions import write_report
from app.reports.forms.form import load_form
from app.reports.papers.actions import write_paper
from app.reports.papers.face_sheet import face_sheet
from app.reports.submissions.actions import submit
from app.staff.accounts import actions as accounts
from app.staff.accounts import own
from app.staff.permissions import Actor, Role
from app.staff.second import actions as second
from app.staff.second.rules import Act
from app.storage import staff_keys
from app.storage.embedded.backup import list_backups
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import NewStaff, PassphraseOnly
from app.storage.keys.opening import read_slots, unlock_with_passphrase
from app.storage.opening import FirstStaff, NewOffice, create_office
from app.storage.records import Staff
from app.storage.restoring import restore
from app.storage.whole.reading import Newcomer
from app.storage.whole.reading import take_in as take_whole_in
from app.storage.work import Office
from tests.conftest import NOW, OpenedOffice
from tests.faults.scene import CANARY, CODE, NEW_WORDS, WORDS, Scene
from tests.handoff.conftest import known
from tests.handoff.real_offices import Two, ask_for_help, at, consented, sealed
from tests.reports.submissions.one_office import APRIL, FORM, add_case, add_contact, handing

CENTRE = NewOffice("centre", "群馬県地域生活定着支援センター", "10")
OTHER = NewOffice("centre", "島根県地域生活定着支援センター", "32")
FIRST = FirstStaff("試作 澪江", Role.DIRECTOR, WORDS)
ROWS = 12


@dataclass
class Desk:
    """Whoever acts: the scene, the office where one is open, and how a finished step is said."""

    scene: Scene
    acknowledged: Callable[[], object] = field(default=lambda: None)
    office: Office | None = None
    actor: Actor | None = None
    ready: object = None
    given: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        """What the preparation left is read before anything is in the way."""
        self.given = self.scene.given

    @property
    def opened(self) -> OpenedOffice:
        """The open office."""
        assert self.office is not None and self.actor is not None
        return OpenedOffice(self.office, self.actor, self.scene.folder)


@dataclass(frozen=True)
class Operation:
    """What a person does, in steps that are acknowledged one by one."""

    name: str
    prepare: Callable[[Scene], None]
    act: Callable[[Desk], None]
    before: Callable[[Desk], None] | None = None
    """What comes first and is not disturbed; by default the office is opened."""
    apart: bool = False
    """A file outside the data and its entry: whoever is cut off between them has the one alone."""
    destroys: bool = False
    """From the first step on that nobody can open the office any more is what was asked for."""
    weight: int = 1
    """How many times slower than others it is: so many fewer points are tried in the slice."""


def make(folder: OfficeFolder, new: NewOffice = CENTRE) -> tuple[Office, Actor]:
    """An empty office."""
    office, actor, recovery = create_office(folder, new, FIRST, PassphraseOnly(), NOW)
    recovery.confirm(recovery.code)
    return office, actor


def with_case(scene: Scene) -> None:
    """An office with one case of April and a contact."""
    office, actor = make(scene.folder)
    with office.work(actor) as work:
        case = add_case(work, "8-001", f"{CANARY}　一花")
        add_contact(work, case)
    scene.give(case=case)
    office.close()


def save_case(desk: Desk) -> None:
    """Register somebody and begin their case; then another."""
    opened = desk.opened
    for number in ("8-002", "8-003"):
        with opened.office.work(opened.actor) as work:
            add_case(work, number, f"{CANARY}　{number}", note=f"{CANARY}の備考。" * 300)
        desk.acknowledged()
    opened.office.close()


def add_contacts(desk: Desk) -> None:
    """Two entries of 支援経過."""
    opened, case = desk.opened, desk.given["case"]
    for day in ("R8.4.11", "R8.4.12"):
        typed = ActivityInput(day, "phone", "20", "本人", f"{CANARY}の様子。" * 200, "試作")
        with opened.office.work(opened.actor) as work:
            contacts.record_activity(work, case, typed)
        desk.acknowledged()
    opened.office.close()


def with_ledger(scene: Scene) -> None:
    """An office, and a ledger of a few rows."""
    with_case(scene)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "コーディネート"
    sheet.append(["番号", "氏名", "フリガナ", "性別", "生年月日", "支援開始日", "備考"])
    for row in range(ROWS):
        name = f"{CANARY}　{'甲乙丙丁戊己庚辛壬癸子丑'[row]}"
        sheet.append([f"8-1{row:02}", name, "", "男", "S40.1.1", "R8.4.1", f"{CANARY}備考"])
    book.save(scene.root / "ledger.xlsx")


def read_ledger(desk: Desk) -> None:
    """Open, read the ledger and plan."""
    open_desk(desk)
    opened = desk.opened
    workbook = read_workbook(desk.scene.root / "ledger.xlsx")
    with opened.office.reading(opened.actor) as reading:
        mapping = find_mapping(workbook, saved_mappings(reading))
        rows = rows_of(workbook, mapping, today=opened.office.clock.today())
        known = existing(reading, rows.wanted)
    desk.ready = make_plan(rows, known)


def import_ledger(desk: Desk) -> None:
    """台帳取込."""
    opened = desk.opened
    with opened.office.work(opened.actor) as work:
        assert ledgers.apply(work, desk.ready).batch_id  # type: ignore[arg-type]
    desk.acknowledged()
    opened.office.close()


def write_excel(desk: Desk) -> None:
    """The report of a month as an Excel file."""
    opened = desk.opened
    with opened.office.work(opened.actor) as work:
        write_report(work, load_form(FORM), APRIL, desk.scene.out / "報告.xlsx")
    desk.acknowledged()
    opened.office.close()


def with_old_files(scene: Scene) -> None:
    """A case, and files of an earlier time where the new ones go."""
    with_case(scene)
    for name in ("報告.xlsx", "フェイスシート.pdf", "提出.xlsx", "根拠.xlsx"):
        (scene.out / name).write_bytes(b"of an earlier time")


def write_pdf(desk: Desk) -> None:
    """A case's face sheet as a PDF."""
    opened, case = desk.opened, desk.given["case"]
    with opened.office.work(opened.actor) as work:
        write_paper(work, face_sheet(work, case), desk.scene.out / "フェイスシート.pdf", case)
    desk.acknowledged()
    opened.office.close()


def freeze(desk: Desk) -> None:
    """The report is handed in."""
    opened = desk.opened
    with opened.office.work(opened.actor) as work:
        submit(work, handing(desk.scene.out))
    desk.acknowledged()
    opened.office.close()


def back_up(desk: Desk) -> None:
    """Two 控え."""
    opened = desk.opened
    for _ in range(2):
        making.make(opened.office, opened.actor)
        desk.acknowledged()
    opened.office.close()


def with_backup(scene: Scene) -> None:
    """A 控え, and work that was done after it."""
    with_case(scene)
    office, actor = scene.open()
    making.make(office, actor)
    with office.work(actor) as work:
        add_contact(work, scene.given["case"], day="R8.4.20")
    office.close()


def put_back(desk: Desk) -> None:
    """The 控え takes the place of the data."""
    folder = desk.scene.folder
    staff = next(slot.staff_id for slot in read_slots(folder) if slot.staff_id)
    [source] = list_backups(folder)
    restore(folder, source, lambda keys: unlock_with_passphrase(keys, staff, WORDS, None), NOW)
    desk.acknowledged()


def with_partner(scene: Scene) -> Two:
    """An office with a case, and a partner that it knows."""
    with_case(scene)
    here = OpenedOffice(*scene.open(), scene.folder)
    elsewhere = OfficeFolder(scene.root.parent / f"{scene.root.name}-other")
    there = OpenedOffice(*make(elsewhere, OTHER), elsewhere)
    return known(here, there)


def to_write(scene: Scene) -> None:
    """A case whose person consented that the partner is asked."""
    two = with_partner(scene)
    case = scene.given["case"]
    scene.give(case=case, consent=consented(two.here, case))
    for one in (two.here, two.there):
        one.office.close()


def write_letter(desk: Desk) -> None:
    """Ask for help, then seal the letter into a file."""
    opened, given = desk.opened, desk.given
    typed = WriteInput(
        asked=f"{CANARY}をお願いします。",
        items=("custody", "identity"),
        basis=BasisInput("consent", given["consent"]),
    )
    with opened.office.work(opened.actor) as work:
        to = partners(work)[0].id
        writing.begin(work, given["case"], to, ExchangeKind.COOPERATION, typed)
    desk.acknowledged()

    @contextmanager
    def at_hand(_: object) -> Iterator[tuple[Office, Actor]]:
        yield opened.office, opened.actor

    before, letter_files.opened = letter_files.opened, at_hand
    try:
        letter_files.give(argparse.Namespace(out=desk.scene.out, json=True), io.StringIO())
    finally:
        letter_files.opened = before
    desk.acknowledged()
    opened.office.close()


def to_accept(scene: Scene) -> None:
    """A letter from the partner."""
    two = with_partner(scene)
    exchange = ask_for_help(Two(two.there, two.here))
    letter = sealed(two.there, at(two.there, exchange).kept[0].id)
    (scene.root / "letter.teichaku").write_bytes(letter)
    for one in (two.here, two.there):
        one.office.close()


def accept_letter(desk: Desk) -> None:
    """Take the letter in, and accept what it asks."""
    opened = desk.opened
    data = (desk.scene.root / "letter.teichaku").read_bytes()
    with opened.office.work(opened.actor) as work:
        take_in(work, data)
    desk.acknowledged()
    typed = AcceptInput(number="R8-広-1", answer=WriteInput(text=f"{CANARY}承知しました。"))
    with opened.office.work(opened.actor) as work:
        accept(work, standings(work)[0].id, typed)
    desk.acknowledged()
    opened.office.close()


def change_key(desk: Desk) -> None:
    """A new 合言葉 of one's own."""
    office, me = desk.opened.office, desk.opened.actor
    with office.work(me) as work:
        by = staff_keys.proof(office, me.staff_id, WORDS)
        who = NewStaff(me.staff_id, me.name, NEW_WORDS, staff_keys.demands(work))
        staff_keys.change_own(office, by, who)
        own.tell_own_key(work)
    desk.acknowledged()
    office.close()


def change_staff(desk: Desk) -> None:
    """Somebody is added and gets a key; they leave again."""
    office, me = desk.opened.office, desk.opened.actor
    name = "見本 葉子"
    with office.work(me) as work:
        staff = accounts.add(work, name, Role.COUNSELLOR)
        by = staff_keys.proof(office, me.staff_id, WORDS)
        who = NewStaff(staff, name, NEW_WORDS, staff_keys.demands(work))
        staff_keys.give_key(office, by, who)
        accounts.tell_key(work, staff, again=False)
    desk.acknowledged()
    with office.work(me) as work:
        version = work.get(Staff, staff).version
        by = staff_keys.proof(office, me.staff_id, WORDS)

        def end() -> None:
            staff_keys.take_keys(office, by, staff)

        accounts.leave(work, staff, version, work.clock.today(), end)
    desk.acknowledged()
    office.close()


def agreed(scene: Scene, act: Act) -> None:
    """A second person agreed to an act (by the recovery code)."""
    office, actor = scene.open()
    with office.work(actor) as work:
        request = second.ask(work, act, "契約の終わり")
    with office.work(actor) as work:
        second.agree_alone(work, request, lambda: True)
    scene.give(request=request)
    office.close()


@contextmanager
def known_code() -> Iterator[None]:
    """データ一式 is sealed with a code that the judge knows."""
    before, whole.new_code = whole.new_code, lambda: CODE
    try:
        yield
    finally:
        whole.new_code = before


def to_hand_over(scene: Scene) -> None:
    """A case, a file of an earlier time, and a second person's word."""
    with_case(scene)
    (scene.out / f"一式{whole.ENDING}").write_bytes(b"of an earlier time")
    agreed(scene, Act.WHOLE_EXPORT)


def hand_over(desk: Desk) -> None:
    """データ一式 of the office in one sealed file."""
    opened = desk.opened
    out = desk.scene.out / f"一式{whole.ENDING}"
    with known_code(), opened.office.work(opened.actor) as work:
        whole.export_whole(work, out, desk.given["request"])
    desk.acknowledged()
    opened.office.close()


def to_take_over(scene: Scene) -> None:
    """A machine on which there is nothing but the file."""
    to_hand_over(scene)
    desk = Desk(scene)
    open_desk(desk)
    hand_over(desk)
    (scene.out / f"一式{whole.ENDING}").rename(scene.root / "sent.whole")
    for path in scene.root.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    scene.enter_folders()


def take_over(desk: Desk) -> None:
    """データ一式 becomes an office here; its recovery code is confirmed."""
    who = Newcomer(WORDS, PassphraseOnly())
    taken = take_whole_in(desk.scene.root / "sent.whole", CODE, desk.scene.folder, who, NOW)
    desk.acknowledged()
    taken.recovery.confirm(taken.recovery.code)
    desk.acknowledged()


def to_wipe(scene: Scene) -> None:
    """An office with a 控え, and a second person's word that it may go."""
    with_backup(scene)
    agreed(scene, Act.WIPE)


def wipe(desk: Desk) -> None:
    """The office is destroyed, with a certificate; what is left is said."""
    opened, request = desk.opened, desk.given["request"]
    with opened.office.work(opened.actor) as work:
        facts = agree_to_wipe(work, CENTRE.name, request)
    opened.office.close()
    desk.acknowledged()
    wiped = end_office(desk.scene.folder, facts, desk.scene.out / "消去証明書.pdf")
    if wiped.left:
        raise StorageProblem("消せずに残ったものがあります。")
    desk.acknowledged()


def nothing_there(scene: Scene) -> None:
    """A machine on which nobody set anything up yet."""


def set_up(desk: Desk) -> None:
    """A new office: made, its recovery code confirmed, the directory and its keys begun."""
    office, actor, recovery = create_office(desk.scene.folder, CENTRE, FIRST, PassphraseOnly(), NOW)
    desk.acknowledged()
    recovery.confirm(recovery.code)
    desk.acknowledged()
    with office.work(actor) as work:
        prefill(work)
        make_own_keys(work)
    desk.acknowledged()
    office.close()


def open_desk(desk: Desk) -> None:
    """Open the office."""
    desk.office, desk.actor = desk.scene.open()


def nothing(_: Desk) -> None:
    """Nothing is opened beforehand."""


OPERATIONS = {
    one.name: one
    for one in (
        Operation("save case", with_case, save_case),
        Operation("add contact", with_case, add_contacts),
        Operation("import", with_ledger, import_ledger, read_ledger),
        Operation("excel report", with_old_files, write_excel, apart=True),
        Operation("pdf", with_old_files, write_pdf, apart=True, weight=3),
        Operation("submission", with_old_files, freeze, apart=True),
        Operation("backup", with_case, back_up, apart=True),
        Operation("restore", with_backup, put_back, nothing),
        Operation("letter out", to_write, write_letter, apart=True),
        Operation("letter in", to_accept, accept_letter),
        Operation("key change", with_case, change_key, apart=True),
        Operation("staff change", with_case, change_staff, apart=True),
        Operation("set-up", nothing_there, set_up, nothing, weight=4),
        Operation("whole export", to_hand_over, hand_over, apart=True, weight=2),
        Operation("whole import", to_take_over, take_over, nothing, weight=4),
        Operation("wipe", to_wipe, wipe, apart=True, destroys=True, weight=2),
    )
}
