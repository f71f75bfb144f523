"""How the office hands on information."""

from __future__ import annotations

from sqlalchemy import select

from app.consent.laws import Provider
from app.consent.queries import PROVIDER
from app.staff.permissions import Permission
from app.storage.records import Setting
from app.storage.work import Work

WORDS = {
    Provider.PRIVATE: "民間の事業者（個人情報保護法第27条）",
    Provider.PUBLIC: "行政機関等（個人情報保護法第69条）",
}


def set_provider(work: Work, nature: Provider) -> None:
    """Say what the office is before 個人情報保護法; disclosures of before keep their clause."""
    work.require(Permission.MANAGE_OFFICE)
    setting = work.session.scalar(
        select(Setting).where(Setting.office_id == work.office_id, Setting.name == PROVIDER)
    )
    if setting is None:
        setting = Setting(name=PROVIDER)
        work.add(setting)
    setting.value = str(nature)
    setting.changed_by = work.actor.staff_id
    work.touch(setting)
    work.tell(
        "consent.provider_set",
        f"事業所の立場を「{WORDS[nature]}」に設定",
        subject_kind="office",
        details={"provider": str(nature)},
    )
