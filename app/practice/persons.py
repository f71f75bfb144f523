"""関係者, 医療・緊急時, 帰住先調整 and one suspected double for the practice centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import cycle

from app.calendar.holidays import next_working_day
from app.calendar.partial import PartialDate
from app.codes import Service
from app.people.naming import write_name
from app.storage.records import (
    Episode,
    Health,
    Person,
    Placement,
    RelatedPerson,
    ReleasePlan,
)
from app.storage.types import new_id
from app.storage.work import Work

_PEOPLE = (
    ("family", "妹", "027-000-0001", "yes", True, "月に一度、手紙のやりとりがある。"),
    ("adult_guardian", "法人後見", "027-000-0002", "yes", True, "金銭の管理はすべて後見人。"),
    ("family", "長男", "", "no", False, "本人は連絡を望んでいない。"),
    ("guarantor", "元の雇い主", "027-000-0003", "yes", False, "引受けの意思を電話で確認した。"),
    ("emergency", "民生委員", "027-000-0004", "unknown", True, ""),
    ("curator", "司法書士", "027-000-0005", "yes", False, "重要な契約は保佐人の同意が要る。"),
)
_NAMES = ("模擬 渚", "一般社団法人 架空後見", "例示 岳", "雛形 椋一", "標本 菫", "仮名 汐")
_HEALTH = (
    {
        "doctor": "模擬病院 内科",
        "doctor_phone": "027-000-0101",
        "diagnoses": "高血圧、2型糖尿病",
        "medicine": "朝・夕食後。一包化して職員が渡す。",
        "allergies": "ペニシリン",
        "insurance": "生活保護（医療扶助）",
        "communication": "左耳が聞こえにくい。右から、ゆっくり話す。",
        "emergency": "低血糖のときはブドウ糖。意識がないときは119番。",
    },
    {
        "doctor": "例示クリニック 精神科",
        "doctor_phone": "027-000-0102",
        "diagnoses": "統合失調症",
        "medicine": "就寝前。飲み忘れると眠れなくなる。",
        "insurance": "自立支援医療（精神通院）",
        "communication": "一度に一つのことだけ伝える。文字に書くと落ち着く。",
        "emergency": "夜間は精神科救急情報センターへ。担当者にも電話。",
    },
)
_REFUSED = (
    ("special_nursing_home", "特別養護老人ホーム 架空苑", "要介護3に達していないため。"),
    ("group_home", "グループホーム仮名の家", "夜間の職員がおらず、服薬の見守りができないため。"),
    ("kosei_facility", "更生施設 標本寮", "満床で、次の空きは3か月先のため。"),
)
_ASKED = (
    ("rehabilitation_facility", "更生保護施設 模擬寮", "前橋市", "主幹"),
    ("relief_facility", "救護施設 仮名園", "高崎市", "支援係"),
    ("low_cost_home", "ケアハウス例示", "太田市", "生活相談員"),
)


def add_persons(work: Work, people: Sequence[Person], episodes: Sequence[Episode]) -> None:
    """Give open cases the people around them, their health and candidates; add one double."""
    today = work.clock.today()
    placed = (Service.COORDINATION, Service.SUSPECT_SUPPORT)
    running = [e for e in episodes if e.service in placed and e.end is None]
    following = [e for e in episodes if e.service == Service.FOLLOW_UP and e.end is None]
    kinds, names = cycle(_PEOPLE), cycle(_NAMES)
    known: set[str] = set()
    by_id = {person.id: person for person in people}
    for place, episode in enumerate([*running, *following]):
        if episode.person_id in known:
            continue
        known.add(episode.person_id)
        for _ in range(1 + place % 2):
            work.add(_related(episode.person_id, next(kinds), next(names)))
        _reached(by_id[episode.person_id], episode, place)
        if place % 3 != 1:
            work.add(Health(person_id=episode.person_id, **_HEALTH[place % len(_HEALTH)]))
    for place, episode in enumerate(running):
        for candidate in _candidates(episode, place, today):
            work.add(candidate)
        if episode.dest_kind or episode.release is not None:
            work.add(_day_of_release(episode))
    _double(work, people, running, today)


def _related(
    person_id: str, kind: tuple[str, str, str, str, bool, str], name: str
) -> RelatedPerson:
    code, relation, phone, may_contact, emergency, note = kind
    return RelatedPerson(
        person_id=person_id,
        kind=code,
        name=name,
        relation=relation,
        phone=phone,
        may_contact=may_contact,
        emergency=emergency,
        note=note,
    )


def _reached(person: Person, episode: Episode, place: int) -> None:
    """Where the person can be reached; those in custody have no telephone."""
    if episode.service == Service.FOLLOW_UP:
        person.phone = f"090-0000-{1000 + place:04d}"
        person.address = f"{episode.municipality} {episode.dest_name}".strip()
        person.registered_at = "受入先の住所"
    elif place % 2:
        person.registered_at = "職権消除。釈放の日に受入先で設定する"


def _candidates(episode: Episode, place: int, today: date) -> list[Placement]:
    """One that refused with its reason, one that was asked, and the one chosen where there is one."""
    asked = next_working_day(min(today, episode.start.first + timedelta(days=20)))
    answered = next_working_day(asked + timedelta(days=9))
    if answered > today:
        return []
    kind, name, reason = _REFUSED[place % len(_REFUSED)]
    refused = Placement(
        episode_id=episode.id,
        dest_kind=kind,
        name=name,
        asked_on=asked,
        state="refused",
        result_on=answered,
        reason=reason,
    )
    if episode.dest_kind:
        chosen = Placement(
            episode_id=episode.id,
            dest_kind=episode.dest_kind,
            name=episode.dest_name,
            asked_on=asked,
            state="accepted",
            result_on=answered,
            chosen=True,
        )
        return [refused, chosen]
    kind, name, town, contact = _ASKED[place % len(_ASKED)]
    waiting = Placement(
        episode_id=episode.id,
        dest_kind=kind,
        name=name,
        municipality=town,
        contact=contact,
        asked_on=asked,
        state="visited" if place % 2 else "asked",
    )
    return [refused, waiting]


def _day_of_release(episode: Episode) -> ReleasePlan:
    return ReleasePlan(
        episode_id=episode.id,
        escort=f"{episode.worker}・模擬",
        meeting_place=f"{episode.facility} 正門前" if episode.facility else "",
        meeting_minute=8 * 60 + 30,
        route="センターの車で受入先へ",
        money="作業報奨金 42,000円、領置金 3,500円",
        belongings="段ボール2箱は受入先へ発送済み",
        medicine="14日分。診療情報提供書あり",
        errands="福祉事務所で生活保護の申請、役所で転入届",
        guarantor="身元引受人なし（受入先が緊急連絡先になる）",
    )


def _double(work: Work, people: Sequence[Person], running: Sequence[Episode], today: date) -> None:
    """The same human being a second time, as a caller whose year of birth alone was told."""
    with_birth = {p.id: p for p in people if p.birth is not None and p.birth.is_full}
    first = next((e for e in running if e.person_id in with_birth), None)
    if first is None:
        return
    known = with_birth[first.person_id]
    double = Person(
        sex="unknown", birth=_year_of(known.birth), note="電話の声は女性のように聞こえた。"
    )
    write_name(double, known.name_folded, known.kana)
    work.add(double)
    work.session.flush()
    day = next_working_day(today - timedelta(days=26))
    work.add(
        Episode(
            id=new_id(),
            person_id=double.id,
            service=str(Service.CONSULTATION),
            stage="continuing",
            start=PartialDate.of(day),
            number="",
            worker=first.worker,
            source_kind="self_family",
            source="本人",
            topic="住まいの確保について",
            continuing="continuing",
            kept_text={},
        )
    )


def _year_of(birth: PartialDate | None) -> PartialDate | None:
    return PartialDate(birth.year) if birth is not None else None
