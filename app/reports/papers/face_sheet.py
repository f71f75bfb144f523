"""フェイスシート: who the person is, on one or two pages."""

from __future__ import annotations

from app import codes
from app.cases.applications.queries import ApplicationsPage, applications
from app.cases.fields import (
    BY_NAME,
    CUSTODY,
    ORIGIN,
    PLACED,
    STATE,
    Field,
    Kind,
    group_words,
    of_service,
)
from app.cases.printed import case_head
from app.cases.queries import EpisodeFacts, case_page
from app.cases.requirements.queries import RequirementsPage, requirements
from app.cases.rules import Value
from app.cases.whereabouts.queries import stays_of
from app.codes import Service
from app.people.family.queries import Family, family
from app.people.health.queries import health
from app.people.health.rules import WORDS as HEALTH_WORDS
from app.reports.papers.about import day_words, paper, person_pairs, short_words
from app.reports.papers.paper import Block, Column, Fields, Grid, Paper, Words
from app.reports.papers.probation_blocks import probation_blocks
from app.storage.work import Reading

TITLE = "フェイスシート"
_GROUPS = ((ORIGIN, "依頼"), (CUSTODY, "矯正施設・身柄"), (PLACED, "受入先"))
_SHOWN_ABOVE = ("number",)


def face_sheet(reading: Reading, episode_id: str) -> Paper:
    """Everything basic about the person of a case."""
    today = reading.clock.today()
    head = case_head(reading, episode_id, today)
    page = case_page(reading, episode_id, newest=1)
    near, ill = family(reading, episode_id), health(reading, episode_id)
    blocks: list[Block] = [
        Fields(
            (
                *person_pairs(head, today),
                ("電話", near.contact.phone),
                ("担当", head.worker),
                ("現住所", near.contact.address),
                ("住民票", near.contact.registered_at),
            ),
            "本人",
        ),
        *_episode_blocks(page.episode),
        _state(page.episode, applications(reading, episode_id)),
    ]
    if page.episode.service in (Service.COORDINATION, Service.ADJUSTMENT):
        blocks.append(_requirements(requirements(reading, episode_id)))
    blocks += probation_blocks(reading, episode_id, page.episode.service)
    pairs = tuple((HEALTH_WORDS[name], str(getattr(ill.facts, name))) for name in HEALTH_WORDS)
    blocks += [
        Fields(pairs, "医療・緊急時"),
        _family(near),
        Grid(
            (Column("所在", 3), Column("から", 1.2), Column("まで", 1.2), Column("理由", 2)),
            tuple(
                (
                    f"{codes.label('stay_kind', stay.kind)} {stay.place}",
                    short_words(stay.since),
                    short_words(stay.until),
                    stay.reason,
                )
                for stay in stays_of(reading, head.person_id)
            ),
            "所在の経過",
            empty="記録なし",
        ),
        Words("備考", page.person.note, lines=3),
    ]
    return paper(reading, head, TITLE, tuple(blocks))


def value_words(field: Field, service: Service, value: Value) -> str:
    """A value of an episode as it is printed."""
    if value is None or value == "":
        return ""
    if field.kind is Kind.DATE:
        return day_words(value)  # type: ignore[arg-type]
    if field.kind is Kind.CODE:
        scope = str(service) if field.table in ("end_reason", "stage") else ""
        return codes.label(field.table, str(value), scope)
    return str(value)


def _episode_blocks(episode: EpisodeFacts) -> list[Block]:
    blocks: list[Block] = []
    for group, title in _GROUPS:
        pairs = tuple(
            (
                field.label(episode.service),
                value_words(field, episode.service, episode.values.get(field.name)),
            )
            for field in of_service(episode.service)
            if field.group == group and field.name not in _SHOWN_ABOVE
        )
        if pairs:
            own = group_words(group, episode.service)
            blocks.append(Fields(pairs, title if own == group else own))
    return blocks


def _state(episode: EpisodeFacts, page: ApplicationsPage) -> Fields:
    marks = [
        field.words
        for field in of_service(episode.service)
        if field.group == STATE and field.kind is Kind.MARK and episode.values.get(field.name)
    ]
    held = [
        f"{codes.label('certificate', one.kind)} {one.grade}".strip()
        + (f"（更新 {short_words(one.renewal)}）" if one.renewal else "")
        for one in page.certificates
    ]
    written = [str(episode.values.get(name) or "") for name in ("certificates", "care_level")]
    return Fields(
        (
            ("区分", "・".join(marks)),
            (BY_NAME["care_level"].words, written[1]),
            ("手帳", "\n".join(held) or written[0]),
            (
                "申請中",
                "\n".join(
                    f"{codes.label('application_kind', one.kind)} {one.standing}"
                    for one in page.applications
                    if one.open
                ),
            ),
        ),
        "障害・手帳",
    )


def _requirements(page: RequirementsPage) -> Grid:
    return Grid(
        (Column("要件", 5), Column("状況", 1), Column("確認した人", 1.4), Column("確認日", 1.2)),
        tuple(
            (
                codes.label("requirement", item.code),
                codes.label("requirement_state", item.state or None),
                item.found_by,
                short_words(item.found_on),
            )
            for item in page.items
        ),
        "特別調整の要件",
    )


def _family(page: Family) -> Grid:
    return Grid(
        (
            Column("関係", 1.3),
            Column("氏名", 1.6),
            Column("続柄", 1),
            Column("電話", 1.5),
            Column("連絡", 0.9),
            Column("備考", 2.2),
        ),
        tuple(
            (
                codes.label("related_kind", one.facts.kind),
                one.facts.name,
                one.facts.relation,
                one.facts.phone,
                codes.label("may_contact", one.facts.may_contact),
                one.facts.note,
            )
            for one in page.people
        ),
        "関係者",
        empty="記録なし",
    )
