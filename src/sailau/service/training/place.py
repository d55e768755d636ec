"""The folder of a training polling place: where each thing lies, and whether it is today's (`sailau run`).

    training.json     what this folder is, for which day      people.json      invented identity cards
    computer/ terminal-1/ desk-1/ …  the devices' folders     keys/            members' key files, under one PIN
    certificates/     carried from the computer to stations   secrets/         sealed password, PINs of devices
    cards/            the tray of card files                  recorders/       two media for each recorder
    sheets/ logs/     papers; what the programs said        medium/          carried to the terminal after closing
    records/          the precinct's public record, once it is written

A training election has keys of its own, marked so in every certificate: nothing of it passes for a real one.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from sailau.adapters.files import read_file, write_atomically
from sailau.errors import StoreError
from sailau.refusal import Refusal, Text

MARKER: Final = "training.json"
PEOPLE: Final = "people.json"
T = TypeVar("T")
Tell = Callable[[Text], None]
"""Told of each step as it begins."""
KIND: Final = "sailau-training-place-1"
BEING_MADE: Final = ".being-made"
PORTABLE: Final = "portable-1"
MEMBERS_PIN: Final = "200512"
"""Every member's PIN here, and it stands on the start page: in training nothing is at stake."""


def granted(answer: T | Refusal) -> T:
    """What was asked for. Raises StoreError when it was refused: nothing is refused where all goes as it is written."""
    if isinstance(answer, Refusal):
        raise StoreError(f"refused: {answer.code} ({answer.article}): {answer.text.en}")
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityCard:
    """What stands on an invented voter's identity card."""

    iin: str
    surname: str
    name: str
    patronymic: str
    birth_date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a training place has beyond the usual: paper ballots too (`mixed`), a device for tours (`portable`)."""

    mixed: bool = False
    portable: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A training place in its folder."""

    folder: Path

    @property
    def computer(self) -> Path:
        """The precinct computer's stores."""
        return self.folder / "computer"

    @property
    def password(self) -> Path:
        """The words of the sealed password."""
        return self.folder / "secrets" / "password"

    def pin(self, device: str) -> Path:
        """The PIN of a station's key."""
        return self.folder / "secrets" / f"{device}.pin"

    @property
    def keys(self) -> Path:
        """The members' keys: `member-N.p12` to sign, `member-N.key` with the share of the count."""
        return self.folder / "keys"

    @property
    def certificates(self) -> Path:
        """What the computer wrote for the stations."""
        return self.folder / "certificates"

    @property
    def cards(self) -> Path:
        """The tray."""
        return self.folder / "cards"

    @property
    def recorder_key(self) -> Path:
        """What sessions at the terminal are sealed to."""
        return self.folder / "recorder-key.json"

    @property
    def logs(self) -> Path:
        """What the programs said."""
        return self.folder / "logs"

    @property
    def portable(self) -> Path | None:
        """The portable device's folder, in a place that has one."""
        folder = self.folder / PORTABLE
        return folder if folder.is_dir() else None

    @property
    def sheets(self) -> Path:
        """Where the computer puts sheets to be printed."""
        return self.folder / "sheets"

    @property
    def service_keys(self) -> Path:
        """What is put in at the technician's station: the technician's key, and the chair's for a restart."""
        return self.folder / "service-keys"

    @property
    def medium(self) -> Path:
        """What is carried from the chair's station to the terminal after closing, and back with its closing card."""
        return self.folder / "medium"

    @property
    def records(self) -> Path:
        """Where the computer writes the precinct's public record."""
        return self.folder / "records"

    def media(self, device: str) -> tuple[Path, Path]:
        """The two media of a device's recorder; here two folders of one disk."""
        return self.folder / "recorders" / device / "a", self.folder / "recorders" / device / "b"

    def mark(self, day: date) -> None:
        """Say that this folder is a training place for that day. Raises StoreError."""
        marker = {"kind": KIND, "day": day.isoformat()}
        write_atomically(self.folder / MARKER, json.dumps(marker).encode())

    def day(self) -> date | None:
        """For which day the place is; None when the folder is absent or empty.

        Raises StoreError when it holds something else: nothing of another's is touched.
        """
        if not self.folder.exists() or (self.folder.is_dir() and not any(self.folder.iterdir())):
            return None
        try:
            marker: Any = json.loads((self.folder / MARKER).read_bytes())
            if marker["kind"] != KIND:
                raise ValueError(marker["kind"])
            return date.fromisoformat(marker["day"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.folder} is not a training place: name an empty folder, or none") from error

    def write_people(self, people: Sequence[IdentityCard]) -> None:
        """Keep the invented voters' identity cards. Raises StoreError."""
        text = json.dumps([asdict(one) for one in people], ensure_ascii=False)
        write_atomically(self.folder / PEOPLE, text.encode())

    def people(self) -> tuple[IdentityCard, ...]:
        """The invented voters, in the order of the list. Raises StoreError."""
        return tuple(IdentityCard(**one) for one in json.loads(read_file(self.folder / PEOPLE)))


def put_aside(place: Place, day: date) -> Path:
    """Rename an earlier day's place, so that nothing of it is lost; returns the new folder. Raises StoreError."""
    names = (f"{place.folder.name}-{day.isoformat()}{more}" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    target = next(path for name in names if not (path := place.folder.with_name(name)).exists())
    try:
        place.folder.rename(target)
    except OSError as error:
        raise StoreError(f"{place.folder} cannot be put aside: {error.strerror}") from error
    return target
