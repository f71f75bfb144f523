"""Keeping lists, and writing or copying one without the columns that name people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.errors import NotFound
from app.reports.lists.leaving import (
    all_rows,
    book_of,
    check_nobody_named,
    check_suffix,
    complete,
    leaving,
    values_of,
)
from app.reports.lists.queries import list_page
from app.reports.lists.rules import ListDefinition, checked, checked_name
from app.reports.lists.vocabulary import Value
from app.reports.output import write_whole
from app.staff.permissions import Permission
from app.storage.records import SavedList
from app.storage.work import Work

MOST_COPIED = 5_000
_WITHOUT = "氏名・住所などの列は入れていません。"


@dataclass(frozen=True)
class Written:
    """The file that was written and how many cases are in it."""

    path: Path
    rows: int


@dataclass(frozen=True)
class Copied:
    """Head and rows as text, and how many rows the list has beyond them."""

    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    left_out: int


def keep_list(
    work: Work,
    name: str,
    definition: ListDefinition,
    *,
    own: bool,
    list_id: str = "",
    version: int = 0,
) -> str:
    """Keep a list under a name, for oneself or for the office; with an id in place of that one."""
    work.require(Permission.RECORD_ACTIVITY)
    tidy, made = checked_name(name), checked(definition)
    owner = work.actor.staff_id if own else None
    if list_id:
        kept = _visible(work, list_id)
        work.check_version(kept, version)
        kept.name, kept.owner_id, kept.definition = tidy, owner, made.as_json()
        work.touch(kept)
    else:
        kept = work.add(SavedList(name=tidy, owner_id=owner, definition=made.as_json()))
    whose = "自分の一覧" if own else "事業所の一覧"
    work.tell("list.kept", f"一覧表を保存（{whose}、{len(made.columns)}列）", subject_kind="list",
              subject_id=kept.id, details=made.as_json())  # fmt: skip
    return kept.id


def remove_list(work: Work, list_id: str, version: int) -> None:
    """Take a kept list away; the cases stay as they are."""
    work.require(Permission.RECORD_ACTIVITY)
    kept = _visible(work, list_id)
    work.check_version(kept, version)
    work.session.delete(kept)
    work.tell("list.removed", "一覧表を削除", subject_kind="list", subject_id=list_id,
              details=dict(kept.definition))  # fmt: skip


def _visible(work: Work, list_id: str) -> SavedList:
    kept = work.get(SavedList, list_id)
    if kept.owner_id not in (None, work.actor.staff_id):
        raise NotFound("この一覧は見つかりません。画面を読み直してください。", where="SavedList")
    return kept


def write_list(work: Work, title: str, wanted: ListDefinition, out: Path) -> Written:
    """Write every case of a list to `out` (.xlsx), without the columns that name people."""
    work.require(Permission.MAKE_REPORT)
    check_suffix(out)
    columns, rows = leaving(wanted, named=False), all_rows(work, wanted)
    check_nobody_named(work, columns, values_of(wanted, columns, rows))
    data = book_of(work, title, wanted, columns, rows, (_WITHOUT,))
    write_whole(out, data, lambda draft: complete(draft, data))
    keys = [column.key for column in columns]
    words = f"一覧表{len(rows):,}件をExcelに書き出した（氏名なし、{len(keys)}列）"
    details = {"rows": len(rows), "columns": keys, "named": False}
    work.tell("list.written", words, subject_kind="list", details=details)
    return Written(out, len(rows))


def copy_rows(work: Work, wanted: ListDefinition) -> Copied:
    """The first rows for the clipboard, without columns that name; told like a file."""
    work.require(Permission.MAKE_REPORT)
    columns = leaving(wanted, named=False)
    page = list_page(work, wanted, limit=MOST_COPIED)
    rows = values_of(wanted, columns, page.rows)
    check_nobody_named(work, columns, rows)
    work.tell("list.copied", f"一覧表の{len(rows):,}件を写した（氏名なし）", subject_kind="list",
              details={"rows": len(rows), "columns": [column.key for column in columns]})  # fmt: skip
    return Copied(tuple(column.label for column in columns), rows, page.total - len(rows))
