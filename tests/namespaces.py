"""Rooms of their own for tests: network and mount namespaces, where the machine lets root make them.

A mount namespace normally begins by making `/` private, which fails where `/` is no mount point (a chroot). So nothing
is changed on entering, and `PRIVATE` makes private what can be.
"""

import os
import shutil
import subprocess
from functools import cache
from typing import Final

NETWORK: Final = "--net"
MOUNTS: Final = "--mount"
PRIVATE: Final = "mount --make-rprivate / 2>/dev/null || true"
"""A line of shell for the start of a room with mounts: what is mounted there stays there."""


def room(*kinds: str) -> list[str]:
    """The words before a command that is to run in a room of these kinds."""
    return ["unshare", *kinds, *(["--propagation", "unchanged"] if MOUNTS in kinds else [])]


@cache
def no_room() -> str | None:
    """Why no room can be made here; None when it can."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return "a namespace needs root and unshare"
    words = [*room(NETWORK, MOUNTS), "true"]
    made = subprocess.run(words, capture_output=True, text=True, check=False)
    return f"this machine allows no namespace: {made.stderr.strip()}" if made.returncode else None
