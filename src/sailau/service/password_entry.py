"""Entering the sealed password at a device: behind the lock, and recorded (E18, E27; L 50-2(4), 50-5(2)).

Every device that the password starts comes this way: the precinct computer, terminals, portable devices. A wrong try is
in the recorder before the person reads the answer; the password itself is nowhere.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sailau.adapters.lockout import Lockout, MistypedPasswordError, Opened, PasswordLockedError
from sailau.ports import Faults, OpenRecorder

T = TypeVar("T", bound=Opened)


def enter_password(folder: Path, recorder: OpenRecorder, opening: Callable[[], T], faults: Faults) -> T:
    """Open the stores of `folder` by `opening`, which tries the password; `recorder` opens the device's recorder.

    Raises MistypedPasswordError, PasswordLockedError, or what else `opening` or `recorder` raises.
    """
    try:
        return Lockout(folder, faults).attempt(opening)
    except MistypedPasswordError as wrong:
        with recorder() as record:
            record.record("password-entered", accepted=False)
            if not wrong.tries_left:
                record.record("password-locked")
        raise
    except PasswordLockedError:
        with recorder() as record:
            record.record("refusal-shown", action="opening")
        raise
