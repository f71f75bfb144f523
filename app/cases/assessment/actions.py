"""Changes to アセスメントシート."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app.cases.assessment.rules import CheckedSheet, SheetInput, check
from app.staff.permissions import Permission
from app.storage.records import Assessment, Episode, Need, Person
from app.storage.work import Work


def add_sheet(work: Work, episode_id: str, typed: SheetInput) -> str:
    """Keep a new sheet beside the earlier ones and give back its id."""
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    checked = check(typed, work.clock.today(), work.get(Person, episode.person_id).birth)
    sheet = Assessment(episode_id=episode.id)
    _write(sheet, checked)
    work.add(sheet)
    work.session.flush()
    _write_needs(work, sheet, checked)
    _tell(work, sheet, "assessment.added", "アセスメントシートを追加")
    return sheet.id


def correct_sheet(work: Work, sheet_id: str, version: int, typed: SheetInput) -> None:
    """Keep a corrected sheet; its version stands for the needs as well."""
    work.require(Permission.EDIT_CASES)
    sheet = work.get(Assessment, sheet_id)
    work.check_version(sheet, version)
    episode = work.get(Episode, sheet.episode_id)
    checked = check(typed, work.clock.today(), work.get(Person, episode.person_id).birth)
    before = (sheet.day, sheet.worker, sheet.wish, sheet.summary)
    _write(sheet, checked)
    after = (sheet.day, sheet.worker, sheet.wish, sheet.summary)
    if not _write_needs(work, sheet, checked) and before == after:
        return
    flag_modified(sheet, "updated_at")  # the version goes up although only a need changed
    _tell(work, sheet, "assessment.corrected", "アセスメントシートを訂正")


def remove_sheet(work: Work, sheet_id: str, version: int) -> None:
    """Take away a sheet that was written by mistake."""
    work.require(Permission.EDIT_CASES)
    sheet = work.get(Assessment, sheet_id)
    work.check_version(sheet, version)
    for need in _needs(work, sheet).values():
        work.session.delete(need)
    work.session.flush()
    work.touch(sheet)
    work.session.delete(sheet)
    _tell(work, sheet, "assessment.removed", f"{sheet.day.isoformat()}のシートを削除")


def _write(sheet: Assessment, checked: CheckedSheet) -> None:
    sheet.day, sheet.worker = checked.day, checked.worker
    sheet.wish, sheet.summary = checked.wish, checked.summary


def _needs(work: Work, sheet: Assessment) -> dict[str, Need]:
    rows = work.session.scalars(select(Need).where(Need.assessment_id == sheet.id))
    return {row.domain: row for row in rows}


def _write_needs(work: Work, sheet: Assessment, checked: CheckedSheet) -> bool:
    """Whether a need was added, changed or taken away."""
    kept, changed = _needs(work, sheet), False
    for domain, words in checked.needs.items():
        need = kept.pop(domain, None)
        if need is None:
            need = work.add(Need(assessment_id=sheet.id, domain=domain))
        elif (need.status, need.text) == (words.status, words.text):
            continue
        need.status, need.text = words.status, words.text
        changed = True
    for gone in kept.values():
        work.session.delete(gone)
    return changed or bool(kept)


def _tell(work: Work, sheet: Assessment, kind: str, words: str) -> None:
    work.touch(work.get(Episode, sheet.episode_id))
    work.tell(
        kind,
        words,
        subject_kind="episode",
        subject_id=sheet.episode_id,
        details={"assessment": sheet.id},
    )
