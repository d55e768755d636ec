"""Tasks whose worker is killed. They import nothing of ours: each worker that is started anew is there at once."""

import os
import signal


def dies_once(mark: str) -> str:
    """A worker that is killed over its first task, whichever that is."""
    try:
        os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return "done"
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def dies_over_it(what: str) -> str:
    """A task that kills every worker that takes it."""
    if what == "poison":
        os.kill(os.getpid(), signal.SIGKILL)
    return what
