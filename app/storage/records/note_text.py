"""What people wrote, folded for the search; kept beside the records by `storage.note_texts`."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records.base import ID, Base
from app.storage.types import CleanText, PartialDay


class NoteText(Base):
    """The folded text of one record; nothing but what a search over notes must read."""

    __tablename__ = "note_text"
    # In the file the rows lie in the order of the key, so that the newest are read in one go.
    __table_args__ = (Index(None, "id"), {"sqlite_with_rowid": False})

    office_id: Mapped[str] = mapped_column(ID, primary_key=True)
    day: Mapped[PartialDate] = mapped_column(PartialDay, primary_key=True)
    """Of the contact; of an episode its start, of a person the day it was put on record."""
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    """The id of the record the text belongs to."""
    kind: Mapped[str] = mapped_column(String(16))
    """'activity', 'episode', 'person', 'meeting' or 'signal'."""
    folded: Mapped[str] = mapped_column(CleanText)
    """As `people.names.search_folded` folds, the parts on lines of their own."""
