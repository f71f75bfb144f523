"""Somebody new, a forgotten 合言葉, and one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.staff.accounts import actions as accounts
from app.staff.accounts import own
from app.staff.accounts.queries import Person
from app.staff.permissions import Role, role_label
from app.storage import staff_keys
from app.storage.keys.changing import NewStaff
from app.storage.keys.passphrase import Demands
from app.storage.work import Work
from app.ui.desk import Desk
from app.ui.screens.setup.passphrase_form import PassphraseForm
from app.ui.screens.staff.typed_dialog import TypedDialog
from app.ui.widgets.field_row import choice_field, secret_field, text_field

_ADD_HERE = "氏名と役割を決め、本人が自分の合言葉を入力します。最後に、あなたの合言葉で確かめます。"
_ADD_SERVED = "登録すると、一度だけ使える「はじめの合言葉」を出します。本人の PC で、招待ファイルと合わせて使います。"
_AGAIN = "本人が新しい合言葉を入力します。いままでの合言葉は使えなくなります。"
_OWN = "いまの合言葉と、新しい合言葉を入力します。履歴に残るのは、替えたことだけです。"


def is_alone(desk: Desk) -> bool:
    """Whether the keys of who sits here do without the machine's key store."""
    keys = staff_keys.keys_here(desk.office.folder).of.get(desk.actor.staff_id, ())
    return bool(keys) and all(keys)


class AddDialog(TypedDialog):
    """職員を加える; `kept` gets the はじめの合言葉 on a server, '' else."""

    def __init__(
        self,
        desk: Desk,
        demands: Demands,
        kept: Callable[[Any], None],
        parent: QWidget | None = None,
    ) -> None:
        self.served = desk.office.served
        message = _ADD_SERVED if self.served else _ADD_HERE
        super().__init__(desk, "職員を加える", message, "登録する", kept=kept, parent=parent)
        self.demands = demands
        self.form.add(text_field("name", "氏名"))
        roles = [(str(role), role_label(role, desk.kind)) for role in Role]
        self.form.add(choice_field("role", "役割", roles)).set_value(str(Role.COUNSELLOR))
        if not self.served:
            label, alone = "本人の合言葉", is_alone(desk)
            self.ask_secret(PassphraseForm(label=label, alone=alone, demands=demands))
            self.ask_own()
        self.end()

    def wrong(self) -> dict[str, str]:
        """A name that is lacking, said with what is wrong with the 合言葉."""
        return {} if str(self.form.rows["name"].value()) else {"name": accounts.NO_NAME}

    def act(self, work: Work) -> str:
        """Keep the person and their key, or their login."""
        values = self.form.values()
        staff_id = accounts.add(work, str(values["name"]), Role(values["role"]))
        if self.served or self.secret is None:
            from app.storage.server import starting  # the driver is loaded only for a server

            return starting.start(work, staff_id)
        office = self.desk.office
        by = staff_keys.proof(office, work.actor.staff_id, self.own())
        name = " ".join(str(values["name"]).split())
        who = NewStaff(staff_id, name, self.secret.passphrase, self.demands)
        staff_keys.give_key(office, by, who)
        accounts.tell_key(work, staff_id, again=False)
        return ""


class AgainDialog(TypedDialog):
    """合言葉の出し直し for somebody who forgot it, in an office in a file."""

    def __init__(
        self,
        desk: Desk,
        person: Person,
        demands: Demands,
        kept: Callable[[Any], None],
        parent: QWidget | None = None,
    ) -> None:
        title = f"{person.name}さんの合言葉を出し直す"
        super().__init__(desk, title, _AGAIN, "出し直す", kept=kept, parent=parent)
        self.person, self.demands = person, demands
        alone = is_alone(desk)
        self.ask_secret(PassphraseForm(label="新しい合言葉", alone=alone, demands=demands))
        self.ask_own()
        self.end()

    def act(self, work: Work) -> None:
        """Put the new key in the place of what there was."""
        if self.secret is None:
            return
        office = self.desk.office
        by = staff_keys.proof(office, work.actor.staff_id, self.own())
        who = NewStaff(self.person.id, self.person.name, self.secret.passphrase, self.demands)
        staff_keys.give_key(office, by, who, again=True)
        accounts.tell_key(work, self.person.id, again=True)


class OwnDialog(TypedDialog):
    """自分の合言葉を替える: everybody's, on either engine."""

    def __init__(
        self,
        desk: Desk,
        demands: Demands,
        kept: Callable[[Any], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, "自分の合言葉を替える", _OWN, "替える", kept=kept, parent=parent)
        self.demands = demands
        self.form.add(secret_field("before", "いまの合言葉"))
        alone = is_alone(desk)
        self.ask_secret(PassphraseForm(label="新しい合言葉", alone=alone, demands=demands))
        self.end()
        if self.secret is not None:
            self.secret.finished.connect(lambda: self.give("ok"))

    def own(self) -> str:
        """The 合言葉 until now."""
        return str(self.form.rows["before"].value())

    def act(self, work: Work) -> None:
        """Replace the key that the old 合言葉 opens."""
        if self.secret is None:
            return
        office, me = self.desk.office, work.actor
        by = staff_keys.proof(office, me.staff_id, self.own())
        who = NewStaff(me.staff_id, me.name, self.secret.passphrase, self.demands)
        staff_keys.change_own(office, by, who)
        own.tell_own_key(work)
