"""定型文 for the text of a 支援経過."""

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records.base import Base, Versioned
from app.storage.types import CleanText


class Phrase(Versioned, Base):
    """定型文 of the centre, for the text of a 支援経過."""

    __tablename__ = "phrase"

    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(CleanText)
    text: Mapped[str] = mapped_column(CleanText)
