"""The fault suite sees what it is there for: a judge that finds nothing wrong would pass for ever."""

from __future__ import annotations

import random
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("the fault suite runs on Linux", allow_module_level=True)

from tests.faults.forked import Outcome
from tests.faults.judge import State, left_over, plain_words, verdict
from tests.faults.power import Call, Disk
from tests.faults.report import line
from tests.faults.scene import CANARY, Scene
from tests.faults.tally import Tally

BEFORE = State("person 1", "old", "", 0, (), ())
ONE = replace(BEFORE, records="person 2", backups=1)
TWO = replace(BEFORE, records="person 3", files="報告.xlsx new", backups=1)
STAGES = [BEFORE, ONE, TWO]


def wrong(found: State, outcome: Outcome, *, apart: bool = False) -> set[str]:
    """Which kinds of wrong the judge finds."""
    said = verdict(STAGES, found, outcome, apart=apart)
    return {kind for kind, words in vars(said).items() if words}


def test_what_is_destroyed_is_gone_once_it_was_agreed_to_and_not_before() -> None:
    end = replace(ONE, records="not opened: no data", keys="no keys: none", backups=0)
    stages = [BEFORE, ONE, end]
    damaged = replace(end, records="not opened: damaged", keys=" []", broken=("backup x: no keys",))
    held = replace(damaged, keys="old []", records="not opened: held")

    def wrong_in(found: State, outcome: Outcome) -> bool:
        said = verdict(stages, found, outcome, apart=True, destroys=True)
        return any(vars(said).values())

    assert not wrong_in(damaged, Outcome(True, 1)) and not wrong_in(ONE, Outcome(True, 1))
    assert wrong_in(damaged, Outcome(True, 0)), "nobody had agreed yet"
    assert wrong_in(held, Outcome(True, 1)), "a key still opens it"
    assert wrong_in(ONE, Outcome(False, 2)), "it was said to be gone"


def test_before_or_after_is_right_when_somebody_is_killed() -> None:
    assert wrong(BEFORE, Outcome(True, 0)) == wrong(ONE, Outcome(True, 0)) == set()
    assert wrong(TWO, Outcome(True, 1)) == wrong(TWO, Outcome(False, 2)) == set()


def test_what_was_acknowledged_must_be_there() -> None:
    assert wrong(BEFORE, Outcome(True, 1)) == {"lost"}
    assert wrong(replace(ONE, backups=0), Outcome(True, 1)) == {"lost"}


def test_something_between_is_half() -> None:
    assert wrong(replace(ONE, records="person 1 note 1"), Outcome(True, 0)) == {"half"}
    assert wrong(replace(TWO, files="報告.xlsx half 12"), Outcome(True, 1)) == {"half"}
    assert wrong(TWO, Outcome(True, 0)) == {"half"}, "two steps at once"
    assert wrong(replace(BEFORE, broken=("history: 3",)), Outcome(True, 0)) == {"half"}


def test_a_file_may_be_there_without_its_entry_only_where_that_is_said() -> None:
    alone = replace(ONE, files=TWO.files)
    assert wrong(alone, Outcome(True, 1)) == {"half"}
    assert wrong(alone, Outcome(True, 1), apart=True) == set()
    assert wrong(alone, Outcome(False, 2), apart=True) == {"silent"}


def test_done_without_a_word_of_failure_is_silent() -> None:
    assert wrong(BEFORE, Outcome(False, 0)) == {"silent"}
    assert wrong(BEFORE, Outcome(False, 0, "StorageProblem")) == set()
    assert wrong(BEFORE, Outcome(True, 0, hung=True)) == {"silent"}


def test_words_of_a_case_in_a_message_or_a_file_are_found(tmp_path: Path) -> None:
    said = Outcome(False, 0, "ValueError", words=f"ValueError: {CANARY}")
    assert wrong(BEFORE, said) == {"plain"}
    scene = Scene(tmp_path)
    for folder in (scene.folder.path, scene.tmp, scene.out):
        folder.mkdir()
    (scene.out / "asked for.txt").write_text(CANARY)
    (scene.folder.path / "teichaku.db").write_bytes(b"\x01" * 90)
    assert plain_words(scene) == left_over(scene) == ()
    (scene.tmp / "x").write_bytes(b"..." + CANARY.encode("utf-16-le"))
    with zipfile.ZipFile(scene.out / ".draft.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("sheet.xml", CANARY)
    (scene.folder.path / "teichaku.db-journal").touch()
    assert {found.split()[0] for found in plain_words(scene)} == {"tmp/x", "out/.draft.xlsx"}
    left = {found.split()[0] for found in left_over(scene)}
    assert left == {"tmp/x", "out/.draft.xlsx", "office/teichaku.db-journal"}


def states(*calls: Call) -> set[frozenset[tuple[str, bytes]]]:
    """Every state in which the disk is found after these calls and a power cut."""
    found = set()
    for seed in range(60):
        disk = Disk({}, {})
        for call in calls:
            disk.do(call)
        found.add(frozenset(disk.after_power_loss(random.Random(seed)).items()))
    return found


def test_what_was_not_synced_may_be_gone_and_what_was_is_not() -> None:
    made = Call("open", "a/x", made=True)
    written = Call("write", "a/x", data=b"y" * 1024)
    whole = frozenset({("a/x", b"y" * 1024)})
    loose = states(made, written)
    assert {frozenset(), frozenset({("a/x", b"")}), whole} < loose and len(loose) > 3
    named = states(made, written, Call("sync", "a/x"))
    assert named == {frozenset(), whole}, "the content is durable, its name is not"
    assert states(made, written, Call("sync", "a/x"), Call("sync", "a")) == {whole}


def test_a_rename_that_was_not_synced_may_be_undone() -> None:
    ready = [
        Call("open", "a/x", made=True),
        Call("write", "a/x", data=b"new"),
        Call("sync", "a/x"),
        Call("sync", "a"),
        Call("rename", "a/x", other="a/y"),
    ]
    found = states(*ready)
    assert frozenset({("a/x", b"new")}) in found
    assert frozenset() not in found, "it is moved or it is not"
    assert states(*ready, Call("sync", "a")) == {frozenset({("a/y", b"new")})}


def test_a_move_between_folders_loses_nothing() -> None:
    ready = [
        Call("open", "a/x", made=True),
        Call("write", "a/x", data=b"new"),
        Call("sync", "a/x"),
        Call("sync", "a"),
        Call("rename", "a/x", other="b/x"),
    ]
    there, before = ("b/x", b"new"), ("a/x", b"new")
    assert states(*ready) == {frozenset({before}), frozenset({there}), frozenset({before, there})}
    assert states(*ready, Call("sync", "b")) == {frozenset({there}), frozenset({before, there})}


def test_nothing_tried_is_no_pass() -> None:
    assert not Tally("save", "kill").good
    tally = Tally("save", "kill", tried=3)
    assert tally.good and line(tally).startswith("ok")
    tally.wrong("lost", "a record")
    assert not tally.good and line(tally).startswith("BAD")
