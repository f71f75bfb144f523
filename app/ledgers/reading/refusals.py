"""The sentences with which a ledger file is refused; `where` of the error is the stable code."""

from __future__ import annotations

from app.errors import LedgerRefused

_UNTOUCHED = "ファイルはそのままです。"
_SAVE_AGAIN = "Excelで開いて「Excelブック(.xlsx)」として保存し直すと読めることがあります。"
_SAVE_XLSX = "Excelで開き、「Excelブック(.xlsx)」として保存し直してください。"
_ASK_SENDER = "受け取ったファイルなら、作成元に確かめてから使ってください。"
_SPLIT = "年度やシートごとにファイルを分けて保存し直してください。"
_BLANKS = "使っていない行や列の書式を削除するか、ファイルを分けて保存し直してください。"

_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("ファイルが見つかりませんでした。", "場所と名前を確かめてください。"),
    "unreadable": (
        "ファイルを読めませんでした。",
        "Excelで開いているときは閉じ、ファイルを読む権限があるかを確かめてください。",
    ),
    "empty": ("中身のない(0バイトの)ファイルです。", "元のファイルを選び直してください。"),
    "file_too_large": ("ファイルが大きすぎます(上限50MB)。", _SPLIT),
    "not_zip": ("Excelブック(.xlsx)ではないファイルです。", _SAVE_XLSX),
    "xls": ("古い形式のExcelブック(.xls)です。", _SAVE_XLSX),
    "xlsb": ("バイナリ形式のExcelブック(.xlsb)です。", _SAVE_XLSX),
    "ods": (
        "OpenDocument形式の表(.ods)です。",
        "「Excelブック(.xlsx)」として保存し直してください。",
    ),
    "csv": ("文字だけの表(CSVなど)です。", _SAVE_XLSX),
    "html": ("拡張子はExcelですが、中身はウェブページの形式です。", _SAVE_XLSX),
    "xml_table": ("XML形式の表です。", _SAVE_XLSX),
    "pdf": ("PDFファイルです。", "元のExcelブック(.xlsx)を選んでください。"),
    "password": (
        "パスワード付きのブックです。",
        "Excelでパスワードを外して保存し直してください。",
    ),
    "macro": (
        "マクロを含むブックです。",
        "Excelで「Excelブック(.xlsx)」(マクロなし)として保存し直してください。",
    ),
    "not_workbook": ("Excelブックに必要な部分がありません。", _SAVE_AGAIN),
    "damaged": ("中身が壊れています。", _SAVE_AGAIN),
    "zip_damaged": ("ファイルの構造が壊れているか、途中で切れています。", _SAVE_AGAIN),
    "zip64": ("特殊な圧縮形式のファイルです。", _SAVE_AGAIN),
    "method": ("対応していない圧縮方式が使われています。", _SAVE_AGAIN),
    "encrypted_entry": (
        "一部が暗号化されたファイルです。",
        "暗号化を外し、Excelで保存し直してください。",
    ),
    "too_many_entries": ("ファイルの中の部品が多すぎます(上限2,000)。", _SPLIT),
    "duplicate_name": ("同じ名前の部品が二重に入っています。", _SAVE_AGAIN),
    "bad_name": ("ファイルの外を指す名前の部品が入っています。", _ASK_SENDER),
    "overlap": ("部品どうしが重なった不正な構造です。", _ASK_SENDER),
    "lying_size": ("記録された大きさと実際の大きさが違います。", _ASK_SENDER),
    "bomb": ("開くと極端に大きくなるファイルのため、読むのをやめました。", _ASK_SENDER),
    "too_large": ("ブックの中身が大きすぎます。", _BLANKS),
    "external_link": (
        "ほかのファイルへのリンクを含むブックです。",
        "Excelの「データ」→「リンクの編集」でリンクを解除し、保存し直してください。",
    ),
    "embedded": (
        "別の文書や部品(OLE・ActiveX)が埋め込まれたブックです。",
        "埋め込みを削除して保存し直してください。",
    ),
    "bad_target": ("部品のつながりが不正なブックです。", _SAVE_AGAIN),
    "doctype": ("台帳には使われない宣言(DOCTYPE)が入っています。", _ASK_SENDER),
    "encoding": ("文字の記録方式(文字コード)に対応していません。", _SAVE_AGAIN),
    "too_many_sheets": ("シートが多すぎます(上限200枚)。", _SPLIT),
    "too_many_rows": ("行が多すぎるシートがあります(上限50,000行)。", _BLANKS),
    "too_many_columns": ("列が多すぎるシートがあります(上限512列)。", _BLANKS),
    "too_many_merges": (
        "セルの結合が多すぎるシートがあります。",
        "結合を解除して保存し直してください。",
    ),
    "too_many_styles": ("セルの書式が多すぎます。", "書式を整理して保存し直してください。"),
    "bad_reference": ("セルの位置の記録が正しくないシートがあります。", _SAVE_AGAIN),
    "bad_index": ("文字や書式の番号が範囲の外を指しています。", _SAVE_AGAIN),
    "too_costly": (
        "読むのに必要なメモリーか時間が上限を超えたため、読むのをやめました。何も取り込んでいません。",
        _BLANKS,
    ),
    "reader_failed": (
        "ファイルを読む処理が途中で止まりました。何も取り込んでいません。",
        _SAVE_AGAIN,
    ),
    "reader_not_started": (
        "ファイルを読むための処理を始められませんでした。何も取り込んでいません。",
        "ほかのソフトを閉じるか、PCを再起動して、もう一度選んでください。",
    ),
    "text_too_long": ("文字数が多すぎるセルがあります。", "長い文字を分けて保存し直してください。"),
}

CODES = frozenset(_WORDS)


def happened_words(code: str) -> str:
    """What was the matter with a refused file, without what to do."""
    return _WORDS[code][0] if code in _WORDS else "読めないファイルです。"


def refused(code: str) -> LedgerRefused:
    """The error for `code`: what happened, the file is as it was, what to do."""
    happened, remedy = _WORDS[code]
    return LedgerRefused(f"{happened}{_UNTOUCHED}{remedy}", where=code)
