"""What everybody may do for themselves."""

from __future__ import annotations

from app.storage.records import Staff
from app.storage.work import Work


def tell_own_key(work: Work) -> None:
    """Keep that somebody changed their own 合言葉."""
    staff = work.get(Staff, work.actor.staff_id)
    work.touch(staff)
    work.tell(
        "staff.passphrase_changed",
        f"自分の合言葉を替えた（{staff.name}）",
        subject_kind="staff",
        subject_id=staff.id,
    )
