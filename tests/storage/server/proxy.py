"""A TCP proxy before the server that cuts a connection at a chosen moment of a COMMIT.

The traffic is encrypted, so the test arms the proxy just before the client sends its COMMIT
(nothing else is on its way then): the next bytes from the client are the COMMIT, the next from
the server on the same connection its answer. Where other connections talk meanwhile, as the one
that hears the other desks does, the test names the port of the connection that is meant.
"""

from __future__ import annotations

import socket
import struct
import threading
from enum import StrEnum


class Cut(StrEnum):
    """When the connection is cut."""

    BEFORE = "before"  # the COMMIT never reaches the server
    INSIDE = "inside"  # half of it does
    AFTER = "after"  # it does, and its answer gets lost
    HOLE = "hole"  # as AFTER, but nobody is told: the client hears nothing at all


class Proxy:
    """Listens on a free port of the loopback and forwards to `port`."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._armed: Cut | None = None
        self._port = 0
        self._answered: tuple[Cut, socket.socket] | None = None
        self._open: list[socket.socket] = []
        self.cuts = 0
        self.down = False
        """Whether new connections are refused: a server that is switched off."""
        self._flow = threading.Event()
        self._flow.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, cut: Cut, port: int = 0) -> None:
        """Cut at the next bytes from a client; only from this port of it, when one is given."""
        self._armed, self._port = cut, port

    def hold(self) -> None:
        """Let nothing through until `release`; nobody is told."""
        self._flow.clear()

    def release(self) -> None:
        """Let through what was held and all that follows."""
        self._flow.set()

    def switch_off(self) -> None:
        """Cut every connection and refuse new ones."""
        self.down = True
        self.cut_all()

    def cut_all(self) -> None:
        """Cut every connection now."""
        opened, self._open = self._open, []
        for end in opened:
            _reset(end)

    def close(self) -> None:
        """Stop listening and cut what is open."""
        if self._listening.fileno() != -1:
            self._listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listening.close()
        self.release()
        self.cut_all()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            try:
                if self.down:
                    raise ConnectionRefusedError
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                _reset(client)
                continue
            self._open += [client, server]
            threading.Thread(target=self._forth, args=(client, server), daemon=True).start()
            threading.Thread(target=self._back, args=(client, server), daemon=True).start()

    def _forth(self, client: socket.socket, server: socket.socket) -> None:
        while sent := _receive(client):
            cut = self._taken(client)
            if cut in (Cut.BEFORE, Cut.INSIDE):
                _send(server, sent[: len(sent) // 2] if cut is Cut.INSIDE else b"")
                self.ended(client, server)
                return
            if cut is not None:
                self._answered = cut, client
            self._flow.wait()
            _send(server, sent)
        _reset(server)

    def _taken(self, client: socket.socket) -> Cut | None:
        if self._armed is None or (self._port and client.getpeername()[1] != self._port):
            return None
        cut, self._armed = self._armed, None
        return cut

    def _back(self, client: socket.socket, server: socket.socket) -> None:
        while answer := _receive(server):
            cut = None
            if self._answered is not None and self._answered[1] is client:
                cut, self._answered = self._answered[0], None
            if cut is Cut.HOLE:
                self.cuts += 1  # swallowed; both ends stay open
                continue
            if cut is not None:
                self.ended(client, server)
                return
            self._flow.wait()
            _send(client, answer)
        _reset(client)

    def ended(self, client: socket.socket, server: socket.socket) -> None:
        """A cut has happened: both ends hear of it."""
        self.cuts += 1
        _reset(client)
        _reset(server)


def _receive(end: socket.socket) -> bytes:
    try:
        return end.recv(65536)
    except OSError:
        return b""


def _send(end: socket.socket, content: bytes) -> None:
    try:
        end.sendall(content)
    except OSError:
        _reset(end)


def _reset(end: socket.socket) -> None:
    """Close with a RST, as a pulled cable or a dying router does."""
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        end.close()
    end.close()
