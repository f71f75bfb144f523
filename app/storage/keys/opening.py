"""Getting the data key out of a slot. Nothing here ever writes."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from app.errors import KeyProblem, WrongPassphrase
from app.storage.folders import OfficeFolder
from app.storage.keys import passphrase as passphrases
from app.storage.keys import recovery, slots, wrapping
from app.storage.keys.keyring_store import SecretStore
from app.storage.keys.slots import KeyFile, Slot, SlotKind
from app.storage.keys.wrapping import PRODUCT_POLICY, KdfPolicy, Stretch

_RECOVERY_HINT = "続けて開けないときは、印刷してある回復コードを使ってください。"


@dataclass(frozen=True)
class Unlocked:
    """The opened key of one office, and which slot opened it."""

    data_key: bytes = field(repr=False)
    db_id: str
    generation: int
    slot: Slot

    def subkey(self, purpose: str) -> bytes:
        """A 32-byte key for one other purpose (anchor, drafts, history)."""
        return wrapping.derive(self.data_key, salt=self.db_id.encode(), purpose=purpose)


def read_slots(folder: OfficeFolder) -> tuple[Slot, ...]:
    """The slots as listed in the file, for the sign-in screen; not yet authenticated."""
    if folder.served:
        found = sorted(folder.people.glob("*/" + folder.key_file.name))
        return tuple(slot for path in found for slot in read_slots(OfficeFolder(path.parent)))
    return load(folder)[0].slots


def unlock_with_passphrase(
    folder: OfficeFolder,
    staff_id: str,
    passphrase: str,
    store: SecretStore | None,
    *,
    policy: KdfPolicy = PRODUCT_POLICY,
    stretch: Stretch | None = None,
) -> Unlocked:
    """Open a staff member's slot; `store` None opens only slots made without a keyring.

    `stretch` may have begun before (`app/storage/keys/ahead.py`).
    """
    file, mac = load(folder)
    mine = [slot for slot in file.slots if slot.staff_id == staff_id and slot.costs is not None]
    if not mine:
        raise KeyProblem(
            "この職員の鍵が、このデータには登録されていません。データはそのまま残っています。"
            "職員の選び直しか、回復コードでの開き直しをしてください。"
        )
    secrets = {slot.id: _secret(file, slot, store) for slot in mine}
    usable = [slot for slot in mine if secrets[slot.id] is not None]
    if not usable:
        raise _no_secret(store)
    for slot in usable:
        key = staff_key(slot, passphrase, secrets[slot.id] or b"", policy, stretch)
        opened = _open(file, mac, slot, key)
        if opened is not None:
            return opened
    raise WrongPassphrase(
        "合言葉が違います。データはそのまま残っています。"
        f"大文字・小文字と入力モードを確かめて、もう一度入力してください。{_RECOVERY_HINT}"
    )


def unlock_with_recovery(folder: OfficeFolder, code: str) -> Unlocked:
    """Open with the printed code; a typing error raises InvalidInput naming the group."""
    secret = recovery.decode(code)
    file, mac = load(folder)
    for slot in file.slots:
        if slot.kind is SlotKind.RECOVERY:
            opened = _open(file, mac, slot, recovery_key(slot, secret))
            if opened is not None:
                return opened
    raise WrongPassphrase(
        "この回復コードは、このデータのものではありません（コードの書き方は合っています）。"
        "データはそのまま残っています。いちばん新しく印刷した回復コードか確かめてください。"
    )


def load(folder: OfficeFolder) -> tuple[KeyFile, bytes]:
    """The key file and its MAC; KeyProblem when it is missing or not whole."""
    try:
        with folder.key_file.open("rb") as opened:
            content = opened.read(slots.SIZE_LIMIT + 1)
    except FileNotFoundError as error:
        raise KeyProblem(
            "鍵ファイル「teichaku.keys」が見つかりません。新しい鍵は作っていません。"
            "データはそのまま残っています。フォルダーの場所を確かめるか、"
            "「backups」フォルダーの鍵ファイルを戻してください。",
            where=str(folder.key_file),
        ) from error
    except OSError as error:
        raise KeyProblem(
            "鍵ファイル「teichaku.keys」を読めません。何も変更していません。"
            "フォルダーを使う権限を確かめてください。",
            where=str(folder.key_file),
        ) from error
    return slots.read(content)


def staff_key(
    slot: Slot,
    passphrase: str,
    secret: bytes,
    policy: KdfPolicy,
    stretch: Stretch | None = None,
) -> bytes:
    """The wrapping key of a staff slot: HKDF(keyring secret ‖ Argon2id(passphrase))."""
    if slot.costs is None:
        raise ValueError("not a staff slot")
    wrapping.refuse_costs_outside(slot.costs, policy)
    stretch = stretch or wrapping.stretch
    stretched = stretch(passphrases.normal_form(passphrase), slot.salt, slot.costs)
    return wrapping.derive(secret + stretched, salt=slot.salt, purpose=slot.kind.value)


def recovery_key(slot: Slot, secret: bytes) -> bytes:
    """The wrapping key of a recovery slot; 140 random bits need no stretching."""
    return wrapping.derive(secret, salt=slot.salt, purpose=slot.kind.value)


def secret_name(db_id: str, slot_id: str) -> str:
    """The name of a slot's secret in the keyring."""
    return f"{db_id}/{slot_id}"


def _secret(file: KeyFile, slot: Slot, store: SecretStore | None) -> bytes | None:
    if slot.kind is SlotKind.PASSPHRASE_ONLY:
        return b""
    return None if store is None else store.read(secret_name(file.db_id, slot.id))


def _open(file: KeyFile, mac: bytes, slot: Slot, key: bytes) -> Unlocked | None:
    data_key = wrapping.unwrap(key, slot.wrapped, slot.nonce, slot.context(file.db_id))
    if data_key is None:
        return None
    if not hmac.compare_digest(file.mac(data_key), mac):
        raise slots.damaged()
    return Unlocked(data_key, file.db_id, file.generation, slot)


def _no_secret(store: SecretStore | None) -> KeyProblem:
    if store is None:
        what = "この職員の鍵は PC の鍵の保管場所と組になっていて、合言葉だけでは開けません。"
    else:
        what = (
            "この PC の鍵の保管場所に、このデータの鍵がありません"
            "（PC の入れ替えや、Windows パスワードの再設定のあとに起こります）。"
        )
    return KeyProblem(
        f"{what}データはそのまま残っています。新しいデータは作っていません。"
        "印刷してある回復コードで開き、合言葉を設定し直してください。"
    )
