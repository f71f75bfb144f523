"""会議 of the practice centre: held, planned without everybody's consent, about a 端緒, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.calendar import wareki
from app.calendar.holidays import next_working_day, previous_working_day
from app.codes import Service
from app.consent.register.actions import give
from app.consent.register.rules import ConsentInput
from app.deadlines.tasks.actions import tick_task
from app.meetings import actions
from app.meetings.contacts.actions import ContactInput, record_contacts
from app.meetings.course.actions import cancel, hold, plan_next
from app.meetings.decisions.actions import decide
from app.meetings.decisions.rules import DecisionInput
from app.meetings.members.actions import confirm_secrecy, invite
from app.meetings.members.queries import members
from app.meetings.members.rules import MemberInput, SecrecyInput
from app.meetings.persons.actions import discuss, discuss_signal
from app.meetings.rules import HoldInput, MeetingInput
from app.meetings.sharing.actions import share
from app.meetings.sharing.rules import ShareInput
from app.network.organisations.actions import add
from app.network.organisations.queries import search
from app.network.organisations.rules import OrganisationInput
from app.network.signals.queries import listed
from app.network.signals.rules import PASSED
from app.practice.cases import WORKERS
from app.storage.records import Episode, Meeting, MeetingDecision, Task
from app.storage.work import Work

_MINUTES = """1 近況
・体調は安定。膝の痛みがあり、通院を続けたい。
・住まいはみなもで受け入れる方向。見学は本人も一緒に行う。
2 役割分担
・保護観察所は釈放の日の動きを決める。福祉事務所は生活保護の申請を受ける。
・センターは見学と申請に同行する。"""
_SIGNAL_MINUTES = """・ごみが廊下まであふれ、近隣が心配している。本人とはまだ話せていない。
・水道は細く使われていて、夜に明かりがつく。
・市と地域包括支援センターが、来週いっしょに訪ねる。センターは、身元が分かったら支援歴を確かめる。"""


@dataclass(frozen=True)
class _Office:
    """A 関係機関 of the practice centre; listed ones are found, the rest is made up."""

    kind: str
    name: str
    public: bool = True


_PROBATION = _Office("probation_office", "前橋保護観察所")
_WELFARE = _Office("welfare_office", "見本市福祉事務所")
_CITY = _Office("municipality", "見本市")
_HOME = _Office("disability_facility", "グループホーム みなも", public=False)
_SUPPORT = _Office("comprehensive_support", "見本市中央地域包括支援センター", public=False)
_AGENCY = _Office("multi_agency", "見本市 ふくし総合相談室", public=False)
_WATER = _Office("water_utility", "見本市水道局")


def add_meetings(work: Work, episodes: Sequence[Episode]) -> None:
    """Meetings around today; always the same for a day."""
    running = [one for one in episodes if one.end is None and one.worker == WORKERS[0]]
    running.sort(key=lambda one: one.number)
    ahead = [e for e in running if e.service == Service.COORDINATION and e.release is None]
    after = [e for e in running if e.service == Service.FOLLOW_UP]
    first = (ahead or running)[0]
    _joint(work, first)
    _multilayer(work, [e for e in (*after, *running) if e.person_id != first.person_id][:2])
    _about_signal(work)
    _cancelled(work, (after or running)[-1])
    _plan(work, 9, MeetingInput("liaison", "", "第2回", "13:30", "16:00", "前橋地方合同庁舎"))


def _joint(work: Work, episode: Episode) -> None:
    """Held: shared by consent, decided, the next one planned."""
    home, probation, welfare = (_office(work, one) for one in (_HOME, _PROBATION, _WELFARE))
    for recipient in (home, probation, welfare):
        _consent(work, episode, recipient)
    agenda = "1 近況\n2 住まいと申請\n3 役割分担\n4 次回"
    meeting = _plan(
        work,
        -5,
        MeetingInput(
            "joint", "", "第1回", "14:00", "15:30", "前橋保護観察所 会議室", agenda=agenda
        ),
    )
    _invite(work, meeting, probation, "保護観察官", "標本 葉", role="釈放の日の調整")
    _invite(work, meeting, home, "管理者", "雛形 翠", role="受入れ・見学")
    _invite(work, meeting, welfare, "保護係", "模擬 啓", role="生活保護の申請")
    line = discuss(work, meeting, episode.id)
    _hold(work, meeting)
    told = ("identity", "disability", "custody", "housing")
    share(
        work,
        meeting,
        ShareInput((line,), (home, probation, welfare), told, purpose="受入れと申請の役割分担"),
    )
    actions.write_minutes(work, meeting, _version(work, meeting), _MINUTES)
    _decisions(work, meeting, line, welfare)
    minutes = ContactInput("90", content="合同支援会議（第1回）。住まいと申請の役割分担を決めた。")
    record_contacts(work, meeting, minutes)
    day = next_working_day(_working_day(work.clock.today(), 15))
    plan_next(work, meeting, _version(work, meeting), wareki.short(day))


def _decisions(work: Work, meeting: str, line: str, welfare: str) -> None:
    today = work.clock.today()

    def due(days: int) -> str:
        return wareki.short(_working_day(today, days))

    ours = DecisionInput("本人とみなもを見学する", "", WORKERS[0], due(4), line)
    done = DecisionInput("通院先の紹介状を取り寄せる", "", WORKERS[0], due(-1), line)
    theirs = DecisionInput("生活保護の申請書を用意する", welfare, "保護係", due(8), line)
    for one in (ours, done, theirs):
        key = decide(work, meeting, one)
        work.session.flush()
        task_id = work.get(MeetingDecision, key).task_id
        if one is done and task_id is not None:
            tick_task(work, task_id, work.get(Task, task_id).version, done=True)
            work.session.flush()


def _multilayer(work: Work, episodes: Sequence[Episode]) -> None:
    """Planned: one of two people has not consented for one of those who come."""
    agency, support = _office(work, _AGENCY), _office(work, _SUPPORT)
    city = _office(work, _CITY)
    for number, episode in enumerate(episodes):
        _consent(work, episode, agency)
        _consent(work, episode, city)
        if number == 0:
            _consent(work, episode, support)
    meeting = _plan(
        work,
        6,
        MeetingInput("multi", "", "12月定例", "10:00", "11:30", "見本市総合福祉会館", host_id=city),
    )
    _invite(work, meeting, city, "地域共生係長", "標本 環")
    _invite(work, meeting, agency, "相談員", "例示 希")
    _invite(work, meeting, support, "主任介護支援専門員", "模擬 文")
    for episode in episodes:
        discuss(work, meeting, episode.id)


def _about_signal(work: Work) -> None:
    """Held: a 支援会議 about somebody nobody knows yet."""
    city, support, water = (_office(work, one) for one in (_CITY, _SUPPORT, _WATER))
    today = work.clock.today()
    passed, _ = listed(work, states=(PASSED,))
    if not passed:
        return
    signal = passed[0].id
    where = ("支援会議室", "9:30", "10:30")
    wanted = MeetingInput("support106", "", "", where[1], where[2], where[0], host_id=city)
    meeting = _plan(work, -3, wanted)
    _invite(work, meeting, city, "地域共生係長", "標本 環")
    _invite(work, meeting, support, "保健師", "模擬 文", role="訪問")
    _invite(work, meeting, water, "料金係", "架空 海", member=False)
    line = discuss_signal(work, meeting, signal)
    _secrecy(work, meeting)
    _hold(work, meeting)
    share(work, meeting, ShareInput((line,), (city, support), ("address", "risk")))
    actions.write_minutes(work, meeting, _version(work, meeting), _SIGNAL_MINUTES)
    day = wareki.short(_working_day(today, 3))
    decide(work, meeting, DecisionInput("いっしょに訪ねる日を決めて知らせる", city, "係長", day))


def _cancelled(work: Work, episode: Episode) -> None:
    meeting = _plan(work, -4, MeetingInput("case", "", "", "16:00", "17:00", "センター"))
    discuss(work, meeting, episode.id)
    cancel(work, meeting, _version(work, meeting), "担当者の急病。来月に改めて開く。")


def _plan(work: Work, days: int, typed: MeetingInput) -> str:
    day = wareki.short(_working_day(work.clock.today(), days))
    values = {**typed.__dict__, "day": day, "worker": WORKERS[0]}
    meeting = actions.plan(work, MeetingInput(**values))
    work.session.flush()
    invite(work, meeting, MemberInput(name=WORKERS[0]))
    return meeting


def _hold(work: Work, meeting: str) -> None:
    record = work.get(Meeting, meeting)
    start, end = (
        f"{minute // 60}:{minute % 60:02d}" if minute is not None else ""
        for minute in (record.start_minute, record.end_minute)
    )
    took = HoldInput(wareki.short(record.day), start, end, everyone=True)
    hold(work, meeting, _version(work, meeting), took)
    work.session.flush()


def _invite(
    work: Work,
    meeting: str,
    organisation: str,
    post: str,
    name: str,
    *,
    member: bool = True,
    role: str = "",
) -> None:
    invite(work, meeting, MemberInput(organisation, name, post, member, role))
    work.session.flush()


def _secrecy(work: Work, meeting: str) -> None:
    day = wareki.short(work.get(Meeting, meeting).day)
    versions = {one.id: one.version for one in members(work, meeting) if one.member}
    confirm_secrecy(work, meeting, versions, SecrecyInput(day, "signed"))
    work.session.flush()


def _consent(work: Work, episode: Episode, organisation: str) -> None:
    day = wareki.short(previous_working_day(max(episode.start.first, _month_ago(work))))
    give(
        work,
        episode.id,
        ConsentInput(
            items=("identity", "address", "disability", "medical", "custody", "housing", "income"),
            given_on=day,
            how="paper",
            organisation_id=organisation,
            purpose="住まいと福祉サービスの調整",
            worker=WORKERS[0],
        ),
    )
    work.session.flush()


def _month_ago(work: Work) -> date:
    return _working_day(work.clock.today(), -20)


def _version(work: Work, meeting: str) -> int:
    work.session.flush()
    return work.get(Meeting, meeting).version


def _office(work: Work, wanted: _Office) -> str:
    """The id of a 関係機関, which is added where it is not there yet."""
    found = [one.id for one in search(work, wanted.name) if one.name == wanted.name]
    if found:
        return found[0]
    made = add(work, OrganisationInput(wanted.kind, wanted.name, wanted.public, prefecture="10"))
    work.session.flush()
    return made


def _working_day(today: date, days: int) -> date:
    """So many working days from the first one that is not before today."""
    day = next_working_day(today)
    for _ in range(abs(days)):
        one = timedelta(days=1 if days > 0 else -1)
        day = next_working_day(day + one) if days > 0 else previous_working_day(day + one)
    return day
