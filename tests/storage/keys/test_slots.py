"""Slots open with what belongs to them, with nothing else, and change safely."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest

from app.errors import FileProblem, InvalidInput, KeyProblem
from app.storage.keys import (
    PRODUCT_POLICY,
    NewStaff,
    PassphraseOnly,
    SlotKind,
    add_staff_slot,
    create_key_file,
    new_recovery,
    read_passphrase_file,
    read_slots,
    remove_slot,
    replace_passphrase,
    unlock_with_passphrase,
    unlock_with_recovery,
)

TANAKA = NewStaff("staff-2", "田中", "another passphrase")


def _passphrase(made, words, policy, text=None, store=None):
    return unlock_with_passphrase(
        made.folder, words["staff"], text or words["passphrase"], store, policy=policy
    )


def test_passphrase_and_recovery_code_open_the_same_key(made, policy, words):
    assert _passphrase(made, words, policy).data_key == made.key
    assert unlock_with_recovery(made.folder, made.recovery.code).data_key == made.key


def test_full_width_typing_opens_too(made, policy, words):
    assert (
        _passphrase(made, words, policy, "ひらけ　とびら　もくれん　２０２６").data_key == made.key
    )


def test_product_costs_are_the_promised_ones_and_open(folder):
    assert (PRODUCT_POLICY.costs.memory_kib, PRODUCT_POLICY.costs.iterations) == (65536, 3)
    assert PRODUCT_POLICY.costs.lanes == 4
    staff = NewStaff("1", "佐藤", "long enough by far")
    unlocked, _ = create_key_file(folder, staff, PassphraseOnly())
    assert (
        unlock_with_passphrase(folder, "1", "long enough by far", None).data_key
        == unlocked.data_key
    )


def test_two_offices_have_different_keys(made, tmp_path, policy):
    other = type(made.folder)(tmp_path / "other")
    other.prepare()
    staff = NewStaff("1", "佐藤", "long enough by far")
    unlocked, recovery = create_key_file(other, staff, PassphraseOnly(), policy=policy)
    assert unlocked.data_key != made.key
    assert unlocked.db_id != made.unlocked.db_id
    with pytest.raises(KeyProblem, match="このデータのものではありません"):
        unlock_with_recovery(made.folder, recovery.code)


def test_keyring_and_passphrase_are_needed_together(made, policy, keyring_store, backend):
    add_staff_slot(made.folder, made.unlocked, TANAKA, keyring_store, policy=policy)
    opened = unlock_with_passphrase(
        made.folder, "staff-2", TANAKA.passphrase, keyring_store, policy=policy
    )
    assert opened.data_key == made.key
    assert opened.slot.kind is SlotKind.STAFF
    with pytest.raises(KeyProblem):
        unlock_with_passphrase(made.folder, "staff-2", "wrong one", keyring_store, policy=policy)
    (name,) = backend.kept
    backend.kept[name] = backend.kept[name][::-1].replace("=", "") + "="
    with pytest.raises(KeyProblem):
        unlock_with_passphrase(
            made.folder, "staff-2", TANAKA.passphrase, keyring_store, policy=policy
        )


def test_one_staff_members_passphrase_does_not_open_anothers_slot(made, policy, words):
    add_staff_slot(made.folder, made.unlocked, TANAKA, PassphraseOnly(), policy=policy)
    with pytest.raises(KeyProblem):
        unlock_with_passphrase(made.folder, "staff-2", words["passphrase"], None, policy=policy)


def test_sign_in_lists_names_and_kinds(made, policy):
    add_staff_slot(made.folder, made.unlocked, TANAKA, PassphraseOnly(), policy=policy)
    listed = [(slot.name, slot.kind) for slot in read_slots(made.folder)]
    assert listed == [
        ("佐藤", SlotKind.PASSPHRASE_ONLY),
        ("", SlotKind.RECOVERY),
        ("田中", SlotKind.PASSPHRASE_ONLY),
    ]


def test_a_new_passphrase_replaces_the_old_and_its_secret(made, policy, keyring_store, backend):
    add_staff_slot(made.folder, made.unlocked, TANAKA, keyring_store, policy=policy)
    before = set(backend.kept)
    changed = replace(TANAKA, passphrase="a third passphrase")
    slot = replace_passphrase(made.folder, made.unlocked, changed, keyring_store, policy=policy)
    assert set(backend.kept).isdisjoint(before)
    assert len(backend.kept) == 1
    assert [old.id for old in read_slots(made.folder) if old.staff_id == "staff-2"] == [slot.id]
    with pytest.raises(KeyProblem):
        unlock_with_passphrase(
            made.folder, "staff-2", TANAKA.passphrase, keyring_store, policy=policy
        )
    opened = unlock_with_passphrase(
        made.folder, "staff-2", changed.passphrase, keyring_store, policy=policy
    )
    assert opened.data_key == made.key


def test_the_recovery_code_leads_back_to_a_passphrase(made, policy, words):
    opened = unlock_with_recovery(made.folder, made.recovery.code)
    staff = NewStaff(words["staff"], "佐藤", "another good phrase")
    replace_passphrase(made.folder, opened, staff, PassphraseOnly(), policy=policy)
    assert _passphrase(made, words, policy, "another good phrase").data_key == made.key
    with pytest.raises(KeyProblem):
        _passphrase(made, words, policy)


def test_a_removed_slot_opens_no_more(made, policy, words):
    slot = add_staff_slot(made.folder, made.unlocked, TANAKA, PassphraseOnly(), policy=policy)
    remove_slot(made.folder, made.unlocked, slot.id, PassphraseOnly())
    with pytest.raises(KeyProblem):
        unlock_with_passphrase(made.folder, "staff-2", TANAKA.passphrase, None, policy=policy)
    assert _passphrase(made, words, policy).data_key == made.key


def test_the_last_ways_in_cannot_be_removed(made, unchanged, clear):
    unchanged()
    for slot in read_slots(made.folder):
        with pytest.raises(KeyProblem) as caught:
            remove_slot(made.folder, made.unlocked, slot.id, PassphraseOnly())
        clear(caught.value)
    with pytest.raises(KeyProblem) as caught:
        remove_slot(made.folder, made.unlocked, "0" * 16, PassphraseOnly())
    clear(caught.value)


def test_the_recovery_code_counts_once_it_was_typed_back(made):
    def confirmed() -> list[bool]:
        return [s.confirmed for s in read_slots(made.folder) if s.kind is SlotKind.RECOVERY]

    assert confirmed() == [False]
    with pytest.raises(InvalidInput):
        made.recovery.confirm("00000-" * 7)
    with pytest.raises(InvalidInput, match="違います"):
        made.recovery.confirm(new_recovery(made.folder, made.unlocked).code)
    assert confirmed() == [False]


def test_confirming_a_new_code_ends_the_old_one(made):
    made.recovery.confirm(made.recovery.code.lower())
    newer = new_recovery(made.folder, made.unlocked)
    assert unlock_with_recovery(made.folder, made.recovery.code).data_key == made.key
    newer.confirm(newer.code.replace("-", " "))
    assert unlock_with_recovery(made.folder, newer.code).data_key == made.key
    with pytest.raises(KeyProblem):
        unlock_with_recovery(made.folder, made.recovery.code)


def test_every_change_counts_up(made, policy, words):
    assert made.unlocked.generation == 1
    made.recovery.confirm(made.recovery.code)
    add_staff_slot(made.folder, made.unlocked, TANAKA, PassphraseOnly(), policy=policy)
    assert _passphrase(made, words, policy).generation == 3


@pytest.mark.parametrize("change", ["drop", "repeat", "name", "confirm", "older"])
def test_a_list_changed_outside_is_noticed_by_every_slot(made, policy, words, change, clear):
    add_staff_slot(made.folder, made.unlocked, TANAKA, PassphraseOnly(), policy=policy)
    document = json.loads(made.folder.key_file.read_text(encoding="utf-8"))
    slots = document["slots"]
    if change == "drop":
        slots.pop()
    elif change == "repeat":
        slots.append({**slots[2], "id": "ab" * 8})
    elif change == "name":
        slots[2]["name"] = "別人"
    elif change == "confirm":
        slots[1]["confirmed"] = True
    else:
        document["generation"] -= 1
    made.folder.key_file.write_text(json.dumps(document), encoding="utf-8")
    for unlock in (
        lambda: _passphrase(made, words, policy),
        lambda: unlock_with_recovery(made.folder, made.recovery.code),
        lambda: new_recovery(made.folder, made.unlocked),
    ):
        with pytest.raises(KeyProblem) as caught:
            unlock()
        assert "書き換えられています" in clear(caught.value)


def test_a_failed_write_keeps_the_old_file(made, policy, monkeypatch, unchanged, clear):
    unchanged()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(KeyProblem) as caught:
        add_staff_slot(made.folder, made.unlocked, TANAKA, PassphraseOnly(), policy=policy)
    clear(caught.value)
    assert caught.value.where == str(made.folder.key_file)


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaa", "a" * 300 + "bcd", "line\nbreak12"])
def test_weak_passphrases_protect_no_slot(made, policy, weak, unchanged):
    unchanged()
    for act in (add_staff_slot, replace_passphrase):
        with pytest.raises(InvalidInput) as caught:
            act(made.folder, made.unlocked, NewStaff("3", "鈴木", weak), PassphraseOnly())
        assert caught.value.problems[0].field == "passphrase"


@pytest.mark.parametrize("name", ["memory_kib", "iterations", "lanes"])
@pytest.mark.parametrize("value", [0, 1, 2**31 - 1])
def test_costs_outside_the_bounds_are_refused_at_once(made, words, name, value, clear):
    document = json.loads(made.folder.key_file.read_text(encoding="utf-8"))
    costs = {"memory_kib": 65536, "iterations": 3, "lanes": 4, name: value}
    if name == "lanes" and value == 1:
        costs["iterations"] = 11
    document["slots"][0]["argon2id"] = costs
    made.folder.key_file.write_text(json.dumps(document), encoding="utf-8")
    start = time.perf_counter()
    with pytest.raises(KeyProblem) as caught:
        _passphrase(made, words, PRODUCT_POLICY)
    assert time.perf_counter() - start < 0.5
    assert "許される範囲の外" in clear(caught.value)


def test_a_crowd_of_slots_is_refused(made, policy, words):
    document = json.loads(made.folder.key_file.read_text(encoding="utf-8"))
    first = document["slots"][0]
    document["slots"] = [{**first, "id": f"{number:016x}"} for number in range(5)]
    made.folder.key_file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(KeyProblem):
        _passphrase(made, words, policy)


def test_a_newer_key_file_is_named_as_such(made, policy, words, clear):
    document = json.loads(made.folder.key_file.read_text(encoding="utf-8"))
    document["version"] = 2
    made.folder.key_file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(KeyProblem) as caught:
        _passphrase(made, words, policy)
    assert "新しい版" in clear(caught.value)


@pytest.mark.parametrize("content", ["ひらけ ごま\n", "\ufeffひらけ ごま\r\n", "ひらけ ごま"])
def test_a_passphrase_file_is_one_line(tmp_path, content):
    path = tmp_path / "p"
    path.write_text(content, encoding="utf-8", newline="")
    assert read_passphrase_file(path) == "ひらけ ごま"


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"one\ntwo\n", "日本".encode("cp932"), b"x" * 5000]
)
def test_other_passphrase_files_are_refused(tmp_path, content, clear):
    path = tmp_path / "p"
    path.write_bytes(content)
    with pytest.raises(FileProblem) as caught:
        read_passphrase_file(path)
    clear(caught.value)
    with pytest.raises(FileProblem):
        read_passphrase_file(tmp_path / "missing")
