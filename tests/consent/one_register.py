"""Organisations, a consent and a meeting of one made-up case, for tests of consent."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.consent.disclosures.rules import DisclosureInput
from app.storage.records import Consent, Episode, Meeting, MeetingMember, Organisation
from app.storage.work import Work
from tests.cases.one_case import ask, do
from tests.conftest import OpenedOffice

HOME = ("disability_facility", "グループホームこもれび", False)
CITY = ("welfare_office", "あさひ市福祉事務所", True)


def organisation(opened: OpenedOffice, kind: str, name: str, public: bool) -> str:
    """A 関係機関 by kind, name and whether it is 行政機関等."""

    def act(work: Work) -> str:
        record = Organisation(kind=kind, name=name, public=public, kana_key=name, search_key=name)
        return work.add(record).id

    return str(do(opened, act))


def person_of(opened: OpenedOffice, episode: str) -> str:
    """The person of a case."""
    return str(ask(opened, lambda r: r.get(Episode, episode).person_id))


def consent(opened: OpenedOffice, person: str, organisation_id: str, **otherwise: Any) -> str:
    """A consent for identity and certificate from 2026-04-01 to 2027-03-31."""

    def act(work: Work) -> str:
        values: dict[str, Any] = {
            "person_id": person,
            "organisation_id": organisation_id,
            "items": ["identity", "certificate"],
            "purpose": "住まいの調整",
            "given_on": date(2026, 4, 1),
            "valid_from": date(2026, 4, 1),
            "valid_to": date(2027, 3, 31),
            "how": "paper",
            **otherwise,
        }
        return work.add(Consent(**values)).id

    return str(do(opened, act))


def meeting(opened: OpenedOffice, organisation_id: str, day: date, **otherwise: Any) -> str:
    """A 支援会議 with one member bound to secrecy."""

    def act(work: Work) -> str:
        held = work.add(Meeting(kind="support106", day=day, state="held", **otherwise))
        work.session.flush()
        work.add(MeetingMember(meeting_id=held.id, organisation_id=organisation_id, secrecy_on=day))
        return held.id

    return str(do(opened, act))


def handed_on(episode: str, organisation_id: str, **otherwise: Any) -> DisclosureInput:
    """Identity and certificate, by letter, by consent."""
    values: dict[str, Any] = {
        "organisation_id": organisation_id,
        "day": "R8.11.20",
        "way": "letter",
        "items": ("identity", "certificate"),
        "basis": "consent",
        "episode_id": episode,
        **otherwise,
    }
    return DisclosureInput(**values)
