"""The chair's tab of those present, over the real station and its link: what is shown, given, signed."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sailau.adapters.station_link import StationLink
from sailau.precinct.present import DEMANDS, Kind
from sailau.service.acting_chair import acting_chair
from sailau.service.acts import acts
from sailau.service.chair_station import ChairStation, ChairView
from sailau.service.people_at_station import KeyOffered
from sailau.service.present import people
from sailau.service.suspension import suspended_members
from sailau.signing.authority import Signer
from sailau.stations.chair.present import PresentPage, show, take
from sailau.stations.chair.present_room import REASON_MAX, REMARK_MAX
from sailau.stations.site import FORM_BYTES_MAX
from sailau.words.screens import LANGUAGES, ScreenWords, present_words
from tests.service.day import DESK, Day, open_day
from tests.service.test_table import link_of, serving
from tests.stations.at_work import at_work

CHAIR, DEPUTY, SECRETARY = "member-1", "member-2", "member-3"
PATIENCE = 20.0


@contextmanager
def at_the_chairs_station(tmp_path: Path) -> Iterator[tuple[Day, ChairStation]]:
    with open_day(tmp_path) as day, serving(day) as port:
        folder = tmp_path / "station"
        folder.mkdir()
        station = ChairStation(
            DESK,
            lambda: StationLink(link_of(day, port, DESK)),
            lambda: (),
            dict,
            folder,
            tmp_path,
        )
        with at_work(station, folder):
            yield day, station


def sign_in(day: Day, station: ChairStation, *members: str) -> None:
    for member in members:
        signer = day.installed.pki.signers[member]
        station.sign_in(KeyOffered(name=member, open=partial(_opened, signer)), "")
    seen(station, lambda view: set(members) <= set(view.ids) and bool(view.presence))


def _opened(signer: Signer, pin: str) -> Signer:
    return signer


def seen(station: ChairStation, wanted: Callable[[ChairView], bool]) -> ChairView:
    """The view, as soon as it is as wanted."""
    until = time.monotonic() + PATIENCE
    while not wanted(view := station.view()):
        assert time.monotonic() < until, view
        time.sleep(0.02)
    return view


def page(station: ChairStation, rest: str = "") -> PresentPage:
    shown = show(station.view(), rest, "ru")
    assert shown is not None
    return shown


def papers(**changes: str) -> dict[str, str]:
    shown = {f"shown-{paper.value}": "yes" for paper in DEMANDS[Kind.OBSERVER].papers}
    typed = {"surname": "Қалиева", "name": "Дана", "sender": "«Әділ» бірлестігі", "paper": "17"}
    return {**shown, **typed, "precinct": "25", "day": "2005-12-04"} | changes


def votes(*in_favour: int, against: int = 0) -> dict[str, str]:
    cast = {f"vote:member-{number}": "in-favour" for number in in_favour}
    return cast | ({f"vote:member-{against}": "against"} if against else {})


def signed(station: ChairStation, rest: str, fields: Mapping[str, str]) -> str:
    """Send a form, look at its act, agree; the act's label."""
    take(station, rest, fields)
    act = seen(station, lambda view: view.agreeing is not None).agreeing
    assert act is not None
    station.decide(agree=True)
    return seen(station, lambda view: bool(view.done)).done


def registered(station: ChairStation) -> None:
    take(station, "do:register:observer", papers())
    seen(station, lambda view: bool(view.presence["people"]))


def test_observer_is_registered_goes_and_comes_at_the_chairs_station(tmp_path: Path) -> None:
    with at_the_chairs_station(tmp_path) as (day, station):
        assert show(station.view(), "", "kk") is None
        sign_in(day, station, CHAIR)
        assert page(station).rows == ()
        take(station, "register:observer", {})
        assert station.view().form == "present:register:observer"
        take(station, "do:register:observer", papers(precinct="26"))
        notice = seen(station, lambda view: view.notice is not None).notice
        assert notice is not None and notice.code == "authority-elsewhere"
        assert station.view().form == "present:register:observer", "the form stays open"
        typed = {field.name: field.value for field in page(station, "register:observer").inputs}
        assert (typed["surname"], typed["precinct"], typed["day"]) == ("Қалиева", "26", "2005-12-04"), "as it was typed"
        assert all(option.chosen for option in page(station, "register:observer").inputs[-1].options)
        take(station, "register:media", {})
        assert {field.value for field in page(station, "register:media").inputs} == {""}
        registered(station)
        assert station.view().form == "present"
        (row,) = page(station).rows
        assert (row.name, row.state) == ("Қалиева Дана", "in-room")
        assert [button.do for button in row.buttons] == ["goes:1", "remark:1", "remove:1"]
        take(station, "goes:1", {})
        assert seen(station, lambda view: view.presence["people"][0]["whereabouts"] == "left")
        assert page(station).rows[0].buttons[0].do == "comes:1"


def test_what_is_said_at_the_form_is_signed_only_when_its_act_was_shown(tmp_path: Path) -> None:
    with at_the_chairs_station(tmp_path) as (day, station):
        sign_in(day, station, CHAIR)
        registered(station)
        alone = page(station, "remark:1")
        assert alone.go is None and "Акт подписывают двое" in alone.missing
        take(station, "do:remark:1", {"words": "Штора порвана.", "right": "5", "document": ""})
        assert station.view().agreeing is None
        sign_in(day, station, SECRETARY)
        assert page(station, "remark:1").go is not None
        take(station, "do:remark:1", {"words": "Штора порвана.", "right": "5", "document": ""})
        act = seen(station, lambda view: view.agreeing is not None).agreeing
        assert act is not None and act.data["words"] == "Штора порвана."
        assert [one.act.kind for one in acts(day.precinct)].count("present_remark") == 0
        station.decide(agree=False)
        assert [one.act.kind for one in acts(day.precinct)].count("present_remark") == 0
        label = signed(station, "do:remark:1", {"words": "Штора порвана.", "right": "5", "document": ""})
        assert seen(station, lambda view: view.presence["people"][0]["remarks"] == [label])
        assert label in page(station).rows[0].remarks


def test_removal_suspension_sitting_and_replacing_the_chair_are_done_in_the_tab(tmp_path: Path) -> None:
    with at_the_chairs_station(tmp_path) as (day, station):
        sign_in(day, station, CHAIR, SECRETARY, DEPUTY)
        registered(station)
        reason = {"reason-kk": "Тәртіп бұзды.", "reason-ru": "Нарушил порядок."}
        take(station, "do:remove:1", {**reason, **votes(1, 2, 3)})
        notice = seen(station, lambda view: view.notice is not None).notice
        assert notice is not None and notice.code == "decision-not-taken"
        again = page(station, "remove:1")
        assert [field.value for field in again.inputs] == list(reason.values())
        chosen = [option.value for line in again.votes for option in line.choices if option.chosen]
        assert chosen == ["in-favour"] * 3 + ["absent"] * 4
        signed(station, "do:remove:1", {**reason, **votes(1, 2, 3, 4, against=5)})
        assert [one.whereabouts.value for one in people(day.precinct)] == ["removed"]
        signed(station, "do:suspend", {**reason, "whom": "member-7", **votes(1, 2, 3, 4)})
        assert suspended_members(day.precinct) == {"member-7"}
        assert "member-7" not in [line.member for line in page(station, "sitting").votes]
        minutes = {
            "told": "2005-12-01T09:00",
            "began": "2005-12-04T07:00",
            "matter-kk": "Тәртіп",
            "matter-ru": "Порядок",
            "decision-kk": "Иә.",
            "decision-ru": "Да.",
            "dissent-of": "member-5",
            "dissent": "Қарсымын.",
        }
        label = signed(station, "do:sitting", {**minutes, **votes(1, 2, 3, 4, against=5)})
        held = next(one for one in acts(day.precinct) if one.label == label)
        assert held.act.data["dissents"] == {"member-5": "Қарсымын."}
        assert label in " ".join(page(station).notes)
        signed(station, "do:deputy", reason)
        assert acting_chair(day.precinct) == DEPUTY


def test_words_of_the_tab_are_whole_and_a_full_form_is_not_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: set[str] = set()

    class Listening:
        def say(self, word: str, *args: Any, **filled: Any) -> str:
            said.add(word)
            return present_words().say(word, *args, **filled)

    with at_the_chairs_station(tmp_path) as (day, station):
        sign_in(day, station, CHAIR)
        page(station)
        monkeypatch.setattr("sailau.stations.chair.present_room.present_words", Listening)
        for member in (CHAIR, SECRETARY):
            sign_in(day, station, member)
            page(station)
            if member == SECRETARY:
                registered_all(station)
                page(station)
                signed(station, "do:remark:1", {"words": "а", "right": "0", "document": ""})
                take(station, "goes:1", {})
                four = votes(1, 2, 3, 4)
                reason = {"reason-kk": "а", "reason-ru": "а"}
                signed(station, "do:remove:2", {**reason, **four})
                texts = dict.fromkeys(("matter-kk", "matter-ru", "decision-kk", "decision-ru"), "а")
                times = {"told": "2005-12-01T09:00", "began": "2005-12-04T07:00"}
                signed(station, "do:sitting", {**texts, **times, **four})
                signed(station, "do:suspend", {**reason, "whom": "member-7", **four})
                seen(station, lambda view: bool(view.presence["suspended"]))
            forms = [f"register:{kind.value}" for kind in Kind]
            for form in ("", *forms, "remark:1", "remove:1", "suspend", "sitting", "deputy"):
                page(station, form)
        station.sign_out(CHAIR)
        page(station, "remove:1")
    assert said == set(words_of(present_words()))
    largest = max((REMARK_MAX, 2 * REASON_MAX, 4 * 300 + 300))
    assert 6 * largest + 2000 < FORM_BYTES_MAX, "a letter of Cyrillic takes six bytes in a form"


def words_of(words: ScreenWords) -> list[str]:
    """All words, each of which must stand in every language."""
    assert all(set(entry) == set(LANGUAGES) for entry in words.entries.values())
    return list(words.entries)


def registered_all(station: ChairStation) -> None:
    registered(station)
    second = papers(surname="Петренко", sender="«Лига»")
    take(station, "do:register:observer", second)
    seen(station, lambda view: len(view.presence["people"]) == 2)
