"""Days on which much happens, in the browser, each program itself (L 50-5(4)-(7), 43; R 11-17; M18-M20, M35-M49).

An interruption, a tour, a card that is missing, one given up, a challenge, an observer's remark, a member suspended;
paper beside the box, with three protocols; a postponement.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from sailau.adapters.cards.tray import TRAY
from sailau.adapters.clock import LocalClock
from sailau.adapters.keystore import MemberKeyStore
from sailau.election.examples import EXAMPLE_PRECINCT
from sailau.errors import StoreError
from sailau.formats.v1.record import ACT_FILE, Act, Bilingual
from sailau.service.training.cards import POCKET
from sailau.service.training.making import ELECTION
from sailau.service.training.place import MEMBERS_PIN, PORTABLE, IdentityCard, Wanted
from sailau.signing.cms import sign_detached
from sailau.verifier.record import Report, verify_record
from tests.stations.booth import Voter
from tests.stations.shown import key_shown
from tests.stations.town import (
    ISSUER,
    MEMBERS,
    MILLISECONDS,
    SECRETARY,
    TABLE,
    TERMINAL,
    Chair,
    Town,
    at_desk,
    comes_to_the_desk,
    desk_is_opened,
    is_activated,
    is_counted,
    is_given_a_card,
    is_signed_by,
    leaves_the_booth,
    morning,
    open_town,
    says,
    seals,
    signs_in_at,
    tray_comes_in,
    tray_is_loaded,
    until,
    votes,
    votes_with,
)

SUSPENDED: Final = "member-7"
WHY: Final = {"kk": "Жарық сөнді.", "ru": "Погас свет."}
REASON: Final = {"reason_kk": "Сайлаушыларға дауыс көтерді.", "reason_ru": "Повысил голос на избирателей."}
ACTS_BEFORE: Final = 3
"""Before opening: the installation, the credentials that the territorial commission destroyed, the check."""
FIRST_ANSWERS: Final = ("answer-1",)
SAILAU: Final = (sys.executable, "-m", "sailau.cli.main")
DEVICE: Final = ("--folder", PORTABLE, "--password-file", "secrets/password", "--recorder", f"sockets/{PORTABLE}")
REMARK: Final = "Перде жыртылған."


@pytest.fixture(params=["kk", "ru"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.soak
def test_a_day_on_which_much_happens_ends_with_a_sound_record(tmp_path: Path, language: str) -> None:
    with open_town(tmp_path / "place", language, Wanted(portable=True)) as town:
        at_home, first, challenger, undecided, absent, last = town.place.people()[:6]
        morning(town)
        applies_for_home(town, at_home.iin)
        observer_speaks(town.chair)
        tray_is_loaded(town, 1, 2, 3, 4)
        desk_is_opened(town)
        votes(town, first, card=1, counted=1)
        challenges_and_votes_anew(town, challenger.iin, card=2, counted=2)
        is_given_a_card(town, undecided, 3)
        gives_up(town, card=3)
        is_given_a_card(town, absent, 4)
        is_suspended(town.chair)
        is_restarted(town)
        goes_on_tour(town)
        tray_is_loaded(town, 5)
        votes(town, last, card=1, counted=3)
        closes_with_a_missing_card(town)
        is_counted(town.chair)
        is_drawn_up_without_the_suspended(town.chair)
        report = judged(town)
        assert report.sound, [(one.code, one.text) for one in report.findings]
        acts = acts_of(town)
        for kind in ("present_remark", "member_suspended", "restart", "missing_card"):
            assert kind in acts, f"no act: {kind}"


def judged(town: Town) -> Report:
    """The record, judged by the verifier; the browser has the loop of this thread."""
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(verify_record, town.place.records / "record").result()


def acts_of(town: Town) -> list[str]:
    """The kinds of the acts in the record."""
    found = sorted((town.place.records / "record" / "acts").glob("*.json"))
    return [str(json.loads(path.read_bytes())["kind"]) for path in found]


def applies_for_home(town: Town, iin: str) -> None:
    """An application is taken in before noon, and marked in the list (L 41(6))."""
    chair = town.chair
    chair.press("form:home", "home")
    chair.press("home:apply")
    chair.press("home:do:find", iin=iin)
    chair.press("home:do:apply:1", reason="health")
    expect(chair.page.locator('button[value="home:send"]')).to_be_visible(timeout=MILLISECONDS)
    chair.back_to_the_day("voting")


def observer_speaks(chair: Chair) -> None:
    """An observer is registered, and a remark is taken in as act (L 20-1)."""
    chair.press("form:present", "present")
    chair.press("present:register")
    chair.press("present:register:observer")
    papers = {f"shown-{paper}": "yes" for paper in ("authority", "seal", "identity")}
    day = chair.page.locator("[name=day]").get_attribute("placeholder") or ""
    who = {"surname": "Қалиева", "name": "Дана", "sender": "«Әділ» бірлестігі", "paper": "17", "precinct": "25"}
    chair.press("present:do:register:observer", **papers, **who, day=day)
    expect(chair.page.locator(".registered strong")).to_have_text("Қалиева Дана", timeout=MILLISECONDS)
    chair.press("present:remark:1")
    chair.press("present:do:remark:1", words=REMARK, right="5")
    expect(chair.page.locator("form")).to_contain_text(REMARK, timeout=MILLISECONDS)
    chair.signs("voting")


def is_suspended(chair: Chair) -> None:
    """The commission suspends a member by a reasoned decision of its own (M38)."""
    chair.press("form:present", "present")
    chair.press("present:suspend")
    for member in MEMBERS:
        vote = "absent" if member == SUSPENDED else "in-favour"
        chair.page.locator(f'input[name="vote:{member}"][value="{vote}"]').check()
    chair.press("present:do:suspend", whom=SUSPENDED, **REASON)
    chair.signs("voting")


def challenges_and_votes_anew(town: Town, iin: str, card: int, counted: int) -> None:
    """A sealed ballot is opened for everybody to see; its voter is given another card and votes (R 11)."""
    who = next(one for one in town.place.people() if one.iin == iin)
    is_given_a_card(town, who, card)
    town.moves(card, TERMINAL)
    voter = Voter(town.booth)
    seals(voter, town.language)
    voter.touch("check")
    voter.sees("check")
    voter.touch("confirm")
    voter.sees("challenged")
    leaves_the_booth(town, card)
    says(town.table, "ready")
    town.moves(card, TABLE)
    says(town.table, "shown")
    town.moves(card, POCKET)
    is_replaced(town, card)
    votes_with(town, card, counted)


def is_replaced(town: Town, card: int) -> None:
    """The voter whose card was taken without a vote has another one activated."""
    says(town.table, "ready")
    town.moves(card, TABLE)
    says(town.table, "loaded")
    town.moves(card, TRAY)
    town.desk.locator('button[value="card:replacement"]').click(timeout=MILLISECONDS)
    is_activated(town, card)


def gives_up(town: Town, card: int) -> None:
    """A voter begins and leaves without voting; the card comes back as one given up (C19)."""
    town.moves(card, TERMINAL)
    voter = Voter(town.booth)
    voter.sees("language")
    voter.touch(f"choose-language:{town.language}")
    voter.sees("contest")
    voter.touch("choose:1")
    voter.touch("help")
    voter.sees("help")
    voter.touch("leave")
    voter.sees("abandoned")
    leaves_the_booth(town, card)
    says(town.table, "ready")
    town.moves(card, TABLE)
    says(town.table, "loaded")
    town.moves(card, TRAY)


def is_restarted(town: Town) -> None:
    """Chair and one more interrupt; technician and chair start the computer's program anew; voting goes on (R 14)."""
    chair = town.chair
    chair.press("form:suspend", "suspend")
    chair.press("reason:suspend-voting", **WHY)
    chair.signs("suspended")
    service = town.opens("technician")
    technician_signs_in(service, "technician")
    service.locator('button[value="open:restart"]').click(timeout=MILLISECONDS)
    technician_signs_in(service, "member-1")
    service.locator('button[value="restart"]').click(timeout=MILLISECONDS)
    service.locator('button.go[value="resume"]').click(timeout=MILLISECONDS)
    expect(service.locator(".state.on")).to_be_visible(timeout=MILLISECONDS)
    chair.shows("voting")
    at_desk(town.desk, "sign-in")
    signs_in_at(town.desk, ISSUER)


def technician_signs_in(service: Page, who: str) -> None:
    """Somebody signs in at the technician's station."""
    service.get_by_text(key_shown(who)).click(timeout=MILLISECONDS)
    service.locator("input[type=password]").fill(MEMBERS_PIN)
    service.locator('button[value="sign-in"]').click()


def goes_on_tour(town: Town) -> None:
    """Two members go with the device to the voter; what they bring is taken in, and who voted is marked (R 13)."""
    chair = town.chair
    chair.press("form:home", "home")
    chair.press("home:send")
    going = {"goes:member-5": "yes", "goes:member-6": "yes"}
    chair.press("home:do:send", device=PORTABLE, **going)
    expect(chair.page.locator('button[value="home:send"]')).to_have_count(0, timeout=MILLISECONDS)
    filled = portable(town, "fill", "--sign", "keys/member-1.p12", "--carriers", "5", "6")
    assert filled["applications"] == 1
    votes_at_home(town)
    members = ("--sign", "keys/member-5.p12", "--sign", "keys/member-6.p12")
    assert portable(town, "empty", *members)["valid"] is True
    chair.press("home:voted:1")
    chair.press("home:do:voted:1")
    expect(chair.page.locator('button[value="home:do:voted:1"]')).to_have_count(0, timeout=MILLISECONDS)
    chair.back_to_the_day("voting")


def portable(town: Town, verb: str, *words: str) -> dict[str, object]:
    """`sailau portable` over the accumulator's cable, by the members whose keys are named; what it says."""
    pins = [word for one in words if one.endswith(".p12") for word in ("--pin-file", "pin")]
    (town.place.folder / "pin").write_text(MEMBERS_PIN)
    said = [json.loads(line) for line in (town.place.logs / "accumulator-1.out").read_text().splitlines()]
    port = next(line["cable"] for line in said if "cable" in line)
    cable = ["--accumulator", f"127.0.0.1:{port}", *words, *pins]
    argv = [*SAILAU, "portable", verb, *DEVICE, *cable, "--json"]
    done = subprocess.run(argv, cwd=town.place.folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


@contextmanager
def portable_runs(town: Town, *more: str) -> Iterator[str]:
    """The device at work; where its screen is."""
    argv = [*SAILAU, "portable", "run", *DEVICE, *more, "--no-screen", "--json"]
    with subprocess.Popen(argv, cwd=town.place.folder, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield str(json.loads(running.stdout.readline())["address"])
        finally:
            running.terminate()
            running.wait(60)


def votes_at_home(town: Town) -> None:
    """A member begins the turn, the voter seals; the ballot stays inside."""
    with portable_runs(town) as address:
        page = town.context.new_page()
        page.goto(address, wait_until="commit")
        voter = Voter(page)
        voter.sees("waiting")
        voter.touch("card-in")
        seals(voter, town.language)
        voter.touch("finish")
        voter.sees("waiting")
        page.close()


def closes_with_a_missing_card(town: Town) -> None:
    """The devices answer, the tray comes in; the card that did not come back is said missing by act (L 43(4))."""
    chair = town.chair
    chair.press("command:close-voting", "devices")
    chair.press("medium:write")
    with portable_runs(town, "--medium", "medium"):
        for device in ("terminal-1", PORTABLE):
            until((town.place.medium / f"{device}.head.cbor").exists)
    chair.press("medium:read")
    tray_comes_in(town, 1, 2, 3, 5)
    chair.press("missing")
    chair.signs("devices")
    chair.press("command:destroy-unused")
    chair.signs("reconcile")
    chair.press("command:reconcile", "counting")


def is_drawn_up_without_the_suspended(chair: Chair) -> None:
    """The member who was suspended does not sign, and the protocol says why."""
    chair.press("draw-up", "protocol", kk="Мүше шеттетілді.", ru="Член комиссии отстранён.")
    is_signed_by(chair, *(one for one in MEMBERS if one != SUSPENDED))


@pytest.mark.soak
def test_in_a_mixed_precinct_paper_is_counted_beside_the_box_and_three_protocols_are_signed(
    tmp_path: Path, language: str
) -> None:
    with open_town(tmp_path / "place", language, Wanted(mixed=True)) as town:
        electronic, *on_paper = town.place.people()[:4]
        morning(town)
        tray_is_loaded(town, 1)
        desk_is_opened(town)
        votes(town, electronic, card=1, counted=1)
        for who in on_paper:
            is_given_paper(town, who)
        closes(town, 1)
        paper_is_counted(town.chair, given=len(on_paper))
        is_counted(town.chair)
        town.chair.press("draw-up", "protocol")
        is_signed_by(town.chair, *MEMBERS)
        assert {path.name for path in (town.place.records / "record").glob("*protocol.json")} == {
            "protocol.json",
            "paper-protocol.json",
            "summary-protocol.json",
        }
        report = judged(town)
        assert report.sound, [(one.code, one.text) for one in report.findings]


def is_given_paper(town: Town, who: IdentityCard) -> None:
    """The desk marks in the same list that a paper ballot was given."""
    comes_to_the_desk(town, who)
    town.desk.locator('button[value="give-paper"]').click()
    at_desk(town.desk, "paper-given")
    town.desk.locator('button[value="next"]').click()


def closes(town: Town, *tray: int) -> None:
    """Closed; the terminal answers by a medium; the tray comes in, the rest is destroyed; all figures agree."""
    chair = town.chair
    chair.press("command:close-voting", "devices")
    chair.press("medium:write")
    until((town.place.medium / "terminal-1.head.cbor").exists)
    chair.press("medium:read")
    tray_comes_in(town, *tray)
    chair.press("command:destroy-unused")
    chair.signs("reconcile")
    chair.press("command:reconcile", "counting")


def paper_is_counted(chair: Chair, *, given: int) -> None:
    """Unused paper is destroyed by act; two members enter what they counted, differ, look again and agree (M42)."""
    chair.press("form:paper", "paper")
    chair.press("paper:destroy")
    chair.press("paper:do:destroy", destroyed="7")
    chair.signs("counting")
    chair.press("form:paper", "paper")
    enters(chair, SECRETARY, given, valid=given)
    enters(chair, "member-5", given, valid=given - 1)
    expect(chair.page.locator(".paper-tab .line").first).to_contain_text("≠", timeout=MILLISECONDS)
    enters(chair, "member-5", given, valid=given)
    expect(chair.page.locator(".paper-tab .steps .done")).to_have_count(4, timeout=MILLISECONDS)
    chair.back_to_the_day("counting")


def enters(chair: Chair, member: str, given: int, *, valid: int) -> None:
    """A member enters each line: all voters chose the first answer of each ballot."""
    chair.press("paper:enter")
    expect(chair.page.locator('[name="member"]')).to_be_visible(timeout=MILLISECONDS)
    for field in chair.page.locator('input[name^="place:"]').all():
        name = str(field.get_attribute("name"))
        field.fill(str(counted(name, given, valid)))
    chair.press("paper:do:enter", member=member)
    expect(chair.page.locator('[name="member"]')).to_have_count(0, timeout=MILLISECONDS)


def counted(place: str, given: int, valid: int) -> int:
    """What was counted at a place of the paper's protocol."""
    match place.rpartition(":")[2]:
        case "paper_received":
            return given + 7
        case "paper_issued" | "paper_participants":
            return given
        case member if place.startswith("place:issued:"):
            return given if member == ISSUER else 0
        case "paper_valid":
            return valid
        case answer if answer in FIRST_ANSWERS:
            return valid
        case _:
            return 0


@pytest.mark.soak
def test_a_postponed_voting_ends_by_the_higher_commissions_act_and_nobody_opens_the_box(
    tmp_path: Path, language: str
) -> None:
    with open_town(tmp_path / "place", language) as town:
        chair = town.chair
        morning(town)
        tray_is_loaded(town, 1)
        desk_is_opened(town)
        votes(town, town.place.people()[0], card=1, counted=1)
        act_comes_from_above(town)
        is_postponed(chair)
        tray_comes_in(town, 1)
        chair.press("command:destroy-unused")
        chair.signs("postponed")
        shares_are_erased(town)


def act_comes_from_above(town: Town) -> None:
    """The territorial commission's signed act lies on the medium."""
    act = Act(
        number=ACTS_BEFORE + 1,
        kind="postponement",
        election=str(ELECTION),
        precinct=int(EXAMPLE_PRECINCT),
        uuid=town.uuid,
        at=LocalClock().now().replace(second=0, microsecond=0),
        article="L 50-5(7)",
        text=Bilingual("Дауыс беру кейінге қалдырылды.", "Голосование отложено."),
        members=(),
        explains=(),
        data={},
    )
    data = ACT_FILE.write(act)
    (town.place.medium / "postponement.act.json").write_bytes(data)
    with ThreadPoolExecutor(1) as elsewhere:  # the browser has the loop of this thread
        signed = elsewhere.submit(sign_detached, data, town.pki.signers["territorial"], LocalClock().now())
        signature = signed.result()
    (town.place.medium / "postponement.act.p7s").write_bytes(signature)


def is_postponed(chair: Chair) -> None:
    """The act is taken in from the medium; by it the voting ends for good (L 50-5(7))."""
    chair.press("form:suspend", "suspend")
    chair.press("form:postpone", "postpone")
    chair.press("higher:read", "voting")
    chair.press("form:suspend", "suspend")
    chair.press("form:postpone", "postpone")
    chair.page.locator('button[value^="postpone:ACT-"]').click(timeout=MILLISECONDS)
    chair.shows("postponed")


def shares_are_erased(town: Town) -> None:
    """The members' shares go by act, so that the box can never be opened (L 50-2(2))."""
    chair = town.chair
    chair.press("form:erase", "erase")
    for member in MEMBERS:
        chair.page.locator(f'input[name="shares_of:{member}"]').check()
    chair.press("act:erase", kk="Дауыс беру кейінге қалдырылды.", ru="Голосование отложено.")
    chair.signs("postponed")
    chair.page.locator('button[value^="erase:ACT-"]').click(timeout=MILLISECONDS)
    chair.press("erase-now", "postponed")
    stores = sorted(town.place.keys.glob("member-*.key"))
    assert len(stores) == len(MEMBERS)
    for path in stores:
        store = MemberKeyStore.open(path, MEMBERS_PIN.encode())
        with pytest.raises(StoreError, match="erased by act"):
            assert store.seed
