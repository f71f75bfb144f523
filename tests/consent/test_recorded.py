"""情報提供 recorded on both engines: only with a basis; what became of it is never blocked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.codes import Service
from app.consent import actions as office
from app.consent.disclosures import actions, queries
from app.consent.disclosures.rules import EndInput
from app.consent.laws import Provider
from app.consent.rules import Asked, State
from app.errors import NotAllowed
from app.staff.permissions import Role
from app.storage.records import Disclosure, HistoryEntry
from tests.cases.one_case import as_role, ask, begin, do, refused
from tests.conftest import OpenedOffice
from tests.consent.one_register import (
    CITY,
    HOME,
    consent,
    handed_on,
    meeting,
    organisation,
    person_of,
)

DAY = date(2026, 11, 20)


def told(opened: OpenedOffice) -> list[str]:
    return list(
        ask(
            opened,
            lambda r: r.session.scalars(
                select(HistoryEntry.words).order_by(HistoryEntry.seq)
            ).all(),
        )
    )


def test_recorded_by_consent_with_the_clause_of_that_day(opened: OpenedOffice) -> None:
    episode = begin(opened)
    home = organisation(opened, *HOME)
    person = person_of(opened, episode)
    given = consent(opened, person, home)
    do(opened, lambda w: actions.record(w, handed_on(episode, home, to_whom="相談係")))
    (one,) = ask(opened, lambda r: queries.disclosures(r, person))
    assert (one.organisation, one.items, one.day) == (HOME[1], ("identity", "certificate"), DAY)
    assert (one.law, one.consent_id) == ("個人情報保護法第27条第1項", given)
    assert (one.person_id, one.worker) == (person, opened.actor.name)
    assert told(opened)[-1] == "情報提供を記録（障害者支援施設・グループホーム・本人の同意）"


def test_without_a_basis_nothing_is_kept_and_the_ways_are_named(opened: OpenedOffice) -> None:
    episode = begin(opened)
    home = organisation(opened, *HOME)
    refused(
        lambda: do(opened, lambda w: actions.record(w, handed_on(episode, home))),
        basis="本人の同意がありません.*同意.*に登録.*生命・身体・財産の保護",
    )
    refused(
        lambda: do(opened, lambda w: actions.record(w, handed_on(episode, home, basis=""))),
        basis="根拠のない提供は記録できません",
    )
    refused(
        lambda: do(opened, lambda w: actions.record(w, handed_on(episode, home, basis="life"))),
        why="なぜ必要で、なぜ同意を得にくいか",
    )
    consent(opened, person_of(opened, episode), home, items=["identity"])
    refused(
        lambda: do(opened, lambda w: actions.record(w, handed_on(episode, home))),
        items="手帳・受給者証",
    )
    assert ask(opened, lambda r: r.session.scalars(select(Disclosure)).all()) == []


def test_at_a_support_meeting_without_consent(opened: OpenedOffice) -> None:
    episode = begin(opened)
    home, city = organisation(opened, *HOME), organisation(opened, *CITY)
    held = meeting(opened, home, DAY)
    shared = {"basis": "support_meeting", "way": "meeting", "meeting_id": held}
    do(opened, lambda w: actions.record(w, handed_on(episode, home, **shared)))
    (one,) = ask(opened, lambda r: queries.of_meeting(r, held))
    assert one.law == "社会福祉法第106条の6（守秘義務 社会福祉法第106条の6第6項）"
    refused(
        lambda: do(opened, lambda w: actions.record(w, handed_on(episode, city, **shared))),
        basis="構成員ではありません",
    )
    old = meeting(opened, home, date(2025, 3, 31))
    shared |= {"meeting_id": old, "day": "R7.3.31"}
    do(opened, lambda w: actions.record(w, handed_on(episode, home, **shared)))
    (before,) = ask(opened, lambda r: queries.of_meeting(r, old))
    assert before.law == "社会福祉法第106条の6（守秘義務 社会福祉法第106条の6第5項）"


def test_a_suspect_in_custody_needs_consent_and_the_prosecutor(opened: OpenedOffice) -> None:
    episode = begin(
        opened, Service.SUSPECT_SUPPORT, start="R8.11.12", detention="R8.11.12",
        detention_end="R8.11.21",
    )  # fmt: skip
    home = organisation(opened, *HOME)
    consent(opened, person_of(opened, episode), home)
    by_law = {"basis": "suspect_adjustment", "prosecutor_asked_on": "R8.11.16"}
    refused(
        lambda: do(opened, lambda w: actions.record(w, handed_on(episode, home))),
        basis="検察官の意見も要ります",
    )
    refused(
        lambda: do(
            opened,
            lambda w: actions.record(
                w, handed_on(episode, home, **by_law, prosecutor_view="objection")
            ),
        ),
        prosecutor_view="相当でない",
    )
    heard = handed_on(episode, home, **by_law, prosecutor_view="no_objection")
    do(opened, lambda w: actions.record(w, heard))
    later = handed_on(episode, home, day="R8.11.22")
    do(opened, lambda w: actions.record(w, later))
    last, first = ask(opened, lambda r: queries.disclosures(r, person_of(opened, episode)))
    assert (first.basis, last.basis) == ("suspect_adjustment", "consent")


def test_what_became_of_it_is_never_blocked(opened: OpenedOffice) -> None:
    episode = begin(opened)
    home = organisation(opened, *HOME)
    person = person_of(opened, episode)
    given = consent(opened, person, home)
    one = do(opened, lambda w: actions.record(w, handed_on(episode, home)))
    for kind in ("told", "returned", "erased"):
        do(opened, lambda w, kind=kind: actions.end(w, one, EndInput(kind, "R8.11.24")))
    refused(
        lambda: do(opened, lambda w: actions.end(w, one, EndInput("void", "R8.11.24"))),
        note="取り消す理由",
    )
    refused(
        lambda: do(opened, lambda w: actions.end(w, one, EndInput("returned", "R8.11.19"))),
        day="より前です",
    )
    do(opened, lambda w: actions.end(w, one, EndInput("void", "R8.11.24", "別の人の記録だった")))
    (now,) = ask(opened, lambda r: queries.disclosures(r, person))
    assert [end.kind for end in now.ends] == ["told", "returned", "erased", "void"]
    assert now.ends[0].consent_id == given, "telling names the consent the disclosure stood on"
    refused(
        lambda: do(opened, lambda w: actions.end(w, one, EndInput("holds_again", "R8.11.24"))),
        note="取り消す理由",
    )
    again = EndInput("holds_again", "R8.11.24", "返却されていなかった")
    do(opened, lambda w: actions.end(w, one, again))
    assert told(opened)[-2:] == [
        "情報提供の記録の取消しを記録（障害者支援施設・グループホーム・本人の同意）",
        "情報提供の返却・廃棄・取消しの取消しを記録（障害者支援施設・グループホーム・本人の同意）",
    ]


def test_screens_see_beforehand_which_basis_holds(opened: OpenedOffice) -> None:
    episode = begin(opened)
    home = organisation(opened, *HOME)
    person = person_of(opened, episode)
    consent(opened, person, home)
    options = ask(
        opened,
        lambda r: queries.availability(r, person, home, ("identity",), DAY, way="letter"),
    )
    states = {option.basis.id: option.verdict.state for option in options}
    assert states == {
        "consent": State.HOLDS,
        "support_meeting": State.REFUSED,
        "suspect_adjustment": State.REFUSED,
        "law": State.NEEDS,
        "life": State.NEEDS,
        "health_child": State.NEEDS,
        "public_task": State.REFUSED,
    }
    written = Asked(DAY, "letter", frozenset(), "life", "意識がない")
    options = ask(
        opened,
        lambda r: queries.availability(r, person, home, ("photo",), DAY, typed=written),
    )
    states = {option.basis.id: option.verdict.state for option in options}
    assert (states["consent"], states["life"]) == (State.REFUSED, State.HOLDS)


def test_an_office_of_the_state_goes_by_its_own_article(opened: OpenedOffice) -> None:
    episode = begin(opened)
    city = organisation(opened, *CITY)
    do(opened, lambda w: office.set_provider(w, Provider.PUBLIC))
    person = person_of(opened, episode)
    options = ask(opened, lambda r: queries.availability(r, person, city, ("identity",), DAY))
    assert {option.basis.id for option in options} == {
        "consent", "support_meeting", "suspect_adjustment", "law", "within_purpose",
        "other_public_body", "benefit",
    }  # fmt: skip
    do(
        opened,
        lambda w: actions.record(
            w, handed_on(episode, city, basis="other_public_body", why="保護の決定")
        ),
    )
    (one,) = ask(opened, lambda r: queries.disclosures(r, person))
    assert one.law == "個人情報保護法第69条第2項第3号"


@pytest.mark.parametrize(
    ("otherwise", "field", "sentence"),
    [
        ({"day": ""}, "day", "提供した日を入力"),
        ({"day": "R8.12.1"}, "day", "先の日付"),
        ({"day": "R8.11"}, "day", "日まで入力"),
        ({"items": ()}, "items", "一つ以上"),
        ({"items": ("soul",)}, "items", "一覧から"),
        ({"way": "pigeon"}, "way", "一覧から"),
        ({"organisation_id": ""}, "organisation_id", "提供先を選んで"),
        ({"episode_id": None}, "person_id", "だれについて"),
        ({"prosecutor_view": "maybe"}, "prosecutor_view", "一覧から"),
    ],
)
def test_refused_at_the_field(
    opened_embedded: OpenedOffice, otherwise: dict[str, object], field: str, sentence: str
) -> None:
    episode = begin(opened_embedded)
    home = organisation(opened_embedded, *HOME)
    typed = replace(handed_on(episode, home), **otherwise)  # type: ignore[arg-type]
    refused(lambda: do(opened_embedded, lambda w: actions.record(w, typed)), **{field: sentence})


def test_who_may_not(opened_embedded: OpenedOffice) -> None:
    episode = begin(opened_embedded)
    home = organisation(opened_embedded, *HOME)
    typed = handed_on(episode, home)
    clerk = as_role(opened_embedded, Role.CLERK)
    with pytest.raises(NotAllowed):
        do(opened_embedded, lambda w: actions.record(w, typed), clerk)
    with pytest.raises(NotAllowed):
        do(opened_embedded, lambda w: office.set_provider(w, Provider.PUBLIC), clerk)
