"""Two weeks of 予定 for the practice centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.calendar.holidays import next_working_day, previous_working_day
from app.codes import Service
from app.practice.cases import WORKERS
from app.schedule.clock import read_clock
from app.schedule.rules import CANCELLED, DONE, PLANNED
from app.storage.records import Appointment, Episode
from app.storage.work import Work

_CO, _FU = Service.COORDINATION, Service.FOLLOW_UP
_SU, _CS = Service.SUSPECT_SUPPORT, Service.CONSULTATION
_EVERYBODY = tuple(range(len(WORKERS)))


@dataclass(frozen=True)
class _Plan:
    """One 予定: so many working days from today, whose, and about a case of which 業務."""

    days: int
    start: str
    end: str
    kind: str
    title: str
    place: str = ""
    whose: tuple[int, ...] = (0,)
    about: Service | None = None
    state: str = PLANNED
    note: str = ""


_PLANS = (
    _Plan(-2, "13:30", "14:30", "visit", "暮らしぶりの確認", "受入先", (0,), _FU),
    _Plan(-2, "10:00", "11:00", "office", "", "センター", (1,), _CS),
    _Plan(-1, "10:00", "11:30", "meeting", "事例検討会", "会議室", _EVERYBODY, None, DONE),
    _Plan(-1, "14:00", "15:00", "interview", "初回面接", "", (3,), _CO),
    _Plan(0, "9:00", "9:20", "meeting", "朝の打合せ", "センター", _EVERYBODY[:-1]),
    _Plan(0, "10:00", "11:30", "interview", "帰住先の希望を聞く", "", (0,), _CO),
    _Plan(0, "13:30", "14:30", "visit", "受診の付き添いの相談", "受入先", (0,), _FU),
    _Plan(0, "15:00", "15:30", "phone", "弁護士と打合せ", "", (0,), _SU),
    _Plan(0, "10:30", "12:00", "accompany", "生活保護の申請", "福祉事務所", (1,), _FU),
    _Plan(0, "13:00", "14:00", "interview", "", "留置施設", (2,), _SU),
    _Plan(0, "14:00", "16:00", "training", "市町村職員研修で講話", "市民会館", (3,)),
    _Plan(0, "", "", "leave", "", "", (4,)),
    _Plan(1, "10:00", "12:00", "accompany", "釈放の日の同行", "", (0, 1), _CO),
    _Plan(1, "11:00", "12:00", "meeting", "支援調整会議", "保護観察所", (0, 2)),
    _Plan(1, "13:00", "14:30", "office", "住まいの相談", "センター", (0,), _CS),
    _Plan(1, "15:00", "16:00", "visit", "", "受入先", (4,), _FU),
    _Plan(2, "9:30", "10:30", "interview", "調整計画の説明", "", (0,), _CO),
    _Plan(2, "", "", "other", "月報の締切", "", _EVERYBODY),
    _Plan(2, "13:30", "14:30", "visit", "", "受入先", (0,), _FU, CANCELLED, "本人の体調がすぐれないため"),
    _Plan(2, "14:00", "15:00", "phone", "", "", (2,), _CO),
    _Plan(3, "10:00", "11:30", "meeting", "ケース会議", "センター", (0, 1, 3), _CO),
    _Plan(3, "14:00", "15:30", "interview", "", "", (1,), _CO),
    _Plan(4, "13:00", "17:00", "accompany", "受入先の見学", "", (0,), _CO),
    _Plan(5, "10:00", "11:00", "visit", "", "受入先", (3,), _FU),
    _Plan(6, "9:30", "12:00", "training", "被疑者等支援の研修", "県庁", (0, 2)),
    _Plan(8, "10:00", "11:00", "interview", "", "", (4,), _CO),
)  # fmt: skip


def add_schedule(work: Work, episodes: Sequence[Episode]) -> None:
    """Plan the days around today; always the same for a day."""
    today = next_working_day(work.clock.today())
    running = [episode for episode in episodes if episode.end is None]
    for number, plan in enumerate(_PLANS):
        worker = WORKERS[plan.whose[0]]
        episode = _case_of(running, worker, plan.about, number) if plan.about else None
        facility = episode.facility if episode and plan.kind == "interview" else None
        work.add(
            Appointment(
                day=_working_day(today, plan.days),
                start_minute=read_clock(plan.start),
                end_minute=read_clock(plan.end),
                kind=plan.kind,
                title=plan.title,
                place=plan.place or facility or "",
                workers=[WORKERS[whose] for whose in plan.whose],
                episode_id=episode.id if episode else None,
                person_id=episode.person_id if episode else None,
                state=plan.state,
                note=plan.note,
            )
        )


def _case_of(running: Sequence[Episode], worker: str, service: Service, number: int) -> Episode:
    """A case of this 業務, one of the worker's own where there is any."""
    fitting = [e for e in running if e.service == service] or list(running)
    own = [e for e in fitting if e.worker == worker] or fitting
    own.sort(key=lambda episode: episode.number)
    return own[number % len(own)]


def _working_day(today: date, days: int) -> date:
    day = today
    for _ in range(abs(days)):
        step = timedelta(days=1 if days > 0 else -1)
        day = next_working_day(day + step) if days > 0 else previous_working_day(day + step)
    return day
