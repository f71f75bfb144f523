"""Start: the window, or a command."""

from __future__ import annotations

import sys


def main() -> int:
    """Entry point of `teichaku`; gives back the exit status."""
    if sys.argv[1:2] == ["--reader"] and len(sys.argv) == 3:
        from app.foreign import child

        return child.main(sys.argv[2])
    from app import wiring

    return wiring.start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
