"""The chair's tab of voting at home over a real link: application, tour, who voted; a stranger decided on (M13)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.template import Context, Engine

from sailau.adapters.station_link import SignedIn, StationLink
from sailau.adapters.table_link import TableLink
from sailau.checkin.iin import Sex, compose
from sailau.checkin.state import Admitted, AppliedForHome
from sailau.checkin.voters import VoterNumber
from sailau.refusal import Refusal
from sailau.service import chair_station, table_station
from sailau.service.acts import acts
from sailau.service.chair_station import ChairStation, ChairView
from sailau.service.desk import standing_of
from sailau.service.list_requests import ask_district
from sailau.service.people_at_station import KeyOffered
from sailau.service.tour_rows import TourRow
from sailau.service.tours import tour_row
from sailau.stations.chair import home
from sailau.stations.chair.rendering import SHARED, TEMPLATES
from sailau.words.screens import LANGUAGES, home_words
from tests.portable.test_tours import ended
from tests.service.day import DESK, ISSUER, MORNING, Day, chosen, open_day
from tests.service.test_table import HOST, serving
from tests.stations.at_work import at_work

CHAIR, OTHER = "member-1", "member-5"
STRANGER = next(iin for n in range(4321, 4400) if (iin := compose(date(1970, 12, 4), Sex.FEMALE, n)))


class At:
    """A running station of the chair, as its page uses it."""

    def __init__(self, day: Day, station: ChairStation) -> None:
        self.day, self.station = day, station

    @property
    def page(self) -> home.HomePage:
        view = self.station.view()
        assert view.form.partition(":")[0] == "home", view.form
        return home.show(view, view.form.partition(":")[2], "ru")

    def sign_in(self, member: str) -> None:
        signer = self.day.installed.pki.signers[member]
        self.station.sign_in(KeyOffered(name=member, open=lambda _: signer), "")
        self.until(lambda view: member in view.ids)

    def press(self, do: str, **sent: str) -> None:
        """Press a button that is on the page."""
        self.until(lambda _: do in [button.do for button in self.buttons()])
        home.take(self.station, do, sent)

    def buttons(self) -> list[home.Button]:
        rows = [row for table in self.page.tables for row in table.rows]
        return [*self.page.buttons, *(button for row in rows for button in row.buttons)]

    def states(self) -> list[str]:
        return [row.state for table in self.page.tables for row in table.rows]

    def until(self, holds: Callable[[ChairView], bool]) -> None:
        end = monotonic() + 20
        while not holds(self.station.view()):
            assert monotonic() < end, self.station.view()
            sleep(0.02)


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[At]:
    for module in (chair_station, table_station):
        monkeypatch.setattr(module, "LOOK_SECONDS", 0.1)
    with open_day(tmp_path) as day, serving(day) as port:

        def connect() -> StationLink | Refusal:
            link = TableLink.open(HOST, port, day.installed.pki.signers[DESK], MORNING)
            return link if isinstance(link, Refusal) else StationLink(link)

        station = ChairStation(DESK, connect, lambda: (), dict, tmp_path, tmp_path)
        with at_work(station, tmp_path):
            day.clock.at = MORNING.replace(hour=10)
            yield At(day, station)


def test_an_application_is_marked_the_device_sent_and_its_voter_entered(at: At) -> None:
    at.sign_in(CHAIR)
    home.take(at.station, "", {})
    at.until(lambda view: bool(view.home))
    at.press("apply")
    at.press("do:find", iin=at.day.voter(3).iin.digits)
    at.press("do:apply:3", reason="health")
    at.until(lambda view: bool(view.home) and view.home["waiting"] == 1)
    assert standing_of(at.day.precinct, VoterNumber(3)) == AppliedForHome()
    at.press("send")
    at.press("do:send", device="portable-1", **{"goes:member-5": "yes", "goes:member-6": "yes"})
    at.until(lambda view: bool(view.home.get("tours")))
    row = tour_row(at.day.precinct, 1)
    assert row is not None and row.members == ("member-5", "member-6")
    assert at.day.home().fill(1, row.credentials, row.applications) is None
    at.day.home().vote(chosen(4))
    assert isinstance(ended(at.day), TourRow)
    at.press("voted:1")
    assert at.page.missing
    at.sign_in(ISSUER)
    home.take(at.station, "voted:1", {})
    at.press("do:voted:3")
    at.until(lambda _: not at.page.tables)
    assert standing_of(at.day.precinct, VoterNumber(3)) == Admitted(hour=10, tour=1)


def test_an_application_taken_back_leaves_no_mark(at: At) -> None:
    at.sign_in(CHAIR)
    home.take(at.station, "", {})
    for deed, reason in (("apply", "care"), ("withdraw", "")):
        at.press("apply")
        at.press("do:find", iin=at.day.voter(3).iin.digits)
        at.press(f"do:{deed}:3", reason=reason)
        at.until(lambda view: view.form == "home")
    assert at.day.events(DESK).count("home-application-withdrawn") == 1


def test_a_device_that_did_not_come_back_is_said_lost_by_an_act_that_was_shown(at: At) -> None:
    at.sign_in(CHAIR)
    home.take(at.station, "", {})
    at.press("apply")
    at.press("do:find", iin=at.day.voter(3).iin.digits)
    at.press("do:apply:3", reason="health")
    at.press("send")
    at.press("do:send", device="portable-1", **{"goes:member-5": "yes", "goes:member-6": "yes"})
    at.until(lambda view: bool(view.home.get("tours")))
    assert "do:lose:1" not in [button.do for button in at.buttons()], "the chair alone may not"
    at.sign_in(OTHER)
    home.take(at.station, "", {})
    at.press("do:lose:1")
    at.until(lambda view: view.agreeing is not None)
    assert not acts_of(at.day, "tour_lost")
    at.station.decide(agree=True)
    at.until(lambda view: bool(view.done))
    assert acts_of(at.day, "tour_lost") == [("member-1", "member-5")]


def test_a_stranger_is_added_by_the_decision_that_two_members_entered(at: At) -> None:
    ask_district(at.day.precinct, STRANGER.digits, "Сейітова", "Айша", "", "Абай көшесі, 7", desk=DESK)
    at.sign_in(CHAIR)
    home.take(at.station, "requests", {})
    at.until(lambda view: bool(view.home))
    assert at.page.missing
    at.sign_in(OTHER)
    home.take(at.station, "requests", {})
    at.press("decide:1")
    at.press("do:add:1", by="higher commission", decision="№ 14, 2005-12-04")
    at.until(lambda view: view.agreeing is not None)
    at.station.decide(agree=True)
    at.until(lambda view: bool(view.done))
    assert at.day.precinct.voters.by_iin(STRANGER) is not None
    home.take(at.station, "requests", {})
    at.until(lambda view: bool(view.home))
    assert [state.partition(", ")[0] for state in at.states()] == ["включён в список"]


def acts_of(day: Day, kind: str) -> list[tuple[str, ...]]:
    return [one.act.members for one in acts(day.precinct) if one.act.kind == kind]


VOTER: dict[str, Any] = {
    "number": 7,
    "iin": "680314400122",
    "surname": "<b>О'Хара",
    "name": "Айгүл",
    "patronymic": "Маратқызы",
    "address": "Абай көшесі, 12",
}
TOUR: dict[str, Any] = {"tour": 1, "device": "portable-1", "members": ["А", "Б"], "applications": 3, "ballots": 2}
HOME: dict[str, Any] = {
    "until": "12:00",
    "taken": True,
    "waiting": 1,
    "total": 3,
    "voters": [VOTER | {"tour": tour, "voted": voted} for tour, voted in ((0, False), (1, False), (1, True))],
    "tours": [
        TOUR | {"entered": 1, "valid": valid, "done": done, "lost": lost}
        for valid, done, lost in ((True, True, False), (True, False, False), (False, True, False), (True, True, True))
    ],
    "devices": ["portable-2"],
    "members": [{"id": f"member-{n}", "name": f"Мүше {n}", "role": "member"} for n in range(1, 8)],
    "requests": [
        VOTER | {"number": n, "outcome": one, "act": "ACT-9"} for n, one in enumerate(("", "added", "refused"))
    ],
}
FORMS = ("", "apply", "send", "voted:1", "voted:9", "requests", "decide:0")


def views() -> Iterator[ChairView]:
    officials = [
        {"id": f"member-{n}", "role": role, "acts_for_chair": False, "suspended": False, "duties": ["issues-cards"]}
        for n, role in ((1, "chair"), (4, "member"), (5, "secretary"))
    ]
    ids = {1: "chair", 4: "member"}
    for who in ((), (1,), (4,), (1, 4)):
        members = tuple(SignedIn(id=f"member-{n}", role=ids[n], name=f"Мүше {n}") for n in who)
        view = ChairView(members=members, outline={"state": "open", "officials": officials}, home=HOME if who else {})
        yield view
        if who:
            yield replace(view, home=HOME | {"taken": False, "total": 0, "voters": [], "tours": [], "requests": []})
    standings = ("not-admitted", "intended", "admitted", "applied-for-home", "given-paper")
    yield from (replace(view, sought=VOTER | {"standing": one}) for one in standings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_says_its_words_and_no_word_is_unused(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said: set[str] = set()

    class Listening:
        def say(self, word: str, *args: Any, **filled: Any) -> str:
            said.add(word)
            return home_words().say(word, *args, **filled)

    monkeypatch.setattr(home, "home_words", Listening)
    engine = Engine(dirs=[TEMPLATES, SHARED], autoescape=True, string_if_invalid="{{lacks}}")
    for view in views():
        for form in FORMS:
            shown: Mapping[str, Any] = {"section": home.show(view, form, language)}  # type: ignore[arg-type]
            html = engine.get_template("home.html").render(Context({"page": shown}))
            assert "{{" not in html
            assert "<b>О" not in html
            assert VOTER["surname"] not in repr(shown)
    assert said == set(home_words().entries)
