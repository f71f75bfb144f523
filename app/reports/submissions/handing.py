"""What is handed in: the form, the period, the words typed for it, and where the files go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.calendar.fiscal import Period
from app.reports.forms.form import FREE, Form

NOTE = "備考"
EXPLANATION = "差替えの説明"


@dataclass(frozen=True)
class Handing:
    """What is to be handed in, and where both files go."""

    form: Form
    period: Period
    out: Path
    office_out: Path
    pdf_out: Path | None = None
    """The PDF is always kept; here it is written too."""
    free: Mapping[str, str] = field(default_factory=dict)
    """Remarks by the name of their field."""
    reporter: str = ""
    note: str = ""
    replaces_id: str | None = None
    explanation: str = ""
    mask_below: int = 0
    """Numbers from 1 up to, not with, this are hidden in the file for the 都道府県; 0: none."""
    names_confirmed: bool = False
    """Whether somebody looked at the names found in the words typed, and they stand there rightly."""

    def texts(self) -> dict[str, str]:
        """Everything that was typed for the report, by the name of its field."""
        typed = {name: text for name, text in self.free.items() if text}
        return {**typed, NOTE: self.note, EXPLANATION: self.explanation}


def free_fields(form: Form) -> tuple[str, ...]:
    """The fields of a form that are filled with words typed for the report."""
    return tuple(entry.name for entry in form.inputs if entry.figure == FREE)
