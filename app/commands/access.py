"""Opening an office for a command: where, with which passphrase, as whom, at what time."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from app import paths
from app.clock import Clock, fixed
from app.errors import KeyProblem, NotFound, WrongUse
from app.staff.permissions import Actor
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.keys.keyring_store import SecretStore, open_keyring
from app.storage.keys.opening import read_slots
from app.storage.keys.passphrase import read_passphrase_file
from app.storage.keys.slots import Slot, SlotKind

if TYPE_CHECKING:
    from app.storage.work import Office

CLOCK_VARIABLE = "TEICHAKU_CLOCK"


def passphrase_of(args: argparse.Namespace) -> str:
    """The passphrase from --passphrase-file."""
    if args.passphrase_file is None:
        raise KeyProblem(
            "合言葉が要ります。データはそのままです。--passphrase-file で合言葉のファイルを指定してください。"
        )
    return read_passphrase_file(args.passphrase_file)


def store_for(args: argparse.Namespace) -> SecretStore | PassphraseOnly:
    """--passphrase-file replaces the keyring, everything else uses it."""
    return PassphraseOnly() if args.passphrase_file is not None else open_keyring()


def clock_for(practice: bool) -> Clock:
    """The machine's clock, or the one that TEICHAKU_CLOCK sets in a practice folder."""
    text = os.environ.get(CLOCK_VARIABLE, "")
    if not text:
        return Clock()
    if not practice:
        raise WrongUse(
            f"{CLOCK_VARIABLE} は練習用のデータでだけ使えます。何も変えていません。"
            "この変数を消してからやり直してください。"
        )
    try:
        return fixed(datetime.fromisoformat(text))
    except ValueError as error:
        raise WrongUse(
            f"{CLOCK_VARIABLE} は 2025-03-31T09:00 の形で指定してください。何も変えていません。"
        ) from error


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[tuple[Office, Actor]]:
    """The office of --data, opened as --staff (or the only one) and closed again."""
    from app.storage.opening import open_office

    folder, slot, store = _asked_for(args)
    office, actor = open_office(
        folder,
        slot.staff_id,
        passphrase_of(args),
        store,
        Clock(),
        restored=args.restored,
    )
    with _closed_again(office):
        yield office, actor


@contextmanager
def opened_unchecked(args: argparse.Namespace) -> Iterator[tuple[Office, Actor, OfficeFolder]]:
    """The same, not held against its anchors and without a trace of the opening."""
    from app.storage.opening import open_unchecked

    folder, slot, store = _asked_for(args)
    office, actor = open_unchecked(folder, slot.staff_id, passphrase_of(args), store, Clock())
    with _closed_again(office):
        yield office, actor, folder


@contextmanager
def _closed_again(office: Office) -> Iterator[None]:
    try:
        office.clock = clock_for(office.practice)
        yield
    finally:
        office.close()


def _asked_for(args: argparse.Namespace) -> tuple[OfficeFolder, Slot, SecretStore | None]:
    folder = OfficeFolder(args.data or paths.default_data_folder())
    if not folder.taken:
        raise NotFound(
            "ここには定着のデータがありません。何も作っていません。"
            "--data の場所を確かめるか、「teichaku init」で作ってください。",
            where=str(folder.path),
        )
    slot = slot_of(read_slots(folder), args.staff)
    store = None if slot.kind is SlotKind.PASSPHRASE_ONLY else open_keyring()
    return folder, slot, store


def slot_of(slots: tuple[Slot, ...], name: str | None) -> Slot:
    """The slot of the named person (or of the only one), without keyring where there is one."""
    mine = [s for s in slots if s.staff_id and (name is None or s.name == name)]
    people = {slot.staff_id for slot in mine}
    if len(people) != 1:
        known = "、".join(sorted({slot.name for slot in slots if slot.staff_id}))
        raise WrongUse(
            f"使う人を --staff で指定してください（登録: {known}）。データはそのままです。"
        )
    only = [slot for slot in mine if slot.kind is SlotKind.PASSPHRASE_ONLY]
    return (only or mine)[0]
