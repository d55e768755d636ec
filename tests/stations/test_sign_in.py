"""A key that is put in or out between showing and pressing: the PIN is tried on the key that was shown, or on none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sailau.adapters.keystore import MemberKeyStore, tries_left
from sailau.adapters.keystore.store import PIN_TRIES_MAX
from sailau.adapters.pin_tries import NO_PIN, TRIES_FILE, PinRefusedError, PinTries
from sailau.cli.chair import stores_in
from sailau.cli.station import keys_in
from sailau.errors import StoreError
from sailau.service.chair_station import ChairStation
from sailau.service.desk_station import DeskView
from sailau.service.people_at_station import KEY_GONE, NOBODY_CHOSEN, NOTHING_CHOSEN
from sailau.service.technician_station import TechnicianView
from sailau.signing.keystore import new_pin, seal_signer
from sailau.stations.chair.page import page_of
from sailau.stations.chair.views import take
from sailau.stations.desk import page as desk_page
from sailau.stations.keys import key_said
from sailau.stations.technician import page as technician_page
from tests.service.day import LIGHT, PIN, Day
from tests.stations.test_chair_present import CHAIR, DEPUTY, SECRETARY, at_the_chairs_station

Seat = tuple[ChairStation, Path, dict[str, str]]


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    """The chair's station with a stick on which two keys lie; each opens by a PIN of its own."""
    with at_the_chairs_station(tmp_path) as (day, station):
        stick = tmp_path / "stick"
        stick.mkdir()
        pins = {member: _put_in(day, stick, member) for member in (CHAIR, SECRETARY)}
        station.keys = lambda: keys_in(stick, PinTries(tmp_path))
        yield station, stick, {**pins, DEPUTY: _put_in(day, tmp_path, DEPUTY)}


def _put_in(day: Day, stick: Path, member: str) -> str:
    pin = new_pin()
    (stick / f"{member}.p12").write_bytes(seal_signer(day.installed.pki.signers[member], pin, member))
    return pin


def shown(station: ChairStation) -> dict[str, str]:
    """What the page sends for each key that it shows in words, by the name of the key."""
    body = page_of(station.view(), station.keys()).body
    assert body is not None
    options = next(one.options for one in body.inputs if one.name == "key")
    offered = station.keys()
    said = {key_said(key.name, "kk"): key.name for key in offered}
    return {said[text]: value for value, text in options}


def test_a_key_put_in_before_another_does_not_take_its_place(seat: Seat, tmp_path: Path) -> None:
    station, stick, pins = seat
    chosen = shown(station)[SECRETARY]
    (tmp_path / f"{DEPUTY}.p12").rename(stick / f"{DEPUTY}.p12")
    take(station, {"do": "sign-in", "key": chosen, "pin": pins[SECRETARY]})
    assert station.view().ids == (SECRETARY,)


def test_a_key_that_was_taken_out_is_refused_and_the_pin_is_tried_on_no_other(seat: Seat, tmp_path: Path) -> None:
    station, stick, pins = seat
    chosen = shown(station)[CHAIR]
    (stick / f"{CHAIR}.p12").unlink()
    take(station, {"do": "sign-in", "key": chosen, "pin": pins[CHAIR]})
    assert (station.view().notice, station.view().ids) == (KEY_GONE, ())
    assert not (tmp_path / TRIES_FILE).exists()


def test_another_file_under_the_same_name_is_another_key(seat: Seat, tmp_path: Path) -> None:
    station, stick, pins = seat
    chosen = shown(station)[CHAIR]
    (tmp_path / f"{DEPUTY}.p12").rename(stick / f"{CHAIR}.p12")
    take(station, {"do": "sign-in", "key": chosen, "pin": pins[DEPUTY]})
    assert (station.view().notice, station.view().ids) == (KEY_GONE, ())


def test_without_a_choice_or_a_pin_nothing_is_tried_and_that_is_said(seat: Seat, tmp_path: Path) -> None:
    station, _, pins = seat
    take(station, {"do": "sign-in", "pin": pins[CHAIR]})
    assert station.view().notice == NOBODY_CHOSEN
    take(station, {"do": "sign-in", "key": shown(station)[CHAIR], "pin": ""})
    notice = station.view().notice
    assert notice == NO_PIN and notice.text.kk == "PIN теріңіз."
    assert not (tmp_path / TRIES_FILE).exists()


def test_what_needs_a_choice_is_not_given_without_one_and_the_link_stays(seat: Seat) -> None:
    station, _, pins = seat
    take(station, {"do": "sign-in", "key": shown(station)[CHAIR], "pin": pins[CHAIR]})
    for pressed in ("duty", "dead", "mix:first", "decline"):
        take(station, {"do": pressed, "duty": "issues-cards", "kk": "Себебі.", "ru": "Причина."})
        assert (station.view().notice, station.view().ids) == (NOTHING_CHOSEN, (CHAIR,)), pressed
        station.open_form("")
        assert station.view().notice is None


def test_every_station_shows_keys_by_what_they_are(seat: Seat) -> None:
    station, _, _ = seat
    offered = station.keys()
    ids = [key.id for key in offered]
    assert len(set(ids)) == len(ids) and not [one for one in ids if one.isdigit()]
    assert list(shown(station).values()) == ids
    assert [one.do for one in desk_page.page_of(DeskView(), "desk-1", station.keys()).keys] == ids
    assert [one.do for one in technician_page.page_of(TechnicianView(), station.keys()).keys] == ids


def test_an_empty_pin_uses_up_no_try_of_a_members_key_store(tmp_path: Path) -> None:
    path = tmp_path / "member-3.key"
    MemberKeyStore.create(path, PIN, member=3, seed=b"a seed", cost=LIGHT)
    with pytest.raises(PinRefusedError) as caught:
        stores_in(tmp_path)["member-3"].open("")
    assert caught.value.refusal == NO_PIN
    with pytest.raises(StoreError, match="no PIN was typed"):
        MemberKeyStore.open(path, b"")
    assert tries_left(path) == PIN_TRIES_MAX
