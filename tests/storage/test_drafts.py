"""Drafts: sealed, never mixed up, never brought back after they were saved or thrown away."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.clock import fixed
from app.errors import FileProblem
from app.staff.permissions import Role
from app.storage import drafts as module
from app.storage.drafts import Draft, Drafts, new_name
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.opening import FirstStaff, NewOffice, create_office, open_office

KEY = b"k" * 32
NOW = datetime(2026, 11, 24, 0, 12, tzinfo=UTC)
PASSPHRASE = "つゆくさ あけび もくれん さざんか"
CANARY = "秘密の相談内容かなりや"


def draft(name: str = "", **changes: Any) -> Draft:
    made = Draft(
        name or new_name(), "office", "staff", "activity", "e1", "e1", NOW, (2, 3),
        {"content": CANARY, "marks": ("aged", "mental"), "yes": True}, {"content": ""},
    )  # fmt: skip
    return replace(made, **changes)


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts", KEY)


def keep(drafts: Drafts, *kept: Draft) -> None:
    for one in kept:
        drafts.write(one, drafts.turn())


def test_what_was_written_comes_back_as_it_was(drafts: Drafts) -> None:
    kept = draft(typed={"content": "二行\nと 😀 と \ud800", "marks": ("aged",), "yes": False})
    keep(drafts, kept)
    assert Drafts(drafts.folder, KEY).list("office", "staff") == module.Found((kept,), 0)


def test_the_newest_stands_first_and_each_state_replaces_the_one_before(drafts: Drafts) -> None:
    older, newer = draft(when=NOW - timedelta(days=31)), draft()
    keep(drafts, newer, older, replace(newer, typed={"content": "つづき"}))
    found = drafts.list("office", "staff").drafts
    assert [one.name for one in found] == [newer.name, older.name]
    assert found[0].typed == {"content": "つづき"}
    assert [one.old(NOW) for one in found] == [False, True]
    assert len(list(drafts.folder.iterdir())) == 2


def test_nobody_sees_the_drafts_of_somebody_else(drafts: Drafts) -> None:
    keep(drafts, draft(), draft(staff_id="other"), draft(office_id="elsewhere"))
    assert [one.staff_id for one in drafts.list("office", "other").drafts] == ["other"]
    assert drafts.list("office", "nobody") == module.Found((), 1)


def test_no_file_holds_typed_words_or_ids_in_the_clear(drafts: Drafts) -> None:
    seen: list[bytes] = []
    for length in range(1, len(CANARY) + 1):
        keep(drafts, draft("a", subject="SUBJECT-ID", typed={"content": CANARY[:length]}))
        seen += [path.read_bytes() for path in drafts.folder.iterdir()]
        seen += [path.name.encode() for path in drafts.folder.iterdir()]
    spellings = [CANARY, CANARY[:4], CANARY.encode("unicode_escape").decode(), "SUBJECT", "staff"]
    codings = ("utf-8", "utf-16-le", "utf-16-be", "cp932")
    for form in [word.encode(coding) for word in spellings for coding in codings]:
        assert not any(form in content for content in seen)


def test_the_same_words_are_never_sealed_alike(drafts: Drafts) -> None:
    one = draft()
    keep(drafts, one)
    first = next(drafts.folder.iterdir()).read_bytes()
    keep(drafts, one)
    assert next(drafts.folder.iterdir()).read_bytes()[8:20] != first[8:20]


def test_with_another_key_nothing_is_read_and_nothing_is_lost(drafts: Drafts) -> None:
    keep(drafts, draft())
    assert Drafts(drafts.folder, b"x" * 32).list("office", "staff") == module.Found((), 1)
    assert len(drafts.list("office", "staff").drafts) == 1


def test_a_file_cut_short_anywhere_is_counted_and_left_alone(drafts: Drafts) -> None:
    kept = draft()
    keep(drafts, kept)
    path = next(drafts.folder.iterdir())
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert drafts.list("office", "staff") == module.Found((), 1), length
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert drafts.list("office", "staff") == module.Found((), 1)
    path.write_bytes(whole)
    assert drafts.list("office", "staff").drafts == (kept,)


@pytest.mark.parametrize("content", [b"", b"x" * 50, b"TKDRAFT1", b"\0" * 2_000_000])
def test_a_foreign_file_is_counted_and_left_alone(drafts: Drafts, content: bytes) -> None:
    keep(drafts, draft())
    foreign = drafts.folder / "teichaku00.draft"
    foreign.write_bytes(content)
    (drafts.folder / "memo.txt").write_text("x")
    (drafts.folder / "teichaku11.draft").mkdir()
    found = drafts.list("office", "staff")
    assert (len(found.drafts), found.ignored) == (1, 1) and foreign.read_bytes() == content


@pytest.mark.parametrize(
    "change",
    [{"version": 2}, {"when": "2026-11-24"}, {"when": 3}, {"typed": []}, {"kind": 1}],
)
def test_a_sealed_file_of_another_form_is_counted(
    drafts: Drafts, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.json.dumps
    monkeypatch.setattr(module.json, "dumps", lambda content: real({**content, **change}))
    keep(drafts, draft())
    assert drafts.list("office", "staff") == module.Found((), 1)


def test_a_file_under_the_name_of_another_is_not_taken(drafts: Drafts) -> None:
    keep(drafts, draft("one"), draft("two"))
    one, two = sorted(drafts.folder.iterdir())
    two.write_bytes(one.read_bytes())
    assert drafts.list("office", "staff").ignored == 1


def test_what_was_removed_does_not_come_back_with_a_late_write(drafts: Drafts) -> None:
    kept = draft()
    turn = drafts.turn()
    keep(drafts, kept)
    drafts.remove(kept.name)
    drafts.write(kept, turn)
    keep(drafts, kept)
    drafts.remove(kept.name)
    assert list(drafts.folder.iterdir()) == []


def test_a_late_write_does_not_replace_a_newer_one(drafts: Drafts) -> None:
    kept = draft()
    early, late = drafts.turn(), drafts.turn()
    drafts.write(replace(kept, typed={"content": "あいう"}), late)
    drafts.write(replace(kept, typed={"content": "あ"}), early)
    assert drafts.list("office", "staff").drafts[0].typed == {"content": "あいう"}


def test_what_a_crash_left_half_written_goes(drafts: Drafts) -> None:
    keep(drafts, draft())
    (drafts.folder / ".teichaku0123.draft.89ab.tmp").write_bytes(b"half")
    assert drafts.list("office", "staff").ignored == 0
    assert len(list(drafts.folder.iterdir())) == 1


def test_limits_are_told_and_keep_what_is_there(
    drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = draft(), draft()
    keep(drafts, first)
    with pytest.raises(FileProblem, match="長すぎます"):
        keep(drafts, replace(first, typed={"content": "x" * module.MOST_BYTES}))
    monkeypatch.setattr(module, "MOST_FILES", 1)
    with pytest.raises(FileProblem, match="捨てて"):
        keep(drafts, second)
    keep(drafts, replace(first, typed={"content": "続き"}))
    found = drafts.list("office", "staff").drafts
    assert [one.typed for one in found] == [{"content": "続き"}]


def test_a_disk_that_refuses_is_told_in_words(
    drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left")

    kept = draft()
    monkeypatch.setattr(module.safe_files, "write_atomically", full)
    with pytest.raises(FileProblem, match="入力はこの画面に残って"):
        keep(drafts, kept)
    monkeypatch.undo()
    keep(drafts, kept)
    assert len(drafts.list("office", "staff").drafts) == 1


def test_no_word_shows_where_a_draft_is_printed() -> None:
    assert CANARY not in repr(draft()) and CANARY not in str(module.Found((draft(),)))


def test_files_are_for_their_owner_only(drafts: Drafts) -> None:
    keep(drafts, draft())
    if os.name == "posix":
        assert drafts.folder.stat().st_mode & 0o077 == 0
        assert next(drafts.folder.iterdir()).stat().st_mode & 0o077 == 0


def test_an_office_opened_again_reads_the_drafts_it_kept(tmp_path: Path) -> None:
    folder = OfficeFolder(tmp_path / "office")
    new, clock = NewOffice("centre", "見本県地域生活定着支援センター", "10"), fixed(NOW)
    first = FirstStaff("試作 澪江", Role.DIRECTOR, PASSPHRASE)
    office, actor, _ = create_office(folder, new, first, PassphraseOnly(), clock)
    kept = draft(office_id=office.office_id, staff_id=actor.staff_id)
    assert office.drafts is not None
    keep(office.drafts, kept)
    office.close()
    again, _ = open_office(folder, actor.staff_id, PASSPHRASE, None, clock)
    assert again.drafts is not None
    assert again.drafts.list(office.office_id, actor.staff_id).drafts == (kept,)
    assert Drafts(folder.drafts, again.chain_key).list(office.office_id, actor.staff_id).ignored
    again.close()


def test_a_draft_is_old_after_thirty_days_and_not_before() -> None:
    lying = [timedelta(days=30), timedelta(days=30, microseconds=1)]
    assert [draft(when=NOW - long).old(NOW) for long in lying] == [False, True]


def test_where_nothing_was_ever_typed_nothing_is_found_and_nothing_is_made(drafts: Drafts) -> None:
    assert drafts.list("office", "staff") == module.Found()
    assert drafts.forget("office", {"e1"}) == 0
    assert not drafts.folder.exists()


def test_what_anybody_typed_about_deleted_records_goes_and_nothing_else(drafts: Drafts) -> None:
    of_case = draft(episode_id="e1", subject="")
    of_person = draft(episode_id="", subject="p1", staff_id="other")
    stay = draft(episode_id="e2", subject="p2"), draft(office_id="elsewhere")
    keep(drafts, of_case, of_person, *stay)
    (drafts.folder / "teichaku00.draft").write_bytes(b"foreign")
    assert drafts.forget("office", {"e1", "p1", "x"}) == 2
    assert drafts.list("office", "staff").drafts == stay[:1]
    assert drafts.list("elsewhere", "staff").drafts == stay[1:]
    assert len(list(drafts.folder.iterdir())) == 3


def test_a_draft_thrown_away_while_it_is_being_written_stays_away(
    drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, real = draft(), module.safe_files.write_atomically
    thrown = threading.Thread(target=drafts.remove, args=(kept.name,))

    def meanwhile(path: Path, content: bytes) -> None:
        thrown.start()
        thrown.join(0.1)  # it waits until the draft is written
        real(path, content)

    monkeypatch.setattr(module.safe_files, "write_atomically", meanwhile)
    keep(drafts, kept)
    thrown.join(20)
    assert list(drafts.folder.iterdir()) == []


def test_a_folder_that_cannot_be_read_or_cleared_is_told_in_words(
    drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(13, "denied")

    kept = draft()
    keep(drafts, kept)
    with monkeypatch.context() as patch:
        patch.setattr(module.safe_files, "clear_leftovers", refused)
        with pytest.raises(FileProblem, match="読めませんでした。控えも記録もそのまま"):
            drafts.list("office", "staff")
    with monkeypatch.context() as patch:
        patch.setattr(module.safe_files, "retry", refused)
        with pytest.raises(FileProblem, match="消せませんでした。記録はそのまま"):
            drafts.remove(kept.name)
    drafts.remove(kept.name)
    assert list(drafts.folder.iterdir()) == []
