"""Changes to what was experienced with a 関係機関."""

from __future__ import annotations

from app.network.experience.rules import NoteInput, check_note
from app.staff.permissions import Permission
from app.storage.records import Organisation, OrganisationNote
from app.storage.work import Work


def add(work: Work, organisation_id: str, typed: NoteInput) -> str:
    """Keep a new note and give back its id."""
    work.require(Permission.EDIT_NETWORK)
    checked = check_note(typed, work.clock.today())
    note = OrganisationNote(
        organisation_id=work.get(Organisation, organisation_id).id,
        day=checked.day,
        text=checked.text,
        worker=checked.worker,
    )
    work.add(note)
    _tell(work, note, "organisation.note_added", "関係機関の覚え書きを記録")
    return note.id


def change(work: Work, note_id: str, version: int, typed: NoteInput) -> None:
    """Keep what was corrected of a note."""
    work.require(Permission.EDIT_NETWORK)
    note = work.get(OrganisationNote, note_id)
    work.check_version(note, version)
    checked = check_note(typed, work.clock.today())
    if (note.day, note.text, note.worker) == (checked.day, checked.text, checked.worker):
        return
    note.day, note.text, note.worker = checked.day, checked.text, checked.worker
    _tell(work, note, "organisation.note_changed", "関係機関の覚え書きを訂正")


def remove(work: Work, note_id: str, version: int) -> None:
    """Take away a note that was entered by mistake."""
    work.require(Permission.EDIT_NETWORK)
    note = work.get(OrganisationNote, note_id)
    work.check_version(note, version)
    _tell(work, note, "organisation.note_removed", "関係機関の覚え書きを削除")
    work.session.delete(note)


def _tell(work: Work, note: OrganisationNote, kind: str, words: str) -> None:
    organisation = work.get(Organisation, note.organisation_id)
    work.touch(organisation)
    work.touch(note)
    work.tell(
        kind,
        f"{words}：{organisation.name}",
        subject_kind="organisation",
        subject_id=organisation.id,
        details={"note": note.id},
    )
