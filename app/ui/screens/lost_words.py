"""困ったとき: what to do when something is lost, in the words of the sign-in window.

The same at more length stands in docs/when-something-is-lost.md.
"""

from __future__ import annotations

TITLE = "困ったとき"
IN_A_FILE = (
    (
        "合言葉を忘れた",
        "「回復コードで開く」で、印刷してある回復コードを入れ、新しい合言葉を決めます。",
    ),
    (
        "「鍵の保管場所に、このデータの鍵がありません」と出る",
        "Windows のパスワードの再設定や PC の修理のあとに起こります。データは無事です。"
        "「回復コードで開く」で開き、合言葉を決め直すと、この PC の鍵も作り直されます。",
    ),
    (
        "PC を入れ替える・PC が壊れた",
        "新しい PC に定着を入れ、はじめの画面の「控えから戻す」で、第二の置き場所の控えを選びます。"
        "新しい PC には鍵がないため、回復コードで開きます。",
    ),
    (
        "データが開かない・壊れたと出る",
        "「控えから戻す」で新しい控えを選びます。いまのデータは消さずに残ります。",
    ),
    (
        "回復コードの紙をなくした",
        "合言葉で開けるうちに、開いてから回復コードを作り直し、新しい紙をしまってください。"
        "合言葉も回復コードも失うと、だれにも開けません。",
    ),
)
ON_SERVER = (
    (
        "合言葉を忘れた・PC を入れ替える",
        "センター長に、はじめの合言葉を出し直してもらいます。データはサーバーにあります。",
    ),
    (
        "サーバーにつながらない・データが壊れた",
        "サーバーの管理者に伝えてください。控えはサーバーの管理者が取り、戻します。",
    ),
)


def lost_words(*, served: bool) -> str:
    """All of it as one text."""
    told = ON_SERVER if served else IN_A_FILE
    return "\n".join(f"● {what}\n{do}" for what, do in told)
