"""A training place: for today, marked in every certificate, an earlier one kept; cards carried by hand (R 8)."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from sailau.adapters.cards.tray import Tray
from sailau.adapters.clock import LocalClock
from sailau.adapters.one_at_a_time import held, holder
from sailau.card import CardNumber
from sailau.errors import StoreError
from sailau.refusal import Text
from sailau.service.precinct import Precinct
from sailau.service.sealed_password import typed_password
from sailau.service.training import programs
from sailau.service.training.cards import carry, lying
from sailau.service.training.making import make_place, training_day
from sailau.service.training.place import BEING_MADE, MEMBERS_PIN, PORTABLE, Place, Wanted, granted, put_aside
from sailau.signing.holder import holder_of
from sailau.signing.keystore import open_signer

YESTERDAY = date(2026, 3, 1)


def test_place_is_of_today_and_every_member_is_marked_as_of_training(tmp_path: Path) -> None:
    told: list[Text] = []
    place = make_place(tmp_path / "place", told.append)
    assert place.day() == training_day(LocalClock().now())
    members = [open_signer(path.read_bytes(), MEMBERS_PIN) for path in sorted(place.keys.glob("*.p12"))]
    assert len(members) == 7
    assert all(holder_of(one.certificate).training for one in members)
    assert len(lying(Tray(place.cards))["tray"]) == 12
    assert len(told) == 5
    assert [path.name for path in tmp_path.iterdir()] == ["place"], "nothing of the making is left"


def test_place_with_paper_and_a_portable_device_says_so_in_the_definition_and_has_a_cable(tmp_path: Path) -> None:
    place = make_place(tmp_path / "place", lambda _: None, Wanted(mixed=True, portable=True))
    with Precinct.open(place.computer, _password(place), LocalClock()) as precinct:
        assert precinct.definition.precinct(precinct.installed.precinct).mixed
        assert set(precinct.booths) == {"terminal-1", PORTABLE}
    accumulator = next(one for one in programs.stations(place, 1) if one.name == programs.ACCUMULATOR)
    assert "--cable" in accumulator.words
    assert [one.name for one in programs.recorders(place)].count(f"recorder-{PORTABLE}") == 1
    usual = make_place(tmp_path / "usual", lambda _: None)
    assert usual.portable is None
    assert not any("--cable" in one.words for one in programs.stations(usual, 1))


def _password(place: Place) -> bytes:
    return granted(typed_password(place.password.read_text()))


def test_making_cut_short_leaves_no_place_and_is_begun_anew(tmp_path: Path) -> None:
    class PowerCutError(Exception):
        """In the middle."""

    def cut(step: Text) -> None:
        if step.en.startswith("Computer"):
            raise PowerCutError

    with pytest.raises(PowerCutError):
        make_place(tmp_path / "place", cut)
    assert [path.name for path in tmp_path.iterdir()] == [f"place{BEING_MADE}"]
    assert Place(tmp_path / "place").day() is None
    assert make_place(tmp_path / "place", lambda _: None).day() is not None


def test_day_is_that_of_the_precinct_and_not_of_the_machine() -> None:
    evening = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert training_day(evening) == date(2026, 3, 2)
    assert training_day(evening.astimezone(timezone(timedelta(hours=-8)))) == date(2026, 3, 2)


def test_earlier_days_place_is_put_aside_whole_each_under_its_own_name(tmp_path: Path) -> None:
    place = Place(tmp_path / "place")
    for expected in ("place-2026-03-01", "place-2026-03-01-2"):
        place.folder.mkdir()
        place.mark(YESTERDAY)
        (place.folder / "box").write_text(expected)
        assert put_aside(place, YESTERDAY).name == expected
        assert (tmp_path / expected / "box").read_text() == expected
        assert place.day() is None


def test_folder_of_something_else_is_no_place(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(StoreError, match="not a training place"):
        Place(tmp_path).day()


def test_slot_takes_one_card_and_a_card_that_is_gone_is_not_carried(tmp_path: Path) -> None:
    tray = Tray.make(tmp_path, [CardNumber(1), CardNumber(2)])
    assert carry(tray, 1, "desk")
    assert not carry(tray, 2, "desk")
    assert not carry(tray, 3, "pocket")
    assert not carry(tray, 2, "street")
    assert lying(tray) == {"tray": (2,), "desk": (1,), "pocket": (), "booth": (), "table": ()}
    assert carry(tray, 1, "pocket") and carry(tray, 2, "pocket")
    assert lying(tray)["pocket"] == (1, 2)


def test_lock_names_its_holder_and_is_free_when_it_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "place.lock"
    with held(path) as hold:
        hold.answers_at("http://127.0.0.1:1/")
        found = holder(path)
        assert found is not None and found.address == "http://127.0.0.1:1/"
        with pytest.raises(StoreError, match=r"it runs already at http://127\.0\.0\.1:1/"), held(path):
            raise AssertionError("two hold it")
    assert holder(path) is None
