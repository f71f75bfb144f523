"""文例: those that come with the program, and the centre's own from the first change on."""

from __future__ import annotations

import pytest

from app import codes
from app.consent.wordings import actions, queries
from app.consent.wordings.defaults import defaults
from app.consent.wordings.rules import FILLED, KINDS, WordingInput, filled
from app.errors import ChangedMeanwhile, NotAllowed
from app.staff.permissions import Role
from tests.cases.one_case import as_role, ask, do, refused
from tests.conftest import OpenedOffice

TYPED = WordingInput("purpose", "住まい", "帰る家を決めるため")


def texts(opened: OpenedOffice, kind: str = "purpose") -> list[str]:
    return [one.title for one in ask(opened, lambda r: queries.wordings(r, kind))]


def test_the_first_change_makes_them_the_centres_own(opened: OpenedOffice) -> None:
    before = texts(opened)
    assert before[0] == "住まい" and len(before) == 6
    do(opened, lambda w: actions.correct(w, 1, 0, TYPED))
    assert texts(opened) == ["住まい", "住まい", *before[2:]]
    assert texts(opened, "consent_form") == [one.title for one in defaults("consent_form")]
    with pytest.raises(ChangedMeanwhile):
        do(opened, lambda w: actions.correct(w, 1, 0, TYPED))
    now = ask(opened, lambda r: queries.wordings(r, "purpose"))
    made = do(opened, lambda w: actions.add(w, WordingInput("purpose", "新しい", "文")))
    do(opened, lambda w: actions.remove(w, "purpose", 0, now[0].version))
    assert texts(opened)[-1] == "新しい" and len(texts(opened)) == 6
    every = ask(opened, queries.all_wordings)
    assert made in [one.key for one in every]
    do(opened, lambda w: actions.begin_again(w, "purpose"))
    assert texts(opened) == before


def test_the_last_one_stays(opened: OpenedOffice) -> None:
    do(opened, lambda w: actions.correct(w, 0, 0, WordingInput("withdrawal_notice", "標準", "文")))
    (one,) = ask(opened, lambda r: queries.wordings(r, "withdrawal_notice"))
    refused(
        lambda: do(opened, lambda w: actions.remove(w, one.kind, 0, one.version)),
        kind="最後の文例",
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (WordingInput("purpose", " ", "文"), "title"),
        (WordingInput("purpose", "名", " "), "text"),
        (WordingInput("poem", "名", "文"), "kind"),
    ],
)
def test_refused_at_the_field(
    opened_embedded: OpenedOffice, typed: WordingInput, field: str
) -> None:
    refused(lambda: do(opened_embedded, lambda w: actions.add(w, typed)), **{field: ""})


def test_who_may_not(opened_embedded: OpenedOffice) -> None:
    with pytest.raises(NotAllowed):
        do(
            opened_embedded,
            lambda w: actions.add(w, TYPED),
            as_role(opened_embedded, Role.CLERK),
        )


def test_every_kind_has_a_text_that_fills_in_only_what_is_known() -> None:
    for kind, _ in codes.table(KINDS).choices():
        assert defaults(kind)
        for one in defaults(kind):
            text = filled(one.text, dict.fromkeys(FILLED[kind], "見本"))
            assert "〔" not in text, (kind, one.title)
    assert filled("〔センター〕と〔だれか〕", {"センター": "見本"}) == "見本と〔だれか〕"
