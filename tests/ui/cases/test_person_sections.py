"""関係者・連絡先, 医療・緊急時 and 帰住先調整 on the case page, as somebody at the desk uses them."""

from __future__ import annotations

from typing import Any

import pytest

from app.cases import actions as cases
from app.cases.placement import queries as placing
from app.people.family import actions as family
from app.people.family import queries as families
from app.people.family.rules import ContactInput
from app.people.health import actions as health
from app.people.health import queries as healths
from app.people.health.rules import HealthInput
from app.ui.screens.cases.sections.section import Section
from app.ui.widgets.labels import PlainLabel
from app.ui.widgets.paragraph import Paragraph

pytestmark = pytest.mark.parametrize("opened", ["embedded"], indirect=True)


def section(place: Any, key: str) -> Any:
    """A section of the case that is shown."""
    found: list[Section[Any]] = [s for s in place.screen.pane.summary.sections if s.key == key]
    return found[0]


def on_record(place: Any, query: Any, name: str = "co") -> Any:
    with place.desk.office.reading(place.desk.actor) as reading:
        return query(reading, place.ids[name])


def words_of(part: Any) -> str:
    return "\n".join(one.words for one in part.findChildren(Paragraph))


def fill(form: Any, **values: Any) -> None:
    for key, value in values.items():
        form.rows[key].set_value(value)
        form.rows[key].changed.emit()


def test_somebody_who_belongs_to_the_person(place: Any) -> None:
    place.open("co")
    people = section(place, "family")
    people.add_one.click()
    form = people.form
    form.save()
    assert form.rows["kind"].error() == "種別を一覧から選んでください。"
    fill(form, kind="adult_guardian", name="架空 法人", phone="027-000-0000", emergency=True)
    form.save()
    assert people.form is None
    (entry,) = people.entries.values()
    assert "緊急時の連絡先　連絡してよいかを、本人にまだ確かめていません。" in words_of(entry)
    entry.opened.emit()
    place.asking.answers.append(True)
    people.form.remove_button.click()
    assert on_record(place, families.family).people == ()
    assert people.entries == {}


def test_two_desks_type_the_same_contact(place: Any) -> None:
    place.open("co")
    people = section(place, "family")
    people.contact.click()
    form = people.form
    fill(form, phone="090-1111-1111")
    page = on_record(place, families.family)
    typed = ContactInput("", "前橋市", "")
    place.work(lambda work: family.write_contact(work, page.episode_id, page.person_version, typed))
    form.save()
    assert people.form is None, "both wrote in different fields"
    assert on_record(place, families.family).contact == ContactInput("090-1111-1111", "前橋市", "")


def test_what_the_night_must_know(place: Any) -> None:
    place.open("co")
    part = section(place, "health")
    part.write.click()
    fill(part.form, allergies="ペニシリン", medicine="朝夕\n一包化")
    place.work(lambda work: health.write(work, place.ids["co"], 0, HealthInput(doctor="例示医院")))
    part.form.save()
    kept = on_record(place, healths.health).facts
    assert (kept.doctor, kept.allergies, kept.medicine) == (
        "例示医院",
        "ペニシリン",
        "朝夕\n一包化",
    )
    assert "ペニシリン" in words_of(part)


def test_a_candidate_is_refused_another_is_chosen(place: Any) -> None:
    place.open("co")
    part = section(place, "placement")
    part.add_one.click()
    fill(part.form, dest_kind="kosei_facility", name="仮名園", state="refused", result_on="11/1")
    part.form.save()
    assert "理由を入力してください" in part.form.rows["reason"].error()
    fill(part.form, reason="空きがない")
    part.form.save()
    part.add_one.click()
    fill(part.form, dest_kind="group_home", name="見本の家", state="accepted", result_on="11/2")
    part.form.save()
    assert any(
        "更生施設（生活保護法38条）" in label.words for label in part.findChildren(PlainLabel)
    )
    assert len(part.choices) == 1, "only who accepted can be chosen"
    next(iter(part.choices.values())).click()
    assert on_record(place, placing.placing).dest_name == "見本の家"
    assert place.page("co").episode.values["dest_kind"] == "group_home"
    (button,) = part.choices.values()
    assert button.text() == "選択をやめる"
    version = place.page("co").episode.version
    place.work(
        lambda work: cases.correct(work, place.ids["co"], version, {"dest_name": "手で直した"})
    )
    assert "下で選んである候補と違います" in words_of(part)


def test_the_day_of_release(place: Any) -> None:
    place.open("co")
    part = section(place, "placement")
    part.release.click()
    fill(part.form, escort="試作", meeting_time="25時")
    part.form.save()
    assert "時刻は" in part.form.rows["meeting_time"].error()
    fill(part.form, meeting_time="8時半", errands="福祉事務所")
    part.form.save()
    assert on_record(place, placing.placing).release.facts.meeting_time == "8:30"
    assert "8:30" in words_of(part)
