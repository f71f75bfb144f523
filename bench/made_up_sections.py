"""What the sections of the case page show of the made-up cases: days, plans, consents, meetings …

Kept apart from `made_up_rows`, whose tables the baselines read with SQL of their own.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from app.codes import table
from app.storage.records import (
    Application,
    Assessment,
    Attachment,
    Base,
    CaseDate,
    Consent,
    Disclosure,
    Health,
    LifeEvent,
    Meeting,
    MeetingDecision,
    MeetingMember,
    MeetingPerson,
    Need,
    Organisation,
    Placement,
    Plan,
    PlanItem,
    Referral,
    ReferralStep,
    RelatedPerson,
    ReleasePlan,
    Requirement,
    StageMove,
    Stay,
    Task,
)
from app.storage.records.person_certificate import Certificate
from bench.made_up_rows import TODAY, WORKERS, Row, whole_row

ORGANISATIONS = 300
CODES = {
    "application": "application_kind",
    "case_date": "case_date",
    "certificate": "certificate",
    "domain": "need_domain",
    "dest_kind": "dest_kind",
    "finder": "requirement_finder",
    "info": "info_item",
    "life_event": "life_event",
    "meeting": "meeting_kind",
    "organisation": "organisation_kind",
    "placement": "placement_state",
    "plan_state": "plan_state",
    "referral": "referral_kind",
    "related": "related_kind",
    "requirement": "requirement",
    "requirement_state": "requirement_state",
    "status": "need_status",
    "stay": "stay_kind",
    "way": "disclosure_way",
}
_WORDS = "本人の希望を聞き、受入先と福祉事務所に相談した。次は来月に会って確かめる。"
_PLANS = {
    "coordination": "adjustment",
    "follow_up": "follow_up",
    "consultation": "support",
    "suspect_support": "support",
}
Kept = tuple[type[Base], Row]


class SectionRows:
    """Rows beside the given cases, parents before children."""

    def __init__(self, chance: random.Random, office_id: str, cases: list[dict[str, Any]]) -> None:
        self.chance, self.office_id, self.cases = chance, office_id, cases
        self._made = 0
        self._codes = {
            name: tuple(code for code, _ in table(held).choices("")) for name, held in CODES.items()
        }
        self.organisations: list[str] = []

    def rows(self) -> Iterator[Kept]:
        """Everything, record by record."""
        for at in range(ORGANISATIONS):
            name = f"見本の{at}番事業所"
            key, made = self._keep(
                Organisation,
                kind=self._one("organisation"),
                name=name,
                kana_key="",
                search_key=name,
            )
            self.organisations.append(key)
            yield made
        persons = set()
        for case in self.cases:
            yield from self._of_case(case["id"], case["person_id"], case["service"])
            if case["person_id"] not in persons:
                persons.add(case["person_id"])
                yield from self._of_person(case["person_id"])
            yield from self._beside(case["id"], case["person_id"])

    def _of_case(self, episode: str, person: str, service: str) -> Iterator[Kept]:
        of = {"episode_id": episode}
        for step, stage in enumerate(("assessment", "plan", "placement")):
            yield self._row(
                StageMove, **of, from_stage="requested", to_stage=stage, day=self._day(30 + step),
                by="", source="hand",
            )  # fmt: skip
        for kind in self._some("case_date", 3):
            yield self._row(CaseDate, **of, kind=kind, day=self._day())
        for code in self._codes["requirement"]:
            yield self._row(
                Requirement, **of, code=code, state=self._one("requirement_state"),
                found_by=self._one("finder"), found_on=self._day(), note=_WORDS,
            )  # fmt: skip
        for _ in range(2):
            sheet, made = self._keep(Assessment, **of, day=self._day(), wish=_WORDS, summary=_WORDS)
            yield made
            for domain in self._codes["domain"]:
                yield self._row(
                    Need,
                    assessment_id=sheet,
                    domain=domain,
                    status=self._one("status"),
                    text=_WORDS,
                )
        for revision in (1, 2):
            plan, made = self._keep(
                Plan, **of, kind=_PLANS[service], revision=revision, made_on=self._day(), wish=_WORDS,
                policy=_WORDS,
            )  # fmt: skip
            yield made
            for position in range(5):
                yield self._row(
                    PlanItem, plan_id=plan, position=position, domain=self._one("domain"),
                    goal=_WORDS, service=_WORDS, who="本人", state=self._one("plan_state"),
                )  # fmt: skip
        for _ in range(3):
            yield self._row(
                Placement, **of, dest_kind=self._one("dest_kind"), name="見本の家", note=_WORDS,
                state=self._one("placement"), asked_on=self._day(),
            )  # fmt: skip
        yield self._row(ReleasePlan, **of, route=_WORDS)
        for ago in (10, -20):
            yield self._row(
                Task, **of, person_id=person, title="面会の日を決める", due=self._day(ago)
            )

    def _of_person(self, person: str) -> Iterator[Kept]:
        of = {"person_id": person}
        for kind in self._some("related", 3):
            yield self._row(RelatedPerson, **of, kind=kind, name="見本 家族", note=_WORDS)
        yield self._row(Health, **of, doctor="見本の医院", diagnoses=_WORDS, medicine=_WORDS)
        for kind in self._some("certificate", 2):
            yield self._row(Certificate, **of, kind=kind)
        for _ in range(3):
            yield self._row(
                Stay, **of, kind=self._one("stay"), place="見本の家", since=self._day(),
                until=self._day(1),
            )  # fmt: skip
        yield self._row(LifeEvent, **of, kind=self._one("life_event"), day=self._day(), note=_WORDS)

    def _beside(self, episode: str, person: str) -> Iterator[Kept]:
        both = {"person_id": person, "episode_id": episode}
        for kind in self._some("application", 3):
            yield self._row(Application, **both, kind=kind, submitted_on=self._day(), note=_WORDS)
        consents = []
        for _ in range(3):
            key, made = self._keep(
                Consent, person_id=person, organisation_id=self._organisation(), purpose=_WORDS,
                items=self._items(), given_on=self._day(900),
                valid_from=self._day(900), valid_to=self._day(-90), how="paper",
            )  # fmt: skip
            consents.append(key)
            yield made
        for at in range(4):
            yield self._row(
                Disclosure, **both, day=self._day(), organisation_id=self._organisation(),
                way=self._one("way"), items=self._items(), content=_WORDS,
                basis="consent", consent_id=consents[at % 3], purpose=_WORDS,
            )  # fmt: skip
        for _ in range(2):
            yield from self._meeting(both)
        for _ in range(2):
            key, made = self._keep(
                Referral, **both, direction="out", kind=self._one("referral"), state="sent",
                organisation_id=self._organisation(), asked=_WORDS, sent_on=self._day(),
                items=self._items(),
            )  # fmt: skip
            yield made
            yield self._row(
                ReferralStep, referral_id=key, number=1, step="send", state="sent", day=self._day(),
                by="",
            )  # fmt: skip
        for _ in range(2):
            yield self._row(
                Attachment, owner_kind="episode", owner_id=episode, person_id=person, size=1_000,
                file_name="見本.pdf", media_type="application/pdf", sha256="0" * 64, added_by="",
            )  # fmt: skip

    def _meeting(self, both: dict[str, str]) -> Iterator[Kept]:
        meeting, made = self._keep(
            Meeting, kind=self._one("meeting"), title="支援の確認", day=self._day(), state="held",
            minutes=_WORDS,
        )  # fmt: skip
        yield made
        yield self._row(MeetingPerson, meeting_id=meeting, **both)
        for position in range(3):
            yield self._row(
                MeetingMember, meeting_id=meeting, organisation_id=self._organisation(),
                attendance="attended", role=_WORDS,
            )  # fmt: skip
            yield self._row(
                MeetingDecision, meeting_id=meeting, position=position, text=_WORDS,
                person_id=both["person_id"],
            )  # fmt: skip

    def _row(self, record: type[Base], **values: Any) -> Kept:
        return self._keep(record, **values)[1]

    def _keep(self, record: type[Base], **values: Any) -> tuple[str, Kept]:
        self._made += 1
        key = f"e{self._made:031d}"
        if "worker" in record.__table__.columns:
            values["worker"] = self.chance.choice(WORKERS)
        return key, (record, whole_row(record, self.office_id, {**values, "id": key}))

    def _one(self, name: str) -> str:
        return self.chance.choice(self._codes[name])

    def _some(self, name: str, count: int) -> tuple[str, ...]:
        codes = self._codes[name]
        return tuple(self.chance.sample(codes, min(count, len(codes))))

    def _items(self) -> str:
        return json.dumps(self._some("info", 4))

    def _organisation(self) -> str:
        return self.chance.choice(self.organisations)

    def _day(self, ago: int | None = None) -> str:
        back = self.chance.randrange(1, 700) if ago is None else ago
        return _iso(TODAY - timedelta(days=back))


def _iso(day: date) -> str:
    return day.isoformat()
