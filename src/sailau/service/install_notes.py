"""What an installation has done so far: a small file, written whole or not at all (L 50-1(5), 50-2(2)).

`installation.json` in the working folder holds a note for each step that was done, never a secret. A step that is
repeated writes its note anew, and takes back the notes of the steps that stand on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import rfc8785

from sailau.adapters.files import read_file, write_atomically
from sailau.errors import FormatError, StoreError
from sailau.formats import strict_json
from sailau.ports import NO_FAULTS, Faults

NOTES_FILE: Final = "installation.json"
VERSION: Final = 1


class Step(StrEnum):
    """The steps of an installation, in their order."""

    PACKAGE = "package"
    MACHINE = "machine"
    DEVICES = "devices"
    CEREMONY = "ceremony"
    FINISH = "finish"


TAKES_BACK: Final[Mapping[Step, tuple[Step, ...]]] = {
    Step.PACKAGE: (Step.MACHINE, Step.DEVICES, Step.CEREMONY),
    Step.MACHINE: (),
    Step.DEVICES: (),
    Step.CEREMONY: (),
    Step.FINISH: (),
}
"""Which notes fall when a step is done again: everything is held against the package."""

Note = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """`place` says whose installation it is; `challenge` goes into the devices' reports; `before` are installations
    that were undone by act, oldest first.
    """

    place: Note
    challenge: str
    steps: Mapping[Step, Note] = field(default_factory=dict)
    before: tuple[Note, ...] = ()

    def after(self, step: Step, note: Note) -> "Notes":
        """The notes with this step done."""
        fallen = TAKES_BACK[step]
        kept = {known: value for known, value in self.steps.items() if known not in fallen}
        return replace(self, steps={**kept, step: dict(note)})


def write_notes(folder: Path, notes: Notes, faults: Faults = NO_FAULTS) -> None:
    """Write the file; after a crash it says what it said before, or this. Raises StoreError."""
    fields: dict[str, Any] = {
        "before": [dict(note) for note in notes.before],
        "challenge": notes.challenge,
        "place": dict(notes.place),
        "steps": {step.value: dict(note) for step, note in notes.steps.items()},
        "version": VERSION,
    }
    write_atomically(folder / NOTES_FILE, rfc8785.dumps(fields), faults)


def read_notes(folder: Path) -> Notes | None:
    """Read the file; None where no installation was begun. Raises StoreError when it is not one of this program's."""
    path = folder / NOTES_FILE
    if not path.exists():
        return None
    try:
        fields: Any = strict_json.read(read_file(path), NOTES_FILE)
    except FormatError as error:
        raise StoreError(f"{error.diagnostics()}; restore it, or begin the installation in another folder") from None
    kinds = {"before": list, "challenge": str, "place": dict, "steps": dict, "version": int}
    if not isinstance(fields, dict) or {name: type(value) for name, value in fields.items()} != kinds:
        raise StoreError(f"{NOTES_FILE} does not have the form of an installation's notes")
    if fields["version"] != VERSION or not set(fields["steps"]) <= {step.value for step in Step}:
        raise StoreError(f"{NOTES_FILE} is of another version of the program")
    return Notes(
        place=fields["place"],
        challenge=fields["challenge"],
        steps={Step(name): note for name, note in fields["steps"].items()},
        before=tuple(fields["before"]),
    )
