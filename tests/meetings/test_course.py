"""A meeting from its planning to the next one, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.consent.disclosures.actions import end
from app.consent.disclosures.rules import EndInput
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.meetings import actions, queries
from app.meetings.course.actions import cancel, hold, plan_next, restore, take_back
from app.meetings.members.actions import (
    confirm_secrecy,
    correct_member,
    remove_member,
    take_secrecy_back,
)
from app.meetings.members.rules import MemberInput, SecrecyInput
from app.meetings.persons.actions import discuss, discuss_signal, leave_out
from app.meetings.queries import AHEAD, PAST, MeetingFilter
from app.meetings.rules import HoldInput, MeetingInput, next_title
from app.meetings.sharing.actions import share
from app.meetings.sharing.rules import Shared, ShareInput
from app.network.organisations import actions as organisations
from app.network.organisations.rules import OrganisationInput
from app.network.signals.actions import receive
from app.network.signals.rules import SignalInput
from app.staff.permissions import Role
from tests.cases.one_case import as_role, ask, do, refused
from tests.conftest import OpenedOffice
from tests.consent.one_register import CITY, HOME, consent, organisation, person_of
from tests.meetings.one_meeting import (
    attending,
    bound,
    case,
    discussing,
    held,
    joined,
    page,
    planned,
    typed,
)

ITEMS = ("identity", "certificate")


def listed(opened: OpenedOffice, **wanted: Any) -> list[str]:
    """The days and kinds of the list."""
    rows, total = ask(opened, lambda r: queries.meeting_list(r, MeetingFilter(**wanted)))
    assert total == len(rows)
    return [f"{row.day:%m/%d} {row.kind}" for row in rows]


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"day": ""}, "day", "入力して"),
        ({"day": "R8.12"}, "day", "日まで"),
        ({"kind": "party"}, "kind", "一覧から"),
        ({"kind": "multi", "day": "R2.11.20"}, "kind", "令和3年4月1日から"),
        ({"start": "25:00"}, "start", "時刻は"),
        ({"start": "", "end": "11:00"}, "start", "始まり"),
        ({"start": "11:00", "end": "10:00"}, "end", "始まりより前"),
    ],
)
def test_what_may_be_typed(
    opened_embedded: OpenedOffice, changed: dict[str, str], field: str, sentence: str
) -> None:
    wanted = replace(typed(), **changed)
    refused(
        lambda: do(opened_embedded, lambda work: actions.plan(work, wanted)), **{field: sentence}
    )


@pytest.mark.parametrize(
    ("title", "following"),
    [
        ("第1回", "第2回"),
        ("定例 第１２回 会議", "定例 第13回 会議"),
        ("12月定例", "12月定例"),
        ("", ""),
    ],
)
def test_the_next_meeting_is_numbered_on(title: str, following: str) -> None:
    assert next_title(title) == following


def test_a_name_of_a_person_discussed_never_gets_into_the_title(opened: OpenedOffice) -> None:
    meeting = planned(opened, title="第2回")
    episode = case(opened, "齋藤 蓬夫")
    discussing(opened, meeting, episode)
    facts = page(opened, meeting).facts
    named = typed(title="齋藤蓬夫さんの会議")
    refused(
        lambda: do(opened, lambda w: actions.change(w, meeting, facts.version, named)),
        title="氏名",
    )
    other = planned(opened, title="齋藤　蓬夫 支援の会")
    refused(lambda: discussing(opened, other, episode), episode_id="先に名称")


def test_from_planning_to_the_next_meeting(opened: OpenedOffice) -> None:
    city, home = organisation(opened, *CITY), organisation(opened, *HOME)
    episode = case(opened)
    consent(opened, person_of(opened, episode), city)
    meeting = planned(opened, title="第1回")
    assert "先の日" not in page(opened, meeting).hold_refusal
    joined(opened, meeting, city, name="見本 太郎", post="係長")
    absent = joined(opened, meeting, home)
    line = discussing(opened, meeting, episode)
    attending(opened, meeting, "absent", absent)
    held(opened, meeting)
    now = page(opened, meeting)
    assert now.facts.state == "held" and now.hold_refusal == "開催済みの会議です。"
    assert [(one.who, one.attendance) for one in now.members] == [
        ("あさひ市福祉事務所 係長 見本 太郎", "attended"),
        ("グループホームこもれび", "absent"),
        ("試作 澪江", "attended"),
    ]
    shared = ShareInput((line,), (city, home), ITEMS)
    result = do(opened, lambda work: share(work, meeting, shared))
    assert result.recorded == 1
    assert [one.organisation for one in result.refused] == [HOME[1]]
    assert "欠席" in result.refused[0].reason
    (kept,) = page(opened, meeting).shared
    assert (kept.to_whom, kept.day) == ("係長 見本 太郎", date(2026, 11, 20))
    version = page(opened, meeting).facts.version
    following = do(opened, lambda work: plan_next(work, meeting, version, "12/18"))
    again = page(opened, following)
    assert (again.facts.state, again.facts.day) == ("planned", date(2026, 12, 18))
    assert again.facts.start == 14 * 60 and again.facts.minutes == ""
    assert (now.facts.title, again.facts.title) == ("第1回", "第2回")
    assert [one.who for one in again.members] == [one.who for one in now.members]
    assert {one.attendance for one in again.members} == {"invited"}
    assert [one.name for one in again.people] == ["齋藤 蓬夫"]
    assert page(opened, meeting).next_id == following
    assert listed(opened, when=AHEAD) == ["12/18 joint"]
    assert listed(opened, when=PAST) == ["11/20 joint"]
    assert listed(opened) == ["12/18 joint", "11/20 joint"]


def test_the_list_finds_by_person_organisation_place_and_minutes(opened: OpenedOffice) -> None:
    asahi = OrganisationInput("welfare_office", "あさひ市福祉事務所")
    city = do(opened, lambda w: organisations.add(w, asahi))
    meeting = planned(opened, place="前橋合同庁舎")
    planned(opened, "steering", day="R8.11.24", title="定例")
    joined(opened, meeting, city, name="見本 太郎")
    episode = case(opened, "髙橋 はるな")
    discussing(opened, meeting, episode)
    version = page(opened, meeting).facts.version
    do(opened, lambda w: actions.write_minutes(w, meeting, version, "退院の前に見学をする。"))
    for text in ("高橋", "あさひ市", "見本", "合同庁舎", "見学"):
        assert listed(opened, text=text) == ["11/20 joint"], text
    assert listed(opened, text="ない人") == []
    assert listed(opened, kind="steering") == ["11/24 steering"]
    person = person_of(opened, episode)
    assert [row.names for row in ask(opened, lambda r: queries.meetings_of(r, person))] == [
        ("髙橋 はるな",)
    ]


def test_a_meeting_of_a_day_ahead_cannot_have_been_held(opened: OpenedOffice) -> None:
    meeting = planned(opened, day="12/1")
    assert "先の日" in page(opened, meeting).hold_refusal
    version = page(opened, meeting).facts.version
    ahead = HoldInput("R8.12.1", "14:00", "", True)
    refused(lambda: do(opened, lambda w: hold(w, meeting, version, ahead)), day="先の日付")
    nobody = do(opened, lambda w: actions.plan(w, typed()))
    wanted = HoldInput("R8.11.20", "", "", True)
    refused(lambda: do(opened, lambda w: hold(w, nobody, 1, wanted)), everyone="出席者がいません")


def test_cancelled_is_closed_to_changes_until_it_is_taken_back(opened: OpenedOffice) -> None:
    meeting = planned(opened)
    episode = case(opened)
    do(opened, lambda w: cancel(w, meeting, page(opened, meeting).facts.version, "担当の急病"))
    facts = page(opened, meeting).facts
    assert (facts.state, facts.cancelled_why) == ("cancelled", "担当の急病")
    assert "先に中止を取り消して" in page(opened, meeting).edit_refusal
    refused(lambda: discussing(opened, meeting, episode), state="中止した会議")
    do(opened, lambda w: restore(w, meeting, facts.version))
    discussing(opened, meeting, episode)
    held(opened, meeting)
    version = page(opened, meeting).facts.version
    refused(lambda: do(opened, lambda w: cancel(w, meeting, version, "")), state="開催済み")
    do(opened, lambda w: take_back(w, meeting, version))
    assert {one.attendance for one in page(opened, meeting).members} == {"invited"}


def test_what_was_shared_holds_the_meeting_as_it_was(opened: OpenedOffice) -> None:
    city, host = organisation(opened, *CITY), organisation(opened, "municipality", "市", True)
    episode = case(opened)
    meeting = planned(opened, "support106", host_id=host)
    member = joined(opened, meeting, city)
    bound(opened, meeting, member)
    line = discussing(opened, meeting, episode)
    held(opened, meeting)
    do(opened, lambda w: share(w, meeting, ShareInput((line,), (city,), ITEMS)))
    now = page(opened, meeting)
    facts, mine = now.facts, next(one for one in now.members if one.id == member)
    as_was = typed("support106", host_id=host)
    at = lambda act: do(opened, act)  # noqa: E731 - a short word for nine refusals
    change = actions.change
    refused(
        lambda: at(lambda w: change(w, meeting, facts.version, replace(as_was, kind="case"))),
        kind="情報提供が記録",
    )
    refused(
        lambda: at(lambda w: change(w, meeting, facts.version, replace(as_was, day="R8.11.19"))),
        day="情報提供が記録",
    )
    refused(lambda: at(lambda w: take_back(w, meeting, facts.version)), state="先に情報提供")
    refused(lambda: at(lambda w: leave_out(w, line)), persons="先に情報提供")
    refused(lambda: at(lambda w: remove_member(w, member, mine.version)), members="先に情報提供")
    refused(
        lambda: at(lambda w: take_secrecy_back(w, member, mine.version)), members="先に情報提供"
    )
    guest = MemberInput(city, member=False)
    refused(
        lambda: at(lambda w: correct_member(w, member, mine.version, guest)),
        members="先に情報提供",
    )
    refused(lambda: attending(opened, meeting, "absent", member), members="先に情報提供")
    (kept,) = now.shared
    at(lambda w: end(w, kept.id, EndInput("void", "R8.11.24", "別の会議だった")))
    attending(opened, meeting, "absent", member)
    at(lambda w: leave_out(w, line))


def test_a_signal_is_discussed_before_anybody_is_known(opened: OpenedOffice) -> None:
    city, host = organisation(opened, *CITY), organisation(opened, "municipality", "市", True)
    water = SignalInput("R8.11.18", "water_utility", kinds=("smell",), place="見本町1-2")
    signal = do(opened, lambda w: receive(w, water))
    meeting = planned(opened, "multi")
    joined(opened, meeting, city)
    line = do(opened, lambda w: discuss_signal(w, meeting, signal))
    refused(lambda: do(opened, lambda w: discuss_signal(w, meeting, signal)), episode_id="もう")
    refusal = page(opened, meeting).hold_refusal
    assert "端緒: 見本町1-2" in refusal and "本人が分からない" in refusal
    assert "同意をとって" not in refusal and "支援会議" in refusal
    version = page(opened, meeting).facts.version
    do(opened, lambda w: actions.as_support_meeting(w, meeting, version))
    assert "主催" in page(opened, meeting).hold_refusal
    facts = page(opened, meeting).facts
    do(
        opened,
        lambda w: actions.change(w, meeting, facts.version, typed("support106", host_id=host)),
    )
    bound(opened, meeting, page(opened, meeting).members[0].id)
    held(opened, meeting)
    wanted = ShareInput((line,), (city,), ("address",), content="検針の記録")
    assert do(opened, lambda w: share(w, meeting, wanted)) == Shared(1)
    (kept,) = page(opened, meeting).shared
    assert (kept.signal_id, kept.person_id, kept.basis) == (signal, None, "support_meeting")
    assert page(opened, meeting).record_refusal.startswith("ケースのある人が")


def test_after_it_was_held_nobody_unconsented_is_let_in(opened: OpenedOffice) -> None:
    city, home = organisation(opened, *CITY), organisation(opened, *HOME)
    episode, other = case(opened), case(opened, "杠 渓")
    consent(opened, person_of(opened, episode), city)
    meeting = planned(opened, "multi")
    joined(opened, meeting, city)
    absent = joined(opened, meeting, home)
    attending(opened, meeting, "absent", absent)
    discussing(opened, meeting, episode)
    held(opened, meeting)
    refused(lambda: discussing(opened, meeting, other), persons="杠 渓: あさひ市福祉事務所への同意")
    refused(lambda: attending(opened, meeting, "attended", absent), members="こもれびへの同意")
    refused(lambda: joined(opened, meeting, home, name="別の人"), members="こもれびへの同意")
    assert [one.name for one in page(opened, meeting).people] == ["齋藤 蓬夫"]


def test_sharing_needs_persons_recipients_and_items_and_says_where(opened: OpenedOffice) -> None:
    city = organisation(opened, *CITY)
    meeting, episode = planned(opened), case(opened)
    joined(opened, meeting, city)
    line = discussing(opened, meeting, episode)
    whole = ShareInput((line,), (city,), ITEMS)
    refused(lambda: do(opened, lambda w: share(w, meeting, whole)), state="開催を記録")
    held(opened, meeting)

    def wrong(**changed: Any) -> Any:
        return lambda: do(opened, lambda w: share(w, meeting, replace(whole, **changed)))

    refused(wrong(discussed=()), discussed="だれについて")
    refused(wrong(organisations=()), organisations="相手")
    refused(wrong(items=()), items="一つ以上")
    refused(wrong(basis="law"), why="どの法令")
    refused(wrong(basis="support_meeting"), pairs="この会議では使えない根拠")
    refused(wrong(), pairs="この提供先への本人の同意がありません.*できます|登録")
    law = replace(whole, basis="law", why="生活保護法第29条による求め")
    assert do(opened, lambda w: share(w, meeting, law)) == Shared(1)
    refused(lambda: do(opened, lambda w: share(w, meeting, law)), pairs="もう記録されています")
    more = replace(law, items=(*ITEMS, "income"))
    assert do(opened, lambda w: share(w, meeting, more)) == Shared(1)


def test_secrecy_is_confirmed_by_one_and_by_all(opened: OpenedOffice) -> None:
    city, home = organisation(opened, *CITY), organisation(opened, *HOME)
    meeting = planned(opened, "support106")
    one, other = joined(opened, meeting, city), joined(opened, meeting, home)
    bound(opened, meeting, one)
    facts = {m.id: m.secrecy_on for m in page(opened, meeting).members}
    assert (facts[one], facts[other]) == (date(2026, 11, 20), None)
    everybody = {m.id: m.version for m in page(opened, meeting).members}
    said = SecrecyInput("R8.11.19", "read_out")
    do(opened, lambda w: confirm_secrecy(w, meeting, everybody, said))
    assert {m.secrecy_on for m in page(opened, meeting).members} == {date(2026, 11, 19)}
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda w: confirm_secrecy(w, meeting, everybody, said))
    refused(
        lambda: do(opened, lambda w: confirm_secrecy(w, meeting, {}, SecrecyInput("R8.12.1", ""))),
        day="先の日付",
        how="一覧から",
    )


def test_nobody_twice_and_no_closed_organisation(opened: OpenedOffice) -> None:
    city, gone = organisation(opened, *CITY), organisation(opened, *HOME)
    do(opened, lambda w: organisations.close(w, gone, 1, "R8.11.1"))
    meeting, episode = planned(opened), case(opened)
    joined(opened, meeting, city, name="見本 太郎")
    joined(opened, meeting, city, name="例示 花")
    refused(lambda: joined(opened, meeting, city, name="見本 太郎"), name="もう出席者")
    discussing(opened, meeting, episode)
    refused(lambda: discussing(opened, meeting, episode), episode_id="もう話し合う人")
    refused(lambda: joined(opened, meeting, ""), name="職員の氏名")
    refused(lambda: joined(opened, meeting, gone), organisation_id="閉鎖した機関")


def test_the_later_of_two_desks_is_told(opened: OpenedOffice) -> None:
    meeting = planned(opened)
    version = page(opened, meeting).facts.version
    do(opened, lambda w: actions.write_minutes(w, meeting, version, "はじめに自己紹介。"))
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda w: actions.write_minutes(w, meeting, version, "おわり。"))
    assert page(opened, meeting).facts.minutes == "はじめに自己紹介。"


def test_who_may(opened: OpenedOffice) -> None:
    meeting, episode = planned(opened), case(opened)
    line = discussing(opened, meeting, episode)
    auditor, clerk = as_role(opened, Role.AUDITOR), as_role(opened, Role.CLERK)
    with pytest.raises(NotAllowed):
        do(opened, lambda w: actions.plan(w, MeetingInput("case", "12/1")), auditor)
    with pytest.raises(NotAllowed):
        do(opened, lambda w: discuss(w, meeting, episode), auditor)
    shown = ask(opened, lambda r: queries.meeting_page(r, meeting), auditor)
    assert "閲覧・監査の役割では" in shown.edit_refusal
    held(opened, meeting)
    shown = ask(opened, lambda r: queries.meeting_page(r, meeting), clerk)
    assert shown.edit_refusal == "" and "事務の役割では" in shown.share_refusal
    with pytest.raises(NotAllowed):
        do(opened, lambda w: share(w, meeting, ShareInput((line,), ("x",), ITEMS)), clerk)


def test_nothing_of_a_refused_share_is_kept(opened: OpenedOffice) -> None:
    city, home = organisation(opened, *CITY), organisation(opened, *HOME)
    meeting = planned(opened)
    lines = []
    for name in ("杠 渓", "榧野 岳"):
        episode = case(opened, name)
        lines.append(discussing(opened, meeting, episode))
        if name == "杠 渓":
            consent(opened, person_of(opened, episode), city)
    for office in (city, home):
        joined(opened, meeting, office)
    held(opened, meeting)
    wanted = ShareInput(tuple(lines), (city, home), ITEMS)
    result = do(opened, lambda w: share(w, meeting, wanted))
    assert result.recorded == 1
    assert {(one.who, one.organisation) for one in result.refused} == {
        ("杠 渓", HOME[1]),
        ("榧野 岳", CITY[1]),
        ("榧野 岳", HOME[1]),
    }
    assert all("同意" in one.reason for one in result.refused)
    with pytest.raises(InvalidInput) as caught:
        do(opened, lambda w: share(w, meeting, replace(wanted, organisations=(home,))))
    assert caught.value.by_field()["pairs"].count("→ グループホームこもれび") == 2
    assert len(page(opened, meeting).shared) == 1
