"""After an interrupted save was taken back: the free pages are made readable again.

The engine's journal does not hold the content of pages that were free when a save began, since
nothing ever reads it. Where the power was lost while such a page was being written, its half
stays in the file: no record is touched, but the page's own check fails, and a 控え, which reads
every page, would be refused. So whoever opens a file with a journal beside it fills all free
pages once and lets them go again. A mark beside the file says so until it is done, because the
journal is gone by then.
"""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

from app.storage.embedded import driver, faults
from app.storage.embedded.header import PAGE, journal_left
from app.storage.safe_files import sync_folder

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection

_log = logging.getLogger(__name__)
_AT_ONCE = 256
"""Pages filled by one row, so that a megabyte is held in memory."""


def mark_of(path: Path) -> Path:
    """The empty file that says: the free pages of this data file are not known to be readable."""
    return path.with_name(path.name + "-mend")


def finish(path: Path, key: bytes) -> None:
    """Take back what a save left half done, and make every free page readable again.

    Only for a file that no engine of this process has open. Without a journal or mark nothing is
    opened or written. Raises what `driver.connect` raises for a file that cannot be read. Where
    there is no room to write, the records are as good as before; the mark stays for the next time.
    """
    mark = mark_of(path)
    if not (mark.exists() or journal_left(path)):
        return
    try:
        mark.touch(mode=0o600)
        sync_folder(path.parent)
    except OSError as error:
        _log.warning("the mark of a save that is taken back was not written: %s", error.strerror)
    with contextlib.closing(driver.connect(path, key)) as connection:
        try:
            _fill_free_pages(connection)
        except dbapi2.OperationalError as error:
            # The records can be read: the window is opened, and a 控え says what is wrong with it.
            _log.warning("free pages were not filled after a save was taken back: %s", error)
            return
        except dbapi2.DatabaseError as error:
            raise faults.translate(str(error), where=str(path)) or error from error
    try:
        mark.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("the mark of a save that was taken back stays: %s", error.strerror)


def _fill_free_pages(connection: Connection) -> None:
    """Use each free page once: it is written whole without being read, and freed empty."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if free := _free(connection):
            connection.execute("CREATE TABLE mend_free_pages (content BLOB)")
            while free:
                size = min(free, _AT_ONCE) * PAGE
                connection.execute("INSERT INTO mend_free_pages VALUES (zeroblob(?))", (size,))
                free = _free(connection)
            connection.execute("DROP TABLE mend_free_pages")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _free(connection: Connection) -> int:
    return int(driver.pragma(connection, "freelist_count"))
