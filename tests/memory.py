"""Whether the machine has a file system in memory, as the device's browser needs: a bare root may have none."""

import pytest

from sailau.adapters.screen import memory_folder
from sailau.errors import StoreError


def no_memory() -> str | None:
    """Why the browser cannot be started here; None when it can."""
    try:
        memory_folder()
    except StoreError as error:
        return str(error)
    return None


needs_memory = pytest.mark.skipif(no_memory() is not None, reason=no_memory() or "there is one")
