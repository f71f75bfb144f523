"""What is measured together: the files of a package and the tests that promise something of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Package:
    """Its files (patterns below the project's root), those left out, and its tests."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    not_changed: tuple[str, ...] = ()
    """Measured for branches but not changed: declarations that another test compares."""

    def measured(self) -> list[Path]:
        """The files whose branches count."""
        found = {path for pattern in self.files for path in ROOT.glob(pattern)}
        out = {path for pattern in self.left_out for path in ROOT.glob(pattern)}
        return sorted(found - out)

    def changed(self) -> list[Path]:
        """The files mutants are made of."""
        out = {path for pattern in self.not_changed for path in ROOT.glob(pattern)}
        return [path for path in self.measured() if path not in out]


_PERMISSIONS = Package(
    "permissions",
    (
        "app/staff/**/*.py",
        "app/cases/restriction/*.py",
        "app/storage/restricting.py",
        "app/storage/restricted_workers.py",
        "app/storage/other_person.py",
    ),
    (
        *("tests/staff", "tests/cases/test_restriction.py", "tests/cases/test_who_may_read.py"),
        *("tests/cases/test_restricted_everywhere.py", "tests/storage/server/test_restricting.py"),
        *("tests/storage/server/test_rls_matrix.py", "tests/commands/test_staff.py"),
        *(
            "tests/storage/server/test_seen_by_every_role.py",
            "tests/commands/test_second_person.py",
        ),
        *(
            "tests/history",
            "tests/storage/server/test_desks.py",
            "tests/commands/test_staff_papers.py",
        ),
        *("tests/handoff/test_restricted_exchange.py", "tests/storage/server/test_invitation.py"),
        *("tests/cases/test_casework.py", "tests/storage/server/test_access.py"),
        *("tests/cases/test_restriction_rules.py", "tests/cases/test_restricted_beside.py"),
        *("tests/ui/staff/test_staff_on_server.py", "tests/ui/staff/test_second_dialog.py"),
    ),
)
_KEYS = Package(
    "keys",
    ("app/storage/keys/*.py", "app/storage/staff_keys.py", "app/storage/failed_tries.py"),
    (
        *(
            "tests/storage/keys",
            "tests/storage/test_failed_tries.py",
            "tests/storage/test_refusals.py",
        ),
        *(
            "tests/storage/test_secrecy.py",
            "tests/storage/test_set_up_cut_off.py",
            "tests/commands",
        ),
        *("tests/staff/accounts", "tests/backups", "tests/storage/test_unfinished.py"),
    ),
)
_LETTERS = Package(
    "letters",
    ("app/handoff/**/*.py",),
    ("tests/handoff", "tests/scenarios", "tests/consent/test_only_through_consent.py"),
)
_LEDGERS = Package("ledgers", ("app/ledgers/**/*.py",), ("tests/ledgers",))
_STORAGE = Package(
    "storage",
    ("app/storage/**/*.py",),
    (
        # without tests/storage/keys, which is the package `keys`
        *sorted(f"tests/storage/{one.name}" for one in ROOT.glob("tests/storage/test_*.py")),
        *(
            "tests/storage/server",
            "tests/backups",
            "tests/history",
            "tests/retention",
            "tests/staff",
        ),
        *("tests/cases/test_restriction.py", "tests/cases/test_who_may_read.py"),
        *("tests/cases/test_restricted_everywhere.py", "tests/cases/test_restricted_beside.py"),
        *("tests/cases/test_casework.py", "tests/people/merging"),
        *("tests/commands/test_backup.py", "tests/commands/test_verify.py"),
        *("tests/commands/test_whole_office.py", "tests/commands/test_office_host.py"),
        *("tests/commands/test_office.py", "tests/commands/test_retention.py"),
        *("tests/handoff/test_back_from_backup.py", "tests/ui/staff/test_staff_on_server.py"),
        "tests/ui/program/test_join.py",
    ),
    ("app/storage/migrations/**/*.py", "app/storage/keys/*.py"),
    ("app/storage/records/*.py",),
)
PACKAGES = {p.name: p for p in (_PERMISSIONS, _KEYS, _LETTERS, _LEDGERS, _STORAGE)}
