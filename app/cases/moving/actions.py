"""Steps along the table of moves, and the フォローアップ that a 移行 opens."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from app.cases import stages
from app.cases.days.queries import recorded
from app.cases.days.rules import against_days
from app.cases.facts import values_of, write_values
from app.cases.moving.queries import SCOPE, centre_scope, steps_of
from app.cases.rules import Typed, check_episode
from app.cases.stages.steps import last_standing, take_back_refusal
from app.codes import Service, label
from app.errors import FieldProblem, InvalidInput
from app.people.actions import refresh_search_key
from app.staff.permissions import Permission
from app.storage.records import Episode, Person, Setting, StageMove
from app.storage.work import Work

_CARRIED = (
    *("number", "worker", "kubun", "area", "partner", "facility", "offence", "consent"),
    *("release", "release_reason", "dest_kind", "dest_name", "move", "certificates", "care_level"),
    *("elderly", "physical", "intellectual", "psychiatric", "developmental", "suspected"),
)
"""What a フォローアップ takes over from its コーディネート."""
_TO_AFTERCARE = (
    *("number", "worker", "source", "facility", "offence", "release", "dest_kind", "dest_name"),
    *("certificates", "care_level"),
    *("elderly", "physical", "intellectual", "psychiatric", "developmental", "suspected"),
)
"""What a 更生緊急保護 takes over from 勾留中の生活環境の調整."""
_NOT_PROSECUTED = ("suspended_prosecution", "reserved")
_GROUNDS = {
    **dict.fromkeys(_NOT_PROSECUTED, "not_prosecuted"),
    **dict.fromkeys(("summary_fine", "fine"), "fined"),
    "suspended_sentence": "suspended_open",
}
"""処分 → 更生緊急保護 の対象となる理由, where it follows from it."""
_NEEDS_REASON = "理由を入力してください。あとから読めます。"
_NO_PETTY = (
    "微罪処分は、このセンターの対象になっていません。ほかの処分を選ぶか、"
    "センター長が「身柄と日付」の「対象の範囲」で変えてください。"
)
_OPENED_AT = ("moved", "applied")
"""Stages whose step opens another 業務."""
_HANDED_OVER = "requested"
"""広域: the other centre follows up."""


def move(
    work: Work, episode_id: str, version: int, to_stage: str, *, typed: Typed, note: str = ""
) -> str | None:
    """Take one step along the table of moves; `typed` fills what the step needs.

    Gives back the id of the フォローアップ that the step opened or found.
    """
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    work.check_version(episode, version)
    service = Service(episode.service)
    step = stages.find(service, episode.stage, to_stage)
    if step is None:
        why = stages.why_not(service, episode.stage, to_stage)
        raise InvalidInput((FieldProblem("stage", why),))
    work.require(step.permission)
    _fill(work, episode, step, typed, note)
    if episode.stage == stages.CLOSED:
        episode.end = episode.end_reason = None
    take_step(work, episode, to_stage, note)
    if step.opens is None:
        return None
    return _OPENING[step.opens](work, episode)


def _fill(work: Work, episode: Episode, step: stages.Move, typed: Typed, note: str) -> None:
    """Write what was typed and what the step sets; refuse, all at once, while something is wrong."""
    service, today = step.service, work.clock.today()
    kept = values_of(episode)
    checked = check_episode(service, typed, today, kept)
    changed = {name: value for name, value in checked.values.items() if kept[name] != value}
    problems = [*checked.problems, *against_days(service, changed, recorded(work, episode.id))]
    # what is typed wrongly is not lacking too
    wrong = {problem.field: typed[problem.field] for problem in problems if problem.field in typed}
    values = kept | dict(checked.values) | wrong
    field, why = stages.refusal(step, values, today, centre_scope(work))
    if why and field not in wrong:
        problems.append(FieldProblem(field, why))
    if step.needs_note and not note.strip():
        problems.append(FieldProblem("note", _NEEDS_REASON))
    if problems:
        raise InvalidInput(tuple(problems))
    write_values(episode, checked.values)
    require_scope(work, episode.disposition if "disposition" in typed else None)
    write_values(episode, dict(step.sets))
    kept = values_of(episode)
    write_values(episode, {name: value for name, value in step.supposes if not kept[name]})


def require_scope(work: Work, disposition: str | None) -> None:
    """Refuse 微罪処分 where the centre has not said that it takes such cases on."""
    work.require(Permission.EDIT_CASES)
    if disposition == "petty" and not centre_scope(work).petty:
        raise InvalidInput((FieldProblem("disposition", _NO_PETTY),))


def take_step(
    work: Work, episode: Episode, to_stage: str, note: str, corrects_id: str | None = None
) -> None:
    """Write the step that leads to a stage, and the stage."""
    work.require(Permission.EDIT_CASES)
    work.add(
        StageMove(
            episode_id=episode.id,
            from_stage=episode.stage,
            to_stage=to_stage,
            day=work.clock.today(),
            by=work.actor.staff_id,
            source="hand",
            note=note.strip(),
            corrects_id=corrects_id,
        )
    )
    words = label("stage", to_stage, episode.service)
    work.tell(
        "episode.moved",
        f"段階を「{words}」に{'訂正' if corrects_id else ''}",
        subject_kind="episode",
        subject_id=episode.id,
        details={"from": episode.stage, "to": to_stage},
    )
    episode.stage = to_stage


def take_back(work: Work, episode_id: str, version: int, note: str) -> None:
    """Take back the last step because it was wrong; the step and the reason stay readable."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    work.check_version(episode, version)
    steps = steps_of(work, episode_id)
    why = take_back_refusal(steps, episode.stage)
    wrong = last_standing(steps)
    if why or wrong is None:
        raise InvalidInput((FieldProblem("stage", why),))
    if not note.strip():
        raise InvalidInput((FieldProblem("note", _NEEDS_REASON),))
    if episode.stage == stages.CLOSED:
        episode.end = episode.end_reason = None
    if episode.stage in _OPENED_AT:
        _take_back_follow_up(work, episode)
    take_step(work, episode, wrong.from_stage, note, wrong.id)


def choose_scope(work: Work, scope: stages.Scope) -> None:
    """Say whether the centre takes on 在宅事件 and 微罪処分."""
    work.require(Permission.MANAGE_OFFICE)
    kept = work.session.scalars(
        select(Setting).where(Setting.office_id == work.office_id, Setting.name == SCOPE)
    ).first()
    if kept is None:
        kept = Setting(name=SCOPE)
        work.add(kept)
    kept.value, kept.changed_by = asdict(scope), work.actor.staff_id
    work.touch(kept)
    work.tell("setting.changed", "被疑者等支援の対象の範囲を変更", subject_kind="office")


def _open_follow_up(work: Work, episode: Episode) -> str | None:
    """The フォローアップ of this コーディネート: the one that exists, or a new one, once."""
    if episode.area == _HANDED_OVER:
        return None
    found = _follow_up_of(work, episode) or _waiting_follow_up(work, episode)
    if found is not None:
        return found.id
    return _open_after(
        work,
        episode,
        Service.FOLLOW_UP,
        _CARRIED,
        start=episode.move,
        source_kind="own_center",
        source="自センター（コーディネート）",
    )


def _open_aftercare(work: Work, episode: Episode) -> str | None:
    """The 更生緊急保護 that was applied for: the one that exists, or a new one, once."""
    found = _follow_up_of(work, episode)
    if found is not None:
        return found.id
    return _open_after(
        work,
        episode,
        Service.AFTERCARE,
        _TO_AFTERCARE,
        start=episode.applied,
        source_kind=episode.source_kind,
        ground=_GROUNDS.get(episode.disposition or ""),
        focus="active" if episode.focus == "planned" else episode.focus,
    )


_OPENING = {Service.FOLLOW_UP: _open_follow_up, Service.AFTERCARE: _open_aftercare}


def _open_after(
    work: Work, episode: Episode, service: Service, carried: tuple[str, ...], **values: Any
) -> str:
    """Begin a 業務 that grows out of an episode, with what it takes over."""
    opened = Episode(
        person_id=episode.person_id,
        service=str(service),
        stage=stages.first(service),
        origin_id=episode.id,
        kept_text={},
        **{name: getattr(episode, name) for name in carried} | values,
    )
    work.add(opened)
    work.session.flush()
    refresh_search_key(work, work.get(Person, episode.person_id))
    work.tell(
        "episode.opened",
        f"{label('service', opened.service)}を開始",
        subject_kind="episode",
        subject_id=opened.id,
        details={"origin": episode.id},
    )
    return opened.id


def _follow_up_of(work: Work, episode: Episode) -> Episode | None:
    return work.session.scalars(
        select(Episode).where(Episode.office_id == work.office_id, Episode.origin_id == episode.id)
    ).first()


def _waiting_follow_up(work: Work, episode: Episode) -> Episode | None:
    """A フォローアップ from the same day on that was entered or imported before."""
    return work.session.scalars(
        select(Episode).where(
            Episode.office_id == work.office_id,
            Episode.person_id == episode.person_id,
            Episode.service == Service.FOLLOW_UP,
            Episode.start == episode.move,
            Episode.origin_id.is_(None),
        )
    ).first()


def _take_back_follow_up(work: Work, episode: Episode) -> None:
    """An untouched フォローアップ goes with the wrong 移行; one that is in use stands in the way."""
    opened = _follow_up_of(work, episode)
    if opened is None:
        return
    if opened.version > 1 or _is_in_use(work, opened.id):
        service = label("service", opened.service)
        day = "移行日" if opened.service == Service.FOLLOW_UP else "申出日"
        words = (
            f"この段階で始まった{service}に、すでに記録があります。"
            f"先に{service}の記録を直すか、{day}を訂正してください。"
        )
        raise InvalidInput((FieldProblem("stage", words),))
    work.tell(
        "episode.withdrawn",
        f"誤って始めた{label('service', opened.service)}を取消し",
        subject_kind="episode",
        subject_id=opened.id,
        details={"origin": episode.id},
    )
    work.touch(opened)
    work.session.delete(opened)


def _is_in_use(work: Work, episode_id: str) -> bool:
    """Whether any record hangs on an episode."""
    from app.storage.records import Base  # makes every record

    work.session.flush()
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if any(key.column.table.name == "episode" for key in column.foreign_keys):
                found = select(func.count()).select_from(table).where(column == episode_id)
                if work.session.scalar(found):
                    return True
    return False
