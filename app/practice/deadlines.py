"""Days of custody, tasks and settled due dates for the practice centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.calendar.holidays import next_working_day
from app.calendar.partial import PartialDate
from app.codes import Service
from app.practice.cases import WORKERS
from app.storage.records import CaseDate, Episode, Task
from app.storage.work import Work

_TASKS = (
    (Service.COORDINATION, "受入先へ見学の日を聞く", -2),
    (Service.COORDINATION, "保護観察所へ同行の予定を伝える", 0),
    (Service.FOLLOW_UP, "受診の付き添いを受入先と決める", 1),
    (Service.SUSPECT_SUPPORT, "弁護士へ釈放後の住まいを伝える", 1),
    (Service.COORDINATION, "住民票の職権消除を市役所で確かめる", 6),
    (Service.FOLLOW_UP, "金銭管理の契約書の控えをもらう", None),
)
_ABOUT_NO_CASE = (("月例の事例検討会の資料を用意する", 3), ("公用車の点検を申し込む", 12))


def add_deadlines(work: Work, episodes: Sequence[Episode]) -> None:
    """Give the open cases days to the minute and tasks; always the same for a day."""
    today = work.clock.today()
    open_ones = [episode for episode in episodes if episode.end is None]
    held = [
        episode
        for episode in open_ones
        if episode.service == Service.SUSPECT_SUPPORT and episode.release is None
    ]
    held.sort(key=lambda episode: (episode.start, episode.number), reverse=True)
    if held:
        _just_arrested(work, held[0], today)
    for place, episode in enumerate(held[1:]):
        _requested(work, episode, recorded=place != 0)
    _tasks(work, open_ones, today)


def _just_arrested(work: Work, episode: Episode, today: date) -> None:
    """Arrested last night: the hours until 送致 and 勾留請求 run."""
    arrest = today - timedelta(days=1)
    episode.start = PartialDate.of(today)
    episode.arrest, episode.detention, episode.detention_end = PartialDate.of(arrest), None, None
    _day(work, episode, "arrested", arrest, 22 * 60 + 40)


def _requested(work: Work, episode: Episode, *, recorded: bool) -> None:
    """送致 and 勾留請求 as they follow an arrest; `recorded`: the end of 勾留 was heard of too."""
    if episode.arrest is None or episode.detention is None:
        return
    arrest, detention = episode.arrest.first, episode.detention.first
    _day(work, episode, "arrested", arrest, 14 * 60 + 5)
    _day(work, episode, "sent", arrest + timedelta(days=1), 10 * 60 + 30)
    _day(work, episode, "detention_request", detention, 9 * 60 + 50)
    if not recorded:
        episode.detention_end = None


def _day(work: Work, episode: Episode, kind: str, day: date, minute: int) -> None:
    work.add(CaseDate(episode_id=episode.id, kind=kind, day=PartialDate.of(day), minute=minute))


def _tasks(work: Work, open_ones: Sequence[Episode], today: date) -> None:
    own = [episode for episode in open_ones if episode.worker == WORKERS[0]]
    for place, (service, title, days) in enumerate(_TASKS):
        cases = [e for e in own if e.service == service] or list(open_ones)
        episode = cases[place % len(cases)]
        due = None if days is None else today + timedelta(days=days)
        work.add(
            Task(
                title=title,
                due=due,
                worker=WORKERS[0],
                episode_id=episode.id,
                person_id=episode.person_id,
            )
        )
    for title, days in _ABOUT_NO_CASE:
        day = next_working_day(today + timedelta(days=days))
        work.add(Task(title=title, due=day, worker=WORKERS[0]))
