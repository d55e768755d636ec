"""What the territorial commission makes anew for one precinct: credentials, terminals' key, codes (L 43(4), L 50-1).

`make_secrets` is the one body: the numbers must fit (codes, commission) → credentials are made, sealed one by one to
the precinct's terminals, shuffled and forgotten → codes are dealt out. `package_making` writes them into a package;
`prepare` hands them over in memory, for a precinct whose devices' keys lie in one place (rehearsal, tests).

The territorial commission keeps nothing: credentials leave `make_secrets` in sealed form only, and `destruction_act`
says so under its signature before opening. (The interpreter's memory cannot be wiped; the act is signed when the
program that made them has ended and its machine was switched off.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography import x509

from sailau.checkin.voters import parse_list
from sailau.election.ballot import questions
from sailau.election.definition import parse
from sailau.election.nouns import Definition
from sailau.election.reserve import credentials_made
from sailau.formats.v1.record import ACT_FILE, Act, Bilingual
from sailau.formats.v1.record.acts import CREDENTIALS_DESTROYED_BY_TERRITORIAL
from sailau.refusal import Refusal, Text
from sailau.sealing import base58, codes
from sailau.sealing.credentials import SealedCredential, make_credentials, sealed_table, terminal_key
from sailau.service.booth import Equipment
from sailau.service.installation import Official, Package, PrecinctSetup
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.holder import holder_of
from sailau.signing.precinct_pki import PrecinctPki
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.trust import Trust

UUID_CHARACTERS: Final = 18
"""Base58 characters of an archive's name: 105 bits; the format asks for 14 or more."""
TRAY_CARDS_MIN: Final = 10
CARDS_A_TERMINAL: Final = 2
COMPUTER: Final = "precinct-computer"

_BOOTHS: Final = (Role.TERMINAL, Role.PORTABLE)
_STATIONS: Final = ("desk-", "accumulator-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The package for the precinct computer, and what goes to the booth devices alone: their key and their codes."""

    package: Package
    made: int
    signers: Mapping[str, Signer] = field(repr=False)
    credential_key: bytes = field(repr=False)
    shares: codes.CodeShares = field(repr=False)

    @property
    def booths(self) -> tuple[str, ...]:
        """Ids of the terminals and portable devices."""
        return tuple(self.shares.of)

    def equipment(self, device: str, setup: PrecinctSetup) -> Equipment:
        """Return what the terminal or portable `device` is installed with, once the Setup is known."""
        return Equipment(
            device=device,
            signer=self.signers[device],
            setup=setup.hash,
            definition=self.package.definition,
            precinct=self.package.precinct,
            election=setup.setup.election,
            computer=self.package.computer.certificate,
            credential_key=self.credential_key,
            codes=self.shares.of[device],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecinctSecrets:
    """What is made anew for one precinct. `credential_key` is the terminals' private key, `terminals_key` its public
    half; every credential stands in `credentials` in sealed form only.
    """

    uuid: str
    credentials: tuple[SealedCredential, ...] = field(repr=False)
    cards: tuple[int, ...]
    credential_key: bytes = field(repr=False)
    terminals_key: bytes
    shares: codes.CodeShares = field(repr=False)


def make_secrets(
    decided: Definition,
    precinct: int,
    *,
    listed: int,
    members: int,
    booths: Sequence[str],
    cards: int | None = None,
    codes_kept_back: int = 0,
) -> PrecinctSecrets | Refusal:
    """Make credentials, terminals' key and code shares, or refuse when the numbers cannot hold the day.

    `booths` are the ids of terminals and portable devices; `cards` is how many voter cards there are (default, and at
    least: `cards_needed`).
    """
    place = decided.precinct(precinct)
    made = credentials_made(decided.rules, listed, place.terminals)
    refusal = _refuse(decided, precinct, made, members, len(booths), codes_kept_back)
    if refusal is not None:
        return refusal
    uuid = new_uuid()
    private, public = terminal_key()
    terminals = sum(device.startswith("terminal-") for device in booths)
    return PrecinctSecrets(
        uuid=uuid,
        credentials=sealed_table(make_credentials(uuid, made), public, uuid),
        cards=tuple(range(1, 1 + max(cards or 0, cards_needed(terminals)))),
        credential_key=private,
        terminals_key=public,
        shares=codes.shares(tuple(booths), codes_kept_back),
    )


def cards_needed(terminals: int) -> int:
    """Least number of cards: an open tray of ten, and two for each terminal (profile, "Loading")."""
    return TRAY_CARDS_MIN + CARDS_A_TERMINAL * terminals


def new_uuid() -> str:
    """Draw the name of an archive; every voting day has its own (profile 1)."""
    return base58.draw(UUID_CHARACTERS).decode("ascii")


def prepare(
    definition: bytes,
    signature: bytes,
    precinct: int,
    voters: bytes,
    pki: PrecinctPki,
    *,
    at: datetime,
    training: bool,
    cards: int | None = None,
    codes_kept_back: int = 0,
) -> Prepared | Refusal:
    """Make a precinct's package on the day `at`, or refuse when its numbers cannot hold the day.

    `cards` is how many voter cards there are (default: `cards_needed`). Raises DefinitionError, SignatureError on a
    definition that the central commission has not signed, FormatError on a bad voter list.
    """
    decided = parse(definition, "definition.json")
    trust = Trust(root=pki.root.certificate, at=at, training=training, election=str(decided.id))
    verify_detached(definition, signature, trust, DocumentKind.DEFINITION)
    devices = _booths(pki)
    secrets = make_secrets(
        decided,
        precinct,
        listed=len(parse_list(voters)),
        members=len(pki.members),
        booths=tuple(devices),
        cards=cards,
        codes_kept_back=codes_kept_back,
    )
    if isinstance(secrets, Refusal):
        return secrets
    package = Package(
        definition=definition,
        definition_signature=signature,
        precinct=precinct,
        uuid=secrets.uuid,
        voters=voters,
        credentials=secrets.credentials,
        cards=secrets.cards,
        officials=tuple(_official(number, signer) for number, signer in enumerate(pki.members, start=1)),
        devices=devices,
        computer=pki.signers[COMPUTER],
        stations={name: signer for name, signer in pki.signers.items() if name.startswith(_STATIONS)},
    )
    return Prepared(
        package=package,
        made=len(secrets.credentials),
        signers={device: pki.signers[device] for device in devices},
        credential_key=secrets.credential_key,
        shares=secrets.shares,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """Which package's copies are destroyed: its precinct, its archive, how many credentials it held."""

    election: str
    precinct: int
    uuid: str
    credentials: int


def destruction_act(
    package: Package, election: str, territorial: Signer, at: datetime, *, number: int
) -> tuple[bytes, bytes]:
    """The territorial commission's act that its copies of the credentials are destroyed: the file and its signature.

    `number` is the act's place among the precinct's acts.
    """
    handed = HandedOver(
        election=election, precinct=package.precinct, uuid=package.uuid, credentials=len(package.credentials)
    )
    data = ACT_FILE.write(act_of_destruction(handed, at, number))
    return data, sign_detached(data, territorial, at)


def act_of_destruction(handed: HandedOver, at: datetime, number: int) -> Act:
    """The act's content, unsigned (L 43(4)); `at` is kept to the minute."""
    count = handed.credentials
    return Act(
        number=number,
        kind=CREDENTIALS_DESTROYED_BY_TERRITORIAL,
        election=handed.election,
        precinct=handed.precinct,
        uuid=handed.uuid,
        at=at.replace(second=0, microsecond=0),
        article="L 43(4)",
        text=Bilingual(
            f"Аумақтық комиссия учаскеге {count} мөр басылған құқық берді; өзіндегі барлық көшірме жойылды.",
            f"Территориальная комиссия передала участку {count} запечатанных прав голоса; все её копии уничтожены.",
        ),
        members=(),
        explains=(),
        data={"credentials": count},
    )


def _booths(pki: PrecinctPki) -> dict[str, x509.Certificate]:
    """Certificates of the terminals and portable devices, by device id."""
    certificates = {name: signer.certificate for name, signer in pki.signers.items()}
    return {name: found for name, found in certificates.items() if holder_of(found).role in _BOOTHS}


def _official(number: int, signer: Signer) -> Official:
    holder = holder_of(signer.certificate)
    return Official(id=f"member-{number}", name=holder.name, role=holder.role.value)


def _refuse(
    definition: Definition, precinct: int, made: int, members: int, booths: int, kept_back: int
) -> Refusal | None:
    if members != definition.rules.quorum.members:
        return _commission_of_another_size(members, definition.rules.quorum.members)
    return codes.capacity(made, questions(definition, precinct).codes_a_ballot, booths, kept_back)


def _commission_of_another_size(members: int, decided: int) -> Refusal:
    return Refusal(
        "commission-of-another-size",
        "L 10(3)",
        Text(
            f"Комиссияда {members} мүше бар, сайлау анықтамасы бойынша {decided} болуы керек.",
            f"В комиссии {members} членов, по определению выборов должно быть {decided}.",
            f"The commission has {members} members; by the election's definition it must have {decided}.",
        ),
    )
