"""A central commission at work over an invented country: records are received and accepted, people sign for it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.commission.returns import PrecinctReturn
from sailau.commission.units import Unit, country, districts
from sailau.election.definition import canonical
from sailau.election.nouns import Definition
from sailau.formats.v1.acknowledgement import Standing
from sailau.formats.v1.notice import Issuer
from sailau.ports.centre_store import StoredBundle
from sailau.refusal import Text
from sailau.service.centre.centre import Centre, found_centre, opened_centre
from sailau.service.centre.judgement_file import JUDGEMENT_FILE, RETURN_FILE, Judgement
from sailau.signing.authority import Signer, around, issue
from sailau.signing.cms import sign_detached
from sailau.signing.holder import Holder
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.roles import Role
from tests.commission.country import EVENING
from tests.commission.country import country as small_country
from tests.service.centre.stores import Store

CENTRAL = Issuer(
    role="central_commission",
    commission="central",
    name=Text("Орталық сайлау комиссиясы", "Центральная избирательная комиссия", "Central Election Commission"),
)
NORTHERN = Issuer(
    role="district_commission",
    commission="district-3",
    name=Text("№ 3 округтік сайлау комиссиясы", "Окружная избирательная комиссия № 3", "District commission No. 3"),
)


class TickingClock:
    """Each reading is a second later than the one before; `later` puts all such clocks forward."""

    later = timedelta()

    def __init__(self, at: datetime = EVENING + timedelta(hours=5)) -> None:
        self.at = at

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at + self.later


@dataclass(frozen=True)
class People:
    """Who signs: the central commission, the northern district's chair and secretary, a precinct's chair."""

    pki: PrecinctPki
    central: Signer
    chair: Signer
    secretary: Signer
    precinct_chair: Signer


@cache
def people(definition: Definition) -> People:
    """Certificates for the invented election, good around its day."""
    plan = PrecinctPlan(election=definition.id, precinct="commission-1", territory="aqsamal", members=3)
    validity = around(EVENING, before=timedelta(days=60), after=timedelta(days=400))
    pki = make_training_pki(plan, validity)

    def of_district(member: int, name: str) -> Signer:
        holder = Holder(
            name=name,
            role=Role.DISTRICT_COMMISSION,
            commission=NORTHERN.commission,
            election=definition.id,
            member=member,
            training=True,
        )
        return issue(pki.root, holder, validity)

    return People(
        pki=pki,
        central=pki.signers["central"],
        chair=of_district(1, "Сейітова Әлия Маратқызы"),
        secretary=of_district(2, "Нұрланов Ержан Қайратұлы"),
        precinct_chair=pki.signers["member-1"],
    )


@contextmanager
def commission(
    folder: Path,
    store: Store,
    returns: Iterable[PrecinctReturn],
    definition: Definition | None = None,
    clock: TickingClock | None = None,
) -> Iterator[Centre]:
    """The central commission, open, with a store of that kind and these returns accepted."""
    definition = definition or small_country()
    who = people(definition)
    data = canonical(definition)
    found_centre(
        folder,
        definition=data,
        signature=sign_detached(data, who.central, EVENING - timedelta(days=20)),
        root=who.pki.root.certificate.public_bytes(Encoding.PEM),
        commission="central",
        store=store.setting(),
    )
    with opened_centre(folder, clock=clock or TickingClock()) as centre:
        for minutes, one in enumerate(returns):
            receive(centre, one, minutes)
        yield centre


def receive(
    centre: Centre, one: PrecinctReturn, minutes: int = 0, replaces: str | None = None, act: int | None = None
) -> None:
    """A bundle came and was accepted; only what the store says of it is made here."""
    archive = f"SmaLLcountry{one.precinct}{one.version}".replace("0", "z")  # Base58 has no nought
    at, one = EVENING + timedelta(minutes=minutes), replace(one, archive=archive)
    report: dict[str, Any] = {
        "verdict": "sound",
        "findings": [],
        "explained": [],
        "remarks": [],
        "steps": {},
        "result": None,
    }
    with centre.store.transaction() as tx:
        tx.add_bundle(
            StoredBundle(
                digest=one.bundle_sha256,
                precinct=int(one.precinct),
                uuid=one.archive,
                version=one.version,
                replaces=None,
                act=None,
                manifest_sha256=one.manifest_sha256,
                head_sha256=one.manifest_sha256,
                size=1,
                received=at,
            )
        )
        tx.judge_bundle(
            one.bundle_sha256,
            Standing.ACCEPTED,
            at + timedelta(minutes=1),
            JUDGEMENT_FILE.write(Judgement(report=report, reasons=())),
            RETURN_FILE.write(one),
        )


def north(definition: Definition) -> Unit:
    """The northern district."""
    return next(unit for unit in districts(definition) if unit.id == "district-3")


def whole(definition: Definition) -> Unit:
    """The country."""
    return country(definition)
