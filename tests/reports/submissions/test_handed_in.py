"""A report that was handed in stays what it was, explains what changed since, and is replaced once."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import delete, inspect, select, update
from sqlalchemy.exc import DBAPIError

from app.cases import actions as cases
from app.codes import Service
from app.errors import Busy, InvalidInput, NeedsConfirmation, NotAllowed, NotFound
from app.reports.forms.actions import Typed, write_pdf, write_report
from app.reports.forms.form import load_form
from app.reports.papers.replacement_note import replacement_note
from app.reports.submissions.actions import submit, write_again, write_pdf_again
from app.reports.submissions.queries import frozen, last_of, late, submissions
from app.reports.submissions.since.queries import Difference, difference, moved_since
from app.staff.permissions import Actor, Role
from app.storage.records import Episode, HistoryEntry, ReportSubmission
from app.storage.types import new_id
from app.storage.work import Work
from tests.conftest import OpenedOffice
from tests.reports.submissions.one_office import (
    APRIL,
    FORM,
    NEW,
    add_case,
    add_contact,
    begin,
    hand_in,
    handing,
)


def compared(opened: OpenedOffice, kept: str) -> Difference:
    with opened.office.reading(opened.actor) as reading:
        return difference(reading, kept)


def change(opened: OpenedOffice, case: str, **typed: str) -> None:
    with opened.office.work(opened.actor) as work:
        cases.correct(work, case, work.get(Episode, case).version, typed)


def test_from_freezing_to_its_replacement(opened: OpenedOffice, tmp_path: Path) -> None:
    found = begin(opened)
    kept = hand_in(opened, tmp_path, note="4月分", pdf_out=tmp_path / "提出.pdf")
    handed = (tmp_path / "提出.xlsx").read_bytes()
    grounds = (tmp_path / "根拠.xlsx").read_bytes()
    assert compared(opened, kept).moved == ()

    change(opened, found["1"], start="R8.5.1")
    with opened.office.work(opened.actor) as work:
        fourth = add_case(work, "8-004", "仮名 四季")
        add_contact(work, fourth, "45")
        again = write_again(work, kept, tmp_path / "again.xlsx", tmp_path / "grounds.xlsx")
        pdf = write_pdf_again(work, kept, tmp_path / "again.pdf")
    # 確定したものは、記録が変わっても同じまま
    assert again.read_bytes() == handed
    assert (tmp_path / "grounds.xlsx").read_bytes() == grounds
    assert pdf.read_bytes() == (tmp_path / "提出.pdf").read_bytes()

    since = compared(opened, kept)
    moved = {one.path: one for one in since.moved}
    assert (moved[NEW].before, moved[NEW].after) == (2, 2)
    assert [one.numbers for one in moved[NEW].entered] == [("8-004",)]
    assert [one.numbers for one in moved[NEW].left] == [("8-001",)]
    assert (moved["activities.total_minutes"].before, moved["activities.total_minutes"].after) == (
        90,
        135,
    )
    assert [cause.kind for cause in since.causes[found["1"]]] == ["edited"]
    assert [cause.kind for cause in since.causes[fourth]] == ["new"]
    assert "works.フォローアップ.new" not in moved
    assert "90 → 135（加わった: 8-004（R8.12.3 新しく登録））" in since.proposed
    assert "見本" not in since.proposed
    with opened.office.reading(opened.actor) as reading:
        on_form = [one for one in since.moved if one.path in since.on_form]
        assert moved_since(reading, kept) == len(on_form) < len(since.moved)
        assert {(one.kind, one.number) for one in late(reading, APRIL, FORM)} == {
            ("case", "8-004"),
            ("activity", "8-004"),
        }

    _replaced(opened, tmp_path, kept, since)


def _replaced(opened: OpenedOffice, tmp_path: Path, kept: str, since: Difference) -> None:
    handed = (tmp_path / "提出.xlsx").read_bytes()
    with pytest.raises(InvalidInput, match="二重には"):
        hand_in(opened, tmp_path)
    with pytest.raises(InvalidInput, match="差し替える理由"):
        hand_in(opened, tmp_path, replaces_id=kept)
    second = hand_in(opened, tmp_path, replaces_id=kept, explanation=since.proposed)
    with opened.office.reading(opened.actor) as reading:
        newest, first = submissions(reading)
        assert (newest.id, newest.replaces_id, newest.replaced) == (second, kept, False)
        assert (first.id, first.replaced, first.note) == (kept, True, "4月分")
        assert newest.explanation == since.proposed
        last = last_of(reading, APRIL, FORM)
        assert last is not None and last.id == second
        whole = frozen(reading, kept)
        assert whole.file == handed and whole.head.file_sha == hashlib.sha256(handed).hexdigest()
        assert whole.snapshot.figures["activities.total_minutes"].number == 90
        told = reading.session.scalars(
            select(HistoryEntry).where(HistoryEntry.subject_id == second)
        ).all()
    assert [one.kind for one in told] == ["report.submitted"]
    assert told[0].details["replaces"] == kept
    assert compared(opened, second).moved == ()
    with opened.office.reading(opened.actor) as reading:
        words = list(replacement_note(reading, second).texts())
        with pytest.raises(NotFound):
            replacement_note(reading, kept)
    at = words.index("コーディネート・支援経過（分）")
    assert words[at + 1 : at + 4] == ["90", "135", "+45"]
    assert since.proposed in words and "仮名" not in "".join(words)


def test_nothing_is_frozen_while_a_day_is_too_vague(opened: OpenedOffice, tmp_path: Path) -> None:
    begin(opened)
    with opened.office.work(opened.actor) as work:
        vague = add_case(work, "8-009", "曖昧 九", start="R8年")
    with pytest.raises(InvalidInput, match=r"8-009.*直すと確定できます"):
        hand_in(opened, tmp_path)
    assert list(tmp_path.glob("*.xlsx")) == []
    change(opened, vague, start="R8.4.9")
    hand_in(opened, tmp_path)


def test_names_in_what_was_typed_are_asked_about(
    opened_embedded: OpenedOffice, tmp_path: Path
) -> None:
    begin(opened_embedded)
    with pytest.raises(NeedsConfirmation, match=r"備考の「.*雛形") as asked:
        hand_in(opened_embedded, tmp_path, note="ﾋﾅ、雛形さんの件を含みます")
    assert "まだ何も書き出していません" in asked.value.question
    assert list(tmp_path.glob("*.xlsx")) == []
    hand_in(opened_embedded, tmp_path, note="雛形さんの件", names_confirmed=True)
    for write in (write_report, write_pdf):
        out = tmp_path / f"下書き.{'pdf' if write is write_pdf else 'xlsx'}"
        typed = Typed(free={"特記事項": "例示さんは継続"})
        with pytest.raises(NeedsConfirmation, match="特記事項"), _work(opened_embedded) as work:
            write(work, load_form(FORM), APRIL, out, typed)
        assert not out.exists()
        with _work(opened_embedded) as work:
            write(work, load_form(FORM), APRIL, out, replace(typed, names_confirmed=True))
        assert out.exists()


def _work(opened: OpenedOffice) -> AbstractContextManager[Work]:
    return opened.office.work(opened.actor)


def test_nobody_changes_what_was_handed_in(opened_embedded: OpenedOffice, tmp_path: Path) -> None:
    """On a server no role is granted it (storage/server/test_access); the file refuses by itself."""
    begin(opened_embedded)
    hand_in(opened_embedded, tmp_path)
    for act in (update(ReportSubmission).values(note="別"), delete(ReportSubmission)):
        with (
            pytest.raises(DBAPIError, match="never changed"),
            opened_embedded.office.work(opened_embedded.actor) as work,
        ):
            work.session.execute(act)
    with opened_embedded.office.reading(opened_embedded.actor) as reading:
        assert [one.note for one in submissions(reading)] == [""]


def test_a_counsellor_writes_reports_and_freezes_none(
    opened_embedded: OpenedOffice, tmp_path: Path
) -> None:
    begin(opened_embedded)
    kept = hand_in(opened_embedded, tmp_path)
    actor = opened_embedded.actor
    counsellor = Actor(actor.staff_id, actor.name, Role.COUNSELLOR)
    with (
        pytest.raises(NotAllowed, match="センター長・事務"),
        opened_embedded.office.work(counsellor) as work,
    ):
        submit(work, handing(tmp_path, replaces_id=kept, explanation="x"))
    with opened_embedded.office.work(counsellor) as work:
        write_again(work, kept, tmp_path / "again.xlsx")


def test_the_follow_up_that_was_begun_by_mistake_is_named_after_it_is_gone(
    opened_embedded: OpenedOffice, tmp_path: Path
) -> None:
    with opened_embedded.office.work(opened_embedded.actor) as work:
        case = add_case(work, "8-020", "見本 廿", Service.FOLLOW_UP)
    kept = hand_in(opened_embedded, tmp_path)
    with opened_embedded.office.work(opened_embedded.actor) as work:
        record = work.get(Episode, case)
        work.tell("episode.withdrawn", "取消し", subject_kind="episode", subject_id=case)
        work.session.delete(record)
    since = compared(opened_embedded, kept)
    moved = {one.path: one for one in since.moved}
    assert moved["works.フォローアップ.new"].left[0].numbers == ("8-020",)
    assert [cause.kind for cause in since.causes[case]] == ["withdrawn"]
    assert "8-020（R8.12.3 取消し）" in since.proposed


def test_a_masked_number_is_hidden_on_paper_too(
    opened_embedded: OpenedOffice, tmp_path: Path
) -> None:
    begin(opened_embedded)
    hand_in(opened_embedded, tmp_path, mask_below=10, pdf_out=tmp_path / "提出.pdf")
    words = pypdfium2.PdfDocument(tmp_path / "提出.pdf")[0].get_textpage().get_text_range()
    first = words.partition("コーディネート")[2].partition("フォローアップ")[0]
    # 前月末 1、新規 2 を伏せたので、足した 月末 3 も出ない
    assert "＊" in first and not {"1", "2", "3"} & set(first)


def test_a_report_from_before_the_pdf_was_kept_says_so(
    opened_embedded: OpenedOffice, tmp_path: Path
) -> None:
    begin(opened_embedded)
    with opened_embedded.office.work(opened_embedded.actor) as work:
        kept = submit(work, handing(tmp_path))
        record = work.get(ReportSubmission, kept)
        facts = {one.key: getattr(record, one.key) for one in inspect(record).mapper.column_attrs}
        older = ReportSubmission(**{**facts, "id": new_id(), "pdf": None, "pdf_sha": None})
        work.add(older)
        work.session.flush()
        with pytest.raises(InvalidInput, match="PDFを残す前の版"):
            write_pdf_again(work, older.id, tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_two_desks_hand_in_one_report_once(opened: OpenedOffice, tmp_path: Path) -> None:
    begin(opened)

    def hand_in_at(desk: str) -> str:
        folder = tmp_path / desk
        folder.mkdir()
        try:
            with opened.office.work(opened.actor) as work:
                return submit(work, handing(folder))
        except (InvalidInput, Busy):
            return ""

    with ThreadPoolExecutor(2) as desks:
        kept = list(desks.map(hand_in_at, ("a", "b")))
    assert kept.count("") == 1
    with opened.office.reading(opened.actor) as reading:
        assert [one.id for one in submissions(reading)] == [one for one in kept if one]
    assert len(list(tmp_path.glob("*/提出.xlsx"))) == 1
