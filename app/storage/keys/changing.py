"""Making and changing the key file. The caller holds the office's lock.

Order of every change: new keyring secret, then the file, then the old secret goes; a crash leaves
the old or the new list, and at most a secret that nothing refers to.
"""

from __future__ import annotations

import contextlib
import hmac
import secrets
from dataclasses import dataclass, field, replace

from app.clock import Clock
from app.errors import FieldProblem, InvalidInput, KeyProblem
from app.storage import safe_files
from app.storage.folders import OfficeFolder
from app.storage.keys import opening, recovery, slots, wrapping
from app.storage.keys import passphrase as passphrases
from app.storage.keys.keyring_store import SecretStore
from app.storage.keys.opening import Unlocked
from app.storage.keys.slots import KeyFile, Slot, SlotKind
from app.storage.keys.wrapping import PRODUCT_POLICY, KdfPolicy

_SYSTEM_CLOCK = Clock()


@dataclass(frozen=True)
class PassphraseOnly:
    """The explicit choice to do without a keyring on this machine."""


@dataclass(frozen=True)
class NewStaff:
    """Who gets a slot: the id and name shown at sign-in, and the passphrase."""

    staff_id: str
    name: str
    passphrase: str = field(repr=False)
    demands: passphrases.Demands = passphrases.USUAL

    def refuse_weak(self, store: SecretStore | PassphraseOnly) -> None:
        """Raise InvalidInput unless the passphrase may protect a slot of this kind."""
        named = replace(self.demands, own=(*self.demands.own, self.name))
        alone = isinstance(store, PassphraseOnly)
        passphrases.refuse_weak(self.passphrase, named, alone=alone)


@dataclass
class NewRecovery:
    """A recovery code that was just made; it is asked back once before it counts."""

    folder: OfficeFolder = field(repr=False)
    unlocked: Unlocked = field(repr=False)
    slot_id: str
    code: str = field(repr=False)

    def confirm(self, typed: str) -> None:
        """Mark the code confirmed when it is typed back right; earlier codes then stop working."""
        if not hmac.compare_digest(recovery.decode(typed), recovery.decode(self.code)):
            raise InvalidInput(
                (
                    FieldProblem(
                        recovery.FIELD,
                        "印刷した回復コードと違います。データには手を加えていません。"
                        "いま印刷した紙のコードを入力してください。",
                    ),
                )
            )
        file = _authentic(self.folder, self.unlocked)
        kept = tuple(
            replace(slot, confirmed=True) if slot.id == self.slot_id else slot
            for slot in file.slots
            if slot.kind is not SlotKind.RECOVERY or slot.id == self.slot_id
        )
        _save(self.folder, self.unlocked, replace(file, slots=kept))


def create_key_file(
    folder: OfficeFolder,
    staff: NewStaff,
    store: SecretStore | PassphraseOnly,
    *,
    policy: KdfPolicy = PRODUCT_POLICY,
    clock: Clock = _SYSTEM_CLOCK,
) -> tuple[Unlocked, NewRecovery]:
    """A fresh data key with its first staff slot and recovery code; refused where data lies."""
    staff.refuse_weak(store)
    if folder.key_file.exists() or folder.data_file.exists():
        raise taken(folder)
    data_key = secrets.token_bytes(wrapping.KEY_BYTES)
    file = KeyFile(secrets.token_hex(16), 1, ())
    slot = _staff_slot(file, data_key, staff, store, policy, clock)
    recovery_slot, code = _recovery_slot(file, data_key, clock)
    file = replace(file, slots=(slot, recovery_slot))
    try:
        safe_files.write_new(folder.key_file, slots.write(file, data_key))
    except FileExistsError as error:
        raise taken(folder) from error
    except OSError as error:
        raise _not_written(folder) from error
    unlocked = Unlocked(data_key, file.db_id, file.generation, slot)
    return unlocked, NewRecovery(folder, unlocked, recovery_slot.id, code)


def add_staff_slot(
    folder: OfficeFolder,
    unlocked: Unlocked,
    staff: NewStaff,
    store: SecretStore | PassphraseOnly,
    *,
    policy: KdfPolicy = PRODUCT_POLICY,
    clock: Clock = _SYSTEM_CLOCK,
) -> Slot:
    """Give one more staff member a slot of their own."""
    staff.refuse_weak(store)
    file = _authentic(folder, unlocked)
    if sum(slot.staff_id == staff.staff_id for slot in file.slots) >= slots.MOST_PER_OWNER:
        raise KeyProblem(
            "この職員の鍵はこれ以上増やせません。鍵は変わっていません。古い鍵を先に外してください。"
        )
    slot = _staff_slot(file, unlocked.data_key, staff, store, policy, clock)
    _save(folder, unlocked, replace(file, slots=(*file.slots, slot)))
    return slot


def replace_passphrase(
    folder: OfficeFolder,
    unlocked: Unlocked,
    staff: NewStaff,
    store: SecretStore | PassphraseOnly,
    *,
    policy: KdfPolicy = PRODUCT_POLICY,
    clock: Clock = _SYSTEM_CLOCK,
) -> Slot:
    """Replace all slots of a staff member by one new slot (also after using the recovery code)."""
    staff.refuse_weak(store)
    file = _authentic(folder, unlocked)
    slot = _staff_slot(file, unlocked.data_key, staff, store, policy, clock)
    gone = tuple(old for old in file.slots if old.costs and old.staff_id == staff.staff_id)
    kept = tuple(old for old in file.slots if old not in gone)
    _save(folder, unlocked, replace(file, slots=(*kept, slot)))
    _forget(file, gone, store)
    return slot


def follow_name(folder: OfficeFolder, unlocked: Unlocked, staff_id: str, name: str) -> None:
    """Show somebody's present name where people choose who signs in.

    Nothing hangs on it: where it cannot be written, the former name stands there until it can.
    """
    file, mac = opening.load(folder)
    slots_now = tuple(
        replace(slot, name=name) if slot.staff_id == staff_id else slot for slot in file.slots
    )
    if slots_now != file.slots and hmac.compare_digest(file.mac(unlocked.data_key), mac):
        with contextlib.suppress(KeyProblem):
            _save(folder, unlocked, replace(file, slots=slots_now))


def remove_slot(
    folder: OfficeFolder,
    unlocked: Unlocked,
    slot_id: str,
    store: SecretStore | PassphraseOnly,
) -> None:
    """Take a staff slot away; the last staff slot and the recovery code stay."""
    file = _authentic(folder, unlocked)
    gone = tuple(slot for slot in file.slots if slot.id == slot_id)
    kept = tuple(slot for slot in file.slots if slot.id != slot_id)
    if not gone:
        raise KeyProblem(
            "その鍵は登録されていません。鍵は変わっていません。一覧を開き直してください。"
        )
    if gone[0].kind is SlotKind.RECOVERY or not any(slot.costs for slot in kept):
        raise KeyProblem(
            "回復コードと最後の職員の鍵は外せません（誰も開けなくなるためです）。鍵は変わっていません。"
            "先に別の職員の鍵を加えるか、回復コードを作り直してください。"
        )
    _save(folder, unlocked, replace(file, slots=kept))
    _forget(file, gone, store)


def new_recovery(
    folder: OfficeFolder, unlocked: Unlocked, *, clock: Clock = _SYSTEM_CLOCK
) -> NewRecovery:
    """A new recovery code; a confirmed older one keeps working until this one is confirmed."""
    file = _authentic(folder, unlocked)
    slot, code = _recovery_slot(file, unlocked.data_key, clock)
    kept = tuple(old for old in file.slots if old.kind is not SlotKind.RECOVERY or old.confirmed)
    _save(folder, unlocked, replace(file, slots=(*kept, slot)))
    return NewRecovery(folder, unlocked, slot.id, code)


def _staff_slot(
    file: KeyFile,
    data_key: bytes,
    staff: NewStaff,
    store: SecretStore | PassphraseOnly,
    policy: KdfPolicy,
    clock: Clock,
) -> Slot:
    alone = isinstance(store, PassphraseOnly)
    kind = SlotKind.PASSPHRASE_ONLY if alone else SlotKind.STAFF
    slot = _empty_slot(kind, clock)
    slot = replace(slot, staff_id=staff.staff_id, name=staff.name, costs=policy.costs)
    secret = (
        b""
        if isinstance(store, PassphraseOnly)
        else store.write(opening.secret_name(file.db_id, slot.id))
    )
    return _fill(file, slot, data_key, opening.staff_key(slot, staff.passphrase, secret, policy))


def _recovery_slot(file: KeyFile, data_key: bytes, clock: Clock) -> tuple[Slot, str]:
    code = recovery.new_code()
    slot = replace(_empty_slot(SlotKind.RECOVERY, clock), confirmed=False)
    key = opening.recovery_key(slot, recovery.decode(code))
    return _fill(file, slot, data_key, key), code


def _empty_slot(kind: SlotKind, clock: Clock) -> Slot:
    return Slot(
        id=secrets.token_hex(8),
        kind=kind,
        staff_id="",
        name="",
        created=clock.now().isoformat(timespec="seconds"),
        confirmed=True,
        costs=None,
        salt=secrets.token_bytes(wrapping.SALT_BYTES),
        nonce=secrets.token_bytes(wrapping.NONCE_BYTES),
        wrapped=b"",
    )


def _fill(file: KeyFile, slot: Slot, data_key: bytes, key: bytes) -> Slot:
    sealed = wrapping.wrap(key, data_key, slot.nonce, slot.context(file.db_id))
    return replace(slot, wrapped=sealed)


def _authentic(folder: OfficeFolder, unlocked: Unlocked) -> KeyFile:
    file, mac = opening.load(folder)
    if not hmac.compare_digest(file.mac(unlocked.data_key), mac):
        raise slots.damaged()
    return file


def _save(folder: OfficeFolder, unlocked: Unlocked, file: KeyFile) -> None:
    grown = replace(file, generation=file.generation + 1)
    try:
        safe_files.write_atomically(folder.key_file, slots.write(grown, unlocked.data_key))
    except OSError as error:
        raise _not_written(folder) from error


def _forget(file: KeyFile, gone: tuple[Slot, ...], store: SecretStore | PassphraseOnly) -> None:
    if isinstance(store, PassphraseOnly):
        return
    for slot in gone:
        if slot.kind is SlotKind.STAFF:
            store.forget(opening.secret_name(file.db_id, slot.id))


def taken(folder: OfficeFolder) -> KeyProblem:
    """An office is to be made where one lies."""
    return KeyProblem(
        "このフォルダーには、すでに事業所のデータか鍵ファイルがあります。上書きはしていません。"
        "今あるデータを開くか、別の空のフォルダーを選んでください。"
        "鍵で開けないときは、印刷してある回復コードを使ってください。",
        where=str(folder.path),
    )


def _not_written(folder: OfficeFolder) -> KeyProblem:
    return KeyProblem(
        "鍵ファイル「teichaku.keys」を書き終えられませんでした。データは変わっていません。"
        "鍵ファイルは、前のものか新しいもののどちらかが壊れずに残っています。"
        "フォルダーに書き込めるか、ディスクに空きがあるかを確かめてください。",
        where=str(folder.key_file),
    )
