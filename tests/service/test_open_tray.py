"""The voter takes any card of at least ten; fewer lie on the open tray only by the chair's recorded leave (R 8)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sailau.adapters.station_link import StationLink
from sailau.adapters.table_link import TableLink
from sailau.adapters.table_wire import LinkLostError
from sailau.refusal import Refusal
from sailau.service import open_tray
from sailau.service.day_summary import day_summary
from sailau.service.preparation import TRAY_CARDS_MIN
from tests.service.day import DESK, ISSUER, MORNING, Day, open_day
from tests.service.test_opening import code
from tests.service.test_table import HOST, serving

CHAIR = "member-1"


@contextmanager
def desk_with(tmp_path: Path, cards: int) -> Iterator[tuple[Day, StationLink]]:
    """A desk at which issuer and chair have signed in, and so many loaded cards on the tray; no leave was given."""
    with open_day(tmp_path) as made:
        with made.precinct.stores.day.transaction() as tx:
            tx.delete("config", open_tray.LEAVE)
        for number in range(1, cards + 1):
            made.card(number)
        with serving(made) as port:
            link = TableLink.open(HOST, port, made.installed.pki.signers[DESK], MORNING)
            assert isinstance(link, TableLink)
            station = StationLink(link)
            for member in (ISSUER, CHAIR):
                assert not isinstance(station.sign_in(made.installed.pki.signers[member]), Refusal)
            try:
                yield made, station
            finally:
                station.close()


def admit(made: Day, link: StationLink, voter: int, card: int) -> object:
    said: dict[str, Any] = {"voter": voter, "matches": True, "helper": ""}
    return link.ask("admit-voter", [ISSUER], made.card(card), **said)


def test_tenth_card_is_activated_and_none_of_nine(tmp_path: Path) -> None:
    with desk_with(tmp_path, TRAY_CARDS_MIN) as (made, link):
        assert not isinstance(admit(made, link, 1, 1), Refusal)
        assert day_summary(made.precinct).tray_short
        assert code(admit(made, link, 2, 2)) == "tray-too-few"
        assert code(link.ask("replace-card", [ISSUER], made.card(2), test=True)) == "tray-too-few"
        assert made.counts()[f"issued:{ISSUER}"] == 1
        made.card(11)
        assert not isinstance(admit(made, link, 2, 2), Refusal)


def test_chairs_leave_is_recorded_and_holds_for_so_many_cards(tmp_path: Path) -> None:
    with desk_with(tmp_path, 3) as (made, link):
        assert code(admit(made, link, 1, 1)) == "tray-too-few"
        assert link.ask("give-tray-leave", [CHAIR], cards=2) == {}
        assert link.ask("give-tray-leave", [CHAIR], cards=2) == {}
        assert made.events("precinct-computer").count("tray-leave-given") == 1
        assert not day_summary(made.precinct).tray_short
        for number in (1, 2):
            assert not isinstance(admit(made, link, number, number), Refusal)
        assert code(admit(made, link, 3, 3)) == "tray-too-few"


def test_no_member_gives_the_chairs_leave_and_nobody_for_a_tray_of_ten_or_none(tmp_path: Path) -> None:
    with desk_with(tmp_path, 3) as (made, link):
        assert "give-tray-leave" in code(link.ask("give-tray-leave", [ISSUER], cards=2))
        assert "tray-leave-given" not in made.events("precinct-computer")
        with pytest.raises(LinkLostError):
            link.ask("give-tray-leave", [CHAIR], cards=TRAY_CARDS_MIN)


def test_voter_whose_document_differs_is_refused_for_that_whatever_lies_on_the_tray(tmp_path: Path) -> None:
    with desk_with(tmp_path, 1) as (made, link):
        said: dict[str, Any] = {"voter": 1, "matches": False, "helper": ""}
        assert code(link.ask("admit-voter", [ISSUER], made.card(1), **said)) == "document-differs"
