"""Changes to episodes and their stages."""

from __future__ import annotations

from app.cases import stages
from app.cases.days.queries import recorded
from app.cases.days.rules import against_days
from app.cases.facts import values_of, write_values
from app.cases.fields import BY_NAME
from app.cases.moving.actions import move, require_scope, take_back, take_step
from app.cases.moving.queries import centre_scope, steps_of
from app.cases.rules import Typed, check_episode
from app.cases.stages.steps import last_standing
from app.codes import Service, label
from app.errors import FieldProblem, InvalidInput
from app.people.actions import refresh_search_key
from app.staff.office_kind import service_refusal
from app.staff.permissions import Permission
from app.staff.queries import office_kind
from app.storage.records import Episode, Person
from app.storage.work import Work

__all__ = ["correct", "move", "open_episode", "take_back"]


def open_episode(work: Work, person_id: str, service: Service, typed: Typed) -> str:
    """Begin a 業務 for a person and give back its id."""
    work.require(Permission.EDIT_CASES)
    person = work.get(Person, person_id)
    if refused := service_refusal(office_kind(work), service):
        raise InvalidInput((FieldProblem("service", refused),))
    checked = check_episode(service, typed, work.clock.today())
    if checked.problems:
        raise InvalidInput(checked.problems)
    episode = Episode(
        person_id=person.id, service=str(service), stage=stages.first(service), kept_text={}
    )
    write_values(episode, checked.values)
    work.add(episode)
    work.session.flush()
    refresh_search_key(work, person)
    if episode.end is not None:
        take_step(work, episode, stages.CLOSED, "終了日のある業務として登録")
    work.tell(
        "episode.opened",
        f"{label('service', service)}を開始",
        subject_kind="episode",
        subject_id=episode.id,
    )
    return episode.id


def correct(work: Work, episode_id: str, version: int, typed: Typed) -> None:
    """Keep corrected fields of an episode; fields that are not in `typed` stay as they are."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    work.check_version(episode, version)
    service = Service(episode.service)
    kept = values_of(episode)
    checked = check_episode(service, typed, work.clock.today(), kept)
    if checked.problems:
        raise InvalidInput(checked.problems)
    changed = {name: value for name, value in checked.values.items() if kept.get(name) != value}
    if not changed:
        return
    if problems := against_days(service, changed, recorded(work, episode.id)):
        raise InvalidInput(problems)
    write_values(episode, changed)
    require_scope(work, episode.disposition if "disposition" in changed else None)
    if "end" in changed:
        _follow_end(work, episode, service)
    if "number" in changed:
        work.session.flush()
        refresh_search_key(work, work.get(Person, episode.person_id))
    work.tell(
        "episode.corrected",
        f"{'・'.join(BY_NAME[name].label(service) for name in changed)}を訂正",
        subject_kind="episode",
        subject_id=episode.id,
        details={"fields": sorted(changed)},
    )


def _follow_end(work: Work, episode: Episode, service: Service) -> None:
    """An end date typed into the form closes the episode; taking it out reopens it."""
    if episode.end is not None and episode.stage != stages.CLOSED:
        closing = stages.find(service, episode.stage, stages.CLOSED)
        if closing is not None and episode.end_reason:
            values, scope = values_of(episode), centre_scope(work)
            field, why = stages.refusal(closing, values, work.clock.today(), scope)
            if why:
                raise InvalidInput((FieldProblem(field, why),))
        take_step(work, episode, stages.CLOSED, "終了日の入力による")
    elif episode.end is None and episode.stage == stages.CLOSED:
        episode.end_reason = None
        last = last_standing(steps_of(work, episode.id))
        shown = stages.from_ledger(service, values_of(episode), work.clock.today())
        back = last.from_stage if last is not None and last.to_stage == stages.CLOSED else shown
        take_step(work, episode, back, "終了日の取消しによる")
