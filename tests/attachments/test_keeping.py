"""Files kept in the office's data on both engines: added, read back, taken away, told."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from app.attachments import actions, queries
from app.attachments.rules import LARGEST, CheckedFile, Owner, OwnerKind, Way, check_file
from app.calendar.partial import PartialDate
from app.cases.applications import actions as applications
from app.cases.applications.rules import ApplicationInput
from app.cases.queries import case_page
from app.errors import (
    ChangedMeanwhile,
    DatabaseDamaged,
    FileProblem,
    InvalidInput,
    NotAllowed,
    NotFound,
)
from app.people.merging import actions as merging
from app.people.merging import queries as pairs
from app.staff.permissions import Actor, Role
from app.storage.records import (
    Activity,
    Attachment,
    AttachmentPart,
    Consent,
    Episode,
    HistoryEntry,
    Meeting,
    MeetingPerson,
    Signal,
)
from tests.attachments.files import pdf
from tests.cases.one_case import as_role, ask, begin, do, notices
from tests.conftest import OpenedOffice


def file(name: str = "同意書.pdf", words: str = "", size: int = 0) -> CheckedFile:
    return check_file(name, pdf(words, size))


def add(opened: OpenedOffice, owner: Owner, given: CheckedFile, actor: Actor | None = None) -> str:
    return str(do(opened, lambda work: actions.add(work, owner, given), actor))


def of_episode(opened: OpenedOffice) -> Owner:
    return Owner(OwnerKind.EPISODE, begin(opened, number="R8-C-001"))


def parts(opened: OpenedOffice) -> int:
    count = select(func.count()).select_from(AttachmentPart)
    return int(ask(opened, lambda reading: reading.session.scalar(count)))


def history(opened: OpenedOffice) -> list[tuple[str, str | None, str]]:
    rows = ask(
        opened,
        lambda reading: reading.session.execute(
            select(HistoryEntry.kind, HistoryEntry.subject_id, HistoryEntry.words)
            .where(HistoryEntry.subject_kind == "attachment")
            .order_by(HistoryEntry.seq)
        ).all(),
    )
    return [tuple(row) for row in rows]


def page(opened: OpenedOffice, owner: Owner, actor: Actor | None = None) -> Any:
    return ask(opened, lambda reading: queries.of_owner(reading, owner), actor)


def test_twenty_megabytes_come_back_as_they_were(opened: OpenedOffice) -> None:
    owner = of_episode(opened)
    noise = secrets.token_bytes(LARGEST - 20)
    given = check_file("大きい.pdf", b"%PDF-1.4\n" + noise)
    steps: list[tuple[int, int]] = []
    done = do(
        opened, lambda work: actions.add(work, owner, given, lambda *step: steps.append(step))
    )
    assert steps[-1] == (given.size, given.size)
    assert steps == sorted(steps) and len(steps) == parts(opened) == 40
    back = ask(opened, lambda reading: queries.content(reading, done))
    assert back.data == given.content
    assert (back.name, back.media_type) == ("大きい.pdf", "application/pdf")


def test_a_list_says_what_how_large_by_whom_and_of_which_record(opened: OpenedOffice) -> None:
    owner = of_episode(opened)
    heard = notices(opened)
    done = add(opened, owner, file())
    (shown,) = page(opened, owner).files
    assert shown.id == done
    assert (shown.name, shown.size) == ("同意書.pdf", len(pdf()))
    assert shown.added_by == opened.actor.name
    assert shown.owner_words == "コーディネート R8-C-001"
    assert shown.remove_refusal == "" and shown.removal is None
    assert "attachment" in heard[-1].kinds
    assert owner.id in heard[-1].ids and done in heard[-1].ids
    assert history(opened) == [("attachment.added", done, "「同意書.pdf」を添付")]


def _activity(work: Any, episode: str) -> str:
    facts = {"day": PartialDate(2026, 11, 20), "means": "phone", "service": "coordination"}
    person = work.get(Episode, episode).person_id
    return str(work.add(Activity(episode_id=episode, person_id=person, **facts)).id)


def _consent(work: Any, person: str) -> str:
    day = work.clock.today()
    facts = {"purpose": "福祉サービスの調整", "how": "paper", "given_on": day, "valid_from": day}
    return str(work.add(Consent(person_id=person, **facts)).id)


def _signal(work: Any, person: str | None) -> str:
    facts = {"source_kind": "water", "state": "new", "received_on": work.clock.today()}
    return str(work.add(Signal(person_id=person, **facts)).id)


def _meeting(work: Any, person: str) -> str:
    meeting = work.add(Meeting(kind="case", day=work.clock.today()))
    work.session.flush()
    work.add(MeetingPerson(meeting_id=meeting.id, person_id=person))
    return str(meeting.id)


def test_the_case_shows_the_files_of_all_records_of_its_person(opened: OpenedOffice) -> None:
    episode = begin(opened, number="R8-C-001")
    person = ask(opened, lambda reading: case_page(reading, episode).person.id)
    makers: dict[OwnerKind, Callable[[Any], str]] = {
        OwnerKind.ACTIVITY: lambda work: _activity(work, episode),
        OwnerKind.EPISODE: lambda _: episode,
        OwnerKind.PERSON: lambda _: person,
        OwnerKind.APPLICATION: lambda work: applications.add(
            work, episode, ApplicationInput(kind="physical")
        ),
        OwnerKind.CONSENT: lambda work: _consent(work, person),
        OwnerKind.MEETING: lambda work: _meeting(work, person),
        OwnerKind.SIGNAL: lambda work: _signal(work, person),
    }
    owners = {kind: Owner(kind, do(opened, make)) for kind, make in makers.items()}
    for kind, owner in owners.items():
        add(opened, owner, file(f"{kind}.pdf"))
    shown = ask(opened, lambda reading: queries.of_case(reading, episode)).files
    assert {one.name: one.owner for one in shown} == {f"{k}.pdf": o for k, o in owners.items()}
    words = {one.owner.kind: one.owner_words for one in shown}
    assert words[OwnerKind.ACTIVITY] == "支援経過 R8.11.20 電話"
    assert words[OwnerKind.PERSON] == "本人"
    assert words[OwnerKind.CONSENT] == "同意 R8.11.24"
    assert ask(
        opened,
        lambda reading: queries.counts(
            reading, OwnerKind.ACTIVITY, [owners[OwnerKind.ACTIVITY].id, episode]
        ),
    ) == {owners[OwnerKind.ACTIVITY].id: 1}


def test_a_record_that_is_not_there_takes_no_file(opened: OpenedOffice) -> None:
    for kind in OwnerKind:
        with pytest.raises(NotFound):
            add(opened, Owner(kind, "0" * 32), file())
    assert parts(opened) == 0


def test_the_files_of_a_record_that_is_gone_stay_with_the_person(opened: OpenedOffice) -> None:
    episode = begin(opened)
    made = do(
        opened, lambda work: applications.add(work, episode, ApplicationInput(kind="physical"))
    )
    add(opened, Owner(OwnerKind.APPLICATION, made), file())
    do(opened, lambda work: applications.remove(work, made, 1))
    (shown,) = ask(opened, lambda reading: queries.of_case(reading, episode)).files
    assert shown.owner_words == "申請（消した記録）"


def test_the_same_content_is_kept_once_for_each_record(opened: OpenedOffice) -> None:
    owner = of_episode(opened)
    add(opened, owner, file())
    with pytest.raises(FileProblem, match="すでに添付"):
        add(opened, owner, file("別の名前.pdf"))
    activity = do(opened, lambda work: _activity(work, owner.id))
    add(opened, Owner(OwnerKind.ACTIVITY, activity), file())
    assert len(page(opened, owner).files) == 1
    assert parts(opened) == 2


class Full(Exception):
    """The disk is full here."""


def test_what_fails_half_way_leaves_nothing(opened: OpenedOffice) -> None:
    owner = of_episode(opened)

    def fail(done: int, total: int) -> None:
        if done > total // 2:
            raise Full

    with pytest.raises(Full):
        do(opened, lambda work: actions.add(work, owner, file(size=3_000_000), fail))
    assert parts(opened) == 0
    assert page(opened, owner).files == ()
    assert history(opened) == []


@pytest.mark.parametrize(
    "harm",
    [
        delete(AttachmentPart).where(AttachmentPart.number == 1),
        delete(AttachmentPart),
        update(AttachmentPart).where(AttachmentPart.number == 1).values(content=b"y" * 524288),
        update(AttachmentPart).where(AttachmentPart.number == 2).values(content=b"x"),
        update(Attachment).values(sha256="0" * 64),
    ],
)
def test_damaged_content_is_refused_and_nothing_is_told(opened: OpenedOffice, harm: Any) -> None:
    owner = of_episode(opened)
    done = add(opened, owner, file(size=1_500_000))
    do(opened, lambda work: work.session.execute(harm))
    with pytest.raises(DatabaseDamaged, match="加えたときと同じではありません"):
        do(opened, lambda work: actions.take_out(work, done, Way.OPENED))
    assert [kind for kind, _, _ in history(opened)] == ["attachment.added"]


def test_taking_away_leaves_the_row_the_reason_and_who(opened: OpenedOffice) -> None:
    owner = of_episode(opened)
    done = add(opened, owner, file(size=600_000))
    do(opened, lambda work: actions.remove(work, done, " 別人の書類だった "))
    assert parts(opened) == 0
    shown = page(opened, owner)
    assert shown.files == ()
    (gone,) = shown.removed
    assert (gone.name, gone.size) == ("同意書.pdf", 600_000)
    assert gone.removal is not None
    assert (gone.removal.by, gone.removal.why) == (opened.actor.name, "別人の書類だった")
    assert history(opened)[-1] == (
        "attachment.removed",
        done,
        "添付「同意書.pdf」を取り除いた（理由: 別人の書類だった）",
    )
    with pytest.raises(NotFound, match="取り除かれています"):
        ask(opened, lambda reading: queries.content(reading, done))
    with pytest.raises(ChangedMeanwhile, match="すでに取り除いて"):
        do(opened, lambda work: actions.remove(work, done, "もう一度"))
    add(opened, owner, file(size=600_000))


def test_without_a_reason_nothing_is_taken_away(opened: OpenedOffice) -> None:
    owner = of_episode(opened)
    done = add(opened, owner, file())
    with pytest.raises(InvalidInput, match="理由"):
        do(opened, lambda work: actions.remove(work, done, "  "))
    assert len(page(opened, owner).files) == 1


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (Way.VIEWED, "添付「同意書.pdf」を画面で見た"),
        (Way.OPENED, "添付「同意書.pdf」をほかのソフトで開いた"),
        (Way.SAVED, "添付「同意書.pdf」の写しを保存"),
    ],
)
def test_whoever_takes_a_copy_is_told_in_the_history(
    opened: OpenedOffice, way: Way, words: str
) -> None:
    done = add(opened, of_episode(opened), file())
    content = do(opened, lambda work: actions.take_out(work, done, way))
    assert content.data == pdf()
    assert history(opened)[-1] == (f"attachment.{way}", done, words)


def test_roles(opened: OpenedOffice) -> None:
    owner = of_episode(opened)
    done = add(opened, owner, file())
    clerk, auditor, admin = (as_role(opened, r) for r in (Role.CLERK, Role.AUDITOR, Role.ADMIN))
    with pytest.raises(NotAllowed):
        add(opened, owner, file("b.pdf", "b"), auditor)
    assert page(opened, owner, auditor).add_refusal
    assert do(opened, lambda work: actions.take_out(work, done, Way.VIEWED), auditor).data
    for act in (
        lambda work: actions.take_out(work, done, Way.VIEWED),
        lambda work: queries.of_owner(work, owner),
        lambda work: queries.of_case(work, owner.id),
        lambda work: queries.counts(work, owner.kind, [owner.id]),
    ):
        with pytest.raises(NotAllowed):
            do(opened, act, admin)
    # The same staff id stands for whoever added the file; a clerk may take back only their own.
    do(opened, lambda work: actions.remove(work, done, "誤り"), clerk)
    other = add(opened, owner, file())
    somebody = Actor("f" * 32, "雛形", Role.CLERK)
    assert "できるのは" in page(opened, owner, somebody).files[0].remove_refusal
    with pytest.raises(NotAllowed):
        do(opened, lambda work: actions.remove(work, other, "誤り"), somebody)


def test_files_follow_a_signal_to_its_person(opened: OpenedOffice) -> None:
    episode = begin(opened)
    person = ask(opened, lambda reading: case_page(reading, episode).person.id)
    owner = Owner(OwnerKind.SIGNAL, do(opened, lambda work: _signal(work, None)))
    add(opened, owner, file())
    assert ask(opened, lambda reading: queries.of_case(reading, episode)).files == ()

    def link(work: Any) -> None:
        work.get(Signal, owner.id).person_id = person
        actions.follow_owner(work, owner)

    do(opened, link)
    assert len(ask(opened, lambda reading: queries.of_case(reading, episode)).files) == 1


def test_files_follow_a_person_who_is_merged_and_come_back(opened: OpenedOffice) -> None:
    kept, gone = begin(opened), begin(opened)
    kept_id, gone_id = (
        ask(opened, lambda reading, one=one: case_page(reading, one).person.id)
        for one in (kept, gone)
    )
    for owner in (Owner(OwnerKind.PERSON, gone_id), Owner(OwnerKind.EPISODE, gone)):
        add(opened, owner, file(size=700_000))
    pair = ask(opened, lambda reading: pairs.pair(reading, kept_id, gone_id))
    versions = (pair.kept.versions, pair.gone.versions)
    merge = do(opened, lambda work: merging.merge(work, kept_id, gone_id, versions, {}))
    shown = ask(opened, lambda reading: queries.of_case(reading, kept)).files
    assert {one.owner for one in shown} == {
        Owner(OwnerKind.PERSON, kept_id),
        Owner(OwnerKind.EPISODE, gone),
    }
    for one in shown:
        assert ask(opened, lambda reading, one=one: queries.content(reading, one.id)).data
    do(opened, lambda work: merging.undo(work, merge))
    assert ask(opened, lambda reading: queries.of_case(reading, kept)).files == ()
    back = ask(opened, lambda reading: queries.of_case(reading, gone)).files
    assert {one.owner.id for one in back} == {gone_id, gone}
