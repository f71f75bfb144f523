"""Changes to 特別調整の6要件."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.cases.requirements.rules import Finding, RequirementInput, check, short
from app.errors import ChangedMeanwhile
from app.staff.permissions import Permission
from app.storage.records import Episode, Requirement
from app.storage.work import CHANGED, Work


def record(
    work: Work,
    episode_id: str,
    typed: Mapping[str, RequirementInput],
    versions: Mapping[str, int],
) -> None:
    """Keep what was found; `versions` are those read before, 0 for a requirement without a finding.

    Problems name `code.field`. Requirements that are not in `typed` stay as they are.
    """
    work.require(Permission.EDIT_CASES)
    episode = work.get(Episode, episode_id)
    findings = check(typed, work.clock.today())
    # two desks that begin at the same time: the second waits here and then sees the first's rows
    work.session.execute(select(Episode.id).where(Episode.id == episode.id).with_for_update())
    kept = {
        row.code: row
        for row in work.session.scalars(
            select(Requirement).where(Requirement.episode_id == episode.id)
        )
    }
    changed = []
    for code, finding in findings.items():
        row = kept.get(code)
        if (row.version if row else 0) != versions.get(code, 0):
            raise ChangedMeanwhile(CHANGED)
        if _write(work, episode.id, code, row, finding):
            changed.append(code)
    if changed:
        work.touch(episode)
        work.tell(
            "requirement.recorded",
            f"要件（{'・'.join(short(code) for code in changed)}）を記録",
            subject_kind="episode",
            subject_id=episode.id,
            details={code: _state(findings[code]) for code in changed},
        )


def _write(
    work: Work, episode_id: str, code: str, row: Requirement | None, finding: Finding | None
) -> bool:
    """Whether this changed something."""
    if finding is None:
        if row is not None:
            work.touch(row)
            work.session.delete(row)
        return row is not None
    before = None if row is None else (row.state, row.found_by, row.found_on, row.note)
    after = (finding.state, finding.found_by, finding.found_on, finding.note)
    if before == after:
        return False
    if row is None:
        row = Requirement(episode_id=episode_id, code=code)
        work.add(row)
    row.state, row.found_by, row.found_on, row.note = after
    return True


def _state(finding: Finding | None) -> str:
    return "" if finding is None else finding.state
