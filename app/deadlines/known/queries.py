"""What is known of cases, by the keys that the rules of time use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from app.calendar.partial import PartialDate
from app.deadlines.answers.queries import unanswered_referrals
from app.deadlines.consents.queries import ending_consents
from app.deadlines.engine import CaseFacts, Known, Paper
from app.deadlines.measures.queries import running_measures
from app.deadlines.rulebook import Rulebook, rulebook
from app.staff.permissions import Permission
from app.storage.records import (
    Activity,
    Application,
    CaseDate,
    Certificate,
    Episode,
    Plan,
    Setting,
)
from app.storage.work import Reading

SETTING = "deadline."
"""Settings of rules are named so, followed by the rule's id."""
CHUNK = 900
"""Ids asked for at a time."""
_Kept = dict[str, tuple[tuple[bool, str, str], Paper]]
"""Paper id → whether the episode is its own, the episode's start and id; and the paper."""


class Papers:
    """Which papers are asked for; every one when nothing is said."""

    def __init__(
        self,
        applications: Sequence[ColumnElement[bool]] = (),
        certificates: Sequence[ColumnElement[bool]] = (),
        consents: Sequence[ColumnElement[bool]] = (),
        referrals: Sequence[ColumnElement[bool]] = (),
        measures: Sequence[ColumnElement[bool]] = (),
    ) -> None:
        self.applications, self.certificates = applications, certificates
        self.consents, self.referrals, self.measures = consents, referrals, measures


def keys_of(book: Rulebook) -> frozenset[str]:
    """Every key that an enabled rule looks at, conditions without their words."""
    found: set[str] = set()
    for rule in book.rules:
        if rule.enabled:
            found.update(
                rule.starts, rule.superseded_by, rule.done_when, filter(None, (rule.until,))
            )
            found.update(text.partition("=")[0] for text in (*rule.only_when, *rule.not_when))
    return frozenset(found)


@cache
def _keys_of_all() -> frozenset[str]:
    return keys_of(rulebook())


def centre_rulebook(reading: Reading) -> Rulebook:
    """The rules as this centre set them."""
    reading.require(Permission.READ_CASES)
    rows = reading.session.execute(
        select(Setting.name, Setting.value).where(
            Setting.office_id == reading.office_id, Setting.name.startswith(SETTING)
        )
    ).all()
    if not rows:
        return rulebook()
    return rulebook().with_settings(
        {name.removeprefix(SETTING): value for name, value in rows if value}
    )


def facts_of(reading: Reading, episode_id: str) -> CaseFacts:
    """Everything the rules may look at in one case."""
    reading.require(Permission.READ_CASES)
    episode = reading.get(Episode, episode_id)
    keys = _keys_of_all()
    dates: dict[str, Known] = {}
    words: dict[str, str] = {}
    for key in keys:
        group, _, name = key.partition(".")
        value = getattr(episode, name, None) if group == "episode" else None
        if isinstance(value, PartialDate):
            dates[key] = Known(value)
        elif value:
            words[key] = str(value)
    only = (episode_id,)
    dates |= case_dates(reading, only).get(episode_id, {})
    dates |= _last_contact(reading, episode_id)
    dates |= plan_days(reading, [Episode.id == episode_id]).get(episode_id, {})
    papers = papers_of(reading, [Episode.id == episode_id]).get(episode_id, ())
    return CaseFacts(episode_id, episode.service, episode.stage, dates, words, papers)


def case_dates(reading: Reading, episode_ids: Sequence[str]) -> dict[str, dict[str, Known]]:
    """The days kept as CaseDate of these episodes, by key."""
    reading.require(Permission.READ_CASES)
    found: dict[str, dict[str, Known]] = {}
    for ids in chunks(episode_ids):
        rows = reading.session.execute(
            select(CaseDate.episode_id, CaseDate.kind, CaseDate.day, CaseDate.minute).where(
                CaseDate.episode_id.in_(ids), CaseDate.office_id == reading.office_id
            )
        )
        for episode_id, kind, day, minute in rows:
            found.setdefault(episode_id, {})[f"case_date.{kind}"] = Known(day, minute)
    return found


def papers_of(
    reading: Reading, episodes: Sequence[ColumnElement[bool]], rows: Papers | None = None
) -> dict[str, tuple[Paper, ...]]:
    """Applications, certificates, consents, つなぎ and measures of the persons of these episodes, by episode.

    A paper stands at the episode it was made for; at the person's newest one otherwise.
    """
    reading.require(Permission.READ_CASES)
    limits = rows or Papers()
    found: _Kept = {}
    for row in _application_rows(reading, episodes, limits.applications):
        _keep(found, row, Paper(row.id, f"application.{row.kind}", *_application(row)))
    for row in _certificate_rows(reading, episodes, limits.certificates):
        key = f"certificate.{row.kind}"
        _keep(found, row, Paper(row.id, key, {f"{key}.renewal": Known(row.renewal)}))
    for row in ending_consents(reading, episodes, limits.consents):
        ends = Known(PartialDate.of(row.valid_to))
        _keep(found, row, Paper(row.id, "consent.given", {"consent.given.valid_to": ends}))
    for row in unanswered_referrals(reading, episodes, limits.referrals):
        days = (("sent_on", row.sent_on), ("answer_by", row.answer_by))
        known = {f"referral.out.{name}": Known(PartialDate.of(day)) for name, day in days if day}
        _keep(found, row, Paper(row.id, "referral.out", known))
    for row in running_measures(reading, episodes, limits.measures):
        ends = Known(PartialDate.of(row.until))
        _keep(found, row, Paper(row.id, "measure.given", {"measure.given.until": ends}))
    by_episode: dict[str, list[Paper]] = {}
    for (_, _, episode_id), paper in found.values():
        by_episode.setdefault(episode_id, []).append(paper)
    return {episode_id: tuple(papers) for episode_id, papers in by_episode.items()}


def plan_days(
    reading: Reading, episodes: Sequence[ColumnElement[bool]]
) -> dict[str, dict[str, Known]]:
    """The newest plan's day of making and of review, by episode."""
    reading.require(Permission.READ_CASES)
    newer = aliased(Plan)
    rows = reading.session.execute(
        select(Plan.episode_id, Plan.made_on, Plan.review_on)
        .join(Episode, Episode.id == Plan.episode_id)
        .where(
            Plan.office_id == reading.office_id,
            *episodes,
            ~select(newer.id)
            .where(
                newer.episode_id == Plan.episode_id,
                newer.kind == Plan.kind,
                newer.revision > Plan.revision,
            )
            .exists(),
        )
    )
    found: dict[str, dict[str, Known]] = {}
    for episode_id, made, review in rows:
        known = found.setdefault(episode_id, {})
        known["plan.made_on"] = Known(PartialDate.of(made))
        if review is not None:
            known["plan.review_on"] = Known(PartialDate.of(review))
    return found


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The ids in parts that a database takes at once."""
    for first in range(0, len(ids), CHUNK):
        yield ids[first : first + CHUNK]


def _last_contact(reading: Reading, episode_id: str) -> dict[str, Known]:
    last = reading.session.scalar(
        select(func.max(Activity.day)).where(
            Activity.episode_id == episode_id,
            Activity.office_id == reading.office_id,
            Activity.withdrawn_at.is_(None),
        )
    )
    return {"contact.last": Known(last)} if last is not None else {}


def _application_rows(
    reading: Reading,
    episodes: Sequence[ColumnElement[bool]],
    limits: Sequence[ColumnElement[bool]],
) -> Any:
    wanted = (
        select(
            Application.id,
            Application.kind,
            Application.submitted_on,
            Application.decided_on,
            Application.valid_until,
            Application.result,
            Application.episode_id,
            Episode.id.label("open_id"),
            Episode.start,
        )
        .join(Episode, Episode.person_id == Application.person_id)
        .where(
            Application.office_id == reading.office_id,
            Episode.office_id == reading.office_id,
            *episodes,
        )
    )
    return reading.session.execute(wanted.where(or_(*limits)) if limits else wanted).all()


def _certificate_rows(
    reading: Reading,
    episodes: Sequence[ColumnElement[bool]],
    limits: Sequence[ColumnElement[bool]],
) -> Any:
    wanted = (
        select(
            Certificate.id,
            Certificate.kind,
            Certificate.renewal,
            Episode.id.label("open_id"),
            Episode.start,
        )
        .join(Episode, Episode.person_id == Certificate.person_id)
        .where(
            Certificate.office_id == reading.office_id,
            Certificate.renewal.is_not(None),
            Episode.office_id == reading.office_id,
            *episodes,
        )
    )
    return reading.session.execute(wanted.where(or_(*limits)) if limits else wanted).all()


def _application(row: Any) -> tuple[Mapping[str, Known], Mapping[str, str]]:
    key = f"application.{row.kind}"
    days = (
        ("submitted_on", row.submitted_on),
        ("decided_on", row.decided_on),
        ("valid_until", row.valid_until),
    )
    dates = {f"{key}.{name}": Known(day) for name, day in days if day is not None}
    return dates, {f"{key}.result": row.result} if row.result else {}


def _keep(found: _Kept, row: Any, paper: Paper) -> None:
    """Let a paper stand at one episode: its own, else the one that began last."""
    own = getattr(row, "episode_id", None) == row.open_id
    rank = (own, row.start.iso, row.open_id)
    before = found.get(paper.id)
    if before is None or rank > before[0]:
        found[paper.id] = (rank, paper)
