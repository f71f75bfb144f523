"""What is wrong with a row, in words that say what to do; the codes are stable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["reject", "exclude", "warn", "ask"]

FIELD_LABELS = {
    "number": "管理番号", "name": "氏名", "kana": "フリガナ", "sex": "性別", "birth": "生年月日",
    "service": "業務", "start": "開始日（依頼日・受付日）", "end": "終了日",
    "end_reason": "終了事由", "worker": "担当者", "source_kind": "依頼元区分", "source": "依頼元",
    "document_no": "依頼文書番号", "kubun": "区分（特別・一般）", "area": "広域",
    "partner": "相手方", "elderly": "高齢", "physical": "身体", "intellectual": "知的",
    "psychiatric": "精神", "developmental": "発達", "suspected": "疑い", "flags": "障害の区分",
    "certificates": "手帳", "care_level": "要介護度", "facility": "収容施設・留置施設",
    "offence": "罪名", "sentence": "刑名・刑期", "prison_count": "入所度数",
    "term_end": "刑期終了日", "release": "釈放日", "release_reason": "釈放事由",
    "focus": "重点実施区分", "arrest": "逮捕日", "detention": "勾留日",
    "detention_end": "勾留満期日", "disposition": "処分", "disposition_date": "処分日",
    "topic": "相談内容", "continuing": "継続区分", "hope_place": "帰住希望地",
    "municipality": "居住市町村", "dest_kind": "受入先種別", "dest_name": "受入先名",
    "move": "移行日", "start_move": "開始日（移行日）", "consent": "同意書取得日", "note": "備考",
    "status": "状況", "age": "年齢", "row_no": "通し番号", "day": "日付", "means": "手段",
    "minutes": "所要時間", "content": "内容", "kind": "区分", "role": "主催・参加の別",
    "venue": "会場", "organisations": "参加機関数", "participants": "参加人数",
}  # fmt: skip
"""The word for every field a ledger's column may fill."""


@dataclass(frozen=True)
class Problem:
    """One finding about a row; `field` is '' when it is about the whole row."""

    code: str
    field: str
    severity: Severity
    words: str

    @property
    def tag(self) -> str:
        """Code and field as one text, as ledgers' expected figures write it."""
        return f"{self.code}:{self.field}" if self.field else self.code


_REJECT = {
    "no_person": "氏名がないため取り込めません。台帳に氏名（分からないときは匿名）を書いて取り込み直してください。",
    "name_too_long": "氏名が{detail}文字を超えるため取り込めません。氏名だけを残し、残りは備考の列に移してください。",
    "start_date_impossible": "{label}「{text}」は暦にない日付のため取り込めません。台帳の日付を直してください。",
    "start_date_missing": "{label}が分からないため取り込めません。月だけでも分かれば台帳に書いてください。",
    "start_date_unreadable": "{label}「{text}」を日付として読めないため取り込めません。R6.4.1 のように直してください。",
    "end_before_start": "終了日が開始日より前のため取り込めません。どちらかの日付を台帳で直してください。",
    "error_values": "氏名か開始日がExcelのエラー（{text}）のため取り込めません。元のセルを直してください。",
    "service_unknown": "どの業務の行か分からないため取り込めません。表の業務を選ぶか、業務の列を直してください。",
    "event_nameless": "研修・啓発の名称がないため取り込めません。台帳に名称を書いてください。",
}  # fmt: skip

_EXCLUDE = {
    "left_out": "この行は取り込まないことにしました。",
    "struck_through": "取消線で消された行のため取り込みません。数えるべき行なら「取り込む」を選んでください。",
}

_WARN = {
    "partial_date": "{label}は「{text}」までしか分からないまま取り込みます。分かった日に画面で補ってください。",
    "date_impossible": "{label}「{text}」は暦にない日付のため空欄にし、文字は残します。正しい日を入力してください。",
    "date_unreadable": "{label}「{text}」は日付として読み取れないため空欄にし、文字は残します。",
    "date_corrected": "{label}「{text}」は元号が終わった後の日付なので、{detail}として取り込みます。",
    "year_assumed": "{label}「{text}」に年がないため、{detail}として取り込みます。年を確かめてください。",
    "birth_in_future": "生年月日「{text}」が開始日より後のため空欄にし、文字は残します。元号を確かめてください。",
    "duplicate_number": "同じ管理番号が別の人にも使われています。どちらも取り込みます。番号を確かめてください。",
    "duplicate_row": "同じシートに同じケースの行が二つあります。一つのケースとして取り込みます。",
    "number_again": "同じ管理番号・氏名で開始日の違うケースがあります。別のケースとして取り込みます。",
    "start_in_future": "{label}「{text}」が今日より後です。日付を確かめてください。",
    "hidden_row": "台帳で表示されていない行ですが、取り込みます。",
    "hidden_sheet": "表示されていないシートの行ですが、取り込みます。",
    "conflict_with_earlier_sheet": "前の年度のシートと値が違います（{detail}）。後の年度の値にします。",
    "too_long": "{label}が{detail}文字を超えるため空欄にし、文字は残します。短くして画面で入力してください。",
    "unknown_mark": "「{field}」の印「{text}」の意味が分からないため、付けずに取り込みます。画面で確かめてください。",
    "unknown_code": "{label}「{text}」は一覧にない言葉です。空欄にして文字を残します。画面で選んでください。",
    "error_value": "{label}がExcelのエラー（{text}）のため空欄にします。",
    "ditto_without_row": "{label}の「{text}」は上に元の行がないため空欄にします。",
    "minutes_unreadable": "所要時間「{text}」を読み取れないため、0分として数えます。分で入力し直してください。",
    "number_unreadable": "{label}「{text}」を数として読み取れないため空欄にします。",
    "approximate_number": "{label}「{text}」は概数です。{detail}として数えます。",
    "closed_without_end": "状況は「{text}」ですが終了日がありません。継続中として取り込みます。",
    "number_name_mismatch": "番号のケースと氏名が違います。氏名が合うケースを探しました。",
    "case_not_found": "番号と氏名に合うケースが見つかりません。どのケースにも付けずに取り込みます。",
}  # fmt: skip

_ASK = {
    "suspected_duplicate_person": "同じ人かもしれません（{detail}）。同じ人か選んでください。選ぶまで別の人とします。",
}


def problem(code: str, field: str = "", *, text: str = "", detail: str = "") -> Problem:
    """The problem `code` with its Japanese sentence; an unknown code is a KeyError."""
    # the findings about a whole row that name a field are those about its start
    label = FIELD_LABELS.get(field or "start", field)
    for severity, sentences in _SENTENCES:
        if code in sentences:
            words = sentences[code].format(label=label, text=text, detail=detail, field=field)
            return Problem(code, field, severity, words)
    raise KeyError(code)


_SENTENCES: tuple[tuple[Severity, dict[str, str]], ...] = (
    ("reject", _REJECT),
    ("exclude", _EXCLUDE),
    ("warn", _WARN),
    ("ask", _ASK),
)
