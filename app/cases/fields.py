"""The fields of an episode: which 業務 has which, how each is typed, what it is called (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.codes import Service


class Kind(StrEnum):
    """How a field is typed and kept."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    CODE = "code"
    MARK = "mark"


@dataclass(frozen=True)
class Field:
    """One field: its name in the record, its official word, its kind, its code table."""

    name: str
    words: str
    kind: Kind
    services: tuple[Service, ...]
    table: str = ""
    group: str = ""
    words_by_service: tuple[tuple[Service, str], ...] = ()

    @property
    def longest(self) -> int:
        """How many characters a text may have."""
        return LONGEST_NUMBER if self.name == "number" else LONGEST_TEXT

    def label(self, service: Service) -> str:
        """The word for this field in this 業務."""
        return dict(self.words_by_service).get(service, self.words)


LONGEST_TEXT = 20_000
"""Characters a text field may hold; an Excel cell holds 32,767."""
LONGEST_NUMBER = 100
"""Characters of a 管理番号: an index row of the server ends at 2,704 bytes."""

CO, FU, CN, SU = (
    Service.COORDINATION,
    Service.FOLLOW_UP,
    Service.CONSULTATION,
    Service.SUSPECT_SUPPORT,
)
AD, AC, DE = Service.ADJUSTMENT, Service.AFTERCARE, Service.DETAINED
CENTRE = (CO, FU, CN, SU)
ALL = (*CENTRE, AD, AC, DE)
PLACED = "受入先"
ORIGIN = "依頼"
CUSTODY = "矯正施設・身柄"
STATE = "障害・手帳"
CLOSING = "終了"

_HOMES_KIND = ((AD, "帰住先種別"), (AC, "住まいの種別"), (DE, "帰住先種別"))
_HOMES_NAME = ((AD, "帰住先"), (AC, "住まい"), (DE, "帰住先"))

FIELDS: tuple[Field, ...] = (
    Field("number", "管理番号", Kind.TEXT, ALL, group=ORIGIN),
    Field(
        "start",
        "依頼日",
        Kind.DATE,
        ALL,
        group=ORIGIN,
        words_by_service=(
            *((FU, "開始日"), (CN, "受付日")),
            *((AD, "受理日"), (AC, "申出日"), (DE, "協議の日")),
        ),
    ),
    Field("worker", "担当者", Kind.TEXT, ALL, group=ORIGIN),
    Field(
        "source_kind",
        "依頼元区分",
        Kind.CODE,
        ALL,
        "source_kind",
        ORIGIN,
        ((AD, "通知元区分"), (AC, "申出の経路"), (DE, "連絡元区分")),
    ),
    Field(
        "source",
        "依頼元",
        Kind.TEXT,
        ALL,
        group=ORIGIN,
        words_by_service=((AD, "通知元"), (AC, "申出の窓口"), (DE, "検察庁")),
    ),
    Field(
        "document_no",
        "依頼文書番号",
        Kind.TEXT,
        (CO, SU, AD, DE),
        group=ORIGIN,
        words_by_service=((AD, "文書番号"), (DE, "文書番号")),
    ),
    Field("kubun", "区分", Kind.CODE, (CO, FU), "kubun", ORIGIN),
    Field("area", "広域", Kind.CODE, (CO, FU), "area", ORIGIN),
    Field("partner", "相手方センター", Kind.TEXT, (CO, FU), group=ORIGIN),
    Field("topic", "相談内容", Kind.TEXT, (CN,), group=ORIGIN),
    Field("continuing", "継続区分", Kind.CODE, (CN,), "continuing", ORIGIN),
    Field(
        "consent",
        "同意書取得日",
        Kind.DATE,
        (*CENTRE, DE),
        group=ORIGIN,
        words_by_service=((DE, "本人の同意の日"),),
    ),
    Field("prosecutor_view", "検察官の意見", Kind.CODE, (DE,), "prosecutor_view", ORIGIN),
    Field("prosecutor_heard", "意見を聴いた日", Kind.DATE, (DE,), group=ORIGIN),
    Field("ground", "対象となる理由", Kind.CODE, (AC,), "aftercare_ground", ORIGIN),
    Field("opinion", "検察官などの意見", Kind.TEXT, (AC,), group=ORIGIN),
    Field("focus", "重点実施区分", Kind.CODE, (SU, AC, DE), "focus", CUSTODY),
    Field(
        "facility",
        "収容施設",
        Kind.TEXT,
        ALL,
        group=CUSTODY,
        words_by_service=(
            *((CN, "退所した矯正施設"), (SU, "身柄（留置施設）")),
            *((AC, "釈放された施設"), (DE, "身柄（留置施設）")),
        ),
    ),
    Field("offence", "罪名", Kind.TEXT, ALL, group=CUSTODY),
    Field("sentence", "刑名・刑期", Kind.TEXT, (CO, AD), group=CUSTODY),
    Field("prison_count", "入所度数", Kind.TEXT, (CO, AD), group=CUSTODY),
    Field("term_end", "刑期終了日", Kind.DATE, (CO, AD), group=CUSTODY),
    Field("outlook", "釈放の見込み", Kind.CODE, (AD,), "outlook", CUSTODY),
    Field("partial", "一部執行猶予", Kind.CODE, (AD,), "partial_suspension", CUSTODY),
    Field("arrest", "逮捕日", Kind.DATE, (SU, DE), group=CUSTODY),
    Field("detention", "勾留日", Kind.DATE, (SU, DE), group=CUSTODY),
    Field("detention_end", "勾留満期日", Kind.DATE, (SU, DE), group=CUSTODY),
    Field("disposition", "処分", Kind.CODE, (SU, DE), "disposition", CUSTODY),
    Field("disposition_date", "処分日", Kind.DATE, (SU, DE), group=CUSTODY),
    Field("release", "釈放日", Kind.DATE, (CO, FU, SU, AD, AC, DE), group=CUSTODY),
    Field("release_reason", "釈放事由", Kind.CODE, (CO, FU, AD), "release_reason", CUSTODY),
    Field("applied", "更生緊急保護の申出日", Kind.DATE, (DE,), group=CUSTODY),
    Field("elderly", "高齢", Kind.MARK, ALL, group=STATE),
    Field("physical", "身体", Kind.MARK, ALL, group=STATE),
    Field("intellectual", "知的", Kind.MARK, ALL, group=STATE),
    Field("psychiatric", "精神", Kind.MARK, ALL, group=STATE),
    Field("developmental", "発達", Kind.MARK, ALL, group=STATE),
    Field("suspected", "疑い", Kind.MARK, ALL, group=STATE),
    Field("certificates", "手帳", Kind.TEXT, ALL, group=STATE),
    Field("care_level", "要介護度", Kind.TEXT, ALL, group=STATE),
    Field(
        "hope_place",
        "帰住希望地",
        Kind.TEXT,
        (CO, SU, AD, DE),
        group=PLACED,
        words_by_service=((AD, "帰住予定地"),),
    ),
    Field("guarantor", "引受人", Kind.TEXT, (AD, DE), group=PLACED),
    Field("municipality", "居住市町村", Kind.TEXT, (FU, CN, AC), group=PLACED),
    Field("dest_kind", "受入先種別", Kind.CODE, ALL, "dest_kind", PLACED, _HOMES_KIND),
    Field("dest_name", "受入先名", Kind.TEXT, ALL, "", PLACED, _HOMES_NAME),
    Field("move", "移行日", Kind.DATE, CENTRE, group=PLACED),
    Field("extension", "延長の申出日", Kind.DATE, (AC,), group=PLACED),
    Field("end", "終了日", Kind.DATE, ALL, group=CLOSING),
    Field("end_reason", "終了事由", Kind.CODE, ALL, "end_reason", CLOSING),
    Field("note", "備考", Kind.LONG_TEXT, ALL, group=CLOSING),
)
"""Every field of an episode, in the order of the page."""

_GROUP_WORDS: dict[Service, dict[str, str]] = {
    AD: {ORIGIN: "通知", PLACED: "帰住先", CUSTODY: "収容・釈放"},
    AC: {ORIGIN: "申出", PLACED: "住まい・延長", CUSTODY: "釈放"},
    DE: {ORIGIN: "協議・同意", PLACED: "帰住先", CUSTODY: "身柄・処分"},
}

BY_NAME = {field.name: field for field in FIELDS}
GROUPS = (ORIGIN, CUSTODY, STATE, PLACED, CLOSING)


def group_words(group: str, service: Service) -> str:
    """What a group of fields is called in this 業務."""
    return _GROUP_WORDS.get(service, {}).get(group, group)


def of_service(service: Service) -> tuple[Field, ...]:
    """The fields that a 業務 has."""
    return tuple(field for field in FIELDS if service in field.services)
