"""A shared folder carries letters to and fro and ends empty; nothing is lost or doubled on the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.errors import FileProblem
from app.handoff.carrying import rounds
from app.handoff.carrying.queries import outbox, undelivered
from app.handoff.exchange.state import Phase
from app.handoff.letters.kinds import LetterKind
from app.handoff.letters.queries import SEALED
from app.storage.work import Reading
from tests.cases.one_case import ask
from tests.conftest import OpenedOffice
from tests.handoff.real_offices import Two, ask_for_help, at, exchange_at
from tests.handoff.test_accepting import accept

K = LetterKind


def go(opened: OpenedOffice, folder: Path) -> rounds.Round:
    return rounds.go_round(opened.office, opened.actor, folder)


def test_a_folder_carries_an_exchange_and_ends_empty(two: Two, tmp_path: Path) -> None:
    folder = tmp_path / "共有"
    folder.mkdir()
    exchange = ask_for_help(two)
    assert len(go(two.here, folder).written) == 1
    arrived = go(two.there, folder)
    assert [one.kind for one in arrived.taken] == [K.REQUEST]
    accept(two.there)
    go(two.there, folder)
    go(two.here, folder)
    assert at(two.here, exchange).state.phase is Phase.ACCEPTED
    for _ in range(3):
        go(two.there, folder)
        go(two.here, folder)
    # a last receipt has nobody who would receipt it
    assert ask(two.here, outbox) == ask(two.there, outbox) == ()
    waiting = [*ask(two.here, undelivered), *ask(two.there, undelivered)]
    assert {one.kind for one in waiting} <= {K.RECEIPT}
    names = {f"{one.digest[:16]}.teichaku" for one in waiting}
    assert {path.name for path in folder.iterdir()} == names and len(names) <= 2
    again = go(two.there, folder)
    assert (again.taken, again.written, again.removed) == ((), (), ())


def test_what_is_no_letter_for_us_is_left_and_named(two_embedded: Two, tmp_path: Path) -> None:
    two = two_embedded
    ask_for_help(two)
    go(two.here, tmp_path)
    (tmp_path / "壊れた.teichaku").write_bytes(b"TEICHAKU\x01 not")
    (tmp_path / "覚え書き.txt").write_text("x")
    done = go(two.there, tmp_path)
    assert [one.code for one in done.left] == ["tampered"]
    assert len(done.taken) == 1
    assert (tmp_path / "壊れた.teichaku").exists() and (tmp_path / "覚え書き.txt").exists()


def test_a_file_that_cannot_be_written_marks_nothing_as_given(
    two_embedded: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = two_embedded
    exchange = ask_for_help(two)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rounds, "write_atomically", full)
    with pytest.raises(FileProblem, match="書けませんでした"):
        go(two.here, tmp_path)
    assert not any(one.has(SEALED) for one in at(two.here, exchange).kept)
    monkeypatch.undo()
    assert len(go(two.here, tmp_path).written) == 1


def test_a_folder_that_is_gone_moves_nothing(two_embedded: Two, tmp_path: Path) -> None:
    ask_for_help(two_embedded)
    with pytest.raises(FileProblem, match="見つかりません"):
        go(two_embedded.here, tmp_path / "ない")


def test_files_are_never_called_by_a_person(two_embedded: Two, tmp_path: Path) -> None:
    two = two_embedded
    ask_for_help(two)
    [name] = go(two.here, tmp_path).written
    assert name.removesuffix(".teichaku").isalnum() and name.isascii()
    data = (tmp_path / name).read_bytes()
    for told in ("齋藤", "蓬夫", "前橋刑務所"):
        assert told.encode() not in data
    assert exchange_at(two.here)


def test_what_a_round_that_was_cut_off_left_is_tidied_up(two_embedded: Two, tmp_path: Path) -> None:
    two = two_embedded
    exchange = ask_for_help(two)
    [name] = go(two.here, tmp_path).written
    mine, fresh = (tmp_path / f".{name}.{end}.tmp" for end in ("0a1b2c3d", "4e5f6071"))
    theirs = tmp_path / f".{'0' * 16}.teichaku.0a1b2c3d.tmp"
    for path in (mine, fresh, theirs):
        path.write_bytes(b"TEICHAKU")
    for path in (mine, theirs):
        os.utime(path, (0, 0))
    assert go(two.here, tmp_path).removed == (mine.name,)
    assert fresh.exists() and theirs.exists()
    assert any(one.has(SEALED) for one in at(two.here, exchange).kept)


def test_one_letter_that_cannot_be_kept_does_not_stop_the_round(
    two_embedded: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = two_embedded
    ask_for_help(two)
    go(two.here, tmp_path)

    def newer(*_: object) -> None:
        raise FileProblem("この種類のファイルは添付できません。", where="添付1.new")

    monkeypatch.setattr(rounds, "take_in", newer)
    assert [one.code for one in go(two.there, tmp_path).left] == ["file_problem"]
    monkeypatch.undo()
    assert len(go(two.there, tmp_path).taken) == 1


def test_two_desks_may_tidy_up_at_once(
    two_embedded: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = two_embedded
    ask_for_help(two)
    [name] = go(two.here, tmp_path).written
    go(two.there, tmp_path)
    really = rounds.our_own

    def the_other_was_quicker(reading: Reading, digits: str) -> bool:
        if name.startswith(digits):
            (tmp_path / name).unlink()
        return really(reading, digits)

    monkeypatch.setattr(rounds, "our_own", the_other_was_quicker)
    assert go(two.here, tmp_path).removed == (name,)
