"""A practice 保護観察所: 対象者 in every stage, requests to centres, measures with their ends."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.attachments.actions import add as attach
from app.attachments.rules import Owner, OwnerKind, check_file
from app.calendar import wareki
from app.cases.actions import open_episode
from app.cases.contacts.actions import record_activity
from app.cases.contacts.rules import ActivityInput
from app.cases.measures.actions import add as give_measure
from app.cases.measures.rules import MeasureInput
from app.cases.received.actions import add as receive
from app.cases.received.rules import ReceivedInput
from app.cases.requirements import rules as requirements
from app.cases.requirements.actions import record
from app.cases.requirements.rules import RequirementInput
from app.cases.selection.actions import decide
from app.cases.selection.rules import SelectionInput
from app.clock import Clock
from app.codes import Service
from app.consent.register.actions import give
from app.consent.register.rules import ConsentInput
from app.network.listed.actions import prefill
from app.network.organisations.queries import search
from app.network.organisations.rules import OrganisationInput
from app.network.referrals import actions as referrals
from app.network.referrals.queries import referral
from app.network.referrals.rules import SPECIAL, SUSPECT, ReferralInput, StepInput
from app.network.referrals.steps import Step
from app.people.actions import register
from app.people.rules import PersonInput
from app.practice.consents import office as organisation
from app.practice.people import somebody
from app.staff.permissions import Actor, Permission, Role
from app.storage.folders import OfficeFolder
from app.storage.keys.changing import PassphraseOnly
from app.storage.opening import FirstStaff, NewOffice, create_office
from app.storage.records import Episode
from app.storage.work import Office, Work

NAME = "前橋保護観察所"
WHO = "見本 柊"
CENTRE = "群馬県地域生活定着支援センター"
SEED = 20260403
_WORKERS = (WHO, "例示 楓")
_HOME = OrganisationInput("self_reliance_home", "自立準備ホーム みなも", kana="ミナモ")
_HALFWAY = OrganisationInput("rehabilitation_facility", "更生保護施設 見本寮", kana="ミホンリョウ")
_ITEMS = ("identity", "disability", "certificate", "offence", "custody", "probation", "housing")
_OFFENCES = ("窃盗", "常習累犯窃盗", "詐欺", "住居侵入", "傷害", "器物損壊")
_MADE = "標準様式の写し（練習用）。実在する人のものではありません。"


@dataclass(frozen=True)
class _Wanted:
    """One 対象者 to be made: the 業務, its stage, the days from today on which things lie."""

    service: Service
    stage: str
    ends_in: int = 0
    """Days until 刑期終了日, 勾留満期日 or (negative) since the release."""
    more: dict[str, Any] = field(default_factory=dict)


_AD, _AC, _DE = Service.ADJUSTMENT, Service.AFTERCARE, Service.DETAINED
_PEOPLE: tuple[_Wanted, ...] = (
    _Wanted(_AD, "received", 240),
    _Wanted(_AD, "received", 210, {"outlook": "parole", "partial": "supervised"}),
    _Wanted(_AD, "survey", 190),
    _Wanted(_AD, "survey", 160, {"outlook": "parole", "guarantor": "長男（引受けを検討中）"}),
    _Wanted(_AD, "selecting", 150),
    _Wanted(_AD, "selecting", 120),
    _Wanted(_AD, "asked", 86, {"asked": 36}),
    _Wanted(_AD, "asked", 64, {"asked": 9}),
    _Wanted(_AD, "asked", 41, {"asked": 21}),
    _Wanted(_AD, "arranging", 27, {"asked": 70, "plan": 12}),
    _Wanted(_AD, "arranging", 16, {"asked": 88, "plan": 30}),
    _Wanted(
        *(_AD, "decided", 9),
        {"asked": 120, "plan": 60, "dest_kind": "group_home", "dest_name": "グループホーム 見本"},
    ),
    _Wanted(
        *(_AD, "decided", 33), {"dest_kind": "relatives", "dest_name": "姉宅", "kubun": "none"}
    ),
    _Wanted(*(_AD, "released", -5), {"dest_kind": "apartment", "dest_name": "見本荘"}),
    _Wanted(_AC, "applied", -2, {"ground": "term_served"}),
    _Wanted(_AC, "measures", -24, {"ground": "not_prosecuted", "focus": "active", "until": 5}),
    _Wanted(_AC, "measures", -95, {"ground": "fined", "until": 20, "halfway": True}),
    _Wanted(_AC, "measures", -176, {"ground": "term_served", "until": -30}),
    _Wanted(_AC, "extended", -350, {"ground": "suspended", "until": 10, "halfway": True}),
    _Wanted(_DE, "heard", 8),
    _Wanted(_DE, "interview", 5, {"focus": "planned"}),
    _Wanted(_DE, "arranging", 2, {"focus": "planned", "view": "no_objection", "asked": 4}),
    _Wanted(_DE, "interview", 6, {"view": "objection"}),
)


def probation_office(work: Work, seed: int = SEED) -> None:
    """Keep the made-up 対象者 of a practice 保護観察所, as of today, in one transaction."""
    work.require(Permission.MANAGE_OFFICE)
    prefill(work)
    work.session.flush()
    chance = random.Random(seed)  # noqa: S311 - made-up people, not secrets
    for place, wanted in enumerate(_PEOPLE, 1):
        _Made(work, chance, wanted, place).fill()
    work.tell("practice.filled", "練習用の架空の人物を登録", subject_kind="office")


def make_probation_practice(
    folder: OfficeFolder, clock: Clock, passphrase: str
) -> tuple[Office, Actor]:
    """A practice 保護観察所 in an empty folder, filled as of today and opened."""
    office, actor, recovery = create_office(
        folder,
        NewOffice(kind="probation", name=NAME, prefecture="10", practice=True),
        FirstStaff(WHO, Role.DIRECTOR, passphrase),
        PassphraseOnly(),
        clock,
    )
    recovery.confirm(recovery.code)
    with office.work(actor) as work:
        probation_office(work)
    return office, actor


class _Made:
    """One person with the case and what hangs on it."""

    def __init__(self, work: Work, chance: random.Random, wanted: _Wanted, place: int) -> None:
        self.work, self.chance, self.wanted, self.place = work, chance, wanted, place
        self.today = work.clock.today()
        self.who = somebody(chance, self.today)
        self.worker = _WORKERS[place % 3 == 0]
        self.offence = chance.choice(_OFFENCES)
        self.episode_id = ""

    def fill(self) -> None:
        """The case, then its papers by kind."""
        work, wanted = self.work, self.wanted
        person = PersonInput(
            self.who.name,
            self.who.kana,
            self.who.sex,
            self.who.birth.iso if self.who.birth else "",
        )
        typed = {key: value for key, value in self._typed().items() if value not in (None, "")}
        self.episode_id = open_episode(work, register(work, person), wanted.service, typed)
        work.session.flush()
        work.get(Episode, self.episode_id).stage = wanted.stage
        for ago, means, content in self._contacts():
            if ago >= 0:
                typed_contact = ActivityInput(
                    self._day(-ago), means, "40", "", content, self.worker
                )
                record_activity(work, self.episode_id, typed_contact)
        if wanted.service is _AD:
            self._adjustment()
        elif wanted.service is _AC:
            self._aftercare()
        else:
            self._detained()

    def _day(self, days: int) -> str:
        return wareki.short(self.today + timedelta(days=days))

    def _typed(self) -> dict[str, Any]:
        wanted, more = self.wanted, self.wanted.more
        typed: dict[str, Any] = dict.fromkeys(sorted(self.who.flags), True)
        typed |= {"worker": self.worker, "offence": self.offence}
        typed |= {
            key: more[key] for key in ("ground", "focus", "dest_kind", "dest_name") if key in more
        }
        return typed | {_AD: self._term, _AC: self._freed, _DE: self._held}[wanted.service]()

    def _term(self) -> dict[str, Any]:
        ends, more = self.wanted.ends_in, self.wanted.more
        typed = {
            "number": f"8調{self.place:03}",
            "start": self._day(min(ends, 0) - 130 - self.place),
            "source_kind": "correctional",
            "source": "前橋刑務所",
            "facility": "前橋刑務所",
            "sentence": self.chance.choice(("拘禁刑1年6月", "拘禁刑2年", "拘禁刑10月")),
            "prison_count": self.chance.choice(("1", "2", "4", "6")),
            "term_end": self._day(ends - 1),
            "outlook": more.get("outlook", "full_term"),
            "partial": more.get("partial", "none"),
            "hope_place": self.chance.choice(("前橋市", "高崎市", "太田市", "まだ決まっていない")),
            "guarantor": more.get("guarantor", "なし"),
        }
        if self.wanted.stage == "released":
            typed |= {"release": self._day(ends), "release_reason": "full_term"}
        return typed

    def _freed(self) -> dict[str, Any]:
        since, more = self.wanted.ends_in, self.wanted.more
        extended = self.wanted.stage == "extended"
        return {
            "number": f"8緊{self.place:03}",
            "start": self._day(since),
            "source_kind": "prosecutor"
            if more.get("ground") == "not_prosecuted"
            else "correctional",
            "source": "前橋地方検察庁" if more.get("ground") == "not_prosecuted" else "前橋刑務所",
            "facility": "前橋警察署" if more.get("focus") else "前橋刑務所",
            "release": self._day(since),
            "opinion": "必要と認める" if self.wanted.stage != "applied" else "",
            "municipality": "前橋市",
            "extension": self._day(since + 170) if extended else "",
        }

    def _held(self) -> dict[str, Any]:
        ends, more = self.wanted.ends_in, self.wanted.more
        typed = {
            "number": f"8勾{self.place:03}",
            "start": self._day(ends - 9),
            "source_kind": "prosecutor",
            "source": "前橋地方検察庁",
            "facility": "前橋警察署",
            "arrest": self._day(ends - 12),
            "detention": self._day(ends - 10),
            "detention_end": self._day(ends),
        }
        if self.wanted.stage != "heard":
            typed["consent"] = self._day(ends - 8)
        if "view" in more:
            heard = self._day(ends - 8)
            typed |= {"prosecutor_view": more["view"], "prosecutor_heard": heard}
        return typed

    def _contacts(self) -> Iterator[tuple[int, str, str]]:
        """(days ago, means, content)."""
        if self.wanted.service is _AD:
            yield (
                95 - self.place,
                "interview",
                "施設で面接。帰住の希望と、これまでの暮らしを聴いた。",
            )
            if self.wanted.stage not in ("received", "survey"):
                yield 50 - self.place, "phone", "施設の分類担当と、釈放の見込みを確かめた。"
        elif self.wanted.service is _AC:
            yield (
                min(-self.wanted.ends_in, 30),
                "interview",
                "来庁。今夜からの宿泊と食事を相談した。",
            )
        else:
            yield 1, "interview", "留置施設で面接。調整の説明をし、希望を聴いた。"

    def _adjustment(self) -> None:
        stage, more = self.wanted.stage, self.wanted.more
        if stage in ("received", "survey") or more.get("kubun") == "none":
            return
        self._found(len(requirements.asked(None)) - (2 if stage == "selecting" else 0))
        if stage == "selecting":
            return
        asked = more.get("asked", 100)
        self._consent(asked + 8)
        decided = SelectionInput("special", self._day(-asked - 2))
        decide(self.work, self.episode_id, "", decided)
        request = self._request(SPECIAL, asked, basis="consent")
        if "plan" in more:
            self._step(request, Step.ACCEPT, more["plan"] + 14)
            self._plan(more["plan"])

    def _found(self, count: int) -> None:
        """The first requirements, as they were found."""
        codes = requirements.asked(None)[:count]
        typed = {
            code: RequirementInput(
                *("met", "矯正施設" if place < 2 else "保護観察所", self._day(-135 + place))
            )
            for place, code in enumerate(codes)
        }
        record(self.work, self.episode_id, typed, dict.fromkeys(codes, 0))

    def _consent(self, ago: int) -> None:
        ends = self.today + timedelta(days=25 if self.place % 4 == 0 else 200)
        typed = ConsentInput(
            items=_ITEMS,
            given_on=self._day(-ago),
            how="paper",
            organisation_id=self._centre(),
            purpose="釈放後の住居と福祉サービスの調整（特別調整）",
            valid_to=wareki.short(ends),
            worker=self.worker,
        )
        give(self.work, self.episode_id, typed)
        self.work.session.flush()

    def _request(self, kind: str, asked: int, **basis: str) -> str:
        typed = ReferralInput(
            *(kind, self._centre()),
            asked="面接と、釈放後の住居・福祉サービスの調整をお願いします。",
            situation="釈放後の住居がなく、福祉サービスの利用を希望しています。",
            items=_ITEMS,
            worker=self.worker,
        )
        request = referrals.add(self.work, self.episode_id, typed)
        self.work.session.flush()
        self._step(request, Step.SEND, asked, **basis)
        return request

    def _step(self, request: str, step: Step, ago: int, **basis: str) -> None:
        version = referral(self.work, request).line.version
        typed = StepInput(step, self._day(-ago), **basis)
        referrals.take(self.work, request, version, typed)
        self.work.session.flush()

    def _plan(self, ago: int) -> None:
        typed = ReceivedInput(
            *("plan", self._centre(), self._day(-ago), self._day(-ago - 3)),
            "グループホームを第一候補とし、生活保護と障害福祉サービスの申請を釈放日に行う。",
        )
        paper = receive(self.work, self.episode_id, typed)
        self.work.session.flush()
        scan = check_file("福祉サービス等調整計画（写し）.txt", _MADE.encode("utf-8-sig"))
        attach(self.work, Owner(OwnerKind.RECEIVED_PAPER, paper), scan)

    def _aftercare(self) -> None:
        if self.wanted.stage == "applied":
            return
        more, since = self.wanted.more, self.wanted.ends_in
        home = organisation(self.work, _HALFWAY if more.get("halfway") else _HOME)
        until = self._day(more["until"])
        begin = max(since, more["until"] - 60)
        lodging = MeasureInput("lodging", self._day(begin), until, home, note="委託書 発出済み")
        give_measure(self.work, self.episode_id, lodging)
        food = MeasureInput("food", self._day(begin), until, home)
        give_measure(self.work, self.episode_id, food)
        give_measure(self.work, self.episode_id, MeasureInput("work", self._day(begin)))

    def _detained(self) -> None:
        more = self.wanted.more
        if "asked" not in more:
            return
        self._consent(more["asked"] + 1)
        day = self._day(-more["asked"])
        self._request(
            SUSPECT,
            more["asked"],
            basis="suspect_adjustment",
            prosecutor_view=more["view"],
            prosecutor_asked_on=day,
        )

    def _centre(self) -> str:
        return search(self.work, CENTRE, ("settlement_center",))[0].id
