"""支援経過 of the practice centre: ways, days of recording, joint visits, 定型文, corrections."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from app.calendar import wareki
from app.calendar.holidays import next_working_day, previous_working_day
from app.calendar.partial import PartialDate
from app.cases.contacts import actions
from app.cases.contacts.rules import ActivityInput
from app.cases.phrases.actions import add_phrase
from app.cases.phrases.rules import PhraseInput
from app.clock import JST
from app.codes import Service
from app.practice.cases import Contact
from app.storage.records import Activity, Episode
from app.storage.types import new_id
from app.storage.work import Work

_SEED = 20260407
_LATE_SHARE = 0.03
_PLACES = {
    "visit": ("グループホーム見本の家", "民間アパート", "救護施設 仮名園", "サ高住 雛形ハイツ"),
    "accompany": ("高崎市福祉事務所", "前橋市役所", "模擬病院", "年金事務所"),
    "meeting": ("前橋保護観察所", "当センター会議室", "太田市総合福祉会館"),
    "interview": ("前橋刑務所", "栃木刑務所", "当センター相談室", "高崎警察署"),
}
_HERE = "当センター"
_PHRASES = (
    ("定期訪問", "居室・服薬・食事の様子を確かめた。本人の困りごとは特になし。次回は　月　日。"),
    ("受入先より連絡", "受入先から近況の連絡。体調・生活とも安定している。"),
    ("同行", "窓口へ同行し、申請書の記入を手伝った。結果は　月　日ごろ届く見込み。"),
    ("不在", "訪ねたが不在。不在票を入れ、夕方に電話することにした。"),
    ("面接のまとめ", "本人の希望：\n心配なこと：\n次に決めること："),
)
_TOGETHER = "同じホームの三人と話した。居室の片付け当番を決め、年末の過ごし方を聞いた。"


def made_up_activity(contact: Contact, episode: Episode) -> Activity:
    """The record of a made-up contact."""
    return Activity(
        id=new_id(),
        day=PartialDate.of(contact.day),
        service=episode.service,
        episode_id=episode.id,
        person_id=episode.person_id,
        means=contact.means,
        minutes=contact.minutes,
        partner=contact.partner,
        content=contact.content,
        worker=contact.worker,
    )


def add_contacts(
    work: Work, found: Iterable[tuple[Contact, Episode]]
) -> list[tuple[str, datetime]]:
    """Keep the contacts with their ways; gives back when each was written down."""
    chance = random.Random(_SEED)  # noqa: S311 - made-up people, not secrets
    made: list[tuple[str, datetime]] = []
    for contact, episode in found:
        activity = made_up_activity(contact, episode)
        _way(chance, activity)
        work.add(activity)
        day = _recorded(chance, contact.day, work.clock.today())
        moment = datetime.combine(day, time(17, 20), JST)
        made.append((activity.id, min(moment, work.clock.local())))
    return made


def add_contact_work(work: Work, episodes: Sequence[Episode]) -> None:
    """Visits to several people at once, wordings of the centre, a correction, a wrong entry."""
    for title, text in _PHRASES:
        add_phrase(work, PhraseInput(title, text))
    today = work.clock.today()
    open_ones = [
        one for one in episodes if one.service == Service.FOLLOW_UP and one.stage == "following"
    ]
    by_worker: dict[str, list[Episode]] = {}
    for one in open_ones:
        by_worker.setdefault(one.worker, []).append(one)
    group = max(by_worker.values(), key=len)[:3]
    last = previous_working_day(today - timedelta(days=1))
    typed = ActivityInput(
        wareki.short(last), "visit", "100", "世話人", _TOGETHER, group[0].worker,
        "グループホーム見本の家", "40", "12.5", "0",
    )  # fmt: skip
    others = [one.id for one in group[1:]]
    first = actions.record_activity(work, group[0].id, typed, others)
    work.session.flush()
    _correct(work, first)
    wrong = ActivityInput(
        wareki.short(last), "phone", "10", "本人", "受診日の連絡。", group[0].worker
    )
    mistaken = actions.record_activity(work, group[0].id, wrong)
    work.session.flush()
    actions.withdraw_activity(work, mistaken, 1, "別の人の電話だった")


def _correct(work: Work, activity_id: str) -> None:
    kept = work.get(Activity, activity_id)
    longer = ActivityInput(
        wareki.short(kept.day), kept.means, "50", kept.partner,
        f"{kept.content}本人は服薬を一人でできている。", kept.worker, kept.place, "14", "4.168", "0",
    )  # fmt: skip
    actions.correct_activity(work, activity_id, kept.version, longer, "時間の書き間違いと書き足し")


def _way(chance: random.Random, activity: Activity) -> None:
    places = _PLACES.get(activity.means)
    if places is None:
        return
    activity.place = chance.choice(places)
    if activity.place.startswith(_HERE):
        return
    activity.travel_minutes = chance.randrange(20, 125, 5)
    activity.distance_m = activity.travel_minutes * 400 + chance.randrange(0, 5_000, 100)
    activity.fare = chance.choice((0, 0, 0, 480, 680, 1_240))


def _recorded(chance: random.Random, day: date, today: date) -> date:
    later = (
        chance.randrange(6, 12) if chance.random() < _LATE_SHARE else chance.choice((0, 0, 0, 1))
    )
    return min(today, day if not later else next_working_day(day + timedelta(days=later)))
