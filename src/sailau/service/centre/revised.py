"""Revised definitions, as the central commission signed them for postponed precincts (L 50-5(7); E38, E39, E48).

They lie in the commission's folder as revised/002.json and .p7s, by their revision. The record of a precinct that is in
one is judged under it, every other record under the first definition.
"""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Final

from sailau.adapters.files import read_file, write_atomically
from sailau.commission.revised import Revised, by_precinct, refuse_day, refuse_revision
from sailau.election.definition import parse
from sailau.election.nouns import PrecinctNumber
from sailau.formats.v1.publication import names
from sailau.refusal import Refusal, Text
from sailau.service.centre.centre import PRIVATE_FOLDER, Centre
from sailau.service.centre.decisions import decisions_of
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind
from sailau.verifier.record.signers import polls_close

REVISED: Final = "revised"


def enter_revision(centre: Centre, data: bytes, signature: bytes) -> Revised | Refusal:
    """Take in a revised definition; entered again, nothing changes.

    Raises DefinitionError or FormatError when it is no definition, SignatureError when the central commission did not
    sign it, StoreError.
    """
    definition = parse(data, "definition.json")
    refused = refuse_revision(centre.definition, definition) or refuse_day(definition, decisions_of(centre))
    if refused is not None:
        return refused
    verify_detached(data, signature, centre.trust(at=polls_close(definition)), DocumentKind.DEFINITION)
    path = _path(centre, definition.revision)
    if path.exists() and read_file(path) != data:
        return TAKEN
    path.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    write_atomically(path.with_name(names.signature_name(path.name)), signature, centre.faults)
    write_atomically(path, data, centre.faults)
    return Revised(definition=definition, sha256=hashlib.sha256(data).hexdigest())


def revisions_of(centre: Centre) -> tuple[tuple[Path, Revised], ...]:
    """The revised definitions with their files, by revision. Raises StoreError, DefinitionError."""
    found = []
    for path in sorted((centre.folder / REVISED).glob("*.json")):
        data = read_file(path)
        found.append((path, Revised(definition=parse(data, path.name), sha256=hashlib.sha256(data).hexdigest())))
    return tuple(found)


def closing_of(centre: Centre, precinct: int) -> datetime:
    """When the polls of a precinct close, by the definition under which it votes: its members are judged by that day.

    Raises StoreError, DefinitionError.
    """
    revised = _revised(centre, precinct)
    return polls_close(centre.definition if revised is None else revised.definition, precinct)


def definition_of(centre: Centre, precinct: int) -> str:
    """SHA-256 (hex) of the definition under which a precinct votes. Raises StoreError, DefinitionError."""
    revised = _revised(centre, precinct)
    return hashlib.sha256(centre.definition_data).hexdigest() if revised is None else revised.sha256


def _revised(centre: Centre, precinct: int) -> Revised | None:
    return by_precinct(one for _, one in revisions_of(centre)).get(PrecinctNumber(precinct))


def _path(centre: Centre, revision: int) -> Path:
    return centre.folder / REVISED / f"{revision:03d}.json"


TAKEN: Final = Refusal(
    "revision-taken",
    "L 50-5(7)",
    Text(
        "Осы нөмірмен басқа редакция енгізілген: келесі нөмірмен шығарыңыз.",
        "Под этим номером уже внесена другая редакция: выпустите её под следующим номером.",
        "Another revision is entered under this number: issue it under the next one.",
    ),
)
