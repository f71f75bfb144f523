"""鍵: one random data key per office, wrapped once for every way of opening it.

A staff slot needs the machine's keyring and the passphrase together, so that neither a copied disk
nor a guessed passphrase is enough. The printed recovery code opens by itself.
"""

from app.storage.keys.changing import (
    NewRecovery,
    NewStaff,
    PassphraseOnly,
    add_staff_slot,
    create_key_file,
    new_recovery,
    remove_slot,
    replace_passphrase,
)
from app.storage.keys.keyring_store import KeyringStore, SecretStore, open_keyring
from app.storage.keys.opening import (
    Unlocked,
    read_slots,
    unlock_with_passphrase,
    unlock_with_recovery,
)
from app.storage.keys.passphrase import read_passphrase_file, refuse_weak
from app.storage.keys.slots import Slot, SlotKind
from app.storage.keys.wrapping import PRODUCT_POLICY, Costs, KdfPolicy

__all__ = [
    "PRODUCT_POLICY",
    "Costs",
    "KdfPolicy",
    "KeyringStore",
    "NewRecovery",
    "NewStaff",
    "PassphraseOnly",
    "SecretStore",
    "Slot",
    "SlotKind",
    "Unlocked",
    "add_staff_slot",
    "create_key_file",
    "new_recovery",
    "open_keyring",
    "read_passphrase_file",
    "read_slots",
    "refuse_weak",
    "remove_slot",
    "replace_passphrase",
    "unlock_with_passphrase",
    "unlock_with_recovery",
]
