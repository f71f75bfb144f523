"""R4: a call fails, once or from then on; whoever acts is told, and can do it again afterwards."""

from __future__ import annotations

from tests.faults.forked import work
from tests.faults.tally import Tally
from tests.faults.tracer import Point, Tracer
from tests.faults.workshop import Workshop

POINTS = 30
SPACE = ("ENOSPC", "EDQUOT", "EIO")
ERRORS = {
    **dict.fromkeys(("write", "pwrite64", "ftruncate", "fsync", "fdatasync"), SPACE),
    "openat": ("EACCES", "EMFILE", "ENOSPC", "EROFS", "EIO", "EINTR"),
}
OTHER = ("EACCES", "EIO", "ENOSPC", "EROFS")


def calls(shop: Workshop) -> Tally:
    """Each point with each of its errors in the full run; else some of them."""
    tally = Tally(shop.operation.name, "R4 a call fails, once or for ever")
    every: list[tuple[Point, str, bool]] = [
        (point, error, for_ever)
        for point in shop.points
        for error in ERRORS.get(point.call, OTHER)
        for for_ever in ((False,) if error == "EINTR" else (False, True))
    ]
    for point, error, for_ever in shop.some(every, POINTS, aim=POINTS):
        with shop.run() as scene:
            fault = Tracer.fail(point, error, for_ever=for_ever)
            outcome = work(shop.operation, scene, tracer=fault)
            what = f"{error} {'from' if for_ever else 'at'} {point}"
            shop.judge(tally, scene, outcome, what, again=True)
    return tally
