"""要件, アセスメント, 計画 and 申請 for the practice centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from app.calendar.holidays import next_working_day
from app.calendar.partial import PartialDate
from app.cases import stages
from app.clock import JST
from app.codes import Service
from app.storage.records import (
    Application,
    Assessment,
    Episode,
    Need,
    Plan,
    PlanItem,
    Requirement,
)
from app.storage.types import new_id
from app.storage.work import Work

_FOUND = (
    ("condition", "矯正施設", ""),
    ("no_home", "保護観察所", "以前のアパートは解約済み。"),
    ("needs_welfare", "センター", "服薬と金銭の管理に見守りが要る。"),
    ("suitable", "保護観察所", ""),
    ("wishes", "本人", "「一人では暮らせる自信がない」とのこと。"),
    ("consents", "保護観察所", "同意書の写しを受け取った。"),
)
_WISHES = (
    "もう刑務所には戻りたくない。静かな所で、ごはんの心配をせずに暮らしたい。",
    "前に住んでいた町に帰りたい。釣りがしたい。",
    "仕事をして、自分のお金で暮らしたい。",
)
_SUMMARIES = (
    "住まいと日中の居場所があれば落ち着く人。金銭の管理に支援が要る。",
    "困ったときに相談できず、孤立すると万引きに至る。定期の訪問で防げると見る。",
)
_NEEDS = (
    ("housing", "urgent", "釈放後に帰る家がない。"),
    ("medical", "needed", "高血圧と糖尿病。釈放後すぐに受診先が要る。"),
    ("care", "needed", "入浴と服薬に声かけが要る。要介護認定を申請する。"),
    ("income", "needed", "年金は月4万円。足りない分は生活保護。"),
    ("papers", "needed", "住民票が職権消除。健康保険証と身分証がない。"),
    ("activity", "watch", "所内では紙の作業を続けていた。"),
    ("money", "needed", "所持金を数日で使い切る。"),
    ("family", "watch", "妹と手紙のやりとりがある。"),
    ("addiction", "none", ""),
    ("reoffence", "watch", "金に困ると食品の万引き。"),
)
_LINES = (
    ("housing", "釈放の日から泊まれる所を決める", "受入先の見学と申込み", "相談員"),
    ("income", "釈放の日に生活保護を申請する", "福祉事務所への同行", "相談員・福祉事務所"),
    ("medical", "1週間のうちに受診する", "内科の予約と紹介状の取得", "受入先"),
    ("care", "要介護認定を受ける", "申請の手伝い、認定調査の立会い", "相談員・市町村"),
    ("money", "お金を月に四回に分けて受け取る", "日常生活自立支援事業の利用", "社会福祉協議会"),
)
_AFTER = (
    ("activity", "週に二日、通う所をもつ", "デイサービスの利用", "受入先"),
    ("medical", "通院と服薬を続ける", "月に一度の受診の同行", "受入先・相談員"),
    ("family", "妹と会う", "面会の日の調整", "相談員"),
)
_WITH_NEEDS = (Service.COORDINATION, Service.SUSPECT_SUPPORT, Service.FOLLOW_UP)
_KINDS = {
    Service.COORDINATION: "adjustment",
    Service.FOLLOW_UP: "follow_up",
    Service.SUSPECT_SUPPORT: "support",
}
_DRAFTED_ONE_IN, _REVISED_ONE_IN = 4, 5


def add_needs(work: Work, episodes: Sequence[Episode]) -> None:
    """Give open cases what their stage lets expect; always the same for a day."""
    today = work.clock.today()
    running = [e for e in episodes if e.end is None and e.service in _WITH_NEEDS]
    for place, episode in enumerate(running):
        if episode.service == Service.COORDINATION:
            _requirements(work, episode, place, today)
        if _has_reached(episode, "plan", "arranging", "following"):
            _sheets(work, episode, place, today)
            _plans(work, episode, place, today)
        if _has_reached(episode, "placement", "arranging", "following"):
            _applications(work, episode, place, today)


def _has_reached(episode: Episode, *wanted: str) -> bool:
    order = stages.ORDER[Service(episode.service)]
    return any(one in order and order.index(one) <= order.index(episode.stage) for one in wanted)


def _after(episode: Episode, days: int, today: date) -> date:
    return min(today, next_working_day(episode.start.first + timedelta(days=days)))


def _requirements(work: Work, episode: Episode, place: int, today: date) -> None:
    """All six once the plan is made; before, some are still being looked at."""
    known = _FOUND if _has_reached(episode, "plan") else _FOUND[: 2 + place % 3]
    day = PartialDate.of(_after(episode, 3, today))
    for code, found_by, note in known:
        work.add(
            Requirement(
                episode_id=episode.id,
                code=code,
                state="met",
                found_by=found_by,
                found_on=day,
                note=note,
            )
        )
    if len(known) < len(_FOUND):
        work.add(
            Requirement(
                episode_id=episode.id,
                code="consents",
                state="unclear",
                found_by="保護観察所",
                note="本人が返事を保留している。",
            )
        )


def _sheets(work: Work, episode: Episode, place: int, today: date) -> None:
    """The first sheet; on some a second one, on which the housing is settled."""
    settled = episode.service == Service.FOLLOW_UP
    _sheet(work, episode, _after(episode, 12, today), place, housing_met=settled)
    if place % _DRAFTED_ONE_IN == 0 and _after(episode, 70, today) < today:
        _sheet(work, episode, _after(episode, 70, today), place, housing_met=True)


def _sheet(work: Work, episode: Episode, day: date, place: int, *, housing_met: bool) -> None:
    sheet = Assessment(
        id=new_id(),
        episode_id=episode.id,
        day=day,
        worker=episode.worker,
        wish=_WISHES[place % len(_WISHES)],
        summary=_SUMMARIES[place % len(_SUMMARIES)],
    )
    work.add(sheet)
    work.session.flush()
    for domain, status, text in _NEEDS:
        if housing_met and domain == "housing":
            status, text = "met", "受入先が決まっている。"
        work.add(Need(assessment_id=sheet.id, domain=domain, status=status, text=text))


def _plans(work: Work, episode: Episode, place: int, today: date) -> None:
    """An approved plan; one in a few is still a draft, one in a few is revised."""
    made = _after(episode, 20, today)
    drafted = place % _DRAFTED_ONE_IN == 1
    review = max(made + timedelta(days=180), today + timedelta(days=5 + 3 * place % 90))
    _plan(work, episode, place, (made, review), revision=1, approved=not drafted)
    later = _after(episode, 90, today)
    if not drafted and place % _REVISED_ONE_IN == 0 and made < later < today:
        _plan(work, episode, place, (later, review), revision=2, approved=True)


def _plan(
    work: Work,
    episode: Episode,
    place: int,
    days: tuple[date, date],
    *,
    revision: int,
    approved: bool,
) -> None:
    made, review = days
    plan = Plan(
        id=new_id(),
        episode_id=episode.id,
        kind=_KINDS[Service(episode.service)],
        revision=revision,
        made_on=made,
        worker=episode.worker,
        wish=_WISHES[place % len(_WISHES)],
        policy="住まいと収入を先に整え、日中の居場所と医療へつなぐ。",
        review_on=review,
        reason="見学の結果、受入先の候補を変えたため。" if revision > 1 else "",
    )
    if approved:
        plan.approved_by = work.actor.staff_id
        plan.approved_at = datetime.combine(made, time(17, 10), JST)
    work.add(plan)
    work.session.flush()
    lines = _AFTER if episode.service == Service.FOLLOW_UP else _LINES
    for position, (domain, goal, service, who) in enumerate(lines):
        by_when = made + timedelta(days=30 * (position + 1))
        state = "done" if position == 0 and revision > 1 else "going" if position < 2 else "open"
        work.add(
            PlanItem(
                plan_id=plan.id,
                position=position,
                domain=domain,
                goal=goal,
                service=service,
                who=who,
                by_when=PartialDate(by_when.year, by_when.month),
                state=state,
            )
        )


def _applications(work: Work, episode: Episode, place: int, today: date) -> None:
    """One that waits for its decision, one that is being prepared; a follow-up has one granted."""
    town = episode.municipality or "前橋市"
    following = episode.service == Service.FOLLOW_UP
    asked = _after(episode, 15, today) if following else today - timedelta(days=9 + place % 20)
    if asked < episode.start.first:
        return
    granted = following and asked + timedelta(days=30) <= today
    decided = PartialDate.of(asked + timedelta(days=30)) if granted else None
    common = {"person_id": episode.person_id, "episode_id": episode.id, "worker": episode.worker}
    work.add(
        Application(
            kind="care_need",
            submitted_to=f"{town} 介護保険課",
            submitted_on=PartialDate.of(asked),
            decided_on=decided,
            result="granted" if granted else None,
            grade="要介護1" if granted else "",
            valid_until=_in_a_year(decided),
            **common,
        )
    )
    if not following:
        work.add(
            Application(
                kind="public_assistance",
                submitted_to=f"{town} 福祉事務所",
                note="釈放の日に窓口で申請する。",
                **common,
            )
        )


def _in_a_year(day: PartialDate | None) -> PartialDate | None:
    return PartialDate.of(day.first + timedelta(days=364)) if day is not None else None
