"""控え in the window: made by themselves, shown at the foot, tried out, put back from the sign-in."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app.attachments import actions as attachments
from app.attachments.rules import CheckedFile, Owner, OwnerKind
from app.backups.making import make, plan_and_standing
from app.backups.rules import Plan
from app.clock import fixed
from app.deadlines.tasks.actions import add_task
from app.deadlines.tasks.rules import TaskInput
from app.staff.permissions import Role
from app.storage.embedded.backup import list_backups
from app.storage.folders import OfficeFolder
from app.ui.backups.watch import BackupWatch
from app.ui.jobs import Jobs
from app.ui.screens.lost_words import lost_words
from app.ui.screens.setup.restore_window import RestoreWindow
from app.ui.screens.setup.wizard import SetupWizard
from app.ui.screens.sign_in import SignIn
from app.ui.screens.today import TodayScreen
from app.ui.theme import Tone
from app.ui.window import MainWindow

START = datetime(2026, 11, 24, 9, 0)


def foot(window: MainWindow) -> tuple[str, Tone]:
    label = window.status._backup
    return label.words, Tone(label.property("tone"))


def watch_of(window: MainWindow) -> BackupWatch:
    window.backups.automatic = True
    window.backups.read()
    return window.backups


def test_the_first_of_the_day_is_made_by_itself_and_the_foot_says_when(
    window_of: Any, folder: OfficeFolder
) -> None:
    window = window_of(folder)
    watch = watch_of(window)
    assert foot(window) == ("控えはまだありません", Tone.WARNING)
    watch.look()
    assert foot(window) == ("控え 9:00 確認済み", Tone.MUTED)
    (made,) = list_backups(folder)
    office = window.desk.office
    office.clock = fixed(START + timedelta(hours=3, minutes=59))
    watch.look()
    assert list_backups(folder) == (made,)
    office.clock = fixed(START + timedelta(hours=4))
    watch.look()
    assert len(list_backups(folder)) == 2
    assert foot(window)[0] == "控え 13:00 確認済み"


def test_an_old_one_is_warned_of_in_words(window_of: Any, folder: OfficeFolder) -> None:
    window = window_of(folder)
    watch = watch_of(window)
    watch.look()
    window.desk.office.clock = fixed(START + timedelta(days=3))
    watch._say()
    assert foot(window) == ("控えが 11/24 9:00 から取れていません", Tone.WARNING)


def test_what_cannot_be_made_is_said_and_asks_nobody(
    window_of: Any, folder: OfficeFolder, asking: Any
) -> None:
    window = window_of(folder)
    watch = watch_of(window)
    shutil.rmtree(folder.backups, ignore_errors=True)
    folder.backups.write_bytes(b"")  # a file where the folder should be
    watch.look()
    assert foot(window) == ("控えを作れていません", Tone.WARNING)
    assert not asking.errors
    folder.backups.unlink()


def test_the_window_goes_on_while_one_is_made(
    window_of: Any, folder: OfficeFolder, qtbot: QtBot, capsys: Any
) -> None:
    """Saves arrive and the event loop turns while the copy is on its way."""
    jobs = Jobs()
    window = window_of(folder, runs=jobs)
    fill_with_files(window, MEGABYTES)
    watch = watch_of(window)
    turns: list[float] = []
    saved: list[float] = []
    timer = QTimer(window)
    timer.setInterval(5)
    timer.timeout.connect(lambda: turns.append(time.perf_counter()))

    def save() -> None:
        began = time.perf_counter()
        window.desk.write(
            lambda work: add_task(work, TaskInput("途中で保存", "", "")),
            lambda _: saved.append(time.perf_counter() - began),
            owner=window,
        )

    saves = QTimer(window)
    saves.setInterval(2_000)
    saves.timeout.connect(save)
    began, used = time.perf_counter(), time.process_time()
    with qtbot.waitSignal(watch.changed, timeout=600_000):
        timer.start()
        saves.start()
        watch.make()
        assert watch.busy
        assert foot(window)[0] == "控えを作っています"
        save()
    took, cpu = time.perf_counter() - began, time.process_time() - used
    saves.stop()
    qtbot.waitUntil(lambda: not jobs.busy)
    timer.stop()
    assert saved
    assert turns
    (made,) = list_backups(folder)
    gaps = sorted(after - before for before, after in pairwise(turns))
    with capsys.disabled():
        if MEGABYTES:
            sys.stdout.write(
                f"\n{made.stat().st_size / 1e6:,.0f} MB: {took:.1f} s, {cpu:.1f} s of processor; "
                f"saves {len(saved)}, slowest {max(saved):.2f} s; "
                f"window's longest pause {gaps[-1]:.3f} s, 99 % below {gaps[-len(gaps) // 100]:.3f} s\n"
            )
    jobs.close()


MEGABYTES = int(os.environ.get("TEICHAKU_BACKUP_MB", "0"))
"""How large the office is that is copied while somebody works; 1000 for the figure that is promised."""


def fill_with_files(window: MainWindow, megabytes: int) -> None:
    """Files of 10 MB each, as scans of papers are."""
    office, actor = window.desk.office, window.desk.actor
    with office.reading(actor) as reading:
        case = reading.session.execute(text("SELECT min(id) FROM episode")).scalar_one()
    for number in range(megabytes // 10):
        content = os.urandom(10_000_000)
        file = CheckedFile(
            f"{number}.pdf", "application/pdf", content, hashlib.sha256(content).hexdigest()
        )
        with office.work(actor) as work:
            attachments.add(work, Owner(OwnerKind.EPISODE, case), file)


def test_what_was_recorded_since_is_copied_before_the_program_ends(
    program_of: Any, folder: OfficeFolder, passphrase: str
) -> None:
    program = program_of(folder, passphrase=passphrase)
    window = program.view
    assert isinstance(window, MainWindow)
    window.backups.make()
    before = len(list_backups(folder))
    window.close()
    assert len(list_backups(folder)) == before  # nothing came in between
    program = program_of(folder, passphrase=passphrase)
    window = program.view
    assert isinstance(window, MainWindow)
    window.close()  # the sign-in and the look at 今日 came
    assert len(list_backups(folder)) == before + 1
    assert program.office is None


def test_locking_makes_none(program_of: Any, folder: OfficeFolder, passphrase: str) -> None:
    program = program_of(folder, passphrase=passphrase)
    program.view.lock()
    assert isinstance(program.view, SignIn)
    assert list_backups(folder) == ()


def test_the_place_lists_makes_tries_out_and_plans(
    window_of: Any, folder: OfficeFolder, asking: Any, tmp_path: Path
) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    window = window_of(folder)
    assert window.go("backups")
    screen = window.shown
    assert "控えはまだありません" in screen.state.words
    screen.make_button.click()
    (row,) = [screen.model.row(n) for n in range(screen.model.rowCount())]
    assert (row.place, row.rows) == (
        "この PC",
        plan_rows(window),
    )
    asking.script(usb)
    screen.plan.choose.click()
    screen.plan.form.set_values({"daily": "７", "hours": "2"})
    screen.plan.keep.click()
    assert plan_and_standing(window.desk.office, window.desk.actor)[0] == Plan(
        2, 7, 8, 12, str(usb)
    )
    window.desk.office.clock = fixed(START + timedelta(minutes=1))
    screen.make_button.click()
    places = [screen.model.row(n).place for n in range(screen.model.rowCount())]
    assert sorted(places) == ["この PC", "この PC", "第二の置き場所"]
    screen.drill_button.click()
    assert screen.drilled is not None
    assert screen.preview is not None
    assert screen.preview.printed is not None
    assert "復元の確認 9:01" in screen.state.words
    screen.preview.reject()


def plan_rows(window: MainWindow) -> int:
    with window.desk.office.engine.connect() as connection:
        details = connection.execute(
            text(
                "SELECT json_extract(details, '$.rows') FROM history_entry WHERE kind='backup.made'"
            )
        )
        return int(details.scalar_one())


def test_a_wrong_number_is_said_at_its_field_and_nothing_kept(
    window_of: Any, folder: OfficeFolder
) -> None:
    window = window_of(folder)
    window.go("backups")
    card = window.shown.plan
    card.form.set_values({"monthly": "たくさん"})
    card.keep.click()
    assert "数字" in card.form.rows["monthly"].error()
    assert plan_and_standing(window.desk.office, window.desk.actor)[0] == Plan()


def test_who_does_not_look_after_the_office_sees_but_changes_nothing(
    window_of: Any, folder: OfficeFolder
) -> None:
    window = window_of(folder, Role.COUNSELLOR)
    window.go("backups")
    screen = window.shown
    assert "できるのは" in screen.plan.keep.reason
    assert "できるのは" in screen.drill_button.reason
    screen.make_button.click()  # everybody may make one
    assert len(list_backups(folder)) == 1


def test_today_reminds_of_a_drill_after_a_month_and_leads_there(
    window_of: Any, folder: OfficeFolder
) -> None:
    window = window_of(folder)
    today = window.shown
    assert isinstance(today, TodayScreen)
    assert not today.backups.isVisible()
    office = window.desk.office
    make(office, window.desk.actor)
    office.clock = fixed(START + timedelta(days=40))
    today.backups.read()
    assert "復元の確認を、1か月以上していません" in today.backups.words
    today.backups.acted.emit()
    assert window.current == "backups"
    window.shown.drill_button.click()
    window.shown.preview.reject()
    window.go("today")
    assert not today.backups.isVisible()


def test_from_the_sign_in_a_copy_is_put_back_and_opens(
    program_of: Any, folder: OfficeFolder, passphrase: str, asking: Any, open_it: Any
) -> None:
    signed_in = open_it(folder)
    office, actor = signed_in.office, signed_in.actor
    make(office, actor)
    with office.work(actor) as work:
        add_task(work, TaskInput("あとで足した", "", ""))
    office.close()
    content = bytearray(folder.data_file.read_bytes())
    content[6000] ^= 1
    folder.data_file.write_bytes(content)  # the data does not open any more
    program = program_of(folder)
    sign_in = program.view
    assert isinstance(sign_in, SignIn)
    sign_in.restore.click()
    window = program.view
    assert isinstance(window, RestoreWindow)
    window.secret.set_value("ちがう あいことば")
    asking.script(True)
    window.next_button.click()
    assert "合言葉が違います" in window.problem.words
    window.secret.set_value(passphrase)
    asking.script(False)
    window.next_button.click()  # 「やめる」 puts nothing back
    assert folder.data_file.read_bytes() == bytes(content)
    asking.script(True)
    window.next_button.click()
    assert ("danger", asking.said[-2][1]) == asking.said[-2]
    assert "確かめ、戻しました" in asking.said[-1][1]
    sign_in = program.view
    assert isinstance(sign_in, SignIn)
    sign_in.secret.set_value(passphrase)
    sign_in.sign_in()
    assert isinstance(program.view, MainWindow)


def test_on_a_new_pc_the_copy_of_the_second_place_opens_with_the_recovery_code(
    program_of: Any, folder: OfficeFolder, code: str, asking: Any, open_it: Any, tmp_path: Path
) -> None:
    signed_in = open_it(folder)
    made = make(signed_in.office, signed_in.actor).backup
    signed_in.office.close()
    usb = tmp_path / "usb"
    usb.mkdir()
    for path in (made.path, made.key_file):
        shutil.copy(path, usb / path.name)
    program = program_of(OfficeFolder(tmp_path / "new" / "office"))
    assert isinstance(program.view, SetupWizard)
    program.view.restore_link.click()
    window = program.view
    assert isinstance(window, RestoreWindow)
    assert "選ぶと進めます" in window.next_button.reason
    asking.script(usb / made.path.name)
    window.elsewhere.click()
    window.who.set_value("recovery code")
    window._name_secret()
    assert window.secret.label == "回復コード"
    window.secret.set_value("12345")
    asking.script(True)
    window.next_button.click()
    assert "回復コード" in window.secret.error()
    window.secret.set_value(code)
    asking.script(True)
    window.next_button.click()
    assert isinstance(program.view, SignIn)


def test_a_file_of_another_name_is_not_taken_for_a_copy(
    program_of: Any, folder: OfficeFolder, asking: Any, tmp_path: Path
) -> None:
    program = program_of(folder)
    program.view.restore.click()
    asking.script(tmp_path / "写真.db")
    program.view.elsewhere.click()
    assert "控えの名前ではありません" in program.view.problem.words
    program.view.back_button.click()
    assert isinstance(program.view, SignIn)


def test_the_sign_in_says_what_to_do_when_something_is_lost(
    program_of: Any, folder: OfficeFolder, asking: Any
) -> None:
    program = program_of(folder)
    program.view.lost.click()
    assert asking.said[-1] == ("inform", "困ったとき")
    page = (Path(__file__).parents[3] / "docs" / "when-something-is-lost.md").read_text("utf-8")
    for served in (False, True):
        for line in lost_words(served=served).splitlines():
            if line.startswith("● "):
                assert line.removeprefix("● ") in page  # the page tells the same at more length
