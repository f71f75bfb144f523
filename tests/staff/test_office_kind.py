"""Which office has which episodes and places: one table, and every refusal names the way on."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import app
from app.cases import stages
from app.cases.fields import of_service
from app.codes import CASE_SERVICES, CENTRE_SERVICES, PROBATION_SERVICES, Service, label
from app.deadlines.rulebook import rulebook
from app.staff import office_kind
from app.staff.office_kind import NOT_OFFERED, SERVICES, OfficeKind
from app.staff.permissions import Actor, Permission, Role


def test_every_episode_belongs_to_one_kind_of_office() -> None:
    assert set(SERVICES) == set(OfficeKind) == set(NOT_OFFERED)
    assert [one for kind in OfficeKind for one in SERVICES[kind]] == list(CASE_SERVICES)
    assert not set(CENTRE_SERVICES) & set(PROBATION_SERVICES)
    assert set(stages.ORDER) == set(CASE_SERVICES)


@pytest.mark.parametrize("kind", OfficeKind)
@pytest.mark.parametrize("service", [one for one in Service if one is not Service.OTHER])
def test_what_an_office_does_not_do_is_refused_with_what_it_does(
    kind: OfficeKind, service: Service
) -> None:
    words = office_kind.service_refusal(kind, service)
    assert bool(words) == (service not in SERVICES[kind])
    if words:
        assert label("service", service) in words and words.endswith("選んでください。")
        assert all(label("service", one) in words for one in SERVICES[kind])


def test_a_centre_lacks_nothing_and_every_absence_says_why() -> None:
    assert not NOT_OFFERED[OfficeKind.CENTRE]
    assert all(words.endswith("。") for words in NOT_OFFERED[OfficeKind.PROBATION].values())
    assert office_kind.not_offered(OfficeKind.PROBATION, "report")
    assert not office_kind.not_offered(OfficeKind.PROBATION, "today")


def test_the_roles_are_called_as_the_office_calls_them() -> None:
    clerk = Actor("s", "試作", Role.CLERK, OfficeKind.PROBATION)
    words = clerk.refusal(Permission.DISCLOSE)
    assert "責任者・保護観察官" in words and "センター長" not in words
    assert "センター長" in Actor("s", "試作", Role.CLERK).refusal(Permission.DISCLOSE)


@pytest.mark.parametrize(
    "folder", ["storage", "history", "ui/screens/setup", "ui/screens/sign_in.py", "commands/office"]
)
def test_what_is_said_before_the_kind_is_known_fits_both(folder: str) -> None:
    """Nobody is signed in yet: a 保護観察所 has no センター長. Set-up names both once."""
    place = Path(app.__file__).parent / folder
    files = place.rglob("*.py") if place.is_dir() else (place,)
    said = [
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "。" in node.value
    ]
    assert said
    assert [words for words in said if "センター長" in words and "責任者" not in words] == []


def test_the_fields_of_a_probation_office_are_not_in_a_centres_ledgers() -> None:
    centre = {field.name for one in CENTRE_SERVICES for field in of_service(one)}
    own = {field.name for one in PROBATION_SERVICES for field in of_service(one)}
    assert own - centre == {
        *("prosecutor_view", "prosecutor_heard", "ground", "opinion", "outlook", "partial"),
        *("applied", "guarantor", "extension"),
    }


def test_each_of_its_episodes_has_its_rules_of_time() -> None:
    by_service = {
        one: {rule.id for rule in rulebook().for_service(one)} for one in PROBATION_SERVICES
    }
    assert {"release_day", "adjustment_contact"} <= by_service[Service.ADJUSTMENT]
    assert {"ua_6m", "ua_1y", "ua_2y", "measure_ends"} <= by_service[Service.AFTERCARE]
    assert {"custody_end", "detention_10"} <= by_service[Service.DETAINED]
    assert all({"consent_ends", "referral_answer"} <= found for found in by_service.values())
