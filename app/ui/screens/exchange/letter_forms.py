"""The forms of letters: one for every kind that is written within an exchange."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app.calendar import wareki
from app.handoff.letters.kinds import KINDS, LEAD_KINDS, LetterKind, Side
from app.handoff.writing import actions
from app.storage.work import Work
from app.ui.consent.basis_choice import BasisChoice
from app.ui.screens.exchange.letter_rows import add_rows, fit_basis, typed_letter
from app.ui.screens.exchange.words import ACTS
from app.ui.screens.network.pane_form import PaneForm
from app.ui.widgets.field_row import choice_field
from app.ui.widgets.form import Form
from app.ui.widgets.tab_order import follow_eye

if TYPE_CHECKING:
    from app.ui.screens.exchange.whole import WholeExchange

K = LetterKind
PREFIX = "letter_"
_TARGETS = {"of": "どの文に", "reply_to": "どの質問に"}
_EXPLAINED = {
    K.OFFER_LEAD: "打診しただけでは主担当は移りません。相手の承諾が届き、引き渡した日から移ります。",
    K.TAKE_LEAD: "承諾しても、相手の「引渡し」が届くまでは、主担当は相手のままです。",
    K.PASS_LEAD: "書くと、打診した日から主担当は相手に移ります。こちらだけで取り消すことはできません。",
    K.WITHDRAW: "相手がまだ受けていなければ、渡した中身は相手の記録に残りません。",
    K.RETURN: "主担当の日はすべて依頼した側に戻り、このやりとりは終わります。",
    K.END: "このやりとりを終わります。続けるときは、新しい依頼になります。",
    K.CONSENT_WITHDRAWN: "同意にもとづいて渡した情報を、これから使わないように知らせます。根拠は要りません。",
    K.DECLINE: "届いた依頼の中身は消え、断ったことだけが残ります。",
}


def kind_of(draft_kind: str) -> LetterKind:
    """The kind of letter a draft is of."""
    return LetterKind(draft_kind.removeprefix(PREFIX))


class LetterForm(PaneForm["WholeExchange"]):
    """A letter within an exchange; its rows follow the table of kinds."""

    def __init__(self, pane: Any, kind: str, subject: str) -> None:
        self.letter_kind = kind_of(kind)
        self._only: set[str] = set()
        super().__init__(pane, kind, subject)
        data = self.pane.data
        self.card.set_title(f"{ACTS[self.letter_kind]}（文を書く）")
        if data is not None:
            self.card.set_caption(f"{data.page.partner.name} 宛て")
        self.save_button.set_words("文を書く")
        self.edited.connect(self._fit)
        if "basis" in self.rows:
            basis = self.rows["basis"].editor
            if isinstance(basis, BasisChoice):
                basis.options_shown.connect(self._fit)
                basis.options_shown.connect(lambda: follow_eye(self))

    def rows_form(self) -> Form:
        """What the kind has."""
        form, data = Form(2), self.pane.data
        explained = _EXPLAINED.get(self.letter_kind, "")
        if explained:
            form.add_line(explained)
        if data is not None:
            self._add_targets(form, data)
            if self.letter_kind is K.CONSENT_WITHDRAWN:
                form.add(choice_field("consent", "どの同意か", _consents(data)))
            add_rows(form, self.desk, self.letter_kind, data.files)
        return form

    def newest(
        self, data: WholeExchange | None
    ) -> tuple[Mapping[str, Any], tuple[int, ...]] | None:
        """What is proposed, as long as the letter may be written."""
        if data is None or data.refusal(self.letter_kind):
            return None
        return self._proposed(data), ()

    def begin(self) -> bool:
        """Fill in what is proposed; says whether the letter may be written."""
        begun = super().begin()
        if begun:
            self._fit()
            if KINDS[self.letter_kind].closes and "shares" in self.rows:
                # nobody begins to share out what ends
                self.rows["shares"].setVisible(bool(self.rows["shares"].value()))
        return begun

    def focus_first(self) -> None:
        """Where typing begins: not at a letter there is no choice about."""
        shown = (row for name, row in self.rows.items() if name not in self._only)
        next(row for row in shown if not row.isHidden()).setFocus()

    def action(self) -> Callable[[Work], Any]:
        """Write the letter."""
        exchange, kind = self.record_id, self.letter_kind
        typed = typed_letter({key: row.value() for key, row in self.rows.items()})
        return lambda work: actions.write(work, exchange, kind, typed)

    def _add_targets(self, form: Form, data: WholeExchange) -> None:
        rule = KINDS[self.letter_kind]
        for name in ("of", "reply_to"):
            if name in rule.needs:
                targets = data.page.actions[self.letter_kind].targets
                choices = [(one.id, data.words_of(one.id)) for one in targets]
                row = form.add(choice_field(name, _TARGETS[name], choices), wide=True)
                row.setVisible(
                    len(choices) > 1 or name == "reply_to" or self.letter_kind in LEAD_KINDS
                )
                self._only = {*self._only, *([name] if len(choices) == 1 else ())}

    def _proposed(self, data: WholeExchange) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "shares" in self.rows:
            own = [row.ours for row in data.page.shares if row.ours is not None]
            found["shares"] = [[one.task, one.state, one.words] for one in own]
        if self.letter_kind is K.OFFER_LEAD and data.page.line.release is not None:
            found["day"] = wareki.short(data.page.line.release)
        if self.letter_kind in (K.END, K.CONSENT_WITHDRAWN):
            found["day"] = wareki.short(data.today)
        return found

    def _fit(self) -> None:
        data = self.pane.data
        if data is not None:
            fit_basis(self.rows, self.desk, data.person_id, data.page.partner.organisation_id)


def _consents(data: WholeExchange) -> list[tuple[str, str]]:
    """The consents on which we handed something to this partner."""
    used = {one.consent_id for one in data.page.handed if one.consent_id}
    found = [one for one in data.consents if one.id in used]
    return [
        (
            one.id,
            f"同意 {wareki.short(one.given_on)}　{one.recipient}{'　撤回済み' if one.withdrawn_on else ''}",
        )
        for one in found
    ]


def offered(data: WholeExchange) -> list[LetterKind]:
    """The kinds this side may write at all, those that can be written now first."""
    side = data.page.line.side
    passes = data.page.line.kind.passes_lead
    possible = [
        kind
        for kind in ACTS
        if side in KINDS[kind].by and _has_sense(kind, side) and (passes or kind not in LEAD_KINDS)
    ]
    return sorted(possible, key=lambda kind: bool(data.refusal(kind)))


def _has_sense(kind: LetterKind, side: Side) -> bool:
    return kind is not K.REQUEST or side is Side.ASKING
