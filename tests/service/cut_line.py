"""A line on loopback between a sender and the intake, that is cut or stalls after so many bytes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

BLOCK = 4096


class BadLine:
    """Forwards to `to`. The first `times` connections are cut, both ways, once `after` bytes have gone to the intake;
    one that `stalls` is held instead, and only ends with one of its ends."""

    def __init__(self, to: tuple[str, int], after: int, times: int, *, stalls: bool) -> None:
        self._to, self._after, self._times, self._stalls = to, after, times, stalls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.1)
        self.address: tuple[str, int] = self._listening.getsockname()
        self.stopped = threading.Event()
        self.reached = threading.Event()
        """Somebody has come as far as `after` bytes."""
        self.broken = 0

    def serve(self) -> None:
        while not self.stopped.is_set():
            with suppress(OSError):
                near, _ = self._listening.accept()
                threading.Thread(target=self._forward, args=(near,), daemon=True).start()
        self._listening.close()

    def _forward(self, near: socket.socket) -> None:
        with suppress(OSError), near, socket.create_connection(self._to) as far:
            threading.Thread(target=_pipe, args=(far, near), daemon=True).start()
            left = self._after if self.broken < self._times else None
            while data := near.recv(BLOCK):
                if left is not None and len(data) >= left:
                    far.sendall(data[:left])
                    self._break(near, far)
                    return
                left = None if left is None else left - len(data)
                far.sendall(data)
            with suppress(OSError):
                far.shutdown(socket.SHUT_RDWR)

    def _break(self, near: socket.socket, far: socket.socket) -> None:
        self.broken += 1
        self.reached.set()
        if self._stalls:
            far.settimeout(0.1)
            while not self.stopped.is_set():
                with suppress(TimeoutError):
                    if not far.recv(1, socket.MSG_PEEK):
                        break
        for end in (near, far):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _pipe(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(BLOCK):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


@contextmanager
def bad_line(to: tuple[str, int], after: int, times: int = 1, *, stalls: bool = False) -> Iterator[BadLine]:
    line = BadLine(to, after, times, stalls=stalls)
    thread = threading.Thread(target=line.serve)
    thread.start()
    try:
        yield line
    finally:
        line.stopped.set()
        thread.join()
