"""A key file of this first version opens for ever, and is written in the same way for ever."""

from __future__ import annotations

import base64

import pytest

from app.storage.keys import slots, unlock_with_passphrase, unlock_with_recovery

DATA_KEY = bytes(range(32))
IN_THE_KEY_STORE = bytes(range(32, 64))
PASSPHRASE = "ひらけ とびら もくれん"
CODE = "683GX-E9MPC-WX357-CGG6D-YVH03-E1GQR-0SBJP"
FILE = """\
{
 "format": "teichaku.keys",
 "version": 1,
 "db_id": "0123456789abcdef0123456789abcdef",
 "generation": 7,
 "slots": [
  {
   "id": "0000000000000001",
   "kind": "staff",
   "staff_id": "staff-1",
   "name": "佐藤",
   "created": "2026-11-24T09:00:00+09:00",
   "confirmed": true,
   "salt": "01010101010101010101010101010101",
   "nonce": "111111111111111111111111",
   "wrapped": "4422760781af93d4804cc92d81511848d18edc1ebf60ff0445a3d8b7091e7b7de89527fc10b9fb3fd7a857de1e4832e1",
   "argon2id": {
    "memory_kib": 8,
    "iterations": 1,
    "lanes": 1
   }
  },
  {
   "id": "0000000000000002",
   "kind": "staff_passphrase_only",
   "staff_id": "staff-2",
   "name": "田中",
   "created": "2026-11-24T09:00:00+09:00",
   "confirmed": true,
   "salt": "02020202020202020202020202020202",
   "nonce": "121212121212121212121212",
   "wrapped": "78f592a303dbe4628d7233ca408d281a79fc0073e850b35c53d78110cbc8fd3894ab9308d4abbdf71639db78878ba1ee",
   "argon2id": {
    "memory_kib": 8,
    "iterations": 1,
    "lanes": 1
   }
  },
  {
   "id": "0000000000000003",
   "kind": "recovery",
   "staff_id": "",
   "name": "",
   "created": "2026-11-24T09:00:00+09:00",
   "confirmed": true,
   "salt": "03030303030303030303030303030303",
   "nonce": "131313131313131313131313",
   "wrapped": "05c0c9609f8f30dbb8a111aea7f210b43b5cd5dada25e9dabd9b9195bcfcc8ae69084b2059d8659f2f68a550fc33df7c"
  }
 ],
 "mac": "de88196f2bbeffb72c9264029f9f69f8a30038ffdf58b152f6f948608dbea0a8"
}
"""


@pytest.fixture
def kept(folder, backend):
    """The file where it lies, and what the machine's key store holds beside it."""
    folder.key_file.write_bytes(FILE.encode())
    name = "0123456789abcdef0123456789abcdef/0000000000000001"
    backend.kept["Teichaku", name] = base64.b64encode(IN_THE_KEY_STORE).decode()
    return folder


@pytest.mark.parametrize("staff_id", ["staff-1", "staff-2"])
def test_it_opens_by_a_passphrase(kept, keyring_store, policy, staff_id):
    opened = unlock_with_passphrase(kept, staff_id, PASSPHRASE, keyring_store, policy=policy)
    assert (opened.data_key, opened.generation) == (DATA_KEY, 7)
    assert opened.slot.staff_id == staff_id


def test_it_opens_by_the_printed_code(kept):
    opened = unlock_with_recovery(kept, CODE)
    assert (opened.data_key, opened.slot.kind) == (DATA_KEY, slots.SlotKind.RECOVERY)
    assert opened.subkey("drafts").hex() == (
        "d60a52ec0ed4a91459cfda26c5557e31ae0b4ed861ec50c520001c373e174346"
    )


def test_it_is_written_as_it_was_read(kept):
    file, mac = slots.read(FILE.encode())
    assert slots.write(file, DATA_KEY) == FILE.encode()
    assert mac == file.mac(DATA_KEY)
