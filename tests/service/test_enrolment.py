"""Enrolment: a device makes its own keys; what is altered, foreign or repeated is not certified."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.adapters.password import PasswordCost, WrongPasswordError
from sailau.errors import FormatError, SailauError, StoreError
from sailau.formats.v1.package import INVENTORY_FILE, REQUEST_FILE, Inventory, Software
from sailau.refusal import Refusal
from sailau.sealing.device_seal import PartKind, Place, open_at_device, public_of, seal_to_device
from sailau.service.enrolment import (
    KEY_FILE,
    REQUEST,
    Certified,
    certify_request,
    discard_device,
    enrol,
    enter_device,
    open_device,
    open_listed_device,
    read_request,
)
from sailau.signing.authority import Authority, around
from sailau.signing.device import device_sign, device_verify, judge_certificate
from sailau.signing.holder import holder_of
from sailau.signing.precinct_pki import PrecinctPlan, make_training_pki
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.trust import Trust

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LIGHT = PasswordCost(passes=1, memory_kib=8, lanes=1)
ELECTION, COMMISSION = "president-2026", "precinct-25"
PIN = b"604913"
SOFTWARE = Software(version="0.1.0", sha256="ab" * 32)
VALIDITY = around(AT, before=timedelta(days=1), after=timedelta(days=400))


@cache
def authority() -> Authority:
    plan = PrecinctPlan(election=ELECTION, precinct=COMMISSION, territory="territory-1", members=3)
    return make_training_pki(plan, VALIDITY).territorial


def asked(folder: Path, device: str = "terminal-1", serial: str = "KZ-0001", role: Role = Role.TERMINAL) -> bytes:
    return enrol(
        folder / device,
        device,
        role,
        serial,
        PIN,
        election=ELECTION,
        commission=COMMISSION,
        software=SOFTWARE,
        cost=LIGHT,
    )


def answered(data: bytes, inventory: Inventory | None = None) -> Certified | Refusal:
    return certify_request(
        authority(),
        data,
        election=ELECTION,
        commission=COMMISSION,
        validity=VALIDITY,
        known=() if inventory is None else inventory.devices,
        software=SOFTWARE,
    )


def certified(data: bytes) -> Certified:
    found = answered(data)
    assert isinstance(found, Certified), found
    return found


def listing(*found: Certified) -> Inventory:
    inventory = Inventory(election=ELECTION, precinct=25, commission=COMMISSION, devices=())
    for one in found:
        inventory = enter_device(inventory, one)
    return inventory


def code(found: object) -> str:
    assert isinstance(found, Refusal), found
    return found.code


def test_device_signs_and_opens_with_the_keys_that_it_made(tmp_path: Path) -> None:
    done = certified(asked(tmp_path))
    keys = open_device(tmp_path / "terminal-1", PIN, done.certificate, done.chain)
    trust = Trust(root=done.chain[-1], at=AT, training=True, election=ELECTION, precinct=COMMISSION)
    assert judge_certificate(done.certificate, done.chain, DocumentKind.SEALED_CARD, trust).role is Role.TERMINAL
    device_verify(done.certificate, b"t", b"m", device_sign(keys.signer.key, b"t", b"m"))
    place = Place(kind=PartKind.BOOTH, election=ELECTION, precinct=25, uuid="u" * 18, device="terminal-1")
    sealed = seal_to_device(b"for the terminal", done.entry.sealing_key, place)
    assert open_at_device(sealed, keys.sealing_private, place) == b"for the terminal"
    assert (holder_of(done.certificate).device, done.entry.serial) == ("terminal-1", "KZ-0001")


def test_private_keys_lie_sealed_and_show_nothing(tmp_path: Path) -> None:
    done = certified(asked(tmp_path))
    keys = open_device(tmp_path / "terminal-1", PIN, done.certificate, done.chain)
    files = b"".join(path.read_bytes() for path in (tmp_path / "terminal-1").iterdir())
    secret = keys.signer.key.private_numbers().private_value.to_bytes(32, "big")
    for hidden in (keys.sealing_private, secret):
        assert hidden not in files and hidden.hex().encode() not in files
        assert repr(hidden)[2:-1] not in repr(keys) and hidden.hex() not in repr(keys)


def test_wrong_pin_opens_nothing(tmp_path: Path) -> None:
    done = certified(asked(tmp_path))
    with pytest.raises(WrongPasswordError):
        open_device(tmp_path / "terminal-1", b"604914", done.certificate, done.chain)


def test_short_pin_and_second_enrolment_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="at least 6"):
        enrol(tmp_path, "desk-1", Role.DESK, "KZ-1", b"12345", election=ELECTION, commission=COMMISSION)
    asked(tmp_path)
    with pytest.raises(StoreError, match="holds keys already"):
        asked(tmp_path)
    discard_device(tmp_path / "terminal-1")
    assert list((tmp_path / "terminal-1").iterdir()) == []
    asked(tmp_path)


def test_enrolment_cut_short_before_the_key_begins_anew(tmp_path: Path) -> None:
    first = asked(tmp_path)
    (tmp_path / "terminal-1" / KEY_FILE).unlink()
    second = asked(tmp_path)
    assert first != second == (tmp_path / "terminal-1" / REQUEST).read_bytes()


@pytest.mark.parametrize("serial", ["", "kz 1", "A", "A" * 21, "A|B"])
def test_serial_number_that_cannot_be_written_is_refused(tmp_path: Path, serial: str) -> None:
    with pytest.raises(FormatError, match="serial"):
        asked(tmp_path, serial=serial)
    assert not (tmp_path / "terminal-1" / KEY_FILE).exists()


def test_person_is_not_enrolled_as_a_device(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="a person"):
        asked(tmp_path, role=Role.CHAIR)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return asked(tmp_path_factory.mktemp("asked"))


@settings(max_examples=60, deadline=None)
@given(place=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_request_with_one_altered_bit_is_refused(sound: bytes, place: int, bit: int) -> None:
    data = bytearray(sound)
    data[place % len(data)] ^= 1 << bit
    with pytest.raises(SailauError):
        read_request(bytes(data))


def test_request_whose_sealing_key_was_replaced_is_refused(tmp_path: Path) -> None:
    request = REQUEST_FILE.read(asked(tmp_path))
    other = REQUEST_FILE.read(asked(tmp_path, "terminal-2", "KZ-0002"))
    with pytest.raises(SailauError, match="terminal-1 is not signed by its key"):
        read_request(REQUEST_FILE.write(replace(request, sealing_key=other.sealing_key)))


def test_request_of_another_precinct_is_refused(tmp_path: Path) -> None:
    data = enrol(
        tmp_path, "terminal-1", Role.TERMINAL, "KZ-1", PIN, election=ELECTION, commission="precinct-26", cost=LIGHT
    )
    assert code(answered(data)) == "device-request-foreign"


def test_request_of_another_election_is_refused(tmp_path: Path) -> None:
    data = enrol(tmp_path, "desk-1", Role.DESK, "KZ-1", PIN, election="other", commission=COMMISSION, cost=LIGHT)
    assert code(answered(data)) == "device-request-foreign"


def test_request_of_other_software_is_refused(tmp_path: Path) -> None:
    data = enrol(tmp_path, "desk-1", Role.DESK, "KZ-1", PIN, election=ELECTION, commission=COMMISSION, cost=LIGHT)
    assert code(answered(data)) == "device-software-differs"


def test_device_that_is_listed_is_not_certified_again(tmp_path: Path) -> None:
    data = asked(tmp_path)
    assert code(answered(data, listing(certified(data)))) == "device-request-repeated"


def test_serial_number_of_a_listed_device_is_refused(tmp_path: Path) -> None:
    listed = listing(certified(asked(tmp_path)))
    again = answered(asked(tmp_path, "terminal-2", "KZ-0001"), listed)
    assert code(again) == "device-request-repeated"
    assert isinstance(again, Refusal) and again.text.en.startswith("KZ-0001: ")


def test_inventory_with_two_equal_serial_numbers_is_not_written(tmp_path: Path) -> None:
    one, two = certified(asked(tmp_path)), certified(asked(tmp_path, "terminal-2", "KZ-0001"))
    with pytest.raises(FormatError, match="same serial"):
        INVENTORY_FILE.read(INVENTORY_FILE.write(listing(one, two)))


def test_inventory_reads_back_in_the_order_of_ids(tmp_path: Path) -> None:
    inventory = listing(certified(asked(tmp_path, "terminal-2", "KZ-2")), certified(asked(tmp_path)))
    assert [one.device for one in inventory.devices] == ["terminal-1", "terminal-2"]
    assert INVENTORY_FILE.read(INVENTORY_FILE.write(inventory)) == inventory


def test_device_opens_by_its_line_of_the_inventory_and_by_no_other(tmp_path: Path) -> None:
    one, two = certified(asked(tmp_path)), certified(asked(tmp_path, "terminal-2", "KZ-0002"))
    opened = open_listed_device(tmp_path / "terminal-1", PIN, listing(one, two), one.chain)
    assert not isinstance(opened, Refusal)
    assert public_of(opened.sealing_private) == one.entry.sealing_key
    assert code(open_listed_device(tmp_path / "terminal-1", PIN, listing(two), one.chain)) == "device-not-listed"
    swapped = replace(one, entry=replace(one.entry, sealing_key=two.entry.sealing_key))
    assert code(open_listed_device(tmp_path / "terminal-1", PIN, listing(swapped), one.chain)) == "device-not-listed"


def test_certificate_of_another_device_does_not_open_the_keys(tmp_path: Path) -> None:
    asked(tmp_path)
    other = certified(asked(tmp_path, "terminal-2", "KZ-0002"))
    with pytest.raises(StoreError, match="another device or another key"):
        open_device(tmp_path / "terminal-1", PIN, other.certificate, other.chain)
