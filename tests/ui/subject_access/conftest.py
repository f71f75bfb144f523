"""The desk of センター長 and a colleague's key, as the tests of 職員 have them."""

from tests.ui.staff.conftest import seat

__all__ = ["seat"]
