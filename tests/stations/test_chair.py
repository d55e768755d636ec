"""The day is led at the chair's real page, from the thirty-minute check to the record (L 50-5, 50-6; E23-E29, E43)."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.pin_tries import PinTries
from sailau.adapters.station_link import StationLink
from sailau.adapters.table_link import TableLink
from sailau.cli.chair import stores_in
from sailau.cli.station import keys_in
from sailau.errors import StoreError
from sailau.formats.v1.record import ACT_FILE
from sailau.refusal import Refusal
from sailau.service.chair_station import ChairStation
from sailau.service.closing_medium import answer_request
from sailau.service.recorder_packing import SEAL_NOT_SAID
from sailau.signing.keystore import new_pin, seal_signer
from sailau.stations.chair.views import chair_site
from sailau.verifier.record import verify_record
from tests.service.chair_day import EVENING, MEMBERS, install_acts
from tests.service.day import MORNING, PIN, Day, day
from tests.service.test_table import HOST, serving
from tests.stations.at_work import at_work
from tests.stations.booth import launch
from tests.stations.shown import key_shown

STATION = "desk-1"


@dataclass
class Chair:
    """A running station, its page; members' PINs by name; what stands on the disk."""

    day: Day
    page: Page
    pins: dict[str, str]
    folder: Path

    def press(self, value: str) -> None:
        self.page.locator(f'button[value="{value}"]').click()

    def shows(self, screen: str, seconds: float = 30) -> None:
        expect(self.page.locator("form")).to_have_attribute("data-screen", screen, timeout=seconds * 1000)
        expect(self.page.locator(".busy")).to_have_count(0, timeout=seconds * 1000)
        if folder := os.environ.get("SAILAU_PICTURES"):
            name = f"chair-{screen}-{self.page.locator('html').get_attribute('lang')}.png"
            self.page.screenshot(path=str(Path(folder) / name))

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    def why(self) -> None:
        self.page.locator('textarea[name="kk"]').fill("Жарық сөнді.")
        self.page.locator('textarea[name="ru"]').fill("Погас свет.")

    def sign_in(self, *members: str) -> None:
        for member in members:
            if self.page.locator('button[value="form:sign-in"]').count():
                self.press("form:sign-in")
                self.shows("sign-in")
            self.type_in(self.page.get_by_label(key_shown(member)), self.pins[member])
            self.press("sign-in")
            expect(self.page.locator("form")).not_to_have_attribute("data-screen", "sign-in", timeout=20_000)

    def type_in(self, chosen: Locator, pin: str) -> None:
        """Choose a key and type its PIN; both stand there, whatever the page exchanged meanwhile."""
        field = self.page.locator("input[type=password]")
        for _ in range(5):
            chosen.check()
            field.fill(pin)
            self.page.wait_for_timeout(200)
            if chosen.is_checked() and field.input_value() == pin:
                return
        pytest.fail("what was typed does not stay")

    def agree(self) -> None:
        """The act is read whole, and signed."""
        self.shows("agree")
        expect(self.page.locator(".paper")).to_contain_text("ACT-")
        self.press("agree:yes")

    def with_key(self, number: int, press: str) -> None:
        chosen = self.page.locator(f'input[name="member"][value="member-{number}"]')
        self.type_in(chosen, PIN.decode())
        self.press(press)


@contextmanager
def running(made: Day, keys: Path, folder: Path, port: int) -> Iterator[Callable[[], str]]:
    """The station in a thread of its own; gives the address by which a browser comes in."""

    def connect() -> StationLink | Refusal:
        link = TableLink.open(HOST, port, made.installed.pki.signers[STATION], MORNING)
        return link if isinstance(link, Refusal) else StationLink(link)

    tries = PinTries(folder)
    station = ChairStation(
        STATION, connect, lambda: keys_in(keys, tries), lambda: stores_in(made.folder), folder, folder / "medium"
    )
    site = chair_site(station)
    with site.serve() as served, at_work(station, folder):
        yield lambda: served.address + site.entrance()


@pytest.fixture
def chair(tmp_path: Path) -> Iterator[Chair]:
    with day(tmp_path) as made, ExitStack() as after:
        install_acts(made)
        playwright = after.enter_context(sync_playwright())
        keys = tmp_path / "keys"
        (tmp_path / "station" / "medium").mkdir(parents=True)
        keys.mkdir()
        pins = {member: new_pin() for member in (*MEMBERS, "technician")}
        for member, pin in pins.items():
            (keys / f"{member}.p12").write_bytes(seal_signer(made.installed.pki.signers[member], pin, member))
        with (
            serving(made, tmp_path / "out") as port,
            running(made, keys, tmp_path / "station", port) as entrance,
        ):
            browser = launch(playwright)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(entrance(), wait_until="commit")
            yield Chair(made, page, pins, tmp_path)
            browser.close()


def apart(deed: Callable[[], object]) -> None:
    """Do what devices do in a thread of its own: the browser's loop runs in this one, and a signature needs one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(deed).result()


def compared(chair: Chair) -> None:
    chair.shows("setup")
    expect(chair.page.locator(".paper")).to_contain_text(chair.day.installed.setup.hash.hex()[:4].upper())
    chair.press("setup:same")


def checked(chair: Chair) -> None:
    """Members sign in, compare the Setup, prove their keys; the zero report; a duty; the seal."""
    chair.shows("sign-in")
    chair.sign_in(MEMBERS[0])
    compared(chair)
    chair.sign_in(*MEMBERS[1:5])
    chair.shows("possession")
    for number in range(1, 6):
        chair.with_key(number, "prove")
        proved = chair.page.locator(".checks .done") if number < 5 else chair.page.locator(".chair-check")
        expect(proved).to_have_count(number if number < 5 else 1, timeout=20_000)
    chair.shows("check")
    chair.press("command:check-system")
    chair.agree()
    chair.shows("duties")
    chair.choose("named", "member-4")
    chair.choose("duty", "issues-cards")
    chair.press("duty")
    expect(chair.page.locator('button[value="seal"]')).to_be_visible(timeout=20_000)
    chair.press("seal")
    chair.shows("opening")


def opened(chair: Chair) -> None:
    checked(chair)
    chair.day.clock.at = MORNING.replace(hour=7, minute=0)
    chair.press("command:open-voting")
    chair.shows("voting")


def closed(chair: Chair, answers: Sequence[int] = (1, 4, 4)) -> None:
    for number, answer in enumerate(answers, start=1):
        apart(partial(chair.day.voted, number, number, answer))
    chair.day.clock.at = EVENING
    chair.press("command:close-voting")
    chair.shows("devices")
    medium = chair.folder / "station" / "medium"
    chair.press("medium:write")
    expect(chair.page.locator(".good")).to_be_visible(timeout=20_000)
    for booth in (chair.day.booth("terminal-1"), chair.day.booth("terminal-2"), chair.day.home()):
        apart(partial(answer_request, booth, medium, EVENING))
    chair.press("medium:read")
    expect(chair.page.locator('button[value="command:destroy-unused"]')).to_be_visible(timeout=20_000)
    chair.press("command:destroy-unused")
    chair.agree()
    chair.shows("reconcile")


def counted(chair: Chair) -> None:
    chair.press("command:reconcile")
    chair.shows("counting")
    chair.press("command:begin-count")
    for number, member in enumerate(MEMBERS[:2], start=1):
        chair.choose("member", member)
        chair.press("mix:first")
        expect(chair.page.locator(".checks .done")).to_have_count(number + 1, timeout=60_000)
    for place, number in enumerate((1, 2, 3, 5), start=1):
        expect(chair.page.locator("progress")).to_have_count(min(1, place - 1), timeout=60_000)
        chair.with_key(number, "decrypt:first")
        expect(chair.page.locator(".busy")).to_have_count(0, timeout=60_000)
        expect(chair.page.locator(f"progress[value='{25 * place}']")).to_have_count(1, timeout=60_000)
    chair.press("finish-count:first")
    chair.shows("protocol")


def signed(chair: Chair) -> None:
    chair.why()
    chair.press("draw-up")
    expect(chair.page.locator('button[value="protocol:show"]')).to_be_visible(timeout=60_000)
    chair.press("protocol:show")
    expect(chair.page.locator(".paper")).to_be_visible(timeout=60_000)
    for number, member in enumerate(MEMBERS[:5], start=1):
        chair.choose("member", member)
        chair.press("protocol:sign")
        expect(chair.page.locator(".checks .done")).to_have_count(number, timeout=60_000)
    chair.press("record")
    chair.shows("after", 60)


def judged_sound(record: Path) -> None:
    assert [one for one in verify_record(record).findings if one.weight == "defect"] == []


def test_a_day_is_led_at_the_screen_from_the_check_to_the_verified_record(chair: Chair) -> None:
    opened(chair)
    closed(chair)
    counted(chair)
    signed(chair)
    chair.press("form:pack")
    chair.shows("pack")
    chair.why()
    chair.page.locator('[name="seal"]').fill("<?>")
    chair.press("act:pack")
    expect(chair.page.locator("body")).to_contain_text(SEAL_NOT_SAID.text.kk)
    chair.why()
    chair.page.locator('[name="seal"]').fill("KZ 004512")
    chair.press("act:pack")
    chair.agree()
    chair.shows("after")
    (packed,) = (chair.folder / "out" / "packet-1").glob("*-recorder_packed.json")
    act = ACT_FILE.read(packed.read_bytes())
    assert act.data["seal"] == "KZ 004512"
    assert {one["device"] for one in act.data["recorders"]} >= {"precinct-computer", "terminal-1"}
    apart(partial(judged_sound, chair.folder / "out" / "record"))


def test_a_decision_that_is_not_agreed_to_is_not_signed_and_one_that_is_interrupts_the_voting(chair: Chair) -> None:
    opened(chair)
    chair.press("speak:ru")
    expect(chair.page.locator("html")).to_have_attribute("lang", "ru")
    chair.press("form:suspend")
    chair.shows("suspend")
    chair.why()
    chair.press("reason:suspend-voting")
    chair.shows("agree")
    chair.press("agree:no")
    chair.shows("suspend")
    assert chair.day.precinct.state.value == "open"
    chair.why()
    chair.press("reason:suspend-voting")
    chair.agree()
    chair.shows("suspended")
    expect(chair.page.locator(".people")).to_contain_text("специалист")
    expect(chair.page.locator('button[value="resume"]')).to_have_count(0)


def test_a_postponed_voting_ends_at_the_screen_and_the_shares_go_by_act(chair: Chair) -> None:
    opened(chair)
    apart(partial(chair.day.voted, 1, 1, 4))
    chair.press("form:suspend")
    chair.press("form:postpone")
    chair.shows("postpone")
    expect(chair.page.locator('button[value^="postpone:"]')).to_have_count(0)
    chair.why()
    chair.press("act:postpone")
    chair.agree()
    chair.shows("voting")
    chair.press("form:suspend")
    chair.press("form:postpone")
    chair.page.locator('button[value^="postpone:ACT-"]').click()
    chair.shows("postponed")
    chair.press("command:destroy-unused")
    chair.agree()
    chair.shows("postponed")
    chair.press("form:erase")
    for member in MEMBERS[:2]:
        chair.page.locator(f'input[name="shares_of:{member}"]').check()
    chair.why()
    chair.press("act:erase")
    chair.agree()
    chair.page.locator('button[value^="erase:ACT-"]').click()
    chair.shows("erasing")
    expect(chair.page.locator(".checks .now")).to_have_count(2)
    chair.press("erase-now")
    chair.shows("postponed")
    assert chair.day.precinct.state.value == "postponed"
    assert all(_is_erased(chair.day.folder / f"{member}.key") for member in MEMBERS[:2])
    left = [MemberKeyStore.open(chair.day.folder / f"{member}.key", PIN) for member in MEMBERS[2:]]
    assert all(len(store.seed) > 0 for store in left), "nobody's share goes whom the act does not name"


def _is_erased(path: Path) -> bool:
    with pytest.raises(StoreError, match="erased by act"):
        MemberKeyStore.open(path, PIN).seed  # noqa: B018
    return True


def test_another_setup_than_on_the_act_begins_nothing_and_a_wrong_pin_is_counted(chair: Chair) -> None:
    chair.shows("sign-in")
    chair.page.get_by_text(key_shown("member-1")).click()
    chair.page.locator("input[type=password]").fill("000000")
    chair.press("sign-in")
    expect(chair.page.locator(".notice")).to_contain_text(re.compile("PIN.*9"), timeout=20_000)
    chair.sign_in(MEMBERS[0])
    chair.shows("setup")
    chair.press("setup:differs")
    expect(chair.page.locator(".notice")).to_contain_text("50-1(5)", timeout=20_000)
    chair.shows("setup")
    expect(chair.page.locator('button[value="prove"]')).to_have_count(0)
