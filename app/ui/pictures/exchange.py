"""広域: the list, an exchange with the diagram of its letters, a request that came in, the partners."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from app.handoff.letters.kinds import LetterKind, Side
from app.handoff.overview.queries import exchange_list, exchange_page
from app.handoff.partners.queries import partners
from app.handoff.writing.actions import seal, write
from app.handoff.writing.rules import WriteInput
from app.staff.permissions import Actor
from app.storage.work import Office
from app.ui.desk import Where
from app.ui.pictures.camera import Photographer, office_window, settle
from app.ui.screens.exchange.accepting_forms import ACCEPT
from app.ui.screens.exchange.exchange_pane import ExchangePane
from app.ui.screens.exchange.letters_leaf import LettersLeaf
from app.ui.screens.exchange.screen import ExchangeScreen
from app.ui.theme import theme
from app.ui.window import MainWindow


def take_exchanges(window: MainWindow, photographer: Photographer, episode: str) -> None:
    """What is asked of others and of us, as far as the practice office has it."""
    _show(window, {"leaf": "exchanges"})
    photographer.take(window, "exchanges")
    with window.desk.office.reading(window.desk.actor) as reading:
        lines = exchange_list(reading)
        known = partners(reading)
    ours = [one for one in lines if one.side is Side.ASKING]
    came = [one for one in lines if not one.person]
    if ours:
        _take_ours(window, photographer, ours[0].id)
    if came:
        _show(window, {"leaf": "exchanges", "exchange": came[0].id})
        photographer.take(window, "exchange-request-came")
        _pane(window).edit(ACCEPT)
        photographer.take(window, "exchange-accept")
        window.back()
    _show(window, {"leaf": "exchanges", "ask": episode})
    photographer.take(window, "exchange-request-form")
    window.back()
    _show(window, {"leaf": "letters"})
    _take_settings(window, photographer)
    facts: dict[str, object] = {"leaf": "partners"}
    _show(window, {**facts, "partner_id": known[0].id} if known else facts)
    photographer.take(window, "exchange-partners")


def take_letters(
    office: Office, actor: Actor, photographer: Photographer, settings: QSettings
) -> None:
    """What was sealed and what was not given away yet. Letters are written for it: take a copy.

    Closes the office after.
    """
    with office.reading(actor) as reading:
        ours = next(one for one in exchange_list(reading) if one.side is Side.ASKING)
    with office.work(actor) as work:
        asked = exchange_page(work, ours.id).actions[LetterKind.ANSWER].targets[-1].id
        typed = WriteInput(text="見学には、こちらの相談員が同行します。", reply_to=asked)
        answer = write(work, ours.id, LetterKind.ANSWER, typed)
    with office.work(actor) as work:
        seal(work, answer)
    with office.work(actor) as work:
        more = WriteInput(text="体験入居は、いつごろからできますか。")
        question = write(work, ours.id, LetterKind.QUESTION, more)
    with office_window(office, actor, settings) as window:
        _show(window, {"leaf": "letters", "letter": question})
        photographer.take(window, "exchange-letters")


def _take_settings(window: MainWindow, photographer: Photographer) -> None:
    screen = window.shown
    if isinstance(screen, ExchangeScreen) and isinstance(screen.leaf, LettersLeaf):
        screen.leaf.set_pace()
        settle()
        photographer.take(screen.leaf.dialog, "exchange-settings")
        screen.leaf.dialog.reject()
        settle()


def _take_ours(window: MainWindow, photographer: Photographer, exchange: str) -> None:
    for dark in (False, True):
        theme().set_dark(dark)
        _show(window, {"leaf": "exchanges", "exchange": exchange})
        photographer.take(window, f"exchange{'-dark' if dark else ''}")
    theme().set_dark(False)
    pane = _pane(window)
    if pane.data is None:
        raise LookupError("the exchange is not shown")
    letter = pane.data.page.lanes[-1].id
    pane.open_letter(letter)
    photographer.take(window, "exchange-letter")
    pane.open_letter(letter)
    for kind in (LetterKind.PROGRESS, LetterKind.OFFER_LEAD):
        if not pane.data.refusal(kind):
            pane.write(kind)
            photographer.take(window, f"exchange-{kind.replace('_', '-')}-form")
            window.back()
    settle()


def _pane(window: MainWindow) -> ExchangePane:
    screen = window.shown
    if not isinstance(screen, ExchangeScreen) or not isinstance(screen.leaf.pane, ExchangePane):
        raise TypeError("広域 does not show an exchange")
    return screen.leaf.pane


def _show(window: MainWindow, facts: dict[str, object]) -> None:
    window.show_where(Where("handoff", facts))
    settle()
