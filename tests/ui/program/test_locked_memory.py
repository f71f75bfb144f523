"""What was read for a desk leaves the memory when the desk is locked."""

from __future__ import annotations

import gc
import secrets
import struct
import sys
import weakref
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.cases.queries import CaseFilter, case_list
from app.clock import Clock
from app.staff.permissions import Role
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.keys.opening import unlock_with_passphrase
from app.storage.opening import FirstStaff, NewOffice, create_office
from app.ui.desk import Where
from app.ui.program import Program
from app.ui.screens.sign_in import SignIn
from app.ui.widgets.list_table import ListTable
from app.ui.window import MainWindow

PASSPHRASE = "つゆくさ あけび もくれん ひぐらし"
_BEGIN, _HEADER = 8, 32


def given_back(header: bytes) -> bool:
    """Whether this is the head of a `bytes` that nobody holds any more."""
    holders, kind = struct.unpack_from("qq", header)
    return kind == id(bytes) and not 0 < holders < 1_000_000


def places_of(key: bytes, mask: bytes) -> int:
    """How often a key lies in the memory that this process uses; `key` comes mixed with `mask`.

    Python wipes nothing: what lies in memory that was given back does not count.
    Only its beginning is ever put together here, so that the search does not find itself.
    """
    begin = bytes(a ^ b for a, b in zip(key[:_BEGIN], mask, strict=False))
    rest = key[_BEGIN:]
    found = 0
    own = Path("/proc/self")
    with (own / "maps").open() as maps, (own / "mem").open("rb", buffering=0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            if not rights.startswith("rw") or line.rstrip().endswith(("[vvar]", "[vsyscall]")):
                continue
            first, last = (int(one, 16) for one in span.split("-"))
            memory.seek(first)
            try:
                held = memory.read(last - first)
            except OSError:
                held = b""  # what may not be read was never ours to write
            at = held.find(begin)
            while at >= 0:
                after = held[at + _BEGIN : at + len(key)]
                same = bytes(a ^ b for a, b in zip(after, mask[_BEGIN:], strict=False)) == rest
                found += same and not given_back(held[at - _HEADER : at])
                at = held.find(begin, at + 1)
    return found


def _read_for(window: MainWindow) -> dict[str, weakref.ref[Any]]:
    tables = window.findChildren(ListTable)
    parts = {f"rows of {table.accessibleName()} {n}": table.rows for n, table in enumerate(tables)}
    parts |= {"window": window, "desk": window.desk, "line": window.desk.line}
    parts |= {"shared folder": window.desk.shared}
    return {name: weakref.ref(part) for name, part in parts.items()}


def test_a_locked_desk_keeps_nothing_that_was_read(
    dressed: Any,
    open_it: Any,
    folder: OfficeFolder,
    jobs: Any,
    asking: Any,
    settings: QSettings,
    qtbot: QtBot,
) -> None:
    program = Program(folder, jobs=jobs, asking=asking, settings=settings)
    signed = open_it(folder)
    with signed.office.reading(signed.actor) as reading:
        episode = case_list(reading, CaseFilter()).rows[0].id
    program.show_office(signed.office, signed.actor)
    window = program.view
    assert isinstance(window, MainWindow)
    for place in ("cases", "network", "meetings"):
        window.go(place)
    window.show_where(Where("cases", {"episode": episode}))
    QApplication.processEvents()  # what waits for the next pass holds its window until then
    read = _read_for(window)
    assert len(read) > 8
    window.lock()
    del window, signed
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert isinstance(program.view, SignIn)

    def gone() -> None:
        gc.collect()
        assert [name for name, part in read.items() if part() is not None] == []

    qtbot.waitUntil(gone)
    program.let_go()


@pytest.mark.skipif(sys.platform != "linux", reason="reads its own memory through /proc")
def test_the_key_leaves_the_memory_with_the_desk(
    dressed: Any, tmp_path: Path, jobs: Any, asking: Any, settings: QSettings, qtbot: QtBot
) -> None:
    """As far as Python can: neither an object nor the driver of the data file holds it."""
    folder = OfficeFolder(tmp_path / "alone")
    office, actor, recovery = create_office(
        folder,
        NewOffice("centre", "見本県地域生活定着支援センター", "10"),
        FirstStaff("試作 澪江", Role.DIRECTOR, PASSPHRASE),
        PassphraseOnly(),
        Clock(),
    )
    recovery.confirm(recovery.code)
    office.close()
    del office, recovery
    mask = secrets.token_bytes(32)

    def hidden() -> bytes:
        unlocked = unlock_with_passphrase(folder, actor.staff_id, PASSPHRASE, None)
        return bytes(a ^ b for a, b in zip(unlocked.data_key, mask, strict=True))

    key = hidden()
    program = Program(folder, jobs=jobs, asking=asking, settings=settings, passphrase=PASSPHRASE)
    program.start()
    assert isinstance(program.view, MainWindow)
    program.view.show_where(Where("cases"))
    assert places_of(key, mask) > 0
    program.view.lock()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def gone() -> None:
        gc.collect()
        assert places_of(key, mask) == 0

    qtbot.waitUntil(gone)
    program.let_go()
