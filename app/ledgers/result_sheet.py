"""The rows of a plan in words, and the same words as an Excel book that can be worked through."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from app.calendar import wareki
from app.calendar.partial import PartialDate
from app.codes import Service, label
from app.errors import FileProblem
from app.ledgers.check import FIELD_LABELS, Problem
from app.ledgers.planned import Plan, PlanRow
from app.ledgers.values import Value
from app.reports.counting.words import start_day
from app.reports.output import write_whole

HANDLINGS = {
    "import": "新規",
    "merge": "続き",
    "same": "登録済み",
    "completes": "補う",
    "changes": "書き換え",
    "reject": "不可",
    "exclude": "除く",
    "skip": "読まない行",
}
CHECK = "確認"
SAME_PERSON = "同じ人？"

_TABLES = {
    "sex": "sex", "service": "service", "source_kind": "source_kind", "kubun": "kubun",
    "area": "area", "focus": "focus", "disposition": "disposition", "continuing": "continuing",
    "release_reason": "release_reason", "dest_kind": "dest_kind", "means": "means",
    "kind": "event_kind", "role": "event_role",
}  # fmt: skip
_SHORT = {
    "no_person": "氏名がない",
    "start_date_impossible": "{label}が暦にない日",
    "start_date_missing": "{label}が分からない",
    "start_date_unreadable": "{label}を読めない",
    "end_before_start": "終了が開始より前",
    "error_values": "氏名か開始日がエラー",
    "service_unknown": "業務が分からない",
    "event_nameless": "名称がない",
    "left_out": "取り込まないと選んだ行",
    "struck_through": "取消線の行。取り込むなら切替",
    "partial_date": "{label}が途中まで",
    "date_impossible": "{label}が暦にない日",
    "date_unreadable": "{label}を読めない",
    "date_corrected": "{label}の元号を直した",
    "year_assumed": "{label}の年を補った",
    "birth_in_future": "生年月日が開始より後",
    "duplicate_number": "番号が別の人と同じ",
    "duplicate_row": "同じ行が二つ",
    "number_again": "番号が同じで開始日が違う",
    "start_in_future": "{label}が今日より後",
    "hidden_row": "表示されていない行",
    "hidden_sheet": "表示されていないシート",
    "conflict_with_earlier_sheet": "前の年度と値が違う",
    "unknown_mark": "印の意味が分からない",
    "unknown_code": "{label}が一覧にない",
    "error_value": "{label}がエラー",
    "ditto_without_row": "〃の元の行がない",
    "minutes_unreadable": "所要時間を読めない",
    "number_unreadable": "{label}を数に読めない",
    "approximate_number": "{label}が概数",
    "closed_without_end": "終了日がない",
    "number_name_mismatch": "番号と氏名が違う",
    "case_not_found": "合うケースがない",
    "suspected_duplicate_person": "並べて確かめる",
}
"""Codes of `check` in a few words; a code that is not here shows its own first sentence."""

_HEADS = ("シート", "行", "扱い", "管理番号", "氏名", "読み取り", "理由・直し方")
_WIDTHS = (16, 6, 10, 12, 18, 32, 90)


def handling(row: PlanRow) -> str:
    """What becomes of a row, in one word."""
    if row.disposition in ("reject", "exclude", "skip", "same"):
        return HANDLINGS[row.disposition]
    severities = {problem.severity for problem in row.problems}
    if "ask" in severities:
        return SAME_PERSON
    return CHECK if "warn" in severities else HANDLINGS[row.disposition]


def value_words(field: str, value: Value, service: str = "") -> str:
    """A value as the screen says it; '' for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "○" if value else ""
    if isinstance(value, PartialDate):
        return wareki.long(value)
    if field == "end_reason":
        return label("end_reason", str(value), service)
    if field in _TABLES:
        return label(_TABLES[field], str(value))
    return f"{value}分" if field == "minutes" else str(value)


def field_words(field: str) -> str:
    """The word for a field."""
    return FIELD_LABELS.get(field, field)


def reading_words(row: PlanRow) -> str:
    """What was read in short: the days of a case, the contact, the event."""
    values = row.values
    if row.kind == "activity":
        words = [
            _day(values.get("day")),
            value_words("means", values.get("means")),
            value_words("minutes", values.get("minutes")),
        ]
        return " ".join(word for word in words if word)
    if row.kind == "event":
        return " ".join(
            word
            for word in (_day(values.get("day")), value_words("kind", values.get("kind")))
            if word
        )
    start, end = values.get("start"), values.get("end")
    days = f"{_day(start)}〜{_day(end)}" if start or end else ""
    work = label("service", row.service) if row.service in set(Service) else ""
    return f"{days} {work}".strip()


def reason_words(row: PlanRow) -> str:
    """Why the row is looked at, and what to do; what becomes of it when nothing is wrong."""
    found = list(dict.fromkeys(problem.words for problem in row.problems))
    if found:
        return " ".join(found)
    return "" if row.disposition == "import" else row.words


def short_reason(row: PlanRow) -> str:
    """The reasons in a few words each, for a list; the long ones stand beside it."""
    if not row.problems:
        return "" if row.disposition == "import" else row.words.partition("。")[0]
    found = dict.fromkeys(_short(problem, row.service) for problem in row.problems)
    return "、".join(found)


def _short(problem: Problem, service: str) -> str:
    known = _SHORT.get(problem.code)
    if known is None:
        return problem.words.partition("。")[0]
    field = problem.field
    label_now = start_day(service) if field in ("", "start") else field_words(field)
    return known.format(label=label_now)


def write_result(plan: Plan, out: Path) -> Path:
    """Write every row that counts to `out` (.xlsx), as text only: nothing becomes a formula."""
    from app.reports.xlsx.book import Book  # reads all that makes workbooks

    buffer = io.BytesIO()
    with Book(buffer) as book:
        sheet = book.add_worksheet("取込の結果")
        head = book.add_format({"bold": True, "bottom": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for column, (words, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True)):
            sheet.text(0, column, words, head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(_told(plan), start=1):
            for column, words in enumerate(_cells(row)):
                sheet.text(line, column, words, plain)
        sheet.autofilter(0, 0, max(1, len(_told(plan))), len(_HEADS) - 1)
    write_whole(out, buffer.getvalue(), _complete)
    return out


def _told(plan: Plan) -> list[PlanRow]:
    return [row for row in plan.rows if row.disposition != "skip"]


def _cells(row: PlanRow) -> tuple[str, ...]:
    return (
        row.sheet,
        str(row.row),
        handling(row),
        str(row.values.get("number") or ""),
        str(row.values.get("name") or ""),
        reading_words(row),
        reason_words(row),
    )


def _day(value: Value) -> str:
    return wareki.short(value) if isinstance(value, PartialDate) else ""


def _complete(draft: Path) -> None:
    try:
        with ZipFile(draft) as book:
            broken = book.testzip()
    except BadZipFile as cause:
        raise _damaged(draft) from cause
    if broken is not None:
        raise _damaged(draft)


def _damaged(draft: Path) -> FileProblem:
    return FileProblem(
        "取込の結果を書き出せませんでした。台帳と記録はそのままです。もう一度書き出してください。",
        where=draft.suffix,
    )
