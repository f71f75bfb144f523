"""終了: which 終了事由 may close an episode from which stage, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass

from app import codes
from app.cases.stage_order import CLOSED, ORDER
from app.cases.stages.moves import AC, AD, CO, DE, SU
from app.codes import CASE_SERVICES, Service


@dataclass(frozen=True)
class Closing:
    """One way in which a 業務 ends."""

    service: Service
    reason: str
    stages: tuple[str, ...]
    """From which it may be chosen."""
    requires: tuple[str, ...] = ()
    instead: str = ""
    """What to do in the other stages."""


def _all(service: Service) -> tuple[str, ...]:
    return ORDER[service][:-1]


def _before(service: Service, stage: str) -> tuple[str, ...]:
    return ORDER[service][: ORDER[service].index(stage)]


_MOVED = "受入先へ移ったあとは、フォローアップの終了として記録してください。"
_DECIDED = "処分のあとは、ほかの終了事由を選んでください。"
_RELEASE_FIRST = "先に「釈放」へ進めて、釈放日と釈放事由を入力してください。"
_GIVEN = "措置のあとは、ほかの終了事由を選んでください。"
_NOT_GIVEN = "先に「措置」へ進めるか、「必要なし」「本人辞退」を選んでください。"
_SPECIAL: tuple[Closing, ...] = (
    Closing(
        CO,
        "placed",
        ("moved",),
        ("dest_kind", "move"),
        "先に「釈放・移行」へ進めてください。フォローアップもそこで始まります。",
    ),
    *(
        Closing(CO, reason, _before(CO, "moved"), instead=_MOVED)
        for reason in ("withdrawn", "declined", "unplaced")
    ),
    Closing(
        SU,
        "imprisoned",
        ("disposed", "escort"),
        ("disposition", "disposition_date"),
        "先に「処分」へ進めて、処分と処分日を入力してください。",
    ),
    *(
        Closing(SU, reason, _before(SU, "disposed"), instead=_DECIDED)
        for reason in ("no_consent", "objection")
    ),
    *(
        Closing(AD, reason, ("released",), ("release",), _RELEASE_FIRST)
        for reason in ("settled", "supervised", "aftercare", "unplaced")
    ),
    Closing(AC, "not_needed", ("applied",), instead=_GIVEN),
    *(
        Closing(AC, reason, ("measures", "extended"), instead=_NOT_GIVEN)
        for reason in ("completed", "expired")
    ),
    Closing(
        DE,
        "imprisoned",
        ("disposed",),
        ("disposition", "disposition_date"),
        "先に「処分」へ進めて、処分と処分日を入力してください。",
    ),
    Closing(DE, "aftercare", ("applied",), instead="先に「更生緊急保護の申出」へ進めてください。"),
    *(
        Closing(DE, reason, _before(DE, "disposed"), instead=_DECIDED)
        for reason in ("no_consent", "objection")
    ),
    Closing(DE, "not_applied", ("disposed",), instead="処分のあと、申出がなかったときに選びます。"),
)


def _closings() -> dict[tuple[Service, str], Closing]:
    found = {(one.service, one.reason): one for one in _SPECIAL}
    for service in CASE_SERVICES:
        for reason, _ in codes.table("end_reason").choices(str(service)):
            found.setdefault((service, reason), Closing(service, reason, _all(service)))
    return found


CLOSINGS = _closings()
"""Every way to end; a reason that a centre adds to its code table may end every stage."""


def closings_from(service: Service, stage: str) -> tuple[str, ...]:
    """The 終了事由 that may be chosen in this stage, in the order of the code table."""
    return tuple(
        reason
        for reason, _ in codes.table("end_reason").choices(str(service))
        if stage == CLOSED or stage in CLOSINGS[service, reason].stages
    )


def closing_refusal(service: Service, stage: str, reason: str) -> str:
    """Why an episode may not be closed with this reason now; '' when it may."""
    closing = CLOSINGS.get((service, reason))
    if closing is None or stage == CLOSED or stage in closing.stages:
        return ""
    words = codes.label("end_reason", reason, service)
    here = codes.label("stage", stage, service)
    return f"「{here}」の段階では「{words}」で終了にできません。{closing.instead}"
