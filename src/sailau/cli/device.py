"""What the programs of devices have in common: addresses, secrets typed or in files, an end by SIGTERM."""

import argparse
import getpass
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sailau.adapters.cards.pcsc import PcscReader
from sailau.adapters.cards.tray import Tray, TrayReader
from sailau.adapters.files import read_file
from sailau.adapters.recorder_client import RecorderClient
from sailau.card.reader import CardReader
from sailau.errors import StoreError
from sailau.ports import OpenRecorder
from sailau.service.accumulator_device import open_identity
from sailau.signing.authority import Signer
from sailau.signing.holder import holder_of
from sailau.signing.roles import Role

PORT_MAX = 65_535


def address(text: str) -> tuple[str, int]:
    """HOST:PORT, for argparse."""
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and int(port) <= PORT_MAX):
        raise argparse.ArgumentTypeError("an address is HOST:PORT, as 127.0.0.1:7025")
    return host.strip("[]"), int(port)


def port(text: str) -> int:
    """A port of this machine, 0 for any, for argparse."""
    if not (text.isascii() and text.isdigit() and int(text) <= PORT_MAX):
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {PORT_MAX}")
    return int(text)


def secret(path: Path | None, asked: str) -> str:
    """What stands in the file, or is typed unseen. Raises `StoreError` when there is nobody to ask."""
    if path is not None:
        return read_file(path).decode(errors="replace").strip()
    if not sys.stdin.isatty():
        raise StoreError(f"there is nobody to ask for the {asked}: give it in a file")
    return getpass.getpass(f"{asked}: ")


def open_reader(where: str, device: str) -> CardReader:
    """The card reader that `--cards` names. Raises `StoreError` when it names none."""
    kind, _, name = where.partition(":")
    if kind == "tray" and name:
        return TrayReader(Tray(Path(name)), device)
    if kind == "pcsc":
        return PcscReader(name or None)
    raise StoreError(f"--cards {where}: give tray:DIR, pcsc or pcsc:NAME")


def add_recorder(parser: argparse.ArgumentParser) -> None:
    """Add `--recorder`: where the recorder process answers."""
    parser.add_argument(
        "--recorder",
        type=Path,
        metavar="SOCKET",
        help="where `sailau recorder` of this device answers; without it a file in DIR is the record, for training",
    )


def identity_of(args: argparse.Namespace, role: Role) -> Signer:
    """The device's own key and certificate in `--folder`, by its PIN.

    Raises `StoreError` as `open_identity` does, and when it is a device of another role.
    """
    pin = secret(args.pin_file, "PIN").encode()
    signer = open_identity(args.folder, pin, args.certificates or args.folder / "certificates.pem")
    holder = holder_of(signer.certificate)
    if holder.role is not role:
        raise StoreError(f"{holder.device} is not a device of the role {role.value}: look at --folder")
    return signer


def recorder_at(path: Path | None, device: str) -> OpenRecorder | None:
    """How the recorder of `device` is opened that `--recorder` names; None: a file is the record."""
    return None if path is None else partial(RecorderClient, path, device)


def until_asked_to_stop() -> Callable[[], bool]:
    """Whether SIGTERM or SIGINT has come since."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda caught, _: asked.append(caught))
    return lambda: bool(asked)
