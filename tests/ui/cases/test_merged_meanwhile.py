"""One desk types while another makes two records one, or two again: on both engines.

What is typed stays, the form says where the case went, and what the other record held is never
written over unseen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.cases import actions as cases
from app.cases import stages
from app.cases.moving.queries import MoveOffer
from app.codes import Service
from app.people import actions as people
from app.people.family import actions as family
from app.people.family import queries as families
from app.people.family.rules import ContactInput, RelatedInput
from app.people.health import actions as health
from app.people.health import queries as healths
from app.people.health.rules import HealthInput
from app.people.merging import actions, queries
from app.people.merging.rules import Keep
from app.storage.work import Work
from tests.ui.cases.conftest import person

KIN = RelatedInput("family", "架空 花子", "長女")


@pytest.fixture
def double(place: Any) -> str:
    """A second record of the person of 'co', with a 業務 of its own: 'double'."""

    def make(work: Work) -> str:
        person_id = people.register(work, person("高橋 はるな", "タカハシ ハルナ"))
        typed = {"start": "R8.5.1", "number": "R8-F-009"}
        place.ids["double"] = cases.open_episode(work, person_id, Service.FOLLOW_UP, typed)
        return person_id

    made: str = place.work(make)
    return made


def section(place: Any, key: str) -> Any:
    return next(s for s in place.screen.pane.summary.sections if s.key == key)


def on_record(place: Any, query: Any, name: str) -> Any:
    with place.desk.office.reading(place.desk.actor) as reading:
        return query(reading, place.ids[name])


def merge(place: Any, double: str, choices: dict[str, Keep] | None = None) -> str:
    """Another desk makes one record of both; the one of 'co' is kept."""
    kept = place.page("co").person.id
    with place.desk.office.reading(place.desk.actor) as reading:
        pair = queries.pair(reading, kept, double)
    versions = (pair.kept.versions, pair.gone.versions)
    made: str = place.work(lambda work: actions.merge(work, kept, double, versions, choices or {}))
    return made


def note(place: Any, name: str, words: str) -> None:
    """Another desk corrects the person of a case."""
    one = place.page(name).person
    typed = replace(person(one.name, one.kana), note=words)
    place.work(lambda work: people.correct(work, one.id, one.version, typed))


def edit(place: Any, name: str) -> Any:
    place.open(name)
    place.screen.pane.edit()
    return place.screen.pane.form


def test_the_kept_record_is_typed_into_while_the_other_comes_to_it(place: Any, double: str) -> None:
    note(place, "double", "右耳が遠い")
    form = edit(place, "co")
    form.rows["person.note"].set_value("左耳が遠い")
    form.rows["worker"].set_value("模擬")
    merge(place, double)
    assert "本人についての備考" in form.newer.words
    form.save()
    assert form.dialog.words == {"person.note": ("右耳が遠い", "左耳が遠い")}
    form.dialog.choices["person.note"].choose("mine")
    form.dialog.give("ok")
    page = place.page("co")
    assert (page.person.note, page.episode.values["worker"]) == ("左耳が遠い", "模擬")


@pytest.mark.parametrize("heard", [True, False])
def test_two_again_while_the_case_that_goes_back_is_typed_into(
    place: Any, double: str, heard: bool
) -> None:
    note(place, "double", "右耳が遠い")
    done = merge(place, double, {"person.name": Keep.KEPT})
    form = edit(place, "double")
    assert place.screen.pane.page.person.name == "髙橋 はるな"
    form.rows["person.note"].set_value("右耳が遠い。補聴器あり。")
    form.rows["worker"].set_value("模擬")
    listeners = place.desk.office.listeners[:]
    if not heard:
        place.desk.office.listeners.clear()
    place.work(lambda work: actions.undo(work, done))
    place.desk.office.listeners[:] = listeners
    if not heard:
        form.save()
    told = form.newer.words if heard else form.notice.words
    assert "この業務はいま「高橋 はるな」の記録にあります" in told
    assert form.rows["person.note"].value() == "右耳が遠い。補聴器あり。"
    assert place.page("double").person.note == "右耳が遠い"
    if heard:
        form.save()
    else:
        form.notice.acted.emit()
    page = place.page("double")
    assert (page.person.id, page.person.note) == (double, "右耳が遠い。補聴器あり。")
    assert (page.person.name, page.episode.values["worker"]) == ("高橋 はるな", "模擬")
    assert place.page("co").person.note == "", "the other record is left alone"


@pytest.mark.parametrize("again", [False, True])
def test_a_step_is_taken_whoever_the_person_is_meanwhile(
    place: Any, double: str, again: bool
) -> None:
    done = merge(place, double) if again else ""
    place.open("double")
    pane = place.screen.pane
    offer: MoveOffer = next(o for o in pane.page.moves if o.to_stage == stages.CLOSED)
    pane.ask_move(offer)
    form = pane.dialog.form
    form.rows["end_reason"].set_value(form.rows["end_reason"].editor.fields()[0].itemData(1))
    form.rows["note"].set_value("落ち着いたため")
    if again:
        place.work(lambda work: actions.undo(work, done))
    else:
        merge(place, double)
    assert form.rows["note"].value() == "落ち着いたため"
    form.save()
    page = place.page("double")
    assert page.episode.stage == stages.CLOSED and pane.dialog is None
    assert (page.person.id == double) is again
    assert place.asking.errors == []


def test_somebody_related_is_corrected_where_the_record_went(place: Any, double: str) -> None:
    made = place.work(lambda work: family.add(work, place.ids["double"], KIN))
    place.open("double")
    part = section(place, "family")
    part.entries[made].opened.emit()
    part.form.rows["phone"].set_value("027-000-0000")
    merge(place, double)
    part.form.save()
    assert part.form is None
    (kin,) = on_record(place, families.family, "co").people
    assert (kin.id, kin.facts.phone) == (made, "027-000-0000")


def test_the_address_of_the_kept_record_is_not_written_over_unseen(place: Any, double: str) -> None:
    known = ContactInput("090-1111-1111", "前橋市", "")
    version = place.page("co").person.version
    place.work(lambda work: family.write_contact(work, place.ids["co"], version, known))
    place.open("double")
    part = section(place, "family")
    part.contact.click()
    part.form.rows["registered_at"].set_value("高崎市")
    merge(place, double)
    part.form.save()
    assert part.form is None
    expected = replace(known, registered_at="高崎市")
    assert on_record(place, families.family, "co").contact == expected


@pytest.mark.parametrize("again", [False, True])
def test_what_is_known_of_the_health_is_not_written_over_unseen(
    place: Any, double: str, again: bool
) -> None:
    known = {
        "co": HealthInput(medicine="甲", doctor="例示医院"),
        "double": HealthInput(medicine="甲", allergies="卵" if again else ""),
    }
    for name, facts in known.items():
        place.work(lambda work, n=name, f=facts: health.write(work, place.ids[n], 0, f))
    done = merge(place, double) if again else ""
    place.open("double")
    part = section(place, "health")
    part.open_it()
    part.form.rows["communication"].set_value("ゆっくり話す")
    if again:
        place.work(lambda work: actions.undo(work, done))
    else:
        merge(place, double)
    part.form.save()
    assert part.form is None
    found = on_record(place, healths.health, "double").facts
    rest = {"allergies": "卵"} if again else {"doctor": "例示医院"}
    assert found == HealthInput(medicine="甲", communication="ゆっくり話す", **rest)
