"""申請: submitted, decided, renewed; a granted 手帳 is the person's certificate at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.calendar.partial import PartialDate
from app.cases.applications import actions, queries
from app.cases.applications.rules import ApplicationInput, renewal_words, standing
from app.errors import ChangedMeanwhile, NotAllowed
from app.staff.permissions import Role
from app.storage.records import Certificate, Episode
from tests.cases.one_case import as_role, ask, begin, do, notices, refused
from tests.conftest import OpenedOffice

TODAY = date(2026, 11, 24)
HANDBOOK = ApplicationInput(
    "psychiatric", "前橋市", "R8.6.1", "R8.8.1", "granted", "2級", "R10.8.31", "試作"
)


def page(opened: OpenedOffice, episode: str) -> queries.ApplicationsPage:
    found: queries.ApplicationsPage = ask(opened, lambda r: queries.applications(r, episode))
    return found


def add(opened: OpenedOffice, episode: str, typed: ApplicationInput) -> str:
    return str(do(opened, lambda w: actions.add(w, episode, typed)))


def correct(opened: OpenedOffice, episode: str, wanted: str, typed: ApplicationInput) -> None:
    version = next(a.version for a in page(opened, episode).applications if a.id == wanted)
    do(opened, lambda w: actions.correct(w, wanted, version, typed))


def held(opened: OpenedOffice, episode: str) -> list[tuple[str, str, PartialDate | None]]:
    return [(c.kind, c.grade, c.renewal) for c in page(opened, episode).certificates]


def test_a_granted_handbook_becomes_the_certificate(opened: OpenedOffice) -> None:
    episode = begin(opened)
    pending = replace(HANDBOOK, decided_on="", result="", grade="", valid_until="")
    wanted = add(opened, episode, pending)
    assert held(opened, episode) == []
    heard = notices(opened)
    correct(opened, episode, wanted, HANDBOOK)
    assert held(opened, episode) == [("psychiatric", "2級", PartialDate(2028, 8, 31))]
    assert {"application", "certificate", "person", "episode"} <= heard[-1].kinds
    renewed = replace(
        HANDBOOK, submitted_on="R8.9.1", decided_on="R8.10.1", grade="", valid_until="R10.9"
    )
    second = add(opened, episode, renewed)
    # the newest decision counts; a grade it does not name stays
    assert held(opened, episode) == [("psychiatric", "2級", PartialDate(2028, 9))]
    version = next(a.version for a in page(opened, episode).applications if a.id == second)
    do(opened, lambda w: actions.remove(w, second, version))
    assert held(opened, episode) == [("psychiatric", "2級", PartialDate(2028, 8, 31))]


def test_a_certificate_goes_with_the_application_that_made_it(opened: OpenedOffice) -> None:
    episode = begin(opened)
    wanted = add(opened, episode, HANDBOOK)
    rejected = replace(HANDBOOK, result="rejected", grade="", valid_until="")
    correct(opened, episode, wanted, rejected)
    assert held(opened, episode) == []
    # one that was on record before is never taken away with an application

    def own(work) -> None:  # type: ignore[no-untyped-def]
        person = work.get(Episode, episode).person_id
        work.add(Certificate(person_id=person, kind="physical", grade="4級"))

    do(opened, own)
    other = replace(HANDBOOK, kind="physical", grade="")
    second = add(opened, episode, replace(other, valid_until=""))
    correct(opened, episode, second, replace(rejected, kind="physical", decided_on="R8.8.2"))
    assert held(opened, episode) == [("physical", "4級", None)]


def test_what_contradicts_itself_is_refused_at_the_field(opened: OpenedOffice) -> None:
    episode = begin(opened)

    def tried(**fields: str) -> None:
        add(opened, episode, replace(HANDBOOK, **fields))

    refused(lambda: tried(decided_on="R8.5.31"), decided_on="申請日（R8.6.1）より前")
    tried(submitted_on="R8.6", decided_on="R8.6.1")  # not certain to be before
    refused(lambda: tried(result=""), result="結果も", grade="未決定", valid_until="認められた")
    refused(lambda: tried(decided_on=""), decided_on="決定日も")
    refused(
        lambda: tried(decided_on="", result="withdrawn", grade="", valid_until=""),
        decided_on="取下げの日",
    )
    refused(lambda: tried(result="rejected", valid_until=""), grade="結果が却下")
    refused(lambda: tried(valid_until="R8.7.1"), valid_until="決定日（R8.8.1）より前")
    refused(lambda: tried(decided_on="R8.11.25"), decided_on="先の日付")
    refused(lambda: tried(submitted_on="R8.2.30"), submitted_on="2月")
    refused(lambda: tried(grade="４級"), grade="1級から3級")
    refused(lambda: tried(kind="physical", grade="八級"), grade="1級から7級")
    refused(lambda: tried(kind="other"), note="何の申請か")
    refused(lambda: tried(kind="passport"), kind="一覧から")
    tried(kind="intellectual", grade="Ｂ１（中度）")  # 都道府県 differ: free text


def test_open_ones_first_then_the_newest(opened: OpenedOffice) -> None:
    episode = begin(opened)
    add(opened, episode, HANDBOOK)
    add(opened, episode, ApplicationInput("public_assistance", "前橋市福祉事務所", "R8.11.20"))
    add(opened, episode, ApplicationInput("pension"))
    add(opened, episode, ApplicationInput("resident_record", "", "R8.9.1", "R8.9.1", "granted"))
    found = page(opened, episode)
    assert [(a.kind, a.standing) for a in found.applications] == [
        ("pension", "準備中"),
        ("public_assistance", "申請中（5日目）"),
        ("resident_record", "認定・交付・開始"),
        ("psychiatric", "認定・交付・開始"),
    ]


def test_standing_and_renewal() -> None:
    assert standing(PartialDate(2026, 11), None, None, TODAY) == "申請中"
    assert renewal_words(PartialDate(2027, 1, 23), TODAY) == "更新まであと60日"
    assert renewal_words(PartialDate(2027, 1, 24), TODAY) == ""
    assert renewal_words(PartialDate(2026, 11), TODAY) == "更新まであと6日"
    assert renewal_words(PartialDate(2026, 11, 23), TODAY) == "期限切れ R8.11.23"


def test_two_desks_and_roles(opened: OpenedOffice) -> None:
    episode = begin(opened)
    wanted = add(opened, episode, HANDBOOK)
    correct(opened, episode, wanted, replace(HANDBOOK, note="写しあり"))
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda w: actions.correct(w, wanted, 1, HANDBOOK))
    with pytest.raises(NotAllowed):
        do(opened, lambda w: actions.add(w, episode, HANDBOOK), as_role(opened, Role.CLERK))
