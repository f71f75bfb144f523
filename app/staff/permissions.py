"""Roles and what each may do: one table for the whole program."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.staff.office_kind import OfficeKind


class Role(StrEnum):
    """役割 of a person who uses the program."""

    DIRECTOR = "director"
    COUNSELLOR = "counsellor"
    CLERK = "clerk"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Permission(StrEnum):
    """What an action asks for."""

    READ_CASES = "read_cases"
    EDIT_CASES = "edit_cases"
    RECORD_ACTIVITY = "record_activity"
    PLAN_DAYS = "plan_days"
    APPROVE_PLAN = "approve_plan"
    MERGE_PERSONS = "merge_persons"
    EDIT_NETWORK = "edit_network"
    DISCLOSE = "disclose"
    ANSWER_REQUESTS = "answer_requests"
    HOLD_MEETINGS = "hold_meetings"
    IMPORT_LEDGER = "import_ledger"
    EXPORT_LEDGER = "export_ledger"
    MAKE_REPORT = "make_report"
    EDIT_FORMS = "edit_forms"
    EDIT_FIGURES = "edit_figures"
    READ_FUNDING = "read_funding"
    EDIT_FUNDING = "edit_funding"
    SUBMIT_REPORT = "submit_report"
    EXPORT_NAMES = "export_names"
    READ_HISTORY = "read_history"
    MANAGE_OFFICE = "manage_office"
    MANAGE_KEYS = "manage_keys"


ROLE_LABELS = {
    Role.DIRECTOR: "センター長",
    Role.COUNSELLOR: "相談員",
    Role.CLERK: "事務",
    Role.AUDITOR: "閲覧・監査",
    Role.ADMIN: "システム管理",
}

PERMISSION_LABELS = {
    Permission.READ_CASES: "ケースを見る",
    Permission.EDIT_CASES: "ケースを書きかえる",
    Permission.RECORD_ACTIVITY: "支援経過や添付を記録する",
    Permission.PLAN_DAYS: "予定と期限を扱う",
    Permission.APPROVE_PLAN: "計画を承認する",
    Permission.MERGE_PERSONS: "同じ人の記録を一つにする",
    Permission.EDIT_NETWORK: "関係機関を書きかえる",
    Permission.DISCLOSE: "情報を提供する",
    Permission.ANSWER_REQUESTS: "開示請求などを扱う",
    Permission.HOLD_MEETINGS: "会議を扱う",
    Permission.IMPORT_LEDGER: "台帳を取り込む",
    Permission.EXPORT_LEDGER: "台帳を書き出す",
    Permission.MAKE_REPORT: "報告をつくる",
    Permission.EDIT_FORMS: "様式を登録する",
    Permission.EDIT_FIGURES: "独自の集計を決める",
    Permission.READ_FUNDING: "経費を見る",
    Permission.EDIT_FUNDING: "経費を扱う",
    Permission.SUBMIT_REPORT: "報告を確定する",
    Permission.EXPORT_NAMES: "氏名入りで書き出す",
    Permission.READ_HISTORY: "全員の履歴を見る",
    Permission.MANAGE_OFFICE: "事業所の設定を変える",
    Permission.MANAGE_KEYS: "鍵を扱う",
}

_PROBATION_LABELS = {
    **ROLE_LABELS,
    Role.DIRECTOR: "責任者",
    Role.COUNSELLOR: "保護観察官",
}
"""The same roles as a 保護観察所 calls them (set-up says 責任者)."""


def role_label(role: Role, kind: OfficeKind = OfficeKind.CENTRE) -> str:
    """What a role is called in an office of this kind."""
    return (_PROBATION_LABELS if kind is OfficeKind.PROBATION else ROLE_LABELS)[role]


_CASEWORK = {
    Permission.READ_CASES,
    Permission.EDIT_CASES,
    Permission.RECORD_ACTIVITY,
    Permission.PLAN_DAYS,
    Permission.MERGE_PERSONS,
    Permission.EDIT_NETWORK,
    Permission.DISCLOSE,
    Permission.HOLD_MEETINGS,
}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.DIRECTOR: frozenset(Permission),
    Role.COUNSELLOR: frozenset(
        _CASEWORK | {Permission.IMPORT_LEDGER, Permission.EXPORT_LEDGER, Permission.MAKE_REPORT}
    ),
    Role.CLERK: frozenset(
        {
            Permission.READ_CASES,
            Permission.RECORD_ACTIVITY,
            Permission.PLAN_DAYS,
            Permission.EDIT_NETWORK,
            Permission.HOLD_MEETINGS,
            Permission.IMPORT_LEDGER,
            Permission.EXPORT_LEDGER,
            Permission.MAKE_REPORT,
            Permission.READ_FUNDING,
            Permission.EDIT_FORMS,
            Permission.EDIT_FIGURES,
            Permission.EDIT_FUNDING,
            Permission.SUBMIT_REPORT,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Permission.READ_CASES,
            Permission.MAKE_REPORT,
            Permission.READ_FUNDING,
            Permission.READ_HISTORY,
        }
    ),
    Role.ADMIN: frozenset({Permission.MANAGE_OFFICE, Permission.MANAGE_KEYS}),
}


@dataclass(frozen=True)
class RoleTable:
    """What each 役割 may do in an office: the table above, but for the switches it has turned."""

    turned: frozenset[tuple[Role, Permission]] = frozenset()

    def allows(self, role: Role, permission: Permission) -> bool:
        """Whether the role may do it here."""
        return (permission in ALLOWED[role]) != ((role, permission) in self.turned)

    def allowed(self, role: Role) -> frozenset[Permission]:
        """Everything the role may do here."""
        return frozenset(one for one in Permission if self.allows(role, one))


USUAL = RoleTable()
"""The table of an office that has turned no switch."""


@dataclass(frozen=True)
class Actor:
    """Who is signed in."""

    staff_id: str
    name: str
    role: Role
    kind: OfficeKind = OfficeKind.CENTRE
    """Of the office they sit in: it calls the roles its own way."""
    table: RoleTable = USUAL
    """What the roles may do in that office."""

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return self.table.allows(self.role, permission)

    def refusal(self, permission: Permission) -> str:
        """Why not, in Japanese, naming who may; '' when allowed."""
        if self.may(permission):
            return ""
        able = [role for role in Role if self.table.allows(role, permission)]
        who = "・".join(role_label(role, self.kind) for role in able)
        return f"{role_label(self.role, self.kind)}の役割ではできません。できるのは{who}です。"
