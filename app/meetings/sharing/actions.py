"""Recording what was shared in a 会議, for everybody who was there at once."""

from __future__ import annotations

from dataclasses import replace

from app.consent.disclosures import actions as disclosures
from app.consent.disclosures.rules import DisclosureInput, check_disclosure
from app.consent.laws import Ask, lawbook
from app.errors import FieldProblem, InvalidInput
from app.meetings.members.queries import members
from app.meetings.rules import HELD, held_refusal
from app.meetings.sharing.queries import weigh
from app.meetings.sharing.rules import Refused, Shared, ShareInput, told, usual_basis
from app.meetings.telling import held_still, tell
from app.staff.permissions import Permission
from app.storage.records import Meeting
from app.storage.work import Work

_NOT_THERE = (
    "この会議の構成員・出席者でない機関が入っています。会議の外で伝えたことは、"
    "本人の頁の「情報提供」に、その根拠とともに記録してください。"
)


def share(work: Work, meeting_id: str, typed: ShareInput) -> Shared:
    """Keep what was told to whom, each pair with its basis; what may not be is given back.

    `InvalidInput` when nothing of it may be shared, with the reason for each pair.
    """
    work.require(Permission.DISCLOSE)
    meeting = held_still(work, meeting_id)
    if meeting.state != HELD:
        reason = held_refusal(meeting.state, "", "共有したことを残します")
        raise InvalidInput((FieldProblem("state", reason),))
    _check(work, meeting, typed)
    pairs = weigh(work, meeting.id, typed, holding=True)
    refused = tuple(
        Refused(pair.who, pair.organisation, pair.refusal) for pair in pairs if pair.refusal
    )
    allowed = [pair for pair in pairs if not pair.refusal]
    if not allowed:
        raise InvalidInput((FieldProblem("pairs", "\n".join(told(refused))),))
    for pair in allowed:
        disclosures.record(work, replace(pair.typed, worker=work.actor.name))
    words = f"共有したことを記録（{len(allowed)}件）"
    tell(work, meeting, "meeting.shared", words, refused=len(refused))
    return Shared(len(allowed), refused)


def _check(work: Work, meeting: Meeting, typed: ShareInput) -> None:
    """Refuse what is wrong with the words themselves before any pair is looked at."""
    problems = []
    if not typed.discussed:
        problems.append(FieldProblem("discussed", "だれについて共有したかを選んでください。"))
    there = {one.organisation_id for one in members(work, meeting.id) if one.outside}
    if not typed.organisations:
        problems.append(FieldProblem("organisations", "共有した相手を選んでください。"))
    elif not set(typed.organisations) <= there:
        problems.append(FieldProblem("organisations", _NOT_THERE))
    if problems:
        raise InvalidInput(tuple(problems))
    basis = lawbook().basis(typed.basis)
    if basis is not None and Ask.WHY in basis.asks and not typed.why.strip():
        words = f"「{basis.why}」を書いてください（{basis.why_hint}）。"
        raise InvalidInput((FieldProblem("why", words),))
    sample = DisclosureInput(
        organisation_id=typed.organisations[0],
        day=f"{meeting.day:%Y/%m/%d}",
        way="meeting",
        items=typed.items,
        basis=typed.basis or usual_basis(meeting.kind),
        signal_id="any",
        content=typed.content,
        purpose=typed.purpose,
        why=typed.why,
        prosecutor_view=typed.prosecutor_view or None,
        prosecutor_asked_on=typed.prosecutor_asked_on,
    )
    check_disclosure(sample, work.clock.today())
