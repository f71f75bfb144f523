"""Notes are searched: their folded texts; indexes of the file in the order of the lists.

The folding is that of `people.names.search_folded` at this revision: every later change of it
needs a migration that folds again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_BATCH = 1000
_ID = sa.String(length=32)
_OWN = "office_id = (SELECT access.office())"
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"\s+")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_VARIANTS = str.maketrans(
    "髙﨑碕嵜邉邊齋齊斉濵濱德𠮷廣澤嶋嶌眞栁桺黑桒瀧國冨惠榮櫻圓應龍壽萬與藪籔條數氣將"
    "晉曾淺實寳寶總縣豐遙佛會來兒內剱劔劒劍勳峯嵓巖邨舘關靜顯鹽麥鷗鶯槇檜籠禮穗彌彥增"
    "壯夛學",
    "高崎崎崎辺辺斎斎斎浜浜徳吉広沢島島真柳柳黒桑滝国富恵栄桜円応竜寿万与薮薮条数気将"
    "晋曽浅実宝宝総県豊遥仏会来児内剣剣剣剣勲峰巌巌村館関静顕塩麦鴎鴬槙桧篭礼穂弥彦増"
    "壮多学",
)
_NOTES = (
    "SELECT office_id, day, id, 'activity', content, partner FROM activity"
    " WHERE episode_id IS NOT NULL",
    "SELECT office_id, start, id, 'episode', note, '' FROM episode",
    "SELECT office_id, substr(created_at, 1, 10), id, 'person', note, '' FROM person",
)


def upgrade() -> None:
    """Make the table, fill it from what was written, close it on a server; change the indexes."""
    table = op.create_table(
        "note_text",
        sa.Column("office_id", _ID, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "day", "id", name=op.f("pk_note_text")),
        sqlite_with_rowid=False,
    )
    _fill(table)
    op.create_index(op.f("ix_note_text_id"), "note_text", ["id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        _close()
    else:
        _indexes_of_the_file()


def _fill(table: sa.Table) -> None:
    connection = op.get_bind()
    for statement in _NOTES:
        found = connection.execute(sa.text(statement))
        while batch := found.fetchmany(_BATCH):
            rows = list(_folded_rows(batch))
            if rows:
                connection.execute(sa.insert(table), rows)


def _folded_rows(batch: object) -> Iterator[dict[str, str]]:
    for office_id, day, record_id, kind, *texts in batch:  # type: ignore[attr-defined]
        folded = "\n".join(part for part in map(fold, texts) if part)
        if folded:
            yield {
                "office_id": office_id,
                "day": day,
                "id": record_id,
                "kind": kind,
                "folded": folded,
            }


def fold(text: str) -> str:
    """Width, spaces, 異体字, kana and case folded."""
    plain = _SPACES.sub("", _SELECTORS.sub("", unicodedata.normalize("NFKC", text)))
    return plain.translate(_VARIANTS).translate(_HIRAGANA).casefold()


def _close() -> None:
    op.execute("GRANT SELECT ON note_text TO teichaku_read")
    op.execute("GRANT INSERT, UPDATE, DELETE ON note_text TO teichaku_write")
    for act, group in (
        ("select", "teichaku_read"),
        ("insert", "teichaku_write"),
        ("update", "teichaku_write"),
        ("delete", "teichaku_write"),
    ):
        using = "" if act == "insert" else f" USING ({_OWN})"
        check = f" WITH CHECK ({_OWN})" if act in ("insert", "update") else ""
        op.execute(
            f"CREATE POLICY {act}_{group} ON note_text FOR {act.upper()} TO {group}{using}{check}"
        )


def _indexes_of_the_file() -> None:
    op.drop_index("ix_person_office_id_search_key_id", "person")
    op.create_index(
        "ix_person_search",
        "person",
        ["office_id", "kana_key", "name_folded", "search_key", "id"],
        unique=False,
    )
    op.create_index(
        "ix_episode_search",
        "episode",
        [
            *("office_id", "person_id", "number", "end", "service", "stage"),
            *("detention_end", "release", "term_end", "move", "id"),
        ],
        unique=False,
    )
