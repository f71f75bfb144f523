"""The file for the 都道府県: made of numbers and labels alone.

Nothing that this module can reach knows persons or records; a test over the imports says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.reports.forms.excel import fill
from app.reports.forms.form import Form, Value, ValueFormat

MASK = "＊"
"""What stands in a cell whose number is hidden."""


@dataclass(frozen=True)
class HandedIn:
    """A form and what stands in each of its fields, by name."""

    form: Form
    values: Mapping[str, Value]
    hidden: Collection[str] = ()
    """Names of the fields whose numbers are hidden."""

    @property
    def shown(self) -> dict[str, Value]:
        """What the file shows."""
        return {
            name: MASK if name in self.hidden and value is not None else value
            for name, value in self.values.items()
        }


def write(handed: HandedIn, out: Path) -> None:
    """Fill the form; the file is read back before it takes its place."""
    texts = tuple(
        replace(entry, format=ValueFormat.TEXT) if entry.name in handed.hidden else entry
        for entry in handed.form.inputs
    )
    fill(replace(handed.form, inputs=texts), handed.shown, out)


def paper(handed: HandedIn, period_label: str, *, practice: bool) -> bytes:
    """The same on paper; a total with a hidden part is hidden too."""
    from app.reports.forms.pdf import (
        form_pdf,
    )  # reads all that draws: not before somebody writes a paper

    return form_pdf(handed.form, handed.shown, period_label, practice=practice)
