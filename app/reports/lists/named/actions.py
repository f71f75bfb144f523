"""Writing a list with names, under a 合言葉; each disclosure to others is recorded or refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.consent.disclosures.actions import record
from app.consent.disclosures.rules import DisclosureInput
from app.consent.laws import label, lawbook
from app.errors import FieldProblem, InvalidInput
from app.reports.lists.actions import Written
from app.reports.lists.leaving import all_rows, book_of, check_suffix, complete, leaving
from app.reports.lists.named.sealing import checked_passphrase, sealed
from app.reports.lists.queries import ListRow
from app.reports.lists.rules import ListDefinition
from app.reports.lists.vocabulary import ListColumn
from app.reports.output import write_whole
from app.staff.permissions import Permission
from app.storage.records import Organisation
from app.storage.work import Work

MOST_HANDED_ON = 500
_NUMBERS_SHOWN = 5


@dataclass(frozen=True)
class Names:
    """Why and for whom names leave the program; without `organisation_id` for the own office."""

    passphrase: str
    purpose: str
    organisation_id: str = ""
    basis: str = ""
    why: str = ""
    to_whom: str = ""


def write_named_list(
    work: Work, title: str, wanted: ListDefinition, out: Path, names: Names
) -> Written:
    """Write every case of a list with names to `out` (.xlsx), which opens only with the 合言葉.

    For another office each person's legal basis is checked and the disclosure recorded, or
    nothing is written.
    """
    work.require(Permission.EXPORT_NAMES)
    check_suffix(out)
    checked_passphrase(names.passphrase)
    _state_purpose(names)
    columns, rows = leaving(wanted, named=True), all_rows(work, wanted)
    if names.organisation_id:
        _hand_on(work, rows, columns, names)
    said = (f"氏名入り（取扱注意）　目的　{names.purpose.strip()}", _whom(work, names))
    data = sealed(book_of(work, title, wanted, columns, rows, said), names.passphrase)
    write_whole(out, data, lambda draft: complete(draft, data))
    _tell(work, columns, len(rows), names)
    return Written(out, len(rows))


def _state_purpose(names: Names) -> None:
    if not names.purpose.strip():
        words = "何に使うかを書いてください。ファイルの先頭と履歴に残ります。"
        raise InvalidInput((FieldProblem("purpose", words),))
    if not names.organisation_id and (names.basis or names.to_whom):
        words = "ほかの機関へ渡すときは、渡す相手を選んでください。"
        raise InvalidInput((FieldProblem("organisation_id", words),))
    if names.organisation_id and lawbook().basis(names.basis) is None:
        words = "ほかの機関へ渡すときは、根拠を選んでください。"
        raise InvalidInput((FieldProblem("basis", words),))


def _hand_on(
    work: Work, rows: tuple[ListRow, ...], columns: tuple[ListColumn, ...], names: Names
) -> None:
    """Record the disclosure of each person, or refuse all with the cases that have no basis."""
    persons = {row.person_id: row for row in rows}
    if len(persons) > MOST_HANDED_ON:
        words = f"ほかの機関へ一度に渡せるのは{MOST_HANDED_ON}人までです。条件で絞ってください。"
        raise InvalidInput((FieldProblem("conditions", words),))
    items = tuple(dict.fromkeys(column.item for column in columns))
    day = work.clock.today().isoformat()
    refused: list[str] = []
    reason = ""
    for person_id, row in persons.items():
        try:
            record(
                work,
                DisclosureInput(
                    organisation_id=names.organisation_id,
                    day=day,
                    way="data",
                    items=items,
                    basis=names.basis,
                    person_id=person_id,
                    to_whom=names.to_whom,
                    content="一覧表（Excel）",
                    purpose=names.purpose,
                    why=names.why,
                ),
            )
        except InvalidInput as error:
            refused.append(row.number or "番号なし")
            reason = reason or error.message
    if refused:
        some = "、".join(refused[:_NUMBERS_SHOWN]) + (
            "ほか" if len(refused) > _NUMBERS_SHOWN else ""
        )
        words = f"{len(refused)}人に根拠がないため、書き出していません（{some}）。{reason}"
        raise InvalidInput((FieldProblem("basis", words),))


def _whom(work: Work, names: Names) -> str:
    if not names.organisation_id:
        return "渡す相手　なし（事業所の中で使う）"
    whom = work.get(Organisation, names.organisation_id).name
    return f"渡す相手　{whom} {names.to_whom}　根拠　{label(names.basis)}".strip()


def _tell(work: Work, columns: tuple[ListColumn, ...], count: int, names: Names) -> None:
    keys = [column.key for column in columns]
    whom = "ほかの機関へ" if names.organisation_id else "事業所の中で使う"
    details: dict[str, object] = {
        "rows": count,
        "columns": keys,
        "named": True,
        "purpose": names.purpose.strip(),
    }
    if names.organisation_id:
        details |= {"organisation": names.organisation_id, "basis": names.basis}
    words = f"一覧表{count:,}件を氏名入りでExcelに書き出した（{whom}、{len(keys)}列）"
    work.tell("list.written", words, subject_kind="list", details=details)
