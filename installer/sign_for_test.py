"""Signs one file with a test certificate: KEY CERTIFICATE FILE."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from installer.signing import sign_with_test

if __name__ == "__main__":
    sign_with_test(*(Path(word) for word in sys.argv[1:4]))
