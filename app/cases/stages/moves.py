"""The table of moves: from which stage to which, what a move asks for, what it begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app import codes
from app.cases.stage_order import CLOSED, ORDER
from app.codes import Service
from app.staff.permissions import Permission

CO, FU, CN, SU = (
    Service.COORDINATION,
    Service.FOLLOW_UP,
    Service.CONSULTATION,
    Service.SUSPECT_SUPPORT,
)
AD, AC, DE = Service.ADJUSTMENT, Service.AFTERCARE, Service.DETAINED


@dataclass(frozen=True)
class Move:
    """One allowed step and everything that belongs to it."""

    service: Service
    from_stage: str
    to_stage: str
    words: str
    """What the button says."""
    requires: tuple[str, ...] = ()
    """Fields of the episode that must be filled."""
    also: tuple[str, ...] = ()
    """Fields that are usually known by then: asked for as well, and not needed."""
    reached: tuple[str, ...] = ()
    """Days that must not lie ahead when the step is taken."""
    needs_note: bool = False
    permission: Permission = Permission.EDIT_CASES
    sets: tuple[tuple[str, str], ...] = ()
    """Fields that the step fills whatever stood there."""
    supposes: tuple[tuple[str, str], ...] = ()
    """Fields that the step fills where they are empty."""
    opens: Service | None = None
    """The 業務 that begins with this step."""
    begins: tuple[str, ...] = ()
    """期限 that begin to run with the step: ids of `resources/rules/`."""
    ends: tuple[str, ...] = ()
    """期限 that the step settles."""


_FORWARD: dict[Service, dict[str, tuple[str, ...]]] = {
    CO: {
        "requested": ("assessment", "plan", "placement", "decided", "moved"),
        "assessment": ("plan", "placement", "decided", "moved"),
        "plan": ("placement", "decided", "moved"),
        "placement": ("decided", "moved"),
        "decided": ("moved",),
    },
    FU: {},
    CN: {"received": ("continuing",)},
    SU: {
        "requested": ("assessment", "arranging", "disposed"),
        "assessment": ("arranging", "disposed"),
        "arranging": ("disposed",),
        "disposed": ("escort", "aid"),
        "escort": ("aid",),
    },
    AD: {
        "received": ("survey", "selecting", "arranging", "decided", "released"),
        "survey": ("selecting", "arranging", "decided", "released"),
        "selecting": ("asked", "arranging", "decided", "released"),
        "asked": ("arranging", "decided", "released"),
        "arranging": ("decided", "released"),
        "decided": ("released",),
    },
    AC: {"applied": ("measures",), "measures": ("extended",)},
    DE: {
        "heard": ("interview", "arranging", "disposed"),
        "interview": ("arranging", "disposed"),
        "arranging": ("disposed",),
        "disposed": ("applied",),
    },
}
"""Papers may come late, so early steps may be skipped; 処分 is a fact that nothing passes by."""

_BACK: dict[Service, tuple[tuple[str, str], ...]] = {
    CO: (
        ("assessment", "requested"),
        ("plan", "assessment"),
        ("placement", "plan"),
        ("decided", "placement"),
    ),
    FU: (),
    CN: (),
    SU: (("assessment", "requested"), ("arranging", "assessment")),
    AD: (
        ("survey", "received"),
        ("selecting", "survey"),
        ("asked", "selecting"),
        ("arranging", "asked"),
        ("decided", "arranging"),
    ),
    AC: (("measures", "applied"),),
    DE: (("interview", "heard"), ("arranging", "interview")),
}
"""Work that is done again; what has happened to the person (移行, 処分, 釈放) is only corrected."""

_REQUIRES: dict[tuple[Service, str], tuple[str, ...]] = {
    (CO, "decided"): ("dest_kind",),
    (CO, "moved"): ("dest_kind", "move"),
    (SU, "arranging"): ("consent",),
    (SU, "disposed"): ("disposition", "disposition_date"),
    (SU, "escort"): ("release",),
    (SU, "aid"): ("release",),
    (AD, "decided"): ("dest_kind",),
    (AD, "released"): ("release", "release_reason"),
    (AC, "measures"): ("ground", "release"),
    (AC, "extended"): ("extension",),
    (DE, "arranging"): ("consent", "prosecutor_view", "prosecutor_heard"),
    (DE, "disposed"): ("disposition", "disposition_date"),
    (DE, "applied"): ("release", "applied"),
}
_ALSO: dict[tuple[Service, str], tuple[str, ...]] = {
    (CO, "assessment"): ("consent",),
    (CO, "decided"): ("dest_name", "move"),
    (CO, "moved"): ("dest_name", "release", "release_reason"),
    (SU, "assessment"): ("consent",),
    (SU, "escort"): ("dest_kind", "dest_name", "move"),
    (SU, "aid"): ("dest_kind", "dest_name", "move"),
    (AD, "survey"): ("hope_place", "guarantor"),
    (AD, "decided"): ("dest_name", "release"),
    (AD, "released"): ("dest_kind", "dest_name"),
    (AC, "measures"): ("opinion", "dest_kind", "dest_name"),
    (DE, "interview"): ("consent", "focus"),
    (DE, "disposed"): ("release",),
    (DE, "applied"): ("dest_kind", "dest_name"),
}
_REACHED: dict[tuple[Service, str], tuple[str, ...]] = {
    (CO, "moved"): ("move",),
    (SU, "disposed"): ("disposition_date",),
    (SU, "aid"): ("release",),
    (AD, "released"): ("release",),
    (AC, "measures"): ("release",),
    (AC, "extended"): ("extension",),
    (DE, "disposed"): ("disposition_date",),
    (DE, "applied"): ("release", "applied"),
}

CUSTODY = (
    *("custody_48h", "custody_24h", "custody_72h", "custody_end"),
    *("detention_10", "detention_20", "detention_25"),
)
AFTERCARE = ("ua_6m", "ua_1y", "ua_2y")
RELEASE = ("release_day", "release_recorded", "move_recorded")
SILENCE = ("follow_up_contact",)

BEGIN: dict[tuple[Service, str], tuple[str, ...]] = {
    (CO, "requested"): (*RELEASE, "plan_60", *SILENCE),
    (FU, "following"): (*SILENCE, *AFTERCARE, "addon_3y"),
    (CN, "received"): ("consultation_answer", *SILENCE),
    (SU, "requested"): (*CUSTODY, *SILENCE),
    (SU, "aid"): AFTERCARE,
    (AD, "received"): ("release_day", "release_recorded"),
    (AC, "measures"): ("ua_6m",),
    (AC, "extended"): ("ua_1y", "ua_2y"),
    (DE, "heard"): CUSTODY,
}
END: dict[tuple[Service, str], tuple[str, ...]] = {
    (CO, "placement"): ("plan_60",),
    (CO, "moved"): RELEASE,
    (CN, "continuing"): ("consultation_answer",),
    (SU, "disposed"): CUSTODY,
    (AD, "released"): ("release_day", "release_recorded"),
    (AC, "extended"): ("ua_6m",),
    (DE, "disposed"): CUSTODY,
}
_OPENS = {(CO, "moved"): FU, (DE, "applied"): AC}


def first(service: Service) -> str:
    """The stage in which an episode begins."""
    return ORDER[service][0]


def passed(service: Service, stage: str) -> tuple[str, ...]:
    """The stages on the way to this one, with it."""
    order = ORDER[service]
    return order[: order.index(stage) + 1]


def running(service: Service, stage: str) -> tuple[str, ...]:
    """The 期限 that run while an episode is in this stage."""
    if stage == CLOSED:
        return ()
    begun = [rule for one in passed(service, stage) for rule in BEGIN.get((service, one), ())]
    over = {rule for one in passed(service, stage) for rule in END.get((service, one), ())}
    return tuple(rule for rule in begun if rule not in over)


def _with_deadlines(move: Move) -> Move:
    was, now = running(move.service, move.from_stage), running(move.service, move.to_stage)
    return replace(
        move,
        begins=tuple(rule for rule in now if rule not in was),
        ends=tuple(rule for rule in was if rule not in now),
    )


def _forward(service: Service, before: str, after: str) -> Move:
    key = (service, after)
    return Move(
        service,
        before,
        after,
        f"「{codes.label('stage', after, service)}」へ進める",
        requires=_REQUIRES.get(key, ()),
        also=_ALSO.get(key, ()),
        reached=_REACHED.get(key, ()),
        sets=(("continuing", "continuing"),) if key == (CN, "continuing") else (),
        opens=_OPENS.get(key),
    )


def _moves() -> Iterator[Move]:
    for service, order in ORDER.items():
        for stage in order[:-1]:
            for later in _FORWARD[service].get(stage, ()):
                yield _forward(service, stage, later)
            yield Move(
                service,
                stage,
                CLOSED,
                "終了にする",
                requires=("end", "end_reason"),
                reached=("end",),
                supposes=(("continuing", "once"),) if stage == "received" else (),
            )
            words = f"「{codes.label('stage', stage, service)}」で再開する"
            yield Move(service, CLOSED, stage, words, needs_note=True)
        for stage, before in _BACK[service]:
            words = f"「{codes.label('stage', before, service)}」へ戻す"
            yield Move(service, stage, before, words, needs_note=True)


MOVES: tuple[Move, ...] = tuple(_with_deadlines(move) for move in _moves())
"""Every move there is."""

_FROM: dict[tuple[Service, str], tuple[Move, ...]] = {
    (service, stage): tuple(m for m in MOVES if (m.service, m.from_stage) == (service, stage))
    for service, order in ORDER.items()
    for stage in order
}


def moves_from(service: Service, stage: str) -> tuple[Move, ...]:
    """The moves that leave `stage`, forward ones first."""
    return _FROM.get((service, stage), ())


def find(service: Service, from_stage: str, to_stage: str) -> Move | None:
    """The move from one stage to another, or None where there is none."""
    return next((m for m in moves_from(service, from_stage) if m.to_stage == to_stage), None)


def why_not(service: Service, from_stage: str, to_stage: str) -> str:
    """Why there is no such move, and what to do instead; '' where there is one."""
    if find(service, from_stage, to_stage) is not None:
        return ""
    order, work = ORDER[service], codes.label("service", service)
    if to_stage not in order or from_stage not in order:
        return f"この段階は{work}業務にありません。画面を読み直してください。"
    here, there = (codes.label("stage", stage, service) for stage in (from_stage, to_stage))
    if from_stage == to_stage:
        return f"いま「{here}」です。"
    if order.index(to_stage) > order.index(from_stage):
        reachable = {move.to_stage for move in moves_from(service, from_stage)}
        between = order[order.index(from_stage) + 1 : order.index(to_stage)]
        via = next(stage for stage in reversed(between) if stage in reachable)
        words = codes.label("stage", via, service)
        return f"「{there}」へは、先に「{words}」へ進めてください。"
    if any(stage == from_stage for stage, _ in _BACK[service]):
        return f"「{here}」からは一つ前の段階までしか戻せません。一つずつ戻してください。"
    return (
        f"「{here}」からは戻せません。誤って進めたときは、"
        "「段階の経過」で、理由を添えて取り消してください。"
    )
