"""開示請求: the list, a request being recorded, and its items half decided."""

from __future__ import annotations

from datetime import timedelta

from app.staff.permissions import Permission
from app.subject_access import actions
from app.subject_access.marking.rules import State
from app.subject_access.requests.queries import person_of_case, requests
from app.subject_access.rules import (
    Addressee,
    DueRule,
    DueSetting,
    Kind,
    Requester,
    RequestInput,
    Result,
)
from app.ui.desk import Where
from app.ui.pictures.camera import Photographer
from app.ui.screens.subject_access.screen import SubjectAccessScreen
from app.ui.window import MainWindow

_FIRST_DECIDED = 4
_AGO = timedelta(days=9)


def take_requests(window: MainWindow, photographer: Photographer, episode: str) -> None:
    """The pictures; at the end the request is withdrawn, so that the next scale begins alike."""
    if window.desk.actor.refusal(Permission.ANSWER_REQUESTS):
        raise TypeError("the practice centre is shown to センター長")
    request = _asked(window, episode)
    window.show_where(Where("subject_access"))
    screen = window.shown
    if not isinstance(screen, SubjectAccessScreen):
        raise TypeError("開示請求 is not shown")
    photographer.take(window, "requests")
    screen.requests.show_new()
    if screen.requests.dialog is not None:
        photographer.take(screen.requests.dialog, "requests-new")
        screen.requests.dialog.reject()
    window.show_where(Where("subject_access", {"request": request}))
    page = screen.items
    for _ in range(_FIRST_DECIDED):
        page.decide(State.GIVE)
    page.which.show_code("proposed")
    page.which.chosen.emit("proposed")
    told = [bool(one.proposals and one.proposals[0].spans) for one in page.shown_rows()]
    page.table.choose_row(told.index(True) if True in told else 0)
    page.decide(State.PART)
    page.table.choose_row(told.index(True) if True in told else 0)
    photographer.take(window, "requests-items")
    page.releasing.show_records()
    if page.releasing.paper is not None:
        photographer.take(page.releasing.paper, "requests-paper")
        page.releasing.paper.reject()
    window.show_where(Where("today"))
    photographer.take(window, "today-requests")
    _withdrawn(window)


def _asked(window: MainWindow, episode: str) -> str:
    """The request that is pictured; that of an earlier scale once more."""
    office, actor = window.desk.office, window.desk.actor
    with office.reading(actor) as reading:
        there = requests(reading)
    with office.work(actor) as work:
        if there:
            actions.open_again(work, there[0].id, there[0].version, "手引きの図のため")
            return there[0].id
        setting = DueSetting(DueRule.THIRTY)
        actions.set_due(work, setting)
        received = work.clock.today() - _AGO
        typed = RequestInput(
            kind=str(Kind.DISCLOSURE),
            number="R8-1",
            requester=str(Requester.SELF),
            requester_name="",
            identified="マイナンバーカードと障害者手帳の提示",
            received_on=received,
            addressee=str(Addressee.PREFECTURE),
            forwarded="",
            asked="私の支援の記録（面接の記録、関係機関とのやりとり、会議の記録）",
            due_on=setting.due(received),
        )
        return actions.record(work, person_of_case(work, episode), typed)


def _withdrawn(window: MainWindow) -> None:
    with window.desk.office.work(window.desk.actor) as work:
        one = requests(work)[0]
        day = work.clock.today()
        actions.decide(work, one.id, one.version, str(Result.WITHDRAWN), day, "図のため")
