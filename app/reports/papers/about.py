"""What every paper of a case shares: its head, days and codes as words, the practice mark."""

from __future__ import annotations

from datetime import date

from app import codes
from app.calendar import wareki
from app.calendar.ages import age_range
from app.calendar.partial import PartialDate
from app.cases.printed import CaseHead
from app.reports.papers.paper import Block, Paper
from app.staff.office_kind import OfficeKind
from app.staff.permissions import Permission
from app.staff.queries import office_facts, office_kind
from app.storage.work import Reading

SEALS = ("センター長", "主任", "担当")
"""The boxes of 決裁欄, from the one who decides to the one who wrote."""
_PROBATION_SEALS = ("所長", "統括", "担当")


def seals_of(reading: Reading) -> tuple[str, ...]:
    """The boxes of 決裁欄 in this kind of office."""
    return _PROBATION_SEALS if office_kind(reading) is OfficeKind.PROBATION else SEALS


def day_words(day: date | PartialDate | None) -> str:
    """令和8年11月24日, as far as it is known; '' for none."""
    return "" if day is None else wareki.long(day)


def short_words(day: date | PartialDate | None) -> str:
    """R8.11.24, as far as it is known; '' for none."""
    return "" if day is None else wareki.short(day)


def age_words(birth: PartialDate | None, day: date) -> str:
    """昭和28年4月5日（73歳）; a range of ages where the birth is only partly known."""
    if birth is None:
        return ""
    ages = age_range(birth, day)
    if ages is None:
        return day_words(birth)
    shown = f"{ages[0]}歳" if ages[0] == ages[1] else f"{ages[0]}〜{ages[1]}歳"
    return f"{day_words(birth)}（{shown}）"


def person_pairs(head: CaseHead, day: date) -> tuple[tuple[str, str], ...]:
    """Who it is about, as the first lines of a paper."""
    return (
        ("氏名", head.name),
        ("フリガナ", head.kana),
        ("生年月日", age_words(head.birth, day)),
        ("性別", codes.label("sex", head.sex)),
        ("業務", codes.label("service", head.service)),
        ("管理番号", head.number),
    )


def paper(
    reading: Reading,
    head: CaseHead,
    title: str,
    blocks: tuple[Block, ...],
    *,
    made: date | None = None,
    seals: tuple[str, ...] = (),
    signatures: tuple[str, ...] = (),
    landscape: bool = False,
) -> Paper:
    """A paper of this case, of the day given or of today."""
    reading.require(Permission.READ_CASES)
    return Paper(
        title=title,
        office=head.office,
        made=day_words(made or reading.clock.today()),
        blocks=blocks,
        subject=" ".join(word for word in (head.number, head.name) if word),
        seals=seals,
        signatures=signatures,
        landscape=landscape,
        practice=office_facts(reading).practice,
    )
