"""The end of an office on this PC: the certificate is begun, the data destroyed, the certificate ended."""

from __future__ import annotations

from pathlib import Path

from app.backups.wiping.actions import Facts
from app.errors import FileProblem
from app.reports.papers.wipe_certificate import write_certificate
from app.storage.folders import OfficeFolder
from app.storage.wiping import Wiped, wipe


def refuse_inside(folder: OfficeFolder, out: Path) -> None:
    """The certificate must not lie where everything is destroyed."""
    if out.absolute().is_relative_to(folder.path.absolute()):
        raise FileProblem(
            "消去証明書は、消すデータのフォルダーの外に保存してください。何も消していません。",
            where=str(out),
        )


def end_office(folder: OfficeFolder, facts: Facts, out: Path) -> Wiped:
    """Destroy the closed office; where no certificate can be written nothing is destroyed."""
    refuse_inside(folder, out)
    write_certificate(facts, None, out)
    wiped = wipe(folder, facts.office_id, facts.second_place)
    write_certificate(facts, wiped, out)
    return wiped
