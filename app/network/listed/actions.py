"""Taking 関係機関 from the lists of `resources/places/`."""

from __future__ import annotations

from app.network.listed.queries import missing
from app.network.listed.rules import listed
from app.network.organisations.actions import add_known
from app.staff.permissions import Permission
from app.storage.work import Work


def prefill(work: Work) -> int:
    """Keep what the lists hold and the office does not; what was changed or closed stays so."""
    work.require(Permission.EDIT_NETWORK)
    keys = missing(work)
    for key in keys:
        add_known(work, listed()[key], key)
    if keys:
        work.tell(
            "organisation.listed",
            f"全国の一覧から関係機関を登録（{len(keys):,}件）",
            subject_kind="office",
        )
    return len(keys)
