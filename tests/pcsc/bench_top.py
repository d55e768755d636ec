"""pcscd for one simulated device: started without systemd in its own network and mount namespaces, ended by its id.

vpcd listens on all interfaces, therefore the network namespace; pcscd's socket has one path, therefore the mount
namespace. The device's program finds its own pcscd by `PCSCLITE_CSOCK_NAME`. Cards are TCP clients of vpcd inside the
namespace; their sockets are opened by a thread that enters it for a moment and stay there.
"""

import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from sailau.adapters.cards.winscard import UNASKED, PcscContext, ReaderName, SlotState
from tests.namespaces import MOUNTS, NETWORK, PRIVATE, no_room, room
from tests.pcsc.chip import Chip, Pulled

PORT = 0x8C7B
SLOTS = 2
READER = "Virtual PCD 00 {slot:02d}"
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
START_SECONDS = 20.0
CHANGE_SECONDS = 0.05
"""Nobody changes cards faster; pcscd, which looks every 10 ms, would not see that the first one had gone."""
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_ATR_WANTED, _OFF, _ON, _RESET = 4, 0, 1, 2


def missing() -> str | None:
    """What this machine lacks to run virtual readers; None when nothing."""
    refused = no_room()
    if refused is not None:
        return refused
    tools = [name for name in ("pcscd", "unshare", "ip", "gcc") if shutil.which(name, path=_path()) is None]
    lacking = [*tools, *([] if DRIVER.exists() else ["vsmartcard-vpcd"])]
    lacking += [] if importlib.util.find_spec("smartcard") else ["pyscard"]
    return ", ".join(lacking) or None


class Inserted:
    """A card in a slot: a thread that answers for the chip until it is pulled."""

    def __init__(self, chip: Chip, connection: socket.socket) -> None:
        self.chip = chip
        self._connection = connection
        self.pulled = threading.Event()
        self.touched_at, self.gone_at = time.monotonic(), 0.0
        chip.commands = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def pull(self) -> None:
        """Take the card out, now."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)

    def _serve(self) -> None:
        try:
            while True:
                (length,) = struct.unpack(">H", self._receive(2))
                message = self._receive(length)
                if length == 1 and message[0] in (_OFF, _ON, _RESET):
                    self.chip.power()
                    continue
                answer = self.chip.atr if message == bytes([_ATR_WANTED]) else self.chip.answer(message)
                self._connection.sendall(struct.pack(">H", len(answer)) + answer)
        except (Pulled, OSError, EOFError):
            pass
        finally:
            self._connection.close()
            self.gone_at = time.monotonic()
            self.pulled.set()

    def _receive(self, length: int) -> bytes:
        found = b""
        while len(found) < length:
            # Without this the kernel holds its acknowledgement back, and vpcd waits 44 ms for it at every command.
            self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            part = self._connection.recv(length - len(found))
            if not part:
                raise EOFError
            found += part
        return found


class BenchTop:
    """One device's pcscd. `start` and `stop` may be repeated; the socket's path stays the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "run" / "pcscd.comm"
        self._process: subprocess.Popen[bytes] | None = None
        self.inserted: dict[int, Inserted] = {}
        self._empty_since: dict[int, float] = {}
        (folder / "run").mkdir(parents=True)
        (folder / "conf").mkdir()
        self._plug = folder / "plug.so"
        source = Path(__file__).with_name("plug.c")
        words = [
            "gcc",
            "-shared",
            "-fPIC",
            "-O1",
            "-Wall",
            "-Werror",
            f'-DPLUG_FOLDER="{folder}"',
            "-I/usr/include/PCSC",
        ]
        subprocess.run([*words, "-o", str(self._plug), str(source), "-ldl"], check=True, capture_output=True)
        entry = (
            f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:{PORT:#x}\nLIBPATH {self._plug}\nCHANNELID {PORT:#x}\n'
        )
        (folder / "conf" / "vpcd").write_text(entry, encoding="ascii")

    @property
    def process_id(self) -> int:
        """The running pcscd."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start pcscd and wait until a program can reach it."""
        script = (
            PRIVATE
            + '; ip link set lo up; mkdir -p /run/pcscd; mount --bind "$0/run" /run/pcscd; exec pcscd -f -c "$0/conf"'
        )
        words = [*room(NETWORK, MOUNTS), "sh", "-e", "-c", script, str(self.folder)]
        log = (self.folder / "pcscd.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                words,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PATH": _path()},
                preexec_fn=_end_with_parent,
            )
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                log_text = (self.folder / "pcscd.log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"pcscd did not start: {log_text}")
            time.sleep(0.01)

    def kill(self) -> None:
        """pcscd dies without a word; cards in its slots lose their power."""
        self._end(signal.SIGKILL)
        for path in (self.folder / "run").iterdir():
            path.unlink()

    def kill_process(self) -> None:
        """pcscd dies and leaves everything behind; may be called by a card's own thread."""
        os.kill(self.process_id, signal.SIGKILL)

    def stop(self) -> None:
        """End pcscd; never fails."""
        if self._process is not None and self._process.poll() is None:
            self._end(signal.SIGTERM)

    def insert(self, chip: Chip, slot: int = 0) -> Inserted:
        """Put a card into a slot; one that lies there is pulled first."""
        self.pull(slot)
        time.sleep(max(0.0, self._empty_since.get(slot, 0.0) + CHANGE_SECONDS - time.monotonic()))
        inserted = Inserted(chip, self._connect(slot))
        self.inserted[slot] = inserted
        return inserted

    def pull(self, slot: int = 0) -> None:
        """Take the card out of a slot, if there is one."""
        inserted = self.inserted.pop(slot, None)
        if inserted is not None:
            inserted.pull()
            self._empty_since[slot] = inserted.gone_at

    def unplug(self, slot: int = 0) -> None:
        """Pull out the reader's cable; a card in it loses its power."""
        (self.folder / f"unplugged-{slot}").touch()

    def plug_in(self, slot: int = 0) -> None:
        """Plug the reader in again."""
        (self.folder / f"unplugged-{slot}").unlink(missing_ok=True)

    def clear(self) -> None:
        """For the next test: pcscd runs, both readers are plugged in, no card lies in them."""
        for slot in range(SLOTS):
            self.pull(slot)
            self.plug_in(slot)
        if self._process is not None and self._is_dying():
            self.kill()
        if self._process is None or self._process.poll() is not None:
            self.start()
        wait_until(lambda states: len(states) == SLOTS and all(s.available and not s.present for s in states.values()))

    def _is_dying(self) -> bool:
        """Whether pcscd was killed, seen by its parent or not yet."""
        process = self._process
        return process is not None and (process.poll() is not None or not self._answers())

    def _end(self, how: signal.Signals) -> None:
        process = self._process
        assert process is not None
        for slot in list(self.inserted):
            self.pull(slot)
        process.send_signal(how)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as asked:
            try:
                asked.connect(str(self.socket))
            except OSError:
                return False
        return True

    def _connect(self, slot: int) -> socket.socket:
        """A socket to vpcd's slot, from inside the namespace."""
        with ThreadPoolExecutor(1) as inside:
            return inside.submit(_connect_inside, self.process_id, PORT + slot).result()


def wait_until(holds: Callable[[dict[ReaderName, SlotState]], bool]) -> None:
    """Wait until the service itself has noticed what somebody did to its readers."""
    with PcscContext() as context:
        while True:
            names = context.readers()
            states = context.wait(dict.fromkeys(names, UNASKED), 0)
            if holds(states):
                return
            context.wait(states, 0.2)


def _end_with_parent() -> None:
    """pcscd is not left behind when the test run is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _connect_inside(process_id: int, port: int) -> socket.socket:
    """Runs in a thread of its own, which ends in the namespace that it entered."""
    libc = ctypes.CDLL(None, use_errno=True)
    with Path(f"/proc/{process_id}/ns/net").open("rb") as namespace:
        if libc.setns(namespace.fileno(), _CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "the namespace of pcscd cannot be entered")
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            connection = socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS)
            break
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
    connection.settimeout(None)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _path() -> str:
    return os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
