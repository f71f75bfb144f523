"""端緒 and つなぎ of the practice centre: one waits, one was passed on, one became a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.codes import Service
from app.network.organisations import actions as organisations
from app.network.organisations.queries import search
from app.network.organisations.rules import OrganisationInput
from app.network.referrals import actions as referrals
from app.network.referrals.rules import ReferralInput, StepInput
from app.network.referrals.steps import Step
from app.network.signals import actions
from app.network.signals.rules import SignalInput, WeighInput
from app.staff.permissions import Permission
from app.storage.records import Episode
from app.storage.work import Work

_MADE_UP = {
    "water_utility": "見本市水道局",
    "multi_agency": "見本市社会福祉協議会 まるごと相談",
    "outreach": "訪問支援 試作の会",
    "participation": "例示ひろば",
    "medical": "見本こころのクリニック",
}
_WHY = "呼びかけに応答がなく、健康を損なっているおそれがある。本人に同意を聞けない"


@dataclass(frozen=True)
class _Noticed:
    """Something that was noticed so many days ago."""

    days: int
    source: str
    kinds: tuple[str, ...]
    place: str
    about: str
    text: str
    weight: str = ""
    why: str = ""


_NOTICED = (
    _Noticed(
        *(1, "water_utility", ("usage", "smell"), "見本市西町2-8"),
        *("70代くらいの男性、一人暮らし", "使用量が急に減った。呼び鈴に応答がなく、異臭がする。"),
    ),
    _Noticed(
        *(9, "neighbour", ("rubbish", "isolation"), "見本市北町1 仮名荘201"),
        *("60代の女性。半年ほど前に越してきた", "ごみが廊下まであふれ、話しかけても出てこない。"),
        *("high", "暖房を使っていない様子。寒くなる前に訪ねる"),
    ),
    _Noticed(
        *(40, "fire_service", ("ambulance",), "見本市南町5"),
        *("50代の男性", "腹痛の訴えで月に6回の救急要請。受診には至らない。"),
        *("normal", "受診と日中の居場所につなぐ"),
    ),
)


def add_signals(work: Work, episodes: Sequence[Episode]) -> None:
    """Three 端緒, one of them passed on and one linked, and two つなぎ of cases."""
    work.require(Permission.MANAGE_OFFICE)
    at = {kind: _office(work, kind, name) for kind, name in _MADE_UP.items()}
    made = [_receive(work, one, at) for one in _NOTICED]
    work.session.flush()
    _pass_on(work, made[1], at["outreach"])
    open_ones = [
        episode
        for episode in episodes
        if episode.service == Service.CONSULTATION and episode.end is None
    ]
    if open_ones:
        actions.link(work, made[2], 2, open_ones[0].id)
    _of_cases(work, [one for one in episodes if one.end is None], at)


def _receive(work: Work, one: _Noticed, at: dict[str, str]) -> str:
    typed = SignalInput(
        received_on=_ago(work, one.days),
        source_kind=one.source,
        organisation_id=at.get(one.source, ""),
        kinds=one.kinds,
        place=one.place,
        about=one.about,
        text=one.text,
        worker=work.actor.name,
    )
    signal = actions.receive(work, typed)
    work.session.flush()
    if one.weight:
        typed_weight = WeighInput(one.weight, _ago(work, one.days - 1), one.why)
        actions.weigh(work, signal, 1, typed_weight)
        work.session.flush()
    return signal


def _pass_on(work: Work, signal: str, outreach: str) -> None:
    typed = ReferralInput(
        *("outreach", outreach),
        asked="自宅を訪ねて、暮らしの様子と体調を確かめてほしい",
        items=("address",),
        answer_by=_ago(work, -3),
        worker=work.actor.name,
    )
    sent = StepInput(Step.SEND, _ago(work, 7), basis="life", why=_WHY)
    referrals.add(work, signal, typed, sent)


def _of_cases(work: Work, episodes: Sequence[Episode], at: dict[str, str]) -> None:
    """One that is being prepared, and one that came in and was accepted."""
    following = [one for one in episodes if one.service == Service.FOLLOW_UP]
    if len(following) < len(("prepared", "came")):
        return
    prepared = ReferralInput(
        *("participation", at["participation"]),
        asked="週に一、二度の居場所と、顔なじみの人づくり",
        items=("identity", "disability"),
        worker=following[0].worker,
    )
    referrals.add(work, following[0].id, prepared)
    came = ReferralInput(
        *("medical", at["medical"]),
        direction="in",
        asked="通院が途切れがちなので、声をかけてほしい",
        worker=following[1].worker,
    )
    came_in = StepInput(Step.SEND, _ago(work, 12))
    referral = referrals.add(work, following[1].id, came, came_in)
    work.session.flush()
    referrals.take(work, referral, 2, StepInput(Step.ACCEPT, _ago(work, 10)))


def _office(work: Work, kind: str, name: str) -> str:
    """The first of this kind among the 関係機関, made where there is none."""
    found = search(work, "", (kind,))
    if found:
        return found[0].id
    return organisations.add(work, OrganisationInput(kind, name, prefecture="10"))


def _ago(work: Work, days: int) -> str:
    day: date = work.clock.today() - timedelta(days=days)
    return wareki.short(PartialDate.of(day))
