"""広域調整: our keys, the offices we write to, exchanges with them, and the letters of each."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.records import (  # noqa: F401  # our keys lead there
    case,
    consent_disclosure,
    network,
    person,
)
from app.storage.records.base import ID, Base, OfOffice, Versioned
from app.storage.types import CleanText, Moment

CODE = String(32)
DIGEST = String(64)


class OfficeKey(OfOffice, Base):
    """The office's own keys; the newest signs, the older ones still open what was sealed to them.

    Rows are added only. On a server people who only read cannot see this table.
    """

    __tablename__ = "office_key"

    fingerprint: Mapped[str] = mapped_column(DIGEST)
    sign_public: Mapped[bytes] = mapped_column(LargeBinary)
    seal_public: Mapped[bytes] = mapped_column(LargeBinary)
    sign_private: Mapped[bytes] = mapped_column(LargeBinary)
    seal_private: Mapped[bytes] = mapped_column(LargeBinary)
    made_by: Mapped[str] = mapped_column(ID)


class Partner(Versioned, Base):
    """相手の事務所: a centre or 保護観察所 that letters go to, with the program or on paper."""

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("office_id", "identity"),)

    identity: Mapped[str] = mapped_column(DIGEST)
    """The id of their own office record; one made here for an office without the program."""
    kind: Mapped[str] = mapped_column(CODE)
    """'centre' or 'probation'."""
    name: Mapped[str] = mapped_column(CleanText)
    center_no: Mapped[int | None] = mapped_column(Integer)
    """Which of the 48 centres; offices are compared by it, not by prefecture."""
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisation.id"))
    on_paper: Mapped[bool] = mapped_column(Boolean)
    """Without the program: letters are printed, answers are written down here."""
    ended_on: Mapped[date | None] = mapped_column(Date)
    """No longer written to; its letters are refused from then on."""
    note: Mapped[str] = mapped_column(CleanText, default="")


class PartnerKey(Versioned, Base):
    """A key card of a partner: believed only when its check words were compared."""

    __tablename__ = "partner_key"
    __table_args__ = (UniqueConstraint("partner_id", "fingerprint"),)

    partner_id: Mapped[str] = mapped_column(ID, ForeignKey("partner.id"))
    fingerprint: Mapped[str] = mapped_column(DIGEST)
    sign_public: Mapped[bytes] = mapped_column(LargeBinary)
    seal_public: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(CODE)
    """'unconfirmed', 'confirmed', 'replaced' or 'revoked'; one confirmed at most."""
    confirmed_on: Mapped[date | None] = mapped_column(Date)
    confirmed_by: Mapped[str | None] = mapped_column(ID)
    confirmed_with: Mapped[str] = mapped_column(CleanText, default="")
    """Whom at the other office we spoke to."""
    second_by: Mapped[str | None] = mapped_column(ID)
    """Who else confirmed, where a key took the place of another."""
    second_how: Mapped[str] = mapped_column(CODE, default="")
    """'person' or 'recovery': センター長 with the recovery code in place of a second person."""


class Exchange(Versioned, Base):
    """やりとり: one request between two offices; its state is computed from its letters."""

    __tablename__ = "exchange"
    __table_args__ = (
        UniqueConstraint("office_id", "shared_id"),
        Index(None, "episode_id"),
        Index(None, "person_id"),
    )

    shared_id: Mapped[str] = mapped_column(DIGEST)
    """The same on both sides; made by whoever asked."""
    kind: Mapped[str] = mapped_column(CODE)
    """Code of `exchange_kind`."""
    asking: Mapped[bool] = mapped_column(Boolean)
    """Whether this office asked."""
    partner_id: Mapped[str] = mapped_column(ID, ForeignKey("partner.id"))
    person_id: Mapped[str | None] = mapped_column(ID, ForeignKey("person.id"))
    episode_id: Mapped[str | None] = mapped_column(ID, ForeignKey("episode.id"))
    """The own case; None until a request that came in was accepted."""
    worker: Mapped[str] = mapped_column(CleanText, default="")


class KeptLetter(OfOffice, Base):
    """文: a letter as it was written or came in. Rows are added only; see `handoff/letters`."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("exchange_id", "digest"),)

    exchange_id: Mapped[str] = mapped_column(ID, ForeignKey("exchange.id"))
    digest: Mapped[str] = mapped_column(DIGEST)
    """SHA-256 of the header: the id of the letter for both sides."""
    sender: Mapped[str] = mapped_column(DIGEST)
    seq: Mapped[int] = mapped_column(Integer)
    """Two letters have one number where their writer was put back and did not know (`standing`)."""
    kind: Mapped[str] = mapped_column(CODE)
    header: Mapped[str] = mapped_column(Text)
    """The signed part, byte for byte."""
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None for what an office without the program said on paper or by phone."""
    signer: Mapped[str] = mapped_column(DIGEST, default="")
    arrived_as: Mapped[str] = mapped_column(CODE)
    """'own', 'received', 'expired' or 'refused' (header only), or 'told' (written down here)."""
    by: Mapped[str] = mapped_column(ID)
    """Who wrote it, took it in or wrote it down."""
    disclosure_id: Mapped[str | None] = mapped_column(ID, ForeignKey("disclosure.id"))
    """What was handed over with it and on which basis."""


class LetterBody(OfOffice, Base):
    """What a letter says; taken away when it was declined, withdrawn unread or had expired."""

    __tablename__ = "letter_body"
    __table_args__ = (UniqueConstraint("letter_id"),)

    letter_id: Mapped[str] = mapped_column(ID, ForeignKey("letter.id"))
    content: Mapped[str] = mapped_column(Text)


class LetterMark(OfOffice, Base):
    """What became of a letter here: sealed and given away, read, taken over into the case."""

    __tablename__ = "letter_mark"
    __table_args__ = (Index(None, "letter_id"),)

    letter_id: Mapped[str] = mapped_column(ID, ForeignKey("letter.id"))
    kind: Mapped[str] = mapped_column(CODE)
    """'sealed', 'printed', 'read', 'applied' or 'dropped'."""
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(ID)
    note: Mapped[str] = mapped_column(CleanText, default="")
