"""Why a template cannot be filled; turned into a FileProblem that names the form."""

from __future__ import annotations


class BrokenTemplateError(Exception):
    """The reason in Japanese, without the form's name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
