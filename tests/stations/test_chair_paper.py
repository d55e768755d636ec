"""The chair's tab of paper, over the real station and its link: entered apart, decided, signed, copied, posted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sailau.adapters.station_link import StationLink
from sailau.formats.v1.record import Bilingual
from sailau.service.chair_station import ChairStation
from sailau.service.paper_results import paper_results
from sailau.service.record import write_record
from sailau.signing.pdf import verify_pdf
from sailau.stations.chair.page import page_of
from sailau.stations.chair.paper import PaperPage, Step, show, take
from sailau.words.screens import LANGUAGES
from tests.service.day import DESK, Day, open_day
from tests.service.test_opening import trust
from tests.service.test_paper_results import counted, destroyed, finished, paper_day
from tests.service.test_paper_results import entered as entered_by_two
from tests.service.test_table import link_of, serving
from tests.stations.at_work import at_work
from tests.stations.test_chair_present import seen, sign_in

CHAIR, DEPUTY, SECRETARY = "member-1", "member-2", "member-3"
WHY = {"reason-kk": "Бір бюллетень жыртылған.", "reason-ru": "Один бюллетень порвался."}


@contextmanager
def station_of(day: Day, folder: Path) -> Iterator[ChairStation]:
    """The chair's station, with the precinct computer served; copies go beside `folder`/out."""
    with serving(day, folder / "out") as port:
        (folder / "station").mkdir()
        station = ChairStation(
            DESK, lambda: StationLink(link_of(day, port, DESK)), lambda: (), dict, folder / "station", folder
        )
        with at_work(station, folder / "station"):
            yield station


def page(station: ChairStation, rest: str = "") -> PaperPage:
    return show(station.view(), rest, "ru")


def step(station: ChairStation, name: str) -> Step:
    return next(one for one in page(station).steps if name in one.name)


def agreed(station: ChairStation, form: str, **fields: str) -> str:
    """Send a form, read its act, agree; the act's label."""
    take(station, f"do:{form}", fields)
    assert seen(station, lambda view: view.agreeing is not None).agreeing is not None
    station.decide(agree=True)
    label = seen(station, lambda view: bool(view.done)).done
    seen(station, lambda view: label in [act["label"] for act in view.outline["acts"]])
    return label


def typed(member: str, **changes: int) -> dict[str, str]:
    return {"member": member} | {f"place:{name}": str(n) for name, n in counted(**changes).items()}


def entered(station: ChairStation, member: str, **changes: int) -> None:
    take(station, "do:enter", typed(member, **changes))
    seen(station, lambda view: member in view.outline["paper"]["entered_by"])


def test_paper_is_counted_signed_copied_and_posted_in_the_chairs_tab(tmp_path: Path) -> None:
    with paper_day(tmp_path) as day:
        finished(day)
        with station_of(day, tmp_path) as station:
            sign_in(day, station, CHAIR)
            alone = page(station, "destroy")
            assert alone.go is None
            assert "ещё один член" in alone.missing
            sign_in(day, station, SECRETARY, "member-5", "member-6")
            assert page(station, "enter").form == "", "not before the unused ballots are destroyed"
            take(station, "do:destroy", {"destroyed": "двенадцать"})
            notice = seen(station, lambda view: view.notice is not None).notice
            assert notice is not None
            assert notice.code == "paper-not-a-count"
            agreed(station, "destroy", destroyed="12")
            agreed(station, "doubtful", contest="president", ballots="1", **{"for": "1", "against": "5"})
            _two_enter(station)
            assert [item.done for item in page(station).steps[:4]] == [True, True, True, False]
            assert any("ст. 43(4), (4-1)" in line for line in step(station, "соотношения").lines)
            agreed(station, "explain", **WHY)
            assert step(station, "соотношения").done
            assert page(station, "copy").form == "", "no copy before the record"
        ill = {f"member-{number}": Bilingual("ауырды", "болен") for number in range(4, 8)}
        assert write_record(day.precinct, tmp_path / "out" / "record", day.signers(), unsigned=ill) is None
        (tmp_path / "station").rename(tmp_path / "before")
        with station_of(day, tmp_path) as station:
            _copy_and_post(day, station, tmp_path)


def _two_enter(station: ChairStation) -> None:
    form = page(station, "enter")
    assert [option.value for option in form.groups[0].inputs[0].options] == [
        CHAIR,
        SECRETARY,
        "member-5",
        "member-6",
    ]
    assert {field.name for group in form.groups[1:] for field in group.inputs} == {
        f"place:{name}" for name in counted()
    }
    entered(station, "member-5", paper_invalid_marks=0, answer_1=2)
    assert station.view().form == "paper"
    assert "второй" in step(station, "двое").standing
    entered(station, SECRETARY, paper_invalid_marks=0)
    assert step(station, "двое").lines == ("5.1 · Абылкасымов Ерасыл Абылкасымович: 3 ≠ 2",)
    assert [option.value for option in page(station, "enter").groups[0].inputs[0].options] == [SECRETARY, "member-5"]
    take(station, "do:enter", typed("member-6"))
    assert station.view().outline["paper"]["entered_by"] == [SECRETARY, "member-5"]
    take(station, "do:enter", typed("member-5", paper_invalid_marks=0))
    seen(station, lambda view: view.outline["paper"]["agreed"])


def _copy_and_post(day: Day, station: ChairStation, folder: Path) -> None:
    sign_in(day, station, CHAIR, DEPUTY)
    assert "секретарь" in page(station, "copy").missing
    sign_in(day, station, SECRETARY)
    station.compare_setup(same=True)
    agreed(station, "copy", to="Оразова Айгүл, байқаушы")
    assert [line[:22] for line in step(station, "Копии").lines] == ["№ 2 · Оразова Айгүл, б"]
    papers = {path.name: path.read_bytes() for path in (folder / "out" / "copies" / "02").glob("*.pdf")}
    assert papers.keys() == {"protocol.pdf", "paper-protocol.pdf", "summary-protocol.pdf"}
    for pdf in papers.values():
        assert [field.field for field in verify_pdf(pdf, trust(day))] == [CHAIR, SECRETARY]
    agreed(station, "post", **{"place-kk": "кіреберіс", "place-ru": "у входа"})
    assert "кіреберіс / у входа" in step(station, "Вывеш").standing
    assert page(station, "post").form == "", "it hangs"


def test_counting_again_puts_away_what_was_entered(tmp_path: Path) -> None:
    with paper_day(tmp_path) as day, station_of(day, tmp_path) as station:
        sign_in(day, station, CHAIR, SECRETARY)
        agreed(station, "destroy", destroyed="13")
        entered(station, CHAIR)
        agreed(station, "again", **WHY)
        assert step(station, "двое").standing == "ещё никто не внёс"
        entered(station, CHAIR)
        entered(station, SECRETARY)
        assert paper_results(day.precinct) is not None


def test_an_electronic_precinct_has_only_copies_and_posting_there(tmp_path: Path) -> None:
    with open_day(tmp_path) as day, station_of(day, tmp_path) as station:
        sign_in(day, station, CHAIR)
        for language in LANGUAGES:
            early = show(station.view(), "", language)
            assert (early.steps, early.form) == ((), "")
            assert early.lead


def test_each_of_the_three_protocols_is_shown_whole_with_the_lines_of_its_own_form(tmp_path: Path) -> None:
    with paper_day(tmp_path) as day:
        finished(day)
        destroyed(day)
        entered_by_two(day, counted())
        with station_of(day, tmp_path) as station:
            sign_in(day, station, CHAIR, SECRETARY)
            station.compare_setup(same=True)
            absent = {f"member-{number}": ["ауырды", "болен"] for number in (2, 4, 5, 6, 7)}
            station.give("draw-up-protocol", (CHAIR,), absent=absent)
            seen(station, lambda view: view.outline["protocol"]["drawn_up"])
            station.show_protocols(CHAIR)
            view = seen(station, lambda view: len(view.protocols) == 3)
        for language in LANGUAGES:
            body = page_of(replace(view, language=language)).body
            assert body is not None
            shown = [(line.label, line.value) for line in body.paper]
            words = [label for label, _ in shown if label and label[0].isdigit()]
            assert len(words) > 40, words
            assert not any("_" in label for label, _ in shown), "a figure without its words"
            assert [value for _, value in shown].count("13") >= 1, "the unused paper ballots"
