"""The tree of errors a user may see.

Every message is Japanese and says what happened, what is safe and what to do.
No message may contain a person's data. Anything that is not a `TeichakuError` is a bug.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class TeichakuError(Exception):
    """A refusal that a user can understand; `code` is stable for scripts."""

    code = "error"
    exit_status = 3

    def __init__(self, message: str, *, where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where


class FieldProblem(NamedTuple):
    """One sentence for one field: what is wrong and what to type instead."""

    field: str
    message: str


class InvalidInput(TeichakuError):
    """Typed values that cannot be kept; `problems` names the fields."""

    code = "invalid_input"

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__(
            " ".join(problem.message for problem in problems),
            where=problems[0].field if problems else "",
        )
        self.problems = problems

    def by_field(self) -> Mapping[str, str]:
        """The messages keyed by field name."""
        return {problem.field: problem.message for problem in self.problems}


class WrongUse(TeichakuError):
    """A command was called with arguments that do not fit."""

    code = "wrong_use"
    exit_status = 2


class NotAllowed(TeichakuError):
    """The signed-in person may not do this; the message names who may."""

    code = "not_allowed"
    exit_status = 4


class NotFound(TeichakuError):
    """The record is not there (or no longer)."""

    code = "not_found"


class ChangedMeanwhile(TeichakuError):
    """Somebody else saved the record since it was read."""

    code = "changed_meanwhile"
    exit_status = 5


class MergedMeanwhile(ChangedMeanwhile):
    """The person's record was made one with another; `became` is the id of the one that is kept."""

    code = "merged_meanwhile"

    def __init__(self, message: str, became: str) -> None:
        super().__init__(message)
        self.became = became


class AlreadyDone(TeichakuError):
    """The same operation was kept before; nothing was done again."""

    code = "already_done"


class NeedsConfirmation(TeichakuError):
    """The act is possible but must be confirmed first; `question` is put to the user."""

    code = "needs_confirmation"

    def __init__(self, question: str, *, where: str = "") -> None:
        super().__init__(question, where=where)
        self.question = question


class FileProblem(TeichakuError):
    """A file could not be read or written, or was refused."""

    code = "file_problem"


class LedgerRefused(FileProblem):
    """A ledger file was refused as a whole before anything was read from it."""

    code = "ledger_refused"


class LetterRefused(FileProblem):
    """A letter or a partner's card was refused as a whole; `where` is the cause's stable code."""

    code = "letter_refused"


class StorageProblem(TeichakuError):
    """The office's data file cannot be used as it is."""

    code = "storage_problem"


class DatabaseTooNew(StorageProblem):
    """The data file was written by a newer program."""

    code = "database_too_new"


class DatabaseDamaged(StorageProblem):
    """The data file is cut short or changed outside the program."""

    code = "database_damaged"


class HistoryBroken(StorageProblem):
    """An entry of the history is missing or was altered; `where` names the first such place."""

    code = "history_broken"


class ConnectionLost(StorageProblem):
    """The office's server no longer answers; what was just saved may or may not have arrived."""

    code = "connection_lost"


class KeyProblem(TeichakuError):
    """The key could not be had: passphrase, keyring or recovery code."""

    code = "key_problem"
    exit_status = 4


class WrongPassphrase(KeyProblem):
    """What was typed is not this person's passphrase."""


class Busy(TeichakuError):
    """Another process holds the data file; the message names the holder."""

    code = "busy"
    exit_status = 5


class Stumbled(TeichakuError):
    """A fault of the program ended some work; the crash dialog has told it, with its number."""

    code = "fault"

    def __init__(self) -> None:
        super().__init__(
            "予期しない不具合のため、終わりませんでした。"
            "入力はこの画面に残っていて、保存済みの記録もそのままです。もう一度試してください。"
        )
