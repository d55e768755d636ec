"""The package of a precinct: sealed to its terminals, signed for, and refused when its numbers cannot hold the day."""

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from sailau.checkin.voters import encode_list
from sailau.election.definition import canonical
from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import Definition
from sailau.errors import FormatError, ProofError, SignatureError
from sailau.formats.v1.record import ACT_FILE
from sailau.formats.v1.trustees import ThresholdParameters
from sailau.group import base
from sailau.refusal import Refusal
from sailau.sealing.credentials import SEALED_BYTES, derive, open_credential, terminal_key
from sailau.sealing.rehearsal import Joint, hold_ceremonies
from sailau.service.installation import make_setup
from sailau.service.preparation import Prepared, cards_needed, destruction_act, prepare
from sailau.service.rehearsal.people import fictitious_list
from sailau.signing.authority import around
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import Trust

AT = datetime(2005, 12, 1, 9, 0, tzinfo=UTC)
DEFINITION = president_2005(voters=40, terminals=2)


@cache
def pki(members: int = 7) -> PrecinctPki:
    plan = PrecinctPlan(election=str(DEFINITION.id), precinct="precinct-25", territory="territory-1", members=members)
    return make_training_pki(plan, around(AT, before=timedelta(days=30), after=timedelta(days=365)))


def voters(count: int = 40) -> bytes:
    return encode_list(fictitious_list(count, 1, DEFINITION.date))


def prepared(definition: Definition = DEFINITION, count: int = 40, members: int = 7) -> Prepared | Refusal:
    data = canonical(definition)
    signature = sign_detached(data, pki(members).signers["central"], AT)
    return prepare(data, signature, 25, voters(count), pki(members), at=AT, training=True)


@cache
def package() -> Prepared:
    found = prepared()
    assert isinstance(found, Prepared)
    return found


def test_every_credential_opens_at_the_terminals_and_is_the_listed_one() -> None:
    one = package()
    uuid = one.package.uuid
    assert len(one.package.credentials) == one.made == 40 + 20 + 2 * 3
    assert {len(row.sealed) for row in one.package.credentials} == {SEALED_BYTES}
    opened = [open_credential(row.sealed, one.credential_key, uuid) for row in one.package.credentials]
    assert base([derive(uuid, credential) for credential in opened]) == [
        row.public_half for row in one.package.credentials
    ]


def test_terminals_of_another_precinct_cannot_open_a_credential() -> None:
    stranger, _ = terminal_key()
    with pytest.raises(ProofError):
        open_credential(package().package.credentials[0].sealed, stranger, package().package.uuid)


def test_shares_of_codes_do_not_meet_and_go_to_the_booths_alone() -> None:
    shares = package().shares.of
    assert set(shares) == {"terminal-1", "terminal-2", "portable-1"}
    assert sum(map(len, shares.values())) == 10_000 == len(frozenset().union(*shares.values()))


def test_nothing_secret_stands_in_the_precincts_package() -> None:
    assert package().credential_key.hex() not in repr(package())
    fields = [field for field in dir(package().package) if not field.startswith("_")]
    assert not [field for field in fields if "key" in field or "codes" in field]


def test_the_package_names_the_commission_the_devices_and_the_cards() -> None:
    one = package().package
    assert [official.role for official in one.officials[:4]] == ["chair", "deputy", "secretary", "member"]
    assert set(one.devices) == {"terminal-1", "terminal-2", "portable-1"}
    assert len(one.cards) == cards_needed(2) == 14


def test_equipment_of_a_terminal_names_the_setup() -> None:
    (trustee,) = hold_ceremonies([Joint(7, 4)]).trustees
    assert isinstance(trustee, ThresholdParameters)
    setup = make_setup(package().package, (trustee,))
    equipment = package().equipment("terminal-2", setup)
    assert (equipment.device, equipment.setup) == ("terminal-2", setup.hash)
    assert equipment.codes == package().shares.of["terminal-2"]


def test_definition_that_the_central_commission_did_not_sign_is_refused() -> None:
    data = canonical(DEFINITION)
    signature = sign_detached(data, pki().signers["territorial"], AT)
    with pytest.raises(SignatureError):
        prepare(data, signature, 25, voters(), pki(), at=AT, training=True)


def test_altered_definition_is_refused() -> None:
    signature = sign_detached(canonical(DEFINITION), pki().signers["central"], AT)
    with pytest.raises(SignatureError):
        prepare(canonical(president_2005(voters=41)), signature, 25, voters(), pki(), at=AT, training=True)


def test_list_that_is_not_one_is_refused() -> None:
    data = canonical(DEFINITION)
    signature = sign_detached(data, pki().signers["central"], AT)
    with pytest.raises(FormatError):
        prepare(data, signature, 25, voters()[:-1], pki(), at=AT, training=True)


def test_commission_of_another_size_is_refused() -> None:
    found = prepared(members=5)
    assert isinstance(found, Refusal)
    assert found.code == "commission-of-another-size"


def test_precinct_whose_codes_run_out_is_refused() -> None:
    definition = party_and_district(voters=4_000)
    plan = PrecinctPlan(election=str(definition.id), precinct="precinct-25", territory="territory-1")
    other = make_training_pki(plan, around(AT, before=timedelta(days=30), after=timedelta(days=365)))
    data = canonical(definition)
    signature = sign_detached(data, other.signers["central"], AT)
    found = prepare(data, signature, 25, voters(4_600), other, at=AT, training=True)
    assert isinstance(found, Refusal)
    assert found.code == "codes-overflow"


def test_territorial_commission_signs_that_its_copies_are_gone() -> None:
    data, signature = destruction_act(package().package, str(DEFINITION.id), pki().signers["territorial"], AT, number=2)
    trust = Trust(root=pki().root.certificate, at=AT, training=True, election=str(DEFINITION.id))
    verify_detached(data, signature, trust, DocumentKind.HIGHER_ACT)
    act = ACT_FILE.read(data)
    assert (act.number, act.kind, act.data["credentials"]) == (2, "credentials_destroyed_by_territorial", 66)
