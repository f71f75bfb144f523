"""関係者 and 連絡先: kept, corrected, taken away, told; what contradicts itself is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.cases import actions as cases
from app.codes import Service
from app.errors import ChangedMeanwhile, InvalidInput, NotAllowed
from app.people import actions as people
from app.people.family import actions, queries
from app.people.family.rules import ContactInput, RelatedInput, caution
from app.people.rules import PersonInput
from app.staff.permissions import Actor, Role
from app.storage.records import HistoryEntry
from tests.conftest import OpenedOffice

SISTER = RelatedInput("family", "試作 凪", "妹", "027-000-0000", "前橋市", "yes", emergency=True)


def begin(opened: OpenedOffice) -> str:
    with opened.office.work(opened.actor) as work:
        person = people.register(work, PersonInput("試作 澪江", "シサク ミオエ", "female", "S30"
                                                   ".4.5"))  # fmt: skip
        return cases.open_episode(work, person, Service.COORDINATION, {"start": "R8.4.1"})


def family(opened: OpenedOffice, episode: str) -> queries.Family:
    with opened.office.reading(opened.actor) as reading:
        return queries.family(reading, episode)


def test_somebody_is_kept_corrected_and_taken_away(opened: OpenedOffice) -> None:
    episode = begin(opened)
    with opened.office.work(opened.actor) as work:
        actions.add(work, episode, RelatedInput("guarantor", "模擬 柊"))
        sister = actions.add(work, episode, SISTER)
    (first, second) = family(opened, episode).people
    assert (first.id, first.facts) == (sister, SISTER), "whom to call at night stands first"
    assert second.facts.may_contact == "unknown"
    with opened.office.work(opened.actor) as work:
        actions.correct(work, sister, first.version, replace(SISTER, phone=" 090 "))
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        actions.correct(work, sister, first.version, SISTER)
    with opened.office.work(opened.actor) as work:
        actions.remove(work, second.id, second.version)
    (kept,) = family(opened, episode).people
    assert kept.facts.phone == "090"
    with opened.office.reading(opened.actor) as reading:
        told = reading.session.scalars(select(HistoryEntry.words).order_by(HistoryEntry.seq)).all()
    assert told[-3:] == [
        "関係者を登録（家族）",
        "関係者を訂正（家族）",
        "関係者を削除（身元引受人）",
    ]


def test_where_the_person_can_be_reached(opened: OpenedOffice) -> None:
    episode = begin(opened)
    before = family(opened, episode)
    typed = ContactInput("027-111-1111", "高崎市", "住民票なし（職権消除）")
    with opened.office.work(opened.actor) as work:
        actions.write_contact(work, episode, before.person_version, typed)
    after = family(opened, episode)
    assert after.contact == typed
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        actions.write_contact(work, episode, before.person_version, ContactInput())


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (replace(SISTER, name=" "), "name"),
        (replace(SISTER, kind="neighbour"), "kind"),
        (replace(SISTER, may_contact="no"), "emergency"),
        (replace(SISTER, note="あ" * 20_001), "note"),
    ],
)
def test_refused_at_the_field(
    opened_embedded: OpenedOffice, typed: RelatedInput, field: str
) -> None:
    episode = begin(opened_embedded)
    with (
        pytest.raises(InvalidInput) as refused,
        opened_embedded.office.work(opened_embedded.actor) as work,
    ):
        actions.add(work, episode, typed)
    assert set(refused.value.by_field()) == {field}
    assert family(opened_embedded, episode).people == ()


def test_who_may_not(opened_embedded: OpenedOffice) -> None:
    episode = begin(opened_embedded)
    auditor = Actor(opened_embedded.actor.staff_id, "監査", Role.AUDITOR)
    with pytest.raises(NotAllowed), opened_embedded.office.work(auditor) as work:
        actions.add(work, episode, SISTER)


def test_what_is_missing_for_the_night() -> None:
    assert caution(SISTER) == ""
    assert "電話番号がありません" in caution(replace(SISTER, phone=""))
    assert "確かめていません" in caution(replace(SISTER, may_contact="unknown"))
