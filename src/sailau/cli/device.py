"""What the programs of devices have in common: addresses, secrets typed or in files, an end by SIGTERM."""

import argparse
import getpass
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from sailau.adapters.files import read_file
from sailau.errors import StoreError

PORT_MAX = 65_535


def address(text: str) -> tuple[str, int]:
    """HOST:PORT, for argparse."""
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and int(port) <= PORT_MAX):
        raise argparse.ArgumentTypeError("an address is HOST:PORT, as 127.0.0.1:7025")
    return host.strip("[]"), int(port)


def secret(path: Path | None, asked: str) -> str:
    """What stands in the file, or is typed unseen. Raises `StoreError` when there is nobody to ask."""
    if path is not None:
        return read_file(path).decode(errors="replace").strip()
    if not sys.stdin.isatty():
        raise StoreError(f"there is nobody to ask for the {asked}: give it in a file")
    return getpass.getpass(f"{asked}: ")


def until_asked_to_stop() -> Callable[[], bool]:
    """Whether SIGTERM or SIGINT has come since."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda caught, _: asked.append(caught))
    return lambda: bool(asked)
