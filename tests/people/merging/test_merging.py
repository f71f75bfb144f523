"""Two records of one person made one, and two again: nothing is lost, nothing counted twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import UniqueConstraint, select, update

from app.calendar.fiscal import parse_month
from app.cases import actions as cases
from app.cases import queries as case_queries
from app.cases.contacts import actions as contacts
from app.cases.contacts.rules import ActivityInput
from app.codes import Service
from app.errors import ChangedMeanwhile, InvalidInput, MergedMeanwhile, NotAllowed, TeichakuError
from app.people import actions as people
from app.people.family import actions as family
from app.people.family import queries as families
from app.people.family.rules import ContactInput
from app.people.health import actions as health_actions
from app.people.health import queries as healths
from app.people.health.rules import HealthInput
from app.people.merging import actions, queries
from app.people.merging.rules import Keep, MergeField, proposed, settled
from app.people.rules import PersonInput
from app.reports.counting.figures import figures
from app.staff.permissions import Actor, Role
from app.storage.kept_rows import as_json, hanging_on_person
from app.storage.records import Base, Episode, Health, Person, RelatedPerson, Task
from app.storage.work import Work
from tests.conftest import OpenedOffice

KEPT = PersonInput("髙橋 澪江", "タカハシ ミオエ", "female", "S30.4.5")
GONE = PersonInput("高橋　澪江", "タカハシ ミオエ", "unknown", "S30年", note="左耳が遠い")
FEW = settings(
    max_examples=5,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
NOT_COMPARED = {"version", "updated_at"}


def register(work: Work, typed: PersonInput, *services: Service, health: bool = False) -> str:
    """A person with a 業務 and a 支援経過 of each service, somebody related, a task."""
    person_id = people.register(work, typed)
    for number, service in enumerate(services):
        episode = cases.open_episode(
            work, person_id, service, {"start": "R8.11.2", "number": f"{typed.sex}-{number}"}
        )
        contacts.record_activity(
            work, episode, ActivityInput("11/4", "phone", "30", "本人", "近況", "試作")
        )
        work.add(Task(title="電話", person_id=person_id, episode_id=episode))
    work.add(RelatedPerson(person_id=person_id, kind="family", name="仮名"))
    if health:
        work.add(Health(person_id=person_id, medicine=f"薬 {typed.sex}", doctor="例示医院"))
    return person_id


def two(opened: OpenedOffice, *, health: tuple[bool, bool] = (False, False)) -> tuple[str, str]:
    with opened.office.work(opened.actor) as work:
        kept = register(work, KEPT, Service.COORDINATION, health=health[0])
        gone = register(work, GONE, Service.CONSULTATION, Service.FOLLOW_UP, health=health[1])
        return kept, gone


def pair_of(opened: OpenedOffice, kept: str, gone: str) -> queries.Pair:
    with opened.office.reading(opened.actor) as reading:
        return queries.pair(reading, kept, gone)


def merge(
    opened: OpenedOffice, kept: str, gone: str, choices: dict[str, Keep] | None = None
) -> str:
    pair = pair_of(opened, kept, gone)
    with opened.office.work(opened.actor) as work:
        versions = (pair.kept.versions, pair.gone.versions)
        return actions.merge(work, kept, gone, versions, choices or {})


def everything(opened: OpenedOffice) -> dict[str, dict[str, Any]]:
    """Every record that is not history: what hangs on persons, and the persons, by id."""
    with opened.office.reading(opened.actor) as reading:
        kinds = {Person, *(record for _, record, _ in hanging_on_person())}
        return {
            record.id: {k: v for k, v in as_json(record).items() if k not in NOT_COMPARED}
            for kind in kinds
            for record in reading.session.scalars(select(kind))
        }


def month(opened: OpenedOffice) -> dict[str, int]:
    """The figures of the month in which everything happened."""
    with opened.office.reading(opened.actor) as reading:
        found = figures(reading, parse_month("2026-11"))
        return {path: found.number(path) for path in found.paths()}


def test_one_person_who_has_everything_of_both(opened: OpenedOffice) -> None:
    kept, gone = two(opened, health=(False, True))
    merge(opened, kept, gone)
    with opened.office.reading(opened.actor) as reading:
        assert [p.id for p in reading.session.scalars(select(Person))] == [kept]
        person = reading.get(Person, kept)
        assert (person.name, person.sex, person.note) == ("髙橋 澪江", "female", "左耳が遠い")
        assert person.birth is not None
        assert person.birth.is_full
        assert {n for n in person.search_key.splitlines() if "-" in n} == {
            "female-0",
            "unknown-0",
            "unknown-1",
        }
        owners = {row["person_id"] for row in everything(opened).values() if "person_id" in row}
        assert owners == {kept}
        with pytest.raises(MergedMeanwhile) as led:
            reading.get(Person, gone)
        assert led.value.became == kept


def test_the_person_chooses_per_field(opened: OpenedOffice) -> None:
    kept, gone = two(opened, health=(True, True))
    pair = pair_of(opened, kept, gone)
    asked = [field.key for field in pair.fields]
    assert asked == ["person.name", "person.sex", "person.birth", "person.note", "health.medicine"]
    merge(opened, kept, gone, {"person.name": Keep.GONE, "person.note": Keep.KEPT})
    with opened.office.reading(opened.actor) as reading:
        person = reading.get(Person, kept)
        assert (person.name, person.note) == ("高橋 澪江", "")
        assert person.name_plain == "高橋澪江"
        (health,) = reading.session.scalars(select(Health))
        assert (health.person_id, health.medicine) == (kept, "薬 female\n薬 unknown")


@pytest.mark.parametrize("health", [(False, True), (True, True), (True, False)])
def test_undone_everything_is_as_it_was(opened: OpenedOffice, health: tuple[bool, bool]) -> None:
    kept, gone = two(opened, health=health)
    before = everything(opened)
    done = merge(opened, kept, gone)
    assert everything(opened) != before
    with opened.office.work(opened.actor) as work:
        assert actions.undo(work, done) == (gone, ())
    assert everything(opened) == before
    with opened.office.reading(opened.actor) as reading:
        assert reading.became(gone) == gone
        (entry,) = queries.merges_of(reading, kept)
        assert entry.undone_at is not None
    with (
        pytest.raises(InvalidInput, match="すでに元に戻してあります"),
        opened.office.work(opened.actor) as work,
    ):
        actions.undo(work, done)


def test_what_came_since_stays_or_goes_back_with_its_case(opened: OpenedOffice) -> None:
    kept, gone = two(opened)
    done = merge(opened, kept, gone)
    with opened.office.work(opened.actor) as work:
        moved = work.session.scalars(select(Episode).where(Episode.service == "follow_up")).one()
        typed = ActivityInput("11/5", "phone", "20", "本人", "あとから", "試作")
        with_case = contacts.record_activity(work, moved.id, typed)
        work.add(RelatedPerson(person_id=kept, kind="guardian", name="架空"))
        person = work.get(Person, kept)
        typed_person = PersonInput(person.name, person.kana, "female", "S30.4.5", note="直した")
        people.correct(work, kept, person.version, typed_person)
    with opened.office.work(opened.actor) as work:
        _, stays = actions.undo(work, done)
    assert stays == ("関係者 1件", "まとめたあとに直した欄（本人についての備考）")
    found = everything(opened)
    assert found[with_case]["person_id"] == gone
    assert found[kept]["note"] == "直した"
    assert found[gone]["note"] == "左耳が遠い"


def test_merges_are_undone_the_newest_first(opened: OpenedOffice) -> None:
    kept, gone = two(opened)
    with opened.office.work(opened.actor) as work:
        third = register(work, KEPT)
        fourth = register(work, KEPT)
    first, second = merge(opened, kept, gone), merge(opened, kept, third)
    with opened.office.reading(opened.actor) as reading:
        assert "先に新しいほう" in queries.undo_offer(reading, first).refusal
    last = merge(opened, fourth, kept)
    with opened.office.reading(opened.actor) as reading:
        assert "先にそちらを" in queries.undo_offer(reading, second).refusal
        assert reading.became(gone) == fourth
    before_first = {gone, kept, third, fourth}
    with opened.office.work(opened.actor) as work:
        for one in (last, second, first):
            assert actions.undo(work, one)[1] == ()
            work.session.flush()
    assert before_first <= everything(opened).keys()


def test_a_desk_that_edits_the_gone_record_is_told_where_it_went(opened: OpenedOffice) -> None:
    kept, gone = two(opened)
    with opened.office.reading(opened.actor) as reading:
        episode = reading.session.scalars(
            select(Episode).where(Episode.person_id == gone, Episode.service == "follow_up")
        ).one()
        page = case_queries.case_page(reading, episode.id)
    merge(opened, kept, gone)
    with pytest.raises(MergedMeanwhile) as told, opened.office.work(opened.actor) as work:
        people.correct(work, gone, page.person.version, GONE)
    assert told.value.became == kept
    with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
        cases.correct(work, page.episode.id, page.episode.version, {"note": "あとから"})
    with opened.office.reading(opened.actor) as reading:
        assert case_queries.case_page(reading, page.episode.id).person.id == kept


@pytest.mark.parametrize("ahead", [1, 2, 3])
def test_what_was_read_of_one_record_is_no_version_of_the_other(
    opened: OpenedOffice, ahead: int
) -> None:
    """Forms of the person ask by their case, which leads from one record to the other."""
    kept, gone = two(opened, health=(True, True))
    with opened.office.work(opened.actor) as work:
        of_gone = work.session.scalars(select(Episode.id).where(Episode.person_id == gone)).first()
        for kind in (Person, Health):
            other = work.session.scalars(select(kind).where(_of(kind) == kept)).one().version
            change = update(kind).where(_of(kind) == gone).values(version=other + ahead)
            work.session.execute(change)
    assert of_gone is not None
    for turn in (lambda: merge(opened, kept, gone), lambda: _undo(opened, kept)):
        with opened.office.reading(opened.actor) as reading:
            person = families.family(reading, of_gone).person_version
            read = healths.health(reading, of_gone).version
        turn()
        with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
            family.write_contact(work, of_gone, person, ContactInput("1", "2", "3"))
        with pytest.raises(ChangedMeanwhile), opened.office.work(opened.actor) as work:
            health_actions.write(work, of_gone, read, HealthInput(doctor="例示医院"))


def _of(kind: Any) -> Any:
    return kind.id if kind is Person else kind.person_id


def _undo(opened: OpenedOffice, kept: str) -> None:
    with opened.office.work(opened.actor) as work:
        actions.undo(work, queries.merges_of(work, kept)[0].id)


def test_two_desks_at_once(opened: OpenedOffice) -> None:
    kept, gone = two(opened)
    pair = pair_of(opened, kept, gone)

    def at_one_desk(turned: bool) -> str:
        one, other = (pair.gone, pair.kept) if turned else (pair.kept, pair.gone)
        try:
            with opened.office.work(opened.actor) as work:
                ids = (one.person.id, other.person.id)
                actions.merge(work, *ids, (one.versions, other.versions), {})
        except TeichakuError as refused:
            return refused.message
        return ""

    with ThreadPoolExecutor(2) as desks:
        told = sorted(desks.map(at_one_desk, (False, True)))
    assert told[0] == ""
    assert "すでに一つにまとめられています" in told[1]
    with opened.office.reading(opened.actor) as reading:
        assert len(reading.session.scalars(select(Person)).all()) == 1


def test_only_who_may(opened: OpenedOffice) -> None:
    kept, gone = two(opened)
    clerk = Actor(opened.actor.staff_id, "事務", Role.CLERK)
    with pytest.raises(NotAllowed), opened.office.work(clerk) as work:
        actions.merge(work, kept, gone, ((1, 0), (1, 0)), {})


def test_who_is_suspected_and_who_is_found(opened: OpenedOffice) -> None:
    kept, gone = two(opened)
    with opened.office.work(opened.actor) as work:
        other = register(work, PersonInput("高橋 澪江", "タカハシ ミオエ", "female", "S41.1.1"))
    with opened.office.reading(opened.actor) as reading:
        (suspect,) = queries.suspects(reading, kept)
        assert suspect.person.id == gone
        assert "一部だけ分かる記録と合います" in suspect.why
        found = queries.others_found(reading, kept, "たかはし")
        assert {one.person.id: bool(one.why) for one in found} == {gone: True, other: False}


def test_no_table_but_health_holds_one_row_for_a_person() -> None:
    """A further table with one row a person must be compared field by field too."""
    alone = {
        record.__tablename__
        for _, record, column in hanging_on_person()
        for constraint in Base.metadata.tables[record.__tablename__].constraints
        if isinstance(constraint, UniqueConstraint) and column in constraint.columns
    }
    assert alone == {"health"}


def test_the_more_exact_and_the_known_are_proposed() -> None:
    field = MergeField("person", "note", "備考", both=True)
    assert proposed(field, "", "左耳") is Keep.GONE
    assert proposed(field, "右耳", "左耳") is Keep.BOTH
    assert proposed(MergeField("person", "anonymous", "匿名"), True, False) is Keep.GONE
    kept = {"person.birth": None, "person.birth_text": "S30頃", "person.note": "甲"}
    gone = {"person.birth": None, "person.birth_text": "", "person.note": "乙"}
    assert settled(kept, gone, {})["person.note"] == "甲\n乙"


@FEW
@given(
    services=st.lists(
        st.sampled_from((Service.COORDINATION, Service.CONSULTATION)), min_size=1, max_size=3
    ),
    choices=st.dictionaries(
        st.sampled_from(("person.name", "person.note", "person.sex", "health.medicine")),
        st.sampled_from(Keep),
    ),
    health=st.tuples(st.booleans(), st.booleans()),
)
def test_merged_and_undone_record_by_record(
    opened: OpenedOffice,
    services: list[Service],
    choices: dict[str, Keep],
    health: tuple[bool, bool],
) -> None:
    with opened.office.work(opened.actor) as work:
        kept = register(work, KEPT, *services, health=health[0])
        gone = register(work, GONE, *services, health=health[1])
    before, counted = everything(opened), month(opened)
    done = merge(opened, kept, gone, choices)
    merged = month(opened)
    for name in ("new", "open", "new_persons", "supported_persons"):
        less = 1 if name.endswith("_persons") else 0
        assert merged[f"total.{name}"] == counted[f"total.{name}"] - less
    contacts_of = [path for path in counted if path.startswith("activities.")]
    assert {path: merged[path] for path in contacts_of} == {p: counted[p] for p in contacts_of}
    with opened.office.work(opened.actor) as work:
        actions.undo(work, done)
    assert everything(opened) == before
    assert month(opened) == counted
