"""Changes to 医療・緊急時."""

from __future__ import annotations

from app.errors import ChangedMeanwhile
from app.people.health.rules import WORDS, HealthInput, check
from app.staff.permissions import Permission
from app.storage.kept_rows import health_of
from app.storage.records import Episode, Health, Person
from app.storage.work import CHANGED, Work


def write(work: Work, episode_id: str, version: int, typed: HealthInput) -> None:
    """Keep what is known of the health of a case's person; `version` is 0 for the first time."""
    work.require(Permission.EDIT_CASES)
    checked = check(typed, work.clock.today())
    person = work.get(Person, work.get(Episode, episode_id).person_id)
    # two desks that write for the first time take turns: there is one row for a person
    work.session.refresh(person, with_for_update=True)
    health = health_of(work.session, person.id)
    if (0 if health is None else health.version) != version:
        raise ChangedMeanwhile(CHANGED)
    before = {name: getattr(health, name) if health is not None else "" for name in WORDS}
    changed = [name for name in WORDS if before[name] != getattr(checked, name)]
    if not changed:
        return
    if health is None:
        health = work.add(Health(person_id=person.id))
    for name in changed:
        setattr(health, name, getattr(checked, name))
    work.touch(person)
    work.tell(
        "health.written",
        f"医療・緊急時の{'・'.join(WORDS[name] for name in changed)}を記録",
        subject_kind="person",
        subject_id=person.id,
        details={"fields": changed},
    )
