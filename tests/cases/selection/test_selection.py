"""選定: six requirements for 特別調整, reasons for the rest, and what the case shows afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import codes
from app.cases.requirements import rules as requirements
from app.cases.requirements.actions import record
from app.cases.requirements.rules import RequirementInput
from app.cases.selection import rules
from app.cases.selection.actions import decide
from app.cases.selection.queries import selection
from app.cases.selection.rules import SelectionInput
from app.codes import Service
from app.errors import ChangedMeanwhile, InvalidInput
from app.storage.records import Episode
from tests.cases.one_case import ask, begin, do, refused
from tests.conftest import OpenedOffice

TODAY = date(2026, 11, 24)
CODES = requirements.asked(None)
STATES = ("", *dict(codes.table("requirement_state").choices()))


@given(st.fixed_dictionaries({code: st.sampled_from(STATES) for code in CODES}))
def test_a_decision_asks_for_exactly_its_requirements(states: dict[str, str]) -> None:
    held = {code: state for code, state in states.items() if state}
    for decision, kubun in rules.KUBUN.items():
        asked = requirements.asked(kubun)
        words = rules.refusal(decision, held, "")
        assert bool(words) == any(held.get(code) != "met" for code in asked)
        lacking = [code for code in asked if held.get(code) != "met"]
        assert all(requirements.numbered(code) in words for code in lacking)
    assert rules.refusal(rules.NOT_SELECTED, held, "") == ""


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (SelectionInput("not_selected", "R8.11.20"), "reason", "理由"),
        (SelectionInput("special", ""), "day", "選定の日を入力"),
        (SelectionInput("special", "R8.12.1"), "day", "先の日付"),
        (SelectionInput("withdrawn", "R8.11.20", "本人の辞退"), "decision", "取り消すものが"),
        (SelectionInput("castle", "R8.11.20"), "decision", "一覧から"),
    ],
)
def test_what_cannot_be_kept(typed: SelectionInput, field: str, words: str) -> None:
    met = dict.fromkeys(CODES, "met")
    with pytest.raises(InvalidInput) as caught:
        rules.check(typed, met, "", TODAY)
    assert words in caught.value.by_field()[field]


def _met(office: OpenedOffice, case: str, *codes_met: str) -> None:
    typed = {code: RequirementInput("met", "保護観察所", "R8.11.10") for code in codes_met}
    do(office, lambda w: record(w, case, typed, dict.fromkeys(codes_met, 0)))


def _decide(office: OpenedOffice, case: str, decision: str, reason: str = "") -> Any:
    before = ask(office, lambda r: selection(r, case)).last
    return do(
        office, lambda w: decide(w, case, before, SelectionInput(decision, "R8.11.20", reason))
    )


def test_selected_then_withdrawn_stays_readable(probation_office: OpenedOffice) -> None:
    office = probation_office
    case = begin(office, Service.ADJUSTMENT)
    _met(office, case, *CODES[:5])
    refused(lambda: _decide(office, case, "special"), decision="⑥同意がまだ")
    _met(office, case, CODES[5])
    _decide(office, case, "special")
    page = ask(office, lambda r: selection(r, case))
    assert (page.current, page.kubun) == ("special", "special")
    assert dict(page.offers)["special"] == "いまの選定と同じです。"
    with pytest.raises(ChangedMeanwhile):
        do(office, lambda w: decide(w, case, "", SelectionInput("general", "R8.11.20")))
    _decide(office, case, "withdrawn", "本人が希望しなくなった")
    page = ask(office, lambda r: selection(r, case))
    assert (page.current, page.kubun) == ("withdrawn", None)
    assert [one.decision for one in page.decisions] == ["withdrawn", "special"]
    assert page.decisions[0].reason == "本人が希望しなくなった" and page.decisions[0].by
    assert ask(office, lambda r: r.get(Episode, case)).kubun is None


def test_only_the_adjustment_is_selected_about(probation_office: OpenedOffice) -> None:
    case = begin(probation_office, Service.AFTERCARE)
    refused(
        lambda: _decide(probation_office, case, "not_selected", "理由"), decision="生活環境の調整"
    )
