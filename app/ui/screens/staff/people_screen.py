"""職員の一覧: who may sign in, in which 役割, when last, and with what key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout

from app.cases.queries import workers
from app.clock import JST
from app.history.viewing import of_list
from app.reports.papers.access_review import TITLE as REVIEW
from app.reports.papers.access_review import access_review
from app.reports.papers.taken_out import TITLE, taken_out_paper
from app.staff.accounts import actions as accounts
from app.staff.accounts.queries import Person, people
from app.staff.accounts.rules import KEY_WORDS, KeyStanding
from app.staff.handover.queries import open_cases_of
from app.staff.permissions import Permission, Role, role_label
from app.staff.renaming import actions as renaming
from app.staff.rules import own_worker
from app.staff.second.rules import Act
from app.storage import staff_keys
from app.storage.keys.changing import NewRecovery
from app.storage.keys.passphrase import Demands
from app.storage.work import Reading, Work
from app.ui.desk import Desk, Screen, Where
from app.ui.notices import Notice
from app.ui.palette.commands import Command
from app.ui.papers.preview import PaperPreview
from app.ui.screens.staff.inviting import give_invitation
from app.ui.screens.staff.key_dialogs import AddDialog, AgainDialog, OwnDialog
from app.ui.screens.staff.leaving_dialog import LeavingDialog
from app.ui.screens.staff.recovery_dialog import RecoveryDialog
from app.ui.screens.staff.typed_dialog import OWN_LABEL
from app.ui.screens.today_asked import AskedCard
from app.ui.second.dialog import with_second
from app.ui.tables import Cell, Column, Kind, ListModel
from app.ui.theme import Tone, lay
from app.ui.widgets.buttons import Button, MenuButton, primary_button
from app.ui.widgets.card import Card
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.list_table import ListTable
from app.ui.widgets.page import Page
from app.ui.widgets.paragraph import ReasonLine
from app.ui.widgets.tab_order import follow_eye
from app.ui.words import short_day

_ABOUT = "定着を開ける人。退職のときは、ここで鍵と接続を一度に外します"
_LENGTHS = (8, 10, 12, 15, 20, 24)
_CHOOSE = "一覧から職員を選んでください。"
_GONE = "退職した人です。"
_NO_CODE = "サーバーの事業所には回復コードがありません。はじめの合言葉を出し直してもらいます。"
_ONESELF = "自分の退職は、鍵を扱える別の人が登録します。"
_HAND_FIRST = (
    "{name}さんが担当のままのケースが{count}件あります。"
    "先に引き継ぐと、引き継いだ人が一件ずつ確かめられます。"
)
_GOES_WITH = (
    "この人が担当の業務と、終わっていない予定・期限などの担当者の氏名も一緒に直ります。"
    "これまでの支援経過などに書かれた氏名は、そのまま残ります。"
)
_KEY_TONES = {
    KeyStanding.HERE: Tone.GOOD,
    KeyStanding.ALONE: Tone.TEXT,
    KeyStanding.ELSEWHERE: Tone.MUTED,
    KeyStanding.NONE: Tone.WARNING,
    KeyStanding.LEFT: Tone.ERROR,
}


@dataclass(frozen=True)
class Everybody:
    """What the screen read."""

    people: tuple[Person, ...]
    demands: Demands


def everybody(reading: Reading, keys: staff_keys.KeysHere) -> Everybody:
    """The people, and what a new 合言葉 must be like."""
    return Everybody(people(reading, keys), staff_keys.demands(reading))


class PeopleScreen(Screen):
    """The list, and what can be done for the person who is chosen."""

    place = "staff"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.refusal = desk.actor.refusal(Permission.MANAGE_KEYS)
        self.demands = Demands()
        self.dialog: AddDialog | AgainDialog | OwnDialog | LeavingDialog | None = None
        self.paper: PaperPreview | None = None
        self.recovery: RecoveryDialog | None = None
        self.model = ListModel(_columns(desk), parent=self)
        self.table = ListTable(self.model, row_key=lambda row: row.id)
        self.table.setAccessibleName("職員")
        self.table.remember(desk.settings, "staff/people")
        self.table.set_empty_hint(self.refusal or "読み込んでいます。")
        self.add = primary_button("職員を加える")
        self.own = Button("自分の合言葉を替える")
        self.length = MenuButton("合言葉の長さ", [(str(one), f"{one}文字以上") for one in _LENGTHS])
        self.code = Button("回復コードを作り直す")
        self.role = MenuButton(
            "役割を替える", [(str(one), role_label(one, desk.kind)) for one in Role]
        )
        self.name = Button("氏名を直す")
        self.again = Button("合言葉を出し直す")
        self.list_out = Button("書き出しの一覧")
        self.hand = Button("担当を引き継ぐ")
        self.leave = Button("退職にする", kind="danger")
        self.review = Button("点検表")
        self.reason = ReasonLine()
        self.asked = AskedCard(desk)
        self._arrange()
        self._connect()
        self._follow_row()

    def open(self, where: Where) -> None:
        """Read the list; `own` asks for one's own new 合言葉."""
        self.read_again()
        if where.facts.get("own"):
            self.change_own()

    def read_again(self) -> None:
        """The list as it is now."""
        self.asked.read(of_list("職員"))
        if self.refusal:
            self.desk.read(staff_keys.demands, self._set_demands, owner=self, title="")
            return
        keys = staff_keys.keys_here(self.desk.office.folder)
        self.desk.read(lambda reading: everybody(reading, keys), self._show, owner=self, title="")

    def commands(self) -> Iterator[Command]:
        """What can be done here."""
        yield Command(
            "staff.add", "職員を加える", "職員", self.show_add, "しょくいん", self.refusal
        )
        yield Command("staff.own", "自分の合言葉を替える", "職員", self.change_own, "あいことば")

    def focus_first(self) -> None:
        """The list has the keyboard."""
        self.table.setFocus()

    def chosen(self) -> Person | None:
        """The person whose row is chosen."""
        row = self.table.chosen_row()
        return row if isinstance(row, Person) else None

    def show_add(self) -> None:
        """Ask who is new."""
        self._open(AddDialog(self.desk, self.demands, self._added, self))

    def change_own(self) -> None:
        """Ask for one's own new 合言葉."""
        self._open(OwnDialog(self.desk, self.demands, lambda _: self._changed_own(), self))

    def show_again(self) -> None:
        """A new way in for somebody who forgot theirs."""
        person = self.chosen()
        if person is None:
            return
        if not self.desk.office.served:
            self._open(AgainDialog(self.desk, person, self.demands, lambda _: None, self))
            return

        def start(work: Work) -> str:
            from app.storage.server import starting  # the driver is loaded only for a server

            return starting.start(work, person.id)

        if self.desk.asking.confirm(
            f"{person.name}さんのはじめの合言葉を出し直します。いまつながっている席は、つなぎ直すまで使えません。",
            yes="出し直す",
            danger=True,
        ):
            self.desk.write(
                start, lambda code: give_invitation(self, person.name, code), owner=self
            )

    def change_role(self, code: str) -> None:
        """Another 役割, asked once."""
        person, role = self.chosen(), Role(code)
        if person is None or person.role is role:
            return
        words = role_label(role, self.desk.kind)
        if not self.desk.asking.confirm(
            f"{person.name}さんの役割を{words}に替えます。できることが、すぐに変わります。",
            yes="替える",
        ):
            return
        follow = _follow_table if self.desk.office.served else None
        self.desk.write(
            lambda work: accounts.change_role(work, person.id, person.version, role, follow),
            lambda _: self._role_changed(person),
            owner=self,
        )

    def rename(self) -> None:
        """Another name; their cases go with it."""
        person = self.chosen()
        if person is None or self.name.reason:
            return
        typed = self.desk.asking.ask_text("氏名を直す", "新しい氏名", value=person.name)
        name = " ".join((typed or "").split())
        if name in ("", person.name) or not self.desk.asking.confirm(
            f"{person.name}さんの氏名を{name}に直します。{_GOES_WITH}", yes="直す"
        ):
            return
        self.desk.write(
            lambda work: renaming.rename(work, person.id, person.version, name),
            lambda done: self._renamed(name, done),
            owner=self,
        )

    def renew_code(self) -> None:
        """A new recovery code, on two persons' word."""
        with_second(self.desk, Act.NEW_RECOVERY, "", done=self._renew_code, owner=self)

    def _renew_code(self, request_id: str) -> None:
        typed = self.desk.asking.ask_text("回復コードを作り直す", OWN_LABEL, secret=True)
        if typed is None:
            return
        office = self.desk.office

        def act(work: Work) -> NewRecovery:
            by = staff_keys.proof(office, work.actor.staff_id, typed)
            accounts.renew_recovery(work, request_id)
            return staff_keys.new_recovery(office, by)

        self.desk.write(act, self._show_code, owner=self, title="回復コードを作っています")

    def _show_code(self, recovery: NewRecovery) -> None:
        self.recovery = RecoveryDialog(self.desk, recovery, self)
        self.recovery.open()

    def show_list_out(self) -> None:
        """What the person printed, wrote out and sent in the last 90 days."""
        person = self.chosen()
        if person is not None:
            self._preview(person)

    def show_review(self) -> None:
        """Who may open the program and what each role may do, on paper."""
        keys = staff_keys.keys_here(self.desk.office.folder)
        self.paper = PaperPreview(
            self.desk, lambda reading: access_review(reading, keys), REVIEW, self
        )
        self.paper.open()

    def show_leaving(self) -> None:
        """退職; cases that are still the person's are asked about first."""
        person = self.chosen()
        if person is None:
            return
        if self.desk.actor.refusal(Permission.READ_CASES):
            self._leaving(person, 0)
            return
        self.desk.read(
            lambda reading: len(open_cases_of(reading, _worker(reading, person.name))),
            lambda count: self._ask_handover(person, count),
            owner=self,
            title="",
        )

    def hand_over(self) -> None:
        """To 担当の引継ぎ, from the person who is chosen."""
        person = self.chosen()
        if person is not None:
            self.desk.read(
                lambda reading: _worker(reading, person.name),
                lambda worker: self.desk.go(Where("staff", {"leaf": "handover", "from": worker})),
                owner=self,
                title="",
            )

    def set_length(self, code: str) -> None:
        """How long a new 合言葉 must be."""
        self.desk.write(
            lambda work: accounts.set_shortest(work, int(code)),
            lambda _: self._length_set(int(code)),
            owner=self,
        )

    def _ask_handover(self, person: Person, count: int) -> None:
        if count and self.desk.asking.confirm(
            _HAND_FIRST.format(name=person.name, count=count),
            yes="先に引き継ぐ",
            no="引き継がずに進む",
        ):
            self.hand_over()
            return
        self._leaving(person, count)

    def _leaving(self, person: Person, count: int) -> None:
        self._open(LeavingDialog(self.desk, person, count, lambda _: self._left(person), self))

    def _left(self, person: Person) -> None:
        self.read_again()
        if not self.desk.actor.refusal(Permission.READ_HISTORY):
            self._preview(person)

    def _preview(self, person: Person) -> None:
        self.paper = PaperPreview(
            self.desk, lambda reading: taken_out_paper(reading, person.id), TITLE, self
        )
        self.paper.open()

    def _open(self, dialog: AddDialog | AgainDialog | OwnDialog | LeavingDialog) -> None:
        self.dialog = dialog
        dialog.open()

    def _added(self, code: str) -> None:
        dialog = self.dialog
        self.read_again()
        if code and dialog is not None:
            give_invitation(self, str(dialog.form.rows["name"].value()), code)

    def _changed_own(self) -> None:
        self.desk.asking.inform(
            "合言葉を替えました。次に開くときから、新しい合言葉を使ってください。"
        )

    def _role_changed(self, person: Person) -> None:
        self.read_again()
        if person.id == self.desk.actor.staff_id:
            self.desk.asking.inform(
                "あなたの役割を替えました。いちど離席して、入り直してください。"
            )

    def _renamed(self, name: str, done: renaming.Renamed) -> None:
        self.read_again()
        self.desk.asking.inform(
            f"氏名を{name}に直しました。担当者の氏名を、業務{done.cases}件と、"
            f"終わっていない予定・期限など{done.others}件で直しました。"
            "本人は、いちど離席して入り直してください。"
        )

    def _length_set(self, shortest: int) -> None:
        self.read_again()
        self.desk.asking.inform(
            f"これから決める合言葉は{shortest}文字以上になります。いまの合言葉は、そのまま使えます。"
        )

    def _set_demands(self, demands: Demands) -> None:
        self.demands = demands

    def _show(self, found: Everybody) -> None:
        self.demands = found.demands
        self.model.show_rows(found.people)
        if self.chosen() is None and found.people:
            self.table.choose_row(0)
        self._follow_row()

    def _follow_row(self) -> None:
        """Every button says why it cannot be pressed for this person."""
        person = self.chosen()
        none = self.refusal or ("" if person else _CHOOSE)
        gone = none or ("" if person and person.active else _GONE)
        oneself = person is not None and person.id == self.desk.actor.staff_id
        actor = self.desk.actor
        for button, reason in (
            (self.add, self.refusal),
            (self.length, actor.refusal(Permission.MANAGE_OFFICE)),
            (self.review, self.refusal or actor.refusal(Permission.READ_CASES)),
            (self.code, self.refusal or (_NO_CODE if self.desk.office.served else "")),
            (self.role, gone),
            (self.name, gone or actor.refusal(Permission.EDIT_CASES)),
            (self.again, gone or ("「自分の合言葉を替える」を使ってください。" if oneself else "")),
            (self.list_out, none or actor.refusal(Permission.READ_HISTORY)),
            (self.hand, none or actor.refusal(Permission.EDIT_CASES)),
            (self.leave, gone or (_ONESELF if oneself else "")),
        ):
            if reason:
                button.refuse(reason)
            else:
                button.allow()
        self.reason.set_words(gone or (_ONESELF if oneself else ""))

    def _heard(self, notice: Notice) -> None:
        if self.isVisible() and notice.touches("staff", "setting", "secondrequest"):
            self.read_again()

    def _connect(self) -> None:
        self.add.clicked.connect(self.show_add)
        self.own.clicked.connect(self.change_own)
        self.code.clicked.connect(self.renew_code)
        self.length.chosen.connect(self.set_length)
        self.role.chosen.connect(self.change_role)
        self.name.clicked.connect(self.rename)
        self.again.clicked.connect(self.show_again)
        self.review.clicked.connect(self.show_review)
        self.list_out.clicked.connect(self.show_list_out)
        self.hand.clicked.connect(self.hand_over)
        self.leave.clicked.connect(self.show_leaving)
        self.table.row_chosen.connect(lambda _: self._follow_row())
        self.desk.notices.changed.connect(self._heard)

    def _arrange(self) -> None:
        page = Page("職員", _ABOUT)
        for part in (self.review, self.own, self.code, self.length, self.add):
            page.add_to_head(part)
        page.add(self.asked)
        card = Card(flush=True)
        card.add(self.table, 1)
        page.add(card, 1)
        row = FlowLayout()
        for part in (self.role, self.name, self.again, self.hand, self.list_out, self.leave):
            row.addWidget(part)
        page.add(row)
        page.add(self.reason)
        column = QVBoxLayout(self)
        lay(column, gap=0)
        column.addWidget(page)
        follow_eye(self)


def _follow_table(work: Work, staff_ids: Sequence[str]) -> None:
    from app.storage.server.opening import follow_table  # the driver is loaded only for a server

    follow_table(work, staff_ids)


def _worker(reading: Reading, name: str) -> str:
    """How somebody is written in the cases."""
    return own_worker(workers(reading), name)


def _columns(desk: Desk) -> tuple[Column, ...]:
    today = desk.office.clock.today()

    def name(row: Person) -> Cell:
        return Cell(row.name, tone=None if row.active else Tone.MUTED, strong=row.active)

    def role(row: Person) -> str:
        return role_label(row.role, desk.kind)

    def last(row: Person) -> str:
        if row.last_in is None:
            return "まだ入っていません"
        at = row.last_in.astimezone(JST)
        return f"{'今日' if at.date() == today else short_day(at.date())} {at:%H:%M}"

    def key(row: Person) -> Cell:
        tone = Tone.MUTED if not row.active and row.key is KeyStanding.NONE else _KEY_TONES[row.key]
        return Cell(KEY_WORDS[row.key], tone=tone)

    def left(row: Person) -> str:
        return short_day(row.left_on) if row.left_on else ""

    return (
        Column("氏名", "name", width=200, stretch=True, sortable=False, cell=name),
        Column("役割", "role", width=140, sortable=False, cell=role),
        Column("最後に入った日", "last_in", Kind.DATE, width=170, sortable=False, cell=last),
        Column("鍵", "key", width=180, sortable=False, cell=key),
        Column("退職した日", "left_on", Kind.DATE, width=120, sortable=False, cell=left),
    )
