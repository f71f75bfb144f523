"""Writing form.toml: the definition of a form as text that `form.form_from` reads again."""

from __future__ import annotations

import json
from collections.abc import Iterable

from app.reports.forms.form import Form, Input


def form_toml(form: Form, comments: Iterable[str] = ()) -> str:
    """The text of form.toml for a form; its template lies beside it."""
    lines = [f"# {line}" for line in comments]
    lines += [""] if lines else []
    lines += [
        f"id = {_quoted(form.id)}",
        f"title = {_quoted(form.title)}",
        f"edition = {_quoted(form.edition)}",
    ]
    if form.valid_from is not None:
        lines.append(f"valid_from = {form.valid_from.isoformat()}")
    lines += [
        f"period = {_quoted(form.period.value)}",
        f"sheet = {_quoted(form.sheet)}",
        f"official = {'true' if form.official else 'false'}",
    ]
    for entry in form.inputs:
        lines += ["", *_input(entry)]
    return "\n".join(lines) + "\n"


def _input(entry: Input) -> list[str]:
    return [
        "[[input]]",
        f"name = {_quoted(entry.name)}",
        f"cell = {_quoted(entry.cell)}",
        f"figure = {_quoted(entry.figure)}",
        f"format = {_quoted(entry.format.value)}",
    ]


def _quoted(text: str) -> str:
    # a JSON string is a TOML string but for DEL, which TOML wants escaped
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
