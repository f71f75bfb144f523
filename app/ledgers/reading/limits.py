"""How much of a ledger file is read, and why not more.

A centre's ledger is a few hundred kilobytes; the limits stand one to two orders above the largest
ledger that 6-9 people can keep, and low enough that a hostile file is refused within 2 s and 300 MB.
"""

from __future__ import annotations

MIB = 1024 * 1024

MAX_FILE_BYTES = 50 * MIB
"""The file is held in memory once, so that what was checked is what is read."""

MAX_ENTRIES = 2_000
"""200 sheets with relations, comments, drawings and printer settings need about 1,500 parts."""

MAX_DIRECTORY_BYTES = 1 * MIB
"""2,000 entries with long Japanese names fit in half of it."""

MAX_SHEET_BYTES = 200 * MIB
"""XML of all sheets together; it is streamed, never held."""

MAX_STRINGS_BYTES = 60 * MIB
"""The texts of the whole book are held in memory while the sheets are read."""

MAX_OTHER_XML_BYTES = 20 * MIB
"""Styles, workbook, relations, comments: any one part."""

MAX_TOTAL_BYTES = 300 * MIB
"""Everything in the file, pictures included."""

MAX_RATIO = 200
"""Sheets with blank formatted rows shrink to about a fiftieth; deflate's best is 1,032."""

RATIO_FREE_BYTES = 4 * MIB
"""Below this size no ratio is dangerous."""

MAX_SHEET_TAGS = 2_000_000
"""Starts and ends of elements in all sheets: 500,000 filled cells or 1,000,000 blank styled ones.

Bounds the time of the streaming pass, which is measured in callbacks."""

MAX_STRING_TAGS = 1_500_000
"""Tags in the shared texts: 375,000 different texts; bounds memory per text."""

MAX_OTHER_TAGS = 1_000_000
"""Tags in any other part that is parsed (styles, workbook, relations)."""

MAX_SHEETS = 200
"""Twenty years of ten sheets each."""

MAX_ROW = 1_048_576
"""Excel's own last row; a greater number is a damaged file."""

MAX_COLUMN = 16_384
"""Excel's own last column (XFD)."""

MAX_USED_ROWS = 50_000
"""Rows up to the last filled one: twenty years of the activities of one centre."""

MAX_USED_COLUMNS = 512
"""Columns up to the last filled one; a wide ledger has about a hundred."""

MAX_GRID_CELLS = 2_000_000
"""Places (filled or not) of all sheets' grids: each costs eight bytes in the result."""

MAX_TEXT_CHARS = 32_767
"""Excel's own longest cell text."""

MAX_TOTAL_CHARS = 40_000_000
"""All texts after each reference is written out; one long text used in every cell is a bomb too."""

MAX_MERGES = 50_000
"""Merged ranges of one sheet."""

MAX_STYLES = 66_000
"""Excel itself stops at 65,490 cell formats."""
