"""The stages of each 業務 in their order, for what only asks where a case stands (pure).

What moves a case, and what a move asks for, is `app/cases/stages/`: a table that a list does not need.
"""

from __future__ import annotations

from app.codes import Service

CLOSED = "closed"

ORDER: dict[Service, tuple[str, ...]] = {
    Service.COORDINATION: (
        *("requested", "assessment", "plan", "placement", "decided", "moved"),
        CLOSED,
    ),
    Service.FOLLOW_UP: ("following", CLOSED),
    Service.CONSULTATION: ("received", "continuing", CLOSED),
    Service.SUSPECT_SUPPORT: (
        *("requested", "assessment", "arranging", "disposed", "escort", "aid"),
        CLOSED,
    ),
    Service.ADJUSTMENT: (
        *("received", "survey", "selecting", "asked", "arranging", "decided", "released"),
        CLOSED,
    ),
    Service.AFTERCARE: ("applied", "measures", "extended", CLOSED),
    Service.DETAINED: ("heard", "interview", "arranging", "disposed", "applied", CLOSED),
}

OPEN = tuple(sorted({stage for order in ORDER.values() for stage in order} - {CLOSED}))
"""Every stage but the last: asked for by name, the database finds them through an index."""
