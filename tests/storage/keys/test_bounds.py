"""Where each bound of the keys lies exactly, and what a change of the list leaves as it was."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from app.clock import fixed
from app.errors import FileProblem, InvalidInput, KeyProblem, WrongPassphrase
from app.storage.keys import (
    PRODUCT_POLICY,
    Costs,
    KdfPolicy,
    NewStaff,
    PassphraseOnly,
    SlotKind,
    add_staff_slot,
    changing,
    create_key_file,
    new_recovery,
    read_passphrase_file,
    read_slots,
    refuse_weak,
    remove_slot,
    replace_passphrase,
    slots,
    unlock_with_passphrase,
    unlock_with_recovery,
)
from app.storage.keys.changing import follow_name
from app.storage.keys.opening import staff_key
from app.storage.keys.recovery import GROUP, GROUPS, decode, encode
from app.storage.keys.wrapping import derive, refuse_costs_outside, unwrap, wrap

LOW, HIGH = Costs(100, 2, 2), Costs(800, 9, 8)
BOUNDS = KdfPolicy(costs=LOW, floor=LOW, ceiling=HIGH)
TANAKA = NewStaff("staff-2", "田中", "another passphrase")


def test_no_key_of_the_product_costs_less_or_more_than_was_decided():
    assert PRODUCT_POLICY.floor == Costs(memory_kib=19_456, iterations=2, lanes=1)
    assert PRODUCT_POLICY.ceiling == Costs(memory_kib=262_144, iterations=10, lanes=8)


@pytest.mark.parametrize("char", ["\ud800", "\udfff", "\x00", "\x7f", "\t"])
def test_what_no_keyboard_types_is_in_no_passphrase(char):
    with pytest.raises(InvalidInput, match="制御文字"):
        refuse_weak(f"つばき山の茶{char}かごめかごめ")


def test_a_printed_code_is_never_stretched(made):
    (recovery,) = [one for one in read_slots(made.folder) if one.kind is SlotKind.RECOVERY]
    with pytest.raises(ValueError, match="not a staff slot"):
        staff_key(recovery, "another passphrase", b"", BOUNDS)


@pytest.mark.parametrize("costs", [LOW, HIGH, Costs(800, 2, 8), Costs(100, 9, 2), Costs(100, 5, 8)])
def test_costs_may_be_the_lowest_and_the_highest(costs):
    refuse_costs_outside(costs, BOUNDS)


@pytest.mark.parametrize(
    "costs",
    [
        *(Costs(99, 2, 2), Costs(801, 9, 8), Costs(100, 1, 2), Costs(800, 10, 8)),
        *(Costs(100, 2, 1), Costs(800, 9, 9)),
    ],
)
def test_costs_one_beyond_either_end_are_refused(costs, clear):
    with pytest.raises(KeyProblem, match="許される範囲の外") as caught:
        refuse_costs_outside(costs, BOUNDS)
    clear(caught.value)


def test_each_lane_needs_eight_kibibytes():
    roomy = KdfPolicy(costs=LOW, floor=Costs(1, 1, 1), ceiling=Costs(999, 9, 99))
    refuse_costs_outside(Costs(64, 1, 8), roomy)
    with pytest.raises(KeyProblem):
        refuse_costs_outside(Costs(63, 1, 8), roomy)


def _list_of(made, owners):
    """The key file's bytes with a slot for each owner, none of which opens."""
    document = json.loads(made.folder.key_file.read_bytes())
    first = document["slots"][0]
    document["slots"] = [
        {**first, "id": f"{number:016x}", "staff_id": owner} for number, owner in enumerate(owners)
    ]
    return json.dumps(document).encode()


def test_a_hundred_slots_are_read_and_no_more(made):
    owners = [f"staff-{number // 4}" for number in range(100)]
    file, _ = slots.read(_list_of(made, owners))
    assert [slot.staff_id for slot in file.slots] == owners
    for too_many in ([*owners, "one more"], [*owners[:4], "staff-0"]):
        with pytest.raises(KeyProblem, match="壊れている"):
            slots.read(_list_of(made, too_many))


def test_no_two_slots_have_one_name(made):
    document = json.loads(_list_of(made, ["a", "b"]))
    document["slots"][1]["id"] = document["slots"][0]["id"]
    with pytest.raises(KeyProblem, match="壊れている"):
        slots.read(json.dumps(document).encode())


def test_a_key_file_may_be_as_long_as_its_bound(made, policy, words):
    path = made.folder.key_file
    whole = path.read_bytes()
    path.write_bytes(whole + b" " * (256 * 1024 - len(whole)))
    opened = unlock_with_passphrase(
        made.folder, words["staff"], words["passphrase"], None, policy=policy
    )
    assert opened.data_key == made.key
    path.write_bytes(whole + b" " * (256 * 1024 + 1 - len(whole)))
    with pytest.raises(KeyProblem, match="壊れている"):
        read_slots(made.folder)
    with pytest.raises(KeyProblem, match="壊れている"):
        slots.read(b"")


def test_an_older_version_than_the_first_is_no_key_file(made):
    document = json.loads(made.folder.key_file.read_bytes())
    for name, value in (("version", 0), ("format", "teichaku.office")):
        with pytest.raises(KeyProblem, match="壊れている"):
            slots.read(json.dumps({**document, name: value}).encode())


def test_somebody_has_at_most_four_slots(made, policy, clear):
    for _ in range(4):
        add_staff_slot(made.folder, made.unlocked, TANAKA, PassphraseOnly(), policy=policy)
    before = made.folder.key_file.read_bytes()
    with pytest.raises(KeyProblem, match="これ以上増やせません") as caught:
        add_staff_slot(made.folder, made.unlocked, TANAKA, PassphraseOnly(), policy=policy)
    clear(caught.value)
    assert made.folder.key_file.read_bytes() == before
    other = NewStaff("staff-3", "鈴木", TANAKA.passphrase)
    add_staff_slot(made.folder, made.unlocked, other, PassphraseOnly(), policy=policy)


def test_what_nobody_may_read_stands_in_no_repr(made):
    secret = [made.key, made.unlocked.slot.salt, made.unlocked.slot.nonce]
    secret += [made.unlocked.slot.wrapped]
    shown = repr(made.unlocked) + repr(made.recovery) + repr(TANAKA)
    assert not [one for one in secret if repr(one) in shown]
    assert made.recovery.code not in shown and TANAKA.passphrase not in shown


def test_a_key_for_one_purpose_is_none_for_another(made):
    found = {
        made.unlocked.subkey("drafts"),
        made.unlocked.subkey("anchor"),
        derive(made.key, salt=b"another office", purpose="drafts"),
    }
    assert {len(key) for key in found} == {32} and len(found) == 3
    assert made.unlocked.subkey("drafts") in found


def test_a_wrapping_opens_only_where_it_was_made():
    key, nonce = b"k" * 32, b"n" * 12
    sealed = wrap(key, b"d" * 32, nonce, "slot 1")
    assert unwrap(key, sealed, nonce, "slot 1") == b"d" * 32
    assert unwrap(key, sealed, nonce, "slot 2") is None
    assert unwrap(b"o" * 32, sealed, nonce, "slot 1") is None


def test_a_slot_says_when_it_was_made_and_by_what_it_opens(made, policy, keyring_store):
    clock = fixed(datetime(2026, 11, 24, 9, 30, 15, 999))
    slot = add_staff_slot(
        made.folder, made.unlocked, TANAKA, keyring_store, policy=policy, clock=clock
    )
    assert slot in read_slots(made.folder)
    assert slot.created.startswith("2026-11-24T") and "." not in slot.created
    assert (slot.kind, slot.confirmed, slot.costs) == (SlotKind.STAFF, True, policy.costs)
    assert (slot.staff_id, slot.name) == ("staff-2", "田中")
    (recovery,) = [one for one in read_slots(made.folder) if one.kind is SlotKind.RECOVERY]
    assert (recovery.costs, recovery.staff_id, recovery.confirmed) == (None, "", False)
    assert len({one.salt for one in read_slots(made.folder)}) == 3
    assert len({one.nonce for one in read_slots(made.folder)}) == 3


def test_a_code_that_was_never_typed_back_gives_way_to_a_new_one(made):
    newer = new_recovery(made.folder, made.unlocked)
    with pytest.raises(WrongPassphrase, match="このデータのものではありません"):
        unlock_with_recovery(made.folder, made.recovery.code)
    newer.confirm(newer.code)
    newest = new_recovery(made.folder, made.unlocked)
    listed = [one.confirmed for one in read_slots(made.folder) if one.kind is SlotKind.RECOVERY]
    assert listed == [True, False]
    for code in (newer.code, newest.code):
        assert unlock_with_recovery(made.folder, code).data_key == made.key


def test_confirming_leaves_the_slots_of_people_alone(made, policy, words):
    add_staff_slot(made.folder, made.unlocked, TANAKA, PassphraseOnly(), policy=policy)
    before = [one for one in read_slots(made.folder) if one.kind is not SlotKind.RECOVERY]
    made.recovery.confirm(made.recovery.code)
    now = read_slots(made.folder)
    assert [one for one in now if one.kind is not SlotKind.RECOVERY] == before
    assert [one.confirmed for one in now if one.kind is SlotKind.RECOVERY] == [True]


def test_only_the_replaced_persons_slots_go(made, policy, words, keyring_store, backend):
    mine = add_staff_slot(
        made.folder,
        made.unlocked,
        NewStaff(words["staff"], "佐藤", TANAKA.passphrase),
        keyring_store,
        policy=policy,
    )
    theirs = add_staff_slot(made.folder, made.unlocked, TANAKA, keyring_store, policy=policy)
    changed = NewStaff("staff-2", "田中", "a third passphrase")
    new = replace_passphrase(made.folder, made.unlocked, changed, keyring_store, policy=policy)
    ids = [one.id for one in read_slots(made.folder)]
    assert theirs.id not in ids and {mine.id, new.id} < set(ids) and len(ids) == 4
    assert {name.rpartition("/")[2] for _, name in backend.kept} == {mine.id, new.id}
    remove_slot(made.folder, made.unlocked, new.id, keyring_store)
    assert {name.rpartition("/")[2] for _, name in backend.kept} == {mine.id}
    assert {(service, name.partition("/")[0]) for service, name in backend.kept} == {
        ("Teichaku", made.unlocked.db_id)
    }


def test_taking_a_slot_away_without_the_key_store_leaves_the_store_alone(
    made, policy, keyring_store, backend
):
    slot = add_staff_slot(made.folder, made.unlocked, TANAKA, keyring_store, policy=policy)
    remove_slot(made.folder, made.unlocked, slot.id, PassphraseOnly())
    assert [name.rpartition("/")[2] for _, name in backend.kept] == [slot.id]


def test_each_missing_half_of_a_key_is_named(made, policy, keyring_store, backend, clear):
    def said(staff_id, store):
        with pytest.raises(KeyProblem) as caught:
            unlock_with_passphrase(made.folder, staff_id, TANAKA.passphrase, store, policy=policy)
        return clear(caught.value)

    add_staff_slot(made.folder, made.unlocked, TANAKA, keyring_store, policy=policy)
    assert "合言葉だけでは開けません" in said("staff-2", None)
    assert "登録されていません" in said("nobody", keyring_store)
    assert "登録されていません" in said("", keyring_store)  # a recovery slot is no person's
    backend.kept.clear()
    assert "この PC の鍵の保管場所に、このデータの鍵がありません" in said("staff-2", keyring_store)


def test_a_wrong_passphrase_is_told_apart_from_a_broken_file(made, policy, words, clear):
    with pytest.raises(WrongPassphrase, match="大文字・小文字") as caught:
        unlock_with_passphrase(made.folder, words["staff"], "not this one", None, policy=policy)
    clear(caught.value)


@pytest.mark.parametrize("there", ["key_file", "data_file"])
def test_no_key_file_is_made_where_something_lies(folder, policy, there, clear):
    getattr(folder, there).write_bytes(b"here")
    with pytest.raises(KeyProblem, match="上書きはしていません") as caught:
        create_key_file(folder, TANAKA, PassphraseOnly(), policy=policy)
    clear(caught.value)
    assert caught.value.where == str(folder.path)
    assert [path.read_bytes() for path in folder.path.iterdir()] == [b"here"]


def test_a_new_name_is_shown_where_people_choose_who_signs_in(made, policy, words):
    add_staff_slot(made.folder, made.unlocked, TANAKA, PassphraseOnly(), policy=policy)
    follow_name(made.folder, made.unlocked, "staff-2", "田中（鈴木）")
    names = [one.name for one in read_slots(made.folder)]
    assert names == ["佐藤", "", "田中（鈴木）"]
    opened = unlock_with_passphrase(made.folder, "staff-2", TANAKA.passphrase, None, policy=policy)
    assert (opened.data_key, opened.generation) == (made.key, 3)
    before = made.folder.key_file.read_bytes()
    follow_name(made.folder, made.unlocked, "staff-2", "田中（鈴木）")
    assert made.folder.key_file.read_bytes() == before, "nothing new is not written"


def test_a_list_changed_outside_is_not_sealed_anew_by_a_new_name(made):
    document = json.loads(made.folder.key_file.read_bytes())
    document["slots"][0]["confirmed"] = False
    made.folder.key_file.write_text(json.dumps(document), encoding="utf-8")
    before = made.folder.key_file.read_bytes()
    follow_name(made.folder, made.unlocked, "staff-1", "別の名")
    assert made.folder.key_file.read_bytes() == before


def test_a_passphrase_file_may_be_as_long_as_its_bound(tmp_path):
    path = tmp_path / "p"
    path.write_bytes(b"x" * 4096)
    assert read_passphrase_file(path) == "x" * 4096
    for content in (b"x" * 4097, b"one\rtwo", b"\r\n", b"\xef\xbb\xbf"):
        path.write_bytes(content)
        with pytest.raises(FileProblem, match="1行") as caught:
            read_passphrase_file(path)
        assert caught.value.where == str(path)
    path.unlink()
    with pytest.raises(FileProblem, match="権限を確かめて") as caught:
        read_passphrase_file(path)
    assert caught.value.where == str(path)


def test_a_code_is_read_with_or_without_its_groups():
    number = (1 << 139) + 12345
    printed = encode(number)
    assert [len(part) for part in printed.split("-")] == [GROUP] * GROUPS
    assert decode(printed) == decode(printed.replace("-", "")) == number.to_bytes(18, "big")
    for typed, said in (
        (printed[:-1], "7番目のまとまり"),
        (printed.replace("-", "")[:-1], "入力は34文字"),
        (printed.replace("-", "") + "0", "入力は36文字"),
        (printed[1:], "1番目のまとまり"),
    ):
        with pytest.raises(InvalidInput, match=said):
            decode(typed)


def _no_room(*_):
    raise OSError(28, "No space left on device")


def test_a_name_that_cannot_be_written_stops_nobody(made, monkeypatch):
    before = made.folder.key_file.read_bytes()
    monkeypatch.setattr("os.fsync", _no_room)
    follow_name(made.folder, made.unlocked, "staff-1", "別の名")
    assert made.folder.key_file.read_bytes() == before


def test_a_first_key_file_that_cannot_be_written_leaves_nothing(folder, policy, monkeypatch):
    monkeypatch.setattr("os.fsync", _no_room)
    with pytest.raises(KeyProblem, match="書き終えられませんでした") as caught:
        create_key_file(folder, TANAKA, PassphraseOnly(), policy=policy)
    assert caught.value.where == str(folder.key_file)
    assert not folder.key_file.exists()


def test_who_makes_an_office_in_the_same_moment_loses_nothing(folder, policy, monkeypatch):
    make = changing._recovery_slot

    def made_meanwhile(*given):
        folder.key_file.write_bytes(b"somebody else's")
        return make(*given)

    monkeypatch.setattr(changing, "_recovery_slot", made_meanwhile)
    with pytest.raises(KeyProblem, match="上書きはしていません"):
        create_key_file(folder, TANAKA, PassphraseOnly(), policy=policy)
    assert folder.key_file.read_bytes() == b"somebody else's"


def test_alone_a_passphrase_must_be_longer_than_beside_the_key_store(made, policy, keyring_store):
    staff = NewStaff("staff-3", "鈴木", "もくれん あけび")
    for act in (add_staff_slot, replace_passphrase):
        with pytest.raises(InvalidInput, match="15文字以上"):
            act(made.folder, made.unlocked, staff, PassphraseOnly(), policy=policy)
        act(made.folder, made.unlocked, staff, keyring_store, policy=policy)


def test_a_passphrase_is_not_made_of_ones_own_name(made, policy, keyring_store):
    typed = "例示霧子 つばき"
    add_staff_slot(
        made.folder, made.unlocked, NewStaff("a", "鈴木", typed), keyring_store, policy=policy
    )
    with pytest.raises(InvalidInput, match="氏名"):
        add_staff_slot(
            made.folder,
            made.unlocked,
            NewStaff("b", "例示 霧子", typed),
            keyring_store,
            policy=policy,
        )
