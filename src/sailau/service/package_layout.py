"""The territorial commission's folder, from which packages are made: what lies where (L 20(5), L 24(5), L 43(4)).

TERRITORY/
  definition/            as the central commission published it: definition.json, definition.json.p7s, proof/
  revoked.crl            the territorial authority's list of revoked certificates
  precincts/
    25/
      list/              as `sailau list hand-over` wrote it: voters.jsonl, act.json, their .p7s, act.pdf
      officials/*.pem    the certificates of the commission's members
      inventory.json     the devices, certified (`sailau package certify`)
      sound/             what the terminals say (`service.package_sound`); may be left out
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sailau.adapters.files import read_file
from sailau.errors import FormatError, SailauError, StoreError
from sailau.formats.v1.package import INVENTORY_FILE, Software, names
from sailau.service.list_act import ACT_FILE, LIST_FILE, LIST_SIGNATURE_FILE, PAPER_FILE, SIGNATURE_FILE
from sailau.service.package_making import PackageOrder, PublishedDefinition, files_below, read_published
from sailau.signing.trust import read_certificate

DEFINITION: Final = "definition"
PRECINCTS: Final = "precincts"
LIST: Final = "list"
OFFICIALS: Final = "officials"

_LIST_FILES: Final = {
    LIST_SIGNATURE_FILE: names.LIST_SIGNATURE,
    ACT_FILE: names.LIST_ACT,
    SIGNATURE_FILE: names.signature_name(names.LIST_ACT),
    PAPER_FILE: names.LIST_ACT_PAPER,
}
"""Files that hand the list over, and their names in a package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What is the same for all packages of one run. `cards` is None for the least number that the precinct needs."""

    software: Software
    training: bool
    issued: datetime
    issue: int = 1
    cards: int | None = None
    codes_kept_back: int = 0


def precincts_of(territory: Path) -> tuple[int, ...]:
    """The numbers of the precincts in the commission's folder, ascending. Raises StoreError, FormatError."""
    try:
        found = sorted(path.name for path in (territory / PRECINCTS).iterdir() if path.is_dir())
    except OSError as error:
        raise StoreError(f"{territory.name}/{PRECINCTS} cannot be read: {error.strerror}") from error
    odd = [name for name in found if not (name.isascii() and name.isdecimal() and name == str(int(name)))]
    if odd:
        raise FormatError(f"{PRECINCTS}/{odd[0]}", "a folder of a precinct has its number as its name")
    return tuple(sorted(int(name) for name in found))


def read_order(territory: Path, precinct: int, making: Making, published: PublishedDefinition) -> PackageOrder:
    """What goes into the package of one precinct. Raises SailauError with the file that is missing or not readable."""
    folder = territory / PRECINCTS / str(precinct)
    if not folder.is_dir():
        raise StoreError(f"there is no folder {PRECINCTS}/{precinct} in {territory.name}")
    officials = sorted((folder / OFFICIALS).glob("*.pem"))
    if not officials:
        raise StoreError(f"{PRECINCTS}/{precinct}/{OFFICIALS} holds no certificate of a member (*.pem)")
    return PackageOrder(
        definition=published.definition,
        definition_signature=published.signature,
        precinct=precinct,
        voters=_named(folder / LIST / LIST_FILE, precinct),
        officials=tuple(read_certificate(_named(path, precinct)) for path in officials),
        inventory=INVENTORY_FILE.read(_named(folder / names.INVENTORY, precinct)),
        revoked=read_file(territory / names.REVOKED),
        software=making.software,
        training=making.training,
        issued=making.issued,
        issue=making.issue,
        cards=making.cards,
        codes_kept_back=making.codes_kept_back,
        list_act={
            inside: read_file(folder / LIST / name)
            for name, inside in _LIST_FILES.items()
            if (folder / LIST / name).is_file()
        },
        proof=published.proof,
        screens=files_below(folder / names.SCREENS),
        sound=files_below(folder / names.SOUND),
    )


def published_in(territory: Path) -> PublishedDefinition:
    """The definition that the commission was given. Raises StoreError."""
    return read_published(territory / DEFINITION)


def _named(path: Path, precinct: int) -> bytes:
    try:
        return read_file(path)
    except SailauError as error:
        raise StoreError(f"precinct {precinct}: {error.diagnostics()}") from error
