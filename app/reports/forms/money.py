"""Amounts of a 年度 for forms: which go on, and why places stay empty."""

from __future__ import annotations

from collections.abc import Mapping

from app import codes
from app.calendar.fiscal import Period, fiscal_year, fiscal_year_of
from app.errors import WrongUse
from app.funding.queries import form_values
from app.reports.forms.form import AMOUNTS, MONEY, Form, Value
from app.staff.permissions import ALLOWED, Permission, Role, role_label
from app.storage.work import Reading


def amounts(reading: Reading, form: Form, period: Period) -> dict[str, Value]:
    """Amounts of the 年度 for a form that has a place for them; the others leave money alone."""
    if not _places(form) or not reading.actor.may(Permission.READ_FUNDING):
        return {}
    found = form_values(reading, fiscal_year_of(period.first))
    _refuse_left_out(form, found)
    return dict(found)


def left_empty(reading: Reading, form: Form, period: Period) -> str:
    """Why the places for money stay empty on a form; '' where they are filled or there are none."""
    reading.require(Permission.MAKE_REPORT)
    places = _places(form)
    if not places:
        return ""
    actor = reading.actor
    if not actor.may(Permission.READ_FUNDING):
        able = [role for role in Role if Permission.READ_FUNDING in ALLOWED[role]]
        who = "・".join(role_label(role, actor.kind) for role in able)
        why = f"経費を見られるのは{who}です。"
    elif not form_values(reading, fiscal_year_of(period.first)):
        year = fiscal_year(fiscal_year_of(period.first)).label
        why = f"「経費」に{year}の契約がまだありません。"
    else:
        return ""
    return f"この様式の経費の{places}欄は空のまま書き出します。{why}"


def _places(form: Form) -> int:
    return sum(entry.figure.startswith(MONEY) for entry in form.inputs)


def _refuse_left_out(form: Form, found: Mapping[str, int | str]) -> None:
    """A table of 費目 without a place for one of them would add up to less than was spent."""
    places = {entry.figure for entry in form.inputs}
    labels = [label for _, label in codes.table("expense").choices()]
    for group in AMOUNTS:
        named = [label for label in labels if f"{group}{label}" in places]
        if 2 * len(named) < len(labels):
            continue
        for label in labels:
            amount = found.get(f"{group.removeprefix('$')}{label}")
            if label not in named and amount:
                raise WrongUse(
                    f"様式「{form.title}」には、{label}（{amount:,}円）の欄がありません。"
                    "合計が合わなくなるので、何も書き出していません。"
                    f"経費の画面で、{label}を様式にある費目に直すか、ほかの様式を選んでください。",
                    where=form.id,
                )
