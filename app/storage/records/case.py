"""Episodes (業務) of a person."""

from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.calendar.partial import PartialDate
from app.storage.records import person  # noqa: F401  # our keys lead there
from app.storage.records.base import ID, Base, Versioned
from app.storage.types import CleanText, PartialDay

CODE = String(32)
_ORDERED_BY = (
    "person_id", "number", "end", "service", "stage",
    "detention_end", "release", "term_end", "move", "id",
)  # fmt: skip


class Episode(Versioned, Base):
    """One 業務 for one person, from its start to its end."""

    __tablename__ = "episode"
    __table_args__ = (
        Index(None, "office_id", "service", "start"),
        Index(None, "office_id", "start"),
        Index(None, "office_id", "end"),
        Index(None, "office_id", "number"),
        Index(None, "office_id", "stage"),
        Index(None, "person_id", "office_id"),
        # Only in the file: all that the list's own order needs, so that sorting thousands of
        # hits reads no rows (docs/decisions/0009).
        Index("ix_episode_search", "office_id", *_ORDERED_BY).ddl_if(dialect="sqlite"),
    )

    person_id: Mapped[str] = mapped_column(ID, ForeignKey("person.id"))
    service: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(CleanText, default="")
    """管理番号 as the centre writes it; not unique."""
    stage: Mapped[str] = mapped_column(CODE)

    start: Mapped[PartialDate] = mapped_column(PartialDay)
    """依頼日 (コーディネート, 被疑者等支援), 開始日 = 移行日 (フォローアップ), 受付日 (相談支援)."""
    end: Mapped[PartialDate | None] = mapped_column(PartialDay)
    end_reason: Mapped[str | None] = mapped_column(CODE)
    worker: Mapped[str] = mapped_column(CleanText, default="")

    source_kind: Mapped[str | None] = mapped_column(CODE)
    source: Mapped[str] = mapped_column(CleanText, default="")
    document_no: Mapped[str] = mapped_column(CleanText, default="")
    kubun: Mapped[str | None] = mapped_column(CODE)
    area: Mapped[str | None] = mapped_column(CODE)
    """広域 role: 自県 / 他県から受理 / 他県へ依頼, decided by centre (北海道 has two)."""
    partner: Mapped[str] = mapped_column(CleanText, default="")

    elderly: Mapped[bool] = mapped_column(Boolean, default=False)
    physical: Mapped[bool] = mapped_column(Boolean, default=False)
    intellectual: Mapped[bool] = mapped_column(Boolean, default=False)
    psychiatric: Mapped[bool] = mapped_column(Boolean, default=False)
    developmental: Mapped[bool] = mapped_column(Boolean, default=False)
    suspected: Mapped[bool] = mapped_column(Boolean, default=False)
    certificates: Mapped[str] = mapped_column(CleanText, default="")
    care_level: Mapped[str] = mapped_column(CleanText, default="")

    facility: Mapped[str] = mapped_column(CleanText, default="")
    """収容施設; for 相談支援 the institution somebody left, for 被疑者等支援 the 留置施設."""
    offence: Mapped[str] = mapped_column(CleanText, default="")
    sentence: Mapped[str] = mapped_column(CleanText, default="")
    prison_count: Mapped[str] = mapped_column(CleanText, default="")
    term_end: Mapped[PartialDate | None] = mapped_column(PartialDay)
    """刑期終了日; 満期釈放 is the day after."""
    release: Mapped[PartialDate | None] = mapped_column(PartialDay)
    release_reason: Mapped[str | None] = mapped_column(CODE)

    focus: Mapped[str | None] = mapped_column(CODE)
    arrest: Mapped[PartialDate | None] = mapped_column(PartialDay)
    detention: Mapped[PartialDate | None] = mapped_column(PartialDay)
    detention_end: Mapped[PartialDate | None] = mapped_column(PartialDay)
    disposition: Mapped[str | None] = mapped_column(CODE)
    disposition_date: Mapped[PartialDate | None] = mapped_column(PartialDay)

    topic: Mapped[str] = mapped_column(CleanText, default="")
    continuing: Mapped[str | None] = mapped_column(CODE)
    hope_place: Mapped[str] = mapped_column(CleanText, default="")
    municipality: Mapped[str] = mapped_column(CleanText, default="")
    dest_kind: Mapped[str | None] = mapped_column(CODE)
    dest_name: Mapped[str] = mapped_column(CleanText, default="")
    move: Mapped[PartialDate | None] = mapped_column(PartialDay)
    """移行日: the day the person moved to the 受入先."""
    consent: Mapped[PartialDate | None] = mapped_column(PartialDay)
    note: Mapped[str] = mapped_column(CleanText, default="")
    outlook: Mapped[str | None] = mapped_column(CODE)
    """釈放の見込み: 満期 or 仮釈放 (生活環境の調整)."""
    partial: Mapped[str | None] = mapped_column(CODE)
    """一部執行猶予, with or without 保護観察."""
    guarantor: Mapped[str] = mapped_column(CleanText, default="", server_default="")
    """引受人."""
    prosecutor_view: Mapped[str | None] = mapped_column(CODE)
    """検察官の意見 (83条の2); an objection blocks the adjustment."""
    prosecutor_heard: Mapped[PartialDate | None] = mapped_column(PartialDay)
    applied: Mapped[PartialDate | None] = mapped_column(PartialDay)
    """更生緊急保護の申出日, as 勾留中の生活環境の調整 leads to it."""
    ground: Mapped[str | None] = mapped_column(CODE)
    """Which number of 85条1項 the person of a 更生緊急保護 falls under."""
    opinion: Mapped[str] = mapped_column(CleanText, default="", server_default="")
    """検察官・施設の長の意見 (86条3項)."""
    extension: Mapped[PartialDate | None] = mapped_column(PartialDay)
    """延長の申出日 (規則121条: again in writing)."""
    kept_text: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """field → what a ledger said there when it could not be read."""
    origin_id: Mapped[str | None] = mapped_column(ID)
    """The episode out of which this one grew: コーディネート → フォローアップ."""
