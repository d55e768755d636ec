"""The plan of a key ceremony, from the precinct's package: nobody copies a uuid or a hash by hand (E8, L 50-1(5)).

The package is judged whole at the installation (`service.package_reading`); here its manifest must be signed by the
territorial commission, and the two files that the plan rests on must be those of the manifest.
"""

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sailau.adapters.files import read_file
from sailau.election.canonical import fingerprint
from sailau.election.definition import canonical, parse
from sailau.election.nouns import Definition
from sailau.errors import SignatureError
from sailau.formats.v1.ceremony_round import CeremonyPlan
from sailau.formats.v1.package import OFFICIALS_FILE, PACKAGE_FILE
from sailau.formats.v1.package import names as package_names
from sailau.formats.v1.recorder_key import party_of
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import Trust


def plan_of(
    definition: Definition, precinct: int, uuid: str, territory: str, *, number: int, at: datetime
) -> CeremonyPlan:
    """The plan for a precinct of a definition: how many members, how many open. Raises DefinitionError when the
    definition has not the precinct."""
    quorum = definition.rules.quorum
    return CeremonyPlan(
        election=str(definition.id),
        definition=fingerprint(canonical(definition)),
        precinct=precinct,
        uuid=uuid,
        commission=str(definition.precinct(precinct).commission),
        territory=territory,
        members=quorum.members,
        threshold=quorum.threshold,
        number=number,
        at=at.replace(second=0, microsecond=0),
        certificates={},
    )


def plan_of_package(folder: Path, trust: Trust, *, number: int, at: datetime) -> CeremonyPlan:
    """The plan for the precinct of a package folder; the members' certificates are those of the package, no others.

    Raises StoreError, FormatError, DefinitionError, and SignatureError when the manifest is not signed as it must be or
    a file is not the one that it names.
    """
    data = read_file(folder / package_names.MANIFEST)
    signature = read_file(folder / package_names.signature_name(package_names.MANIFEST))
    verify_detached(data, signature, trust, DocumentKind.PACKAGE)
    manifest = PACKAGE_FILE.read(data)
    files = {name: read_file(folder / name) for name in (package_names.DEFINITION, package_names.OFFICIALS)}
    for name, content in files.items():
        entry = manifest.files.get(name)
        if entry is None or hashlib.sha256(content).hexdigest() != entry.sha256:
            raise SignatureError(f"{name} is not the file that the package's manifest names")
    definition = parse(files[package_names.DEFINITION], package_names.DEFINITION)
    officials = OFFICIALS_FILE.read(files[package_names.OFFICIALS])
    plan = plan_of(definition, manifest.precinct, manifest.uuid, manifest.territory, number=number, at=at)
    if (manifest.election, manifest.commission) != (plan.election, plan.commission):
        raise SignatureError("the package's manifest is of another election or commission than its definition")
    members = {party_of(entry.number): hashlib.sha256(entry.certificate).hexdigest() for entry in officials.members}
    return replace(plan, certificates=members)
