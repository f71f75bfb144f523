"""開示請求: from its receipt to what two persons released, on both engines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.errors import FileProblem, InvalidInput
from app.history.queries import HistoryFilter, of_everybody
from app.staff.second import actions as second
from app.storage.server.opening import admit, open_server_office
from app.subject_access.grounds.rules import EXECUTION, THIRD
from app.subject_access.marking.rules import BAR, Span, State
from app.subject_access.releasing.actions import release, write_again
from app.subject_access.releasing.wanted import ReleaseInput
from app.subject_access.requests.queries import has_open_request, open_requests
from app.subject_access.requests.queries import request as facts
from tests.conftest import NOW, OpenedOffice
from tests.subject_access.made import (
    NAME,
    SISTER,
    agreed,
    ask_second,
    asked,
    colleague,
    decide,
    decision,
    give_all,
    pdf_words,
    read,
    the,
)


def pdf_text(path: Path) -> str:
    return "".join(pdf_words(path.read_bytes()).split())


def second_agrees(opened: OpenedOffice, request_id: str, fixtures: pytest.FixtureRequest) -> str:
    """A second person's word: on a server through their own login."""
    if not opened.office.served:
        return agreed(opened, request_id)
    asked_for = ask_second(opened, request_id)
    other = colleague(opened)
    with opened.office.work(opened.actor) as work:
        login = admit(work, other.staff_id)
    office, actor = open_server_office(fixtures.getfixturevalue("_served").place, login, NOW)
    office.chain_key = b"k" * 32
    with office.work(actor) as work:
        second.answer(work, asked_for)
    office.close()
    return asked_for


def released(opened: OpenedOffice, request_id: str, second_id: str, folder: Path) -> str:
    found = read(opened, request_id)
    wanted = ReleaseInput(request_id, found.request.version, found.sha, second_id, folder)
    with opened.office.work(opened.actor) as work:
        return release(work, wanted).release_id


def test_a_request_from_its_receipt_to_its_release(
    opened: OpenedOffice, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    person, asked_for = asked(opened)
    with opened.office.reading(opened.actor) as reading:
        assert has_open_request(reading, person)
        (due,) = open_requests(reading)
    assert (due.name, due.due) == (NAME, date(2026, 12, 20))

    _decide_all(opened, asked_for, tmp_path)
    agreed_to = second_agrees(opened, asked_for, request)
    folder = tmp_path / "out"
    folder.mkdir()
    release_id = released(opened, asked_for, agreed_to, folder)
    _holds_what_was_given(folder)

    with opened.office.reading(opened.actor) as reading:
        assert facts(reading, asked_for).result == "partly"
        assert not has_open_request(reading, person)
        assert open_requests(reading) == ()
        rows = of_everybody(reading, HistoryFilter("", "", None, None)).rows
    assert any("二人で確かめて開示" in row.words for row in rows)
    again = tmp_path / "again"
    again.mkdir()
    with opened.office.work(opened.actor) as work:
        write_again(work, release_id, again)
    for path in folder.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes()
    with pytest.raises(FileProblem, match="もう同じ名前"), opened.office.work(opened.actor) as work:
        write_again(work, release_id, again)


def _decide_all(opened: OpenedOffice, asked_for: str, tmp_path: Path) -> None:
    found = read(opened, asked_for)
    assert len(found.undecided) == len(found.items) > 6
    assert [one.item.section for one in found.items] == sorted(
        (one.item.section for one in found.items),
        key=[one.item.section for one in found.items].index,
    )
    sister = the(found, "related_person")
    contact = the(found, "activity", SISTER)
    court = the(found, "case_date")
    assert {one.ground for one in court.proposals} == {EXECUTION}
    named = next(one for one in contact.proposals if one.ground == THIRD and "名前" in one.why)
    at = contact.item.text.index(SISTER)
    assert named.spans == (Span(at, at + len(SISTER), THIRD),)

    with pytest.raises(InvalidInput, match="根拠"):
        decide(opened, asked_for, decision(sister, State.WITHHOLD))
    decide(
        opened,
        asked_for,
        decision(sister, State.WITHHOLD, THIRD),
        decision(court, State.WITHHOLD, EXECUTION),
        decision(contact, State.PART, "", *named.spans),
    )
    with pytest.raises(InvalidInput, match="あと"):
        released(opened, asked_for, "0" * 32, tmp_path)
    give_all(opened, asked_for)


def _holds_what_was_given(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "添付01_面接メモ.txt",
        "開示しない部分の一覧.pdf",
        "開示する記録.pdf",
        "開示決定通知書（案）.pdf",
    ]
    assert (folder / "添付01_面接メモ.txt").read_bytes() == b"memo of the day"
    given = pdf_text(folder / "開示する記録.pdf")
    assert "住まいの希望を聞いた" in given and BAR in given and "前橋で暮らしたい" in given
    for withheld in ("別宮", "花子", "027-000-0000", "逮捕"):
        assert withheld not in given
    assert "124条1項" in pdf_text(folder / "開示しない部分の一覧.pdf")
    notice = pdf_text(folder / "開示決定通知書（案）.pdf")
    assert "公的な様式ではありません" in notice and "一部を開示する" in notice
    for path in folder.glob("*.pdf"):
        assert SISTER.encode() not in path.read_bytes()
