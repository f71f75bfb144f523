"""What Ctrl+K offers for the case that is open: its steps, its sections, its papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Protocol

from app.cases.moving.queries import MoveOffer
from app.cases.queries import CasePage
from app.reports.papers.all import papers_of
from app.ui.desk import Desk, Where
from app.ui.palette.commands import Command
from app.ui.screens.cases.sections.section import Section
from app.ui.screens.cases.summary import Summary


class Pane(Protocol):
    """The case page."""

    desk: Desk
    page: CasePage | None
    summary: Summary

    def edit(self) -> None:
        """訂正."""
        ...

    def begin(self, person_id: str = "") -> None:
        """Another 業務 of this person."""
        ...

    def ask_move(self, offer: MoveOffer) -> None:
        """A step."""
        ...

    def print_paper(self, key: str) -> None:
        """A paper."""
        ...


def case_commands(pane: Pane) -> Iterator[Command]:
    """Steps first, then what each section offers, then the papers."""
    page = pane.page
    if page is None:
        return
    who = page.person.name
    for offer in page.moves:
        yield Command(
            f"case.move.{offer.to_stage}",
            f"段階: {offer.words}",
            who,
            partial(pane.ask_move, offer),
            "だんかい すすめる 進める もどす 終結",
            "" if offer.requires else offer.refusal,
        )
    yield Command(
        "case.resources",
        "資源を探す",
        who,
        partial(pane.desk.go, Where("network", {"for": page.episode.id})),
        "しげん さがす 社会資源 空き 受入先",
    )
    yield Command("case.edit", "このケースを訂正", who, pane.edit, "ていせい", page.edit_refusal)
    for section in pane.summary.sections:
        if section.applies(page):
            yield from _of_section(section, pane.summary, who)
    for paper in papers_of(page.episode.service):
        yield Command(
            f"case.print.{paper.key}",
            f"{paper.title}を印刷",
            who,
            partial(pane.print_paper, paper.key),
            "いんさつ PDF 帳票 プリント",
        )
    yield Command(
        "case.begin",
        "この人の業務を始める",
        who,
        lambda: pane.begin(page.person.id),
        "ぎょうむ 別の業務",
        page.edit_refusal,
    )


def _of_section(section: Section[Any], summary: Summary, who: str) -> Iterator[Command]:
    for number, button in enumerate(section.offered()):
        words = button.text()
        if section.anchor not in words:
            words = f"{section.anchor}: {words}"
        yield Command(
            f"case.{section.key}.{number}",
            words,
            who,
            _pressing(summary, section.key, button.click),
            section.readings,
            button.reason,
        )
    yield Command(
        f"case.{section.key}",
        f"{section.anchor}を見る",
        who,
        lambda: summary.go_to(section.key),
        section.readings,
    )


def _pressing(summary: Summary, key: str, press: Callable[[], object]) -> Callable[[], None]:
    def act() -> None:
        summary.go_to(key)
        press()

    return act
