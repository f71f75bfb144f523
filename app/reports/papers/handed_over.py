"""What each item of information means on paper: the blocks for a case, item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from app import codes
from app.calendar import wareki
from app.cases.applications.queries import ApplicationsPage, applications
from app.cases.assessment.queries import SheetFacts, sheets
from app.cases.contacts.queries import activities_of
from app.cases.fields import BY_NAME, STATE, Kind, of_service
from app.cases.measures.queries import measures
from app.cases.plans.queries import plans
from app.cases.printed import CaseHead, case_head
from app.cases.queries import CasePage, case_page
from app.codes import Service
from app.people.family.queries import Family, family
from app.people.health.queries import health
from app.people.health.rules import WORDS as HEALTH_WORDS
from app.people.health.rules import HealthInput
from app.reports.papers.about import age_words, day_words, short_words
from app.reports.papers.face_sheet import value_words
from app.reports.papers.paper import Block, Column, Fields, Grid, Words
from app.reports.papers.probation_blocks import measure_words
from app.storage.work import Reading

CONTACTS = 20
"""So many 支援経過 are printed, the newest first."""


@dataclass(frozen=True)
class CaseFacts:
    """What a case knows, each part read only when an item asks for it."""

    reading: Reading
    episode_id: str

    @cached_property
    def head(self) -> CaseHead:
        """Who it is about."""
        return case_head(self.reading, self.episode_id, self.reading.clock.today())

    @cached_property
    def page(self) -> CasePage:
        """The case as it stands."""
        return case_page(self.reading, self.episode_id, newest=1)

    @cached_property
    def near(self) -> Family:
        """Where they live, and who belongs to them."""
        return family(self.reading, self.episode_id)

    @cached_property
    def ill(self) -> HealthInput:
        """医療・緊急時."""
        return health(self.reading, self.episode_id).facts

    @cached_property
    def papers(self) -> ApplicationsPage:
        """申請 and 手帳."""
        return applications(self.reading, self.episode_id)

    @cached_property
    def sheet(self) -> SheetFacts | None:
        """The newest アセスメント."""
        found = sheets(self.reading, self.episode_id)
        return found.start_from

    @cached_property
    def given(self) -> str:
        """The measures of a 更生緊急保護, a line for each; '' in other 業務."""
        if self.page.episode.service is not Service.AFTERCARE:
            return ""
        held = measures(self.reading, self.episode_id).measures
        return "\n".join(measure_words(one) for one in held)

    def need(self, domain: str) -> str:
        """What the newest アセスメント says of a domain."""
        words = self.sheet.needs.get(domain) if self.sheet is not None else None
        return words.text if words is not None else ""

    def fields(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Fields of the 業務 that hold something, in the order given."""
        episode = self.page.episode
        known = {field.name for field in of_service(episode.service)}
        return tuple(
            (
                BY_NAME[name].label(episode.service),
                value_words(BY_NAME[name], episode.service, episode.values.get(name)),
            )
            for name in names
            if name in known
        )


def item_blocks(facts: CaseFacts, items: Iterable[str]) -> tuple[Block, ...]:
    """The blocks for these items and for no other, in the order of the table of items."""
    wanted = set(items)
    return tuple(
        block
        for row in codes.table("info_item")
        if row.code in wanted
        for block in (_ITEMS[row.code](facts, row.label),)
    )


def _pairs(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in pairs if pair[1])


def _fields(title: str, *pairs: tuple[str, str]) -> Block:
    held = _pairs(*pairs)
    return Fields(held, title) if held else Words(title, "記録なし")


def _identity(facts: CaseFacts, title: str) -> Block:
    head = facts.head
    return _fields(
        title,
        ("氏名", head.name),
        ("フリガナ", head.kana),
        ("生年月日", age_words(head.birth, facts.reading.clock.today())),
        ("性別", codes.label("sex", head.sex)),
    )


def _address(facts: CaseFacts, title: str) -> Block:
    at = facts.near.contact
    return _fields(title, ("現住所", at.address), ("電話", at.phone), ("住民票", at.registered_at))


def _family(facts: CaseFacts, title: str) -> Block:
    return Grid(
        (Column("関係", 1.2), Column("氏名", 1.6), Column("電話", 1.4), Column("備考", 2.4)),
        tuple(
            (
                codes.label("related_kind", one.facts.kind),
                one.facts.name,
                one.facts.phone,
                one.facts.note,
            )
            for one in facts.near.people
        ),
        title,
        empty="記録なし",
    )


def _disability(facts: CaseFacts, title: str) -> Block:
    episode = facts.page.episode
    marks = [
        field.words
        for field in of_service(episode.service)
        if field.group == STATE and field.kind is Kind.MARK and episode.values.get(field.name)
    ]
    return _fields(title, ("区分", "・".join(marks)), ("介護・障害福祉", facts.need("care")))


def _certificate(facts: CaseFacts, title: str) -> Block:
    rows = tuple(
        (
            codes.label("certificate", one.kind),
            one.grade,
            one.issuer,
            short_words(one.renewal),
        )
        for one in facts.papers.certificates
    )
    columns = (Column("手帳", 2), Column("等級", 1), Column("発行", 1.4), Column("更新", 1))
    written = str(facts.page.episode.values.get("certificates") or "")
    if not rows and written:
        return Words(title, written)
    return Grid(columns, rows, title, empty="記録なし")


def _medical(facts: CaseFacts, title: str) -> Block:
    named = ("doctor", "doctor_phone", "diagnoses", "medicine", "allergies", "insurance")
    return _fields(title, *((HEALTH_WORDS[name], getattr(facts.ill, name)) for name in named))


def _care(facts: CaseFacts, title: str) -> Block:
    decided = [
        f"{codes.label('application_kind', one.kind)} {one.grade}"
        for one in facts.papers.applications
        if one.grade and one.kind in ("care_need", "support_level")
    ]
    return _fields(
        title,
        *facts.fields("care_level"),
        ("認定", "\n".join(decided)),
        (HEALTH_WORDS["communication"], facts.ill.communication),
        ("介護・障害福祉", facts.need("care")),
    )


def _offence(facts: CaseFacts, title: str) -> Block:
    return _fields(title, *facts.fields("offence", "sentence", "prison_count"))


def _custody(facts: CaseFacts, title: str) -> Block:
    names = (
        *("facility", "term_end", "outlook", "partial", "detention", "detention_end"),
        *("release", "release_reason"),
    )
    return _fields(title, *facts.fields(*names))


def _disposition(facts: CaseFacts, title: str) -> Block:
    return _fields(title, *facts.fields("arrest", "disposition", "disposition_date"))


def _probation(facts: CaseFacts, title: str) -> Block:
    names = ("source", "document_no", "kubun", "focus", "ground", "extension")
    return _fields(title, *facts.fields(*names), ("措置", facts.given))


def _housing(facts: CaseFacts, title: str) -> Block:
    names = ("hope_place", "guarantor", "dest_kind", "dest_name", "move")
    return _fields(title, *facts.fields(*names), ("住まい", facts.need("housing")))


def _risk(facts: CaseFacts, title: str) -> Block:
    return _fields(
        title,
        ("再犯リスク", facts.need("reoffence")),
        (HEALTH_WORDS["emergency"], facts.ill.emergency),
    )


def _assessment(facts: CaseFacts, title: str) -> Block:
    sheet = facts.sheet
    if sheet is None:
        return Words(title, "記録なし")
    rows = tuple(
        (
            codes.label("need_domain", domain),
            codes.label("need_status", need.status or None),
            need.text,
        )
        for domain, need in sheet.needs.items()
    )
    columns = (Column("領域", 1.6), Column("状況", 1), Column("内容", 5))
    return Grid(columns, rows, f"{title}（{day_words(sheet.day)}）")


def _plan(facts: CaseFacts, title: str) -> Block:
    found = plans(facts.reading, facts.episode_id).plans
    if not found:
        return Words(title, "記録なし")
    newest = found[0]
    rows = tuple(
        (line.goal, line.service, line.who, short_words(line.by_when)) for line in newest.lines
    )
    columns = (Column("目標", 2), Column("内容", 2.4), Column("だれが", 1.4), Column("いつまで", 1))
    kind = codes.label("plan_kind", newest.kind)
    return Grid(columns, rows, f"{kind}（{day_words(newest.made_on)}）")


def _progress(facts: CaseFacts, title: str) -> Block:
    rows = tuple(
        (wareki.short(one.day), codes.label("means", one.means), one.content)
        for one in activities_of(facts.reading, facts.episode_id, limit=CONTACTS)
    )
    columns = (Column("日付", 1), Column("手段", 0.8), Column("内容", 6))
    return Grid(columns, rows, f"{title}（新しい順に{CONTACTS}件まで）", empty="記録なし")


def _need(domain: str) -> Callable[[CaseFacts, str], Block]:
    return lambda facts, title: _fields(
        title, (codes.label("need_domain", domain), facts.need(domain))
    )


_ITEMS: dict[str, Callable[[CaseFacts, str], Block]] = {
    "identity": _identity,
    "address": _address,
    "family": _family,
    "photo": lambda _facts, title: Words(title, "別に添えます。"),
    "disability": _disability,
    "certificate": _certificate,
    "medical": _medical,
    "care": _care,
    "addiction": _need("addiction"),
    "offence": _offence,
    "custody": _custody,
    "disposition": _disposition,
    "probation": _probation,
    "income": _need("income"),
    "money": _need("money"),
    "housing": _housing,
    "work": _need("activity"),
    "assessment": _assessment,
    "plan": _plan,
    "progress": _progress,
    "risk": _risk,
}
"""Item → its block; a test holds that every item of the table has one."""
