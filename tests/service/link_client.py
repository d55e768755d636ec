"""An accumulator as a process of its own that dies by SIGKILL before the n-th page of a write reaches the card.

`python -m tests.service.link_client P12 PIN PORT CARD N AT`
"""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from sailau.adapters.cards import FileCard
from sailau.adapters.table_link import TableLink
from sailau.signing.keystore import open_signer


class Killing:
    """Kills this process at the n-th page."""

    def __init__(self, n: int) -> None:
        self._left = n

    def point(self, name: str) -> None:
        if name == "card:page":
            self._left -= 1
            if self._left < 0:
                os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """See the module."""
    p12, pin, port, card, n, at = sys.argv[1:]
    link = TableLink.open("127.0.0.1", int(port), open_signer(Path(p12).read_bytes(), pin), datetime.fromisoformat(at))
    assert isinstance(link, TableLink), link
    sys.stdout.write(f"{link.perform('take-card', FileCard(Path(card), Killing(int(n))))}\n")


if __name__ == "__main__":
    main()
