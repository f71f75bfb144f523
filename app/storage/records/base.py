"""What every record has: an id made by the client, its office, a version, when it was made.

The modules of records do without `from __future__ import annotations`: types that are written down as
text would be read again for every column, an eighth of what making the records takes.
"""

from datetime import datetime

from sqlalchemy import Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from app.storage.types import Moment, new_id

ID = String(32)


class Base(DeclarativeBase):
    """The base of all records; names of constraints are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class OfOffice:
    """A record that belongs to an office."""

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    office_id: Mapped[str] = mapped_column(ID)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Versioned(OfOffice):
    """A record that people edit: the version goes up with every saved change."""

    version: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime] = mapped_column(Moment)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, object]:
        return {"version_id_col": cls.version}
