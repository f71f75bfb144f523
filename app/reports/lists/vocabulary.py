"""What a list may show and be narrowed by: a small closed vocabulary (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.codes import CENTRE_SERVICES, PROBATION_SERVICES, Flag, label, table

Value = str | int | PartialDate | None
"""What a cell of a list holds."""


def shown(value: Value) -> str:
    """A value as it is shown."""
    if value is None:
        return ""
    return wareki.short(value) if isinstance(value, PartialDate) else str(value)


class Shape(StrEnum):
    """What kind of value a column holds."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"


@dataclass(frozen=True)
class ListColumn:
    """One column: `named` ones say who somebody is, `item` is what is handed on with it."""

    key: str
    label: str
    shape: Shape = Shape.TEXT
    width: int = 110
    named: bool = False
    item: str = "progress"
    sortable: bool = True


COLUMNS = (
    ListColumn("number", "管理番号", width=96),
    ListColumn("name", "氏名", width=110, named=True, item="identity"),
    ListColumn("kana", "フリガナ", width=120, named=True, item="identity"),
    ListColumn("birth", "生年月日", Shape.DAY, 96, named=True, item="identity"),
    ListColumn("age", "年齢", Shape.NUMBER, 56, item="identity", sortable=False),
    ListColumn("sex", "性別", width=56, item="identity"),
    ListColumn("address", "現住所", width=200, named=True, item="address"),
    ListColumn("phone", "電話", width=110, named=True, item="address"),
    ListColumn("service", "業務", width=110),
    ListColumn("stage", "段階", width=110),
    ListColumn("worker", "担当", width=96),
    ListColumn("start", "開始日", Shape.DAY, 90),
    ListColumn("end", "終了日", Shape.DAY, 90),
    ListColumn("end_reason", "終了事由", width=130),
    ListColumn("last_contact", "最後の支援経過", Shape.DAY, 110),
    ListColumn("kubun", "区分", width=90),
    ListColumn("area", "広域", width=110),
    ListColumn("source_kind", "依頼元区分", width=110),
    ListColumn("source", "依頼元", width=140, named=True),
    ListColumn("partner", "相手センター", width=140),
    ListColumn("flags", "高齢・障害", width=140, item="disability", sortable=False),
    ListColumn("certificates", "手帳", width=130, named=True, item="certificate"),
    ListColumn("care_level", "要介護・支援区分", width=110, item="care"),
    ListColumn("facility", "収容施設", width=130, item="custody"),
    ListColumn("term_end", "刑期終了日", Shape.DAY, 90, item="custody"),
    ListColumn("release", "釈放日", Shape.DAY, 90, item="custody"),
    ListColumn("release_reason", "釈放事由", width=110, item="custody"),
    ListColumn("offence", "罪名", width=120, named=True, item="offence"),
    ListColumn("detention_end", "勾留満期日", Shape.DAY, 90, item="custody"),
    ListColumn("disposition", "処分", width=110, item="disposition"),
    ListColumn("disposition_date", "処分日", Shape.DAY, 90, item="disposition"),
    ListColumn("focus", "重点実施区分", width=130, item="disposition"),
    ListColumn("hope_place", "帰住希望地", width=130, named=True, item="housing"),
    ListColumn("municipality", "市町村", width=110, item="housing"),
    ListColumn("dest_kind", "受入先種別", width=120, item="housing"),
    ListColumn("dest_name", "受入先", width=150, named=True, item="housing"),
    ListColumn("move", "移行日", Shape.DAY, 90, item="housing"),
    ListColumn("consent", "同意日", Shape.DAY, 90),
    ListColumn("note", "備考", width=200, named=True),
)
"""Free text about somebody counts as naming: nobody knows whose name stands in it."""
TYPED = ("number", "partner", "care_level", "facility", "municipality")
"""Typed by hand and not for names: looked through before they leave without names."""
COLUMN = {column.key: column for column in COLUMNS}
FIRST_COLUMNS = ("number", "name", "service", "stage", "worker", "start", "kubun", "flags", "move")


class Kind(StrEnum):
    """How a condition is written."""

    CODES = "codes"
    """Any of some codes."""
    WORDS = "words"
    """Any of the words that occur, as they are written."""
    DAYS = "days"
    """From a day to a day, either left open."""


@dataclass(frozen=True)
class Field:
    """Something a list may be narrowed by."""

    key: str
    label: str
    kind: Kind
    codes: tuple[tuple[str, str], ...] = ()

    def word(self, code: str) -> str:
        """The word for a code."""
        return dict(self.codes).get(code, code)


def _codes(key: str, words: str, name: str = "") -> Field:
    choices: dict[str, str] = {}
    for row in table(name or key):
        choices.setdefault(row.code, row.label)
    return Field(key, words, Kind.CODES, tuple(choices.items()))


_SERVICES = tuple(
    (service.value, label("service", service))
    for service in (*CENTRE_SERVICES, *PROBATION_SERVICES)
)
OPEN, ENDED = "open", "ended"
LATE, WEEK, MONTH = "late", "week", "month"
FIELDS = (
    Field("service", "業務", Kind.CODES, _SERVICES),
    Field("state", "状態", Kind.CODES, ((OPEN, "続いている"), (ENDED, "終了した"))),
    _codes("stage", "段階"),
    Field("worker", "担当", Kind.WORDS),
    _codes("kubun", "区分"),
    _codes("area", "広域"),
    _codes("source_kind", "依頼元区分"),
    _codes("dest_kind", "受入先種別"),
    _codes("end_reason", "終了事由"),
    Field("flags", "高齢・障害", Kind.CODES, tuple((f.value, label("flag", f)) for f in Flag)),
    _codes("sex", "性別"),
    Field("municipality", "市町村", Kind.WORDS),
    Field("start", "開始日", Kind.DAYS),
    Field("end", "終了日", Kind.DAYS),
    Field("move", "移行日", Kind.DAYS),
    Field("release", "釈放日", Kind.DAYS),
    Field("term_end", "刑期終了日", Kind.DAYS),
    Field("last_contact", "最後の支援経過", Kind.DAYS),
    Field(
        "due", "期限", Kind.CODES,
        ((LATE, "過ぎている"), (WEEK, "7日以内"), (MONTH, "31日以内")),
    ),
)  # fmt: skip
FIELD = {field.key: field for field in FIELDS}
