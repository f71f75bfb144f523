"""合言葉, typed twice, with advice on its strength."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import InvalidInput, KeyProblem
from app.storage.keys.changing import PassphraseOnly
from app.storage.keys.keyring_store import SecretStore, open_keyring
from app.storage.keys.passphrase import USUAL, Demands, refuse_weak
from app.ui.theme import Size, Tone, lay
from app.ui.widgets.field_row import check_field, secret_field
from app.ui.widgets.form import Form
from app.ui.widgets.paragraph import Paragraph

LONG_ENOUGH = 12
NEVER_NAMES = "氏名・生年月日・電話番号・事業所の名前は、人に当てられやすいので避けてください。"
ALONE_WORDS = "この PC の鍵の保管場所を使わず、合言葉だけで守る"
WITHOUT_STORE = "合言葉だけで始めるときは、上の四角に印を付けて進んでください。"


def strength(passphrase: str, demands: Demands = USUAL, *, alone: bool = False) -> tuple[str, Tone]:
    """Advice on a 合言葉 in words."""
    text, shortest = unicodedata.normalize("NFKC", passphrase), demands.at_least(alone=alone)
    if not text:
        return (
            f"{shortest}文字以上。英数字と記号、空白が使えます。"
            "関わりのない単語を三つほど並べると、覚えやすく破られにくくなります。",
            Tone.MUTED,
        )
    if len(text) < shortest:
        return f"あと{shortest - len(text)}文字いります。", Tone.MUTED
    try:
        refuse_weak(passphrase, demands, alone=alone)
    except InvalidInput as weak:
        return weak.message, Tone.WARNING
    if len(text) < LONG_ENOUGH:
        return (
            f"使えます。{LONG_ENOUGH}文字以上にすると、ずっと破られにくくなります。",
            Tone.WARNING,
        )
    return "十分な長さです。", Tone.GOOD


class PassphraseForm(QWidget):
    """Two fields that must agree; `finished` is Enter in the last one."""

    finished = Signal()

    def __init__(
        self, *, label: str = "合言葉", alone: bool = False, demands: Demands = USUAL
    ) -> None:
        super().__init__()
        self._forced_alone, self.demands = alone, demands
        self.form = Form()
        self._first = self.form.add(secret_field("passphrase", label))
        self._again = self.form.add(secret_field("again", "もう一度（同じ合言葉）"))
        self._alone = self.form.add(check_field("alone", "", ALONE_WORDS))
        self._alone.hide()
        self._advice = Paragraph(size=Size.CAPTION)
        self._problem = Paragraph(tone=Tone.ERROR)
        self._problem.hide()
        self._first.changed.connect(self._advise)
        self._alone.changed.connect(self._advise)
        self.form.finished.connect(self.finished)
        column = QVBoxLayout(self)
        lay(column, gap=2)
        column.addWidget(self.form)
        column.addWidget(self._advice)
        column.addWidget(Paragraph(NEVER_NAMES, tone=Tone.MUTED, size=Size.CAPTION))
        column.addWidget(self._problem)
        self.setFocusProxy(self._first.editor)
        self._advise()

    @property
    def passphrase(self) -> str:
        """The 合言葉 as typed."""
        return str(self._first.value())

    @property
    def alone(self) -> bool:
        """Whether the 合言葉 is to protect the data without the machine's key store."""
        return self._forced_alone or bool(self._alone.value())

    def check(self) -> bool:
        """Say at the fields what is wrong; True when the 合言葉 can be used."""
        problems: dict[str, str] = {}
        try:
            refuse_weak(self.passphrase, self.demands, alone=self.alone)
        except InvalidInput as weak:
            problems = dict(weak.by_field())
        again = self._again.value()
        if self.passphrase != again and (again or not problems):
            problems["again"] = "上の合言葉と違います。同じ合言葉をもう一度入力してください。"
        self.form.show_problems(problems)
        return not problems

    def show_problem(self, problem: KeyProblem) -> None:
        """Say why the key could not be made; offers to do without the machine's key store."""
        self._problem.set_words(f"{problem.message}{WITHOUT_STORE}")
        self._problem.show()
        self._alone.show()
        self._alone.setFocus()

    def fill(self, passphrase: str) -> None:
        """Put a 合言葉 into both fields."""
        self._first.set_value(passphrase)
        self._again.set_value(passphrase)

    def clear(self) -> None:
        """Forget what was typed."""
        self.fill("")
        self._problem.hide()

    def _advise(self) -> None:
        words, tone = strength(self.passphrase, self.demands, alone=self.alone)
        self._advice.set_words(words)
        self._advice.set_tone(tone)


def store_of(alone: bool) -> SecretStore | PassphraseOnly:
    """Where the second half of a key is kept; KeyProblem when this machine has no safe place."""
    return PassphraseOnly() if alone else open_keyring()
