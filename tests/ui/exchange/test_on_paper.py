"""An office without the program: everything goes out printed, its words are written down here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.handoff.exchange.next_steps import What
from app.handoff.letters.kinds import LetterKind
from app.handoff.overview.queries import exchange_list
from app.handoff.partners import actions as partners
from app.network.listed.actions import prefill
from app.network.organisations.queries import search
from app.reports.papers.exchange_papers import letter_paper
from app.reports.titles.actions import name as name_paper
from app.storage.records import Consent, Episode
from app.ui.desk import Where
from app.ui.screens.exchange.exchanges import ExchangesLeaf
from app.ui.screens.exchange.screen import ExchangeScreen
from tests.cases.one_case import ask, begin, do
from tests.conftest import OpenedOffice

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, no display
K = LetterKind
SHIMANE = "島根県地域生活定着支援センター"


def on_paper(opened: OpenedOffice) -> tuple[str, str]:
    """A partner on paper, a case with a consent for it: their ids."""
    do(opened, prefill)
    organisation = ask(opened, lambda r: search(r, SHIMANE, ("settlement_center",)))[0].id
    partner = do(opened, lambda w: partners.add_on_paper(w, "centre", organisation, None))
    episode = begin(opened, facility="前橋刑務所")

    def consent(work: Any) -> None:
        values = {
            "person_id": work.get(Episode, episode).person_id,
            "organisation_id": organisation,
            "items": ["identity", "custody"],
            "purpose": "広域の調整",
            "given_on": work.clock.today(),
            "valid_from": work.clock.today(),
            "how": "paper",
        }
        work.add(Consent(**values))

    do(opened, consent)
    return str(partner), episode


def test_printed_given_and_answered_by_phone(
    opened_embedded: OpenedOffice, screen_at: Callable[[OpenedOffice], ExchangeScreen]
) -> None:
    opened = opened_embedded
    partner, episode = on_paper(opened)
    screen = screen_at(opened)
    asking: Any = screen.desk.asking
    screen.open(Where("handoff", {"leaf": "exchanges", "ask": episode}))
    pane = screen.leaf.pane
    for key, value in (
        ("partner_id", partner), ("asked", "受入先をさがしてください。"),
        ("items", ("identity", "custody")), ("basis", "consent"),
    ):  # fmt: skip
        pane.form.rows[key].set_value(value)
    pane.save()
    assert pane.form is None
    entry = pane.data.page.lanes[0]
    do(opened, lambda w: name_paper(w, "exchange_request", "協力のお願い"))
    paper = ask(opened, lambda r: letter_paper(r, entry.id))
    assert paper.title == "協力のお願い" and "公的な様式は見つからなかった" in paper.source
    said = "\n".join(paper.texts())
    for words in (
        SHIMANE,
        "受入先をさがしてください。",
        "齋藤 蓬夫",
        "前橋刑務所",
        "お引き受けする",
    ):
        assert words in said
    pane._print(entry.id, entry.kind, note=True)
    asking.script(True)
    pane.printing.preview.reject()
    assert pane.lanes.lanes.rows[0].below == "渡した・返事を待っている"
    (line,) = ask(opened, exchange_list)
    assert line.step is not None and line.step.what is What.ANSWER_REQUEST and not line.to_give
    words = [one.words for one in screen.leaf.commands() if one.key == "told.accept"]
    assert words == ["返事を書き取る（受諾）"]
    pane.edit(f"told_{K.ACCEPT}")
    pane.save()
    assert "だれから" in pane.form.rows["told_by"].error()
    pane.form.rows["told_by"].set_value("見本 葉子")
    pane.form.rows["text"].set_value("島根で受入先をさがします")
    pane.save()
    assert pane.form is None and pane.data.page.line.phase == "受諾・調整中"
    assert pane.lanes.lanes.rows[1].words.endswith("（書き取り）")


def test_a_request_on_paper_waits_to_be_accepted(
    opened_embedded: OpenedOffice, screen_at: Callable[[OpenedOffice], ExchangeScreen]
) -> None:
    partner, _ = on_paper(opened_embedded)
    screen = screen_at(opened_embedded)
    leaf = screen.leaf
    assert isinstance(leaf, ExchangesLeaf)
    leaf.write_down()
    form = leaf.pane.form
    assert form is not None
    for key, value in (
        ("partner_id", partner), ("told_by", "見本 葉子"), ("asked", "前橋での面接をお願いします。"),
        ("name", "榧野 澪子"), ("birth", "S40.1.2"), ("term_end", "R9.3.1"),
    ):  # fmt: skip
        form.rows[key].set_value(value)
    leaf.pane.save()
    assert leaf.pane.form is None, form.notice.words
    seen = leaf.pane.data.preview
    assert seen is not None and seen.body.person.name == "榧野 澪子"
    assert seen.fields["term_end"] == "R9.3.1"
