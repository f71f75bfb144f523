"""本人 and family at a meeting, one line for one person, what counts as told, minutes found."""

from __future__ import annotations

from typing import Any

from app.cases.notes.queries import notes_holding
from app.consent.disclosures.actions import end
from app.consent.disclosures.rules import EndInput
from app.meetings.actions import write_minutes
from app.meetings.contacts.actions import ContactInput, record_contacts
from app.meetings.members.actions import correct_member, invite
from app.meetings.members.rules import MemberInput
from app.meetings.persons.actions import leave_out
from app.meetings.persons.queries import disclosed_in, names_in
from app.meetings.sharing.actions import share
from app.meetings.sharing.queries import weigh
from app.meetings.sharing.rules import ShareInput
from app.people.merging import actions as merging
from app.people.merging import queries as merge_queries
from app.reports.papers.meeting_sheets import minutes_sheet
from tests.cases.one_case import ask, do, refused
from tests.conftest import OpenedOffice
from tests.consent.one_register import CITY, consent, organisation, person_of
from tests.meetings.one_meeting import attending, case, discussing, held, joined, page, planned
from tests.storage.test_reading import questions

ITEMS = ("identity", "certificate")
SON = MemberInput(name="齋藤 麦", post="長男", member=False, role="部屋を一緒に見る")


def shared(opened: OpenedOffice) -> tuple[str, str, str, str]:
    """A meeting in which something was shared with the city: meeting, line, city, disclosure."""
    city, episode = organisation(opened, *CITY), case(opened)
    consent(opened, person_of(opened, episode), city)
    meeting = planned(opened, "joint")
    joined(opened, meeting, city)
    line = discussing(opened, meeting, episode)
    held(opened, meeting)
    do(opened, lambda w: share(w, meeting, ShareInput((line,), (city,), ITEMS)))
    (told,) = page(opened, meeting).shared
    return meeting, line, city, told.id


def test_family_takes_part_and_is_no_recipient(opened: OpenedOffice) -> None:
    episode = case(opened)
    meeting = planned(opened, "multi")
    discussing(opened, meeting, episode)
    nobody = MemberInput(member=False)
    refused(lambda: do(opened, lambda w: invite(w, meeting, nobody)), name="本人・家族などの氏名")
    son = do(opened, lambda w: invite(w, meeting, SON))
    there = page(opened, meeting).members
    assert [(one.name, one.family, one.own, one.outside) for one in there] == [
        ("齋藤 麦", True, False, False),
        ("試作 澪江", False, True, False),
    ]
    assert (
        there[0].who == "齋藤 麦（長男）" and "情報提供にはあたりません" in there[0].receive_refusal
    )
    held(opened, meeting)
    now = page(opened, meeting)
    assert all(one.attendance == "attended" for one in now.members), "no consent is asked for"
    assert "外の機関の出席者がいない" in now.share_refusal
    version = now.members[0].version
    again = MemberInput(name="齋藤 麦", post="本人の長男", member=False)
    do(opened, lambda w: correct_member(w, son, version, again))
    paper = str(ask(opened, lambda r: minutes_sheet(r, meeting)))
    assert "本人・家族など" in paper and "本人の長男" in paper


def test_a_mistake_taken_back_counts_as_told_again(opened: OpenedOffice) -> None:
    meeting, line, city, told = shared(opened)
    for kind, holds in (("void", False), ("holds_again", True)):
        typed = EndInput(kind, "R8.11.24", "確かめた")
        do(opened, lambda w, typed=typed: end(w, told, typed))
        assert bool(ask(opened, lambda r: disclosed_in(r, meeting))) is holds
        again = ShareInput((line,), (city,), ITEMS)
        (pair,) = ask(opened, lambda r, again=again: weigh(r, meeting, again))
        assert bool(pair.refusal) is holds
    refused(lambda: do(opened, lambda w: leave_out(w, line)), persons="先に情報提供")


def merged(opened: OpenedOffice, kept: str, gone: str) -> None:
    """Two records of one person become one."""

    def act(work: Any) -> None:
        pair = merge_queries.pair(work, kept, gone)
        versions = pair.kept.versions, pair.gone.versions
        merging.merge(work, kept, gone, versions, {})

    do(opened, act)


def test_after_a_merge_one_person_stands_there_once(opened: OpenedOffice) -> None:
    city, first, second = organisation(opened, *CITY), case(opened), case(opened, "斎藤 蓬夫")
    kept, gone = person_of(opened, first), person_of(opened, second)
    meeting = planned(opened, "joint")
    member = joined(opened, meeting, city)
    discussing(opened, meeting, first)
    other = discussing(opened, meeting, second)
    assert len(page(opened, meeting).people) == 2
    merged(opened, kept, gone)
    (one,) = page(opened, meeting).people
    assert (one.person_id, one.episode_id) == (kept, first)
    assert ask(opened, lambda r: names_in(r, [meeting])) == {meeting: ("齋藤 蓬夫",)}
    consent(opened, kept, city)
    held(opened, meeting)
    attending(opened, meeting, "attended", member)
    told = ShareInput((one.id,), (city,), ITEMS)
    assert do(opened, lambda w: share(w, meeting, told)).recorded == 1
    assert do(opened, lambda w: record_contacts(w, meeting, ContactInput("90"))) == 1
    (one,) = page(opened, meeting).people
    assert one.recorded
    refused(lambda: do(opened, lambda w: leave_out(w, other)), persons="先に情報提供")
    (disclosed,) = page(opened, meeting).shared
    do(opened, lambda w: end(w, disclosed.id, EndInput("void", "R8.11.24", "誤り")))
    do(opened, lambda w: leave_out(w, other))
    assert page(opened, meeting).people == ()


def test_minutes_are_found_among_what_was_written(opened: OpenedOffice) -> None:
    meeting = planned(opened, "joint", title="第2回", agenda="退所後の通院")
    facts = page(opened, meeting).facts
    do(opened, lambda w: write_minutes(w, meeting, facts.version, "渡邉医院へ紹介状を出す。"))
    for typed in ("渡辺医院", "通院", "第２回"):
        (hit,) = ask(opened, lambda r, typed=typed: notes_holding(r, typed)).hits
        assert (hit.kind, hit.id, hit.episode_id) == ("meeting", meeting, "")
        assert hit.person_name == "合同支援会議 第2回"
    assert ask(opened, lambda r: notes_holding(r, "診療所")).hits == ()


def test_many_persons_are_read_with_as_many_questions_as_one(opened: OpenedOffice) -> None:
    meeting = planned(opened, "multi")
    asked, counted = questions(opened.office), []
    agreed = set()
    for names in (("杠 渓",), ("榧野 岳", "齋藤 蓬夫", "樗 渚")):
        for name in names:
            offices = [organisation(opened, "npo", f"{name}の{way}", False) for way in ("家", "店")]
            episode = case(opened, name)
            discussing(opened, meeting, episode)
            consent(opened, person_of(opened, episode), offices[0])
            agreed.add((name, f"{name}の家"))
            for office in offices:
                joined(opened, meeting, office)
        asked.clear()
        people = page(opened, meeting).people
        counted.append(len(asked))
    assert counted[0] == counted[1]
    standings = [(one.name, held) for one in people for held in one.standings]
    assert len(standings) == 4 * 8
    assert {(name, held.organisation) for name, held in standings if held.consent} == agreed
