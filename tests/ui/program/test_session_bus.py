"""What Linux tells over its buses reaches the desk; on a bus of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import pytest

HEARD = textwrap.dedent(
    """
    import os
    from PySide6.QtCore import QCoreApplication, QTimer
    from PySide6.QtDBus import QDBusConnection, QDBusMessage
    from app.ui.lock.session import SessionWatch

    app = QCoreApplication([])
    watch = SessionWatch(0)
    heard = []
    watch.struck.connect(heard.append)
    other = QDBusConnection.connectToBus(os.environ["DBUS_SYSTEM_BUS_ADDRESS"], "others")
    assert other.registerService("org.freedesktop.login1")

    def tell(path, interface, name, *values):
        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments(list(values))
        assert other.send(message)

    login = "/org/freedesktop/login1"
    tell(login, "org.freedesktop.login1.Manager", "PrepareForSleep", False)
    tell(login, "org.freedesktop.login1.Manager", "PrepareForSleep", True)
    tell(login + "/session/_31", "org.freedesktop.login1.Session", "Lock")
    tell("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", False)
    tell("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", True)
    end = QTimer()
    end.timeout.connect(lambda: app.quit() if len(heard) >= 3 else None)
    end.start(20)
    QTimer.singleShot(20000, app.quit)
    app.exec()
    print(watch.told, *heard)
    """
)


@pytest.fixture
def bus() -> Iterator[str]:
    """A message bus of its own; gone afterwards."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None or sys.platform != "linux":
        pytest.skip("no message bus on this machine")
    with subprocess.Popen(
        [daemon, "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        yield running.stdout.readline().strip()
        running.terminate()


def test_sleep_lock_and_screen_saver_are_heard(bus: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", HEARD],
        env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": bus, "DBUS_SESSION_BUS_ADDRESS": bus},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    watched, *heard = told.stdout.split()
    # two buses: their order among each other is open
    assert (watched, sorted(heard)) == ("True", ["screen_lock", "screen_lock", "sleep"]), (
        told.stderr
    )
