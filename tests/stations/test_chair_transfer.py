"""The chair's page of the transfer, over the real station, its link, and a commission that takes in (E47)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sailau.adapters.station_link import StationLink
from sailau.service.chair_station import ChairStation
from sailau.service.table_transfer import TransferPlan
from sailau.stations.chair.page import page_of
from sailau.stations.chair.parts import Body
from sailau.stations.chair.views import take
from sailau.stations.samples import chair_day as day
from sailau.stations.samples import chair_transfer
from sailau.stations.samples.chair import TWO, view
from sailau.words.screens import LANGUAGES, transfer_words
from tests.service.day import DESK
from tests.service.test_table import link_of
from tests.service.transfer_world import Evening, by_programs, evening, receiving
from tests.stations.at_work import at_work
from tests.stations.test_chair_present import seen, sign_in

CHAIR, SECRETARY = "member-1", "member-3"


@contextmanager
def station_of(precinct: Evening, folder: Path) -> Iterator[ChairStation]:
    with precinct.served():
        (folder / "station").mkdir()
        (folder / "medium").mkdir()
        station = ChairStation(
            DESK,
            lambda: StationLink(link_of(precinct.day, precinct.port, DESK)),
            lambda: (),
            dict,
            folder / "station",
            folder / "medium",
        )
        with at_work(station, folder / "station"):
            yield station


def body(station: ChairStation) -> Body:
    found = page_of(station.view()).body
    assert found is not None
    return found


def press(station: ChairStation, do: str) -> None:
    assert do in [button.do for button in body(station).buttons], [one.do for one in body(station).buttons]
    take(station, {"do": do})


def test_the_record_is_sent_from_the_page_and_carried_too(tmp_path: Path) -> None:
    with evening(tmp_path) as precinct, receiving(tmp_path, precinct) as central:
        precinct.plan = TransferPlan(intake=central.address, switch=by_programs(tmp_path))
        with station_of(precinct, tmp_path) as station:
            sign_in(precinct.day, station, CHAIR)
            station.compare_setup(same=True)
            assert "transfer" in [button.do.rpartition(":")[2] for button in body(station).buttons]
            press(station, "form:transfer")
            assert [button.do for button in body(station).buttons] == ["form:"], "the chair alone makes no bundle"
            assert body(station).hint
            sign_in(precinct.day, station, SECRETARY)
            take(station, {"do": "form:transfer"})
            press(station, "transfer:make")
            seen(station, lambda view: bool(view.outline["transfer"]["bundles"]))
            press(station, "transfer:carry")
            seen(station, lambda view: view.done == "carrying")
            carried = list((tmp_path / "medium").glob("*.bundle.zip"))
            kept = list((precinct.record_to / "transfer").glob("*.bundle.zip"))
            assert [one.read_bytes() for one in carried] == [one.read_bytes() for one in kept]
            press(station, "transfer:read")
            notice = seen(station, lambda view: view.notice is not None).notice
            assert notice is not None
            assert notice.code == "no-acknowledgement"
            press(station, "transfer:open")
            seen(station, lambda view: view.outline["transfer"]["sending"]["phase"] == "judging")
            shown = body(station)
            assert any(line.percent == 100 for line in shown.lines)
            press(station, "transfer:close")
            seen(station, lambda view: not view.outline["transfer"]["window"]["open"])
            assert body(station).lead == transfer_words().say("lead-received", "kk")
            assert station.view().form == "transfer"
    assert (tmp_path / "link").read_text().split() == ["up", "down"]


def test_every_word_of_the_page_is_shown_in_some_moment_or_leads_there() -> None:
    said = set()
    for name in chair_transfer.MOMENTS:
        sample = next(one for one in chair_transfer.SAMPLES if one.name == f"chair-transfer-{name}")
        said.add(sample.draw("en"))
    together = " ".join(said)
    words = transfer_words()
    plain = [word for word in words.entries if "{" not in str(words.entries[word]["en"])]
    missing = [word for word in plain if words.say(word, "en").split(".")[0].replace("'", "&#x27;") not in together]
    assert set(missing) <= {"chair-needed", "why-interrupted", "why-not-switched", "why-stranger", "not-told"}


def test_a_refusal_is_told_in_each_language_with_what_to_do() -> None:
    for language in LANGUAGES:
        sample = next(one for one in chair_transfer.SAMPLES if one.name == "chair-transfer-refused")
        html = sample.draw(language)
        assert transfer_words().say("heading-refused", language) in html
        assert "protocol.json" in html


def test_the_page_draws_at_every_moment_for_who_is_alone_too() -> None:
    for told in chair_transfer.MOMENTS.values():
        alone = view(replace(day.SIGNED, transfer=told), TWO[1:], form="transfer")
        page = page_of(alone)
        assert page.screen == "transfer"
        assert page.body is not None
        assert not [one for one in page.body.buttons if one.do in ("transfer:open", "transfer:make", "transfer:close")]
